// Fills calculated columns. A formula that reads a few columns of its row is worked out once for
// each combination of their values, not once for each row: 3,000,000 ages are some 40,000 dates.
#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "formula/calculated_columns.h"
#include "formula/column_writer.h"
#include "formula/interpreter.h"
#include "formula/row_key.h"

namespace yitao::formula {

namespace {

constexpr size_t kMostKnown = 4'000'000;  // results remembered by key
constexpr size_t kTrial = 100'000;        // rows after which a memory that seldom hits is given up

class ColumnCalculation {
  public:
    ColumnCalculation(const Catalog& catalog, World& world, const Scope& scope,
                      EvaluatorMemory& memory, const CalculatedColumn& column)
        : table_(world.tables[column.use.table]),
          column_(column),
          interpreter_(catalog, memory, environment(world, scope, column)),
          writer_(table_.schema->columns[column.use.column]) {
        for (size_t c : column.row_columns) {
            CHECK(table_.columns[c].loaded);
            reads_.push_back(&table_.columns[c]);
        }
    }

    void run() {
        uint32_t rows = table_.row_count();
        std::vector<int64_t> results(rows);
        if (reads_.empty() && rows > 0) {
            std::ranges::fill(results, result_of(0));
        } else if (reads_.size() == 1 && reads_[0]->is_coded()) {
            by_code(results);
        } else if (reads_.size() == 1 && reads_[0]->numbers.width() <= 2) {
            by_narrow_number(results);
        } else if (reads_.size() <= kMostKeyColumns) {
            by_key(results);
        } else {
            for (uint32_t row = 0; row < rows; ++row) results[row] = result_of(row);
        }
        table_.columns[column_.use.column] = writer_.finish(std::move(results));
    }

  private:
    static Environment environment(const World& world, const Scope& scope,
                                   const CalculatedColumn& column) {
        Environment made{&world, scope, nullptr, RowScope::kWholeLedger};
        made.row_table = static_cast<int>(column.use.table);
        return made;
    }

    int64_t result_of(uint32_t row) {
        interpreter_.move_to_row(row);
        return writer_.stored(interpreter_.single(interpreter_.evaluate(column_.formula.plan())));
    }

    void by_code(std::vector<int64_t>& results) {
        const ledger::PackedCodes& codes = reads_[0]->codes;
        std::vector<int64_t> known(reads_[0]->dictionary.size());
        std::vector<bool> is_known(known.size());
        for (uint32_t row = 0; row < results.size(); ++row) {
            uint32_t code = codes[row];
            if (!is_known[code]) {
                known[code] = result_of(row);
                is_known[code] = true;
            }
            results[row] = known[code];
        }
    }

    // Dates and small numbers: what is stored is itself the place in a table of results.
    void by_narrow_number(std::vector<int64_t>& results) {
        const ledger::PackedNumbers& numbers = reads_[0]->numbers;
        std::vector<int64_t> known(size_t{1} << (8 * numbers.width()));
        std::vector<bool> is_known(known.size());
        for (uint32_t row = 0; row < results.size(); ++row) {
            const uint64_t raw = ledger::load_raw(numbers.bytes(), numbers.width(), row);
            if (!is_known[raw]) {
                known[raw] = result_of(row);
                is_known[raw] = true;
            }
            results[row] = known[raw];
        }
    }

    void by_key(std::vector<int64_t>& results) {
        std::unordered_map<RowKey, int64_t, RowKeyHash> known;
        bool remember = true;
        size_t hits = 0;
        for (uint32_t row = 0; row < results.size(); ++row) {
            if (!remember) {
                results[row] = result_of(row);
                continue;
            }
            auto [at, is_new] = known.try_emplace(row_key(reads_, row), 0);
            if (is_new) at->second = result_of(row);
            hits += is_new ? 0 : 1;
            results[row] = at->second;
            bool useless = row == kTrial && hits < kTrial / 4;
            if (useless || known.size() > kMostKnown) {
                remember = false;
                known.clear();
            }
        }
    }

    ledger::Table& table_;
    const CalculatedColumn& column_;
    Interpreter interpreter_;
    ColumnWriter writer_;
    std::vector<const ledger::ColumnData*> reads_;
};

}  // namespace

void calculate_column(const Catalog& catalog, World& world, const Scope& scope,
                      const CalculatedColumn& column) {
    EvaluatorMemory memory;
    ColumnCalculation(catalog, world, scope, memory, column).run();
}

Result<void> calculate_columns(const Catalog& catalog, World& world, const Scope& scope,
                               std::span<const ColumnUse> uses) {
    CalculatedColumns columns(catalog);
    for (ColumnUse use : uses) {
        auto added = columns.add(use);
        if (!added) return added;
    }
    EvaluatorMemory memory;  // indexes are shared by all of them
    for (const CalculatedColumn& column : columns.in_order()) {
        ColumnCalculation(catalog, world, scope, memory, column).run();
    }
    return {};
}

}  // namespace yitao::formula
