#include "intake/field_reader.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/excel_error.h"
#include "base/limits.h"
#include "base/text.h"
#include "dictionary/typed.h"
#include "ledger/identity.h"

namespace yitao::intake {

namespace {

using ledger::ColumnType;
using ledger::Field;
using ledger::TextCheck;

constexpr double kExactDigits = 1e15;  // a spreadsheet keeps 15 digits of a number

Message lost_digits() {
    return {"长数字被表格软件存成了数值，15 位以后的数字已丢失；请把该列设为“文本”后重新录入",
            "a long number was stored as a number and lost its digits after the 15th; make the "
            "column text and type it again"};
}

Message date_problem(dictionary::DateProblem problem) {
    switch (problem) {
        case dictionary::DateProblem::kNoSuchDay:
            return {"没有这一天", "there is no such day"};
        case dictionary::DateProblem::kIncomplete:
            return {"日期不完整，要有年月日", "the date is incomplete: year, month and day"};
        case dictionary::DateProblem::kShortYear:
            return {"看不出哪个数是年份，请写成 2024-11-21", "which number is the year? Write 2024-11-21"};
        default:
            return {"不是日期，请写成 2024-11-21", "not a date; write 2024-11-21"};
    }
}

// Broken bytes and control characters are no text; line breaks and tabs are.
bool is_clean(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
        if (c == 0xEF && text.substr(i).starts_with("\xEF\xBF\xBD")) return false;
    }
    return true;
}

bool is_long(std::string_view text) {
    return text.size() > kMaxCellText && code_point_count(text) > kMaxCellText;
}

}  // namespace

Result<FieldReader> FieldReader::create(const ledger::Column& column, std::string_view measure,
                                        const ReadContext& context) {
    FieldReader reader;
    reader.column_ = &column;
    reader.check_ = column.check;
    reader.units_ = context.units;
    bool number = column.type == ColumnType::kInteger || column.type == ColumnType::kDecimal;
    if (number && !measure.empty()) {
        auto factor = dictionary::convert(measure, column.unit_of_measure);
        // "得分（分）" over a column that says nothing of its measure is that measure.
        if (!factor && column.unit_of_measure.empty()) factor = dictionary::Factor{};
        if (!factor) {
            return fail(ErrorCode::kInvalid,
                        fmt::format("“{}”的计量单位是{}，不能由{}换算", column.name,
                                    column.unit_of_measure, measure),
                        fmt::format("\"{}\" is measured in {}; {} does not turn into it",
                                    column.name, column.unit_of_measure, measure));
        }
        reader.factor_ = *factor;
        reader.measure_ = measure;
    }
    if (column.type == ColumnType::kCode || column.type == ColumnType::kMultiCode) {
        const ledger::CodeList* list = context.code_list(column.code_list);
        if (list == nullptr) {
            return fail(ErrorCode::kNotFound, fmt::format("没有代码表 {}", column.code_list),
                        fmt::format("there is no code list {}", column.code_list));
        }
        reader.codes_ = std::make_shared<CodeIndex>(*list);
    }
    if (column.type == ColumnType::kReference) {
        reader.check_ = context.reference_check(column.reference);
    }
    return reader;
}

bool FieldReader::is_nothing(const SourceCell& cell) const {
    if (cell.kind == SourceCell::Kind::kBlank) return true;
    if (cell.kind != SourceCell::Kind::kText || cell.text.size() > 12) return false;
    if (dictionary::is_dash(cell.text)) return true;
    // 无 is a word of its own in a plain text column, and a code where the list has it.
    bool plain_text = column_->type == ColumnType::kText && check_ == TextCheck::kNone;
    if (plain_text || !dictionary::says_none(cell.text)) return false;
    return codes_ == nullptr || codes_->find(cell.text) == nullptr;
}

std::optional<Message> FieldReader::read(const SourceCell& cell, Field& field) {
    if (is_nothing(cell)) {
        field = std::monostate{};
        if (!column_->required) return std::nullopt;
        return Message{"必填", "required"};
    }
    if (cell.kind == SourceCell::Kind::kError ||
        (cell.kind == SourceCell::Kind::kText && cell.text[0] == '#' &&
         parse_error_text(cell.text))) {
        return Message{"公式错误值", "an error of a formula"};
    }
    switch (column_->type) {
        case ColumnType::kText:
        case ColumnType::kReference: return read_text(cell, field);
        case ColumnType::kInteger:
        case ColumnType::kDecimal: return read_number(cell, field);
        case ColumnType::kDate: return read_date(cell, field);
        case ColumnType::kCode: return read_code(cell, field);
        case ColumnType::kMultiCode: return read_codes(cell, field);
        case ColumnType::kUnit: return read_unit(cell, field);
    }
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_text(const SourceCell& cell, Field& field) const {
    std::string text;
    if (cell.kind == SourceCell::Kind::kText) {
        if (!is_clean(cell.text)) {
            return Message{"含有无法识别的字节或控制字符", "it has bytes that are no text"};
        }
        if (is_long(cell.text)) {
            return Message{fmt::format("超过 {} 个字", kMaxCellText),
                           fmt::format("longer than {} characters", kMaxCellText)};
        }
        if (dictionary::is_scientific(cell.text)) return lost_digits();
        text = cell.text;
    } else {
        if (cell.kind == SourceCell::Kind::kNumber && std::fabs(cell.number) >= kExactDigits) {
            return lost_digits();
        }
        text = cell_text(cell);
    }
    if (check_ == TextCheck::kIdentityNumber) text = ledger::canonical_identity_number(text);
    if (check_ == TextCheck::kCreditCode) text = ledger::canonical_credit_code(text);
    field = std::move(text);
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_number(const SourceCell& cell, Field& field) {
    std::optional<dictionary::Number> number;
    dictionary::Factor factor = factor_;
    if (cell.kind == SourceCell::Kind::kText) {
        number = dictionary::read_number(cell.text);
        if (number && !number->measure.empty() && number->measure != measure_) {
            auto own = dictionary::convert(number->measure, column_->unit_of_measure);
            // In a column without a measure 35% is 0.35, as in Excel.
            if (!own && number->measure == "%" && column_->unit_of_measure.empty()) {
                own = dictionary::Factor{1, 100};
            }
            if (!own) {
                return Message{fmt::format("“{}”不能换算成这一列的计量单位“{}”", number->measure,
                                           column_->unit_of_measure),
                               fmt::format("\"{}\" does not turn into \"{}\", the column's measure",
                                           number->measure, column_->unit_of_measure)};
            }
            factor = *own;
        }
    } else if (cell.kind == SourceCell::Kind::kNumber && !cell.is_date) {
        number = dictionary::number_from_double(cell.number);
        if (number && cell.is_percent) {
            auto percent = dictionary::convert("%", column_->unit_of_measure);
            // The cell shows 35%, and holds 0.35.
            if (percent) factor = {percent->numerator * 100, percent->denominator};
        }
    }
    if (!number) return Message{"不是数字", "not a number"};
    auto scaled = dictionary::scale_number(*number, factor, column_->scale);
    if (!scaled) return Message{"数字太大", "the number is too large"};
    if (scaled->rounded && column_->type == ColumnType::kInteger) {
        return Message{"不是整数", "not a whole number"};
    }
    rounded_ += scaled->rounded ? 1 : 0;
    field = scaled->units;
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_date(const SourceCell& cell, Field& field) const {
    dictionary::DateReading reading;
    if (cell.kind == SourceCell::Kind::kText) {
        reading = dictionary::read_date(cell.text);
    } else if (cell.kind == SourceCell::Kind::kNumber) {
        reading = cell.is_date ? dictionary::read_date_serial(cell.number)
                               : dictionary::read_date_number(cell.number);
    } else {
        reading.problem = dictionary::DateProblem::kNotADate;
    }
    if (!reading.date) return date_problem(reading.problem);
    field = int64_t{reading.date->days};
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_code(const SourceCell& cell, Field& field) {
    std::string own;
    std::string_view text = cell.text;
    if (cell.kind != SourceCell::Kind::kText) text = own = cell_text(cell);
    const std::string* name = codes_->find(text);
    if (name == nullptr) {
        return Message{fmt::format("不在代码表中（{}）", codes_->choices()),
                       fmt::format("not one of {}", codes_->choices())};
    }
    field = *name;
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_codes(const SourceCell& cell, Field& field) {
    std::string own;
    std::string_view text = cell.text;
    if (cell.kind != SourceCell::Kind::kText) text = own = cell_text(cell);
    std::vector<const std::string*> names;
    if (const std::string* whole = codes_->find(text)) {
        names.push_back(whole);
        text = {};
    }
    while (!text.empty()) {
        size_t end = text.size();
        size_t width = 0;
        for (std::string_view separator : {"、", "，", "；", "/", ",", ";", "+", "|", "\n", " "}) {
            size_t at = text.find(separator);
            if (at < end) {
                end = at;
                width = separator.size();
            }
        }
        std::string_view word = quick_trim(text.substr(0, end));
        text.remove_prefix(end + width);
        if (word.empty()) continue;
        const std::string* name = codes_->find(word);
        if (name == nullptr) {
            return Message{fmt::format("“{}”不在代码表中（{}）", word.substr(0, 60), codes_->choices()),
                           fmt::format("\"{}\" is not one of {}", word.substr(0, 60),
                                       codes_->choices())};
        }
        names.push_back(name);
    }
    std::ranges::sort(names, {}, [&](const std::string* name) { return codes_->position(*name); });
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::string joined;
    for (const std::string* name : names) joined += (joined.empty() ? "" : "、") + *name;
    field = std::move(joined);
    return std::nullopt;
}

FieldReader::Problem FieldReader::read_unit(const SourceCell& cell, Field& field) {
    std::string own;
    std::string_view text = cell.text;
    if (cell.kind != SourceCell::Kind::kText) text = own = cell_text(cell);
    Result<org::UnitCode> code = units_->find(text);
    if (!code) return code.error().message;
    field = *code;
    return std::nullopt;
}

}  // namespace yitao::intake
