// What brackets do with the words before them.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

// 展览（书画、图片等）, 满65周岁（老年人体检）, 项目数（以开工日期为准）: a word nobody knows in
// brackets behind what is known tells more of it; not where the brackets limit, deny or name
// somebody.
bool PathReader::only_explains(const Token& token) {
    constexpr auto kLimits = std::to_array<std::string_view>(
        {"只",   "仅", "限", "除", "不", "非", "未", "无", "没", "剔", "超", "逾",
         "其中", "占", "均", "÷",  "并", "计", "名", "行", "两", "各", "每"});
    if (!token.bracketed || layer_->inherited || begins_with_digit(token.text)) return false;
    bool says = false;
    for (const Token& other : layer_->cut->tokens) {
        const bool lists = other.text.contains("、") || other.text.contains("和");
        if (other.bracketed) {
            if (has_any(other.text, kLimits) || begins_with_digit(other.text)) return false;
            continue;
        }
        if (other.from > token.from) break;
        const Term* term = choose(other, true);
        const bool rate = term != nullptr && (term->kind == PhraseKind::kRatio ||
                                              term->kind == PhraseKind::kAggregate);
        if (term == nullptr || term->vague || other.listed || lists || rate) return false;
        says = says || term->kind != PhraseKind::kFiller;
    }
    return says && std::ranges::none_of(kWordsForSomebody, [&](std::string_view who) {
               return token.text.ends_with(who);
           });
}

void PathReader::read_marks(std::span<const Token> tokens) {
    includes_ = excludes_ = excluded_ = blank_ = blank_read_ = false;
    bool negated = false;  // 不 | 含无收入
    bool outside = false;  // the blank is said of the rows, not of those that brackets take in
    for (const Token& token : tokens) {
        std::string_view text = token.text;
        bool in = text.starts_with("含") || text.starts_with("包括") || text.starts_with("包含");
        // 空白不计
        const bool blank_out = negated && blank_ && token.bracketed;
        bool out = text == "除外" || text == "不含" || text == "不包括" || (in && negated);
        out = out || blank_out;
        excludes_ = excludes_ || (token.bracketed && out);
        includes_ = includes_ || (token.bracketed && in && !excludes_);
        negated = std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kNot && term.how.empty();
        });
        blank_ = blank_ || is_blank(token);
        outside = outside || (is_blank(token) && !token.bracketed);
    }
    includes_ = includes_ && !excludes_;
    if (includes_ && !outside) blank_ = false;  // 总计（含未登记耕地的户）
}

bool PathReader::read_bracket(const Token& token) {
    if (!token.bracketed || (!includes_ && !excludes_)) return false;
    const Term* term = choose(token, true);
    if (term != nullptr && term->window == "all") return false;  // （含往年）
    bool plain = term != nullptr && term->kind == PhraseKind::kCondition &&
                 term->when.size() == 1 && term->when[0].size() == 1;
    bool none = plain && excludes_ && term->when[0][0].most == 0 && term->when[0][0].least == 0;
    if (none) {  // 不含无收入
        Test some = term->when[0][0];
        some.most.reset();
        some.least_open = true;
        add_tests({some}, token);
        return excluded_ = true;
    }
    if (includes_) {
        // 务工（含本地和外出）, where nobody knows 务工: the brackets alone say who they are.
        bool alone = here_.empty() && !layer_event_ && term != nullptr &&
                     term->kind == PhraseKind::kCondition && !term->generic &&
                     !is_population(*term);  // 办结（含引导诉讼）: it takes in
        if (alone) return false;
        if (plain && !term->generic) join_words(term->when[0]);
        return true;
    }
    constexpr auto kMarks = std::to_array<std::string_view>({"除外", "不含", "不包括", "不", "含"});
    if (std::ranges::find(kMarks, token.text) != kMarks.end()) return true;
    if (term != nullptr && term->kind == PhraseKind::kNot && term->how.empty()) {
        return negated_ = true;
    }
    bool amount = term != nullptr && term->kind == PhraseKind::kAmount;
    if (amount && std::exchange(negated_, false)) {  // 不含无收入
        Test some{.column = static_cast<size_t>(term->column),
                  .kind = Test::Kind::kNumber,
                  .least = 0,
                  .least_open = true};
        add_tests({some}, token);
        return excluded_ = true;
    }
    auto other = plain ? opposite(term->when[0][0]) : std::nullopt;
    if (other) add_tests({*other}, token);
    excluded_ = excluded_ || other.has_value();
    return other.has_value();
}

}  // namespace yitao::recognise
