// How a vocabulary comes about: names of ledgers and columns, codes with their synonyms, the packs'
// phrases, units.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::Phrase;
using dictionary::PhraseKind;
using ledger::ColumnType;

// Numbers of grades and ages are no amounts: nobody adds them up.
bool adds_up(const ledger::Column& column) {
    if (column.type == ColumnType::kDecimal) return true;
    if (column.type != ColumnType::kInteger) return false;
    return std::ranges::none_of(std::array{"年龄", "等级", "年度", "年份"},
                                [&](const char* end) { return column.name.ends_with(end); });
}

struct Ending {
    std::string_view text;
    bool community;
};
// Longest first.
constexpr std::array kEndings = std::to_array<Ending>({
    {"社区居民委员会", true},
    {"社区居委会", true},
    {"村村民委员会", false},
    {"村民委员会", false},
    {"居民委员会", true},
    {"村委会", false},
    {"居委会", true},
    {"社区", true},
    {"村", false},
});
constexpr std::array kTownEndings = std::to_array<std::string_view>(
    {"街道办事处", "人民政府", "街道", "镇", "乡", "区", "县", "市"});

std::vector<std::string> spellings_of(const std::string& name) {
    std::vector<std::string> all = {name};
    for (const Ending& ending : kEndings) {
        if (!name.ends_with(ending.text) || name.size() == ending.text.size()) continue;
        std::string base = name.substr(0, name.size() - ending.text.size());
        for (const Ending& other : kEndings) {
            if (other.community == ending.community) all.push_back(base + std::string(other.text));
        }
        all.push_back(base);
        return all;
    }
    for (std::string_view ending : kTownEndings) {
        if (!name.ends_with(ending) || name.size() == ending.size()) continue;
        all.push_back(name.substr(0, name.size() - ending.size()));
        break;
    }
    return all;
}

std::unordered_map<std::string, org::UnitCode> units_of(const org::Tree& tree) {
    std::unordered_map<std::string, org::UnitCode> full;
    std::unordered_map<std::string, org::UnitCode> units;
    auto add = [](auto& map, const std::string& name, org::UnitCode code) {
        auto [at, fresh] = map.emplace(match_key(name), code);
        if (!fresh && at->second != code) at->second = 0;  // two bear the name: nobody does
    };
    for (const org::Unit& unit : tree.units()) add(full, unit.name, unit.code);
    for (const org::Unit& unit : tree.units()) {
        for (const std::string& name : spellings_of(unit.name)) add(units, name, unit.code);
    }
    for (const auto& [name, code] : full) units[name] = code;  // a full name is no abbreviation
    return units;
}

dictionary::HeadingIndex columns_by_name(const ledger::Schema& schema) {
    using Rank = dictionary::HeadingIndex::Rank;
    dictionary::HeadingIndex index;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        index.add(schema.columns[c].name, c, Rank::kName);
    }
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        for (const auto& word : schema.columns[c].synonyms) index.add(word, c, Rank::kSynonym);
    }
    return index;
}

}  // namespace

class VocabularyBuilder {
  public:
    explicit VocabularyBuilder(const Vocabulary::Parts& parts) : parts_(parts) {
        result_.schemas_.assign(parts.schemas.begin(), parts.schemas.end());
        for (const auto* list : parts.code_lists) result_.lists_.emplace(list->id, list);
        result_.facts_.resize(result_.schemas_.size());
    }

    Result<Vocabulary> build(const org::Tree* tree) {
        for (size_t i = 0; i < result_.schemas_.size(); ++i) add_ledger(i);
        for (const Phrase* phrase : parts_.phrases) TRY(add_phrase(*phrase));
        for (auto& [word, terms] : std::exchange(phrases_, {})) overrule(word, std::move(terms));
        for (const Phrase* name : parts_.names) TRY(add_phrase(*name));
        for (auto& [word, terms] : phrases_) overrule(word, std::move(terms));
        WordLengths lengths;
        for (const auto& [word, terms] : words_) {
            const std::vector<char32_t> points = code_points(word);
            lengths.add(points[0], points.size());
        }
        result_.lengths_ = std::make_shared<const WordLengths>(std::move(lengths));
        result_.words_ = std::make_shared<const Vocabulary::Words>(std::move(words_));
        std::vector<dictionary::HeadingIndex> columns;
        for (const ledger::Schema* schema : result_.schemas_) {
            columns.push_back(columns_by_name(*schema));
        }
        result_.columns_ =
            std::make_shared<const std::vector<dictionary::HeadingIndex>>(std::move(columns));
        if (tree != nullptr) {
            result_.units_ = std::make_shared<const std::unordered_map<std::string, org::UnitCode>>(
                units_of(*tree));
        }
        return std::move(result_);
    }

  private:
    void add_word(std::string_view word, Term term, Vocabulary::Words& into) {
        std::string key = match_key(word);
        size_t length = code_point_count(key);
        if (length == 0 || length > WordLengths::kLongest) return;
        into[key].push_back(std::move(term));
    }
    // A word made by a ledger's author: single characters mean too much.
    void add_name(std::string_view word, const Term& term) {
        if (code_point_count(word) >= 2) add_word(word, term, words_);
    }

    void add_ledger(size_t index) {
        const ledger::Schema& schema = *result_.schemas_[index];
        Term subject;
        subject.kind = PhraseKind::kSubject;
        subject.ledger = static_cast<int>(index);
        subject.generic = true;
        subject.source = Source::kName;
        add_name(schema.name, subject);
        subject.source = Source::kSynonym;
        for (const auto& word : schema.synonyms) add_name(word, subject);
        for (size_t c = 0; c < schema.columns.size(); ++c) add_column(index, c);
    }

    void add_column(size_t index, size_t c) {
        const ledger::Column& column = result_.schemas_[index]->columns[c];
        Term term;
        term.ledger = static_cast<int>(index);
        term.column = static_cast<int>(c);
        term.names_column = true;
        const ledger::CodeList* list = result_.code_list(column);
        if (list != nullptr && column.code_list == "yes_no") {
            term.kind = PhraseKind::kCondition;
            term.when = {{Test{.column = c, .words = {list->codes[0].name}}}};
        } else if (list != nullptr) {
            add_codes(term, *list);
        } else if (adds_up(column)) {
            term.kind = PhraseKind::kAmount;
            term.measure = column.unit_of_measure;
        } else if (column.type == ColumnType::kDate) {
            term.kind = PhraseKind::kEvent;
        } else if (column.type != ColumnType::kInteger) {
            return;
        }
        term.source = Source::kName;
        add_name(column.name, term);
        term.source = Source::kSynonym;
        for (const auto& word : column.synonyms) add_name(word, term);
        if (actual_date(*result_.schemas_[index], c) < 0) return;
        add_deadline(column.name, term);
        for (const auto& word : column.synonyms) add_deadline(word, term);
    }

    // 已过计划竣工日期, 计划竣工日期已过, 未到计划竣工日期: the day itself has not passed.
    void add_deadline(const std::string& name, Term term) {
        constexpr auto kAheadPassed =
            std::to_array<std::string_view>({"已过", "过了", "已过了", "超过", "已超过", "超过了"});
        constexpr auto kBehindPassed =
            std::to_array<std::string_view>({"已过", "已过去", "已经过了", "过了", "已超过"});
        constexpr auto kAheadOpen =
            std::to_array<std::string_view>({"未到", "还没到", "尚未到", "没到", "未过"});
        constexpr auto kBehindOpen =
            std::to_array<std::string_view>({"未到", "没到", "还没到", "尚未到", "未过"});
        const auto column = static_cast<size_t>(term.column);
        term.kind = PhraseKind::kCondition;
        term.names_column = false;
        const auto add = [&](Marks ahead, Marks behind, std::string sign) {
            const Test test{.column = column,
                            .kind = Test::Kind::kDates,
                            .dates = {{std::move(sign), "截至日期"}}};
            term.when = {{test}};
            for (std::string_view word : ahead) add_name(fmt::format("{}{}", word, name), term);
            for (std::string_view word : behind) add_name(fmt::format("{}{}", name, word), term);
        };
        add(kAheadPassed, kBehindPassed, "<");
        add(kAheadOpen, kBehindOpen, ">=");
    }

    void add_codes(Term term, const ledger::CodeList& list) {
        term.kind = PhraseKind::kCondition;
        term.names_column = false;
        auto column = static_cast<size_t>(term.column);
        for (const auto& code : list.codes) {
            term.when = {{Test{.column = column, .words = {code.name}}}};
            term.source = Source::kName;
            add_name(code.name, term);
            term.source = Source::kSynonym;
            for (const auto& word : code.synonyms) add_name(word, term);
        }
    }

    std::optional<size_t> find_ledger(const std::string& name) const {
        for (size_t i = 0; i < result_.schemas_.size(); ++i) {
            if (result_.schemas_[i]->name == name || result_.schemas_[i]->id == name) return i;
        }
        return std::nullopt;
    }

    Result<int> column_of(const Phrase& phrase, const ledger::Schema& schema,
                          const std::string& name) const {
        if (name.empty()) return -1;
        auto column = schema.find_column_named(name);
        if (column) return static_cast<int>(*column);
        return fail(ErrorCode::kNotFound, fmt::format("台账{}没有“{}”列", schema.name, name),
                    fmt::format("ledger {} has no column \"{}\"", schema.name_en, name),
                    phrase.place);
    }

    Result<void> add_phrase(const Phrase& phrase) {
        Term term;
        term.kind = phrase.kind;
        term.measure = phrase.measure;
        term.how = phrase.how;
        term.window = phrase.window;
        term.meta = phrase.meta;
        term.generic = phrase.generic;
        term.vague = phrase.vague;
        if (!phrase.ledger.empty()) {
            auto ledger = find_ledger(phrase.ledger);
            if (!ledger) return {};  // of a pack that is not installed
            const ledger::Schema& schema = *result_.schemas_[*ledger];
            term.ledger = static_cast<int>(*ledger);
            term.column = TRY(column_of(phrase, schema, phrase.column));
            term.base = TRY(column_of(phrase, schema, phrase.base));
            if (!phrase.of.empty()) {
                term.base_when = TRY_WITHIN(parse_tests(phrase.of, schema), phrase.place);
            }
            for (const std::string& text : phrase.when) {
                if (text == "*") {
                    term.when.emplace_back();
                    continue;
                }
                term.when.push_back(TRY_WITHIN(parse_tests(text, schema), phrase.place));
            }
            term.names_column = phrase.kind == PhraseKind::kFiller && term.column >= 0;
            bool one_test = term.when.size() == 1 && term.when[0].size() == 1;
            if (phrase.kind == PhraseKind::kCondition && one_test) {
                term.column = static_cast<int>(term.when[0][0].column);
            }
            note_ledger(*ledger, term);
            if (term.kind == PhraseKind::kAmount && term.measure.empty() && term.column >= 0) {
                term.measure = schema.columns[static_cast<size_t>(term.column)].unit_of_measure;
            }
        }
        for (const std::string& word : phrase.words) add_word(word, term, phrases_);
        return {};
    }

    // What the phrase says of its ledger as such.
    void note_ledger(size_t ledger, const Term& term) {
        LedgerFacts& facts = result_.facts_[ledger];
        facts.known = true;
        if (term.kind == PhraseKind::kStanding) facts.standing = term.when;
        if (term.kind == PhraseKind::kSubject && !term.measure.empty()) {
            facts.measure = term.measure;
        }
        if (term.kind == PhraseKind::kAmount && term.how == "members") {
            facts.members_column = term.column;
        }
        const bool one = term.when.size() == 1 && term.when[0].size() == 1;
        if (term.kind == PhraseKind::kCondition && one &&
            term.when[0][0].kind == Test::Kind::kFilled)
            facts.kinds.insert(term.when[0][0].column);
        if (term.kind != PhraseKind::kEvent) return;
        if (term.how == "always") facts.event_column = term.column;
        if (term.when.empty()) return;
        facts.done = term.when;
        facts.done_column = term.column;
    }

    // The dictionary decides what its words mean; other ledgers keep theirs, unless the phrase
    // speaks of no ledger at all.
    void overrule(const std::string& word, std::vector<Term> terms) {
        std::vector<Term>& known = words_[word];
        for (const Term& term : terms) {
            // 竣工 stays a stage of a project beside what happened on a day.
            if (term.kind == PhraseKind::kEvent) continue;
            std::erase_if(known, [&](const Term& old) {
                return term.ledger == kAnyLedger || old.ledger == term.ledger;
            });
        }
        for (Term& term : terms) known.push_back(std::move(term));
    }

    const Vocabulary::Parts& parts_;
    Vocabulary result_;
    Vocabulary::Words words_;
    Vocabulary::Words phrases_;
};

Result<Vocabulary> Vocabulary::build(const Parts& parts, const org::Tree* tree) {
    return VocabularyBuilder(parts).build(tree);
}

}  // namespace yitao::recognise
