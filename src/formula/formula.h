// Formulas: text → tree, names resolved and checked → value for a scope. Excel's grammar with
// structured references over ledgers; the library of functions is a table (functions.h).
//
//     Formula f = TRY(compile("=COUNTIFS(居民[性别],\"女\",居民[年龄],\">=60\")", catalog));
//     Evaluator evaluator(catalog, world, scope);
//     Operand result = evaluator.evaluate(f);       // Excel errors are values, never failures
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formula/measure.h"
#include "formula/reference.h"
#include "formula/value.h"
#include "formula/world.h"

namespace yitao::formula {

struct Node;             // ast.h
struct EvaluatorMemory;  // interpreter.h

// A column a formula reads, so that only those are loaded.
struct ColumnUse {
    size_t table;
    size_t column;
    auto operator<=>(const ColumnUse&) const = default;
};

struct CompileOptions {
    int row_table = -1;  // table whose row [@column] means, -1: none
    std::vector<std::string> sheets;  // names of the template's sheets, for Sheet!A1
    size_t sheet = 0;                 // the sheet the formula stands on
    // The cell it stands in, zero-based, for ROW(), COLUMN() and @A1:A9; -1: not known.
    int row = -1;
    int column = -1;
    // The workbook's own defined names and what they stand for (formula text without "=").
    struct Name {
        std::string name;
        std::string formula;
    };
    std::vector<Name> names;
    // The workbook's own Excel tables; a ledger of the same name comes first.
    struct Table {
        std::string name;
        CellRange range;  // headings and totals included
        uint32_t headings = 1;
        uint32_t totals = 0;
        std::vector<std::string> columns;
    };
    std::vector<Table> tables;
    bool as_written = false;  // walks over rows stay walks: what separable.h is compared with
};

class Formula {
  public:
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const Node& root() const { return *root_; }
    // What is evaluated: as written, or with measures in place of walks over rows (separable.h).
    [[nodiscard]] const Node& plan() const { return *plan_; }
    [[nodiscard]] std::span<const ColumnUse> columns() const { return columns_; }
    [[nodiscard]] bool uses_ledgers() const { return !columns_.empty(); }
    // Whether it names the scope: 本单位, 截至日期, 期初 …, ASOF (TODAY() does not count: a workbook's
    // own =TODAY() stays its own).
    [[nodiscard]] bool reads_scope() const { return reads_scope_; }
    // Cells of the template it reads, as sheet + A1 ranges (for recalculation order).
    struct CellUse {
        size_t sheet;
        uint32_t first_row, first_column, last_row, last_column;  // zero-based, inclusive
    };
    [[nodiscard]] std::span<const CellUse> cells() const { return cells_; }
    // OFFSET and INDIRECT say only when evaluated which cells they read: cells() lacks those.
    [[nodiscard]] bool reads_any_cell() const { return reads_any_cell_; }

  private:
    friend class Compiler;
    std::string text_;
    std::shared_ptr<const Node> root_;
    std::shared_ptr<const Node> plan_;
    std::vector<ColumnUse> columns_;
    std::vector<CellUse> cells_;
    bool reads_scope_ = false;
    bool reads_any_cell_ = false;
};

// Text with or without leading "=", full-width （），“”＝ forgiven, _xlfn./_xlws. prefixes and
// [1]! book prefixes dropped. An unknown function, ledger or column is refused with its position
// (1-based character) and the nearest name.
Result<Formula> compile(std::string_view text, const Catalog& catalog,
                        const CompileOptions& options = {});

// Cells of the template for A1 references. Missing cells are blank.
class CellSource {
  public:
    virtual ~CellSource() = default;
    virtual Value cell(size_t sheet, uint32_t row, uint32_t column) = 0;
    // Used extent of a sheet, so that A:A stays bounded: one past the last row and column.
    virtual std::pair<uint32_t, uint32_t> extent(size_t sheet) = 0;
    // What SUBTOTAL and AGGREGATE leave out: cells that are such a formula themselves.
    virtual bool is_subtotal(size_t /*sheet*/, uint32_t /*row*/, uint32_t /*column*/) {
        return false;
    }
    // INDIRECT: the cells that "B2", "表!A1:C9" name, seen from the formula being evaluated.
    virtual std::optional<CellRange> named_cells(std::string_view /*text*/) { return std::nullopt; }
};

class Evaluator {
  public:
    Evaluator(const Catalog& catalog, const World& world, const Scope& scope);
    ~Evaluator();
    Evaluator(Evaluator&&) noexcept;
    // All optional; must outlive the evaluator.
    void use_cells(CellSource* cells);
    void use_worlds(WorldSource* worlds);             // without it ASOF is #N/A
    void use_measures(const MeasureResults* results); // without it aggregates are scanned
    // T[column] means all rows of the ledger, not those of the scope's unit: the rule for
    // validations and calculated columns.
    void see_whole_ledgers();
    // Fewer array cells in one evaluation than kMaxEvaluationCells.
    void limit_cells(size_t cells);

    // Never fails: what goes wrong is an Excel error. Blank results of a cell formula are 0 in
    // Excel; the caller decides (a reference to a blank cell evaluates to blank here).
    Operand evaluate(const Formula& formula);
    // With [@column] meaning this row of `table`.
    Operand evaluate(const Formula& formula, size_t table, uint32_t row);
    // The same for a place that holds one value: of an array the upper left one.
    Value evaluate_row(const Formula& formula, size_t table, uint32_t row);

  private:
    struct Run;  // one evaluation: where it looks, and with what

    const Catalog& catalog_;
    const World& world_;
    Scope scope_;
    CellSource* cells_ = nullptr;
    WorldSource* worlds_ = nullptr;
    const MeasureResults* measures_ = nullptr;
    bool whole_ledgers_ = false;
    size_t most_cells_;
    std::unique_ptr<EvaluatorMemory> memory_;  // indexes that evaluations share
};

// Adds to `wanted` every measure whose conditions are known for these scopes (they name no cell
// and no other aggregate); the rest is scanned when evaluated.
void collect_measures(const Formula& formula, const Catalog& catalog, const World& world,
                      const Scope& scope, MeasureSet& wanted);

// Fills the calculated columns among `uses` (and those they read in turn) of every table, each over
// the whole ledger. Cycles are refused at definition: see check_calculated_columns.
Result<void> calculate_columns(const Catalog& catalog, World& world, const Scope& scope,
                               std::span<const ColumnUse> uses);
// Compiles every calculated column and validation; refuses unknown names and cycles.
Result<void> check_definitions(const Catalog& catalog);
// The stored columns that `uses` need, calculated ones followed to their sources.
Result<std::vector<ColumnUse>> stored_columns(const Catalog& catalog,
                                              std::span<const ColumnUse> uses);

}  // namespace yitao::formula
