#include "report/cells_behind.h"

#include <algorithm>

#include "report/operand.h"

namespace yitao::report {

using xlsx::CellRef;

namespace {

std::map<std::pair<size_t, CellRef>, SourceCell> formulas_of(const templates::Template& blank) {
    std::map<std::pair<size_t, CellRef>, SourceCell> out;
    for (const templates::OwnFormula& own : blank.own_formulas()) {
        out[{own.sheet, own.cell}] = {own.sheet, own.cell, &own.formula, 0};
    }
    for (const templates::Binding& binding : blank.bindings()) {
        out[{binding.sheet, binding.cell}] = {binding.sheet, binding.cell, &binding.formula,
                                              binding.for_unit};
    }
    return out;
}

}  // namespace

std::vector<SourceCell> source_cells(const AskedCell& asked) {
    if (asked.blank == nullptr) return {{0, {}, asked.formula, 0}};
    const auto formulas = formulas_of(*asked.blank);
    std::vector<SourceCell> out;
    std::set<std::pair<size_t, CellRef>> met;
    const auto add = [&](const SourceCell& source) {
        if (met.insert({source.sheet, source.cell}).second) out.push_back(source);
    };
    if (auto own = formulas.find({asked.sheet, asked.cell}); own != formulas.end()) {
        add(own->second);
    }
    for (size_t i = 0; i < out.size(); ++i) {
        const formula::Formula& formula = *out[i].formula;
        for (const auto& [place, source] : formulas) {
            const auto reads = [&](const formula::Formula::CellUse& use) {
                return use.sheet == place.first && place.second.row >= use.first_row &&
                       place.second.row <= use.last_row &&
                       place.second.column >= use.first_column &&
                       place.second.column <= use.last_column;
            };
            if (formula.reads_any_cell() || std::ranges::any_of(formula.cells(), reads)) {
                add(source);
            }
        }
    }
    return out;
}

CellsBehind::CellsBehind(const templates::Template& blank, formula::Evaluator& evaluator,
                         const org::Tree& tree, org::UnitIndex unit)
    : blank_(blank),
      evaluator_(evaluator),
      tree_(tree),
      unit_(unit),
      formulas_(formulas_of(blank)) {}

bool CellsBehind::is_outside(org::UnitCode for_unit) const {
    return templates::is_outside(for_unit, tree_, unit_);
}

formula::Value CellsBehind::cell(size_t sheet, uint32_t row, uint32_t column) {
    const Place place{sheet, {row, column}};
    if (auto known = values_.find(place); known != values_.end()) return known->second;
    const auto source = formulas_.find(place);
    if (source == formulas_.end()) {
        const auto* content = blank_.grid(sheet).find(place.second);
        return content == nullptr ? formula::Value() : from_cell_value(content->value);
    }
    if (!evaluating_.insert(place).second) return ExcelError::kRef;
    formula::Value value;
    if (!is_outside(source->second.for_unit)) {
        value = first_value(evaluator_.evaluate(*source->second.formula));
    }
    evaluating_.erase(place);
    values_[place] = value;
    return value;
}

std::pair<uint32_t, uint32_t> CellsBehind::extent(size_t sheet) {
    uint32_t rows = 0;
    uint32_t columns = 0;
    for (const auto& [ref, content] : blank_.grid(sheet).cells) {
        rows = std::max(rows, ref.row + 1);
        columns = std::max(columns, ref.column + 1);
    }
    return {rows, columns};
}

}  // namespace yitao::report
