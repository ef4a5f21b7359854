// The numeric half of TEXT(): digits laid onto the placeholders of a section.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "formula/rounding.h"
#include "formula/text_format.h"

namespace yitao::formula {

namespace {

using Kind = FormatToken::Kind;

// A magnitude in plain digits, 15 of them significant.
struct Digits {
    std::string whole;     // without leading zeros: empty below one
    std::string decimals;  // exactly as many as asked for
};

Digits digits_of(double magnitude, int decimals) {
    double rounded = round_decimals(magnitude, decimals, Rounding::kHalfAway);
    Digits digits;
    digits.decimals.assign(static_cast<size_t>(decimals), '0');
    if (rounded == 0) return digits;
    char text[40];
    const char* end = std::to_chars(text, text + sizeof text, rounded,
                                    std::chars_format::scientific, 14).ptr;
    const char* e = std::find<const char*>(text, end, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
    std::string all(text, 1);
    all.append(text + 2, static_cast<size_t>(e - text - 2));
    for (int place = exponent; place >= 0; --place) {
        auto i = static_cast<size_t>(exponent - place);
        digits.whole += i < all.size() ? all[i] : '0';
    }
    for (int k = 1; k <= decimals; ++k) {
        int i = exponent + k;
        if (i >= 0 && static_cast<size_t>(i) < all.size()) {
            digits.decimals[static_cast<size_t>(k - 1)] = all[static_cast<size_t>(i)];
        }
    }
    return digits;
}

// What the placeholders of a section amount to.
struct Layout {
    size_t whole = 0;     // placeholders before the point
    size_t decimals = 0;  // after it
    size_t exponent = 0;  // after E+
    bool thousands = false;
    int percents = 0;
    int scaling = 0;  // commas behind the last digit or before the point: thousands cut off
};

Layout layout_of(const FormatSection& section) {
    Layout layout;
    enum { kWhole, kDecimals, kExponent } part = kWhole;
    size_t pending_commas = 0;
    for (const FormatToken& token : section.tokens) {
        switch (token.kind) {
            case Kind::kDigit:
                if (part == kWhole) {
                    if (pending_commas > 0 && layout.whole > 0) layout.thousands = true;
                    ++layout.whole;
                } else {
                    ++(part == kDecimals ? layout.decimals : layout.exponent);
                }
                pending_commas = 0;
                break;
            case Kind::kComma: ++pending_commas; break;
            case Kind::kPoint:
                if (part == kWhole) layout.scaling = static_cast<int>(pending_commas);
                pending_commas = 0;
                part = kDecimals;
                break;
            case Kind::kExponent: part = kExponent; break;
            case Kind::kPercent: ++layout.percents; break;
            default: break;
        }
    }
    layout.scaling += static_cast<int>(pending_commas);
    if (layout.whole == 0) layout.scaling = 0;
    return layout;
}

class NumberWriter {
  public:
    NumberWriter(const FormatSection& section, const Layout& layout, Digits digits,
                 std::string exponent)
        : section_(section), layout_(layout), digits_(std::move(digits)),
          exponent_(std::move(exponent)) {}

    std::string run() {
        for (const FormatToken& token : section_.tokens) {
            switch (token.kind) {
                case Kind::kLiteral: out_ += token.text; break;
                case Kind::kPercent: out_ += '%'; break;
                case Kind::kDigit: write_digit(token.text[0]); break;
                case Kind::kPoint:
                    if (layout_.whole == 0) put(digits_.whole);
                    out_ += '.';
                    part_ = kDecimals;
                    seen_ = 0;
                    break;
                case Kind::kExponent: {
                    bool negative = exponent_.starts_with('-');
                    out_ += negative ? "E-" : token.text == "e+" ? "E+" : "E";
                    exponent_.erase(0, negative ? 1 : 0);
                    part_ = kExponent;
                    seen_ = 0;
                    break;
                }
                default: break;  // commas are in the layout
            }
        }
        return std::move(out_);
    }

  private:
    void put(std::string_view digits) { out_ += with_numerals(digits, section_.numerals); }

    void write_digit(char placeholder) {
        size_t index = seen_++;
        if (part_ == kWhole) {
            write_aligned(digits_.whole, layout_.whole, index, placeholder, layout_.thousands);
        } else if (part_ == kExponent) {
            write_aligned(exponent_ == "0" ? "" : exponent_, layout_.exponent, index, placeholder,
                          false);
        } else {
            write_decimal(index, placeholder);
        }
    }

    // Digits stand at the right of their placeholders; what is too long spills from the first one.
    void write_aligned(std::string_view digits, size_t places, size_t index, char placeholder,
                       bool thousands) {
        size_t first = index == 0 && digits.size() > places ? digits.size() : places - index;
        for (size_t from_right = first; from_right >= places - index; --from_right) {
            bool has_digit = from_right <= digits.size();
            if (has_digit) {
                put(digits.substr(digits.size() - from_right, 1));
            } else if (placeholder == '0') {
                put("0");
            } else if (placeholder == '?') {
                out_ += ' ';
            }
            bool written = has_digit || placeholder == '0';
            if (thousands && written && from_right > 1 && from_right % 3 == 1) out_ += ',';
        }
    }

    void write_decimal(size_t index, char placeholder) {
        std::string_view rest = std::string_view(digits_.decimals).substr(index);
        bool only_zeros = rest.find_first_not_of('0') == rest.npos;
        if (placeholder == '0' || !only_zeros) {
            put(rest.substr(0, 1));
        } else if (placeholder == '?') {
            out_ += ' ';
        }
    }

    const FormatSection& section_;
    const Layout& layout_;
    Digits digits_;
    std::string exponent_;
    std::string out_;
    enum { kWhole, kDecimals, kExponent } part_ = kWhole;
    size_t seen_ = 0;
};

int decimal_exponent(double magnitude) {
    if (magnitude == 0) return 0;
    char text[40];
    const char* end = std::to_chars(text, text + sizeof text, magnitude,
                                    std::chars_format::scientific, 14).ptr;
    const char* e = std::find<const char*>(text, end, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
    return exponent;
}

std::string format_scientific(const FormatSection& section, const Layout& layout,
                              double magnitude) {
    int step = std::max(1, static_cast<int>(layout.whole));
    auto decimals = static_cast<int>(layout.decimals);
    int exponent = decimal_exponent(magnitude);
    // ##0.0E+0 keeps the exponent a multiple of three.
    auto floored = [step](int e) { return (e >= 0 ? e / step : -((-e + step - 1) / step)) * step; };
    int shown = floored(exponent);
    Digits digits = digits_of(magnitude / std::pow(10.0, shown), decimals);
    if (digits.whole.size() > static_cast<size_t>(step)) {  // 9.99 rounded up to 10
        shown += step;
        digits = digits_of(magnitude / std::pow(10.0, shown), decimals);
    }
    return NumberWriter(section, layout, std::move(digits), std::to_string(shown)).run();
}

}  // namespace

std::string with_numerals(std::string_view digits, Numerals numerals) {
    static constexpr std::array<std::array<std::string_view, 10>, 3> kDigits = {{
        {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
        {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"},
        {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"},
    }};
    if (numerals == Numerals::kArabic) return std::string(digits);
    std::string out;
    for (char c : digits) {
        bool is_digit = c >= '0' && c <= '9';
        if (is_digit) {
            out += kDigits[static_cast<size_t>(numerals) - 1][static_cast<size_t>(c - '0')];
        } else {
            out += c;
        }
    }
    return out;
}

std::string spelled_out(double magnitude, Numerals numerals) {
    std::string plain = general_number(magnitude);
    if (numerals == Numerals::kArabic || numerals == Numerals::kFullWidth || plain.contains('E')) {
        return with_numerals(plain, numerals);
    }
    bool financial = numerals == Numerals::kFinancial;
    static constexpr std::array<std::string_view, 4> kPlain = {"", "十", "百", "千"};
    static constexpr std::array<std::string_view, 4> kFinancial = {"", "拾", "佰", "仟"};
    static constexpr std::array<std::string_view, 5> kGroups = {"", "万", "亿", "万亿", "亿亿"};
    size_t point = plain.find('.');
    std::string whole = plain.substr(0, point);
    std::string zero = with_numerals("0", numerals);
    std::string out;
    bool pending_zero = false;
    for (size_t i = 0; i < whole.size(); ++i) {
        size_t place = whole.size() - 1 - i;
        if (whole[i] == '0') {
            pending_zero = true;
        } else {
            if (pending_zero && !out.empty()) out += zero;
            pending_zero = false;
            out += with_numerals(whole.substr(i, 1), numerals);
            out += financial ? kFinancial[place % 4] : kPlain[place % 4];
        }
        bool group_filled = whole.substr(i >= 3 ? i - 3 : 0, std::min<size_t>(i + 1, 4))
                                .find_first_not_of('0') != std::string::npos;
        if (place % 4 == 0 && group_filled) out += kGroups[place / 4];
    }
    if (out.empty()) out = zero;
    // Ten to nineteen are read without the leading one: 十二.
    if (!financial && out.starts_with("一十")) out.erase(0, std::string_view("一").size());
    if (point == plain.npos) return out;
    return out + "." + with_numerals(plain.substr(point + 1), numerals);
}

std::string format_number(const FormatSection& section, double magnitude) {
    bool general = section.has(Kind::kGeneral) || section.has(Kind::kText);
    bool only_numerals = section.tokens.empty() && section.numerals != Numerals::kArabic;
    if (general || only_numerals) {
        std::string number = spelled_out(magnitude, section.numerals);
        if (only_numerals) return number;
        std::string out;
        for (const FormatToken& token : section.tokens) {
            if (token.kind == Kind::kLiteral) out += token.text;
            if (token.kind == Kind::kGeneral || token.kind == Kind::kText) out += number;
            if (token.kind == Kind::kPercent) out += '%';
        }
        return out;
    }
    Layout layout = layout_of(section);
    magnitude *= std::pow(100.0, layout.percents);
    if (section.has(Kind::kExponent)) return format_scientific(section, layout, magnitude);
    magnitude /= std::pow(1000.0, layout.scaling);
    return NumberWriter(section, layout, digits_of(magnitude, static_cast<int>(layout.decimals)),
                        {})
        .run();
}

}  // namespace yitao::formula
