// For tests: reads the text cases of tests/golden/formula (README.md there describes them) and says
// which formulas did not give what stands below them.
//
//     GoldenFile file(text, "dates.txt");   file.run();   EXPECT_EQ(file.failures(), …)
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/decimal.h"
#include "base/text.h"
#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/number_text.h"
#include "formula/parser.h"

namespace yitao::formula {

// The template's cells of a case file.
class GoldenCells : public CellSource {
  public:
    Value cell(size_t sheet, uint32_t row, uint32_t column) override {
        auto found = cells.find({sheet, row, column});
        return found == cells.end() ? Value() : found->second;
    }
    std::pair<uint32_t, uint32_t> extent(size_t sheet) override {
        std::pair<uint32_t, uint32_t> end{0, 0};
        for (const auto& [place, value] : cells) {
            if (std::get<0>(place) != sheet) continue;
            end.first = std::max(end.first, std::get<1>(place) + 1);
            end.second = std::max(end.second, std::get<2>(place) + 1);
        }
        return end;
    }
    std::vector<std::string> sheets;
    std::map<std::tuple<size_t, uint32_t, uint32_t>, Value> cells;
};

class GoldenFile : public WorldSource {
  public:
    GoldenFile(const std::string& text, std::string name) : name_(std::move(name)) {
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            if (line.ends_with('\r')) line.pop_back();
            lines_.push_back(line);
        }
    }

    void run() {
        while (next_ < lines_.size()) {
            const std::string& line = lines_[next_];
            if (line.empty() || line.starts_with("--")) {
                ++next_;
            } else if (line.starts_with("= ")) {
                run_case();
            } else {
                run_directive();
            }
        }
    }

    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }
    [[nodiscard]] size_t cases() const { return cases_; }

    Result<std::shared_ptr<const World>> world_at(Date as_of) override {
        return std::make_shared<const World>(build_world(as_of));
    }

  private:
    struct Table {
        std::vector<std::vector<std::string>> rows;
        std::unique_ptr<ledger::Schema> schema = std::make_unique<ledger::Schema>();
        std::vector<int> field;  // of each column in the rows, -1: calculated
    };

    void fail(const std::string& what) {
        failures_.push_back(fmt::format("{}:{}: {}", name_, next_ + 1, what));
    }

    // Lines up to the next empty one.
    std::vector<std::string> block() {
        std::vector<std::string> out;
        for (++next_; next_ < lines_.size() && !lines_[next_].empty(); ++next_) {
            if (!lines_[next_].starts_with("--")) out.push_back(lines_[next_]);
        }
        return out;
    }

    static std::vector<std::vector<std::string>> csv(const std::vector<std::string>& lines) {
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        std::vector<std::vector<std::string>> rows;
        auto reader = CsvReader::from_text(text);
        while (const CsvRecord* record = *reader->next()) {
            rows.emplace_back(record->fields.begin(), record->fields.end());
        }
        return rows;
    }

    void run_directive() {
        std::istringstream words(lines_[next_]);
        std::string word;
        std::string argument;
        words >> word >> argument;
        if (word == "as-of") {
            scope_.as_of = *Date::parse_iso(argument);
            scope_.filled_on = scope_.as_of;
            scope_.period = {scope_.as_of.month_start(), scope_.as_of.month_end()};
            world_.reset();
        } else if (word == "filled-on") {
            scope_.filled_on = *Date::parse_iso(argument);
        } else if (word == "period") {
            std::string end;
            words >> end;
            scope_.period = {*Date::parse_iso(argument), *Date::parse_iso(end)};
        } else if (word == "unit") {
            unit_ = argument;
        } else if (word == "row") {  // row 居民 2: [@…] means the second row
            std::string number;
            words >> number;
            row_table_ = argument;
            row_ = number.empty() ? -1 : std::stoi(number) - 1;
        } else if (word == "name") {
            std::string formula = lines_[next_].substr(lines_[next_].find('=') + 1);
            names_.push_back({argument, formula});
        } else if (word == "units") {
            read_units(block());
        } else if (word == "table") {
            read_table(argument, block());
        } else if (word == "calculated") {
            read_calculated(argument);
        } else if (word == "cells") {
            read_cells(argument, block());
        } else {
            fail("unknown directive " + word);
        }
        ++next_;
    }

    void read_units(const std::vector<std::string>& lines) {
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        auto read = org::Register::parse_csv(text, name_);
        if (!read) return fail(read.error().text());
        register_ = std::make_unique<org::Register>(*std::move(read));
        world_.reset();
    }

    // "年收入:decimal2"; text without a type.
    static ledger::Column column_of(const std::string& heading) {
        static const std::map<std::string, ledger::ColumnType> kTypes = {
            {"text", ledger::ColumnType::kText},       {"integer", ledger::ColumnType::kInteger},
            {"decimal", ledger::ColumnType::kDecimal}, {"date", ledger::ColumnType::kDate},
            {"code", ledger::ColumnType::kCode},       {"codes", ledger::ColumnType::kMultiCode},
            {"unit", ledger::ColumnType::kUnit},       {"reference", ledger::ColumnType::kReference}};
        ledger::Column column;
        size_t colon = heading.rfind(':');
        std::string type = colon == heading.npos ? "text" : heading.substr(colon + 1);
        column.name = heading.substr(0, colon);
        column.id = column.name;
        if (type.back() >= '0' && type.back() <= '9') {
            column.scale = type.back() - '0';
            type.pop_back();
        }
        column.type = kTypes.at(type);
        return column;
    }

    void read_table(const std::string& name, const std::vector<std::string>& lines) {
        Table table;
        table.rows = csv(lines);
        table.schema->id = table.schema->name = name;
        for (const std::string& heading : table.rows.front()) {
            table.schema->columns.push_back(column_of(heading));
            if (table.schema->columns.back().name == "单位") table.schema->unit_column = "单位";
            table.field.push_back(static_cast<int>(table.field.size()));
        }
        table.rows.erase(table.rows.begin());
        tables_.push_back(std::move(table));
        world_.reset();
    }

    // calculated 年龄:integer =DATEDIF([@出生日期],TODAY(),"Y")   (of the last table)
    void read_calculated(const std::string& heading) {
        ledger::Column column = column_of(heading);
        column.formula = lines_[next_].substr(lines_[next_].find('='));
        tables_.back().schema->columns.push_back(column);
        tables_.back().field.push_back(-1);
        world_.reset();
    }

    void read_cells(const std::string& sheet, const std::vector<std::string>& lines) {
        cells_.sheets.push_back(sheet);
        size_t number = cells_.sheets.size() - 1;
        uint32_t row = 0;
        for (const auto& record : csv(lines)) {
            uint32_t column = 0;
            for (const std::string& text : record) {
                if (!text.empty()) cells_.cells[{number, row, column}] = cell_value_of(text);
                ++column;
            }
            ++row;
        }
    }

    // A leading ' makes text, '' alone the empty text.
    static Value cell_value_of(const std::string& text) {
        if (text == "''") return "";
        if (text.starts_with('\'')) return text.substr(1);
        if (text == "TRUE" || text == "FALSE") return text == "TRUE";
        if (auto error = parse_error_text(text)) return *error;
        bool negative = text.starts_with('-');
        if (auto number = number_from_digits(text.substr(negative ? 1 : 0))) {
            return negative ? -*number : *number;
        }
        return text;
    }

    static void store(ledger::ColumnData& data, ledger::DictionaryBuilder* dictionary,
                      const ledger::Column& column, const std::string& text) {
        if (dictionary != nullptr) {
            std::string plain = text == "''" ? "" : text;
            data.codes.push_back(text.empty() ? ledger::kBlankCode : dictionary->code(plain));
            return;
        }
        std::optional<int64_t> number;
        if (column.type == ledger::ColumnType::kDate) {
            if (auto date = Date::parse_iso(text)) number = date->days;
        } else if (column.type == ledger::ColumnType::kUnit) {
            number = org::parse_unit_code(text);
        } else {
            number = parse_decimal(text, column.scale);
        }
        data.numbers.push_back(number.value_or(ledger::kBlankNumber));
    }

    static bool is_coded(ledger::ColumnType type) {
        return type == ledger::ColumnType::kText || type == ledger::ColumnType::kCode ||
               type == ledger::ColumnType::kMultiCode || type == ledger::ColumnType::kReference;
    }

    static ledger::Table build_table(const Table& source, const org::Tree& tree) {
        ledger::Table out;
        out.schema = source.schema.get();
        auto unit_column = source.schema->find_column(source.schema->unit_column);
        auto unit_of = [&](const std::vector<std::string>& row) -> org::UnitIndex {
            if (!unit_column) return 0;
            auto unit = tree.find(org::parse_unit_code(row[*unit_column]).value_or(0));
            return unit ? *unit : static_cast<org::UnitIndex>(tree.size());
        };
        std::vector<size_t> order(source.rows.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](size_t i) { return unit_of(source.rows[i]); });
        out.unit_begin.assign(tree.size() + 1, 0);
        for (const auto& row : source.rows) {
            for (size_t u = unit_of(row) + 1; u <= tree.size(); ++u) ++out.unit_begin[u];
        }
        for (size_t i : order) out.row_ids.push_back(static_cast<ledger::RowId>(i) + 1);
        out.columns.resize(source.schema->columns.size());
        for (size_t c = 0; c < out.columns.size(); ++c) {
            if (source.field[c] < 0) continue;
            const ledger::Column& column = source.schema->columns[c];
            std::unique_ptr<ledger::DictionaryBuilder> dictionary;
            if (is_coded(column.type)) {
                dictionary = std::make_unique<ledger::DictionaryBuilder>(out.columns[c]);
            }
            for (size_t i : order) {
                const auto& row = source.rows[i];
                auto field = static_cast<size_t>(source.field[c]);
                store(out.columns[c], dictionary.get(), column, field < row.size() ? row[field] : "");
            }
            out.columns[c].loaded = true;
        }
        return out;
    }

    World build_world(Date as_of) {
        if (!register_) read_units({"code,name,level,parent", "421221000000,嘉鱼县,county,"});
        catalog_.schemas.clear();
        World world;
        world.tree = std::make_shared<const org::Tree>(*register_->tree(as_of));
        std::vector<ColumnUse> uses;
        for (const Table& table : tables_) {
            world.tables.push_back(build_table(table, *world.tree));
            for (size_t c = 0; c < table.schema->columns.size(); ++c) {
                uses.push_back({catalog_.schemas.size(), c});
            }
            catalog_.schemas.push_back(table.schema.get());
        }
        catalog_.schemas.push_back(&unit_schema());
        world.tables.push_back(unit_table(*world.tree));
        Scope scope = scope_;
        scope.as_of = as_of;
        auto checked = check_definitions(catalog_);
        if (!checked) fail(checked.error().text());
        auto done = calculate_columns(catalog_, world, scope, uses);
        if (!done) fail(done.error().text());
        return world;
    }

    void run_case() {
        ++cases_;
        std::string formula = lines_[next_];
        ++next_;
        std::string expected = next_ < lines_.size() ? lines_[next_] : "";
        if (!world_) world_ = std::make_unique<World>(build_world(scope_.as_of));
        std::string got = evaluate(formula);
        bool refused = expected.starts_with("! ") && got.starts_with("! ");
        bool same = refused ? got.contains(expected.substr(2)) : is_same(got, expected);
        if (!same) fail(fmt::format("{}\n    expected {}\n    got      {}", formula, expected, got));
        ++next_;
    }

    std::string evaluate(const std::string& text) {
        CompileOptions options;
        options.sheets = cells_.sheets;
        options.names = names_;
        if (row_ >= 0) options.row_table = static_cast<int>(*catalog_.find(row_table_));
        Result<Formula> formula = compile(text, catalog_, options);
        if (!formula) return "! " + formula.error().text();
        Scope scope = scope_;
        if (!unit_.empty()) scope.unit = *world_->tree->find(*org::parse_unit_code(unit_));
        Evaluator evaluator(catalog_, *world_, scope);
        evaluator.use_cells(&cells_);
        evaluator.use_worlds(this);
        Operand result = row_ >= 0 ? Operand(evaluator.evaluate_row(
                                         *formula, static_cast<size_t>(options.row_table),
                                         static_cast<uint32_t>(row_)))
                                   : evaluator.evaluate(*formula);
        return text_of(result);
    }

    static std::string text_of(const Value& value) {
        if (value.is_text()) return '"' + value.text() + '"';
        return value.is_blank() ? "blank" : general_text(value);
    }
    static std::string text_of(const Operand& operand) {
        if (const Value* value = std::get_if<Value>(&operand)) return text_of(*value);
        const Matrix& matrix = *std::get<MatrixPtr>(operand);
        std::string out = "{";
        for (size_t i = 0; i < matrix.values.size(); ++i) {
            if (i > 0) out += i % matrix.columns == 0 ? "; " : ", ";
            out += text_of(matrix.values[i]);
        }
        return out + "}";
    }

    static bool is_same(const std::string& got, const std::string& expected) {
        auto squeezed = [](std::string text) {
            std::string out;
            bool quoted = false;
            for (char c : text) {
                if (c == '"') quoted = !quoted;
                if (c != ' ' || quoted) out += c;
            }
            return out;
        };
        return squeezed(got) == squeezed(expected);
    }

    std::string name_;
    std::vector<std::string> lines_;
    size_t next_ = 0;
    size_t cases_ = 0;
    std::vector<std::string> failures_;
    Scope scope_{0, *Date::parse_iso("2026-10-31"),
                 {*Date::parse_iso("2026-10-01"), *Date::parse_iso("2026-10-31")},
                 *Date::parse_iso("2026-11-02")};
    std::string unit_;
    std::string row_table_;
    int row_ = -1;
    std::unique_ptr<org::Register> register_;
    std::vector<Table> tables_;
    GoldenCells cells_;
    std::vector<CompileOptions::Name> names_;
    Catalog catalog_;
    std::unique_ptr<World> world_;
};

}  // namespace yitao::formula
