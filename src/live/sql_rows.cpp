// Rows as statements: COPY … FROM STDIN with CSV for PostgreSQL, INSERT … VALUES for ClickHouse.
#include <fmt/format.h>

#include <ostream>

#include "live/sql.h"

namespace yitao::live {

namespace {

constexpr size_t kInsertRows = 10'000;
constexpr size_t kWriteBytes = 1 << 20;

// Always quoted: an empty text is no blank.
std::string csv_text(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

}  // namespace

void SqlPlan::append_field(std::string& out, size_t table, size_t number, uint32_t row) const {
    const ledger::ColumnData& stored = data(table, number);
    const std::string_view blank = is_postgres() ? "" : "NULL";
    std::string error(blank);
    out += ',';
    if (stored.is_coded()) {
        const uint32_t code = stored.codes[row];
        const auto found = stored.code_errors.find(code);
        const bool is_error = found != stored.code_errors.end();
        if (is_error) error = std::to_string(static_cast<int>(found->second));
        if (code == ledger::kBlankCode || is_error) {
            out += blank;
        } else if (is_postgres()) {
            out += csv_text(stored.dictionary[code]);
        } else {
            out += sql_text(stored.dictionary[code], options_.dialect);
        }
    } else {
        const int64_t value = stored.numbers[row];
        const bool is_error = ledger::is_error_number(value);
        if (is_error) error = std::to_string(static_cast<int>(ledger::number_error(value)));
        if (value == ledger::kBlankNumber || is_error) {
            out += blank;
        } else {
            out += std::to_string(value);
        }
    }
    if (column(table, number).is_calculated()) out += "," + error;
}

void SqlPlan::append_row(std::string& out, size_t table, org::UnitIndex unit, uint32_t row) const {
    if (!is_postgres()) out += '(';
    out += fmt::format("{},{}", world_.tree->unit(unit).code, row);
    for (size_t number : columns_.at(table)) append_field(out, table, number, row);
    if (!is_postgres()) out += ')';
}

// Rows whose unit the tree does not know count nowhere: they are left out.
void SqlPlan::write_table(std::ostream& out, size_t table) const {
    const ledger::Table& rows = world_.tables[table];
    const std::string name = qualified(catalog_.schemas[table]->id);
    const std::string insert = fmt::format("INSERT INTO {} VALUES ", name);
    if (is_postgres()) out << fmt::format("COPY {} FROM STDIN WITH (FORMAT csv);\n", name);
    std::string text;
    size_t in_statement = 0;
    for (org::UnitIndex unit = 0; unit < world_.tree->size(); ++unit) {
        for (uint32_t row = rows.unit_begin[unit]; row < rows.unit_begin[unit + 1]; ++row) {
            if (!is_postgres()) text += in_statement == 0 ? insert : ",";
            append_row(text, table, unit, row);
            if (is_postgres()) {
                text += '\n';
            } else if (++in_statement == kInsertRows) {
                text += ";\n";
                in_statement = 0;
            }
            if (text.size() < kWriteBytes) continue;
            out << text;
            text.clear();
        }
    }
    out << text;
    if (is_postgres())
        out << fmt::format("\\.\nANALYZE {};\n", name);
    else if (in_statement > 0)
        out << ";\n";
}

void SqlPlan::write_units(std::ostream& out) const {
    const org::Tree& tree = *world_.tree;
    const auto code = [&](org::UnitIndex unit) { return tree.unit(unit).code; };
    const auto each_ancestor = [&](org::UnitIndex unit, auto&& visit) {
        for (org::UnitIndex at = unit;; at = tree.parent_of(at)) {
            visit(code(at));
            if (tree.parent_of(at) == at) return;
        }
    };
    if (is_postgres()) {
        const std::string name = qualified("_unit_closure");
        out << fmt::format("COPY {} FROM STDIN WITH (FORMAT csv);\n", name);
        for (org::UnitIndex unit = 0; unit < tree.size(); ++unit) {
            each_ancestor(unit, [&](org::UnitCode ancestor) {
                out << fmt::format("{},{}\n", code(unit), ancestor);
            });
        }
        out << fmt::format("\\.\nANALYZE {};\n", name);
        return;
    }
    for (org::UnitIndex unit = 0; unit < tree.size(); ++unit) {
        std::string list;
        each_ancestor(unit, [&](org::UnitCode ancestor) {
            list += (list.empty() ? "" : ",") + std::to_string(ancestor);
        });
        const bool first = unit % kInsertRows == 0;
        if (first) {
            out << (unit > 0 ? ";\n" : "")
                << fmt::format("INSERT INTO {} VALUES ", qualified("_unit_ancestors"));
        }
        out << fmt::format("{}({},[{}])", first ? "" : ",", code(unit), list);
    }
    if (tree.size() > 0) out << ";\n";
}

void SqlPlan::write_rows(std::ostream& out) const {
    write_units(out);
    for (size_t table : tables_) write_table(out, table);
}

}  // namespace yitao::live
