// Where rows, ranges and references stand after row insertions. All rows given here are counted
// before the insertions of the call; all rows returned, after it.
//
//     RowMoves moves = TRY(RowMoves::make({{0, 4, 9, 28}}, "清单"));   // rows 5–10 grow by 28
//     moves.moved(9) == 9;  moves.moved(10) == 38
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/formula_refs.h"
#include "xlsx/patch.h"

namespace yitao::xlsx {

// Which ranges that end exactly with a region's last row take in its new rows.
enum class Growth {
    kNone,     // selection, hyperlinks
    kRegion,   // those that begin at the region's first row or above: totals, filters, names
    kLastRow,  // all: the new rows are copies of the last one (formats, validations)
};

// The insertions of one sheet.
class RowMoves {
  public:
    RowMoves() = default;
    // Refused: empty or reversed regions, regions that overlap, more rows than a sheet has.
    static Result<RowMoves> make(std::vector<RowInsertion> insertions, std::string_view sheet);

    [[nodiscard]] bool empty() const { return insertions_.empty(); }
    [[nodiscard]] std::span<const RowInsertion> insertions() const { return insertions_; }
    // May lie outside the sheet.
    [[nodiscard]] uint32_t moved(uint32_t row) const;
    // moved(), at most the sheet's last row.
    [[nodiscard]] uint32_t moved_inside(uint32_t row) const;
    // The insertion behind exactly this row; nullptr: none.
    [[nodiscard]] const RowInsertion* behind(uint32_t row) const;
    [[nodiscard]] CellRange range(CellRange range, Growth growth) const;

  private:
    std::vector<RowInsertion> insertions_;  // ascending
    std::vector<uint32_t> added_;           // rows added by the insertions before this one
};

// Where a formula stands; decides what its references without sheet mean and whether it belongs to
// a region (then its relative ranges are translated with the row, not grown).
struct FormulaPlace {
    size_t sheet = kNoSheet;
    std::optional<uint32_t> row;
    // Parts without $ in a name's formula are offsets from the cell that uses it.
    enum class Relative { kMove, kKeep } relative = Relative::kMove;
    static constexpr size_t kNoSheet = static_cast<size_t>(-1);
};

// Moves every kind of reference of one workbook in one call of apply().
class ReferenceMover {
  public:
    // `sheets`: all sheet names in workbook order; `moves`: one for each.
    ReferenceMover(std::span<const std::string> sheets, std::span<const RowMoves> moves);

    [[nodiscard]] const RowMoves& moves(size_t sheet) const { return moves_[sheet]; }
    // The formula (without "=") as it reads after the insertions.
    [[nodiscard]] std::string formula(std::string_view text, const FormulaPlace& place);
    // The formula of `insertion`'s last row as its copy `down` rows below: parts without $ move
    // along, but a row below the region stays the row it means (a total).
    [[nodiscard]] std::string copied_formula(std::string_view text, const RowInsertion& insertion,
                                             uint32_t down);
    // Space-separated ranges, as in sqref.
    [[nodiscard]] std::string ranges(std::string_view text, size_t sheet, Growth growth) const;

    // Index of a sheet by name as Excel compares it; nothing: no such sheet.
    [[nodiscard]] std::optional<size_t> sheet_named(std::string_view name) const;
    // Set when a formula held what cannot be moved (a 3-D reference through a grown sheet).
    [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }

  private:
    [[nodiscard]] std::optional<size_t> target(const FormulaReference& reference,
                                               const FormulaPlace& place);
    [[nodiscard]] std::optional<CellRange> moved(const FormulaReference& reference, size_t target,
                                                 const FormulaPlace& place) const;
    void refuse_three_d(const FormulaReference& reference);

    std::span<const RowMoves> moves_;
    std::span<const std::string> names_;
    std::unordered_map<std::string, size_t> by_name_;
    std::optional<Error> refusal_;
};

}  // namespace yitao::xlsx
