// What a database answered to the queries of a SqlPlan, against what the engine computed.
//
//     SqlComparison found = compare_answers(lines, plan.queries(), *results, tree);
//     found.differences == 0 && found.missing == 0
//
// A line of an answer is "@query|unit|number|…" with any of | , and tab between; lines that do not
// begin with "@" are the client's own talk.
#pragma once

#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formula/measure.h"
#include "live/sql.h"

namespace yitao::live {

struct SqlAnswer {
    uint32_t query = 0;
    org::UnitCode unit = 0;
    std::vector<std::optional<int128>> numbers;  // nothing: NULL
};
// Nothing for a line that is none.
std::optional<SqlAnswer> parse_answer(std::string_view line);

struct SqlDifference {
    uint32_t measure = 0;
    org::UnitIndex unit = 0;
    formula::MeasureState ours;
    formula::MeasureState theirs;
};

struct SqlComparison {
    size_t values = 0;  // (measure, unit) compared
    size_t differences = 0;
    size_t missing = 0;                   // answered not at all, or not as a line should be
    std::vector<SqlDifference> examples;  // the first of the differences
};
SqlComparison compare_answers(std::istream& lines, std::span<const SqlQuery> queries,
                              const formula::MeasureResults& results, const org::Tree& tree);

}  // namespace yitao::live
