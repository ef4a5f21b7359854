// Whole numbers of one column in as few bytes a row as its range needs: 1, 2, 4 or 8. They read and
// grow like a vector; a value that does not fit makes the whole column wider.
//
//     PackedNumbers ages = {61, kBlankNumber, 35};     // one byte a row
//     ages.push_back(18);
//     ages[2]                                           // 35
//
// A stored number is `value - base`, above the few lowest, which are blank and the Excel errors;
// eight bytes hold the value as it is. A code is stored as it is. The bytes may lie in memory that
// somebody else keeps (a mapped file): the first change copies them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/excel_error.h"

namespace yitao::ledger {

// Numbers column: INT64_MIN is blank, the next few values are Excel errors (calculated columns).
inline constexpr int64_t kBlankNumber = INT64_MIN;
constexpr int64_t error_number(ExcelError error) {
    return INT64_MIN + 1 + static_cast<int64_t>(error);
}
constexpr bool is_error_number(int64_t number) {
    return number > kBlankNumber && number <= INT64_MIN + 16;
}
constexpr ExcelError number_error(int64_t number) {
    return static_cast<ExcelError>(number - INT64_MIN - 1);
}
inline constexpr int64_t kLeastNumber = INT64_MIN + 17;  // smallest real value

// Coded column: code 0 is blank.
inline constexpr uint32_t kBlankCode = 0;

// How stored bytes read as numbers. Below kSpecials: blank and errors, lowest first.
struct NumberCoding {
    static constexpr uint64_t kSpecials = 17;
    uint8_t width = 1;
    int64_t base = 0;

    [[nodiscard]] int64_t value(uint64_t raw) const {
        if (width == 8) return static_cast<int64_t>(raw);
        return raw < kSpecials
                   ? static_cast<int64_t>(static_cast<uint64_t>(INT64_MIN) + raw)
                   : static_cast<int64_t>(static_cast<uint64_t>(base) + raw - kSpecials);
    }
    [[nodiscard]] bool fits(int64_t value) const {
        if (width == 8 || value < kLeastNumber) return true;
        return value >= base && static_cast<uint64_t>(value) - static_cast<uint64_t>(base) <=
                                    greatest_raw(width) - kSpecials;
    }
    [[nodiscard]] uint64_t raw(int64_t value) const {
        if (width == 8) return static_cast<uint64_t>(value);
        return value < kLeastNumber
                   ? static_cast<uint64_t>(value) - static_cast<uint64_t>(INT64_MIN)
                   : static_cast<uint64_t>(value) - static_cast<uint64_t>(base) + kSpecials;
    }
    static constexpr uint64_t greatest_raw(int width) {
        return width == 8 ? UINT64_MAX : (uint64_t{1} << (8 * width)) - 1;
    }
    // The narrowest for all of [least, greatest]; with `room` also for a good deal more.
    static NumberCoding of(int64_t least, int64_t greatest, bool room);
    bool operator==(const NumberCoding&) const = default;
};

// Some rows of a packed column, where they lie.
struct PackedView {
    const uint8_t* bytes = nullptr;
    NumberCoding coding;  // codes use the width alone
    [[nodiscard]] PackedView from(size_t row) const { return {bytes + row * coding.width, coding}; }
};

inline uint64_t load_raw(const uint8_t* bytes, int width, size_t row) {
    switch (width) {
        case 1:
            return bytes[row];
        case 2: {
            uint16_t raw = 0;
            std::memcpy(&raw, bytes + row * 2, 2);
            return raw;
        }
        case 4: {
            uint32_t raw = 0;
            std::memcpy(&raw, bytes + row * 4, 4);
            return raw;
        }
        default: {
            uint64_t raw = 0;
            std::memcpy(&raw, bytes + row * 8, 8);
            return raw;
        }
    }
}

inline void store_raw(uint8_t* bytes, int width, size_t row, uint64_t raw) {
    switch (width) {
        case 1:
            bytes[row] = static_cast<uint8_t>(raw);
            return;
        case 2: {
            const auto narrow = static_cast<uint16_t>(raw);
            std::memcpy(bytes + row * 2, &narrow, 2);
            return;
        }
        case 4: {
            const auto narrow = static_cast<uint32_t>(raw);
            std::memcpy(bytes + row * 4, &narrow, 4);
            return;
        }
        default:
            std::memcpy(bytes + row * 8, &raw, 8);
    }
}

// What both kinds of column share: bytes, a width, growing. `Column` is the kind itself.
template <typename Column, typename Value>
class PackedVector {
  public:
    using value_type = Value;

    class Reference {  // of a row that may be assigned to
      public:
        operator Value() const { return std::as_const(column_).at(row_); }  // NOLINT
        Reference& operator=(Value value) {
            column_.set(row_, value);
            return *this;
        }
        Reference& operator=(const Reference& other) { return *this = static_cast<Value>(other); }

      private:
        friend class PackedVector;
        Reference(Column& column, size_t row) : column_(column), row_(row) {}
        Column& column_;
        size_t row_;
    };

    class Iterator {
      public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = Value;
        using difference_type = ptrdiff_t;
        using pointer = const Value*;
        using reference = Value;
        Iterator() = default;
        Iterator(const Column* column, size_t row) : column_(column), row_(row) {}
        Value operator*() const { return column_->at(row_); }
        Value operator[](ptrdiff_t n) const { return *(*this + n); }
        Iterator& operator++() { return ++row_, *this; }
        Iterator operator++(int) { return {column_, row_++}; }
        Iterator& operator--() { return --row_, *this; }
        Iterator operator--(int) { return {column_, row_--}; }
        Iterator& operator+=(ptrdiff_t n) {
            row_ += static_cast<size_t>(n);
            return *this;
        }
        Iterator& operator-=(ptrdiff_t n) { return *this += -n; }
        friend Iterator operator+(Iterator it, ptrdiff_t n) { return it += n; }
        friend Iterator operator+(ptrdiff_t n, Iterator it) { return it += n; }
        friend Iterator operator-(Iterator it, ptrdiff_t n) { return it -= n; }
        friend ptrdiff_t operator-(const Iterator& a, const Iterator& b) {
            return static_cast<ptrdiff_t>(a.row_ - b.row_);
        }
        bool operator==(const Iterator& other) const { return row_ == other.row_; }
        auto operator<=>(const Iterator& other) const { return row_ <=> other.row_; }

      private:
        const Column* column_ = nullptr;
        size_t row_ = 0;
    };

    [[nodiscard]] size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] int width() const { return coding_.width; }
    [[nodiscard]] const NumberCoding& coding() const { return coding_; }
    [[nodiscard]] PackedView view(size_t first_row = 0) const {
        return PackedView{bytes(), coding_}.from(first_row);
    }
    // Bytes of all rows, and their number.
    [[nodiscard]] const uint8_t* bytes() const { return lent_ ? lent_.get() : own_.data(); }
    [[nodiscard]] size_t byte_count() const { return size_ * coding_.width; }

    Value operator[](size_t row) const { return self().at(row); }
    Reference operator[](size_t row) { return {self(), row}; }
    [[nodiscard]] Value back() const { return self().at(size_ - 1); }
    Reference back() { return {self(), size_ - 1}; }
    [[nodiscard]] Iterator begin() const { return {&self(), 0}; }
    [[nodiscard]] Iterator end() const { return {&self(), size_}; }

    void reserve(size_t rows) {
        own();
        reserved_ = rows;
        own_.reserve(rows * coding_.width);
    }
    void clear() {
        lent_.reset();
        own_.clear();
        size_ = 0;
    }
    void resize(size_t rows, Value value = Value{}) {
        if (rows < size_) {
            own();
            own_.resize(rows * coding_.width);
            size_ = rows;
        }
        while (size_ < rows) self().push_back(value);
    }
    template <typename It>
    void assign(It first, It last) {
        self() = Column();
        for (; first != last; ++first) self().push_back(static_cast<Value>(*first));
    }
    // The rows in another order: row i becomes what was row order[i].
    void reorder(std::span<const uint32_t> order) {
        std::vector<uint8_t> sorted(order.size() * coding_.width);
        for (size_t i = 0; i < order.size(); ++i) {
            store_raw(sorted.data(), coding_.width, i, load_raw(bytes(), coding_.width, order[i]));
        }
        lent_.reset();
        own_ = std::move(sorted);
        size_ = order.size();
    }
    // Bytes of somebody else, `rows` of them coded so; kept alive by the pointer.
    static Column lent(std::shared_ptr<const uint8_t[]> bytes, size_t rows, NumberCoding coding) {
        Column out;
        out.lent_ = std::move(bytes);
        out.size_ = rows;
        out.coding_ = coding;
        return out;
    }
    bool operator==(const PackedVector& other) const {
        return std::equal(begin(), end(), other.begin(), other.end());
    }
    friend bool operator==(const PackedVector& a, const std::vector<Value>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

  protected:
    void append_raw(uint64_t raw) {
        own();
        own_.resize(own_.size() + coding_.width);
        store_raw(own_.data(), coding_.width, size_++, raw);
    }
    void set_raw(size_t row, uint64_t raw) {
        own();
        store_raw(own_.data(), coding_.width, row, raw);
    }
    // `recode` turns each stored row of the old coding into one of the new.
    template <typename Recode>
    void change_coding(NumberCoding coding, Recode&& recode) {
        std::vector<uint8_t> bytes;
        bytes.reserve(std::max(reserved_, size_) * coding.width);
        bytes.resize(size_ * coding.width);
        for (size_t row = 0; row < size_; ++row) {
            store_raw(bytes.data(), coding.width, row,
                      recode(load_raw(this->bytes(), coding_.width, row)));
        }
        lent_.reset();
        own_ = std::move(bytes);
        coding_ = coding;
    }
    void own() {
        if (!lent_) return;
        own_.assign(lent_.get(), lent_.get() + byte_count());
        lent_.reset();
    }

    NumberCoding coding_;
    std::vector<uint8_t> own_;
    std::shared_ptr<const uint8_t[]> lent_;
    size_t size_ = 0;
    size_t reserved_ = 0;

  private:
    Column& self() { return static_cast<Column&>(*this); }
    const Column& self() const { return static_cast<const Column&>(*this); }
};

class PackedCodes : public PackedVector<PackedCodes, uint32_t> {
  public:
    PackedCodes() = default;
    // No rows, but coded so.
    explicit PackedCodes(int width) { coding_.width = static_cast<uint8_t>(width); }
    PackedCodes(std::initializer_list<uint32_t> codes) { assign(codes.begin(), codes.end()); }

    [[nodiscard]] uint32_t at(size_t row) const {
        return static_cast<uint32_t>(load_raw(bytes(), coding_.width, row));
    }
    void push_back(uint32_t code) {
        if (code > NumberCoding::greatest_raw(coding_.width)) widen(code);
        append_raw(code);
    }
    void set(size_t row, uint32_t code) {
        if (code > NumberCoding::greatest_raw(coding_.width)) widen(code);
        set_raw(row, code);
    }

  private:
    void widen(uint32_t code);
};

class PackedNumbers : public PackedVector<PackedNumbers, int64_t> {
  public:
    PackedNumbers() = default;
    // No rows, but coded so.
    explicit PackedNumbers(NumberCoding coding) { coding_ = coding; }
    PackedNumbers(std::initializer_list<int64_t> numbers) {
        assign(numbers.begin(), numbers.end());
    }
    explicit PackedNumbers(std::span<const int64_t> numbers);

    [[nodiscard]] int64_t at(size_t row) const {
        return coding_.value(load_raw(bytes(), coding_.width, row));
    }
    void push_back(int64_t number) {
        if (!coding_.fits(number)) make_room(number);
        append_raw(coding_.raw(number));
    }
    void set(size_t row, int64_t number) {
        if (!coding_.fits(number)) make_room(number);
        set_raw(row, coding_.raw(number));
    }
    // As narrow as the numbers allow.
    void shrink();

  private:
    void make_room(int64_t number);
    void recode(NumberCoding coding);
};

// The first `rows` of a view, unpacked.
void unpack_numbers(PackedView view, size_t rows, int64_t* out);

// Least and greatest number among them, blanks and errors left out; least > greatest: none.
struct NumberRangeOf {
    int64_t least = INT64_MAX;
    int64_t greatest = INT64_MIN;
};
NumberRangeOf range_of(const PackedNumbers& numbers);

}  // namespace yitao::ledger
