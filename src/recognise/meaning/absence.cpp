// What a ledger has no entry of: 面积未登记, 等级 / 没评, 没有迁入日期, （险种空白的不算）. Which
// column is left blank says the word beside (its name, or what its name ends with), else the
// heading above, else the codes and bands of the headings beside, else the title.
#include <algorithm>
#include <array>

#include "recognise/meaning/path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// What is left of a blank word that ends in what is blank: 未登记面积 → 面积.
std::string_view blank_of(std::string_view text) {
    constexpr auto kBlank = std::to_array<std::string_view>({"未登记", "没有登记", "没登记"});
    for (std::string_view word : kBlank) {
        if (text.starts_with(word)) return text.substr(word.size());
    }
    return {};
}

}  // namespace

bool PathReader::is_blank(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kNot && term.how == "blank";
    });
}

// 迁入日期, 来本镇时间: the word is called by its date, whatever else happened then.
bool PathReader::names_date(const Term& term, const Token& token) const {
    if (term.column < 0 || term.ledger != static_cast<int>(ledger_)) return false;
    const ledger::Column& column = words_.schema(ledger_).columns[static_cast<size_t>(term.column)];
    const bool called =
        term.names_column || token.text.ends_with("时间") || token.text.ends_with("日期");
    return called && column.type == ledger::ColumnType::kDate;
}

// Right behind it stands that it is not known: 等级没评, 医保这一栏空着.
bool PathReader::is_said_blank(const Token& token) const {
    const auto& tokens = layer_->cut->tokens;
    for (size_t i = 1; i < tokens.size(); ++i) {
        if (tokens[i - 1].from == token.from)
            return is_blank(tokens[i]) && tokens[i].bracketed == token.bracketed;
    }
    return false;
}

// 等级 of 等级没评: it only says which column is left blank.
bool PathReader::ends_blank(const Token& token) const {
    if (!blank_ || !is_said_blank(token)) return false;
    const size_t columns = words_.schema(ledger_).columns.size();
    for (size_t i = 0; i < columns; ++i) {
        if (ends_column(token.text, static_cast<int>(i))) return true;
    }
    return false;
}

// What the word names of which something may be blank: an amount, a column, a date.
const Term* PathReader::named_by(const Token& token) {
    const Term* term = choose(token, true);
    const auto names = [&](const Term& one) {
        return one.column >= 0 &&
               (one.kind == PhraseKind::kAmount || one.names_column || names_date(one, token));
    };
    if (term == nullptr || names(*term)) return term;
    if (!blank_ || !is_said_blank(token)) return nullptr;
    // 医保空着: the column, not those who have one; 低保户未登记 may be said of those.
    const auto column = std::ranges::find_if(token.terms, [&](const Term& one) {
        if (!speaks_here(one) || !names(one)) return false;
        const auto& columns = words_.schema(ledger_).columns;
        const auto* codes = words_.code_list(columns[static_cast<size_t>(one.column)]);
        return codes == nullptr || codes->codes.size() > 2;
    });
    return column == token.terms.end() ? nullptr : &*column;
}

void PathReader::take_blank(int column, const Token& token) {
    blank_read_ = result_.identity = names_subject_ = true;
    // 按每户耕地面积分 / 面积未登记: what divides the rows is not averaged.
    if (result_.amount < 0 || result_.amount == column) {
        result_.amount = -1;
        result_.how = How::kCount;
        result_.average_of.clear();
    }
    add_tests({Test{.column = static_cast<size_t>(column), .kind = Test::Kind::kBlank}}, token);
}

// 平均年收入（空白不计）, 未参保（险种空白的不算）: they are out already where the column is tested
// or its amounts are put together.
bool PathReader::leave_blanks_out(int column) {
    blank_read_ = excluded_ = true;
    const bool tested = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return static_cast<int>(test.column) == column && !test.others;
    });
    if (tested || result_.amount == column) return true;
    const Test known{.column = static_cast<size_t>(column), .kind = Test::Kind::kFilled};
    add_tests({known}, layer_->cut->tokens.back());
    return true;
}

bool PathReader::read_blank(const Token& token) {
    const Term* term = named_by(token);
    const bool names =
        term != nullptr && term->column >= 0 &&
        (term->kind == PhraseKind::kAmount || term->names_column || names_date(*term, token));
    if (names) named_column_ = term->column;
    if (!blank_) return false;
    const bool says = is_blank(token) && named_column_ >= 0 && !blank_read_;
    if (says && token.bracketed && excludes_) return leave_blanks_out(named_column_);
    const bool only = std::ranges::all_of(layer_->cut->tokens, is_blank);
    if (says && only) {  // 学历 / 未登记
        take_blank(named_column_, token);
        return true;
    }
    if (!names || (excludes_ && !token.bracketed)) return false;
    const bool several = std::ranges::any_of(token.terms, [&](const Term& other) {
        return speaks_here(other) && other.names_column && other.column != term->column &&
               votes(other) == votes(*term);
    });
    if (several) result_.doubt(kAmbiguousWord, "ambiguous " + token.text);
    if (token.bracketed && excludes_) return leave_blanks_out(term->column);
    take_blank(term->column, token);
    return true;
}

// 面积 of 耕地面积, 林地面积 and 住房面积; 时间 of every date.
bool PathReader::ends_column(std::string_view word, int column) const {
    if (word.empty()) return false;
    const ledger::Column& own = words_.schema(ledger_).columns[static_cast<size_t>(column)];
    if (own.name.ends_with(word)) return true;
    return word == "时间" && own.type == ledger::ColumnType::kDate;
}

// The columns of which a heading speaks: by their names, their codes, or bands of them.
std::set<int> PathReader::columns_in(const Layer& layer, Spoken by) {
    std::set<int> columns;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr) continue;
        const bool names =
            term->kind == PhraseKind::kAmount || term->names_column || names_date(*term, token);
        if (names && by == Spoken::kNames && term->column >= 0) columns.insert(term->column);
        if (by == Spoken::kNames || names) continue;
        const Test* code = code_in(*term);
        if (code != nullptr && by == Spoken::kCodes) columns.insert(static_cast<int>(code->column));
        if (by == Spoken::kCodes) continue;
        if (is_of_axis(*term)) {
            columns.insert(axis_);
            continue;
        }
        for (const Term& bound : token.terms) {
            const bool band = speaks_here(bound) && bound.source == Source::kPattern &&
                              bound.kind == PhraseKind::kCondition && bound.column >= 0 &&
                              bound.when.size() == 1 && bound.when[0].size() == 1;
            if (band) columns.insert(bound.column);
        }
    }
    return columns;
}

// The one column that is left blank, of those whose names end so (all, where nothing is said); -1:
// nobody can know.
int PathReader::column_left_blank(std::string_view end) {
    const auto fits = [&](int column) { return end.empty() || ends_column(end, column); };
    const size_t size = words_.schema(ledger_).columns.size();
    std::vector<int> ending;
    for (size_t i = 0; i < size && !end.empty(); ++i) {
        if (ends_column(end, static_cast<int>(i))) ending.push_back(static_cast<int>(i));
    }
    if (ending.size() == 1) return ending[0];
    std::map<int, size_t> counts;
    const auto only = [&](size_t least) {
        int one = -1;
        for (const auto& [column, count] : counts) {
            if (count < least || !fits(column)) continue;
            if (one >= 0) return -1;
            one = column;
        }
        return one;
    };
    const auto count = [&](const std::vector<Layer>& layers, Spoken by) {
        for (const Layer& layer : layers) {
            if (layer.cut == layer_->cut) continue;
            for (int column : columns_in(layer, by)) ++counts[column];
        }
    };
    if (axis_ >= 0 && fits(axis_)) return axis_;
    if (!end.empty()) {
        count(layers_.path, Spoken::kNames);
        count(layers_.axis, Spoken::kNames);
        if (const int named = only(1); named >= 0) return named;
    }
    // 小学 | 初中 | 未登记: of the column that the others are codes of, or bands.
    constexpr size_t kLeast = 3;
    std::set<int> beside;
    for (Spoken by : {Spoken::kCodes, Spoken::kBands}) {
        counts.clear();
        count(layers_.siblings, by);
        for (const auto& [column, times] : counts) {
            const bool divides = times >= (end.empty() ? kLeast : kLeast - 1);
            // 参保状态 / 无登记信息: the group above speaks of the column too.
            const bool open = !uses(column) ||
                              is_below_another_code({Test{.column = static_cast<size_t>(column)}});
            if (divides && fits(column) && open) beside.insert(column);
        }
    }
    if (beside.size() == 1) return *beside.begin();
    counts.clear();
    count(layers_.context, Spoken::kNames);
    count(layers_.context, Spoken::kCodes);
    const int titled = only(1);
    return end.empty() && !beside.contains(titled) ? -1 : titled;
}

void PathReader::read_blank_of_others() {
    std::string_view end;
    const Token* said = nullptr;
    for (const Token& token : layer_->cut->tokens) {
        const bool blank = is_blank(token);
        if (blank && token.bracketed && (includes_ || excludes_)) return;
        if (blank) said = &token;
        const std::string_view word = blank ? blank_of(token.text) : std::string_view(token.text);
        const bool ends = ends_blank(token);
        if (end.empty() && (ends || blank)) end = word;
        if (blank || ends) continue;
        const Term* term = choose(token, true);
        const bool narrows =
            term != nullptr &&
            (term->kind == PhraseKind::kFiller || term->kind == PhraseKind::kGrain ||
             term->kind == PhraseKind::kOfWhich || term->kind == PhraseKind::kSubject ||
             (term->kind == PhraseKind::kCondition && !is_said_blank(token)));
        if (!narrows) return;
    }
    if (said == nullptr) return;
    const int column = column_left_blank(end);
    if (column >= 0) take_blank(column, *said);
}

// 等级未评定: of those who have what is graded (残疾类别), not of everybody.
void PathReader::take_kind_of_blank() {
    constexpr size_t kSameName = 6;  // bytes: 残疾
    const auto& columns = words_.schema(ledger_).columns;
    for (size_t i = 0; i < result_.filter.tests.size(); ++i) {
        const Test& blank = result_.filter.tests[i];
        if (blank.kind != Test::Kind::kBlank || words_.facts(ledger_).kinds.contains(blank.column))
            continue;
        const std::string_view name = columns[blank.column].name;
        for (size_t kind : words_.facts(ledger_).kinds) {
            const bool same = name.size() > kSameName &&
                              columns[kind].name.starts_with(name.substr(0, kSameName));
            if (!same || uses(static_cast<int>(kind))) continue;
            const Test filled{.column = kind, .kind = Test::Kind::kFilled};
            narrow(result_.filter, filled);
            result_.because.push_back(
                {"", words_of({ledger_, {filled}, {}}, words_.schema(ledger_))});
            return;
        }
    }
}

}  // namespace yitao::recognise
