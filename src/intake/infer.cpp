#include "intake/infer.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <set>
#include <unordered_set>

#include "base/limits.h"
#include "base/mapped_file.h"
#include "base/text.h"
#include "intake/convert.h"
#include "intake/infer_type.h"
#include "intake/source.h"

namespace yitao::intake {

namespace {

using ledger::ColumnData;
using ledger::ColumnType;

constexpr std::string_view kUnitName = "单位";
constexpr org::UnitCode kRootCode = 100'000'000'000;  // of a tree nobody gave
constexpr size_t kLinesTried = 20;

// One file as texts, coded column by column.
struct Gathered {
    std::unique_ptr<ledger::Schema> schema;
    std::vector<ColumnData> columns;
    uint32_t rows = 0;
    size_t unit_column = SIZE_MAX;
};

// The first row about as wide as the widest of the first rows; titles above it are passed over.
Result<size_t> find_heading_row(RowSource rows) {
    std::vector<std::pair<size_t, size_t>> widths;  // row, cells with something in them
    size_t widest = 0;
    while (widths.size() < kLinesTried) {
        const SourceRow* row = TRY(rows.next());
        if (row == nullptr) break;
        auto filled = static_cast<size_t>(
            std::ranges::count_if(row->cells, [](const SourceCell& cell) {
                return cell.kind != SourceCell::Kind::kBlank;
            }));
        widths.emplace_back(row->row, filled);
        widest = std::max(widest, filled);
    }
    for (const auto& [row, filled] : widths) {
        if (filled * 2 >= widest) return row;
    }
    return fail(ErrorCode::kInvalid, "没有任何行", "there are no rows");
}

std::string heading_name(const SourceCell& cell, size_t column, std::set<std::string>& taken) {
    std::string name = cell_text(cell);
    std::erase_if(name, [](char c) { return c == '\n' || c == '\r'; });
    if (name.empty()) name = fmt::format("列{}", column + 1);
    std::string unique = name;
    for (int i = 2; !taken.insert(match_key(unique)).second; ++i) {
        unique = fmt::format("{}{}", name, i);  // as Excel names the columns of a table
    }
    return unique;
}

class Gatherer {
  public:
    Result<Gathered> gather(const TableFile& table) {
        SourceFile file = TRY(SourceFile::open(table.path));
        size_t heading_row = TRY_WITHIN(find_heading_row(TRY(file.rows(0))), table.path);
        RowSource rows = TRY(file.rows(0));
        gathered_.schema = std::make_unique<ledger::Schema>();
        gathered_.schema->name = table.name;
        while (const SourceRow* row = TRY_WITHIN(rows.next(), table.path)) {
            if (row->row < heading_row) continue;
            if (row->row == heading_row) {
                take_headings(*row);
            } else {
                TRY_WITHIN(take_row(*row), table.path);
            }
        }
        for (ColumnData& column : columns_) {
            column.codes.resize(gathered_.rows, 0);
            gathered_.columns.push_back(std::move(column));
        }
        return std::move(gathered_);
    }

  private:
    void take_headings(const SourceRow& row) {
        for (size_t i = 0; i < row.cells.size(); ++i) add_column(row.cells[i], i);
    }
    void add_column(const SourceCell& heading, size_t index) {
        ledger::Column column;
        column.id = fmt::format("c{}", index + 1);
        column.name = heading_name(heading, index, taken_);
        gathered_.schema->columns.push_back(std::move(column));
        columns_.emplace_back().loaded = true;
        dictionaries_.emplace_back(columns_.back());
    }
    Result<void> take_row(const SourceRow& row) {
        while (row.cells.size() > columns_.size()) add_column({}, columns_.size());
        if (size_t{gathered_.rows} >= kMaxTableCells / std::max<size_t>(1, columns_.size())) {
            return fail(ErrorCode::kLimit, fmt::format("表格超过 {} 个单元格", kMaxTableCells),
                        fmt::format("the table has more than {} cells", kMaxTableCells));
        }
        uint32_t at = gathered_.rows++;
        for (size_t i = 0; i < row.cells.size(); ++i) {
            const SourceCell& cell = row.cells[i];
            if (cell.kind == SourceCell::Kind::kBlank) continue;
            ColumnData& column = columns_[i];
            column.codes.resize(at, 0);
            column.codes.push_back(cell.kind == SourceCell::Kind::kText
                                       ? dictionaries_[i].code(cell.text)
                                       : dictionaries_[i].code(cell_text(cell)));
        }
        return {};
    }

    Gathered gathered_;
    std::deque<ColumnData> columns_;  // stand still, for the dictionaries hold on to them
    std::vector<ledger::DictionaryBuilder> dictionaries_;
    std::set<std::string> taken_;
};

std::span<const std::string> values_of(const ColumnData& column) {
    return std::span(column.dictionary).subspan(column.dictionary.empty() ? 0 : 1);
}

void to_numbers(ColumnData& column, const InferredType& type) {
    std::vector<int64_t> by_code = {ledger::kBlankNumber};
    for (const std::string& value : values_of(column)) {
        by_code.push_back(type.type == ColumnType::kUnit ? *org::parse_unit_code(value)
                                                         : typed_number(type, value));
    }
    column.numbers.reserve(column.codes.size());
    for (uint32_t code : column.codes) column.numbers.push_back(by_code[code]);
    column.codes = {};
    column.dictionary = {};
}

void set_types(Gathered& gathered) {
    ledger::Schema& schema = *gathered.schema;
    for (size_t i = 0; i < gathered.columns.size(); ++i) {
        ColumnData& data = gathered.columns[i];
        if (data.dictionary.empty()) data.dictionary.emplace_back();
        InferredType type = infer_type(values_of(data));
        if (match_key(schema.columns[i].name) == kUnitName && are_unit_codes(values_of(data))) {
            type = {ColumnType::kUnit, 0};
            gathered.unit_column = i;
            schema.unit_column = schema.columns[i].id;
        }
        schema.columns[i].type = type.type;
        schema.columns[i].scale = type.scale;
        if (type.type != ColumnType::kText) to_numbers(data, type);
    }
}

// The organisation tree out of a file, whatever its kind.
Result<org::Tree> read_tree(const TableFile& table, Date as_of) {
    FileKind kind = TRY(file_kind(table.path));
    std::string text;
    if (kind == FileKind::kText || kind == FileKind::kEmpty) {
        text = TRY(MappedFile::open(table.path)).bytes();
    } else {
        SourceFile file = TRY(SourceFile::open(table.path));
        RowSource rows = TRY(file.rows(0));
        size_t line = 1;
        while (const SourceRow* row = TRY_WITHIN(rows.next(), table.path)) {
            for (; line < row->row; ++line) text += '\n';
            for (size_t i = 0; i < row->cells.size(); ++i) {
                if (i > 0) text += ',';
                append_csv_field(text, cell_text(row->cells[i]));
            }
        }
    }
    org::Register units = TRY(org::Register::parse_csv(text, table.path));
    return units.tree(as_of);
}

Result<org::Tree> flat_tree(const std::vector<Gathered>& tables, Date as_of) {
    std::set<org::UnitCode> codes;
    for (const Gathered& table : tables) {
        if (table.unit_column == SIZE_MAX) continue;
        for (int64_t code : table.columns[table.unit_column].numbers) {
            if (code != ledger::kBlankNumber && code != kRootCode) codes.insert(code);
        }
    }
    std::vector<org::Unit> units;
    units.push_back({.code = kRootCode, .name = "全部", .level = org::Level::kNation});
    for (org::UnitCode code : codes) {
        units.push_back({.code = code,
                         .name = org::format_unit_code(code),
                         .level = org::Level::kVillage,
                         .parent = kRootCode});
    }
    return TRY(org::Register::from_units(std::move(units))).tree(as_of);
}

// Rows in the order of their units; rows without one belong to the root, rows of a unit the tree
// does not know stand behind all.
ledger::Table to_table(Gathered gathered, const org::Tree& tree) {
    auto unknown = static_cast<uint32_t>(tree.size());
    std::vector<uint32_t> unit_of(gathered.rows, 0);
    if (gathered.unit_column != SIZE_MAX) {
        const ledger::PackedNumbers& codes = gathered.columns[gathered.unit_column].numbers;
        for (uint32_t row = 0; row < gathered.rows; ++row) {
            if (codes[row] != ledger::kBlankNumber) {
                unit_of[row] = tree.find(codes[row]).value_or(unknown);
            }
        }
    }
    ledger::Table table;
    table.unit_begin.assign(tree.size() + 2, 0);
    for (uint32_t unit : unit_of) ++table.unit_begin[unit + 1];
    std::partial_sum(table.unit_begin.begin(), table.unit_begin.end(), table.unit_begin.begin());
    table.unit_begin.pop_back();
    std::vector<uint32_t> order(gathered.rows);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](uint32_t row) { return unit_of[row]; });
    table.columns = std::move(gathered.columns);
    table.row_ids.reserve(order.size());
    for (uint32_t row : order) table.row_ids.push_back(ledger::RowId{row} + 1);
    if (std::ranges::is_sorted(order)) return table;
    for (ColumnData& column : table.columns) {
        if (!column.numbers.empty()) column.numbers.reorder(order);
        if (!column.codes.empty()) column.codes.reorder(order);
    }
    return table;
}

}  // namespace

Result<InferredTables> infer_tables(std::span<const TableFile> files, Date as_of) {
    std::vector<Gathered> gathered;
    std::optional<org::Tree> tree;
    std::unordered_set<std::string> names;
    for (const TableFile& file : files) {
        if (!names.insert(match_key(file.name)).second) {
            return fail(ErrorCode::kConflict, fmt::format("表 {} 给了两次", file.name),
                        fmt::format("table {} is given twice", file.name));
        }
        if (match_key(file.name) == kUnitName) {
            tree = TRY(read_tree(file, as_of));
            continue;
        }
        gathered.push_back(TRY(Gatherer().gather(file)));
        gathered.back().schema->id = fmt::format("t{}", gathered.size());
        set_types(gathered.back());
    }
    if (!tree) tree = TRY(flat_tree(gathered, as_of));
    InferredTables tables;
    tables.world = std::make_shared<formula::World>();
    tables.world->tree = std::make_shared<org::Tree>(std::move(*tree));
    for (Gathered& table : gathered) {
        tables.schemas.push_back(std::move(table.schema));
        tables.catalog.schemas.push_back(tables.schemas.back().get());
        tables.world->tables.push_back(to_table(std::move(table), *tables.world->tree));
        tables.world->tables.back().schema = tables.schemas.back().get();
    }
    tables.catalog.schemas.push_back(&formula::unit_schema());
    tables.world->tables.push_back(formula::unit_table(*tables.world->tree));
    return tables;
}

}  // namespace yitao::intake
