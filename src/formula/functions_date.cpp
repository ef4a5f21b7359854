// Dates and times: serial numbers, as everywhere in Excel. TODAY() and NOW() are the day the scope
// asks about, not the day of asking.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "formula/functions.h"
#include "formula/number_text.h"
#include "formula/serial_date.h"

namespace yitao::formula {

namespace {

constexpr int64_t kLastSerial = 2958465;  // 9999-12-31

// Months and days may lie outside their ranges and carry over.
Value date(Scalars& a) {
    double year = std::trunc(a.number(0));
    double month = std::trunc(a.number(1));
    double day = std::trunc(a.number(2));
    if (year >= 0 && year < 1900) year += 1900;
    if (year < 0 || year > 9999 || std::fabs(month) > 1e5 || std::fabs(day) > 4e6) {
        a.fail(ExcelError::kNum);
    }
    if (a.failed()) return {};
    double months = year * 12 + month - 1;
    double first_year = std::floor(months / 12);
    if (first_year < 1899 || first_year > 9999) return ExcelError::kNum;
    auto first = Date::from_civil(static_cast<int>(first_year),
                                  static_cast<int>(months - first_year * 12) + 1, 1);
    int64_t serial = first->serial() + static_cast<int64_t>(day) - 1;
    if (serial < 0 || serial > kLastSerial) return ExcelError::kNum;
    return static_cast<double>(serial);
}

Value today(Scalars& a) { return static_cast<double>(a.scope().as_of.serial()); }

Value year(Scalars& a) {
    int64_t serial = a.serial(0);
    return a.failed() ? Value() : Value(civil_of_serial(serial).year);
}
Value month(Scalars& a) {
    int64_t serial = a.serial(0);
    return a.failed() ? Value() : Value(civil_of_serial(serial).month);
}
Value day(Scalars& a) {
    int64_t serial = a.serial(0);
    return a.failed() ? Value() : Value(civil_of_serial(serial).day);
}

// Day of the week by one of Excel's numberings.
Value weekday(Scalars& a) {
    int64_t serial = a.serial(0);
    int type = a.integer(1, 1);
    if (a.failed()) return {};
    int index = weekday_of_serial(serial);  // 0 Sunday
    switch (type) {
        case 1: return index + 1;
        case 2: return (index + 6) % 7 + 1;
        case 3: return (index + 6) % 7;
        default: break;
    }
    if (type < 11 || type > 17) return ExcelError::kNum;
    // 11 starts on Monday … 17 on Sunday.
    return (index - (type - 10) + 7) % 7 + 1;
}

// The week of ISO 8601: the one of its Thursday.
int iso_week(int64_t serial) {
    int64_t thursday = serial - (weekday_of_serial(serial) + 6) % 7 + 3;
    int year = civil_of_serial(std::max<int64_t>(thursday, 1)).year;
    int64_t first = Date::from_civil(year, 1, 1)->serial();
    return static_cast<int>((thursday - first) / 7) + 1;
}

Value week_number(Scalars& a) {
    int64_t serial = a.serial(0);
    int type = a.integer(1, 1);
    if (a.failed()) return {};
    if (type == 21) return iso_week(serial);
    int start = type == 1 ? 0 : type == 2 ? 1 : type >= 11 && type <= 17 ? (type - 10) % 7 : -1;
    if (start < 0) return ExcelError::kNum;
    int64_t first = Date::from_civil(civil_of_serial(serial).year, 1, 1)->serial();
    int offset = (weekday_of_serial(first) - start + 7) % 7;
    return static_cast<double>((serial - first + offset) / 7 + 1);
}
Value iso_week_number(Scalars& a) {
    int64_t serial = a.serial(0);
    return a.failed() ? Value() : Value(iso_week(serial));
}

// A month later or earlier, cut at its last day; or that month's last day.
Value shifted_month(Scalars& a, bool to_end) {
    int64_t serial = a.serial(0);
    int months = a.integer(1);
    if (a.failed()) return {};
    Civil from = civil_of_serial(std::max<int64_t>(serial, 1));
    int64_t total = int64_t{from.year} * 12 + from.month - 1 + months;
    if (total < 1900 * 12 || total >= 10000 * 12) return ExcelError::kNum;
    auto year = static_cast<int>(total / 12);
    auto month = static_cast<int>(total % 12) + 1;
    int last = days_in_month(year, month);
    Date date = *Date::from_civil(year, month, to_end ? last : std::min(from.day, last));
    return static_cast<double>(date.serial());
}
Value edate(Scalars& a) { return shifted_month(a, false); }
Value eomonth(Scalars& a) { return shifted_month(a, true); }

// DATEDIF as Excel does it, "MD" with its known quirk: the days are counted from the same day of the
// month before the end, which can be a day that month does not have.
Value datedif(Scalars& a) {
    int64_t start = a.serial(0);
    int64_t end = a.serial(1);
    std::string unit = fold_case(a.text(2));
    if (start > end) a.fail(ExcelError::kNum);
    if (a.failed()) return {};
    Civil from = civil_of_serial(start);
    Civil to = civil_of_serial(end);
    int months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
    if (unit == "y") return months / 12;
    if (unit == "m") return months;
    if (unit == "d") return static_cast<double>(end - start);
    if (unit == "ym") return months % 12;
    if (unit == "md") {
        if (to.day >= from.day) return to.day - from.day;
        int year = to.month == 1 ? to.year - 1 : to.year;
        int month = to.month == 1 ? 12 : to.month - 1;
        return to.day - from.day + days_in_month(year, month);
    }
    if (unit == "yd") {
        // The start moved into the last year it fits in.
        bool before = to.month > from.month || (to.month == from.month && to.day >= from.day);
        int year = before ? to.year : to.year - 1;
        Date moved{Date::from_civil(year, from.month, 1)->days + from.day - 1};
        return static_cast<double>(end - moved.serial());
    }
    return ExcelError::kNum;
}

Value days(Scalars& a) {
    int64_t end = a.serial(0);
    return static_cast<double>(end - a.serial(1));
}

// Days of a year of twelve thirties; US (NASD) or European counting of month ends.
double days_360(int64_t start, int64_t end, bool european) {
    Civil a = civil_of_serial(start);
    Civil b = civil_of_serial(end);
    auto is_last = [](const Civil& c) { return c.day == days_in_month(c.year, c.month); };
    if (european) {
        a.day = std::min(a.day, 30);
        b.day = std::min(b.day, 30);
    } else {
        bool start_is_last = is_last(a);
        if (start_is_last) a.day = 30;
        if (b.day == 31 && a.day >= 30) b.day = 30;
    }
    return (b.year - a.year) * 360.0 + (b.month - a.month) * 30.0 + b.day - a.day;
}
Value days_360_of(Scalars& a) {
    int64_t start = a.serial(0);
    int64_t end = a.serial(1);
    bool european = a.boolean(2, false);
    return a.failed() ? Value() : Value(days_360(start, end, european));
}

// Basis 1: actual days over the mean length of the years touched.
double actual_year_fraction(int64_t start, int64_t end) {
    Civil a = civil_of_serial(start);
    Civil b = civil_of_serial(end);
    auto is_leap = [](int year) { return days_in_month(year, 2) == 29; };
    bool within_a_year = a.year == b.year ||
                         (a.year + 1 == b.year && (a.month > b.month ||
                                                   (a.month == b.month && a.day >= b.day)));
    double length = 365;
    if (!within_a_year) {
        double total = 0;
        for (int year = a.year; year <= b.year; ++year) total += is_leap(year) ? 366 : 365;
        length = total / (b.year - a.year + 1);
    } else if (a.year == b.year) {
        length = is_leap(a.year) ? 366 : 365;
    } else {
        // Does the span hold a 29th of February?
        bool first = is_leap(a.year) && (a.month < 2 || (a.month == 2 && a.day <= 29));
        bool second = is_leap(b.year) && (b.month > 2 || (b.month == 2 && b.day == 29));
        length = first || second ? 366 : 365;
    }
    return static_cast<double>(end - start) / length;
}

// US 30/360 as YEARFRAC counts it: the last days of February meet as thirtieths.
double us_year_fraction(int64_t start, int64_t end) {
    Civil a = civil_of_serial(start);
    Civil b = civil_of_serial(end);
    auto ends_february = [](const Civil& c) {
        return c.month == 2 && c.day == days_in_month(c.year, 2);
    };
    if (ends_february(a) && ends_february(b)) b.day = 30;
    if (ends_february(a)) a.day = 30;
    if (b.day == 31 && a.day >= 30) b.day = 30;
    if (a.day == 31) a.day = 30;
    return ((b.year - a.year) * 360.0 + (b.month - a.month) * 30.0 + b.day - a.day) / 360;
}

Value yearfrac(Scalars& a) {
    int64_t start = a.serial(0);
    int64_t end = a.serial(1);
    int basis = a.integer(2, 0);
    if (a.failed()) return {};
    if (start > end) std::swap(start, end);
    auto actual = static_cast<double>(end - start);
    switch (basis) {
        case 0: return us_year_fraction(start, end);
        case 1: return actual_year_fraction(start, end);
        case 2: return actual / 360;
        case 3: return actual / 365;
        case 4: return days_360(start, end, true) / 360;
        default: return ExcelError::kNum;
    }
}

Value datevalue(Scalars& a) {
    if (!a.value(0).is_text() && !a.value(0).is_error()) return ExcelError::kValue;
    std::optional<double> serial = date_time_from_text(a.text(0));
    if (!serial || *serial < 1) a.fail(ExcelError::kValue);
    return std::floor(serial.value_or(0));
}
Value timevalue(Scalars& a) {
    if (!a.value(0).is_text() && !a.value(0).is_error()) return ExcelError::kValue;
    std::optional<double> serial = date_time_from_text(a.text(0));
    if (!serial) a.fail(ExcelError::kValue);
    double value = serial.value_or(0);
    return value - std::floor(value);
}

Value time(Scalars& a) {
    double hours = std::trunc(a.number(0));
    double minutes = std::trunc(a.number(1));
    double seconds = std::trunc(a.number(2));
    for (double part : {hours, minutes, seconds}) {
        if (std::fabs(part) > 32767) a.fail(ExcelError::kNum);
    }
    double total = hours * 3600 + minutes * 60 + seconds;
    if (total < 0) a.fail(ExcelError::kNum);
    return std::fmod(total, 86400) / 86400;
}

// Seconds since midnight, rounded to the nearest.
int seconds_of_day(Scalars& a) {
    double number = a.number(0);
    if (number < 0 || number > static_cast<double>(kLastSerial + 1)) a.fail(ExcelError::kNum);
    if (a.failed()) return 0;
    double fraction = number - std::floor(number);
    return static_cast<int>(std::llround(fraction * 86400) % 86400);
}
Value hour(Scalars& a) { return seconds_of_day(a) / 3600; }
Value minute(Scalars& a) { return seconds_of_day(a) / 60 % 60; }
Value second(Scalars& a) { return seconds_of_day(a) % 60; }

constexpr Function kFunctions[] = {
    scalar("DATE", 3, 3, date),
    scalar("TODAY", 0, 0, today),
    scalar("NOW", 0, 0, today),
    scalar("YEAR", 1, 1, year),
    scalar("MONTH", 1, 1, month),
    scalar("DAY", 1, 1, day),
    scalar("WEEKDAY", 1, 2, weekday),
    scalar("WEEKNUM", 1, 2, week_number),
    scalar("ISOWEEKNUM", 1, 1, iso_week_number),
    scalar("EDATE", 2, 2, edate),
    scalar("EOMONTH", 2, 2, eomonth),
    scalar("DATEDIF", 3, 3, datedif),
    scalar("DAYS", 2, 2, days),
    scalar("DAYS360", 2, 3, days_360_of),
    scalar("YEARFRAC", 2, 3, yearfrac),
    scalar("DATEVALUE", 1, 1, datevalue),
    scalar("TIMEVALUE", 1, 1, timevalue),
    scalar("TIME", 3, 3, time),
    scalar("HOUR", 1, 1, hour),
    scalar("MINUTE", 1, 1, minute),
    scalar("SECOND", 1, 1, second),
};

}  // namespace

std::span<const Function> date_functions() { return kFunctions; }

}  // namespace yitao::formula
