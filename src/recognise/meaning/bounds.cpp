// Words that are said of several columns, and what stands elsewhere that says of which: bounds of
// amounts, codes of two columns that are called alike.
#include <algorithm>

#include "base/text.h"
#include "recognise/meaning/path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

bool is_bound(const Term& term) {
    return term.source == Source::kPattern && term.kind == PhraseKind::kCondition &&
           term.when.size() == 1 && term.when[0].size() == 1 &&
           term.when[0][0].kind == Test::Kind::kNumber;
}

}  // namespace

// 规模按总投资划分, 投资规模 over the rows' headings, 按耕地面积分 over the bands, a title
// 农户耕地规模分组表: the bands are of that amount.
void PathReader::find_axis() {
    axis_ = words_.bound_of(ledger_);
    if (axis_ < 0 && !layers_.axis.empty()) axis_ = only_amount(layers_.axis[0]);
    for (const Layer& divided : layers_.divided) {
        if (axis_ < 0) axis_ = only_amount(divided);
    }
    if (axis_ >= 0 || layers_.context.empty()) return;
    const Layer& title = layers_.context.back();
    const bool bands = std::ranges::any_of(title.cut->tokens, [](const Token& token) {
        return token.text.contains("规模") || token.text.contains("分组");
    });
    if (bands) axis_ = only_amount(title);
}

int PathReader::only_amount(const Layer& layer) const {
    int only = -1;
    for (const Token& token : layer.cut->tokens) {
        for (const Term& term : token.terms) {
            bool amount = speaks_here(term) && term.kind == PhraseKind::kAmount && term.column >= 0;
            if (!amount) continue;
            if (only >= 0 && only != term.column) return -1;
            only = term.column;
        }
    }
    return only;
}

// 每户林地 over the bands: 面积 beside them is that of the woods.
bool PathReader::takes_amount_of_axis(const Token& token) {
    const size_t part = part_being_read();
    const bool column = asked_.row_parts > 0 && part >= asked_.row_parts && !layer_->inherited;
    if (blank_ || axis_ < 0 || layers_.axis.empty() || !column || result_.amount >= 0) return false;
    const ledger::Column& own = words_.schema(ledger_).columns[static_cast<size_t>(axis_)];
    constexpr size_t kLeast = 2;  // characters
    std::string_view word = token.text;
    for (std::string_view end : {"合计", "小计", "总数", "总计"}) {  // 面积合计
        if (word.ends_with(end)) word.remove_suffix(end.size());
    }
    if (word.starts_with("总")) word.remove_prefix(std::string_view("总").size());
    const bool generic =
        code_point_count(word) >= kLeast && own.name != token.text && own.name.ends_with(word);
    if (!generic) return false;
    result_.amount = axis_;
    result_.amount_measure = own.unit_of_measure;
    amount_here_ = true;
    if (result_.how == How::kCount) result_.how = How::kSum;
    note(token, own.name);
    return true;
}

// 每户林地 over the bands: what another ledger has beside them is not of those bands.
void PathReader::ask_axis_of_another() {
    if (layers_.axis.empty() || axis_ >= 0) return;
    for (const Token& token : layers_.axis[0].cut->tokens) {
        const bool another = std::ranges::any_of(token.terms, [&](const Term& term) {
            return term.kind == PhraseKind::kAmount && term.ledger >= 0;
        });
        const bool own =
            std::ranges::any_of(token.terms, [&](const Term& term) { return speaks_here(term); });
        if (another && !own) return result_.doubt(kForeignWord, "foreign " + token.text);
    }
}

bool PathReader::is_of_axis(const Term& term) const {
    return axis_ >= 0 && term.column == axis_ && is_bound(term);
}

void PathReader::keep_bound(const Term& term, const Token& token) {
    if (!is_bound(term) || term.column < 0 || is_of_axis(term) || layer_->inherited) return;
    const auto& columns = words_.schema(ledger_).columns;
    if (columns[static_cast<size_t>(term.column)].unit_of_measure.empty()) return;
    // 住宅 / 200平方米以上, where the heading above names the land.
    if (term.turned) return result_.doubt(kStrayWord, "ambiguous " + token.text);
    const auto own = static_cast<size_t>(layer_ - layers_.path.data());
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        bool same_side = (i < asked_.row_parts) == (own < asked_.row_parts);
        if (!same_side) continue;
        bool named = std::ranges::any_of(layers_.path[i].cut->tokens, [&](const Token& other) {
            return std::ranges::any_of(other.terms, [&](const Term& one) {
                return speaks_here(one) && one.column == term.column &&
                       (one.kind == PhraseKind::kAmount || one.names_column);
            });
        });
        if (named) return;
    }
    result_.bounds.emplace_back(term.column, token.text);
}

bool PathReader::is_of_whole(const Term& term) const {
    const Test* code = code_in(term);
    if (code == nullptr || layer_ == nullptr || layer_->inherited) return false;
    auto same = [&](const Test& test) {
        return test.column == code->column && test.kind == Test::Kind::kWords;
    };
    return std::ranges::any_of(inherited_.tests, same);
}

bool PathReader::is_code_of_two(const Term& a, const Term& b) const {
    if (!asked_.scattered) return false;
    const Test* one = code_in(a);
    const Test* other = code_in(b);
    bool alike = one != nullptr && other != nullptr && one->column != other->column &&
                 one->words == other->words && one->others == other->others;
    if (!alike) return false;
    auto own = [&](const Test& test) {
        auto found = own_votes_.find(static_cast<int>(test.column));
        return found == own_votes_.end() ? 0 : found->second;
    };
    return own(*one) == own(*other);
}

void PathReader::take_axis_condition() {
    if (layers_.axis.empty() || layers_.axis[0].cut->unknown > 0) return;
    const auto& tokens = layers_.axis[0].cut->tokens;
    if (tokens.size() < 2) return;
    const Term* term = choose(tokens[0], true);
    const bool one = term != nullptr && code_in(*term) != nullptr && !term->generic &&
                     !term->vague && !is_population(*term) && tokens[0].text != "其他";
    if (!one) return;
    const Test& code = *code_in(*term);
    const bool names = std::ranges::any_of(tokens[1].terms, [&](const Term& other) {
        return speaks_here(other) && other.names_column && other.column >= 0 &&
               static_cast<size_t>(other.column) != code.column && uses(other.column);
    });
    if (!names || uses(static_cast<int>(code.column))) return;
    if (narrow(result_.filter, code) == Narrowed::kNothing) return;
    note(tokens[0], words_of({ledger_, {code}, {}}, words_.schema(ledger_)));
    result_.doubt(kFromTitle, "context");
}

}  // namespace yitao::recognise
