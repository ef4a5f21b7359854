#include "pack/read_ledger.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/decimal.h"
#include "base/limits.h"
#include "base/text.h"
#include "pack/toml_file.h"

namespace yitao::pack {

namespace {

using ledger::Column;
using ledger::ColumnType;
using ledger::Schema;
using ledger::Sensitivity;
using ledger::Severity;
using ledger::TextCheck;
using ledger::Validation;

// In the order of the enums.
const std::vector<std::string> kTypes = {"text",       "integer", "decimal",  "date", "code",
                                         "multi_code", "unit",    "reference"};
const std::vector<std::string> kEnteredBy = {"units", "department", "program"};
const std::vector<std::string> kSensitivities = {"open", "internal", "personal", "sealed"};
const std::vector<std::string> kChecks = {"none", "identity_number", "credit_code"};
const std::vector<std::string> kSeverities = {"refuse", "warn", "flag"};

// A name of a table stands in formulas as it is.
bool is_table_name(std::string_view name) {
    constexpr std::string_view kForbidden = " !\"#$%&'()*+,-/:;<=>?@[\\]^`{|}~（）《》、，。“”";
    for (char32_t c : code_points(name)) {
        std::string one;
        append_utf8(one, c);
        if (c < 0x20 || kForbidden.find(one) != std::string_view::npos) return false;
    }
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9');
}

bool is_column_name(std::string_view name) {
    return name.find_first_of("[]#'@\n\r\t") == std::string_view::npos;
}

// A heading leads to one column: names and synonyms are distinct.
Result<void> check_headings(const Schema& schema, const std::string& path) {
    std::unordered_map<std::string, const Column*> owners;
    for (const Column& column : schema.columns) {
        std::vector<std::string> words = column.synonyms;
        words.push_back(column.name);
        if (!column.name_en.empty()) words.push_back(column.name_en);
        for (const std::string& word : words) {
            auto [at, is_new] = owners.emplace(match_key(word), &column);
            if (is_new || at->second == &column) continue;
            return fail(ErrorCode::kConflict,
                        fmt::format("“{}”既指 {} 又指 {}", word, at->second->name, column.name),
                        fmt::format("\"{}\" means both {} and {}", word, at->second->id, column.id),
                        path);
        }
    }
    return {};
}

void read_type(TomlFields& fields, Column& column) {
    column.formula = fields.text("formula");
    column.type = static_cast<ColumnType>(fields.choice("type", kTypes, 0));
    if (!fields.has("type") && !column.is_calculated()) {
        fields.refuse(ErrorCode::kInvalid, "type", fmt::format("字段 {} 缺少 type", column.id),
                      fmt::format("column {} has no type", column.id));
    }
    bool decimal = column.type == ColumnType::kDecimal;
    column.scale = static_cast<int>(fields.integer("scale", decimal ? 2 : 0, 1, kMaxScale));
    if (fields.has("scale") && !decimal) {
        fields.refuse(ErrorCode::kInvalid, "scale", "只有 decimal 才有 scale",
                      "only a decimal has a scale");
    }
    column.code_list = fields.text("codes");
    bool coded = column.type == ColumnType::kCode || column.type == ColumnType::kMultiCode;
    if (coded == column.code_list.empty()) {
        fields.refuse(ErrorCode::kInvalid, "codes",
                      coded ? fmt::format("代码字段 {} 缺少 codes", column.id)
                            : "只有 code 和 multi_code 才有 codes",
                      coded ? fmt::format("coded column {} names no code list", column.id)
                            : "only code and multi_code have codes");
    }
    column.reference = fields.text("reference");
    bool refers = column.type == ColumnType::kReference;
    if (refers == column.reference.empty()) {
        fields.refuse(ErrorCode::kInvalid, "reference",
                      refers ? fmt::format("字段 {} 没有说明引用哪个台账", column.id)
                             : "只有 reference 类型才有 reference",
                      refers ? fmt::format("column {} names no ledger", column.id)
                             : "only a reference names a ledger");
    }
    column.check = static_cast<TextCheck>(fields.choice("check", kChecks, 0));
    if (column.check != TextCheck::kNone && column.type != ColumnType::kText) {
        fields.refuse(ErrorCode::kInvalid, "check", "只有 text 才有 check", "only text has a check");
    }
}

Result<Column> read_column(const TomlTable& table, const std::string& path) {
    TomlFields fields(table, path);
    Column column;
    column.id = fields.text("id", Need::kRequired);
    column.name = fields.text("name", Need::kRequired);
    column.name_en = fields.text("name_en");
    read_type(fields, column);
    column.unit_of_measure = fields.text("unit_of_measure");
    column.required = fields.boolean("required", false);
    column.owner = fields.text("owner");
    column.sensitivity = static_cast<Sensitivity>(
        fields.choice("sensitivity", kSensitivities, static_cast<size_t>(Sensitivity::kInternal)));
    column.synonyms = fields.texts("synonyms");
    column.criteria = fields.text("criteria");
    if (!column.id.empty() && !is_id(column.id)) {
        fields.refuse(ErrorCode::kInvalid, "id",
                      fmt::format("id “{}”只能用小写字母、数字和下划线，字母开头", column.id),
                      fmt::format("id \"{}\" is not [a-z][a-z0-9_]*", column.id));
    }
    if (!is_column_name(column.name)) {
        fields.refuse(ErrorCode::kInvalid, "name", "字段名不能有 [ ] # ' @ 和换行",
                      "a column name has no [ ] # ' @ or line breaks");
    }
    if (column.required && column.is_calculated()) {
        fields.refuse(ErrorCode::kInvalid, "required", "计算字段不能是必填",
                      "a calculated column cannot be required");
    }
    if (fields.has("criteria") && column.type != ColumnType::kMultiCode) {
        fields.refuse(ErrorCode::kInvalid, "criteria", "只有 multi_code 才有 criteria",
                      "only multi_code has criteria");
    }
    TRY(fields.finish());
    return column;
}

Result<Validation> read_validation(const TomlTable& table, const std::string& path) {
    TomlFields fields(table, path);
    Validation validation;
    validation.id = fields.text("id", Need::kRequired);
    validation.formula = fields.text("formula", Need::kRequired);
    validation.severity = static_cast<Severity>(
        fields.choice("severity", kSeverities, static_cast<size_t>(Severity::kFlag)));
    validation.message.zh = fields.text("zh", Need::kRequired);
    validation.message.en = fields.text("en", Need::kRequired);
    TRY(fields.finish());
    return validation;
}

Result<void> read_columns(TomlFields& fields, const std::string& path, Schema& schema) {
    std::unordered_set<std::string> ids;
    for (const TomlTable& table : fields.tables("column")) {
        if (schema.columns.size() == kMaxColumns) {
            return fail(ErrorCode::kLimit, fmt::format("字段超过 {} 个", kMaxColumns),
                        fmt::format("more than {} columns", kMaxColumns), path);
        }
        schema.columns.push_back(TRY(read_column(table, path)));
        const std::string& id = schema.columns.back().id;
        if (!ids.insert(id).second) {
            return fail(ErrorCode::kConflict, fmt::format("字段 id {} 重复", id),
                        fmt::format("column id {} appears twice", id),
                        fmt::format("{}:{}", path, table.line));
        }
    }
    if (schema.columns.empty()) {
        return fail(ErrorCode::kInvalid, "台账没有字段", "the ledger has no columns", path);
    }
    return check_headings(schema, path);
}

const Column* column_of(const Schema& schema, std::string_view id) {
    auto found = std::ranges::find(schema.columns, id, &Column::id);
    return found == schema.columns.end() ? nullptr : &*found;
}

// Key, unit and subject name stored columns.
void check_roles(TomlFields& fields, const Schema& schema) {
    auto unknown = [&](std::string_view key, const std::string& id) {
        std::vector<std::string> ids;
        for (const Column& column : schema.columns) ids.push_back(column.id);
        std::optional<std::string> nearest = nearest_name(id, ids);
        fields.refuse(ErrorCode::kNotFound, key,
                      fmt::format("{} 指的字段 {} 不存在{}", key, id,
                                  nearest ? fmt::format("，是 {} 吗？", *nearest) : ""),
                      fmt::format("{} names column {}, which is not there{}", key, id,
                                  nearest ? fmt::format("; did you mean {}?", *nearest) : ""));
    };
    for (const std::string& id : schema.key) {
        const Column* column = column_of(schema, id);
        if (column == nullptr) {
            unknown("key", id);
        } else if (column->is_calculated()) {
            fields.refuse(ErrorCode::kInvalid, "key", fmt::format("主键 {} 不能是计算字段", id),
                          fmt::format("key column {} is calculated", id));
        }
    }
    const Column* unit = column_of(schema, schema.unit_column);
    if (unit == nullptr) {
        unknown("unit", schema.unit_column);
    } else if (unit->type != ColumnType::kUnit || unit->is_calculated()) {
        fields.refuse(ErrorCode::kInvalid, "unit",
                      fmt::format("单位字段 {} 的 type 应是 unit", unit->id),
                      fmt::format("the unit column {} is not of type unit", unit->id));
    }
    if (!schema.subject.empty()) {
        const Column* subject = column_of(schema, schema.subject);
        if (subject == nullptr || subject->is_calculated()) unknown("subject", schema.subject);
    }
}

Result<ledger::CodeList::Code> read_code(const TomlTable& table, const std::string& path) {
    TomlFields fields(table, path);
    ledger::CodeList::Code code;
    code.name = fields.text("name", Need::kRequired);
    code.code = fields.text("code");
    code.synonyms = fields.texts("synonyms");
    TRY(fields.finish());
    return code;
}

Result<ledger::CodeList> read_code_list(const TomlTable& table, const std::string& path) {
    TomlFields fields(table, path);
    ledger::CodeList list;
    list.id = fields.text("id", Need::kRequired);
    list.name = fields.text("name", Need::kRequired);
    fields.text("name_en");
    list.source = fields.text("source");
    for (std::string& name : fields.texts("codes")) list.codes.push_back({std::move(name), "", {}});
    for (const TomlTable& code : fields.tables("code")) {
        list.codes.push_back(TRY(read_code(code, path)));
    }
    if (!is_id(list.id)) {
        fields.refuse(ErrorCode::kInvalid, "id", "id 只能用小写字母、数字和下划线",
                      "id is not [a-z][a-z0-9_]*");
    }
    if (list.codes.empty() || list.codes.size() > kMaxCodes) {
        fields.refuse(ErrorCode::kLimit, "id", fmt::format("代码表应有 1–{} 个代码", kMaxCodes),
                      fmt::format("a code list has 1 to {} codes", kMaxCodes));
    }
    // A name always wins over another code's number or synonym; two equal names do not work.
    std::unordered_set<std::string> names;
    for (const auto& code : list.codes) {
        if (code.name.find("、") != std::string::npos) {  // it stands between the codes of a cell
            fields.refuse(ErrorCode::kInvalid, "id", "代码名称不能有顿号",
                          "a code name has no \"、\"");
        }
        if (!names.insert(match_key(code.name)).second) {
            fields.refuse(ErrorCode::kConflict, "id", fmt::format("代码“{}”出现两次", code.name),
                          fmt::format("code \"{}\" appears twice", code.name));
        }
    }
    TRY(fields.finish());
    return list;
}

}  // namespace

bool is_id(std::string_view text) {
    if (text.empty() || !(text[0] >= 'a' && text[0] <= 'z')) return false;
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Result<LedgerFile> read_ledger(const std::string& path, const std::string& pack) {
    TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    LedgerFile file;
    Schema& schema = file.schema;
    schema.pack = pack;
    schema.id = fields.text("id", Need::kRequired);
    schema.name = fields.text("name", Need::kRequired);
    schema.name_en = fields.text("name_en");
    schema.synonyms = fields.texts("synonyms");
    schema.key = fields.texts("key");
    schema.unit_column = fields.text("unit");
    if (schema.unit_column.empty()) schema.unit_column = "unit";
    schema.subject = fields.text("subject");
    file.notes = {schema.id, path, fields.text("owner"), fields.text("legal_basis"),
                  fields.text("retention")};
    if (!is_id(schema.id)) {
        fields.refuse(ErrorCode::kInvalid, "id", "id 只能用小写字母、数字和下划线，字母开头",
                      "id is not [a-z][a-z0-9_]*");
    }
    if (!is_table_name(schema.name) || schema.name == "单位") {
        fields.refuse(ErrorCode::kInvalid, "name",
                      fmt::format("台账名“{}”不能用在公式里（空格、符号、数字开头、或“单位”）",
                                  schema.name),
                      fmt::format("ledger name \"{}\" cannot stand in a formula", schema.name));
    }
    TRY(read_columns(fields, path, schema));
    std::unordered_set<std::string> ids;
    for (const TomlTable& validation : fields.tables("validation")) {
        schema.validations.push_back(TRY(read_validation(validation, path)));
        if (!ids.insert(schema.validations.back().id).second) {
            return fail(ErrorCode::kConflict, "校验 id 重复", "a validation id appears twice",
                        fmt::format("{}:{}", path, validation.line));
        }
    }
    check_roles(fields, schema);
    schema.entered_by = static_cast<ledger::EnteredBy>(fields.choice("entered_by", kEnteredBy, 0));
    schema.review_months = static_cast<int>(fields.integer("review_months", 0, 1, 120));
    TRY(fields.finish());
    for (Column& column : schema.columns) {
        if (column.owner.empty()) column.owner = file.notes.owner;
    }
    // What the row is found by must be there; the unit too, or no total would count the row.
    for (Column& column : schema.columns) {
        if (column.id == schema.unit_column) column.required = true;
    }
    return file;
}

Result<std::vector<ledger::CodeList>> read_code_lists(const std::string& path) {
    TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    std::vector<ledger::CodeList> lists;
    for (const TomlTable& list : fields.tables("list")) {
        lists.push_back(TRY(read_code_list(list, path)));
    }
    TRY(fields.finish());
    return lists;
}

}  // namespace yitao::pack
