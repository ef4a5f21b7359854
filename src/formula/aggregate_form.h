// Which functions are aggregates, and which of their arguments are what.
//
//     aggregate_form("SUMIFS")->shape == AggregateForm::Shape::kValueThenPairs
#pragma once

#include <optional>
#include <string_view>

#include "formula/measure.h"

namespace yitao::formula {

struct AggregateForm {
    enum class Shape : uint8_t {
        kPlain,           // SUM(range, …)
        kPairs,           // COUNTIFS(range, criterion, …)
        kValueThenPairs,  // SUMIFS(value, range, criterion, …)
        kOneCondition,    // SUMIF(range, criterion, [value])
    };
    Aggregate aggregate;
    Shape shape;
};

std::optional<AggregateForm> aggregate_form(std::string_view function_name);

}  // namespace yitao::formula
