// The ledgers at one date with every measure kept current: after each change of a row, all values
// of all units are what a computation from scratch would give, and the caller is told which
// changed. One thread changes a view; readers get cuts, which stay as they were taken.
//
//     View view(catalog, tree);
//     view.load(world, columns);                      // rows; once for each table
//     view.add(set);                                  // measures, computed in one pass
//     view.apply({.table = 0, .row = 17, .columns = {&sex, 1}, .fields = {&male, 1}}, changes);
//     Cut cut = view.cut();                           // a MeasureResults for any thread
//
// Cost of a change: the columns of its ledger that conditions ask (one AND each), then what really
// changed. Conditions are formula's; see matcher.h (who is concerned), values.h (numbers),
// live_rows.h (rows).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "formula/formula.h"
#include "formula/measure.h"
#include "formula/world.h"
#include "ledger/schema.h"
#include "live/results.h"
#include "live/values.h"

namespace yitao::live {

struct Kernels;

// What becomes of one row. Columns that are not named stay as they are (blank in a new row). An
// Excel error of a calculated column is the number ledger::error_number() says, in any column.
struct RowEdit {
    size_t table = 0;
    ledger::RowId row = 0;
    bool is_removal = false;
    std::span<const size_t> columns;  // loaded ones; others are passed over
    std::span<const ledger::Field> fields;
};

// A measure whose value differs from before the change, and where.
struct ValueChange {
    uint32_t measure;
    org::UnitIndex unit;
    bool operator==(const ValueChange&) const = default;
    auto operator<=>(const ValueChange&) const = default;
};

// Measures and where their numbers lie; what a cut has is changed no more.
struct Definitions {
    formula::MeasureSet set;
    std::vector<Slots> slots;  // by measure
};

// All values at one moment.
class Cut final : public formula::MeasureResults {
  public:
    Cut(std::shared_ptr<const Definitions> definitions, Values values, uint64_t version,
        std::map<std::pair<uint32_t, org::UnitIndex>, ExcelError> errors)
        : definitions_(std::move(definitions)),
          values_(std::move(values)),
          errors_(std::move(errors)),
          version_(version) {}

    [[nodiscard]] const formula::MeasureSet& set() const override { return definitions_->set; }
    [[nodiscard]] formula::MeasureState state(uint32_t measure, org::UnitIndex unit) const override;
    // Changes applied to the view before the cut was taken.
    [[nodiscard]] uint64_t version() const { return version_; }

  private:
    std::shared_ptr<const Definitions> definitions_;
    Values values_;
    std::map<std::pair<uint32_t, org::UnitIndex>, ExcelError> errors_;
    uint64_t version_;
};

struct ViewSize {
    size_t rows = 0;
    size_t rows_bytes = 0;
    size_t values_bytes = 0;
    size_t matcher_bytes = 0;
    size_t distinct_bytes = 0;
};

// A row that came, went or changed, the units it belonged to (the tree's size where none) and, of a
// ledger that is watched, its fields by column; empty: it was not there, is there no more.
struct RowTouch {
    size_t table;
    ledger::RowId row;
    org::UnitIndex before;
    org::UnitIndex after;
    std::vector<ledger::Field> was;
    std::vector<ledger::Field> is;
};

class View final : public formula::MeasureResults {
  public:
    // Catalog and kernels must outlive it. `kernels` null: the best of this processor.
    View(const formula::Catalog& catalog, std::shared_ptr<const org::Tree> tree,
         const Kernels* kernels = nullptr);
    ~View() override;
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    // Takes the rows of a table of a world of the same tree; the columns that are loaded there.
    // The table's packed columns are released as they are taken over.
    void load(size_t table, ledger::Table rows);
    [[nodiscard]] bool is_loaded(size_t table) const;
    [[nodiscard]] bool is_loaded(formula::ColumnUse use) const;

    // Measures over loaded columns; those that are there already are not computed again. Returns
    // the number of each measure of `wanted` in definitions().
    std::vector<uint32_t> add(const formula::MeasureSet& wanted);
    // The reverse: a measure added n times is kept until it was retired n times; then no change is
    // told for it any more.
    void retire(std::span<const uint32_t> measures);
    [[nodiscard]] bool is_kept(uint32_t measure) const { return !retired_.contains(measure); }
    [[nodiscard]] const Definitions& definitions() const { return *definitions_; }
    [[nodiscard]] const formula::MeasureSet& set() const override { return definitions_->set; }

    // Appends what changed, each (measure, unit) once, in no order.
    void apply(const RowEdit& edit, std::vector<ValueChange>& changes);
    // Many, as a file of rows brings them: those of one unit after each other, whose numbers then
    // are near; those of one row as they come. A (measure, unit) may be told more than once.
    void apply(std::span<const RowEdit> edits, std::vector<ValueChange>& changes);
    [[nodiscard]] formula::MeasureState state(uint32_t measure, org::UnitIndex unit) const override;
    // From now on touches of this table's rows say what the rows were and are, until it is
    // unwatched as often.
    void watch(size_t table) { watched_.insert(table); }
    void unwatch(size_t table);
    // Rows of watched tables touched since this was last asked.
    [[nodiscard]] std::vector<RowTouch> take_touches() { return std::exchange(touches_, {}); }
    // Cheap; the view copies what it changes from then on, while the cut is alive.
    [[nodiscard]] std::shared_ptr<const Cut> cut();
    [[nodiscard]] uint64_t version() const { return version_; }

    // The rows of some units as a table, in the order of units and row ids, with dictionaries of
    // their own: for formulas that look at rows. Only the wanted columns.
    // Without a unit: all rows, also those whose unit the tree does not know.
    [[nodiscard]] ledger::Table rows_of(size_t table, std::optional<org::UnitIndex> unit,
                                        std::span<const size_t> columns) const;
    [[nodiscard]] bool has_row(size_t table, ledger::RowId row) const;
    // The row's values as they are, errors as in RowEdit; nothing where there is no such row.
    [[nodiscard]] std::optional<std::vector<ledger::Field>> read(size_t table,
                                                                 ledger::RowId row) const;
    [[nodiscard]] ViewSize size() const;
    [[nodiscard]] const org::Tree& tree() const { return *tree_; }

  private:
    struct Table;
    class Edit;

    void add_to_table(Table& table, std::span<const uint32_t> measures);
    void own_definitions();
    void hide(uint32_t measure);
    void widen_for(const RowEdit& edit);
    [[nodiscard]] std::optional<ExcelError> first_error(uint32_t measure,
                                                        org::UnitIndex unit) const;

    const formula::Catalog& catalog_;
    std::shared_ptr<const org::Tree> tree_;
    const Kernels& kernels_;
    std::vector<std::unique_ptr<Table>> tables_;  // as the catalog; null: not loaded
    std::shared_ptr<Definitions> definitions_;
    bool definitions_lent_ = false;  // a cut has them: to be copied before they change
    std::vector<uint32_t> users_;    // by measure
    std::set<uint32_t> retired_;
    Values values_;
    std::unique_ptr<Edit> edit_;  // scratch of apply()
    std::multiset<size_t> watched_;
    std::vector<RowTouch> touches_;
    uint64_t version_ = 0;
};

}  // namespace yitao::live
