// The aggregates over cell ranges of a workbook: plain doubles added in order, as Excel does.
#include <algorithm>

#include "base/check.h"
#include "formula/aggregate.h"
#include "formula/distinct_keys.h"

namespace yitao::formula {

namespace {

class CellAccumulator {
  public:
    explicit CellAccumulator(Aggregate aggregate) : aggregate_(aggregate) {}

    void add(const Value& cell) {
        if (aggregate_ == Aggregate::kCountDistinct) {
            distinct_.add(cell);
        } else if (cell.is_error()) {
            if (aggregate_ == Aggregate::kCountValues) ++count_;
            if (is_count() || has_error_) return;
            has_error_ = true;
            error_ = cell.error();
        } else if (aggregate_ == Aggregate::kCountValues) {
            count_ += cell.is_blank() ? 0 : 1;
        } else if (cell.is_number()) {
            add_number(cell.number());
        }
    }
    void add_row() { ++count_; }
    [[nodiscard]] Value value() const {
        if (aggregate_ == Aggregate::kCountDistinct) return static_cast<double>(distinct_.count());
        if (is_count()) return count_;
        if (has_error_) return error_;
        if (aggregate_ == Aggregate::kSum) return sum_;
        if (aggregate_ == Aggregate::kAverage) {
            return count_ == 0 ? Value(ExcelError::kDiv0) : Value(sum_ / count_);
        }
        return extreme_;
    }

  private:
    [[nodiscard]] bool is_count() const {
        return aggregate_ == Aggregate::kCountRows || aggregate_ == Aggregate::kCountValues ||
               aggregate_ == Aggregate::kCountNumbers;
    }
    void add_number(double number) {
        bool first = count_ == 0;
        count_ += 1;
        sum_ += number;
        if (aggregate_ == Aggregate::kMax) extreme_ = first ? number : std::max(extreme_, number);
        if (aggregate_ == Aggregate::kMin) extreme_ = first ? number : std::min(extreme_, number);
    }

    Aggregate aggregate_;
    double count_ = 0;
    double sum_ = 0;
    double extreme_ = 0;
    ExcelError error_{};
    bool has_error_ = false;
    DistinctValues distinct_;
};

}  // namespace

Value evaluate_aggregate_cells(Aggregate aggregate, const Matrix* value,
                               std::span<const CellCriterion> criteria) {
    CHECK(value != nullptr || !criteria.empty());
    CHECK(value != nullptr || aggregate == Aggregate::kCountRows);
    const Matrix& shape = value != nullptr ? *value : *criteria.front().cells;
    std::vector<CriterionTest> tests;
    tests.reserve(criteria.size());
    for (const CellCriterion& criterion : criteria) {
        if (criterion.cells->rows != shape.rows || criterion.cells->columns != shape.columns) {
            return ExcelError::kValue;
        }
        tests.emplace_back(parse_criterion(criterion.criterion));
    }
    CellAccumulator out(aggregate);
    for (size_t cell = 0; cell < shape.values.size(); ++cell) {
        bool all = true;
        for (size_t i = 0; i < tests.size() && all; ++i) {
            all = tests[i].matches(criteria[i].cells->values[cell]);
        }
        if (!all) continue;
        if (aggregate == Aggregate::kCountRows) {
            out.add_row();
        } else {
            out.add(value->values[cell]);
        }
    }
    return out.value();
}

}  // namespace yitao::formula
