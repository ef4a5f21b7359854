// 2014.9.1—2020.8.31, 2019年9月1日至2020年8月31日: born between the two days.
#include <charconv>

#include "recognise/vocabulary.h"

namespace yitao::recognise {

namespace {

// A number of at most `most` digits at the start of the text; nothing: none.
std::optional<int> take_number(std::u32string_view& text, size_t most) {
    int value = 0;
    size_t digits = 0;
    while (digits < most && digits < text.size() && text[digits] >= U'0' && text[digits] <= U'9')
        value = value * 10 + static_cast<int>(text[digits++] - U'0');
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::u32string_view& text, std::u32string_view mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(mark.size());
    return true;
}

// 2014.9.1, 2014-9-1, 2014年9月1日
std::optional<std::string> take_day(std::u32string_view& text) {
    auto year = take_number(text, 4);
    if (!year || *year < 1900 || *year > 2100) return std::nullopt;
    const bool words = take(text, U"年");
    if (!words && !take(text, U".") && !take(text, U"-") && !take(text, U"/")) return std::nullopt;
    auto month = take_number(text, 2);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    if (words ? !take(text, U"月") : !take(text, U".") && !take(text, U"-") && !take(text, U"/"))
        return std::nullopt;
    auto day = take_number(text, 2);
    if (!day || *day < 1 || *day > 31) return std::nullopt;
    if (words) take(text, U"日");
    return fmt::format("DATE({},{},{})", *year, *month, *day);
}

}  // namespace

Pattern match_days(std::span<const char32_t> text, size_t at,
                   std::span<const ledger::Schema* const> schemas) {
    std::u32string_view rest(text.data() + at, text.size() - at);
    const size_t length = rest.size();
    auto first = take_day(rest);
    if (!first) return {};
    bool to = take(rest, U"—") || take(rest, U"-") || take(rest, U"至") || take(rest, U"~") ||
              take(rest, U"到") || take(rest, U"–");
    while (take(rest, U"—")) {
    }
    auto last = to ? take_day(rest) : std::nullopt;
    if (!last) return {};
    take(rest, U"期间");
    take(rest, U"出生");
    Pattern found;
    for (size_t i = 0; i < schemas.size(); ++i) {
        auto column = schemas[i]->find_column_named("出生日期");
        if (!column) continue;
        Term term;
        term.kind = dictionary::PhraseKind::kCondition;
        term.ledger = static_cast<int>(i);
        term.column = static_cast<int>(*column);
        term.generic = true;
        term.source = Source::kPattern;
        term.when = {{Test{.column = *column,
                           .kind = Test::Kind::kDates,
                           .dates = {{">=", *first}, {"<=", *last}}}}};
        found.terms.push_back(std::move(term));
    }
    if (!found.terms.empty()) found.length = length - rest.size();
    return found;
}

}  // namespace yitao::recognise
