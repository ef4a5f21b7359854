// Comparisons with an earlier time: 比上月增减, 环比增幅（%）, 同比. The same reading is made once
// more for the month or the year before.
#include <array>

#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using namespace losses;

// 当月比上月增减, 环比增幅（%）, 同比增减: what the figure beside it is less the one before.
bool PathReader::take_change(const Token& token) {
    using Change = Understood::Change;
    constexpr auto kMonth = std::to_array<std::string_view>({"环比", "上月", "上期"});
    constexpr auto kYear = std::to_array<std::string_view>({"同比", "上年", "去年"});
    constexpr auto kPlain = std::to_array<std::string_view>({"增减", "增幅", "增长", "变化"});
    if (has_any(token.text, kMonth)) {
        result_.change = Change::kMonth;
    } else if (has_any(token.text, kYear)) {
        result_.change = Change::kYear;
    } else if (result_.change == Change::kNone || !has_any(token.text, kPlain)) {
        return false;
    }
    return true;
}

// The same figure of the month before, of the same time a year before. False: it is not known
// which.
static bool go_back(const Vocabulary& words, Understood& then) {
    const LedgerFacts& facts = words.facts(then.filter.ledger);
    const bool counts = !then.is_ratio && then.how != How::kAverage && facts.event_column >= 0;
    const bool month = then.window == Window::kPeriod;
    const bool year = then.window == Window::kYear && !then.window_generic && then.from_year == 0;
    if (!counts || (!month && !year)) return false;
    if (then.change == Understood::Change::kMonth) {
        if (!month) return false;
        then.window = Window::kLastPeriod;
        return true;
    }
    then.window = month ? Window::kLastYear : Window::kLastYearSoFar;
    then.same_month = month;
    return true;
}

static void settle(const Vocabulary& words, const Asked& asked, Understood& understood) {
    settle_birthdays(words, asked, understood);
    settle_measure(words, asked, understood);
    settle_ages(words, asked, understood);
}

Understood understand(const Vocabulary& words, const Asked& asked, const Layers& layers,
                      size_t ledger) {
    Understood result = PathReader(words, asked, layers, ledger).read();
    if (result.change != Understood::Change::kNone) {
        Asked count = asked;  // 增幅（%）: of counts
        if (count.measure == "%") count.measure.clear();
        if (result.grain == "%") result.grain.clear();
        auto then = std::make_shared<Understood>(result);
        if (go_back(words, *then)) {
            settle(words, count, *then);
            settle(words, count, result);
            result.compared = std::move(then);
            return result;
        }
        result.doubt(kContradiction, "change");
    }
    settle(words, asked, result);
    return result;
}

}  // namespace yitao::recognise
