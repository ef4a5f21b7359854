// A calendar day. Stored as days since 1970-01-01 (proleptic Gregorian, negative before).
// Excel serials: 1 = 1900-01-01, with Excel's non-existent 1900-02-29 as serial 60.
//
//     Date d = *Date::from_civil(2026, 10, 31);  d.iso() == "2026-10-31";  d.serial() == 46326
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yitao {

struct Civil {
    int year;
    int month;  // 1..12
    int day;    // 1..31
};

struct Date {
    int32_t days = 0;  // since 1970-01-01

    auto operator<=>(const Date&) const = default;

    // Nothing when there is no such day (2023-02-29) or the year lies outside 1..9999.
    static std::optional<Date> from_civil(int year, int month, int day);
    // Excel serial (integer part) to day; nothing below 1 or above 9999-12-31. Serial 60 reads as
    // 1900-03-01, the day Excel shows next.
    static std::optional<Date> from_serial(int64_t serial);
    // The day of a serial with a time of day; of any number, also one no integer holds.
    static std::optional<Date> from_serial_number(double serial);
    // "yyyy-mm-dd" and nothing else.
    static std::optional<Date> parse_iso(std::string_view text);

    [[nodiscard]] Civil civil() const;
    [[nodiscard]] int64_t serial() const;
    [[nodiscard]] std::string iso() const;
    // Excel's EDATE: the same day of another month, or its last day where that month is shorter.
    [[nodiscard]] Date plus_months(int months) const;
    [[nodiscard]] Date month_start() const;
    [[nodiscard]] Date month_end() const;
};

int days_in_month(int year, int month);

inline constexpr Date kEarliestDate{-719162};  // 0001-01-01: "since ever"
inline constexpr Date kLatestDate{2932896};    // 9999-12-31

}  // namespace yitao
