#include <boost/json.hpp>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "recognise/structure/identity.h"
#include "recognise/structure/structure.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;
using recognise::Column;
using recognise::DataRow;
using recognise::Evidence;
using recognise::Field;
using recognise::Orientation;
using recognise::Path;
using recognise::RowRole;
using recognise::Table;

const char* name_of(Orientation orientation) {
    switch (orientation) {
        case Orientation::kRows:
            return "rows";
        case Orientation::kMatrix:
            return "matrix";
        case Orientation::kRowIndicator:
            return "row-indicator";
        case Orientation::kForm:
            return "form";
    }
    return "";
}

const char* name_of(RowRole role) {
    switch (role) {
        case RowRole::kData:
            return "data";
        case RowRole::kTotal:
            return "total";
        case RowRole::kSubtotal:
            return "subtotal";
        case RowRole::kOfWhich:
            return "of-which";
        case RowRole::kSection:
            return "section";
    }
    return "";
}

const char* name_of_zh(Orientation orientation) {
    switch (orientation) {
        case Orientation::kRows:
            return "逐行清单";
        case Orientation::kMatrix:
            return "交叉统计";
        case Orientation::kRowIndicator:
            return "指标逐行";
        case Orientation::kForm:
            return "登记表";
    }
    return "";
}

json::array texts(const std::vector<std::string>& list) {
    json::array array;
    for (const std::string& text : list) array.emplace_back(text);
    return array;
}

json::array addresses(const std::vector<xlsx::CellRef>& cells) {
    json::array array;
    for (xlsx::CellRef cell : cells) array.emplace_back(xlsx::format_cell_ref(cell));
    return array;
}

json::value or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

// What every finding says about itself.
void add_evidence(json::object& object, const Evidence& evidence) {
    object["confidence"] = evidence.confidence;
    object["cells"] = addresses(evidence.cells);
    object["reason"] = evidence.reason;
}

json::object to_json(const Column& column) {
    json::object object{{"col", xlsx::column_letters(column.column)},
                        {"path", texts(column.path.texts)},
                        {"unit", or_null(column.unit_of_measure)},
                        {"serial", column.is_serial},
                        {"stub", column.is_stub}};
    add_evidence(object, column.evidence);
    return object;
}

json::object to_json(const DataRow& row) {
    json::object object{{"row", row.row + 1},
                        {"path", texts(row.path.texts)},
                        {"role", name_of(row.role)},
                        {"unit", or_null(row.unit_of_measure)}};
    add_evidence(object, row.evidence);
    return object;
}

json::object to_json(const Field& field) {
    json::object object{{"path", texts(field.label.texts)},
                        {"answer", xlsx::format_cell_range(field.answer)},
                        {"unit", or_null(field.unit_of_measure)}};
    add_evidence(object, field.evidence);
    return object;
}

template <typename T>
json::array list(const std::vector<T>& items) {
    json::array array;
    for (const T& item : items) array.push_back(to_json(item));
    return array;
}

json::array rows_of(const Table& table, RowRole role) {
    json::array array;
    for (const DataRow& row : table.rows) {
        if (row.role == role) array.emplace_back(row.row + 1);
    }
    return array;
}

json::object to_json(const Table& table, const std::string& sheet) {
    json::object object{{"sheet", sheet},
                        {"range", xlsx::format_cell_range(table.range)},
                        {"title", or_null(table.title)},
                        {"title_cells", addresses(table.title_cells)},
                        {"orientation", name_of(table.orientation)},
                        {"unit", or_null(table.unit_of_measure)}};
    object["header_rows"] =
        table.header_rows
            ? json::value(json::array{table.header_rows->first + 1, table.header_rows->last + 1})
            : json::value(nullptr);
    object["number_row"] =
        table.number_row ? json::value(*table.number_row + 1) : json::value(nullptr);
    object["data_start_row"] = table.data_start_row + 1;
    object["data_end_row"] = table.data_end_row + 1;
    object["columns"] = list(table.columns);
    json::array serial;
    for (const Column& column : table.columns) {
        if (column.is_serial) serial.emplace_back(xlsx::column_letters(column.column));
    }
    object["serial_columns"] = std::move(serial);
    object["unit_column"] = table.unit_column
                                ? json::value(xlsx::column_letters(*table.unit_column))
                                : json::value(nullptr);
    object["total_rows"] = rows_of(table, RowRole::kTotal);
    object["subtotal_rows"] = rows_of(table, RowRole::kSubtotal);
    json::array footers;
    for (uint32_t row : table.footer_rows) footers.emplace_back(row + 1);
    object["footer_rows"] = std::move(footers);
    object["rows"] = list(table.rows);
    object["fields"] = list(table.fields);
    object["meta"] = list(table.meta);
    object["headings"] = addresses(table.headings);
    add_evidence(object, table.evidence);
    return object;
}

std::string joined(const Path& path) {
    std::string text;
    for (const std::string& part : path.texts) text += (text.empty() ? "" : " / ") + part;
    return text.empty() ? "（无标题）" : text;
}

std::string because(const Evidence& evidence, const RecogniseOptions& options) {
    if (!options.explain) return "";
    std::string cells;
    for (xlsx::CellRef cell : evidence.cells) cells += " " + xlsx::format_cell_ref(cell);
    return fmt::format("  [{:.2f} {}{}]", evidence.confidence, evidence.reason, cells);
}

std::string in_measure(const std::string& measure) {
    return measure.empty() ? "" : "（" + measure + "）";
}

void print_parts(const Table& table, const RecogniseOptions& options) {
    for (const Column& column : table.columns) {
        fmt::print("  {:>4}  {}{}{}{}{}\n", xlsx::column_letters(column.column),
                   joined(column.path), in_measure(column.unit_of_measure),
                   column.is_serial ? " · 序号" : "", column.is_stub ? " · 行标题" : "",
                   because(column.evidence, options));
    }
    for (const DataRow& row : table.rows) {
        fmt::print("  {:>4}  {}{} · {}{}\n", row.row + 1, joined(row.path),
                   in_measure(row.unit_of_measure), name_of(row.role),
                   because(row.evidence, options));
    }
    for (const Field& field : table.fields) {
        fmt::print("  {:>9}  {}{}{}\n", xlsx::format_cell_range(field.answer), joined(field.label),
                   in_measure(field.unit_of_measure), because(field.evidence, options));
    }
    for (const Field& field : table.meta) {
        fmt::print("  {:>9}  {} · 表头表尾{}\n", xlsx::format_cell_range(field.answer),
                   joined(field.label), because(field.evidence, options));
    }
}

void print_table(const Table& table, const std::string& sheet, const RecogniseOptions& options) {
    fmt::print("{} {} · {} · {}{}\n", sheet, xlsx::format_cell_range(table.range),
               table.title.empty() ? "（无表名）" : table.title, name_of_zh(table.orientation),
               because(table.evidence, options));
    if (table.header_rows) {
        fmt::print("  标题行 {}–{}，数据行 {}–{}{}\n", table.header_rows->first + 1,
                   table.header_rows->last + 1, table.data_start_row + 1, table.data_end_row + 1,
                   table.unit_of_measure.empty() ? "" : "，计量单位 " + table.unit_of_measure);
    }
    print_parts(table, options);
}

// 表号, 制定机关, 批准文号, 有效期至, and what of them is missing or past.
json::object to_json(const recognise::FormIdentity& form, const xlsx::Workbook& book, Date today) {
    json::object object;
    auto add = [&](const char* name, const std::optional<recognise::FormIdentity::Item>& item) {
        object[name] = nullptr;
        if (!item) return;
        object[name] = {{"text", item->text},
                        {"sheet", book.sheets()[item->sheet].name},
                        {"cell", xlsx::format_cell_ref(item->cell)}};
    };
    add("number", form.number);
    add("issued_by", form.issued_by);
    add("approved_by", form.approved_by);
    add("approval", form.approval);
    add("valid_to", form.valid_to);
    object["last_day"] = form.last_day ? json::value(form.last_day->iso()) : json::value(nullptr);
    object["expired"] = form.is_expired(today);
    json::array findings;
    for (const Message& finding : recognise::check_identity(form, today)) {
        findings.push_back({{"zh", finding.zh}, {"en", finding.en}});
    }
    object["findings"] = std::move(findings);
    return object;
}

void print_identity(const recognise::FormIdentity& form, Date today) {
    std::string line;
    auto add = [&](const char* name, const std::optional<recognise::FormIdentity::Item>& item) {
        if (item) line += fmt::format("{}{} {}", line.empty() ? "" : "，", name, item->text);
    };
    add("表号", form.number);
    add("制定机关", form.issued_by);
    add("批准（备案）机关", form.approved_by);
    add("批准（备案）文号", form.approval);
    add("有效期至", form.valid_to);
    for (const Message& finding : recognise::check_identity(form, today)) {
        line += (line.empty() ? "！" : "；！") + finding.zh;
    }
    fmt::print("报表身份：{}\n", line);
}

Result<Date> day_asked(const RecogniseOptions& options) {
    std::string_view said = options.as_of.empty() ? std::string_view() : options.as_of.front();
    auto date = TRY(parse_date_option(said, "--as-of"));
    return date.value_or(system_clock().today());
}

}  // namespace

int run_recognise(const CommonOptions& common, const RecogniseOptions& options) {
    bool meaning = options.meaning || !options.bind.empty() || !options.mark.empty() ||
                   !options.examples.empty() || !options.learn.empty();
    if (meaning) return run_propose(common, options);
    Result<std::string> path = intake::as_xlsx(options.file);
    if (!path) return refuse(path.error());
    Result<xlsx::Workbook> book = xlsx::Workbook::open(*path);
    if (!book) return refuse(book.error());
    Result<recognise::Structure> structure = recognise::read_structure(*book);
    if (!structure) return refuse(std::move(structure).error().within(options.file));
    Result<recognise::FormIdentity> identity = recognise::read_identity(*book);
    if (!identity) return refuse(std::move(identity).error().within(options.file));
    Result<Date> today = day_asked(options);
    if (!today) return refuse(today.error());
    if (!common.json) print_identity(*identity, *today);
    json::array tables;
    for (const Table& table : structure->tables) {
        const std::string& sheet = book->sheets()[table.sheet].name;
        if (common.json)
            tables.push_back(to_json(table, sheet));
        else
            print_table(table, sheet, options);
    }
    if (common.json)
        fmt::print("{}\n",
                   json::serialize(json::object{{"tables", tables},
                                                {"identity", to_json(*identity, *book, *today)}}));
    else if (structure->tables.empty())
        fmt::print("没有找到表格 / no tables found\n");
    return structure->tables.empty() ? kFindings : kOk;
}

}  // namespace yitao::cli
