// The workbook's own formulas: they stay formulas, and those that filled cells feed get fresh
// cached results, so that a viewer that does not calculate shows the right numbers too.
#include <algorithm>

#include "base/limits.h"
#include "report/filling.h"
#include "report/operand.h"

namespace yitao::report {

using formula::MatrixPtr;
using formula::Operand;
using formula::Value;
using templates::OwnFormula;
using xlsx::CellRange;
using xlsx::CellRef;
using xlsx::CellValue;

namespace {

// Times that arrays which spill into each other's inputs are laid out anew.
constexpr int kMostLayouts = 16;

size_t cell_count(const CellRange& range) {
    return (size_t{range.last.row} - range.first.row + 1) *
           (size_t{range.last.column} - range.first.column + 1);
}

// A result as the array formula of a fixed range shows it: one row or column is repeated, cells
// beyond the result are #N/A.
Value fixed_value(const Operand& result, size_t row, size_t column) {
    const auto* matrix = std::get_if<MatrixPtr>(&result);
    if (matrix == nullptr) return std::get<Value>(result);
    if ((*matrix)->rows == 1) row = 0;
    if ((*matrix)->columns == 1) column = 0;
    const bool inside = row < (*matrix)->rows && column < (*matrix)->columns;
    return inside ? (*matrix)->at(row, column) : Value(ExcelError::kNa);
}

bool overlap(const CellRange& a, const CellRange& b) {
    return a.first.row <= b.last.row && b.first.row <= a.last.row &&
           a.first.column <= b.last.column && b.first.column <= a.last.column;
}

template <typename Visit>
void for_each_cell(const CellRange& range, const Visit& visit) {
    for (uint32_t row = range.first.row; row <= range.last.row; ++row) {
        for (uint32_t column = range.first.column; column <= range.last.column; ++column) {
            visit(CellRef{row, column});
        }
    }
}

template <typename Map>
bool any_in(const Map& cells, const formula::Formula::CellUse& use) {
    for (auto it = cells.lower_bound({use.sheet, {use.first_row, use.first_column}});
         it != cells.end() && it->first.first == use.sheet && it->first.second.row <= use.last_row;
         ++it) {
        uint32_t column = it->first.second.column;
        if (column >= use.first_column && column <= use.last_column) return true;
    }
    return false;
}

}  // namespace

bool Filling::is_dynamic(size_t index) const {
    const OwnFormula& own = template_->own_formulas()[index];
    const auto* content = template_->grid(own.sheet).find(own.cell);
    return content != nullptr && content->spills && !content->array_range.empty();
}

// The cells that showed its results when the template was saved.
CellRange Filling::drawn_extent(size_t index) const {
    const OwnFormula& own = template_->own_formulas()[index];
    const auto* content = template_->grid(own.sheet).find(own.cell);
    std::optional<CellRange> range;
    if (content != nullptr) range = xlsx::parse_cell_range(content->array_range);
    if (!range || range->first != own.cell) return {own.cell, own.cell};
    return *range;
}

void Filling::use_own_formulas() {
    own_at_.clear();
    own_values_.clear();
    extents_.clear();
    blocked_.clear();
    size_t cells = 0;
    for (size_t i = 0; i < template_->own_formulas().size(); ++i) {
        const OwnFormula& own = template_->own_formulas()[i];
        own_at_[{own.sheet, own.cell}] = i;
        const CellRange extent = drawn_extent(i);
        if (cell_count(extent) == 1 && !is_dynamic(i)) continue;
        cells += cell_count(extent);
        if (cells > kMaxTemplateCells) continue;  // the program that opens the copy computes it
        extents_[i] = extent;
        for_each_cell(extent, [&](CellRef cell) { own_at_.try_emplace({own.sheet, cell}, i); });
    }
}

const Operand& Filling::evaluate_own(size_t index) {
    static const Operand kCircular = Value(0.0);  // as Excel shows a cycle
    if (auto it = own_values_.find(index); it != own_values_.end()) return it->second;
    const OwnFormula& own = template_->own_formulas()[index];
    if (!evaluating_.insert({own.sheet, own.cell}).second) return kCircular;
    asking_.emplace_back(own.sheet, own.cell);
    Operand result = evaluator_.evaluate(own.formula);
    asking_.pop_back();
    evaluating_.erase({own.sheet, own.cell});
    return own_values_[index] = std::move(result);
}

// What the cell shows of the formula's result.
Value Filling::own_value(size_t index, CellRef at) {
    const Operand& result = evaluate_own(index);
    const auto found = extents_.find(index);
    Value value;
    if (found == extents_.end()) {
        value = first_value(result);
    } else {
        const CellRange& extent = found->second;
        if (!extent.contains(at)) return {};  // shown there before, not any more
        const size_t row = at.row - extent.first.row;
        const size_t column = at.column - extent.first.column;
        value =
            blocked_.contains(index) ? Value(ExcelError::kSpill) : fixed_value(result, row, column);
    }
    return value.is_blank() ? Value(0.0) : value;
}

// ---- arrays that take as many cells as their result has

// Until no array changes its cells: one may read what another newly spilled.
void Filling::settle_dynamic_arrays() {
    for (int round = 0; round < kMostLayouts; ++round) {
        Fed fed;
        bool changed = false;
        for (size_t i = 0; i < template_->own_formulas().size(); ++i) {
            if (!extents_.contains(i) || !is_dynamic(i) || !is_fed(i, fed)) continue;
            const bool was_blocked = blocked_.contains(i);
            const CellRange extent = dynamic_extent(i);
            if (extent == extents_[i] && was_blocked == blocked_.contains(i)) continue;
            changed = true;
            extents_[i] = extent;
            const size_t sheet = template_->own_formulas()[i].sheet;
            for_each_cell(extent, [&](CellRef cell) { own_at_.try_emplace({sheet, cell}, i); });
        }
        if (!changed) return;
        own_values_.clear();
    }
}

CellRange Filling::dynamic_extent(size_t index) {
    const CellRef cell = template_->own_formulas()[index].cell;
    const Operand& result = evaluate_own(index);
    const auto* matrix = std::get_if<MatrixPtr>(&result);
    const size_t rows = matrix == nullptr ? 1 : (*matrix)->rows;
    const size_t columns = matrix == nullptr ? 1 : (*matrix)->columns;
    const bool fits = rows <= kMaxSheetRows - cell.row &&
                      columns <= kMaxSheetColumns - cell.column &&
                      rows * columns <= kMaxTemplateCells;
    if (fits) {
        const CellRange extent{cell,
                               {cell.row + static_cast<uint32_t>(rows) - 1,
                                cell.column + static_cast<uint32_t>(columns) - 1}};
        if (is_free(index, extent)) {
            blocked_.erase(index);
            return extent;
        }
    }
    blocked_.insert(index);
    return {cell, cell};
}

bool Filling::is_free(size_t index, CellRange extent) const {
    if (extent.first == extent.last) return true;
    const OwnFormula& own = template_->own_formulas()[index];
    for (const CellRange& merge : template_->grid(own.sheet).merges) {
        if (overlap(merge, extent)) return false;
    }
    bool free = true;
    for_each_cell(extent, [&](CellRef cell) {
        free = free && (cell == own.cell || is_free_cell(index, cell));
    });
    return free;
}

bool Filling::is_free_cell(size_t index, CellRef cell) const {
    const size_t sheet = template_->own_formulas()[index].sheet;
    const Place place{sheet, cell};
    if (auto it = written_.find(place); it != written_.end()) return it->second.is_blank();
    if (auto it = own_at_.find(place); it != own_at_.end()) {
        if (it->second == index) return true;
        const auto other = extents_.find(it->second);
        return other != extents_.end() && !other->second.contains(cell);
    }
    if (binding_at_.contains(place)) return false;
    const auto* content = template_->grid(sheet).find(cell);
    if (content == nullptr || std::holds_alternative<std::monostate>(content->value)) return true;
    const auto* text = std::get_if<std::string>(&content->value);
    return text != nullptr && text->empty();
}

// ---- writing

void Filling::write_own_formulas() {
    own_values_.clear();
    settle_dynamic_arrays();
    Fed fed;
    for (size_t i = 0; i < template_->own_formulas().size(); ++i) {
        if (!is_fed(i, fed)) continue;
        const bool too_wide = cell_count(drawn_extent(i)) > 1 && !extents_.contains(i);
        if (too_wide) continue;
        write_own(i);
        ++filled_.recalculated;
    }
}

void Filling::write_own(size_t index) {
    const OwnFormula& own = template_->own_formulas()[index];
    const auto found = extents_.find(index);
    const CellRange extent =
        found == extents_.end() ? CellRange{own.cell, own.cell} : found->second;
    const bool moved = extent != drawn_extent(index);
    for_each_cell(extent, [&](CellRef cell) {
        const bool filled = cell != own.cell && written_.contains({own.sheet, cell});
        if (filled) return;  // the patcher judges whether that may be
        const Value value = own_value(index, cell);
        CellValue shown = value.is_text() ? CellValue(value.text()) : to_cell_value(value);
        edits_.cells.push_back(
            {own.sheet, cell, std::move(shown), xlsx::CellEdit::Formula::kCache});
        if (cell == own.cell && moved) edits_.cells.back().spill = extent;
    });
}

bool Filling::has_cached_value(const OwnFormula& own) const {
    const auto* content = template_->grid(own.sheet).find(own.cell);
    return content != nullptr && !std::holds_alternative<std::monostate>(content->value);
}

bool Filling::is_fed(size_t index, Fed& fed) {
    if (auto it = fed.find(index); it != fed.end()) return it->second;
    fed[index] = false;  // a cycle does not feed itself
    const OwnFormula& own = template_->own_formulas()[index];
    // One that was never calculated (as libraries write them) has no result to keep.
    bool result = own.formula.reads_any_cell() || !has_cached_value(own);
    for (const auto& use : own.formula.cells()) {
        if (result) break;
        result = any_in(written_, use) || any_own_fed(use, fed);
    }
    fed[index] = result;
    return result;
}

bool Filling::any_own_fed(const formula::Formula::CellUse& use, Fed& fed) {
    for (auto it = own_at_.lower_bound({use.sheet, {use.first_row, use.first_column}});
         it != own_at_.end() && it->first.first == use.sheet &&
         it->first.second.row <= use.last_row;
         ++it) {
        uint32_t column = it->first.second.column;
        if (column < use.first_column || column > use.last_column) continue;
        if (is_fed(it->second, fed)) return true;
    }
    return false;
}

}  // namespace yitao::report
