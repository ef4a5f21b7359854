#include "recognise/notes/bounds.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "recognise/notes/zero.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// The first end of each band is in it, the second not.
bool leaves_out_upper(std::string_view text) {
    constexpr auto kSaid = std::to_array<std::string_view>(
        {"含下不含上", "下含上不含", "下限含上限不含", "左闭右开", "含起不含止", "含低不含高",
         "含前不含后", "下限在内", "以下限为准", "含下限不含上限"});
    constexpr auto kLeast =
        std::to_array<std::string_view>({"含下限", "包括下限", "含下线", "包含下限", "含起点",
                                         "包括起点", "含起数", "含起始数", "下限数在内"});
    constexpr auto kMost = std::to_array<std::string_view>(
        {"不含上限", "不包括上限", "不包含上限", "不含止点", "不包括止点", "不含止数", "不含终点",
         "上限不在内", "上限数不在内"});
    return has_any(text, kSaid) || (has_any(text, kLeast) && has_any(text, kMost));
}

bool leaves_out_lower(std::string_view text) {
    constexpr auto kSaid = std::to_array<std::string_view>(
        {"含上不含下", "上含下不含", "上限含下限不含", "左开右闭", "含止不含起", "含高不含低",
         "含后不含前", "上限在内", "以上限为准", "含上限不含下限"});
    constexpr auto kMost = std::to_array<std::string_view>({"含上限", "包括上限", "包含上限"});
    constexpr auto kLeast =
        std::to_array<std::string_view>({"不含下限", "不包括下限", "不包含下限"});
    return has_any(text, kSaid) || (has_any(text, kMost) && has_any(text, kLeast));
}

// 正好200元归第一组: which of the two bands has the number between them; 0: nothing is said.
int band_of_limit(std::string_view text) {
    constexpr auto kExactly = std::to_array<std::string_view>({"正好", "恰好", "刚好"});
    constexpr auto kGoes = std::to_array<std::string_view>(
        {"归入", "归到", "归在", "归", "列入", "计入", "算在", "算"});
    constexpr auto kFirst =
        std::to_array<std::string_view>({"第一", "前一", "上一", "低", "小", "较低", "较小"});
    constexpr auto kSecond =
        std::to_array<std::string_view>({"第二", "后一", "下一", "高", "大", "较高", "较大"});
    constexpr size_t kFar = 36;  // bytes
    const size_t exactly = first_of(text, kExactly);
    const size_t goes = first_of(text, kGoes, exactly);
    if (goes >= text.size() || goes - exactly > kFar) return 0;
    std::string_view where = text.substr(goes);
    take_clause(where, kGoes);
    if (first_of(where, kFirst) == 0) return 1;
    return first_of(where, kSecond) == 0 ? 2 : 0;
}

// “以下”不含本数, “10000以上”不含10000; not 1万元以下不含0.
bool leaves_out_own(std::string_view text, std::string_view bound) {
    constexpr auto kNot = std::to_array<std::string_view>(
        {"不含", "均不含", "都不含", "，不含", "不包括", "均不包括", "不包含", "(不含", "（不含"});
    for (size_t at = text.find(bound); at != std::string_view::npos;
         at = text.find(bound, at + 1)) {
        const std::string_view rest = text.substr(at + bound.size());
        for (std::string_view no : kNot) {
            if (!rest.starts_with(no)) continue;
            if (!begins_with_nothing(rest.substr(no.size()))) return true;
        }
    }
    return false;
}

// 2.5—5亩: its ends, and what it is of; nothing: the text is no such band.
struct Band {
    std::pair<int, size_t> of;  // ledger, column
    std::optional<double> least;
    std::optional<double> most;
};
std::optional<Band> band_of(const Vocabulary& words, std::string_view text) {
    const Cut cut = words.cut(text);
    std::optional<Band> band;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            const bool number = term.source == Source::kPattern && term.when.size() == 1 &&
                                term.when[0].size() == 1 &&
                                term.when[0][0].kind == Test::Kind::kNumber;
            if (!number) continue;
            const Test& test = term.when[0][0];
            if (!band) band = Band{{term.ledger, test.column}, {}, {}};
            if (band->of != std::pair(term.ledger, test.column)) continue;
            if (test.least) band->least = test.least;  // 3000万元以上、1亿元以下
            if (test.most) band->most = test.most;
        }
    }
    return band;
}

}  // namespace

bool bands_follow(const Vocabulary& words, std::span<const std::string> labels) {
    constexpr size_t kLeastSpans = 1;
    constexpr auto kWith = std::to_array<std::string_view>({"及以上", "以上", "起"});
    std::vector<Band> spans;
    std::vector<Band> tops;
    for (const std::string& label : labels) {
        const auto band = band_of(words, label);
        if (!band || !band->least) continue;
        if (band->most) spans.push_back(*band);
        if (!band->most && has_any(label, kWith)) tops.push_back(*band);
    }
    const auto goes_on = [&](const Band& span) {
        const auto next = [&](const Band& other) {
            return other.of == span.of && other.least == span.most;
        };
        return std::ranges::any_of(spans, next) || std::ranges::any_of(tops, next);
    };
    const auto ends = [&](const Band& top) {
        return std::ranges::any_of(
            spans, [&](const Band& span) { return span.of == top.of && span.most == top.least; });
    };
    return spans.size() >= kLeastSpans && std::ranges::all_of(spans, goes_on) &&
           std::ranges::any_of(tops, ends);
}

void read_bound_notes(std::string_view note, Vocabulary& words) {
    constexpr auto kQuotes = std::to_array<std::string_view>({"“", "”", "\"", " "});
    std::string text(note);
    erase_all(text, kQuotes);
    const int limit = band_of_limit(text);
    if (leaves_out_lower(text) || limit == 1) {
        words.define_bands_above();
    } else if (leaves_out_upper(text) || limit == 2) {
        words.define_bands();
    }
    // “5亩以下”不含无耕地户，也不含正好5亩的户
    const bool exactly = text.contains("以下") && text.contains("不含正好");
    if (exactly || leaves_out_own(text, "以下")) words.exclude_below();
    if (leaves_out_own(text, "以上")) words.exclude_above();
}

}  // namespace yitao::recognise
