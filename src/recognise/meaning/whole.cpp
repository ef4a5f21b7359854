// What a share is over, once all words of the path are known: the rows that its group speaks of,
// all that the rows are some of, what a heading above has said already.
#include <algorithm>

#include "recognise/meaning/understood.h"

namespace yitao::recognise {

namespace {

class Wholes {
  public:
    Wholes(const Vocabulary& words, const Asked& asked, Understood& u)
        : words_(words), asked_(asked), u_(u), facts_(words.facts(u.filter.ledger)) {}

    void settle() {
        drop_what_is_shared();
        if (!u_.share.empty() || u_.ratio_top >= 0 || u_.has_base || !u_.unions.empty()) return;
        if (u_.whole_of_rows) return share_of_all();
        if (u_.amount >= 0) return;
        share_of_group();
        if (u_.share.empty() && words_.shares_of_all()) share_of_all();
    }

  private:
    // 使用卫生厕所 / 卫生厕所普及率: of all homes, not of those that have one.
    void drop_what_is_shared() {
        if (u_.share.size() != 1 || u_.has_base || u_.ratio_top >= 0) return;
        const auto& tests = u_.filter.tests;
        const auto said = [&](const Test& test) {
            return std::ranges::find(tests, test) != tests.end();
        };
        if (!std::ranges::all_of(u_.share[0], said)) return;
        std::erase_if(u_.filter.tests, [&](const Test& test) {
            return std::ranges::find(u_.share[0], test) != u_.share[0].end();
        });
    }

    bool is_of_row(const Test& test) const {
        return std::ranges::find(u_.row_columns, test.column) != u_.row_columns.end();
    }

    // 宽带网络 / 入户率: of all rows, those the group speaks of.
    void share_of_group() {
        const bool rate = !asked_.path.empty() && asked_.path.back().text.contains("率");
        if (!rate || asked_.path.size() < asked_.row_parts + 2) return;
        std::vector<size_t> own;
        for (size_t i = 0; i < u_.filter.tests.size(); ++i) {
            const Test& test = u_.filter.tests[i];
            const bool row = asked_.row_parts > 0 && is_of_row(test);
            if (!row && test.kind == Test::Kind::kWords) own.push_back(i);
        }
        if (own.size() != 1 || facts_.standing.size() > 1) return;
        u_.share = {{u_.filter.tests[own[0]]}};
        u_.filter.tests.erase(u_.filter.tests.begin() + static_cast<long>(own[0]));
    }

    // 框架结构 / 占比, and the form says of all; 3亩以下 / 占全部耕地比重: of those that the other
    // headings speak of.
    void share_of_all() {
        if (u_.row_columns.empty()) return;
        u_.base = u_.filter;
        std::erase_if(u_.base.tests, [&](const Test& test) { return is_of_row(test); });
        if (u_.base.tests.size() == u_.filter.tests.size()) return;
        u_.has_base = u_.base_said = true;
    }

    const Vocabulary& words_;
    const Asked& asked_;
    Understood& u_;
    const LedgerFacts& facts_;
};

}  // namespace

void settle_whole(const Vocabulary& words, const Asked& asked, Understood& understood) {
    Wholes(words, asked, understood).settle();
}

}  // namespace yitao::recognise
