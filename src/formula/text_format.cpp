#include "formula/text_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "formula/number_text.h"

namespace yitao::formula {

namespace {

using Kind = FormatToken::Kind;

constexpr size_t kMaxFormatBytes = 1024;  // Excel takes 255 characters

class FormatParser {
  public:
    explicit FormatParser(std::string_view format) : rest_(format) {}

    std::optional<std::vector<FormatSection>> run() {
        std::vector<FormatSection> sections(1);
        while (!rest_.empty()) {
            if (rest_[0] == ';') {
                rest_.remove_prefix(1);
                sections.emplace_back();
                continue;
            }
            if (!read(sections.back())) return std::nullopt;
        }
        if (sections.size() > 4) return std::nullopt;
        return sections;
    }

  private:
    static void add(FormatSection& section, Kind kind, std::string_view text) {
        if (kind == Kind::kLiteral && !section.tokens.empty() &&
            section.tokens.back().kind == Kind::kLiteral) {
            section.tokens.back().text += text;
            return;
        }
        section.tokens.push_back({kind, std::string(text)});
    }

    bool read(FormatSection& section) {
        char c = rest_[0];
        if (c == '"') return read_quoted(section);
        if (c == '[') return read_bracket(section);
        if (c == '\\' || c == '!') {  // the next character as it is
            rest_.remove_prefix(1);
            add(section, Kind::kLiteral, take_character());
            return true;
        }
        if (c == '_') {  // a space as wide as the next character
            rest_.remove_prefix(1);
            take_character();
            add(section, Kind::kLiteral, " ");
            return true;
        }
        if (c == '*') {  // fill with the next character: nothing to fill here
            rest_.remove_prefix(1);
            take_character();
            return true;
        }
        if (take_word(section)) return true;
        static constexpr std::string_view kDateLetters = "ymdhsea";
        if (kDateLetters.contains(lower(c))) return read_date_letters(section);
        static constexpr std::string_view kSigns = "0#?.,%@";
        Kind kind = Kind::kLiteral;
        switch (kSigns.find(c)) {
            case 0:
            case 1:
            case 2: kind = Kind::kDigit; break;
            case 3: kind = Kind::kPoint; break;
            case 4: kind = Kind::kComma; break;
            case 5: kind = Kind::kPercent; break;
            case 6: kind = Kind::kText; break;
            default: break;
        }
        add(section, kind, take_character());
        return true;
    }

    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

    std::string_view take_character() {
        size_t n = rest_.empty() ? 0 : 1;
        while (n < rest_.size() && (static_cast<unsigned char>(rest_[n]) & 0xC0) == 0x80) ++n;
        std::string_view taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

    bool read_quoted(FormatSection& section) {
        size_t end = rest_.find('"', 1);
        if (end == rest_.npos) end = rest_.size();  // an open quote runs to the end
        add(section, Kind::kLiteral, rest_.substr(1, end - 1));
        rest_.remove_prefix(std::min(rest_.size(), end + 1));
        return true;
    }

    // Words that are one piece: General, AM/PM, E+.
    bool take_word(FormatSection& section) {
        struct Word {
            std::string_view text;
            Kind kind;
        };
        static constexpr std::array<Word, 8> kWords = {{{"general", Kind::kGeneral},
                                                        {"g/通用格式", Kind::kGeneral},
                                                        {"am/pm", Kind::kDate},
                                                        {"上午/下午", Kind::kDate},
                                                        {"a/p", Kind::kDate},
                                                        {"e+", Kind::kExponent},
                                                        {"e-", Kind::kExponent},
                                                        {"yyyy", Kind::kDate}}};
        for (const Word& word : kWords) {
            if (rest_.size() < word.text.size()) continue;
            std::string_view ahead = rest_.substr(0, word.text.size());
            if (!std::ranges::equal(ahead, word.text, [](char a, char b) { return lower(a) == b; })) {
                continue;
            }
            if (word.kind == Kind::kExponent && !section.has(Kind::kDigit)) continue;
            rest_.remove_prefix(word.text.size());
            section.tokens.push_back({word.kind, std::string(word.text)});
            return true;
        }
        return false;
    }

    bool read_date_letters(FormatSection& section) {
        char letter = lower(rest_[0]);
        std::string run;
        while (!rest_.empty() && lower(rest_[0]) == letter) {
            run += letter;
            rest_.remove_prefix(1);
        }
        if (letter == 'a' && run.size() < 3) {
            add(section, Kind::kLiteral, run);
            return true;
        }
        section.tokens.push_back({Kind::kDate, std::move(run)});
        return true;
    }

    // [Red], [>=60], [h], [DBNum1], [$-804], [$¥-804].
    bool read_bracket(FormatSection& section) {
        size_t end = rest_.find(']');
        if (end == rest_.npos) return false;
        std::string_view inner = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        std::string key = fold_case(inner);
        if (!key.empty() && key.find_first_not_of(key[0]) == key.npos &&
            std::string_view("hms").contains(key[0])) {
            section.tokens.push_back({Kind::kDate, "[" + key + "]"});
        } else if (key == "dbnum1") {
            section.numerals = Numerals::kChinese;
        } else if (key == "dbnum2") {
            section.numerals = Numerals::kFinancial;
        } else if (key == "dbnum3") {
            section.numerals = Numerals::kFullWidth;
        } else if (key.starts_with("$")) {
            size_t dash = inner.find('-');
            if (dash > 1) add(section, Kind::kLiteral, inner.substr(1, dash - 1));
            section.is_chinese = key.ends_with("-804") || key.ends_with("zh-cn");
        } else if (!key.empty() && std::string_view("<>=").contains(key[0])) {
            size_t n = key.find_first_not_of("<>=");
            std::optional<double> limit =
                n == key.npos ? std::nullopt : number_from_text(std::string_view(key).substr(n));
            if (!limit) return false;
            section.comparison = key.substr(0, n);
            section.limit = *limit;
        }
        return true;
    }

    std::string_view rest_;
};

bool holds(const FormatSection& section, double number) {
    if (section.comparison == "<") return number < section.limit;
    if (section.comparison == "<=") return number <= section.limit;
    if (section.comparison == ">") return number > section.limit;
    if (section.comparison == ">=") return number >= section.limit;
    if (section.comparison == "<>") return number != section.limit;
    return number == section.limit;
}

// Which section a number goes to, and whether that section shows its minus itself.
struct Choice {
    const FormatSection* section;
    bool hides_sign;
};

std::optional<Choice> choose(std::span<const FormatSection> sections, double number) {
    size_t count = sections.size() == 4 ? 3 : sections.size();  // the fourth is for texts
    if (count > 1 && sections[0].comparison.empty() && sections[1].comparison.empty()) {
        if (number < 0) return Choice{&sections[1], true};
        if (number == 0 && count > 2) return Choice{&sections[2], false};
        return Choice{&sections[0], false};
    }
    for (size_t i = 0; i < count; ++i) {
        const FormatSection& section = sections[i];
        if (section.comparison.empty()) {
            // [>0]…;… : what the condition left over. Its minus shows unless only negatives are left.
            return Choice{&section, false};
        }
        if (holds(section, number)) {
            return Choice{&section, i == 1 && section.comparison[0] == '<' && section.limit <= 0};
        }
    }
    return std::nullopt;
}

Outcome<std::string> format_as_number(std::span<const FormatSection> sections, double number) {
    std::optional<Choice> choice = choose(sections, number);
    if (!choice) return std::unexpected(ExcelError::kValue);
    const FormatSection& section = *choice->section;
    if (section.has(Kind::kDate)) return format_date(section, number);
    bool shows_minus = number < 0 && !choice->hides_sign;
    if (shows_minus && section.tokens.empty()) shows_minus = false;
    return (shows_minus ? "-" : "") + format_number(section, std::fabs(number));
}

std::string format_as_text(std::span<const FormatSection> sections, const std::string& text) {
    const FormatSection* section = sections.size() == 4 ? &sections[3] : nullptr;
    if (section == nullptr && sections.back().has(Kind::kText)) section = &sections.back();
    if (section == nullptr) return text;
    std::string out;
    for (const FormatToken& token : section->tokens) {
        if (token.kind == Kind::kText) out += text;
        if (token.kind == Kind::kLiteral) out += token.text;
    }
    return out;
}

}  // namespace

bool FormatSection::has(FormatToken::Kind kind) const {
    return std::ranges::any_of(tokens, [kind](const FormatToken& t) { return t.kind == kind; });
}

std::optional<std::vector<FormatSection>> parse_format(std::string_view format) {
    if (format.size() > kMaxFormatBytes) return std::nullopt;
    return FormatParser(format).run();
}

Outcome<std::string> format_value(const Value& value, std::string_view format) {
    if (value.is_error()) return std::unexpected(value.error());
    if (value.is_boolean()) return general_text(value);
    if (format.empty()) return value.is_text() && !number_of(value) ? value.text() : std::string();
    // A formula asks for the same format row after row.
    thread_local std::string known_format;
    thread_local std::optional<std::vector<FormatSection>> sections;
    if (known_format != format) {
        sections = parse_format(format);
        known_format = format;
    }
    if (!sections) return std::unexpected(ExcelError::kValue);
    Outcome<double> number = number_of(value);
    if (!number) return format_as_text(*sections, value.text());
    return format_as_number(*sections, *number);
}

}  // namespace yitao::formula
