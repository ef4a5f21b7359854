#include "recognise/vocabulary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/text.h"

namespace yitao::recognise {

namespace {

using dictionary::Phrase;
using dictionary::PhraseKind;
using ledger::ColumnType;

constexpr std::u32string_view kPunctuation =
    U"()[]【】〔〕《》〈〉<>{},，、。.．:：;；—–-－_/\\·\"“”'‘’「」『』|…□+*?!%‰#№=&~";

bool is_punctuation(char32_t c) {
    return kPunctuation.find(c) != std::u32string_view::npos;
}

std::string utf8(std::span<const char32_t> points) {
    std::string text;
    for (char32_t c : points) append_utf8(text, c);
    return text;
}

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

bool Vocabulary::refers_to_households(const ledger::Column& column) const {
    if (column.type != ledger::ColumnType::kReference) return false;
    for (size_t i = 0; i < schemas_.size(); ++i) {
        if (schemas_[i]->id == column.reference) return facts_[i].measure == "户";
    }
    return false;
}

bool LedgerFacts::is_population(const Test& test) const {
    if (standing.size() < 2) return false;
    return std::ranges::any_of(standing, [&](const std::vector<Test>& tests) {
        return std::ranges::any_of(tests,
                                   [&](const Test& other) { return other.column == test.column; });
    });
}

Result<Vocabulary> Vocabulary::build(const Parts& parts, const org::Tree* tree) {
    return VocabularyBuilder(parts).build(tree);
}

const ledger::CodeList* Vocabulary::code_list(const ledger::Column& column) const {
    auto found = lists_.find(column.code_list);
    return found == lists_.end() ? nullptr : found->second;
}

std::optional<org::UnitCode> Vocabulary::find_unit(std::string_view text) const {
    if (!units_) return std::nullopt;
    std::string key = match_key(text);
    auto found = units_->find(key);
    // 四邑村党组织, 四邑村调委会, 四邑村委: what stands for the whole village there.
    for (std::string_view body :
         {"居民委员会", "民委员会", "居委会", "委会", "两委", "居委", "委", "党组织", "党支部",
          "党总支", "党委", "调委会", "人民调解委员会", "服务站", "退役军人服务站", "综治中心",
          "实践站", "文明实践站", "党群服务中心"}) {
        if (found != units_->end()) break;
        if (key.ends_with(body)) found = units_->find(key.substr(0, key.size() - body.size()));
    }
    // 潘家湾（社区）, 潘家湾（社）, 潘家湾（村）: which of two that share a name.
    for (const auto& [said, ending] : {std::pair("(社区)", "社区"),
                                       {"(社)", "社区"},
                                       {"(居)", "社区"},
                                       {"(居委会)", "社区"},
                                       {"(村)", "村"}}) {
        if (found != units_->end() && found->second != 0) break;
        if (!key.ends_with(said)) continue;
        const size_t name = key.size() - std::string_view(said).size();
        found = units_->find(key.substr(0, name) + ending);
    }
    if (found == units_->end() || found->second == 0) return std::nullopt;
    return found->second;
}

namespace {

// 尚未化解 is 未化解.
// 3、4、5周岁 → 3-5周岁; 四人、五人户 → 4-5人户: numbers that follow each other.
std::string with_spans(std::string key) {
    constexpr auto kTens = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四",
         "十五", "十六", "十七", "十八"});
    constexpr std::string_view kMark = "、";
    constexpr std::string_view kPeople = "人";
    const auto number_at = [&](size_t at, size_t& end) {
        int value = 0;
        end = at;
        while (end < key.size() && key[end] >= '0' && key[end] <= '9' && end - at < 3)
            value = value * 10 + (key[end++] - '0');
        for (size_t i = 0; i < kTens.size(); ++i) {
            const bool here = std::string_view(key).substr(at).starts_with(kTens[i]);
            if (!here || at + kTens[i].size() <= end) continue;
            value = static_cast<int>(i) + 1;
            end = at + kTens[i].size();
        }
        return end > at ? value : -1;
    };
    for (size_t at = 0; at < key.size(); ++at) {
        size_t end = 0;
        const int first = number_at(at, end);
        if (first < 0) continue;
        int last = first;
        bool homes = false;
        while (true) {
            const std::string_view rest = std::string_view(key).substr(end);
            const bool each =
                rest.starts_with(kPeople) && rest.substr(kPeople.size()).starts_with(kMark);
            if (!each && !rest.starts_with(kMark)) break;
            size_t next = 0;
            const int value = number_at(end + (each ? kPeople.size() : 0) + kMark.size(), next);
            if (value != last + 1) break;
            homes = homes || each;
            last = value;
            end = next;
        }
        const std::string_view rest = std::string_view(key).substr(end);
        const bool ages = !homes && (rest.starts_with("周岁") || rest.starts_with("岁"));
        if (last > first && (ages || rest.starts_with("人户") || rest.starts_with("人及以上户"))) {
            const std::string span = fmt::format("{}-{}", first, last);
            key.replace(at, end - at, span);
            at += span.size();
        } else {
            at = end - 1;
        }
    }
    return key;
}

std::string simpler(std::string key) {
    for (std::string_view longer : {"尚未", "还未", "仍未"}) {
        for (size_t at = key.find(longer); at != std::string::npos; at = key.find(longer, at)) {
            key.replace(at, longer.size(), "未");
        }
    }
    struct Same {
        std::string_view word, plain;
    };
    constexpr auto kSame = std::to_array<Same>({{"或是", "或"},
                                                {"或者", "或"},
                                                {"剔除在", "非在"},
                                                {"剔除残", "非残"},
                                                {"户籍为外来", "外来"},
                                                {"大于零", "大于0"},
                                                {"户籍登记为外来", "外来"}});
    for (const auto& [word, plain] : kSame) {
        for (size_t at = key.find(word); at != std::string::npos; at = key.find(word, at))
            key.replace(at, word.size(), plain);
    }
    return key.contains("、") ? with_spans(std::move(key)) : key;
}

}  // namespace

// What the form says of a word goes before the dictionary.
void Vocabulary::keep(const std::string& key, std::vector<Term> terms) {
    const std::vector<char32_t> points = code_points(key);
    if (points.size() < 2 || points.size() > WordLengths::kLongest) return;
    defined_lengths_.add(points[0], points.size());
    defined_[key] = std::move(terms);
}

int Vocabulary::date_of_state(size_t ledger, std::span<const Test> tests) const {
    for (const DatedState& one : dated_states_) {
        if (one.ledger == static_cast<int>(ledger) &&
            std::ranges::find(tests, one.state) != tests.end())
            return one.column;
    }
    return -1;
}

void Vocabulary::exclude_zero(std::string_view band) {
    constexpr size_t kMost = 20;
    if (without_zero_.size() < kMost) without_zero_.insert(match_key(band));
}

void Vocabulary::leave_unknown(std::string_view word) {
    const std::string key = simpler(match_key(word));
    keep(key, {});
}

void Vocabulary::leave_to_form(std::string_view word) {
    constexpr size_t kMost = 20;
    leave_unknown(word);
    if (left_to_form_.size() < kMost) left_to_form_.insert(match_key(word));
}

bool Vocabulary::names_left_to_form(std::string_view text) const {
    const std::string key = match_key(text);
    return std::ranges::any_of(left_to_form_,
                               [&](const std::string& word) { return key.contains(word); });
}

void Vocabulary::define(std::string_view word, Term term) {
    std::string key = simpler(match_key(word));
    term.source = Source::kForm;
    keep(key, {std::move(term)});
}

std::vector<std::pair<std::string, Term>> Vocabulary::defined_as(
    dictionary::PhraseKind kind) const {
    std::vector<std::pair<std::string, Term>> found;
    for (const auto& [word, terms] : defined_) {
        const bool one = terms.size() == 1 && terms[0].kind == kind && !terms[0].vague;
        if (one) found.emplace_back(word, terms[0]);
    }
    std::ranges::sort(found, {}, &std::pair<std::string, Term>::first);
    return found;
}

std::vector<std::pair<std::string, Term>> Vocabulary::defined_conditions() const {
    auto found = defined_as(dictionary::PhraseKind::kCondition);
    std::erase_if(found, [](const auto& one) { return one.second.when.size() != 1; });
    return found;
}

std::vector<std::pair<std::string, Term>> Vocabulary::defined_events() const {
    return defined_as(dictionary::PhraseKind::kEvent);
}

void Vocabulary::define_in_ledger(std::string_view word, Term term) {
    const std::string key = simpler(match_key(word));
    std::vector<Term> others;
    if (const std::vector<Term>* known = find(key)) {
        std::ranges::copy_if(*known, std::back_inserter(others), [&](const Term& other) {
            return other.ledger >= 0 && other.ledger != term.ledger;
        });
    }
    define(word, std::move(term));
    if (auto own = defined_.find(key); own != defined_.end())
        own->second.insert(own->second.end(), others.begin(), others.end());
}

const std::vector<Term>* Vocabulary::find(const std::string& key) const {
    if (!defined_.empty()) {
        if (auto own = defined_.find(key); own != defined_.end()) return &own->second;
    }
    auto found = words_->find(key);
    return found == words_->end() ? nullptr : &found->second;
}

namespace {

// How many brackets are open before each code point.
std::vector<int> depths_of(std::span<const char32_t> points) {
    std::vector<int> depths;
    int depth = 0;
    bool aside = false;
    for (char32_t c : points) {
        if (c == U')' || c == U'）') depth = std::max(0, depth - 1);
        depths.push_back(depth + (aside ? 1 : 0));
        aside = aside || c == U'·';  // 党员·含预备
        if (c == U'(' || c == U'（') ++depth;
    }
    return depths;
}

// 低保、特困; 居民＋职工
bool lists(char32_t mark) {
    return mark == U'、' || mark == U'+';
}

}  // namespace

// The cheapest way to cover the text: few words, and as little as possible that nobody knows.
Cut Vocabulary::cut(std::string_view text) const {
    constexpr double kWordCost = 1;
    constexpr double kUnknownCost = 3;  // a character
    constexpr size_t kMaxHeading = 400;
    std::string key = simpler(match_key(text));
    std::vector<char32_t> points = code_points(key);
    if (points.size() > kMaxHeading) points.resize(kMaxHeading);
    size_t n = points.size();
    std::vector<size_t> byte(n + 1, 0);
    for (size_t i = 0; i < n; ++i) {
        std::string one;
        append_utf8(one, points[i]);
        byte[i + 1] = byte[i] + one.size();
    }
    struct Step {
        double cost = std::numeric_limits<double>::max();
        size_t from = 0;
        const std::vector<Term>* terms = nullptr;
        bool punctuation = false;
        std::vector<Term> made;
    };
    std::vector<Step> best(n + 1);
    best[0].cost = 0;
    for (size_t i = 0; i < n; ++i) {
        auto offer = [&](size_t to, double cost, const std::vector<Term>* terms, bool punctuation) {
            if (best[i].cost + cost >= best[to].cost) return false;
            best[to] = {best[i].cost + cost, i, terms, punctuation, {}};
            return true;
        };
        bool mark = is_punctuation(points[i]);
        offer(i + 1, mark ? 0 : kUnknownCost, nullptr, mark);
        uint64_t lengths = lengths_->of(points[i]) | defined_lengths_.of(points[i]);
        for (; lengths != 0; lengths &= lengths - 1) {
            const auto length = static_cast<size_t>(std::countr_zero(lengths));
            if (length > n - i) break;
            const auto* terms = find(key.substr(byte[i], byte[i + length] - byte[i]));
            // Of two ways with as many words the one with the longer word.
            double long_word = 0.001 * static_cast<double>(length * length);
            if (terms == nullptr) continue;
            // 18周岁以上 as the form defines it goes before what the numbers say.
            bool own = !terms->empty() && terms->front().source == Source::kForm &&
                       std::ranges::any_of(std::span(points).subspan(i, length),
                                           [](char32_t c) { return c >= U'0' && c <= U'9'; });
            // 未整改 | 中, not 未 | 整改中.
            const bool denied =
                length > 1 && points[i] == U'未' && length < n - i && points[i + length] == U'中';
            if (denied) long_word += 0.0005;
            offer(i + length, (own ? kWordCost * 0.8 : kWordCost) - long_word, terms, false);
        }
        Pattern pattern = match_years(points, i);
        if (Pattern days = match_days(points, i, schemas_); days.length > pattern.length)
            pattern = std::move(days);
        if (pattern.length == 0) pattern = match_pattern(points, i, schemas_);
        // 居住满六个月 is a word of its own: whoever lives here.
        // 居住不足半年（2026年5月1日以后迁入） is not.
        const auto is_word = [&](size_t length) {
            const bool explained = i + length < n && points[i + length] == U'(';
            return !explained && find(key.substr(byte[i], byte[i + length] - byte[i])) != nullptr;
        };
        if (Pattern lasting = match_lasting(points, i);
            lasting.length > pattern.length && !is_word(lasting.length))
            pattern = std::move(lasting);
        if (Pattern names = match_names(points, i, schemas_); names.length > pattern.length)
            pattern = std::move(names);
        if (Pattern classes = match_classes(points, i, *this); classes.length > pattern.length)
            pattern = std::move(classes);
        const bool some =
            pattern.length > 0 && !without_zero_.empty() &&
            without_zero_.contains(key.substr(byte[i], byte[i + pattern.length] - byte[i]));
        for (Term& term : pattern.terms) {
            for (std::vector<Test>& tests : term.when) {
                for (Test& test : tests) {
                    if (!some || test.kind != Test::Kind::kNumber || test.least) continue;
                    test.least = 0;
                    test.least_open = true;
                }
            }
            if (after_includes_ && term.window == "years") term.vague = false;
            if (before_excludes_ && term.window == "before_year") term.vague = false;
            const bool day = term.vague && term.dates.size() == 1 && term.dates[0].first == "<";
            if (before_includes_ && day) {
                term.dates[0].first = "<=";
                term.vague = false;
            }
            if (!below_excludes_ || !term.bare_below || term.when.empty()) continue;
            for (Test& test : term.when[0]) test.most_open = true;
            if (bands_defined_) term.vague = false;
        }
        // 人口中 | 年满16周岁, not 中年 | 满16周岁.
        double cost =
            kWordCost * 0.9 - 0.001 * static_cast<double>(pattern.length * pattern.length);
        if (pattern.length > 0 && offer(i + pattern.length, cost, nullptr, false)) {
            best[i + pattern.length].made = std::move(pattern.terms);
        }
    }
    Cut cut;
    const std::vector<int> depths = depths_of(points);
    for (size_t at = n; at > 0; at = best[at].from) {
        const Step& step = best[at];
        if (step.punctuation) continue;
        cut.length += at - step.from;
        Token token{step.from,
                    at,
                    utf8(std::span(points).subspan(step.from, at - step.from)),
                    {},
                    depths[step.from] > 0,
                    step.from > 0 && lists(points[step.from - 1])};
        if (step.terms != nullptr) token.terms = *step.terms;
        if (!step.made.empty()) token.terms = step.made;
        if (token.terms.empty()) cut.unknown += at - step.from;
        // Characters nobody knows, side by side, are one word.
        bool joins = token.terms.empty() && !cut.tokens.empty() &&
                     cut.tokens.back().terms.empty() && cut.tokens.back().from == at &&
                     cut.tokens.back().bracketed == token.bracketed;
        if (joins) {
            cut.tokens.back().from = token.from;
            cut.tokens.back().listed = token.listed;
            cut.tokens.back().text = token.text + cut.tokens.back().text;
        } else {
            cut.tokens.push_back(std::move(token));
        }
    }
    std::ranges::reverse(cut.tokens);
    return cut;
}

}  // namespace yitao::recognise
