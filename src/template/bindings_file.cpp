#include "template/bindings_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace yitao::templates {

namespace {

std::string line_place(const toml::node& node) {
    return fmt::format("line {}", node.source().begin.line);
}

Result<void> refuse_unknown_keys(const toml::table& table,
                                 std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
        if (std::ranges::find(known, key.str()) != known.end()) continue;
        return fail(ErrorCode::kInvalid, fmt::format("不认识的键“{}”", key.str()),
                    fmt::format("unknown key \"{}\"", key.str()), line_place(value));
    }
    return {};
}

Result<std::string> text_of(const toml::table& table, std::string_view key, bool required) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
        if (!required) return std::string();
        return fail(ErrorCode::kInvalid, fmt::format("缺少“{}”", key),
                    fmt::format("\"{}\" is missing", key), line_place(table));
    }
    if (auto text = node->value_exact<std::string>()) return *text;
    return fail(ErrorCode::kInvalid, fmt::format("“{}”应为文本", key),
                fmt::format("\"{}\" must be text", key), line_place(*node));
}

Result<org::UnitCode> unit_of(const toml::table& table) {
    std::string text = TRY(text_of(table, "for_unit", false));
    if (text.empty()) return org::UnitCode{0};
    if (auto code = org::parse_unit_code(text)) return *code;
    return fail(ErrorCode::kInvalid, fmt::format("for_unit 应为12位单位代码，得到“{}”", text),
                fmt::format("for_unit must be a 12-digit unit code, got \"{}\"", text),
                line_place(table));
}

Result<xlsx::CellRef> cell_of(const toml::table& table) {
    std::string cell = TRY(text_of(table, "cell", true));
    if (auto ref = xlsx::parse_cell_ref(cell)) return *ref;
    return fail(ErrorCode::kInvalid, fmt::format("“{}”不是单元格地址，应如 C7", cell),
                fmt::format("\"{}\" is no cell address such as C7", cell), line_place(table));
}

Result<CellEntry> parse_cell(const toml::table& table) {
    TRY(refuse_unknown_keys(table, {"sheet", "cell", "formula", "for_unit"}));
    CellEntry entry;
    entry.line = table.source().begin.line;
    entry.sheet = TRY(text_of(table, "sheet", false));
    entry.formula = TRY(text_of(table, "formula", true));
    entry.for_unit = TRY(unit_of(table));
    entry.cell = TRY(cell_of(table));
    return entry;
}

Result<QuestionEntry> parse_question(const toml::table& table) {
    TRY(refuse_unknown_keys(table, {"sheet", "cell", "for_unit", "why", "candidates"}));
    QuestionEntry entry;
    entry.line = table.source().begin.line;
    entry.sheet = TRY(text_of(table, "sheet", false));
    entry.cell = TRY(cell_of(table));
    entry.for_unit = TRY(unit_of(table));
    entry.why = TRY(text_of(table, "why", false));
    const toml::array* candidates = table["candidates"].as_array();
    if (candidates == nullptr) return entry;
    for (const toml::node& candidate : *candidates) {
        auto text = candidate.value_exact<std::string>();
        if (!text) {
            return fail(ErrorCode::kInvalid, "candidates 应是公式的列表",
                        "candidates must be a list of formulas", line_place(candidate));
        }
        entry.candidates.push_back(std::move(*text));
    }
    return entry;
}

Result<uint32_t> column_of(std::string_view letters, const toml::node& node) {
    auto ref = xlsx::parse_cell_ref(std::string(letters) + "1");
    if (ref) return ref->column;
    return fail(ErrorCode::kInvalid, fmt::format("“{}”不是列标，应如 B", letters),
                fmt::format("\"{}\" is no column such as B", letters), line_place(node));
}

Result<void> parse_list_columns(const toml::table& table, ListEntry& entry) {
    if (const toml::table* columns = table["columns"].as_table()) {
        for (const auto& [key, value] : *columns) {
            uint32_t column = TRY(column_of(key.str(), value));
            entry.columns.push_back({column, TRY(text_of(*columns, key.str(), true))});
        }
    }
    std::string formula = TRY(text_of(table, "formula", false));
    if (!formula.empty()) {
        std::string at = TRY(text_of(table, "at", false));
        uint32_t column = entry.region.first.column;
        if (entry.serial_column == column) ++column;
        if (!at.empty()) column = TRY(column_of(at, table));
        entry.columns.push_back({column, formula});
    }
    if (entry.columns.empty()) {
        return fail(ErrorCode::kInvalid, "列表没有公式：写 formula 或 columns",
                    "the list has no formula: give formula or columns", line_place(table));
    }
    std::ranges::sort(entry.columns, {}, &ListEntry::Column::column);
    return {};
}

Result<ListEntry> parse_list(const toml::table& table) {
    TRY(refuse_unknown_keys(table,
                            {"sheet", "region", "serial", "none", "columns", "formula", "at"}));
    ListEntry entry;
    entry.line = table.source().begin.line;
    entry.sheet = TRY(text_of(table, "sheet", false));
    entry.none = TRY(text_of(table, "none", false));
    std::string region = TRY(text_of(table, "region", true));
    auto range = xlsx::parse_cell_range(region);
    if (!range) {
        return fail(ErrorCode::kInvalid, fmt::format("“{}”不是区域，应如 A4:K11", region),
                    fmt::format("\"{}\" is no range such as A4:K11", region), line_place(table));
    }
    entry.region = *range;
    std::string serial = TRY(text_of(table, "serial", false));
    if (!serial.empty()) entry.serial_column = TRY(column_of(serial, table));
    TRY(parse_list_columns(table, entry));
    return entry;
}

// Calls `parse` for every table of the array `key`.
template <typename Entry>
Result<void> parse_tables(const toml::table& root, std::string_view key,
                          Result<Entry> (*parse)(const toml::table&), std::vector<Entry>& out) {
    const toml::node* node = root.get(key);
    if (node == nullptr) return {};
    const toml::array* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
        return fail(ErrorCode::kInvalid, fmt::format("“{0}”应写作 [[{0}]]", key),
                    fmt::format("\"{0}\" must be written as [[{0}]]", key), line_place(*node));
    }
    for (const toml::node& item : *array) out.push_back(TRY(parse(*item.as_table())));
    return {};
}

}  // namespace

Result<BindingsFile> parse_bindings_file(std::string_view toml) {
    toml::table root;
    try {
        root = toml::parse(toml);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::kInvalid, fmt::format("不是 TOML：{}", error.description()),
                    fmt::format("not TOML: {}", error.description()),
                    fmt::format("line {}", error.source().begin.line));
    }
    TRY(refuse_unknown_keys(root, {"each", "cell", "list", "question"}));
    BindingsFile file;
    file.each = TRY(text_of(root, "each", false));
    TRY(parse_tables(root, "cell", parse_cell, file.cells));
    TRY(parse_tables(root, "list", parse_list, file.lists));
    TRY(parse_tables(root, "question", parse_question, file.questions));
    return file;
}

}  // namespace yitao::templates
