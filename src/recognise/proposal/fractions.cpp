#include "recognise/proposal/fractions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/notes/equation.h"
#include "recognise/notes/notes.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

constexpr auto kWritten = std::to_array<std::string_view>(
    {"以小数表示", "用小数表示", "按小数表示", "以小数填", "用小数填", "按小数填", "以小数形式",
     "用小数形式", "按小数形式"});

// （0—1小数）, （0至1之间的小数）: the ends of the scale.
bool names_scale(std::string_view text) {
    constexpr auto kTo = std::to_array<std::string_view>({"—", "–", "-", "~", "～", "至", "到"});
    constexpr auto kOf = std::to_array<std::string_view>({"之间的", "之间", "的"});
    constexpr std::string_view kDecimals = "小数";
    for (size_t at = text.find('0'); at != std::string_view::npos; at = text.find('0', at + 1)) {
        if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.')) continue;
        std::string_view rest = text.substr(at + 1);
        if (!take(rest, kTo) || !rest.starts_with('1')) continue;
        rest.remove_prefix(1);
        take(rest, kOf);
        if (rest.starts_with(kDecimals)) return true;
    }
    return false;
}

bool says_fraction(std::string_view heading) {
    constexpr auto kBare =
        std::to_array<std::string_view>({"（小数）", "(小数)", "（小数，", "(小数,", "以小数表示"});
    return has_any(heading, kBare) || names_scale(heading);
}

// 参保率＝…，用小数表示: of the share that the sentence begins with. 均用小数表示 of all.
bool note_says_fraction(std::string_view note, const std::string& heading) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"＝", "=", "，", ",", "以小数", "用小数", "按小数", "一律", "都", "均"});
    constexpr auto kMarks =
        std::to_array<std::string_view>({"：", ":", "．", ".", "、", "①", "②", "③", "④", "⑤", "⑥"});
    constexpr auto kShares = std::to_array<std::string_view>({"率", "比", "比重", "比例", "占比"});
    const std::string bare = without_item(bare_heading(heading.substr(0, heading.find("（"))));
    const bool share =
        std::ranges::any_of(kShares, [&](std::string_view end) { return bare.ends_with(end); });
    if (!share) return false;
    while (!note.empty()) {
        const std::string_view sentence = take_clause(note, kSentenceEnds);
        const size_t at = first_of(sentence, kWritten);
        if (at >= sentence.size() || sentence.substr(0, at).ends_with("不")) continue;
        std::string_view word = sentence.substr(0, std::min(at, first_of(sentence, kEnds)));
        for (std::string_view mark : kMarks) {
            const size_t begins = word.rfind(mark);
            if (begins != std::string_view::npos) word.remove_prefix(begins + mark.size());
        }
        const std::string key = match_key(word);
        if (code_point_count(key) >= 2 && bare.ends_with(key)) return true;
    }
    return false;
}

}  // namespace

void take_fraction(const std::vector<std::string>& notes, Asked& asked) {
    const PathPart* share = nullptr;
    for (const PathPart& part : asked.path) {
        const bool by_note = std::ranges::any_of(notes, [&](const std::string& note) {
            return !part.inherited && note_says_fraction(note, part.text);
        });
        if (says_fraction(part.text) || by_note) share = &part;
    }
    if (share == nullptr) return;
    // Drawn with two decimals it is 93.12 or 0.93: what a fraction has, words say.
    constexpr int kLeast = 3;
    int decimals = asked.shape.decimals >= kLeast ? asked.shape.decimals : -1;
    for (const std::string& note : notes) {
        const int said = decimals_said(note, share->text, false);
        if (decimals < 0 && said > 0) decimals = said;
    }
    asked.shape = {.decimals = decimals, .fraction = true};
}

}  // namespace yitao::recognise
