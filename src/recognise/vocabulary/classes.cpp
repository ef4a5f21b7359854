// Classes of a classification told by their letters: B、C、D三个行业门类, （F、H）, A01—A04.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "recognise/vocabulary/take.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

// C, or C13: a section, or a division of it; keys are written small.
struct Class {
    char letter = 0;
    int division = -1;
};

std::optional<Class> take_class(std::u32string_view& text) {
    if (text.empty() || text[0] < U'a' || text[0] > U't') return std::nullopt;
    Class one{static_cast<char>(text[0] - U'a' + U'A')};
    std::u32string_view rest = text.substr(1);
    const size_t before = rest.size();
    if (const auto number = take_number(rest, 2)) {
        if (before - rest.size() != 2) return std::nullopt;
        one.division = *number;
    }
    const auto goes_on = [](char32_t c) {
        return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'级';
    };
    if (!rest.empty() && goes_on(rest[0])) return std::nullopt;
    text = rest;
    return one;
}

std::string name_of(const Class& one) {
    return one.division < 0 ? std::string(1, one.letter) + "*"
                            : fmt::format("{}{:02}", one.letter, one.division);
}

// The column whose codes are such: 行业.
std::optional<size_t> column_of_classes(const Vocabulary& words, size_t ledger) {
    const auto& columns = words.schema(ledger).columns;
    for (size_t i = 0; i < columns.size(); ++i) {
        const ledger::CodeList* list = words.code_list(columns[i]);
        if (list == nullptr || list->codes.empty()) continue;
        const std::string& name = list->codes.front().name;
        const bool class_name = name.size() == 3 && name[0] >= 'A' && name[0] <= 'Z' &&
                                name[1] >= '0' && name[1] <= '9' && name[2] >= '0' &&
                                name[2] <= '9';
        if (class_name) return i;
    }
    return std::nullopt;
}

// 三个行业门类: false where nothing says that classes were meant.
bool take_end(std::u32string_view& text) {
    std::u32string_view rest = text;
    take_any(rest, {U"两", U"三", U"四", U"五", U"六"});
    take(rest, U"个");
    take_any(rest, {U"行业", U"产业"});
    if (!take_any(rest, {U"门类", U"大类"})) return false;
    text = rest;
    return true;
}

}  // namespace

Pattern match_classes(std::span<const char32_t> text, size_t at, const Vocabulary& words) {
    const std::u32string_view all(text.data(), text.size());
    std::u32string_view rest = all.substr(at);
    const auto before = at > 0 ? all[at - 1] : U' ';
    if ((before >= U'a' && before <= U'z') || (before >= U'0' && before <= U'9')) return {};
    std::vector<std::string> names;
    bool divisions = true;
    for (bool more = true; more && names.size() < 20;) {
        auto one = take_class(rest);
        if (!one) return {};
        names.push_back(name_of(*one));
        divisions = divisions && one->division >= 0;
        std::u32string_view behind = rest;
        if (one->division >= 0 && take_to(behind)) {
            const auto last = take_class(behind);
            const bool band = last && last->letter == one->letter &&
                              last->division > one->division && last->division - one->division < 12;
            if (!band) return {};
            for (int next = one->division + 1; next <= last->division; ++next)
                names.push_back(name_of({one->letter, next}));
            rest = behind;
        }
        behind = rest;
        if (one->division < 0 && take_to(behind)) {  // B—E门类
            const auto last = take_class(behind);
            std::u32string_view end = behind;
            const bool band = last && last->division < 0 && last->letter > one->letter;
            if (!band || !take_end(end)) return {};
            for (char next = one->letter; next++ < last->letter;) names.push_back(name_of({next}));
            rest = behind;
        }
        behind = rest;
        std::u32string_view next = behind;
        more = take(next, U"、") && take_class(next).has_value();
        if (more) take(rest, U"、");
    }
    // （C、D） may be grades of houses as well.
    const bool grades = std::ranges::all_of(
        names, [](const std::string& name) { return name.size() == 2 && name[0] <= 'D'; });
    const bool inside = before == U'(' && rest.starts_with(U")") && !grades;
    const bool said = take_end(rest);
    if (names.size() < 2 || (!said && !inside && !divisions)) return {};
    Pattern found;
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        const auto column = column_of_classes(words, ledger);
        if (!column || !words.facts(ledger).known) continue;
        Term term{.kind = dictionary::PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
        term.source = Source::kPattern;
        term.column = static_cast<int>(*column);
        term.when = {{Test{.column = *column, .kind = Test::Kind::kWords, .words = names}}};
        found.terms.push_back(std::move(term));
    }
    if (!found.terms.empty()) found.length = all.size() - at - rest.size();
    return found;
}

}  // namespace yitao::recognise
