// Values as Excel knows them: blank, number, text, boolean, error; and arrays of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/excel_error.h"

namespace yitao::formula {

// Made and dropped at every step of every formula: a tagged union of its own, because all kinds but
// text are copied as they lie.
class Value {
  public:
    Value() : number_(0) {}  // blank
    Value(double number) : kind_(Kind::kNumber), number_(number) {}
    Value(int number) : Value(static_cast<double>(number)) {}
    Value(bool boolean) : kind_(Kind::kBoolean), number_(boolean ? 1 : 0) {}
    Value(std::string text) : kind_(Kind::kText), text_(std::move(text)) {}
    Value(std::string_view text) : Value(std::string(text)) {}
    Value(const char* text) : Value(std::string(text)) {}
    Value(ExcelError error) : kind_(Kind::kError), error_(error) {}
    Value(const Value& other) : Value() { *this = other; }
    Value(Value&& other) noexcept : Value() { *this = std::move(other); }
    Value& operator=(const Value& other) {
        if (!other.is_text()) return take_plain(other);
        if (is_text()) {
            text_ = other.text_;
        } else {
            new (&text_) std::string(other.text_);
            kind_ = Kind::kText;
        }
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        if (!other.is_text()) return take_plain(other);
        if (is_text()) {
            text_ = std::move(other.text_);
        } else {
            new (&text_) std::string(std::move(other.text_));
            kind_ = Kind::kText;
        }
        return *this;
    }
    ~Value() { drop(); }

    [[nodiscard]] bool is_blank() const { return kind_ == Kind::kBlank; }
    [[nodiscard]] bool is_number() const { return kind_ == Kind::kNumber; }
    [[nodiscard]] bool is_boolean() const { return kind_ == Kind::kBoolean; }
    [[nodiscard]] bool is_text() const { return kind_ == Kind::kText; }
    [[nodiscard]] bool is_error() const { return kind_ == Kind::kError; }
    [[nodiscard]] double number() const {
        CHECK(is_number());
        return number_;
    }
    [[nodiscard]] bool boolean() const {
        CHECK(is_boolean());
        return number_ != 0;
    }
    [[nodiscard]] const std::string& text() const {
        CHECK(is_text());
        return text_;
    }
    [[nodiscard]] ExcelError error() const {
        CHECK(is_error());
        return error_;
    }
    // Same kind and same content, case-sensitive.
    bool operator==(const Value& other) const {
        if (kind_ != other.kind_) return false;
        if (is_text()) return text_ == other.text_;
        return is_error() ? error_ == other.error_ : number_ == other.number_;
    }

  private:
    enum class Kind : uint8_t { kBlank, kNumber, kBoolean, kText, kError };

    void drop() {
        if (is_text()) text_.~basic_string();
    }
    Value& take_plain(const Value& other) {
        drop();
        kind_ = other.kind_;
        if (other.is_error()) {
            error_ = other.error_;
        } else {
            number_ = other.number_;
        }
        return *this;
    }

    Kind kind_ = Kind::kBlank;
    union {
        double number_;  // of a boolean 1 or 0
        ExcelError error_;
        std::string text_;
    };
};

// Rows × columns of values, row-major. Never empty: an empty result is #CALC! as in Excel.
struct Matrix {
    size_t rows = 0;
    size_t columns = 0;
    std::vector<Value> values;
    [[nodiscard]] const Value& at(size_t row, size_t column) const {
        return values[row * columns + column];
    }
};

using MatrixPtr = std::shared_ptr<const Matrix>;  // shared: LET names and cell ranges alias it

// What evaluating an expression gives.
using Operand = std::variant<Value, MatrixPtr>;

// "General" format, as a cell shows it: 15 significant digits, TRUE/FALSE, error text, "" for blank.
std::string general_text(const Value& value);
// Number as General shows it ("0.1", "1E+20", "-3").
std::string general_number(double number);

}  // namespace yitao::formula
