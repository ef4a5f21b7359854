#include "report/fill.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "live/engine.h"

namespace yitao::report {

namespace {

using formula::MatrixPtr;
using formula::Operand;
using formula::Value;
using templates::Binding;
using templates::OwnFormula;
using templates::Template;
using xlsx::CellRef;
using xlsx::CellValue;

using Place = std::pair<size_t, CellRef>;  // sheet and cell

CellValue to_cell_value(const Value& value) {
    if (value.is_number()) return value.number();
    if (value.is_boolean()) return value.boolean();
    if (value.is_error()) return xlsx::CellError{std::string(error_text(value.error()))};
    if (value.is_text() && !value.text().empty()) return value.text();
    return std::monostate{};  // blank and "" leave the cell blank
}

Value from_cell_value(const CellValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* error = std::get_if<xlsx::CellError>(&value)) {
        return parse_error_text(error->text).value_or(ExcelError::kValue);
    }
    return {};
}

// No row matched: Excel's FILTER says #CALC!.
bool is_empty_list(const Operand& operand) {
    const auto* value = std::get_if<Value>(&operand);
    return value != nullptr && value->is_error() && value->error() == ExcelError::kCalc;
}

size_t row_count(const Operand& operand) {
    if (const auto* matrix = std::get_if<MatrixPtr>(&operand)) return (*matrix)->rows;
    return is_empty_list(operand) ? 0 : 1;
}

size_t column_count(const Operand& operand) {
    if (const auto* matrix = std::get_if<MatrixPtr>(&operand)) return (*matrix)->columns;
    return 1;
}

const Value& value_at(const Operand& operand, size_t row, size_t column) {
    if (const auto* matrix = std::get_if<MatrixPtr>(&operand)) return (*matrix)->at(row, column);
    return std::get<Value>(operand);
}

}  // namespace

// One copy in the making.
class Filling : public formula::CellSource {
  public:
    Filling(const Filler& filler, const Template& blank, org::UnitIndex unit,
            std::optional<EachRow> row)
        : filler_(filler),
          unit_(unit),
          row_(row),
          evaluator_(*filler.catalog_, *filler.world_,
                     {unit, filler.date_.as_of, filler.date_.period, filler.date_.filled_on}) {
        evaluator_.use_cells(this);
        evaluator_.use_worlds(filler.worlds_);
        evaluator_.use_measures(filler.measures_.get());
        use(blank);
    }

    Result<Filled> run() {
        for (size_t i = 0; i < template_->bindings().size(); ++i) evaluate_binding(i);
        TRY(plan_spills());
        TRY(grow());
        write_bindings();
        write_spills();
        write_own_formulas();
        filled_.bytes = TRY(template_->patcher().apply(edits_));
        return std::move(filled_);
    }

    Value cell(size_t sheet, uint32_t row, uint32_t column) override {
        Place place{sheet, {row, column}};
        if (auto it = written_.find(place); it != written_.end()) return it->second;
        if (auto it = binding_at_.find(place); it != binding_at_.end()) {
            return first_value(evaluate_binding(it->second));
        }
        if (auto it = own_at_.find(place); it != own_at_.end()) return evaluate_own(it->second);
        const auto* content = template_->grid(sheet).find(place.second);
        return content == nullptr ? Value() : from_cell_value(content->value);
    }

    std::pair<uint32_t, uint32_t> extent(size_t sheet) override {
        uint32_t rows = 0;
        uint32_t columns = 0;
        for (const auto& [ref, content] : template_->grid(sheet).cells) {
            rows = std::max(rows, ref.row + 1);
            columns = std::max(columns, ref.column + 1);
        }
        return {rows, columns};
    }

  private:
    // Bindings that fill one block of rows from the same first row.
    struct Spill {
        size_t sheet = 0;
        xlsx::CellRange region;  // drawn for it
        std::optional<uint32_t> serial_column;
        std::string none;
        std::vector<size_t> bindings;
        size_t rows = 0;
    };

    void use(const Template& t) {
        template_ = &t;
        binding_at_.clear();
        own_at_.clear();
        own_values_.clear();
        for (size_t i = 0; i < t.bindings().size(); ++i) {
            binding_at_[{t.bindings()[i].sheet, t.bindings()[i].cell}] = i;
        }
        for (size_t i = 0; i < t.own_formulas().size(); ++i) {
            own_at_[{t.own_formulas()[i].sheet, t.own_formulas()[i].cell}] = i;
        }
        results_.resize(t.bindings().size());
    }

    bool is_outside(const Binding& binding) const {
        if (binding.for_unit == 0) return false;
        auto named = filler_.world_->tree->find(binding.for_unit);
        return !named || !filler_.world_->tree->contains(unit_, *named);
    }

    const Operand& evaluate_binding(size_t index) {
        if (results_[index]) return *results_[index];
        const Binding& binding = template_->bindings()[index];
        if (!evaluating_.insert({binding.sheet, binding.cell}).second) {
            static const Operand kCircular = Value(ExcelError::kRef);
            return kCircular;
        }
        Operand result;
        if (is_outside(binding)) {
            result = Value();
        } else if (row_) {
            result = evaluator_.evaluate(binding.formula, row_->table, row_->row);
        } else {
            result = evaluator_.evaluate(binding.formula);
        }
        evaluating_.erase({binding.sheet, binding.cell});
        results_[index] = std::move(result);
        return *results_[index];
    }

    Value evaluate_own(size_t index) {
        if (auto it = own_values_.find(index); it != own_values_.end()) return it->second;
        const OwnFormula& own = template_->own_formulas()[index];
        if (!evaluating_.insert({own.sheet, own.cell}).second) return 0.0;  // as Excel shows a cycle
        Value value = first_value(evaluator_.evaluate(own.formula));
        if (value.is_blank()) value = 0.0;
        evaluating_.erase({own.sheet, own.cell});
        own_values_[index] = value;
        return value;
    }

    static Value first_value(const Operand& operand) { return value_at(operand, 0, 0); }

    Result<void> plan_spills() {
        std::map<std::pair<size_t, uint32_t>, Spill> loose;  // by sheet and first row
        std::vector<Spill> declared(template_->lists().size());
        for (size_t i = 0; i < template_->bindings().size(); ++i) {
            const Binding& binding = template_->bindings()[i];
            if (binding.list >= 0) {
                declared[static_cast<size_t>(binding.list)].bindings.push_back(i);
            } else if (row_count(*results_[i]) * column_count(*results_[i]) != 1) {
                loose[{binding.sheet, binding.cell.row}].bindings.push_back(i);
            }
        }
        for (size_t i = 0; i < declared.size(); ++i) {
            const templates::List& list = template_->lists()[i];
            declared[i].sheet = list.sheet;
            declared[i].region = list.region;
            declared[i].serial_column = list.serial_column;
            declared[i].none = list.none;
            TRY(add_spill(std::move(declared[i])));
        }
        for (auto& [key, spill] : loose) {
            const Binding& first = template_->bindings()[spill.bindings.front()];
            uint32_t columns = 0;
            for (size_t index : spill.bindings) {
                columns += static_cast<uint32_t>(column_count(*results_[index]));
            }
            spill.sheet = first.sheet;
            spill.region = template_->drawn_rows(first.sheet, first.cell, columns);
            spill.serial_column = template_->serial_column(first.sheet, first.cell);
            TRY(add_spill(std::move(spill)));
        }
        return {};
    }

    // All columns of a list must have the same rows: a single value is refused rather than repeated,
    // unless every column agrees that there is none.
    Result<void> add_spill(Spill spill) {
        size_t rows = 0;
        for (size_t index : spill.bindings) rows = std::max(rows, row_count(*results_[index]));
        for (size_t index : spill.bindings) {
            const Operand& result = *results_[index];
            if (row_count(result) == rows) continue;
            const Binding& binding = template_->bindings()[index];
            return fail(ErrorCode::kConflict,
                        fmt::format("列表各列的行数不同：{} 行与 {} 行", row_count(result), rows),
                        fmt::format("the columns of a list have different heights: {} and {} rows",
                                    row_count(result), rows),
                        template_->cell_name(binding.sheet, binding.cell));
        }
        spill.rows = rows;
        for (size_t index : spill.bindings) spilled_.insert(index);
        spills_.push_back(std::move(spill));
        return {};
    }

    // Inserts the rows that lists need beyond those drawn, and moves everything over to the grown
    // template.
    Result<void> grow() {
        std::vector<xlsx::RowInsertion> insertions;
        for (const Spill& spill : spills_) {
            size_t drawn = spill.region.last.row - spill.region.first.row + 1;
            if (spill.rows <= drawn) continue;
            if (spill.region.last.row + (spill.rows - drawn) >= kMaxSheetRows) {
                return fail(ErrorCode::kLimit, "列表超过工作表的行数上限",
                            "the list exceeds the rows of a worksheet",
                            template_->cell_name(spill.sheet, spill.region.first));
            }
            insertions.push_back({spill.sheet, spill.region.first.row, spill.region.last.row,
                                  static_cast<uint32_t>(spill.rows - drawn)});
            filled_.rows_inserted += spill.rows - drawn;
        }
        if (insertions.empty()) return {};
        grown_ = TRY(template_->grown(insertions, *filler_.catalog_));
        use(*grown_);
        for (Spill& spill : spills_) {
            uint32_t height = spill.region.last.row - spill.region.first.row;
            spill.region.first.row =
                template_->bindings()[spill.bindings.front()].cell.row;
            spill.region.last.row = spill.region.first.row + height;
        }
        for (size_t i = 0; i < results_.size(); ++i) {
            if (!template_->bindings()[i].formula.cells().empty()) results_[i].reset();
        }
        for (size_t i = 0; i < results_.size(); ++i) evaluate_binding(i);
        return {};
    }

    void write(size_t sheet, CellRef cell, const Value& value) {
        CellValue cell_value = to_cell_value(value);
        bool blank = std::holds_alternative<std::monostate>(cell_value);
        written_[{sheet, cell}] = blank ? Value() : value;
        edits_.cells.push_back({sheet, cell, std::move(cell_value)});
        if (!blank) ++filled_.cells;
    }

    void note_error(const Binding& binding, const Value& value) {
        if (!value.is_error()) return;
        filled_.findings.push_back({template_->cell_name(binding.sheet, binding.cell),
                                    binding.formula.text(),
                                    std::string(error_text(value.error()))});
    }

    void write_bindings() {
        for (size_t i = 0; i < results_.size(); ++i) {
            if (spilled_.contains(i)) continue;
            const Binding& binding = template_->bindings()[i];
            Value value = first_value(*results_[i]);
            note_error(binding, value);
            write(binding.sheet, binding.cell, value);
        }
    }

    void write_spills() {
        for (const Spill& spill : spills_) {
            filled_.list_rows += spill.rows;
            for (size_t index : spill.bindings) write_spilled(spill, index);
            if (spill.rows == 0 && !spill.none.empty()) {
                uint32_t column = template_->bindings()[spill.bindings.front()].cell.column;
                write(spill.sheet, {spill.region.first.row, column}, Value(spill.none));
            }
            if (!spill.serial_column) continue;
            for (size_t r = 0; r < spill.rows; ++r) {
                CellRef cell{spill.region.first.row + static_cast<uint32_t>(r),
                             *spill.serial_column};
                write(spill.sheet, cell, Value(static_cast<double>(r + 1)));
            }
        }
    }

    void write_spilled(const Spill& spill, size_t index) {
        const Binding& binding = template_->bindings()[index];
        const Operand& result = *results_[index];
        // The first cell holds the binding itself, so it is written even when blank.
        if (spill.rows == 0) return write(spill.sheet, binding.cell, Value());
        for (uint32_t k = 0; k < column_count(result); ++k) {
            uint32_t column = template_->spill_column(spill.sheet, binding.cell, k);
            for (uint32_t r = 0; r < spill.rows; ++r) {
                const Value& value = value_at(result, r, k);
                if (r == 0) note_error(binding, value);
                bool blank = value.is_blank() || (value.is_text() && value.text().empty());
                if (blank && (r > 0 || k > 0)) continue;
                write(spill.sheet, {binding.cell.row + r, column}, value);
            }
        }
    }

    // Own formulas that filled cells feed, directly or through other formulas.
    void write_own_formulas() {
        std::map<size_t, bool> fed;
        for (size_t i = 0; i < template_->own_formulas().size(); ++i) {
            if (!is_fed(i, fed)) continue;
            const OwnFormula& own = template_->own_formulas()[i];
            const auto* content = template_->grid(own.sheet).find(own.cell);
            if (content != nullptr && !content->array_range.empty() &&
                content->array_range.find(':') != std::string::npos) {
                continue;  // a multi-cell array formula: Excel recalculates it on load
            }
            CellValue value = to_cell_value_keeping_text(evaluate_own(i));
            edits_.cells.push_back({own.sheet, own.cell, std::move(value),
                                    xlsx::CellEdit::Formula::kCache});
            ++filled_.recalculated;
        }
    }

    static CellValue to_cell_value_keeping_text(const Value& value) {
        if (value.is_text()) return value.text();
        return to_cell_value(value);
    }

    bool is_fed(size_t index, std::map<size_t, bool>& fed) {
        if (auto it = fed.find(index); it != fed.end()) return it->second;
        fed[index] = false;  // a cycle does not feed itself
        bool result = false;
        for (const auto& use : template_->own_formulas()[index].formula.cells()) {
            result = any_in(written_, use) || any_own_fed(use, fed);
            if (result) break;
        }
        fed[index] = result;
        return result;
    }

    template <typename Map>
    static bool any_in(const Map& cells, const formula::Formula::CellUse& use) {
        for (auto it = cells.lower_bound({use.sheet, {use.first_row, use.first_column}});
             it != cells.end() && it->first.first == use.sheet &&
             it->first.second.row <= use.last_row;
             ++it) {
            uint32_t column = it->first.second.column;
            if (column >= use.first_column && column <= use.last_column) return true;
        }
        return false;
    }

    bool any_own_fed(const formula::Formula::CellUse& use, std::map<size_t, bool>& fed) {
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

    const Filler& filler_;
    org::UnitIndex unit_;
    std::optional<EachRow> row_;
    formula::Evaluator evaluator_;
    const Template* template_ = nullptr;
    std::optional<Template> grown_;
    std::map<Place, size_t> binding_at_;
    std::map<Place, size_t> own_at_;
    std::vector<std::optional<Operand>> results_;
    std::map<size_t, Value> own_values_;
    std::set<Place> evaluating_;
    std::vector<Spill> spills_;
    std::set<size_t> spilled_;
    std::map<Place, Value> written_;
    xlsx::Edits edits_;
    Filled filled_;
};

Result<Filler> Filler::prepare(const formula::Catalog& catalog, const formula::World& world,
                               formula::WorldSource* worlds,
                               std::vector<const Template*> templates, const FillDate& date) {
    Filler filler;
    filler.catalog_ = &catalog;
    filler.world_ = &world;
    filler.worlds_ = worlds;
    filler.templates_ = std::move(templates);
    filler.date_ = date;
    formula::MeasureSet wanted;
    formula::Scope scope{0, date.as_of, date.period, date.filled_on};
    for (const Template* t : filler.templates_) {
        for (const Binding& binding : t->bindings()) {
            formula::collect_measures(binding.formula, catalog, world, scope, wanted);
        }
    }
    filler.measures_ = live::compute(catalog, world, wanted);
    return filler;
}

Result<Filled> Filler::fill(size_t template_index, org::UnitIndex unit,
                            std::optional<EachRow> row) const {
    const Template& blank = *templates_[template_index];
    Filling filling(*this, blank, unit, row);
    return TRY_WITHIN(filling.run(), blank.file_name());
}

size_t Filler::measure_count() const { return measures_->set().measures().size(); }

std::vector<formula::ColumnUse> columns_used(std::span<const Template* const> templates) {
    std::set<formula::ColumnUse> uses;
    for (const Template* t : templates) {
        for (const Binding& binding : t->bindings()) {
            uses.insert(binding.formula.columns().begin(), binding.formula.columns().end());
        }
    }
    return {uses.begin(), uses.end()};
}

}  // namespace yitao::report
