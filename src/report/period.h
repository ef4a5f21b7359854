// Periods as people and neighbouring systems write them: 2026-10, 202610, 2026Q3, 2026H1, 2026,
// 2026年10月, 2026年三季度 …, or two dates 2026-10-01..2026-10-31.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "report/fill.h"

namespace yitao::report {

Result<formula::Period> parse_period(std::string_view text);

// The date a report is asked for, completed from what was said: a period alone is asked as at its
// end (not after today), a date alone for its month, nothing at all as of today for this month.
FillDate complete_date(std::optional<Date> as_of, std::optional<formula::Period> period,
                       Date today);

// The period of the same kind that a day lies in: of October's report for a day in September it is
// September. Months, quarters, half years and years have a kind; any other period stays as it is.
formula::Period period_like(const formula::Period& like, Date day);

}  // namespace yitao::report
