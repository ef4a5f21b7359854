#include "base/date.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitao {

namespace {

// Howard Hinnant's days-from-civil: eras of 400 years, years starting in March.
int32_t days_from_civil(int year, int month, int day) {
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    auto year_of_era = static_cast<unsigned>(year - era * 400);
    unsigned day_of_year =
        static_cast<unsigned>((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1);
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<int32_t>(day_of_era) - 719468;
}

constexpr int32_t kSerialOffset = 25569;  // serial of 1970-01-01

}  // namespace

int days_in_month(int year, int month) {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<Date> Date::from_civil(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > days_in_month(year, month)) return std::nullopt;
    return Date{days_from_civil(year, month, day)};
}

std::optional<Date> Date::from_serial(int64_t serial) {
    if (serial < 1 || serial > kLatestDate.days + kSerialOffset) return std::nullopt;
    // Before 1900-03-01 Excel counts one less, because it believes in 1900-02-29.
    auto days = static_cast<int32_t>(serial) - kSerialOffset + (serial <= 60 ? 1 : 0);
    return Date{days};
}

std::optional<Date> Date::from_serial_number(double serial) {
    if (!(serial >= 1 && serial <= kLatestDate.days + kSerialOffset + 1.0)) return std::nullopt;
    return from_serial(static_cast<int64_t>(serial));
}

std::optional<Date> Date::parse_iso(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto number = [&](size_t at, size_t length) {
        int value = 0;
        for (size_t i = at; i < at + length; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    return from_civil(number(0, 4), number(5, 2), number(8, 2));
}

Civil Date::civil() const {
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    auto day_of_era = static_cast<unsigned>(z - era * 146097);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted = (5 * day_of_year + 2) / 153;
    int month = static_cast<int>(shifted) + (shifted < 10 ? 3 : -9);
    int year = static_cast<int>(year_of_era) + era * 400 + (month <= 2);
    return {year, month, static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

int64_t Date::serial() const {
    int64_t serial = int64_t{days} + kSerialOffset;
    return serial <= 60 ? serial - 1 : serial;
}

std::string Date::iso() const {
    Civil c = civil();
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

Date Date::plus_months(int months) const {
    Civil c = civil();
    int total = c.year * 12 + c.month - 1 + months;
    int year = total / 12;
    int month = total % 12 + 1;
    if (year < 1) return kEarliestDate;
    if (year > 9999) return kLatestDate;
    return *from_civil(year, month, std::min(c.day, days_in_month(year, month)));
}

Date Date::month_start() const {
    Civil c = civil();
    return *from_civil(c.year, c.month, 1);
}

Date Date::month_end() const {
    Civil c = civil();
    return *from_civil(c.year, c.month, days_in_month(c.year, c.month));
}

}  // namespace yitao
