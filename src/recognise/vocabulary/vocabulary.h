// All words that headings may be made of, each with what it can mean: the dictionary's phrases, the
// ledgers' names, columns and codes with their synonyms, the names of units. A heading is cut into
// these words; a word may keep several meanings, the reading (meaning.h) chooses among them.
//
//     Vocabulary words = TRY(Vocabulary::build({catalog.schemas, code_lists, phrases}, &tree));
//     words.cut("60岁及以上女性(人)")   // [60岁及以上 → 年龄>=60] [女性 → 性别=女] [人 → one
//     person]
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "dictionary/heading.h"
#include "dictionary/phrase.h"
#include "formula/world.h"
#include "ledger/schema.h"
#include "org/tree.h"
#include "recognise/vocabulary/age_day.h"
#include "recognise/vocabulary/filter.h"

namespace yitao::recognise {

inline constexpr int kAnyLedger = -1;

// Where a meaning comes from; the first is surest.
enum class Source : uint8_t { kForm, kPhrase, kPattern, kName, kSynonym, kNear };

// One meaning of a word.
struct Term {
    dictionary::PhraseKind kind = dictionary::PhraseKind::kFiller;
    int ledger = kAnyLedger;
    std::vector<std::vector<Test>> when;  // alternatives
    int column = -1;  // of an amount, an event's date, or the column a code belongs to
    int base = -1;
    std::string measure;
    std::string how;
    std::string window;
    // Of a window told by days: what a date must be, {">=", "DATE(2026,10,25)"}.
    std::vector<std::pair<std::string, std::string>> dates;
    int month = 0;        // of a window: the month it ends in
    int first_month = 1;  // and begins in
    std::string meta;
    bool generic = false;
    bool vague = false;
    // kForm only: what the word means where the path has said already whose people are meant
    // (低保 / 老年人: only the age).
    std::vector<Test> otherwise;
    std::vector<Test> base_when;  // of a ratio of two groups: the one it is over
    bool bare_below = false;      // 18岁以下: with the number itself or without
    bool bare_above = false;      // 3000以上, the same
    bool names_column = false;    // the word is a column's heading, not a value
    bool turned = false;          // of a bound: 200平方米 of a column in 亩
    Source source = Source::kPhrase;
};

// The one code, or those of one column, that a word stands for; null: it stands for something else.
inline const Test* code_in(const Term& term) {
    const bool code = term.kind == dictionary::PhraseKind::kCondition && term.when.size() == 1 &&
                      term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kWords;
    return code ? term.when[0].data() : nullptr;
}

// 竣工日期 of 计划竣工日期: the date on which came about what was planned for the column's; -1:
// nothing was planned.
int actual_date(const ledger::Schema& schema, size_t column);

struct Token {
    size_t from = 0;  // code points of the normalised text
    size_t to = 0;
    std::string text;
    std::vector<Term> terms;  // empty: a word nobody knows
    bool bracketed = false;   // stands in brackets: narrows what stands before, or explains it
    bool listed = false;      // 、 or ＋ stands right before it
};

struct Cut {
    std::vector<Token> tokens;  // in order; punctuation is left out
    size_t unknown = 0;         // code points of words nobody knows
    size_t length = 0;          // code points in all, punctuation left out
};

// What the dictionary says of a ledger as such.
struct LedgerFacts {
    bool known = false;       // the dictionary speaks of it: preferred where two would do
    std::string measure;      // what one row is: 人, 户; empty: a thing (个, 件, 处 …)
    int event_column = -1;    // rows are events: the date by which they are counted in time
    int done_column = -1;     // the date on which they were over
    int members_column = -1;  // how many people a row stands for
    // What a count means unless the state is named; several: nobody can know, ask.
    std::vector<std::vector<Test>> standing;
    std::vector<std::vector<Test>> done;  // rows that are over and done with
    std::set<size_t> kinds;               // columns that only some rows have: 残疾类别 of 残疾人

    // It says whose people are meant, those registered here or living here, and not who they are.
    [[nodiscard]] bool is_population(const Test& test) const;
    // Rows that pass it are over and done with: 调解成功, 已整改; not 未整改.
    [[nodiscard]] bool ends(const Test& test) const;
};

// How long the words are that begin with a letter: what a text is cut into is looked up at these
// lengths alone.
class WordLengths {
  public:
    static constexpr size_t kLongest = 40;  // code points; longer words are none

    void add(char32_t first, size_t length) { lengths_[first] |= uint64_t{1} << length; }
    // Bit n: words of n code points.
    [[nodiscard]] uint64_t of(char32_t first) const {
        const auto found = lengths_.find(first);
        return found == lengths_.end() ? 0 : found->second;
    }

  private:
    std::unordered_map<char32_t, uint64_t> lengths_;
};

class Vocabulary {
  public:
    struct Parts {
        std::span<const ledger::Schema* const> schemas;  // as Catalog::schemas
        std::vector<const ledger::CodeList*> code_lists;
        std::vector<const dictionary::Phrase*> phrases;
        // What rows are called, again and again (护河巡查): goes before what phrases of that ledger
        // say of the word.
        std::vector<const dictionary::Phrase*> names;
    };
    // `tree` may be nullptr: no heading names a unit then. Refuses a phrase that names an unknown
    // ledger or column, with its place. A phrase of a ledger that is not installed is left out.
    static Result<Vocabulary> build(const Parts& parts, const org::Tree* tree);

    [[nodiscard]] Cut cut(std::string_view text) const;
    [[nodiscard]] std::span<const ledger::Schema* const> schemas() const { return schemas_; }
    [[nodiscard]] const ledger::Schema& schema(size_t ledger) const { return *schemas_[ledger]; }
    [[nodiscard]] const ledger::CodeList* code_list(const ledger::Column& column) const;
    // A ledger's columns by name and synonym.
    [[nodiscard]] const dictionary::HeadingIndex& columns_of(size_t ledger) const {
        return (*columns_)[ledger];
    }
    [[nodiscard]] const LedgerFacts& facts(size_t ledger) const { return facts_[ledger]; }
    // A column that says to which household a row belongs.
    [[nodiscard]] bool refers_to_households(const ledger::Column& column) const;
    // The unit that a heading names, in full or shortened (四邑村 = 四邑村民委员会).
    [[nodiscard]] std::optional<org::UnitCode> find_unit(std::string_view text) const;
    // A word that only this form uses, as it defines it (a note below the table).
    void define(std::string_view word, Term term);
    // Words that this form has defined so far: by conditions, as what happened.
    [[nodiscard]] std::vector<std::pair<std::string, Term>> defined_conditions() const;
    [[nodiscard]] std::vector<std::pair<std::string, Term>> defined_events() const;
    // The same for the term's ledger alone: what the word means in others stays.
    void define_in_ledger(std::string_view word, Term term);
    // A word that this form defines, and nobody could read how.
    void leave_unknown(std::string_view word);
    // Such a word, told by what stands elsewhere on the form; and whether a text has one in it.
    void leave_to_form(std::string_view word);
    [[nodiscard]] bool names_left_to_form(std::string_view text) const;
    // A heading of the form that names one code and no more: 本地务工.
    void name_code(int ledger, const Test& code) { named_codes_.insert(key_of(ledger, code, 0)); }
    // Whether the form names each of these codes of a column: then it divides by them what it calls
    // by one word.
    [[nodiscard]] bool names_codes(int ledger, const Test& codes) const {
        for (size_t i = 0; i < codes.words.size(); ++i) {
            if (!named_codes_.contains(key_of(ledger, codes, i))) return false;
        }
        return codes.words.size() > 1;
    }
    // 险种为基本医疗保险, whatever sheet says so: of two columns that a word may be of, the one
    // that the workbook names.
    void name_column(int ledger, int column) { named_columns_.insert({ledger, column}); }
    [[nodiscard]] bool names_column(size_t ledger, int column) const {
        return named_columns_.contains({static_cast<int>(ledger), column});
    }
    // “3亩以下”不含零耕地户: that band is of those who have some.
    void exclude_zero(std::string_view band);
    // The form says that 以下 leaves the number itself out.
    void exclude_below() { below_excludes_ = true; }
    // “10000以上”不含10000
    void exclude_above() { above_excludes_ = true; }
    // 分母为同性别的…: what narrows a share narrows what it is a share of.
    void narrow_bases() { bases_narrow_ = true; }
    [[nodiscard]] bool bases_narrow() const { return bases_narrow_; }
    // 占比为占全部农户的百分比: of all that the rows are some of.
    void share_of_all() { shares_of_all_ = true; }
    [[nodiscard]] bool shares_of_all() const { return shares_of_all_; }
    // 件均只对登记了金额的案件平均
    void average_known() { averages_known_ = true; }
    [[nodiscard]] bool averages_known() const { return averages_known_; }
    // “退役军人家庭”一户有多名退役军人的计一户
    void count_households_once() { households_once_ = true; }
    [[nodiscard]] bool households_once() const { return households_once_; }
    // 人均年收入＝收入合计÷已登记农户的家庭人口
    void count_members() { counts_members_ = true; }
    [[nodiscard]] bool counts_members() const { return counts_members_; }
    // 人均收入＝家庭总收入÷全部家庭人口: whether their income is known or not
    void count_all_members() { counts_all_members_ = true; }
    [[nodiscard]] bool counts_all_members() const { return counts_all_members_; }
    // “调解成功”以办结日期归入季度: when a row came to be in that state, by the ledger's column.
    void date_state(int ledger, const Test& state, int column) {
        dated_states_.push_back({ledger, state, column});
    }
    // -1: the form says nothing of it.
    [[nodiscard]] int date_of_state(size_t ledger, std::span<const Test> tests) const;
    // 各栏均按受理日期归入报告期: whatever else happened, that date says when.
    void date_by(int ledger, int column) { dated_[ledger] = column; }
    [[nodiscard]] int date_of(size_t ledger) const {
        auto found = dated_.find(static_cast<int>(ledger));
        return found == dated_.end() ? -1 : found->second;
    }
    // 一家也没有的，最高数填0: the largest of none is no blank.
    void fill_zero_for_none() { zero_for_none_ = true; }
    [[nodiscard]] bool fills_zero_for_none() const { return zero_for_none_; }
    // 含现已停业、注销的: whatever state they are in.
    void count_every_state(int ledger) { every_state_.insert(ledger); }
    [[nodiscard]] bool counts_every_state(size_t ledger) const {
        return every_state_.contains(static_cast<int>(ledger));
    }
    // 规模按总投资划分: the amount that bounds speak of which name none.
    void bound_by(int ledger, int column) { bounded_[ledger] = column; }
    [[nodiscard]] int bound_of(size_t ledger) const {
        auto found = bounded_.find(static_cast<int>(ledger));
        return found == bounded_.end() ? -1 : found->second;
    }
    // 年龄算到2026年12月31日: the day that all ages of the form are counted to.
    void tell_ages_by(const AgeDay& day) { ages_by_ = day; }
    [[nodiscard]] const std::optional<AgeDay>& ages_by() const { return ages_by_; }
    // 所属期：2026年9月, 报告月自上月26日起至本月25日止: the first and last day of what the form
    // calls 本月, whatever day it is filled on.
    void tell_period(std::string first, std::string last) {
        period_ = {std::move(first), std::move(last)};
    }
    [[nodiscard]] const std::optional<std::pair<std::string, std::string>>& period() const {
        return period_;
    }
    // 逾期补报: it is filled on a later day than what it asks of.
    void report_late() { reported_late_ = true; }
    [[nodiscard]] bool is_reported_late() const { return reported_late_; }
    // 近3个月即8至10月, 整月倒推: when what is 近 begins.
    void tell_recent() { recent_told_ = true; }
    // 按出生月份分批，与出生年份无关
    void ignore_years_of_birth() { births_by_month_ = true; }
    [[nodiscard]] bool ignores_years_of_birth() const { return births_by_month_; }
    // 涉及场所指有尚未整改隐患的场所: what a heading says is what another would say at length.
    void call_places(std::string word, std::string meaning) {
        places_called_[std::move(word)] = std::move(meaning);
    }
    [[nodiscard]] std::string places_called(const std::string& word) const {
        auto found = places_called_.find(word);
        return found == places_called_.end() ? std::string{} : found->second;
    }
    // “2020年以前”不含2020年
    void exclude_before() { before_excludes_ = true; }
    // 8月31日以前含当日
    void include_before() { before_includes_ = true; }
    // “2021年以后”含2021年
    void include_after() { after_includes_ = true; }
    // 各档含下限、不含上限: every band is known to leave out its upper end.
    void define_bands() { below_excludes_ = bands_defined_ = true; }
    // 组距上限在内: every band has its upper end and leaves out the lower.
    void define_bands_above() { above_excludes_ = bands_above_ = true; }

  private:
    friend class VocabularyBuilder;
    using Words = std::unordered_map<std::string, std::vector<Term>>;
    [[nodiscard]] const std::vector<Term>* find(const std::string& key) const;
    void keep(const std::string& key, std::vector<Term> terms);
    void settle_ends(Term& term) const;
    [[nodiscard]] std::vector<std::pair<std::string, Term>> defined_as(
        dictionary::PhraseKind kind) const;

    std::vector<const ledger::Schema*> schemas_;
    std::unordered_map<std::string, const ledger::CodeList*> lists_;
    std::shared_ptr<const Words> words_;
    std::shared_ptr<const WordLengths> lengths_;                            // of words_
    std::shared_ptr<const std::vector<dictionary::HeadingIndex>> columns_;  // by ledger
    Words defined_;
    WordLengths defined_lengths_;
    std::unordered_map<std::string, std::string> places_called_;
    std::set<std::string> without_zero_;
    std::set<std::string> left_to_form_;
    bool below_excludes_ = false;
    bool bands_defined_ = false;
    bool above_excludes_ = false;
    bool bands_above_ = false;
    using CodeKey = std::tuple<int, size_t, std::string>;
    static CodeKey key_of(int ledger, const Test& test, size_t word) {
        return {ledger, test.column, test.words[word]};
    }
    std::set<CodeKey> named_codes_;
    std::set<std::pair<int, int>> named_columns_;  // ledger, column
    bool counts_all_members_ = false;
    bool bases_narrow_ = false;
    bool before_excludes_ = false;
    bool before_includes_ = false;
    bool after_includes_ = false;
    bool shares_of_all_ = false;
    bool counts_members_ = false;
    bool averages_known_ = false;
    bool households_once_ = false;
    std::set<int> every_state_;  // ledgers
    bool zero_for_none_ = false;
    std::unordered_map<int, int> dated_;  // by ledger: the date column
    struct DatedState {
        int ledger;
        Test state;
        int column;
    };
    std::vector<DatedState> dated_states_;
    std::optional<AgeDay> ages_by_;
    std::optional<std::pair<std::string, std::string>> period_;
    bool recent_told_ = false;
    bool reported_late_ = false;
    bool births_by_month_ = false;
    std::unordered_map<int, int> bounded_;  // by ledger: the amount
    std::vector<LedgerFacts> facts_;        // as schemas_
    std::shared_ptr<const std::unordered_map<std::string, org::UnitCode>> units_;
};

// Ages, grades and months are no words but forms: what stands at `at` of the text, as a meaning of
// every ledger it can be said of. Length 0: nothing.
struct Pattern {
    size_t length = 0;
    std::vector<Term> terms;
};
Pattern match_pattern(std::span<const char32_t> text, size_t at,
                      std::span<const ledger::Schema* const> schemas);
// 名称含“反诈”的, 鱼塘（按名称）: whatever is called so, in every ledger that has names of things.
Pattern match_names(std::span<const char32_t> text, size_t at,
                    std::span<const ledger::Schema* const> schemas);
// Years by their number, months of last year.
Pattern match_years(std::span<const char32_t> text, size_t at);
// …，即2008年12月15日及以前 → DATE(2008,12,15); empty: the text ends in no such day.
std::string day_before(std::string_view text);
// From a day to a day, from a day on, before a day; beside the time those born then.
Pattern match_days(std::span<const char32_t> text, size_t at,
                   std::span<const ledger::Schema* const> schemas);
// B、C、D三个行业门类, （F、H）, A01—A04: classes by their letters.
Pattern match_classes(std::span<const char32_t> text, size_t at, const Vocabulary& words);
// 近三年, 满五年, 下月: times counted from the day of the report.
Pattern match_lasting(std::span<const char32_t> text, size_t at);

// 其中：…
bool begins_part(const Vocabulary& words, std::string_view text);

}  // namespace yitao::recognise
