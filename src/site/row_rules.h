// The validations of a pack over the rows of a batch. A rule that reads only [@columns] of its own
// row is evaluated over a small table of the batch; equal values are judged once. A rule that looks
// at whole columns sees the ledgers as they will be with the batch.
//
//     RowRules rules = TRY(RowRules::compile(catalog, table));
//     TRY(rules.check(rows, today, source, remarks));
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "formula/formula.h"
#include "ledger/change.h"
#include "ledger/store/store.h"

namespace yitao::site {

class RowRules {
  public:
    // Refuses formulas that do not compile.
    static Result<RowRules> compile(const formula::Catalog& catalog, size_t table);

    [[nodiscard]] bool empty() const { return rules_.empty(); }
    // Whether a rule looks at whole ledgers, which is as dear for one row as for a batch.
    [[nodiscard]] bool any_wide() const;
    // Whether the rule's verdict on a row depends on nothing but the row's stored values.
    [[nodiscard]] bool is_steady(std::string_view rule) const;

    struct BatchRow {
        ledger::RowId row = 0;  // 0: new
        std::span<const ledger::Field> fields;
    };
    // Loads stored columns of a table, as they are without the batch.
    using LoadTable =
        std::function<Result<ledger::Table>(size_t table, const std::vector<size_t>& columns)>;
    // Adds to remarks[i] what rows[i] violates.
    Result<void> check(std::span<const BatchRow> rows, Date today,
                       const std::shared_ptr<const org::Tree>& tree, const LoadTable& load,
                       std::span<std::vector<ledger::Remark>> remarks);

  private:
    struct Rule {
        const ledger::Validation* validation = nullptr;
        formula::Formula formula;
        bool wide = false;                     // reads whole columns
        bool steady = false;                   // reads no date of today
        std::vector<formula::ColumnUse> uses;  // as the formula names them
        std::vector<size_t> inputs;  // stored columns of the row the verdict hangs on (not wide)
        size_t remark_column = ledger::kWholeRow;
        bool repeats = true;  // until a batch shows that its inputs hardly do
    };
    RowRules(const formula::Catalog& catalog, size_t table) : catalog_(catalog), table_(table) {}
    Result<void> add(const ledger::Validation& validation);
    Result<void> check_narrow(std::span<const BatchRow> rows, const formula::Scope& scope,
                              const std::shared_ptr<const org::Tree>& tree,
                              std::span<std::vector<ledger::Remark>> remarks);
    Result<void> check_wide(std::span<const BatchRow> rows, const formula::Scope& scope,
                            const std::shared_ptr<const org::Tree>& tree, const LoadTable& load,
                            std::span<std::vector<ledger::Remark>> remarks);
    // A narrow rule over the rows of a batch; equal inputs are judged once.
    void judge(Rule& rule, const formula::World& world, const formula::Scope& scope,
               std::span<std::vector<ledger::Remark>> remarks) const;
    static void remark(const Rule& rule, std::vector<ledger::Remark>& remarks);

    const formula::Catalog& catalog_;
    size_t table_;
    std::vector<Rule> rules_;
};

}  // namespace yitao::site
