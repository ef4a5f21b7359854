// A department's workbook as we understand it: which cells are bound to formulas over the ledgers,
// which regions are lists, and which formulas are the workbook's own.
//
// A binding stands in the cell itself, as text that begins with "=" (full-width forms forgiven) or
// as a real formula that names a ledger or a scope name; or in a "<name>.bindings.toml" beside the
// workbook (docs/templates.md):
//
//     Template t = TRY(Template::open(bytes, "01民政.xlsx", bindings_toml, catalog));
//     t.bindings()[0].formula        // =COUNTIFS(居民[低保],"是")
//
// Everything is compiled when opened: an unknown ledger, column or function is refused here, with
// sheet and cell. A Template is immutable and may be filled by several threads.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formula/formula.h"
#include "org/tree.h"
#include "xlsx/cell.h"
#include "xlsx/patch.h"
#include "xlsx/workbook.h"

namespace yitao::templates {

// One formula bound to one cell, or to the first cell of a list's column.
struct Binding {
    size_t sheet = 0;
    xlsx::CellRef cell;
    formula::Formula formula;
    // The row of the form belongs to one unit: filled only where that unit lies in the scope.
    org::UnitCode for_unit = 0;
    int list = -1;  // index into lists(), -1: stands alone (but may still spill, see drawn_rows)
};

// Whether a row of the form that belongs to `for_unit` (0: to all) shows nothing in the copy of
// `unit`.
inline bool is_outside(org::UnitCode for_unit, const org::Tree& tree, org::UnitIndex unit) {
    if (for_unit == 0) return false;
    const auto own = tree.find(for_unit);
    return !own || !tree.contains(unit, *own);
}

// A list region declared in the bindings file: rows drawn for it and the columns that fill it.
struct List {
    size_t sheet = 0;
    xlsx::CellRange region;                // the rows drawn for it
    std::optional<uint32_t> serial_column; // continued 1, 2, 3 …
    std::string none;                      // written into the first column when there is no row
};

// A formula of the workbook itself; it stays a formula and gets a fresh cached value when filled
// cells feed it.
struct OwnFormula {
    size_t sheet = 0;
    xlsx::CellRef cell;
    formula::Formula formula;
};

class Template {
  public:
    // `each` is a condition over a ledger (居民[低保]="是"): the form is made once for each row it
    // picks, and [@column] means that row. Empty: what the bindings file says, usually nothing.
    static Result<Template> open(std::string bytes, std::string file_name,
                                 std::string_view bindings_toml, const formula::Catalog& catalog,
                                 std::string_view each = {});
    // Reads FILE and, where it exists, FILE's .bindings.toml. `converted`: the path of FILE turned
    // into .xlsx, where FILE is an old workbook.
    static Result<Template> open_file(const std::string& path, const std::string& converted,
                                      const formula::Catalog& catalog, std::string_view each = {});

    [[nodiscard]] const std::string& file_name() const { return file_name_; }
    // The condition that picks the rows of a form made once a row; nothing for other forms.
    [[nodiscard]] const std::optional<formula::Formula>& each() const { return each_; }
    [[nodiscard]] std::span<const xlsx::SheetInfo> sheets() const { return sheets_; }
    [[nodiscard]] const xlsx::Grid& grid(size_t sheet) const { return grids_[sheet]; }
    [[nodiscard]] std::span<const Binding> bindings() const { return bindings_; }
    [[nodiscard]] std::span<const List> lists() const { return lists_; }
    [[nodiscard]] std::span<const OwnFormula> own_formulas() const { return own_formulas_; }
    [[nodiscard]] const xlsx::Patcher& patcher() const { return *patcher_; }
    [[nodiscard]] std::string cell_name(size_t sheet, xlsx::CellRef cell) const;

    // The rows drawn for a list that starts at `cell` and is `columns` wide: the row itself and the
    // rows below that are blank in those columns, carry the same styles and hold nothing but
    // pre-printed numbers or row formulas elsewhere.
    [[nodiscard]] xlsx::CellRange drawn_rows(size_t sheet, xlsx::CellRef cell,
                                             uint32_t columns) const;
    // The column left of `cell` that numbers the rows: pre-printed 1, or headed 序号, 编号, No.
    [[nodiscard]] std::optional<uint32_t> serial_column(size_t sheet, xlsx::CellRef cell) const;
    // The column of the k-th spilled value from `cell`, skipping cells covered by a merge.
    [[nodiscard]] uint32_t spill_column(size_t sheet, xlsx::CellRef cell, uint32_t k) const;

    // The same template with rows inserted: grids and own formulas read anew, bindings and lists
    // moved, cell references inside bindings shifted.
    [[nodiscard]] Result<Template> grown(const std::vector<xlsx::RowInsertion>& insertions,
                                         const formula::Catalog& catalog) const;

  private:
    friend class TemplateReader;
    std::string file_name_;
    std::optional<formula::Formula> each_;
    std::vector<xlsx::SheetInfo> sheets_;
    std::vector<xlsx::Grid> grids_;
    std::vector<Binding> bindings_;
    std::vector<List> lists_;
    std::vector<OwnFormula> own_formulas_;
    std::shared_ptr<const xlsx::Patcher> patcher_;  // shared: a Template is a value, its index big
};

}  // namespace yitao::templates
