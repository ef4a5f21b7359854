// Working days: NETWORKDAYS, WORKDAY and their .INTL forms, with holidays as an array or a column.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "formula/interpreter.h"
#include "formula/reader.h"
#include "formula/serial_date.h"

namespace yitao::formula {

namespace {

constexpr int64_t kLastSerial = 2958465;

// Which days are off: by weekday (0 Monday) and by date.
struct DaysOff {
    std::array<bool, 7> weekdays{};
    std::vector<int64_t> holidays;  // ascending, distinct

    [[nodiscard]] bool is_weekend(int64_t serial) const {
        return weekdays[static_cast<size_t>((weekday_of_serial(serial) + 6) % 7)];
    }
    [[nodiscard]] bool is_off(int64_t serial) const {
        return is_weekend(serial) || std::ranges::binary_search(holidays, serial);
    }
    [[nodiscard]] int working_days_a_week() const {
        return static_cast<int>(std::ranges::count(weekdays, false));
    }
};

// 1 Saturday and Sunday … 7 Friday and Saturday, 11 Sunday alone … 17; or "0000011" from Monday.
Outcome<std::array<bool, 7>> weekend_of(const Value& value) {
    std::array<bool, 7> off{};
    if (value.is_text()) {
        const std::string& mask = value.text();
        if (mask.size() != 7 || mask.find_first_not_of("01") != mask.npos || mask == "1111111") {
            return std::unexpected(ExcelError::kValue);
        }
        for (size_t i = 0; i < 7; ++i) off[i] = mask[i] == '1';
        return off;
    }
    Outcome<int> number = value.is_blank() ? Outcome<int>(1) : integer_of(value);
    if (!number) return std::unexpected(number.error());
    if (*number >= 1 && *number <= 7) {
        size_t first = static_cast<size_t>(*number + 4) % 7;  // 1: Saturday
        off[first] = off[(first + 1) % 7] = true;
    } else if (*number >= 11 && *number <= 17) {
        off[static_cast<size_t>(*number - 11 + 6) % 7] = true;  // 11: Sunday
    } else {
        return std::unexpected(ExcelError::kNum);
    }
    return off;
}

Outcome<int64_t> serial_of(const Value& value) {
    Outcome<double> number = number_of(value);
    if (!number) return std::unexpected(number.error());
    double day = std::floor(*number);
    if (day < 0 || day > static_cast<double>(kLastSerial)) return std::unexpected(ExcelError::kNum);
    return static_cast<int64_t>(day);
}

Outcome<std::vector<int64_t>> holidays_of(Interpreter& in, const Argument& argument) {
    std::vector<int64_t> days;
    Reader reader(in, argument);
    Value scratch;
    for (size_t r = 0; r < reader.stored_rows(); ++r) {
        for (size_t c = 0; c < reader.stored_columns(); ++c) {
            const Value& value = reader.at(r, c, scratch);
            if (value.is_blank()) continue;
            Outcome<int64_t> day = serial_of(value);
            if (!day) return std::unexpected(day.error());
            days.push_back(*day);
        }
    }
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    return days;
}

// Working days from start to end, both counted; negative when the end comes first.
double working_days(int64_t start, int64_t end, const DaysOff& off) {
    if (start > end) return -working_days(end, start, off);
    int64_t weeks = (end - start + 1) / 7;
    double count = static_cast<double>(weeks) * off.working_days_a_week();
    for (int64_t day = start + weeks * 7; day <= end; ++day) count += !off.is_weekend(day);
    auto first = std::ranges::lower_bound(off.holidays, start);
    auto last = std::ranges::upper_bound(off.holidays, end);
    for (auto day = first; day < last; ++day) count -= !off.is_weekend(*day);
    return count;
}

// The working day `count` working days after (before) start, start itself not counted.
Outcome<int64_t> working_day_after(int64_t start, double count, const DaysOff& off) {
    int step = count < 0 ? -1 : 1;
    auto left = static_cast<int64_t>(std::fabs(std::trunc(count)));
    int64_t day = start;
    while (left > 0) {
        day += step;
        if (day < 0 || day > kLastSerial) return std::unexpected(ExcelError::kNum);
        if (!off.is_off(day)) --left;
    }
    return day;
}

// The argument places of one function of the family.
struct Places {
    size_t weekend;   // SIZE_MAX: Saturday and Sunday
    size_t holidays;
};

Outcome<DaysOff> days_off(Interpreter& in, std::span<const Argument> a, Places places) {
    DaysOff off;
    Value weekend = places.weekend < a.size() ? in.single(a[places.weekend]) : Value();
    auto weekdays = weekend_of(weekend);
    if (!weekdays) return std::unexpected(weekdays.error());
    off.weekdays = *weekdays;
    if (places.holidays < a.size()) {
        auto holidays = holidays_of(in, a[places.holidays]);
        if (!holidays) return std::unexpected(holidays.error());
        off.holidays = *std::move(holidays);
    }
    return off;
}

// Start and second argument may be arrays.
template <typename Calculate>
Argument over_arrays(Interpreter& in, std::span<const Argument> a, Calculate&& calculate) {
    Reader first(in, a[0]);
    Reader second(in, a[1]);
    size_t rows = std::max(first.rows(), second.rows());
    size_t columns = std::max(first.columns(), second.columns());
    if (first.rows() == 0 || second.rows() == 0) rows = 0;
    auto at = [&](const Reader& reader, size_t r, size_t c) -> Value {
        r = reader.rows() == 1 ? 0 : r;
        c = reader.columns() == 1 ? 0 : c;
        return r < reader.rows() && c < reader.columns() ? reader.get(r, c)
                                                         : Value(ExcelError::kNa);
    };
    if (rows == 1 && columns == 1) return calculate(first.get(0, 0), second.get(0, 0));
    if (!in.spend(rows, columns)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = rows;
    result->columns = columns;
    for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < columns; ++c) {
            result->values.push_back(calculate(at(first, r, c), at(second, r, c)));
        }
    }
    return result;
}

Argument network_days(Interpreter& in, std::span<const Argument> a, Places places) {
    Outcome<DaysOff> off = days_off(in, a, places);
    if (!off) return Value(off.error());
    return over_arrays(in, a, [&](const Value& start_value, const Value& end_value) -> Value {
        Outcome<int64_t> start = serial_of(start_value);
        if (!start) return start.error();
        Outcome<int64_t> end = serial_of(end_value);
        if (!end) return end.error();
        return working_days(*start, *end, *off);
    });
}

Argument work_day(Interpreter& in, std::span<const Argument> a, Places places) {
    Outcome<DaysOff> off = days_off(in, a, places);
    if (!off) return Value(off.error());
    return over_arrays(in, a, [&](const Value& start_value, const Value& count) -> Value {
        Outcome<int64_t> start = serial_of(start_value);
        if (!start) return start.error();
        Outcome<double> days = number_of(count);
        if (!days) return days.error();
        if (!(std::fabs(*days) < 4e6)) return ExcelError::kNum;
        Outcome<int64_t> day = working_day_after(*start, *days, *off);
        return day ? Value(static_cast<double>(*day)) : Value(day.error());
    });
}

Argument network_days_plain(Interpreter& in, std::span<const Argument> a) {
    return network_days(in, a, {SIZE_MAX, 2});
}
Argument network_days_intl(Interpreter& in, std::span<const Argument> a) {
    return network_days(in, a, {2, 3});
}
Argument work_day_plain(Interpreter& in, std::span<const Argument> a) {
    return work_day(in, a, {SIZE_MAX, 2});
}
Argument work_day_intl(Interpreter& in, std::span<const Argument> a) {
    return work_day(in, a, {2, 3});
}

constexpr Function kFunctions[] = {
    general("NETWORKDAYS", 2, 3, network_days_plain),
    general("NETWORKDAYS.INTL", 2, 4, network_days_intl),
    general("WORKDAY", 2, 3, work_day_plain),
    general("WORKDAY.INTL", 2, 4, work_day_intl),
};

}  // namespace

std::span<const Function> workday_functions() { return kFunctions; }

}  // namespace yitao::formula
