// What a heading with 占 is a share of: the row it stands in, those of whom an amount is known, all
// whatever the row says; amounts of which nothing says whose they are.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

// 脱贫户 | C、D级占户数%: of the row's households those that the words before 占 say.
void PathReader::share_of_row() {
    if (here_.empty() || !result_.share.empty() || !result_.unions.empty()) return;
    const auto own = [&](const Test& test) {
        return std::ranges::find(here_, test) != here_.end();
    };
    if (!std::ranges::all_of(here_, [&](const Test& test) {
            return std::ranges::find(result_.filter.tests, test) != result_.filter.tests.end();
        }))
        return;
    result_.share = {here_};
    std::erase_if(result_.filter.tests, own);
}

// 占登记收入户数, 占有耕地的户: those of whom it is known, those that have some.
bool PathReader::take_base_of_amount(const Term& term, const Token& token) {
    const auto next = std::ranges::find_if(layer_->cut->tokens,
                                           [&](const Token& one) { return one.from == token.to; });
    constexpr auto kRows =
        std::to_array<std::string_view>({"户", "人", "的户", "的人", "个", "家"});
    const bool rows = next != layer_->cut->tokens.end() && first_of(next->text, kRows) == 0;
    const auto before = std::ranges::find_if(
        layer_->cut->tokens, [&](const Token& one) { return one.to == token.from; });
    if (!rows || before == layer_->cut->tokens.end()) return false;
    const auto column = static_cast<size_t>(term.column);
    const bool known = before->text.contains("登记") && !before->text.contains("未");
    const bool some = before->text == "有" || before->text.ends_with("占有");
    if (!known && !some) return false;
    result_.has_base = result_.base_said = true;
    narrow(
        result_.base,
        known
            ? Test{.column = column, .kind = Test::Kind::kFilled}
            : Test{.column = column, .kind = Test::Kind::kNumber, .least = 0, .least_open = true});
    note(token, words_of(result_.base, words_.schema(ledger_)));
    return true;
}

// 3亩以下 / 占全部耕地比重, 税收 / 占全部税收比重: of the same amount of all, whatever the row
// says. Rows of villages are no conditions.
bool PathReader::takes_whole_of_amount(const Term& term, const Token& token) {
    const bool column = asked_.row_parts > 0 && part_being_read() >= asked_.row_parts;
    const bool same = result_.amount < 0 || result_.amount == term.column;
    const bool first = result_.share.empty() && result_.ratio_top < 0 && !result_.has_base;
    if (!column || !same || !first || !reads_own() || asked_.unit != 0) return false;
    result_.whole_of_rows = true;
    result_.amount = term.column;
    result_.amount_measure = term.measure;
    result_.identity = true;
    note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
    return true;
}

// 自来水 | 普及率: of all homes those that the row speaks of, one that has it or not. 低保户 is no
// service: 入户率 beside it is of something else.
void PathReader::share_of_row_label() {
    constexpr auto kRates = std::to_array<std::string_view>(
        {"普及", "覆盖率", "覆盖面", "入户率", "入网率", "接入率", "通达率"});
    const bool open = result_.is_ratio && result_.share.empty() && !result_.has_base &&
                      result_.ratio_top < 0 && result_.amount < 0 && result_.unions.empty() &&
                      inherited_.tests.empty();
    const size_t row = asked_.row_parts;
    if (!open || row == 0 || layers_.path.size() != row + 1) return;
    const std::string& own = asked_.path.back().text;
    if (std::ranges::none_of(kRates, [&](auto rate) { return own.starts_with(rate); })) return;
    const Test* only = nullptr;
    const std::vector<std::string> yes{"是"};
    for (const Token& token : layers_.path[row - 1].cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr || term->kind == PhraseKind::kFiller ||
            term->kind == PhraseKind::kGrain)
            continue;
        const Test* code = term->vague ? nullptr : code_in(*term);
        const bool service = code != nullptr && code->words == yes &&
                             !words_.schema(ledger_).columns[code->column].name.ends_with("户");
        if (!service || only != nullptr) return;
        only = code;
    }
    const auto said = only == nullptr ? result_.filter.tests.end()
                                      : std::ranges::find(result_.filter.tests, *only);
    if (said == result_.filter.tests.end()) return;
    result_.share = {{*said}};
    result_.filter.tests.erase(said);
    result_.identity = true;
}

// 重大占查出, 规模以上占全部: of the rows so far those that the words before 占 say; 5—19人 /
// 占从业总人数: of all, whatever the row says.
void PathReader::share_of_rest() {
    const bool open = over_ && !result_.has_base && result_.share.empty() &&
                      result_.ratio_top < 0 && result_.unions.empty() && !layer_->inherited;
    if (!open || !reads_own()) return;
    over_ = false;
    if (!here_.empty()) return share_of_row();
    const bool column = asked_.row_parts > 0 && part_being_read() >= asked_.row_parts;
    if (!column || result_.row_columns.empty()) return;
    result_.base = result_.filter;
    std::erase_if(result_.base.tests, [&](const Test& test) {
        return std::ranges::find(result_.row_columns, test.column) != result_.row_columns.end();
    });
    if (result_.base.tests.size() == result_.filter.tests.size()) return;
    const auto& standing = words_.facts(ledger_).standing;
    for (const Test& test : standing.size() == 1 ? standing[0] : std::vector<Test>{}) {
        if (!uses(static_cast<int>(test.column)) && !counts_other_states(test))
            narrow(result_.base, test);
    }
    result_.has_base = result_.base_said = true;
}

// 养老机构（处） | 占地面积: of all places, or of those that the title and the label beside name?
void PathReader::ask_kind_of_amount() {
    const bool open = result_.amount >= 0 && result_.event < 0 && result_.filter.tests.empty() &&
                      result_.filter.joined.empty() && words_.facts(ledger_).standing.empty() &&
                      words_.facts(ledger_).measure.empty() && result_.unions.empty();
    if (!open || layers_.context.empty()) return;
    const auto named = [&](const Layer& layer, const Test* same) -> const Test* {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code != nullptr && (same == nullptr || *code == *same)) return code;
        }
        return nullptr;
    };
    const Test* title = named(layers_.context.back(), nullptr);
    if (title == nullptr) return;
    const bool beside = std::ranges::any_of(
        layers_.siblings, [&](const Layer& layer) { return named(layer, title) != nullptr; });
    if (beside) result_.doubt(kStrayWord, "context");
}

}  // namespace yitao::recognise
