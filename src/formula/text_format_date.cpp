// The calendar half of TEXT(): dates, times and elapsed times.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "formula/serial_date.h"
#include "formula/text_format.h"

namespace yitao::formula {

namespace {

using Kind = FormatToken::Kind;

constexpr double kSerialEnd = 2958466;  // 10000-01-01

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 12> kMonthsZh = {"一月", "二月", "三月",   "四月",
                                                        "五月", "六月", "七月",   "八月",
                                                        "九月", "十月", "十一月", "十二月"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> kWeekdaysZh = {"日", "一", "二", "三", "四", "五", "六"};

// A date and time taken apart, rounded to what the format shows.
struct Moment {
    Civil civil;
    int weekday = 0;
    int64_t total_seconds = 0;  // since serial 0, for [h]
    int hour = 0;
    int minute = 0;
    int second = 0;
    int64_t fraction = 0;  // of a second, in the last digit shown
};

class DateWriter {
  public:
    DateWriter(const FormatSection& section, double serial) : section_(section) {
        bool shows_seconds = false;
        for (size_t i = 0; i < section.tokens.size(); ++i) {
            const std::string& text = section.tokens[i].text;
            if (section.tokens[i].kind != Kind::kDate) continue;
            if (text[0] == 's' || text == "[s]" || text == "[ss]") shows_seconds = true;
            if (text == "am/pm" || text == "a/p" || text == "上午/下午") twelve_hours_ = true;
        }
        decimals_ = decimals_of_seconds();
        split(serial, shows_seconds);
    }

    std::string run() {
        for (size_t i = 0; i < section_.tokens.size(); ++i) {
            const FormatToken& token = section_.tokens[i];
            switch (token.kind) {
                case Kind::kDate: write(token.text, i); break;
                case Kind::kLiteral: out_ += token.text; break;
                case Kind::kPoint:
                    if (decimals_ > 0 && is_fraction_point(i)) {
                        out_ += fmt::format(".{:0{}}", moment_.fraction, decimals_);
                    } else {
                        out_ += '.';
                    }
                    break;
                case Kind::kDigit:
                    if (!is_fraction_digit(i)) out_ += token.text;
                    break;
                default: out_ += token.text; break;
            }
        }
        return std::move(out_);
    }

  private:
    [[nodiscard]] bool is_seconds(size_t i) const {
        const FormatToken& token = section_.tokens[i];
        return token.kind == Kind::kDate && (token.text[0] == 's' || token.text.starts_with("[s"));
    }
    [[nodiscard]] bool is_fraction_point(size_t i) const {
        return i > 0 && is_seconds(i - 1) && section_.tokens[i].kind == Kind::kPoint;
    }
    [[nodiscard]] bool is_fraction_digit(size_t i) const {
        while (i > 0 && section_.tokens[i].kind == Kind::kDigit) --i;
        return is_fraction_point(i);
    }
    [[nodiscard]] int decimals_of_seconds() const {
        int count = 0;
        for (size_t i = 0; i < section_.tokens.size(); ++i) {
            count += section_.tokens[i].kind == Kind::kDigit && is_fraction_digit(i);
        }
        return std::min(count, 3);
    }

    // To the last digit of seconds shown; without seconds, minutes are cut, not rounded.
    void split(double serial, bool shows_seconds) {
        int64_t unit = decimals_ == 3 ? 1000 : decimals_ == 2 ? 100 : decimals_ == 1 ? 10 : 1;
        auto parts = static_cast<int64_t>(
            shows_seconds ? std::llround(serial * 86400 * static_cast<double>(unit))
                          : static_cast<int64_t>(std::floor(serial * 86400 + 0.0005)) * unit);
        moment_.fraction = parts % unit;
        moment_.total_seconds = parts / unit;
        int64_t day = moment_.total_seconds / 86400;
        int64_t seconds = moment_.total_seconds % 86400;
        moment_.civil = civil_of_serial(std::min<int64_t>(day, 2958465));
        moment_.weekday = weekday_of_serial(day);
        moment_.hour = static_cast<int>(seconds / 3600);
        moment_.minute = static_cast<int>(seconds / 60 % 60);
        moment_.second = static_cast<int>(seconds % 60);
    }

    // m is minutes behind hours and before seconds.
    [[nodiscard]] bool is_minutes(size_t at) const {
        for (size_t i = at; i-- > 0;) {
            const FormatToken& token = section_.tokens[i];
            if (token.kind != Kind::kDate) continue;
            if (token.text[0] == 'h' || token.text.starts_with("[h")) return true;
            break;
        }
        for (size_t i = at + 1; i < section_.tokens.size(); ++i) {
            if (section_.tokens[i].kind == Kind::kDate) return is_seconds(i);
        }
        return false;
    }

    void number(int64_t value, size_t width) {
        std::string text = std::to_string(value);
        if (text.size() < width) text.insert(0, width - text.size(), '0');
        bool one_by_one = section_.numerals == Numerals::kArabic || width > 2;
        out_ += one_by_one ? with_numerals(text, section_.numerals)
                           : spelled_out(static_cast<double>(value), section_.numerals);
    }

    void write(const std::string& letters, size_t at) {
        size_t width = letters.size();
        switch (letters[0]) {
            case 'y':
                if (width <= 2) {
                    std::string year = fmt::format("{:02}", moment_.civil.year % 100);
                    out_ += with_numerals(year, section_.numerals);
                } else {
                    number(moment_.civil.year, 4);
                }
                break;
            case 'e': number(moment_.civil.year, 4); break;
            case 'm': is_minutes(at) ? number(moment_.minute, std::min<size_t>(width, 2))
                                     : month(width); break;
            case 'd': day(width); break;
            case 'h': number(shown_hour(), std::min<size_t>(width, 2)); break;
            case 's': number(moment_.second, std::min<size_t>(width, 2)); break;
            case '[': elapsed(letters); break;
            default: word(letters); break;
        }
    }

    [[nodiscard]] int shown_hour() const {
        if (!twelve_hours_) return moment_.hour;
        return moment_.hour % 12 == 0 ? 12 : moment_.hour % 12;
    }

    void month(size_t width) {
        auto index = static_cast<size_t>(moment_.civil.month - 1);
        if (width <= 2) return number(moment_.civil.month, width);
        if (section_.is_chinese) {
            out_ += kMonthsZh[index];
        } else {
            out_ += width == 3   ? kMonths[index].substr(0, 3)
                    : width == 5 ? kMonths[index].substr(0, 1)
                                 : kMonths[index];
        }
    }

    void day(size_t width) {
        auto index = static_cast<size_t>(moment_.weekday);
        if (width <= 2) return number(moment_.civil.day, width);
        if (section_.is_chinese) {
            out_ += width == 3 ? "周" : "星期";
            out_ += kWeekdaysZh[index];
        } else {
            out_ += width == 3 ? kWeekdays[index].substr(0, 3) : kWeekdays[index];
        }
    }

    void elapsed(const std::string& letters) {
        int64_t seconds = moment_.total_seconds;
        int64_t value = letters[1] == 'h' ? seconds / 3600
                        : letters[1] == 'm' ? seconds / 60
                                            : seconds;
        number(value, letters.size() - 2);
    }

    // aaa, aaaa and the halves of the day.
    void word(const std::string& letters) {
        bool morning = moment_.hour < 12;
        if (letters == "am/pm") {
            out_ += morning ? "AM" : "PM";
        } else if (letters == "a/p") {
            out_ += morning ? "A" : "P";
        } else if (letters == "上午/下午") {
            out_ += morning ? "上午" : "下午";
        } else {
            if (letters.size() > 3) out_ += "星期";
            out_ += kWeekdaysZh[static_cast<size_t>(moment_.weekday)];
        }
    }

    const FormatSection& section_;
    Moment moment_;
    bool twelve_hours_ = false;
    int decimals_ = 0;
    std::string out_;
};

}  // namespace

Outcome<std::string> format_date(const FormatSection& section, double serial) {
    if (!(serial >= 0 && serial < kSerialEnd)) return std::unexpected(ExcelError::kValue);
    return DateWriter(section, serial).run();
}

}  // namespace yitao::formula
