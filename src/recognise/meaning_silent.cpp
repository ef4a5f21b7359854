// What a path names and the reading does not use: every such word is a doubt, whatever it means.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning_path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// Words that say nothing by themselves and are no sign that something was not read.
bool is_plain(std::string_view text) {
    static constexpr auto kPlain = std::to_array<std::string_view>(
        {"数量", "数据", "情况", "指标", "统计", "个数", "全镇", "全乡", "全县", "全市", "全区",
         "全村", "社区", "街道", "各村", "分村", "辖区", "本辖区", "数值", "总体", "实有", "现有"});
    bool once = text.contains("重复") || text.contains("去重") || text.ends_with("总数");
    return once || std::ranges::find(kPlain, text) != kPlain.end();
}

// 不限行业
bool takes_any(const Layer& layer) {
    return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kNot && term.how == "any";
        });
    });
}

}  // namespace

bool PathReader::uses(int column) const {
    auto tests = [&](const std::vector<Test>& all) {
        return std::ranges::any_of(
            all, [&](const Test& test) { return static_cast<int>(test.column) == column; });
    };
    auto alternatives = [&](const std::vector<std::vector<Test>>& all) {
        return std::ranges::any_of(all, tests);
    };
    bool value = column == result_.amount || column == result_.amount_above ||
                 column == result_.event || column == result_.ratio_top ||
                 column == result_.ratio_base;
    return value || tests(result_.filter.tests) || tests(result_.base.tests) ||
           alternatives(result_.share) || tests(result_.base_extra) ||
           alternatives(result_.done) || std::ranges::any_of(result_.unions, alternatives);
}

bool PathReader::is_own(size_t part) const {
    return part + 1 == layers_.path.size() || part + 1 == asked_.row_parts;
}

void PathReader::ask_unread_columns() {
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        if (!is_own(i)) continue;
        layer_ = &layers_.path[i];
        if (is_axis_name() || takes_any(*layer_)) continue;
        for (const Token& token : layer_->cut->tokens) {
            bool names = false;
            bool used = false;
            for (const Term& term : token.terms) {
                if (!speaks_here(term) || !term.names_column || term.column < 0) continue;
                names = true;
                used = used || uses(term.column);
            }
            const Term* term = choose(token, true);
            bool bare = term != nullptr && term->kind == PhraseKind::kFiller;
            if (names && !used && bare) result_.doubt(kStrayWord, "silent " + token.text);
        }
    }
}

bool PathReader::is_repeated(const Token& token) const {
    return std::ranges::any_of(layers_.path, [&](const Layer& layer) {
        return &layer != layer_ && std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
                   return other.text.contains(token.text);
               });
    });
}

PathReader::Says PathReader::says_of(const Token& token) {
    const Term* term = choose(token, true);
    if (term == nullptr) return Says::kSome;
    switch (term->kind) {
        case PhraseKind::kSubject:
            return term->generic || term->when.empty() ? Says::kNothing : Says::kSome;
        case PhraseKind::kGrain:
        case PhraseKind::kTotal:
        case PhraseKind::kOfWhich:
        case PhraseKind::kMeta:
        case PhraseKind::kStanding:
            return Says::kNothing;
        case PhraseKind::kFiller:
            if (term->names_column) return Says::kSome;
            return token.to - token.from > 1 && !is_plain(token.text) ? Says::kUnclear
                                                                       : Says::kNothing;
        default:
            return Says::kSome;
    }
}

void PathReader::ask_silent_headings() {
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        if (!is_own(i)) continue;
        layer_ = &layers_.path[i];
        const Token* unclear = nullptr;
        bool some = false;
        for (const Token& token : layer_->cut->tokens) {
            Says says = says_of(token);
            if (says == Says::kSome) some = true;
            if (says == Says::kUnclear && !is_repeated(token)) unclear = &token;
        }
        if (!some && unclear != nullptr) result_.doubt(kStrayWord, "silent " + unclear->text);
    }
}

void PathReader::ask_silent() {
    ask_unread_columns();
    ask_silent_headings();
}

}  // namespace yitao::recognise
