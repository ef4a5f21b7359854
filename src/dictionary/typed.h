// Values as people type them into cells: dates in every spelling, numbers with separators and units.
// Knows nothing of ledgers; a caller turns what is read into fields.
//
//     read_date("2024年11月21日").date->iso() == "2024-11-21"
//     read_number("１，２３４．５万元")  →  12345 × 10^-1, measure "万元"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/decimal.h"
#include "dictionary/measure.h"

namespace yitao::dictionary {

// Cells people mark as "nothing here": "", "-", "—", "/", "\", "--", "——", "…".
bool is_dash(std::string_view trimmed);
// "无", "暂无", "没有", "不详", "N/A" … : nothing, but only where a word is no value of its own.
bool says_none(std::string_view trimmed);
// 4.2122E+17: a long number that a spreadsheet has cut down to 15 digits.
bool is_scientific(std::string_view trimmed);

enum class DateProblem : uint8_t {
    kNone,
    kNoSuchDay,   // 1978-02-30
    kIncomplete,  // 1985年3月, 1985
    kShortYear,   // 24-11-21, 11/21/2024: which number is the year?
    kNotADate,
};

struct DateReading {
    std::optional<Date> date;
    DateProblem problem = DateProblem::kNone;
};

// 2024-11-21, 2024/1/5, 2024.1.5, 2024年1月5日, 20241121, serials (45617), a time behind any of
// them. Trimmed text.
DateReading read_date(std::string_view text);
// The number of a cell that is shown as a date: a serial, its time cut off.
DateReading read_date_serial(double serial);
// A bare number: a serial of five digits (1927–2173), or yyyymmdd.
DateReading read_date_number(double number);

// digits × 10^-decimals, exact.
struct Number {
    int128 digits = 0;
    int decimals = 0;
    std::string measure;  // what stood behind the digits, "" for nothing
};

// Signs, thousands separators, full width, ¥, a unit of measure behind it. Nothing when it is no
// number ("约30", "1,23", "3-5").
std::optional<Number> read_number(std::string_view text);
// A double at 15 significant digits: 10.199999999999999 is 10.2. Nothing when not finite or 1e18
// and above.
std::optional<Number> number_from_double(double value);

struct Scaled {
    int64_t units = 0;
    bool rounded = false;  // digits were lost at this scale
};
// number × factor in units of 10^-scale, half away from zero; nothing beyond 18 digits.
std::optional<Scaled> scale_number(const Number& number, Factor factor, int scale);

}  // namespace yitao::dictionary
