// Filling: templates × units → workbooks. The measures of all templates are computed together, once
// for all units; then each copy costs evaluating its cells and patching its file.
//
//     Filler filler = TRY(Filler::prepare(catalog, world, worlds, templates, {as_of, period,
//     today})); Filled copy = TRY(filler.fill(0, unit)); copy.bytes // the workbook; copy.cells
//     values were written
//
// fill() is const: several threads may fill at once.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "formula/formula.h"
#include "report/mask.h"
#include "template/template.h"

namespace yitao::report {

struct FillDate {
    Date as_of;
    formula::Period period;
    Date filled_on;
};

// A cell whose value a person should look at: an Excel error came out.
struct Finding {
    std::string cell;  // "月报!C7"
    std::string formula;
    std::string value;  // "#DIV/0!"
};

struct Filled {
    std::string bytes;
    size_t cells = 0;      // cells that received a value (lists included)
    size_t list_rows = 0;  // rows of lists
    size_t rows_inserted = 0;
    size_t recalculated = 0;  // own formulas with a fresh value
    std::vector<Finding> findings;
};

// A row of the row ledger (fill --each).
struct EachRow {
    size_t table;
    uint32_t row;
};

class Filler {
  public:
    // All arguments must outlive the filler.
    static Result<Filler> prepare(const formula::Catalog& catalog, const formula::World& world,
                                  formula::WorldSource* worlds,
                                  std::vector<const templates::Template*> templates,
                                  const FillDate& date);

    // kMasked: texts and dates of personal columns as somebody may see them who is not to learn of
    // the persons (mask.h); numbers and codes stay.
    [[nodiscard]] Result<Filled> fill(size_t template_index, org::UnitIndex unit,
                                      std::optional<EachRow> row = std::nullopt,
                                      Personal personal = Personal::kShown) const;
    [[nodiscard]] size_t measure_count() const;

  private:
    friend class Filling;
    const formula::Catalog* catalog_ = nullptr;
    const formula::World* world_ = nullptr;
    formula::WorldSource* worlds_ = nullptr;
    std::vector<const templates::Template*> templates_;
    FillDate date_;
    std::unique_ptr<formula::MeasureResults> measures_;
};

// The columns that filling these templates reads, for loading a world with just those.
std::vector<formula::ColumnUse> columns_used(std::span<const templates::Template* const> templates);

}  // namespace yitao::report
