// When it happened, what happened, and rates: the words that say so join the reading.
#include <algorithm>
#include <map>

#include "recognise/meaning_path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

void PathReader::join_window(const Term& term, const Token& token) {
    if (term.window == "older" || term.window == "before_year") return join_age(term, token);
    static const std::map<std::string, Window, std::less<>> kWindows = {
        {"now", Window::kNow},
        {"period", Window::kPeriod},
        {"year", Window::kYear},
        {"before", Window::kBefore},
        {"last_period", Window::kLastPeriod},
        {"whole_last_year", Window::kWholeLastYear},
        {"last_year", Window::kLastYear}};
    result_.before_year = term.window == "before_the_year";
    auto found = kWindows.find(result_.before_year ? "before" : term.window);
    if (found == kWindows.end()) return;
    bool month = term.window == "period" && term.month > 0;
    if (month && token.bracketed && layer_has_window_ && result_.window != Window::kNone) return;
    if (one_month_ && found->second == Window::kPeriod && !month) return;  // 1月 / 当月发现
    if (layer_event_ && result_.event >= 0) keep_event();  // 当月受理当月办结
    if (month && is_enumerated(term)) {
        one_month_ = true;
        result_.window = Window::kYear;
        result_.first_month = result_.last_month = term.month;
        result_.window_alone = false;
        note(token, token.text);
        return;
    }
    if (found->second == Window::kLastYear) result_.same_month = is_of_month(token);
    // 今年新开工项目 / 本期数: the column only says that it is this report's figure.
    if (term.generic && result_.window != Window::kNone) return;
    result_.window = found->second;
    result_.last_month = month ? 0 : term.month;
    result_.first_month = month ? 1 : term.first_month;
    result_.window_generic = term.generic;
    result_.window_alone = term.generic || layer_->cut->tokens.size() == 1;
    note(token, term.window);
}

void PathReader::join_event(const Term& term, const Token& token) {
    bool negated = std::exchange(negated_, false);
    if (negated) {
        if (term.when.empty()) {
            result_.doubt(kContradiction, "negation " + token.text);
            return;
        }
        for (const auto& done : term.when) {
            auto open = done.size() == 1 ? opposite(done[0]) : std::nullopt;
            if (open) add_tests({*open}, token);
        }
        result_.identity = true;
        if (result_.window == Window::kPeriod || result_.window == Window::kNone) {
            result_.window = Window::kNow;
        }
        return;
    }
    names_subject_ = names_subject_ || !layer_->inherited;
    // 今年受理已办结: of what came in then, what is over.
    bool over = layer_event_ && result_.event >= 0 && result_.event != term.column &&
                term.when.size() == 1 && window_test(result_, result_.event);
    if (over) {
        keep_event();
        result_.window = Window::kNow;
        return add_tests(term.when[0], token);
    }
    // 全年累计（今年受理） / 已办结: of what came in then, what is over now.
    bool of_group = !layer_->inherited && group_event_ >= 0 && !layer_has_window_ &&
                    group_event_ == result_.event && group_event_ != term.column &&
                    term.when.size() == 1 && layer_->cut->tokens.size() <= 2;
    if (of_group) {
        keep_event();
        if (result_.event < 0) {
            result_.window = Window::kNow;
            return add_tests(term.when[0], token);
        }
    }
    // 今年累计发现 / 其中：已整改: of what was found then, what is over now.
    bool part = !layer_->inherited && inherited_event_ >= 0 && !layer_has_window_ &&
                inherited_event_ != term.column && term.when.size() == 1;
    if (part) return add_tests(term.when[0], token);
    if (layer_->inherited) inherited_event_ = term.column;
    layer_event_ = true;
    by_date_ = by_date_ || term.source == Source::kForm;
    result_.event = term.column;
    result_.done = term.when;
    if (term.column >= 0) {
        note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
    }
}

void PathReader::join_ratio(const Term& term, const Token& token) {
    if (layer_->inherited) return;
    result_.is_ratio = true;
    if (term.source == Source::kForm) result_.identity = result_.base_said = true;
    result_.ratio_top = term.column;
    result_.ratio_base = term.base;
    result_.base_extra = term.base_when;
    if (!term.when.empty()) result_.share = term.when;
    note(token, "比率");
}

}  // namespace yitao::recognise
