// One copy in the making: what fill.h's Filler does for one template and one unit or row. The
// bindings are evaluated, lists laid out, rows inserted where lists need them, then everything is
// written and the workbook's own formulas are computed anew.
//
//     Filling filling(filler, blank, unit, std::nullopt);
//     Filled copy = TRY(filling.run());
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "report/fill.h"
#include "xlsx/patch.h"

namespace yitao::report {

class Filling : public formula::CellSource {
  public:
    Filling(const Filler& filler, const templates::Template& blank, org::UnitIndex unit,
            std::optional<EachRow> row, Personal personal);

    Result<Filled> run();

    formula::Value cell(size_t sheet, uint32_t row, uint32_t column) override;
    std::pair<uint32_t, uint32_t> extent(size_t sheet) override;
    bool is_subtotal(size_t sheet, uint32_t row, uint32_t column) override;
    std::optional<formula::CellRange> named_cells(std::string_view text) override;

  private:
    using Place = std::pair<size_t, xlsx::CellRef>;  // sheet and cell

    // Bindings that fill one block of rows from the same first row.
    struct Spill {
        size_t sheet = 0;
        xlsx::CellRange region;  // drawn for it
        std::optional<uint32_t> serial_column;
        std::string none;
        std::vector<size_t> bindings;
        size_t rows = 0;
    };

    void use(const templates::Template& t);
    const formula::Operand& evaluate_binding(size_t index);

    // ---- lists
    Result<void> plan_spills();
    Result<void> add_spill(Spill spill);
    Result<void> check_length(const Spill& spill, size_t inserted) const;
    Result<void> grow();
    Result<void> write_spills();
    Result<void> evaluate_again(const std::vector<size_t>& lists,
                                const std::vector<size_t>& singles);
    [[nodiscard]] bool says_none(const Spill& spill) const;
    void write_frame(const Spill& spill);
    void write_spilled(const Spill& spill, size_t index);
    void forget_array(size_t index);

    // ---- cells
    void write(size_t sheet, xlsx::CellRef cell, const formula::Value& value);
    [[nodiscard]] formula::Value allowed(const templates::Binding& binding,
                                         const formula::Value& value, bool of_rows) const;
    void note_error(const templates::Binding& binding, const formula::Value& value);
    void write_bindings();

    // ---- the workbook's own formulas (own_formulas.cpp)
    using Fed = std::map<size_t, bool>;
    void use_own_formulas();
    [[nodiscard]] bool is_dynamic(size_t index) const;
    [[nodiscard]] xlsx::CellRange drawn_extent(size_t index) const;
    const formula::Operand& evaluate_own(size_t index);
    formula::Value own_value(size_t index, xlsx::CellRef at);
    void settle_dynamic_arrays();
    [[nodiscard]] xlsx::CellRange dynamic_extent(size_t index);
    [[nodiscard]] bool is_free(size_t index, xlsx::CellRange extent) const;
    [[nodiscard]] bool is_free_cell(size_t index, xlsx::CellRef cell) const;
    void write_own_formulas();
    void write_own(size_t index);
    [[nodiscard]] bool has_cached_value(const templates::OwnFormula& own) const;
    bool is_fed(size_t index, Fed& fed);
    bool any_own_fed(const formula::Formula::CellUse& use, Fed& fed);

    const Filler& filler_;
    org::UnitIndex unit_;
    std::optional<EachRow> row_;
    Personal personal_;
    formula::Evaluator evaluator_;
    const templates::Template* template_ = nullptr;
    std::optional<templates::Template> grown_;
    std::map<Place, size_t> binding_at_;
    std::vector<std::optional<formula::Operand>> results_;
    std::set<Place> evaluating_;
    std::vector<Place> asking_;  // the same, innermost last
    std::vector<Spill> spills_;
    std::set<size_t> spilled_;
    std::map<Place, formula::Value> written_;
    // Own formulas: every cell that shows a result of one, also those an array fills beside its
    // own.
    std::map<Place, size_t> own_at_;
    std::map<size_t, formula::Operand> own_values_;
    std::map<size_t, xlsx::CellRange> extents_;  // of array formulas
    std::set<size_t> blocked_;                   // dynamic arrays without room: #SPILL!
    xlsx::Edits edits_;
    Filled filled_;
};

}  // namespace yitao::report
