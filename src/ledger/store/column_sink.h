// One stored column on its way from rows to packed bytes.
//
//     ColumnSink sink(7, declared, table.columns[7]);
//     while (TRY(rows.step())) sink.add(rows, 4);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ledger/store/sqlite.h"
#include "ledger/table.h"

namespace yitao::ledger {

class ColumnSink {
  public:
    // `data` may hold rows already; it must stay where it is. Texts that never come twice, those of
    // a key, need no look-up.
    enum class Texts : uint8_t { kRepeat, kUnique };
    ColumnSink(size_t column, const Column& declared, ColumnData& data,
               Texts kind = Texts::kRepeat)
        : column_(column),
          is_number_(is_number_type(declared.type)),
          unique_(kind == Texts::kUnique),
          data_(&data) {
        data.loaded = true;
        if (!is_number_ && data.dictionary.empty()) data.dictionary.emplace_back();  // [0]: blank
    }
    [[nodiscard]] size_t column() const { return column_; }
    [[nodiscard]] bool is_number() const { return is_number_; }
    [[nodiscard]] ColumnData& data() { return *data_; }

    void reserve(size_t rows) {
        if (is_number_) {
            data_->numbers.reserve(rows);
        } else {
            data_->codes.reserve(rows);
        }
    }
    // The value in column `at` of a statement.
    void add(const Statement& row, int at) {
        if (is_number_) {
            data_->numbers.push_back(row.is_null(at) ? kBlankNumber : row.integer(at));
        } else if (row.is_null(at)) {
            data_->codes.push_back(kBlankCode);
        } else {
            add_text(row.text(at));
        }
    }
    void add(const Field& field) {
        if (is_number_) {
            const auto* number = std::get_if<int64_t>(&field);
            data_->numbers.push_back(number != nullptr ? *number : kBlankNumber);
        } else if (const auto* text = std::get_if<std::string>(&field)) {
            add_text(*text);
        } else {
            data_->codes.push_back(kBlankCode);
        }
    }

  private:
    void add_text(std::string_view text) {
        if (unique_) {  // nothing to look up
            data_->codes.push_back(static_cast<uint32_t>(data_->dictionary.size()));
            data_->dictionary.emplace_back(text);
            return;
        }
        // Made for the first text only: a lent dictionary mostly gets none.
        if (!texts_) texts_ = std::make_unique<DictionaryBuilder>(*data_);
        if (last_code_ == kBlankCode || last_text_ != text) {
            last_code_ = texts_->code(text);
            last_text_ = text;
        }
        data_->codes.push_back(last_code_);
    }

    size_t column_;
    bool is_number_;
    bool unique_;
    ColumnData* data_;
    std::unique_ptr<DictionaryBuilder> texts_;
    std::string last_text_;  // rows near each other often hold the same value
    uint32_t last_code_ = kBlankCode;
};

}  // namespace yitao::ledger
