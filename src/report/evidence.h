// The evidence behind a number: a formula, or a cell of a workbook with all cells it reads, taken
// apart into its aggregates, and for each of them the rows of the unit it was taken over.
//
//     Evidence evidence = TRY(Evidence::gather({.formula = &f}, catalog, world, scope, worlds));
//     evidence.value()                           // 26
//     evidence.parts()[0].text                   //
//     COUNTIFS(居民[户籍状态],"本地户籍",居民[年龄],">=80") evidence.page(0, 0, 50,
//     Personal::kMasked).rows[0].cells     // {"本地户籍", "83"}
//
// Reads a World and nothing else: columns_behind() says what must be loaded. Names and keys of rows
// are the caller's to add; loading them for all rows would cost more than everything here.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "formula/aggregate.h"
#include "formula/formula.h"
#include "report/mask.h"
#include "report/matched_rows.h"
#include "template/template.h"

namespace yitao::report {

// A formula by itself, or a cell of a template.
struct AskedCell {
    const formula::Formula* formula = nullptr;
    const templates::Template* blank = nullptr;
    size_t sheet = 0;
    xlsx::CellRef cell;
};

// One aggregate of the formula, with its rows. A FILTER, or a SUMPRODUCT that counts, is listed as
// the count of the rows it picks.
struct EvidencePart {
    std::string cell;  // "月报!C7"; empty where a formula was asked alone
    std::string text;  // criteria worked out: COUNTIFS(项目[开工日期],">=2026-10-01")
    size_t table = 0;
    formula::Aggregate aggregate = formula::Aggregate::kCountRows;
    int value_column = -1;
    formula::Value value;
    std::vector<size_t> columns;  // of the conditions, then of the value; not that of the unit
    MatchedRows rows;
    [[nodiscard]] bool counts() const {
        return aggregate == formula::Aggregate::kCountRows ||
               aggregate == formula::Aggregate::kCountValues ||
               aggregate == formula::Aggregate::kCountNumbers;
    }
    // The value is the sum of what each row gives: counts and sums, not averages, extremes and
    // numbers of different values.
    [[nodiscard]] bool is_additive() const {
        return counts() || aggregate == formula::Aggregate::kSum;
    }
};

// What a formula takes from ledgers otherwise than row by row: look-ups, other dates.
struct NotListed {
    std::string cell;
    std::string text;
    std::vector<formula::ColumnUse> columns;
};

struct EvidenceRow {
    ledger::RowId row = 0;
    org::UnitCode unit = 0;
    std::string unit_name;
    std::vector<std::string> cells;  // as EvidencePart::columns
};

struct EvidencePage {
    std::vector<std::string> headings;  // as EvidencePart::columns
    std::vector<EvidenceRow> rows;
};

class Evidence {
  public:
    // All arguments must outlive the evidence. kNotFound where the cell holds nothing that can be
    // explained.
    static Result<Evidence> gather(const AskedCell& asked, const formula::Catalog& catalog,
                                   const formula::World& world, const formula::Scope& scope,
                                   formula::WorldSource* worlds);

    [[nodiscard]] const std::string& formula() const { return formula_; }  // as written
    [[nodiscard]] const formula::Value& value() const { return value_; }
    [[nodiscard]] std::span<const EvidencePart> parts() const { return parts_; }
    [[nodiscard]] std::span<const NotListed> not_listed() const { return not_listed_; }
    [[nodiscard]] const formula::World& world() const { return *world_; }
    [[nodiscard]] const formula::Scope& scope() const { return scope_; }

    // Rows number `first` and following of a part.
    [[nodiscard]] EvidencePage page(size_t part, size_t first, size_t most,
                                    Personal personal) const;
    [[nodiscard]] EvidenceRow row(const EvidencePart& part, uint32_t row, Personal personal) const;

  private:
    friend class EvidenceGatherer;
    const formula::Catalog* catalog_ = nullptr;
    const formula::World* world_ = nullptr;
    formula::Scope scope_;
    std::string formula_;
    formula::Value value_;
    std::vector<EvidencePart> parts_;
    std::vector<NotListed> not_listed_;
};

// The columns that gathering reads.
std::vector<formula::ColumnUse> columns_behind(const AskedCell& asked);

// Unit that a row of a table stands under; nothing for one the tree does not know.
std::optional<org::UnitIndex> unit_of_row(const ledger::Table& table, uint32_t row);

}  // namespace yitao::report
