#include "recognise/vocabulary/vocabulary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/text.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

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

}  // namespace

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

bool LedgerFacts::ends(const Test& test) const {
    if (test.kind != Test::Kind::kWords || test.others || test.words.empty()) return false;
    return std::ranges::all_of(test.words, [&](const std::string& word) {
        return std::ranges::any_of(done, [&](const std::vector<Test>& tests) {
            return std::ranges::any_of(tests, [&](const Test& end) {
                return end.column == test.column && !end.others &&
                       std::ranges::find(end.words, word) != end.words.end();
            });
        });
    });
}

const ledger::CodeList* Vocabulary::code_list(const ledger::Column& column) const {
    auto found = lists_.find(column.code_list);
    return found == lists_.end() ? nullptr : found->second;
}

// 四邑村党组织, 四邑村调委会, 四邑村委, 四邑村文明实践站: what stands for the whole village there,
// by how it ends. Where the village's own name ends in such a text; its size: nowhere.
static size_t size_of_unit(std::string_view key) {
    constexpr auto kBodies = std::to_array<std::string_view>(
        {"委员会", "委会", "居委",   "两委",     "党委",     "支委",   "党组织",
         "支部",   "总支", "调委会", "综治中心", "服务中心", "实践站", "服务站",
         "工作站", "站",   "网格",   "妇联",     "民兵连",   "委"});
    constexpr auto kVillages = std::to_array<std::string_view>({"社区", "村"});
    constexpr size_t kLongest = std::string_view("新时代文明实践综合服务").size();
    const auto ends = [&](std::string_view body) { return key.ends_with(body); };
    const auto* body = std::ranges::find_if(kBodies, ends);
    if (body == kBodies.end()) return key.size();
    for (std::string_view village : kVillages) {
        const size_t at = key.find(village);
        if (at == std::string_view::npos || at == 0) continue;
        const size_t end = at + village.size();
        if (end <= key.size() - body->size() && key.size() - body->size() - end <= kLongest)
            return end;
    }
    return key.size() - body->size();
}

std::optional<org::UnitCode> Vocabulary::find_unit(std::string_view text) const {
    if (!units_) return std::nullopt;
    std::string key = match_key(text);
    auto found = units_->find(key);
    if (found == units_->end()) found = units_->find(key.substr(0, size_of_unit(key)));
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

// 尚未化解 is 未化解.
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

// 3—5亩, 10亩以上, 2万元以下: as the notes say of their ends.
void Vocabulary::settle_ends(Term& term) const {
    if (term.when.empty()) return;
    const bool span = !term.when[0].empty() && term.when[0][0].least && term.when[0][0].most;
    if (above_excludes_ && term.bare_above) {
        for (Test& test : term.when[0]) test.least_open = true;
    }
    if (!term.bare_below) return;
    if (bands_above_ && span) {
        for (Test& test : term.when[0]) {
            test.least_open = true;
            test.most_open = false;
        }
        term.vague = false;
        return;
    }
    if (bands_above_ && !below_excludes_) term.vague = false;  // 200以下, with 200
    if (!below_excludes_) return;
    for (Test& test : term.when[0]) test.most_open = true;
    if (bands_defined_ || !span) term.vague = false;
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
            const bool recent = term.window == "days" && term.dates.size() == 2 &&
                                term.dates[1].second == "截至日期";
            if (recent_told_ && recent) term.vague = false;
            if (after_includes_ && term.window == "years") term.vague = false;
            if (before_excludes_ && term.window == "before_year") term.vague = false;
            const bool day = term.vague && term.dates.size() == 1 && term.dates[0].first == "<";
            if (before_includes_ && day) {
                term.dates[0].first = "<=";
                term.vague = false;
            }
            settle_ends(term);
            for (std::vector<Test>& tests : term.when) {
                for (Test& test : tests) {
                    if (!some || test.kind != Test::Kind::kNumber || test.least) continue;
                    test.least = 0;
                    test.least_open = true;
                }
            }
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

bool begins_part(const Vocabulary& words, std::string_view text) {
    if (trim(text).starts_with("#") || trim(text).starts_with("＃")) return true;
    Cut cut = words.cut(text);
    if (cut.tokens.empty()) return false;
    const Token& first = cut.tokens[0];
    // 按性别分; 中共女党员, cut to pieces
    if (first.text == "按" || first.text == "分" || first.text == "中") return false;
    return std::ranges::any_of(first.terms, [](const Term& term) {
        return term.kind == dictionary::PhraseKind::kOfWhich;
    });
}

}  // namespace yitao::recognise
