#include "report/fill.h"

#include <algorithm>

#include "base/limits.h"
#include "live/engine.h"
#include "report/filling.h"
#include "report/operand.h"

namespace yitao::report {

using formula::Operand;
using formula::Value;
using templates::Binding;
using templates::Template;
using xlsx::CellRef;
using xlsx::CellValue;

namespace {

// Lists that stand side by side in the same rows share the rows inserted for the longest.
void add_insertion(std::vector<xlsx::RowInsertion>& insertions, const xlsx::RowInsertion& wanted) {
    for (xlsx::RowInsertion& known : insertions) {
        if (known.sheet != wanted.sheet || known.first_row != wanted.first_row ||
            known.last_row != wanted.last_row) {
            continue;
        }
        known.count = std::max(known.count, wanted.count);
        return;
    }
    insertions.push_back(wanted);
}

}  // namespace

Filling::Filling(const Filler& filler, const Template& blank, org::UnitIndex unit,
                 std::optional<EachRow> row, Personal personal)
    : filler_(filler),
      unit_(unit),
      row_(row),
      personal_(personal),
      evaluator_(*filler.catalog_, *filler.world_,
                 {unit, filler.date_.as_of, filler.date_.period, filler.date_.filled_on}) {
    evaluator_.use_cells(this);
    evaluator_.use_worlds(filler.worlds_);
    evaluator_.use_measures(filler.measures_.get());
    use(blank);
}

Result<Filled> Filling::run() {
    for (size_t i = 0; i < template_->bindings().size(); ++i) evaluate_binding(i);
    TRY(plan_spills());
    TRY(grow());
    TRY(write_spills());
    write_bindings();
    write_own_formulas();
    filled_.bytes = TRY(template_->patcher().apply(edits_));
    return std::move(filled_);
}

Value Filling::cell(size_t sheet, uint32_t row, uint32_t column) {
    Place place{sheet, {row, column}};
    if (auto it = written_.find(place); it != written_.end()) return it->second;
    if (auto it = binding_at_.find(place); it != binding_at_.end()) {
        return first_value(evaluate_binding(it->second));
    }
    if (auto it = own_at_.find(place); it != own_at_.end()) {
        return own_value(it->second, place.second);
    }
    const auto* content = template_->grid(sheet).find(place.second);
    return content == nullptr ? Value() : from_cell_value(content->value);
}

std::pair<uint32_t, uint32_t> Filling::extent(size_t sheet) {
    uint32_t rows = 0;
    uint32_t columns = 0;
    for (const auto& [ref, content] : template_->grid(sheet).cells) {
        rows = std::max(rows, ref.row + 1);
        columns = std::max(columns, ref.column + 1);
    }
    return {rows, columns};
}

void Filling::use(const Template& t) {
    template_ = &t;
    binding_at_.clear();
    for (size_t i = 0; i < t.bindings().size(); ++i) {
        binding_at_[{t.bindings()[i].sheet, t.bindings()[i].cell}] = i;
    }
    use_own_formulas();
    results_.resize(t.bindings().size());
}

const Operand& Filling::evaluate_binding(size_t index) {
    if (results_[index]) return *results_[index];
    const Binding& binding = template_->bindings()[index];
    if (!evaluating_.insert({binding.sheet, binding.cell}).second) {
        static const Operand kCircular = Value(ExcelError::kRef);
        return kCircular;
    }
    Operand result;
    if (templates::is_outside(binding.for_unit, *filler_.world_->tree, unit_)) {
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

Result<void> Filling::plan_spills() {
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
Result<void> Filling::add_spill(Spill spill) {
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

Result<void> Filling::check_length(const Spill& spill, size_t inserted) const {
    if (spill.region.last.row + inserted >= kMaxSheetRows) {
        return fail(ErrorCode::kLimit, "列表超过工作表的行数上限",
                    "the list exceeds the rows of a worksheet",
                    template_->cell_name(spill.sheet, spill.region.first));
    }
    const auto& cells = template_->grid(spill.sheet).cells;
    const auto drawn = std::distance(cells.lower_bound({spill.region.last.row, 0}),
                                     cells.lower_bound({spill.region.last.row + 1, 0}));
    if (inserted * static_cast<size_t>(drawn) <= kMaxGrownCells) return {};
    return fail(ErrorCode::kLimit,
                fmt::format("列表有 {} 行，一张表放不下；请加条件缩小范围，或按下级单位分别填写",
                            spill.rows),
                fmt::format("a list of {} rows is too long for one sheet; narrow it by a condition "
                            "or fill the form for lower units",
                            spill.rows),
                template_->cell_name(spill.sheet, spill.region.first));
}

// Inserts the rows that lists need beyond those drawn, and moves everything over to the grown
// template.
Result<void> Filling::grow() {
    std::vector<xlsx::RowInsertion> insertions;
    for (const Spill& spill : spills_) {
        size_t drawn = spill.region.last.row - spill.region.first.row + 1;
        if (spill.rows <= drawn) continue;
        TRY(check_length(spill, spill.rows - drawn));
        add_insertion(insertions, {spill.sheet, spill.region.first.row, spill.region.last.row,
                                   static_cast<uint32_t>(spill.rows - drawn)});
    }
    for (const xlsx::RowInsertion& insertion : insertions) filled_.rows_inserted += insertion.count;
    if (insertions.empty()) return {};
    grown_ = TRY(template_->grown(insertions, *filler_.catalog_));
    use(*grown_);
    for (Spill& spill : spills_) {
        uint32_t height = spill.region.last.row - spill.region.first.row;
        spill.region.first.row = template_->bindings()[spill.bindings.front()].cell.row;
        spill.region.last.row = spill.region.first.row + height;
    }
    return {};
}

void Filling::write(size_t sheet, CellRef cell, const Value& value) {
    CellValue cell_value = to_cell_value(value);
    bool blank = std::holds_alternative<std::monostate>(cell_value);
    written_[{sheet, cell}] = blank ? Value() : value;
    edits_.cells.push_back({sheet, cell, std::move(cell_value)});
    if (!blank) ++filled_.cells;
}

void Filling::note_error(const Binding& binding, const Value& value) {
    if (!value.is_error()) return;
    filled_.findings.push_back({template_->cell_name(binding.sheet, binding.cell),
                                binding.formula.text(), std::string(error_text(value.error()))});
}

// Lists first, then what reads their cells. What reads cells is computed again once those are
// known; that must not change how many cells it takes, for its rows are laid out.
Result<void> Filling::write_spills() {
    if (spills_.empty()) return {};
    std::vector<size_t> lists;
    std::vector<size_t> singles;
    for (size_t i = 0; i < results_.size(); ++i) {
        const bool reads_cells = !template_->bindings()[i].formula.cells().empty();
        if (reads_cells || !results_[i]) (spilled_.contains(i) ? lists : singles).push_back(i);
    }
    const auto waits = [&](size_t index) { return std::ranges::binary_search(lists, index); };
    for (const Spill& spill : spills_) {
        write_frame(spill);
        for (size_t index : spill.bindings) {
            if (!waits(index)) write_spilled(spill, index);
        }
    }
    TRY(evaluate_again(lists, singles));
    for (const Spill& spill : spills_) {
        for (size_t index : spill.bindings) {
            if (waits(index)) write_spilled(spill, index);
        }
    }
    return lists.empty() ? Result<void>() : evaluate_again({}, singles);
}

Result<void> Filling::evaluate_again(const std::vector<size_t>& lists,
                                     const std::vector<size_t>& singles) {
    std::vector<std::pair<size_t, size_t>> shapes;  // of the lists
    for (size_t index : lists) {
        shapes.emplace_back(row_count(*results_[index]), column_count(*results_[index]));
        results_[index].reset();
    }
    for (size_t index : singles) results_[index].reset();
    own_values_.clear();
    const auto refused = [&](size_t index) {
        const Binding& binding = template_->bindings()[index];
        return fail(ErrorCode::kConflict, "列表的行数取决于另一个列表填写的单元格，无法排版",
                    "how many rows this list has depends on cells that another list fills",
                    template_->cell_name(binding.sheet, binding.cell));
    };
    for (size_t i = 0; i < lists.size(); ++i) {
        const Operand& result = evaluate_binding(lists[i]);
        const bool same = std::pair(row_count(result), column_count(result)) == shapes[i];
        if (!same) return refused(lists[i]);
    }
    for (size_t index : singles) {
        const Operand& result = evaluate_binding(index);
        if (std::holds_alternative<formula::MatrixPtr>(result)) return refused(index);
    }
    return {};
}

// FILTER's third argument stands where no row matched ("无"): that is no row to be numbered.
bool Filling::says_none(const Spill& spill) const {
    if (spill.rows != 1) return false;
    bool said = false;
    for (size_t index : spill.bindings) {
        const auto* value = std::get_if<Value>(&*results_[index]);
        if (value == nullptr || !(value->is_blank() || value->is_text())) return false;
        if (value->is_blank() || value->text().empty()) continue;
        const std::string& text = value->text();
        static constexpr std::string_view kStrokes[] = {"-", "—", "——", "－", "/", "／"};
        bool is_word = text.starts_with("无") || text.starts_with("暂无") ||
                       std::ranges::find(kStrokes, text) != std::end(kStrokes);
        if (!is_word) return false;
        said = true;
    }
    return said;
}

// What a list shows beside its values: numbers of its rows, the word for none.
void Filling::write_frame(const Spill& spill) {
    filled_.list_rows += says_none(spill) ? 0 : spill.rows;
    for (size_t index : spill.bindings) forget_array(index);
    if (!spill.serial_column || says_none(spill)) return;
    for (size_t r = 0; r < spill.rows; ++r) {
        CellRef cell{spill.region.first.row + static_cast<uint32_t>(r), *spill.serial_column};
        write(spill.sheet, cell, Value(static_cast<double>(r + 1)));
    }
}

void Filling::write_spilled(const Spill& spill, size_t index) {
    const Binding& binding = template_->bindings()[index];
    const Operand& result = *results_[index];
    // The first cell holds the binding itself, so it is written even when blank.
    if (spill.rows == 0) {
        const bool first = index == spill.bindings.front() && !spill.none.empty();
        return write(spill.sheet, binding.cell, first ? Value(spill.none) : Value());
    }
    for (uint32_t k = 0; k < column_count(result); ++k) {
        uint32_t column = template_->spill_column(spill.sheet, binding.cell, k);
        for (uint32_t r = 0; r < spill.rows; ++r) {
            const Value& value = value_at(result, r, k);
            if (r == 0) note_error(binding, value);
            bool blank = value.is_blank() || (value.is_text() && value.text().empty());
            if (blank && (r > 0 || k > 0)) continue;
            write(spill.sheet, {binding.cell.row + r, column}, allowed(binding, value, true));
        }
    }
}

// A binding that is a real array formula of the workbook leaves as a whole: its old results do too.
void Filling::forget_array(size_t index) {
    const Binding& binding = template_->bindings()[index];
    const auto& cells = template_->grid(binding.sheet).cells;
    const auto* content = template_->grid(binding.sheet).find(binding.cell);
    const auto range =
        content == nullptr ? std::nullopt : xlsx::parse_cell_range(content->array_range);
    if (!range) return;
    for (auto it = cells.upper_bound(binding.cell);
         it != cells.end() && it->first.row <= range->last.row; ++it) {
        if (range->contains(it->first)) written_.try_emplace({binding.sheet, it->first}, Value());
    }
}

void Filling::write_bindings() {
    for (size_t i = 0; i < results_.size(); ++i) {
        if (spilled_.contains(i)) continue;
        const Binding& binding = template_->bindings()[i];
        Value value = first_value(evaluate_binding(i));
        forget_array(i);
        note_error(binding, value);
        write(binding.sheet, binding.cell, allowed(binding, value, row_.has_value()));
    }
}

// What a binding gave, as `personal_` lets it be seen. It is not told which of the columns it reads
// a value came from: the strictest counts, but a code of one of them is a code.
Value Filling::allowed(const Binding& binding, const Value& value, bool of_rows) const {
    if (personal_ == Personal::kShown || !(value.is_text() || value.is_number())) return value;
    ledger::Column strictest{.type = ledger::ColumnType::kText,
                             .sensitivity = ledger::Sensitivity::kOpen};
    bool says_dates = false;
    for (const formula::ColumnUse& use : binding.formula.columns()) {
        const ledger::Column& column = filler_.catalog_->schemas[use.table]->columns[use.column];
        if (column.sensitivity < ledger::Sensitivity::kPersonal) continue;
        strictest.sensitivity = std::max(strictest.sensitivity, column.sensitivity);
        says_dates = says_dates || column.type == ledger::ColumnType::kDate;
        const bool coded = column.type == ledger::ColumnType::kCode ||
                           column.type == ledger::ColumnType::kMultiCode;
        if (!coded || !value.is_text()) continue;
        const auto& codes = filler_.world_->tables[use.table].columns[use.column].dictionary;
        if (std::ranges::find(codes, value.text()) != codes.end()) return value;
    }
    if (strictest.sensitivity < ledger::Sensitivity::kPersonal) return value;
    // Names of units beside numbers of people.
    if (value.is_text() && !filler_.world_->tree->named(value.text()).empty()) return value;
    if (value.is_text()) return Value(masked(strictest, std::string(value.text())));
    const auto day = Date::from_serial_number(value.number());
    if (!of_rows || !says_dates || !day || day->civil().year < 1900 || value.number() < 366) {
        return value;
    }
    strictest.type = ledger::ColumnType::kDate;
    return Value(masked(strictest, day->iso()));
}

Result<Filler> Filler::prepare(const formula::Catalog& catalog, const formula::World& world,
                               formula::WorldSource* worlds, std::vector<const Template*> templates,
                               const FillDate& date) {
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

Result<Filled> Filler::fill(size_t template_index, org::UnitIndex unit, std::optional<EachRow> row,
                            Personal personal) const {
    const Template& blank = *templates_[template_index];
    Filling filling(*this, blank, unit, row, personal);
    return TRY_WITHIN(filling.run(), blank.file_name());
}

size_t Filler::measure_count() const {
    return measures_->set().measures().size();
}

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
