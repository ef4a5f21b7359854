#include "xlsx/patch_moves.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace yitao::xlsx {
namespace {

constexpr uint32_t kLastSheetRow = kMaxSheetRows - 1;

std::string region_text(const RowInsertion& insertion) {
    return std::to_string(uint64_t{insertion.first_row} + 1) + ":" +
           std::to_string(uint64_t{insertion.last_row} + 1);
}

std::string unquoted(std::string_view name) {
    if (name.starts_with('\'')) name.remove_prefix(1);
    if (name.ends_with('\'')) name.remove_suffix(1);
    return std::string(name);
}

}  // namespace

Result<RowMoves> RowMoves::make(std::vector<RowInsertion> insertions, std::string_view sheet) {
    std::erase_if(insertions, [](const RowInsertion& i) { return i.count == 0; });
    std::ranges::sort(insertions, {}, &RowInsertion::first_row);
    RowMoves moves;
    uint64_t added = 0;
    for (const RowInsertion& insertion : insertions) {
        const std::string place = std::string(sheet) + "!" + region_text(insertion);
        if (insertion.first_row > insertion.last_row || insertion.last_row >= kMaxSheetRows) {
            return fail(ErrorCode::kInvalid, "插入行的区域有误", "bad region for inserted rows",
                        place);
        }
        if (!moves.insertions_.empty() &&
            moves.insertions_.back().last_row >= insertion.first_row) {
            return fail(ErrorCode::kConflict, "插入行的两个区域重叠",
                        "two regions for inserted rows overlap", place);
        }
        moves.insertions_.push_back(insertion);
        moves.added_.push_back(static_cast<uint32_t>(added));
        added += insertion.count;
        if (added >= kMaxSheetRows) {
            return fail(ErrorCode::kLimit, "插入的行超出工作表的 1048576 行",
                        "more rows than the 1,048,576 of a sheet", place);
        }
    }
    return moves;
}

uint32_t RowMoves::moved(uint32_t row) const {
    const auto next = std::ranges::lower_bound(insertions_, row, {}, &RowInsertion::last_row);
    if (next == insertions_.begin() || row >= kMaxSheetRows) return row;
    const auto last = static_cast<size_t>(next - insertions_.begin()) - 1;
    return row + added_[last] + insertions_[last].count;
}

uint32_t RowMoves::moved_inside(uint32_t row) const {
    return std::min(moved(row), kLastSheetRow);
}

const RowInsertion* RowMoves::behind(uint32_t row) const {
    const auto found = std::ranges::lower_bound(insertions_, row, {}, &RowInsertion::last_row);
    return found != insertions_.end() && found->last_row == row ? &*found : nullptr;
}

CellRange RowMoves::range(CellRange range, Growth growth) const {
    CellRange to = range;
    to.first.row = moved_inside(range.first.row);
    to.last.row = moved_inside(range.last.row);
    const RowInsertion* insertion = growth == Growth::kNone ? nullptr : behind(range.last.row);
    if (insertion == nullptr) return to;
    if (growth == Growth::kLastRow || range.first.row <= insertion->first_row) {
        to.last.row = std::min(to.last.row + insertion->count, kLastSheetRow);
    }
    return to;
}

ReferenceMover::ReferenceMover(std::span<const std::string> sheets, std::span<const RowMoves> moves)
    : moves_(moves), names_(sheets) {
    for (size_t i = 0; i < sheets.size(); ++i) by_name_.emplace(fold_case(sheets[i]), i);
}

std::optional<size_t> ReferenceMover::sheet_named(std::string_view name) const {
    const auto found = by_name_.find(fold_case(name));
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

// A 3-D reference means the same cells of several sheets; when one of them grows and the others do
// not, no single address is right any more.
void ReferenceMover::refuse_three_d(const FormulaReference& reference) {
    const std::string text = reference.sheet();
    if (text.find('[') != std::string::npos) return;  // of another workbook
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return;
    const auto first = sheet_named(unquoted(std::string_view(text).substr(0, colon)));
    const auto last = sheet_named(unquoted(std::string_view(text).substr(colon + 1)));
    if (!first || !last) return;
    for (size_t i = std::min(*first, *last); i <= std::max(*first, *last); ++i) {
        if (moves_[i].empty() ||
            moves_[i].moved(reference.range.last.row) == reference.range.last.row) {
            continue;
        }
        refusal_ = Error{ErrorCode::kUnsupported,
                         {"公式跨多个工作表引用（" + text + "），无法在其中一个工作表插入行",
                          "a formula refers through several sheets (" + text +
                              "); rows cannot be inserted in one of them"},
                         names_[i]};
    }
}

std::optional<size_t> ReferenceMover::target(const FormulaReference& reference,
                                             const FormulaPlace& place) {
    if (reference.kind == FormulaReference::Kind::kColumns) return std::nullopt;
    if (reference.qualifier.empty()) {
        if (place.sheet >= moves_.size()) return std::nullopt;  // also kNoSheet
        return place.sheet;
    }
    const auto sheet = sheet_named(reference.sheet());
    if (!sheet) refuse_three_d(reference);
    return sheet;
}

std::optional<CellRange> ReferenceMover::moved(const FormulaReference& reference, size_t target,
                                               const FormulaPlace& place) const {
    const RowMoves& moves = moves_[target];
    CellRange range = reference.range;
    const bool keep = place.relative == FormulaPlace::Relative::kKeep;
    const bool moves_first = !keep || reference.first_row_absolute;
    const bool moves_last = !keep || reference.last_row_absolute;
    if (moves_first) range.first.row = moves.moved(range.first.row);
    if (moves_last) range.last.row = moves.moved_inside(range.last.row);
    if (range.first.row > kLastSheetRow) return std::nullopt;
    if (reference.kind == FormulaReference::Kind::kCell) {
        range.last.row = range.first.row;
        return range;
    }
    const RowInsertion* insertion = moves_last ? moves.behind(reference.range.last.row) : nullptr;
    if (insertion == nullptr || reference.range.first.row > insertion->first_row) return range;
    const bool inside = place.sheet == target && place.row && *place.row >= insertion->first_row &&
                        *place.row <= insertion->last_row;
    const bool fixed = reference.first_row_absolute && reference.last_row_absolute;
    if (!inside || fixed) {
        range.last.row = std::min(range.last.row + insertion->count, kLastSheetRow);
    }
    return range;
}

std::string ReferenceMover::formula(std::string_view text, const FormulaPlace& place) {
    return move_references(text,
                           [&](const FormulaReference& reference) -> std::optional<CellRange> {
                               const auto sheet = target(reference, place);
                               if (!sheet || moves_[*sheet].empty()) return reference.range;
                               return moved(reference, *sheet, place);
                           });
}

std::string ReferenceMover::copied_formula(std::string_view text, const RowInsertion& insertion,
                                           uint32_t down) {
    const FormulaPlace place{insertion.sheet, insertion.last_row};
    const auto move = [&](const FormulaReference& reference) -> std::optional<CellRange> {
        if (reference.kind == FormulaReference::Kind::kColumns) return reference.range;
        const auto sheet = target(reference, place);
        auto range = std::optional<CellRange>(reference.range);
        if (sheet) range = moved(reference, *sheet, place);
        if (!range) return range;
        const auto copy = [&](uint32_t& row, uint32_t before, bool absolute) {
            const bool below = sheet == insertion.sheet && before > insertion.last_row;
            if (!absolute && !below) row += down;
        };
        copy(range->first.row, reference.range.first.row, reference.first_row_absolute);
        copy(range->last.row, reference.range.last.row, reference.last_row_absolute);
        if (range->first.row > kLastSheetRow || range->last.row > kLastSheetRow) {
            return std::nullopt;
        }
        return range;
    };
    return move_references(text, move);
}

std::string ReferenceMover::ranges(std::string_view text, size_t sheet, Growth growth) const {
    constexpr std::string_view kSpace = " \t\r\n";
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        const size_t begin = std::min(text.find_first_not_of(kSpace, at), text.size());
        out += text.substr(at, begin - at);
        at = std::min(text.find_first_of(kSpace, begin), text.size());
        const std::string_view token = text.substr(begin, at - begin);
        const auto range = parse_cell_range(token);
        const CellRange to = range ? moves_[sheet].range(*range, growth) : CellRange{};
        if (range) {
            out += to == *range ? std::string(token) : format_cell_range(to);
            continue;
        }
        out += move_references(token, [&](const FormulaReference& reference) {  // "3:5", "A:A"
            if (reference.kind == FormulaReference::Kind::kColumns) return reference.range;
            return moves_[sheet].range(reference.range, growth);
        });
    }
    return out;
}

}  // namespace yitao::xlsx
