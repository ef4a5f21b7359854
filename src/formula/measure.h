// A measure (指标): one aggregate over one ledger under a set of conditions. Cells that mean the
// same share one; live/ computes all measures for all units in one pass.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "base/excel_error.h"
#include "formula/predicate.h"
#include "formula/value.h"
#include "org/tree.h"

namespace yitao::formula {

enum class Aggregate : uint8_t {
    kCountRows,     // COUNTIFS
    kCountValues,   // COUNTA(column): not blank
    kCountNumbers,  // COUNT(column)
    kSum,
    kAverage,
    kMax,
    kMin,
    kCountDistinct,  // COUNTUNIQUEIFS: different values (distinct_keys.h)
};

// Conditions are shared: each is one entry of MeasureSet::conditions.
struct Condition {
    size_t table;
    size_t column;
    Criterion criterion;
    bool operator==(const Condition&) const = default;
};

struct Measure {
    size_t table = 0;
    Aggregate aggregate = Aggregate::kCountRows;
    int value_column = -1;             // -1 for kCountRows
    std::vector<uint32_t> conditions;  // ascending, distinct indices into MeasureSet::conditions
    bool operator==(const Measure&) const = default;
};

class MeasureSet {
  public:
    uint32_t add_condition(const Condition& condition);
    uint32_t add(Measure measure);  // sorts and deduplicates; equal measures get one number
    [[nodiscard]] const std::vector<Condition>& conditions() const { return conditions_; }
    [[nodiscard]] const std::vector<Measure>& measures() const { return measures_; }
    [[nodiscard]] std::optional<uint32_t> find(const Measure& measure) const;
    [[nodiscard]] std::optional<uint32_t> find_condition(const Condition& condition) const;

  private:
    std::vector<Condition> conditions_;
    std::vector<Measure> measures_;
    std::unordered_map<std::string, uint32_t> condition_index_;  // by canonical text
    std::unordered_map<std::string, uint32_t> measure_index_;
};

// The state of one measure at one unit, subtree included. Merges by addition, minimum, maximum;
// only numbers of different values do not merge.
// Only what the aggregate needs is kept: `sum` by kSum and kAverage, `count` by the counts and
// kAverage, `extreme` by kMax and kMin with a count that is 0 or not.
struct MeasureState {
    int128 sum = 0;       // number_units(): units of 10^-scale, dates as serials
    int64_t count = 0;    // rows (kCountRows), different values, else values that took part
    int64_t extreme = 0;  // valid if count > 0
    ExcelError error{};   // first in row order, valid if has_error; never set by counts
    bool has_error = false;
};

// Columns whose cells are numbers to formulas. Texts and units are not: sums pass them over.
constexpr bool is_summable(ledger::ColumnType type) {
    return type == ledger::ColumnType::kInteger || type == ledger::ColumnType::kDecimal ||
           type == ledger::ColumnType::kDate;
}
// A stored number (no blank, no error) in the units that are summed and compared.
inline int64_t number_units(ledger::ColumnType type, int64_t stored) {
    return type == ledger::ColumnType::kDate ? Date{static_cast<int32_t>(stored)}.serial() : stored;
}

// Value of a state: exact sum converted once; average = sum / count as doubles, #DIV/0! of nothing;
// all others 0 of nothing. `scale` of a kDecimal column, else 0.
Value measure_value(const MeasureState& state, Aggregate aggregate, ledger::ColumnType type,
                    int scale);

// Measures computed for every unit of a world; owned by live/, read by evaluators.
class MeasureResults {
  public:
    virtual ~MeasureResults() = default;
    [[nodiscard]] virtual const MeasureSet& set() const = 0;
    [[nodiscard]] virtual MeasureState state(uint32_t measure, org::UnitIndex unit) const = 0;
};

}  // namespace yitao::formula
