#include "formula/column_writer.h"

#include <cmath>

#include "base/decimal.h"
#include "formula/coerce.h"

namespace yitao::formula {

using ledger::ColumnType;

namespace {

bool stores_codes(ColumnType type) {
    return type == ColumnType::kText || type == ColumnType::kCode ||
           type == ColumnType::kMultiCode || type == ColumnType::kReference;
}

int64_t or_error(std::optional<int64_t> number, ExcelError error) {
    return number && *number >= ledger::kLeastNumber ? *number : ledger::error_number(error);
}

int64_t unit_number(const Value& value) {
    return or_error(org::parse_unit_code(general_text(value)), ExcelError::kValue);
}

int64_t date_number(double serial) {
    if (!(std::fabs(serial) < 1e9)) return ledger::error_number(ExcelError::kNum);
    std::optional<Date> date = Date::from_serial(static_cast<int64_t>(std::floor(serial)));
    return date ? date->days : ledger::error_number(ExcelError::kNum);
}

}  // namespace

ColumnWriter::ColumnWriter(const ledger::Column& column)
    : column_(column), is_coded_(stores_codes(column.type)), dictionary_(data_) {}

int64_t ColumnWriter::stored(const Value& value) {
    return is_coded_ ? stored_code(value) : stored_number(value);
}

int64_t ColumnWriter::stored_number(const Value& value) const {
    if (value.is_error()) return ledger::error_number(value.error());
    bool is_empty_text = value.is_text() && value.text().empty();
    if (value.is_blank() || is_empty_text) return ledger::kBlankNumber;
    if (column_.type == ColumnType::kUnit) return unit_number(value);
    Outcome<double> number = number_of(value);
    if (!number) return ledger::error_number(number.error());
    if (column_.type == ColumnType::kDate) return date_number(*number);
    int scale = column_.type == ColumnType::kDecimal ? column_.scale : 0;
    return or_error(decimal_from_double(*number, scale), ExcelError::kNum);
}

int64_t ColumnWriter::stored_code(const Value& value) {
    if (value.is_blank()) return ledger::kBlankCode;
    bool is_empty_text = value.is_text() && value.text().empty();
    if (is_empty_text && column_.type != ColumnType::kText) return ledger::kBlankCode;
    uint32_t code = dictionary_.code(general_text(value));
    if (value.is_error()) data_.code_errors[code] = value.error();
    return code;
}

ledger::Field ColumnWriter::field(const Value& value) {
    if (value.is_error()) return ledger::error_number(value.error());
    const int64_t made = stored(value);
    if (!is_coded_) return made == ledger::kBlankNumber ? ledger::Field() : ledger::Field(made);
    if (made == ledger::kBlankCode) return {};
    return data_.dictionary[static_cast<size_t>(made)];
}

ledger::ColumnData ColumnWriter::finish(std::vector<int64_t> rows) {
    if (is_coded_) {
        data_.codes.assign(rows.begin(), rows.end());
    } else {
        data_.dictionary.clear();
        data_.numbers = ledger::PackedNumbers(std::span<const int64_t>(rows));
    }
    data_.loaded = true;
    return std::move(data_);
}

}  // namespace yitao::formula
