#include "recognise/notes/kinds.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/notes/conditions.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr size_t kLongestHeading = 90;  // bytes
constexpr auto kPauses = std::to_array<std::string_view>({"、", "和", "及", "与"});

// 三类 → 3; 0: another number.
size_t number_of(std::string_view count) {
    constexpr auto kNumerals = std::to_array<std::string_view>({"三", "四", "五", "六"});
    constexpr size_t kFirst = 3;
    for (size_t i = 0; i < kNumerals.size(); ++i) {
        if (count.starts_with(kNumerals[i])) return kFirst + i;
    }
    return count.starts_with("两") || count.starts_with("二") ? 2 : 0;
}

struct CountedKinds {
    std::string heading;  // 脱贫、监测、低保三类户
    std::string listed;   // 脱贫、监测、低保
    std::string word;     // 三类户
};

// Kinds, as many as the heading says.
std::optional<CountedKinds> counted_kinds(const std::string& text) {
    constexpr auto kOf =
        std::to_array<std::string_view>({"户", "对象", "人员", "人群", "家庭", "群体"});
    const std::string heading = bare_heading(text);
    const size_t at = first_of(heading, kKindCounts);
    if (at == 0 || at >= heading.size()) return std::nullopt;
    const std::string word = heading.substr(at);
    std::string_view of = word;
    take(of, kKindCounts);
    if (std::ranges::find(kOf, of) == kOf.end()) return std::nullopt;
    size_t kinds = 0;
    for (std::string_view rest = std::string_view(heading).substr(0, at); !rest.empty(); ++kinds) {
        if (take_clause(rest, kPauses).empty()) return std::nullopt;
    }
    if (kinds < 2 || kinds != number_of(word)) return std::nullopt;
    return CountedKinds{heading, heading.substr(0, at), word};
}

// The word is said to count each once, or another heading has it.
struct Use {
    bool once = false;
    bool heads = false;
};

Use use_of(const SheetCells& cells, const CountedKinds& kinds) {
    Use use;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || !text->contains(kinds.word)) continue;
        if (text->size() <= kLongestHeading && bare_heading(*text) != kinds.heading)
            use.heads = true;
        for (std::string_view rest = *text; !rest.empty();) {
            const std::string_view sentence = take_clause(rest, kSentenceEnds);
            use.once = use.once || (sentence.contains(kinds.word) && counts_once(sentence));
        }
    }
    return use;
}

}  // namespace

void read_counted_kinds(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kMost = 4;
    std::vector<CountedKinds> found;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > kLongestHeading || found.size() >= kMost) continue;
        if (!has_any(*text, kKindCounts)) continue;
        if (auto kinds = counted_kinds(*text)) found.push_back(std::move(*kinds));
    }
    for (const CountedKinds& kinds : found) {
        const Use use = use_of(cells, kinds);
        if (!use.once && !use.heads) continue;
        const Cut cut = words.cut(kinds.word);
        const bool by_form = std::ranges::any_of(cut.tokens, [](const Token& token) {
            return std::ranges::any_of(
                token.terms, [](const Term& term) { return term.source == Source::kForm; });
        });
        if (by_form) continue;  // a note explains it
        auto all = union_of(words, kinds.listed);
        if (!all) {
            words.leave_unknown(kinds.word);
            continue;
        }
        all->vague = !use.once;
        words.define(kinds.heading, Term(*all));
        words.define(kinds.word, std::move(*all));
    }
}

}  // namespace yitao::recognise
