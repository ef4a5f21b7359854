#include "recognise/meaning/meaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/meaning/understood.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr size_t kMaxReadings = 5;
constexpr double kUnknownLedger = 0.75;  // a ledger the dictionary does not speak of: a question
constexpr double kTwoLedgers = 0.6;      // another ledger explains the path as well

void vote_measure(const Vocabulary& words, std::string_view measure, double weight,
                  std::vector<double>& votes) {
    for (size_t i = 0; i < votes.size(); ++i) {
        const std::string& own = words.facts(i).measure;
        if (!own.empty() && own == measure) votes[i] += weight;
    }
}

// How loudly the words of some layers speak of each ledger.
void vote(const Vocabulary& words, const std::vector<Layer>& layers, double weight,
          std::vector<double>& votes) {
    for (const Layer& layer : layers) {
        for (const Token& token : layer.cut->tokens) {
            std::set<int> ledgers;
            for (const Term& term : token.terms) {
                if (term.ledger >= 0) ledgers.insert(term.ledger);
                if (term.kind == PhraseKind::kGrain || term.kind == PhraseKind::kAggregate) {
                    vote_measure(words, term.measure, weight * 1.5, votes);
                }
            }
            double rarity = 1.0 / static_cast<double>(std::max<size_t>(1, ledgers.size()));
            double length = static_cast<double>(token.to - token.from);
            for (int ledger : ledgers) {
                votes[static_cast<size_t>(ledger)] += weight * length * (0.2 + rarity);
            }
        }
    }
}

// 登记总数: a total of whatever the title is of, though one ledger has a use of its own for the
// word.
bool is_total_of_any(const Token& token) {
    const auto total = [](const Term& term) { return term.kind == PhraseKind::kTotal; };
    const auto own = [](const Term& term) { return term.ledger >= 0; };
    return std::ranges::any_of(token.terms, total) && std::ranges::any_of(token.terms, own);
}

struct Candidate {
    size_t ledger;
    double votes;
    bool untitled = false;  // by a total that any ledger has, and nothing around says which
};

// The ledgers worth asking: those the path speaks of, loudest first.
std::vector<Candidate> candidates(const Vocabulary& words, const Asked& asked,
                                  const Layers& layers) {
    constexpr size_t kMost = 6;
    std::vector<double> path(words.schemas().size(), 0.0);
    std::vector<double> context(words.schemas().size(), 0.0);
    vote(words, layers.path, 1.0, path);
    vote_measure(words, asked.measure, 0.5, path);
    vote(words, layers.axis, 0.5, path);
    vote(words, layers.context, 0.3, context);
    vote(words, layers.siblings, 0.1, context);
    bool from_path = std::ranges::any_of(path, [](double v) { return v > 0; });
    // 在营经营主体行业分布 over 总计 / 户数: a path that says only how it is counted leaves to the
    // title what is.
    const bool only_counts = std::ranges::all_of(layers.path, [](const Layer& layer) {
        return std::ranges::all_of(layer.cut->tokens, [](const Token& token) {
            const bool of_all = token.text.starts_with("总") && token.text != "总计";  // 总户数
            return !token.terms.empty() && !of_all &&
                   (is_total_of_any(token) ||
                    std::ranges::all_of(token.terms, [](const Term& term) {
                        return term.kind == PhraseKind::kGrain || term.kind == PhraseKind::kTotal ||
                               term.kind == PhraseKind::kFiller;
                    }));
        });
    });
    const bool by_path = from_path && !only_counts;
    const bool of_any = only_counts && std::ranges::any_of(layers.path, [](const Layer& layer) {
                            return std::ranges::any_of(layer.cut->tokens, is_total_of_any);
                        });
    const bool titled = std::ranges::any_of(context, [](double v) { return v > 0; });
    std::vector<Candidate> found;
    for (size_t i = 0; i < path.size(); ++i) {
        double votes = by_path ? path[i] : context[i];
        const bool by_word = only_counts && votes == 0 && path[i] > 0 && !(of_any && titled);
        if (by_word) votes = path[i] * 0.3;
        if (votes > 0) found.push_back({i, votes + (by_path ? context[i] : 0), by_word && of_any});
    }
    std::ranges::stable_sort(found, std::greater{}, &Candidate::votes);
    if (found.size() > kMost) found.resize(kMost);
    return found;
}

bool has_doubt(const Reading& reading, std::string_view doubt) {
    return std::ranges::find(reading.doubts, doubt) != reading.doubts.end();
}

// Where the form does not say whose people: one reading each for those registered here, living
// here and all, none of them sure.
void offer_populations(const Vocabulary& words, const Asked& asked, const Understood& understood,
                       std::vector<Reading>& readings) {
    for (const auto& tests : words.facts(understood.filter.ledger).standing) {
        Understood one = understood;
        if (narrow(one.filter, tests) == Narrowed::kNothing) continue;
        Reading reading = write_reading(words, asked, one);
        if (!reading.formula.empty()) readings.push_back(std::move(reading));
    }
}

// Whether the title, the sheet or the section names what the ledger is of, and not what another is.
bool is_named(const std::vector<Layer>& context, size_t ledger, size_t other) {
    bool named = false;
    for (const Layer& layer : context) {
        for (const Token& token : layer.cut->tokens) {
            auto speaks_of = [&](size_t of) {
                return std::ranges::any_of(token.terms, [&](const Term& term) {
                    bool what = term.kind == dictionary::PhraseKind::kCondition ||
                                term.kind == dictionary::PhraseKind::kSubject;
                    return what && !term.generic && term.ledger == static_cast<int>(of);
                });
            };
            if (speaks_of(other)) return false;
            named = named || speaks_of(ledger);
        }
    }
    return named;
}

// How many of the table's other headings speak of what the ledger is of, and not of the other.
int headings_of(const Layers& layers, size_t ledger, size_t other) {
    int count = 0;
    for (const auto* headings : {&layers.siblings, &layers.around}) {
        for (const Layer& layer : *headings) {
            const auto speaks_of = [&](size_t of) {
                return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                    return std::ranges::any_of(token.terms, [&](const Term& term) {
                        const bool what = term.kind == PhraseKind::kCondition ||
                                          term.kind == PhraseKind::kSubject ||
                                          term.kind == PhraseKind::kAmount;
                        return what && !term.generic && term.ledger == static_cast<int>(of);
                    });
                });
            };
            if (speaks_of(ledger) && !speaks_of(other)) ++count;
        }
    }
    return count;
}

// 登记户数 beside 户籍人口, 常住人口: of homes, where no heading is of firms.
bool is_of_homes(const Vocabulary& words, const Asked& asked, const Layers& layers, size_t ledger,
                 size_t other) {
    constexpr int kLeastHeadings = 2;
    const LedgerFacts& homes = words.facts(ledger);
    const bool told =
        !asked.path.empty() && match_key(asked.path.back().text).ends_with(homes.measure + "数");
    const bool own = (told || (asked.measured_here && homes.measure == asked.measure)) &&
                     homes.members_column >= 0 && !homes.measure.empty();
    if (!own || headings_of(layers, other, ledger) > 0) return false;
    int people = 0;
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        const bool refers = std::ranges::any_of(
            words.schema(i).columns,
            [&](const ledger::Column& column) { return words.refers_to_households(column); });
        if (refers) people += headings_of(layers, i, other);
    }
    return people >= kLeastHeadings;
}

// 安全隐患排查整改统计表 is of 隐患, not of 纠纷.
bool is_printed(const std::vector<std::string>& context, const std::string& name) {
    return std::ranges::any_of(context,
                               [&](const std::string& text) { return text.contains(name); });
}

// 到位投资（完成，万元） → 到位投资(完成)(万元)
std::string measure_apart(const std::string& text) {
    std::string key = match_key(text);
    size_t open = key.rfind('(');
    size_t comma = key.rfind(',');
    bool inside = key.ends_with(")") && open != std::string::npos && comma != std::string::npos &&
                  open < comma;
    if (!inside) return text;
    const std::string measure = key.substr(comma + 1, key.size() - comma - 2);
    return dictionary::is_measure(measure) ? key.substr(0, comma) + ")(" + measure + ")" : text;
}

// 户均住房面积（一位小数）, 年产值（亿元，4位小数）: how many; the words go, the unit stays.
int take_printed_decimals(std::string& text) {
    constexpr auto kSeparators =
        std::to_array<std::string_view>({"取", "，", ",", "、", "；", " ", "\n"});
    const auto said = find_decimals(text);
    const bool places = said && text.substr(said->at, said->end - said->at).ends_with("小数");
    if (!places) return 0;
    std::string before = text.substr(0, said->at);
    std::string after = text.substr(said->end);
    for (bool more = true; more;) {
        const auto* end = std::ranges::find_if(
            kSeparators, [&](std::string_view mark) { return before.ends_with(mark); });
        more = end != kSeparators.end();
        if (more) before.resize(before.size() - end->size());
    }
    for (auto [open, close] : {std::pair<std::string_view, std::string_view>("（", "）"),
                               std::pair<std::string_view, std::string_view>("(", ")")}) {
        if (!before.ends_with(open) || !after.starts_with(close)) continue;
        before.resize(before.size() - open.size());
        after.erase(0, close.size());
    }
    text = before + after;
    return said->number;
}

// （需复核）, （拟给予资费优惠）: what is to be done about them narrows nothing.
std::string without_purpose(const Vocabulary& words, const std::string& text) {
    constexpr auto kStarts = std::to_array<std::string_view>(
        {"（需", "（拟", "（待", "（可", "（便于", "（应重点", "，可", "，需", "，拟", "，待"});
    constexpr std::string_view kClose = "）";
    for (std::string_view start : kStarts) {
        const size_t from = text.find(start);
        if (from == std::string::npos || from == 0) continue;
        const bool brackets = start.starts_with("（");
        size_t to = brackets ? text.find(kClose, from) : text.size();
        if (to == std::string::npos || (!brackets && text.find(kClose, from) < to)) continue;
        if (brackets) to += kClose.size();
        const std::string inside = text.substr(from, to - from);
        const bool says = std::ranges::any_of(words.cut(inside).tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms, [](const Term& term) {
                return term.kind == PhraseKind::kCondition || term.kind == PhraseKind::kAmount ||
                       term.kind == PhraseKind::kWindow || term.kind == PhraseKind::kAggregate;
            });
        });
        if (!says) return text.substr(0, from) + text.substr(to);
    }
    return text;
}

// （%，整数）, （元，取整）: how many decimals, none.
bool take_whole(std::string& text) {
    constexpr auto kWhole =
        std::to_array<std::string_view>({"，整数）", "，取整）", "，保留整数）"});
    constexpr auto kOnly =
        std::to_array<std::string_view>({"（整数）", "（取整）", "（保留整数）"});
    for (std::string_view only : kOnly) {
        if (!text.ends_with(only)) continue;
        text.resize(text.size() - only.size());
        return true;
    }
    for (std::string_view whole : kWhole) {
        if (!text.ends_with(whole)) continue;
        text.resize(text.size() - whole.size());
        text += "）";
        return true;
    }
    return false;
}

// 户均（保留整数）: how it is written, not what it is.
std::string without_rounding(const std::string& text) {
    for (auto [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        const size_t from = text.find(open);
        const size_t to = text.find(close, std::min(from, text.size()));
        if (to == std::string::npos) continue;
        const std::string inside = match_key(text.substr(from, to - from));
        // 现有（保留） says which of them.
        const bool digits =
            inside.contains("位") || inside.contains("整数") || inside.contains("小数");
        if (inside.contains("保留") && digits && !inside.contains("以小数"))
            return text.substr(0, from) + text.substr(to + std::string_view(close).size());
    }
    return text;
}

// 户均（元/户） is an average already: it is measured in 元.
std::string without_per(const std::string& text) {
    std::string key = match_key(text);
    size_t open = key.rfind('(');
    size_t per = key.rfind('/');
    bool rate =
        key.ends_with(")") && open != std::string::npos && per != std::string::npos && open < per;
    if (!rate) return text;
    const std::string bottom = key.substr(per + 1, key.size() - per - 2);
    bool measures = dictionary::is_measure(key.substr(open + 1, per - open - 1)) &&
                    dictionary::is_measure(bottom);
    bool timed = bottom == "月" || bottom == "年";  // 最高（元/月）
    return measures && (timed || key.contains("均")) ? key.substr(0, per) + ")" : text;
}

// 元/月 in a column of units, 元/人 of an average.
std::string measure_without_per(const std::string& measure, const std::string& heading) {
    const std::string with = without_per(heading + "(" + measure + ")");
    const std::string key = match_key(heading) + "(";
    return with.starts_with(key) && with.ends_with(")")
               ? with.substr(key.size(), with.size() - key.size() - 1)
               : measure;
}

// 医保：职工 → 医保, 职工. Nothing: no such heading.
std::optional<std::pair<std::string, std::string>> at_colon(const Vocabulary& words,
                                                            const std::string& text) {
    constexpr std::string_view kColon = "：";
    const size_t at = text.find(kColon);
    if (at == std::string::npos || at < 6 || at > 24) return std::nullopt;
    if (text.find(kColon, at + 1) != std::string::npos) return std::nullopt;
    std::string group = text.substr(0, at);
    std::string own(trim(std::string_view(text).substr(at + kColon.size())));
    if (own.empty() || text.find_first_of("(（") < at) return std::nullopt;
    // 其中：…, 计量单位：…
    for (const Token& token : words.cut(group).tokens) {
        bool frame = std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kOfWhich || term.kind == PhraseKind::kMeta ||
                   term.kind == PhraseKind::kTotal;
        });
        if (frame) return std::nullopt;
    }
    return std::pair(std::move(group), std::move(own));
}

// The group of such a heading is a heading above it, the others of the group stand beside.
void split_at_colons(const Vocabulary& words, Asked& asked) {
    for (size_t i = 0; i < asked.path.size(); ++i) {
        if (asked.path[i].inherited) continue;
        auto parts = at_colon(words, asked.path[i].text);
        if (!parts) continue;
        const auto& [group, own] = *parts;
        std::vector<std::string> others;
        for (const std::string& sibling : asked.siblings) {
            auto other = at_colon(words, sibling);
            if (other && other->first == group && other->second != own)
                others.push_back(std::move(other->second));
        }
        asked.beside.insert(asked.beside.end(), others.begin(), others.end());
        // 医保：居民 beside 养老：居民 is of another group.
        if (!others.empty()) asked.siblings = std::move(others);
        asked.path[i].text = own;
        asked.path.insert(asked.path.begin() + static_cast<long>(i), PathPart{group});
        if (i < asked.row_parts) ++asked.row_parts;
        ++i;
    }
}

// Households with such members: by the residents, each household once, or by the households, each
// with its members counted.
bool are_same_households(std::string_view a, std::string_view b) {
    const auto by_residents = [](std::string_view key) { return key.contains("ROWS(UNIQUE("); };
    const auto by_members = [](std::string_view key) {
        return key.contains("SUMPRODUCT(") && key.contains("COUNTIFS(");
    };
    return (by_residents(a) && by_members(b)) || (by_members(a) && by_residents(b));
}

}  // namespace

std::shared_ptr<const Cut> MeaningReader::cut(const std::string& text) {
    auto [at, fresh] = cuts_.try_emplace(text);
    if (fresh) at->second = std::make_shared<const Cut>(words_.cut(text));
    return at->second;
}

// 务工 / 本地 → 本地务工: a code's own name, of a column that the group speaks of.
static bool names_code_of(const Cut& both, const Cut& group, const std::string& name) {
    return both.tokens.size() == 1 && std::ranges::any_of(both.tokens[0].terms, [&](const Term& a) {
               const Test* code = code_in(a);
               if (code == nullptr || code->words != std::vector{name}) return false;
               return std::ranges::any_of(group.tokens[0].terms, [&](const Term& b) {
                   const Test* some = code_in(b);
                   return some != nullptr && a.ledger == b.ledger && some->column == code->column &&
                          some->words.size() > 1 &&
                          std::ranges::find(some->words, name) != some->words.end();
               });
           });
}

// 住房 / 面积, 耕地 / 面积: a group and its heading that together are the name of an amount, 务工 /
// 本地 that of a code, as one heading; "": they are not.
const std::string& MeaningReader::spelled(const std::string& group, const std::string& own) {
    const auto [at, fresh] = spelled_.try_emplace({group, own});
    if (!fresh) return at->second;
    const dictionary::Heading over = dictionary::read_heading(group);
    const dictionary::Heading under = dictionary::read_heading(own);
    const std::string& first = over.bare.empty() ? over.key : over.bare;
    const std::string& second = under.bare.empty() ? under.key : under.bare;
    if (cut(first)->tokens.size() != 1 || cut(second)->tokens.size() != 1) return at->second;
    if (names_code_of(*cut(second + first), *cut(first), second + first))
        return at->second = second + first;
    const auto both = cut(first + second);
    const bool amount = both->tokens.size() == 1 &&
                        std::ranges::any_of(both->tokens[0].terms, [](const Term& term) {
                            return term.kind == PhraseKind::kAmount && term.when.empty() &&
                                   !term.vague && term.ledger >= 0;
                        });
    if (!amount) return at->second;
    const std::string& measure = under.measure.empty() ? over.measure : under.measure;
    at->second = first + second;
    if (!measure.empty()) at->second += "（" + measure + "）";
    return at->second;
}

void MeaningReader::join_spelled(Asked& asked) {
    for (size_t i = asked.path.size(); i-- > 1;) {
        bool own = i + 1 == asked.path.size() || i + 1 == asked.row_parts;
        bool one_side = (i < asked.row_parts) == (i - 1 < asked.row_parts);
        if (!own || !one_side || asked.path[i].inherited || asked.path[i - 1].inherited) continue;
        const std::string& joined = spelled(asked.path[i - 1].text, asked.path[i].text);
        if (joined.empty()) continue;
        asked.path[i].text = joined;
        asked.path.erase(asked.path.begin() + static_cast<long>(i) - 1);
        if (i < asked.row_parts) --asked.row_parts;
    }
}

// 农村住房（万平方米）, 户均住房（登记户） in 平方米: their area, where the ledger calls it so.
std::string MeaningReader::with_area(const std::string& text, const std::string& measure) {
    constexpr std::string_view kArea = "面积";
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    constexpr auto kSquare = std::to_array<std::string_view>({"平方米", "㎡", "m2"});
    const bool square = has_any(measure, kSquare) && !measure.contains("、");
    if (!square || text.contains(kArea) || text.contains("计")) return text;
    const size_t end = first_of(text, kOpen);
    std::string spelled = text.substr(0, end) + std::string(kArea);
    const auto whole = cut(spelled);
    if (whole->tokens.empty() || whole->tokens.back().text == kArea) return text;
    const bool amount = std::ranges::any_of(whole->tokens.back().terms, [](const Term& term) {
        return term.kind == PhraseKind::kAmount && !term.vague && term.ledger >= 0;
    });
    return amount ? spelled + text.substr(end) : text;
}

// 第二部分　矛盾纠纷（单位：件、人、元）: in what the figures are, which says nothing of the rows.
static std::string without_units(std::string text) {
    constexpr auto kStarts = std::to_array<std::string_view>(
        {"（单位：", "(单位：", "（计量单位：", "（单位:", "(单位:"});
    constexpr auto kEnds = std::to_array<std::string_view>({"）", ")"});
    const size_t open = first_of(text, kStarts);
    const size_t close = first_of(text, kEnds, open);
    if (close >= text.size()) return text;
    const std::string_view units = std::string_view(text).substr(open, close - open);
    if (!units.contains("、")) return text;
    text.erase(open, close - open + (text[close] == ')' ? 1 : kEnds[0].size()));
    return text;
}

// 一、按耕地面积分（全部家庭户）, 表二　按家庭年收入分档: what the rows or columns below divide;
// "": it does not say.
static std::string divided_by(std::string_view text) {
    constexpr auto kBy = std::to_array<std::string_view>({"按"});
    constexpr auto kEnds = std::to_array<std::string_view>({"分"});
    constexpr auto kOther = std::to_array<std::string_view>({"、", "，", "和", "及", "（"});
    constexpr size_t kMost = 10;  // characters
    text = text.substr(std::min(text.size(), first_of(text, kBy)));
    if (text.empty()) return {};
    text.remove_prefix(kBy[0].size());
    const size_t to = first_of(text, kEnds);
    if (to == 0 || to >= text.size()) return {};
    const std::string_view what = text.substr(0, to);
    if (has_any(what, kOther) || code_point_count(what) > kMost) return {};
    return std::string(what);
}

std::vector<Reading> MeaningReader::read(const Asked& as_asked) {
    const Vocabulary& words = words_;
    Asked asked = as_asked;
    split_at_colons(words, asked);
    join_spelled(asked);
    Layers layers;
    for (const auto& text : asked.scope) {
        layers.scope.push_back({.cut = cut(text)});
        const std::string first = text.substr(0, text.find("，"));
        const bool limits = !limited_to(first).empty() || first.contains("统计范围") ||
                            first.starts_with("限") || first.starts_with("仅限") ||
                            names_rows_alone(first);
        if (limits) layers.limits.push_back({.cut = cut(first)});
    }
    for (const auto& text : asked.lines) layers.lines.push_back({.cut = cut(text)});
    for (const auto& text : asked.sections) layers.sections.push_back({cut(without_units(text))});
    for (const auto& text : asked.context) layers.context.push_back({cut(without_units(text))});
    const PathPart* row_end = asked.path.data() + asked.row_parts;
    // A unit of measure in brackets behind a heading is taken out of it; the innermost heading
    // that has one says what the cell is measured in.
    for (const auto& part : asked.path) {
        std::string heading_text = without_purpose(words, without_units(part.text));
        if (take_whole(heading_text)) {
            asked.shape.decimals = 0;
            asked.shape.whole = true;
        }
        if (const int said = take_printed_decimals(heading_text); said > 0)
            asked.shape.decimals = said;
        const std::string text = without_per(measure_apart(without_rounding(heading_text)));
        dictionary::Heading heading = dictionary::read_heading(text);
        bool measured = !heading.measure.empty();
        const std::string& said = measured ? heading.bare : text;
        const bool area = &part == &asked.path.back() || &part + 1 == row_end;
        layers.path.push_back(
            {cut(area ? with_area(said, measured ? heading.measure : asked.measure) : said),
             part.inherited});
        // 本年投资（万元） / 完成率%: a share of what the group adds up.
        const bool share = !measured && (text.ends_with("%") || text.ends_with("％"));
        if ((!measured && !share) || part.inherited) continue;
        // 按年龄分组（周岁） over 16—24周岁 says in what its bands are, not its numbers.
        const bool ages = measured && heading.measure.ends_with("岁") &&
                          std::ranges::any_of(asked.path, [&](const PathPart& other) {
                              return &other != &part && other.text.contains("岁");
                          });
        if (ages) continue;
        asked.measure = share ? "%" : heading.measure;
        asked.measured_here = true;
    }
    if (!layers.path.empty()) layers.path.back().leaf = true;
    if (asked.measure.contains("/")) {
        std::string heading;
        for (const auto& part : asked.path) heading += part.text;
        asked.measure = measure_without_per(asked.measure, heading);
    }
    for (const auto& text : asked.siblings) layers.siblings.push_back({cut(text)});
    for (const auto& text : asked.around) layers.around.push_back({cut(text)});
    for (const auto& text : asked.groups) layers.groups.push_back({cut(text)});
    for (const auto& text : asked.before) layers.before.push_back({cut(text)});
    for (const auto& text : asked.after) layers.after.push_back({cut(text)});
    if (!asked.leading.empty()) layers.leading.push_back({cut(asked.leading)});
    for (const auto& text : asked.beside) layers.beside.push_back({cut(text)});
    if (!asked.axis.empty()) layers.axis.push_back({cut(asked.axis)});
    std::vector<std::string_view> over;  // innermost first
    for (size_t i = asked.path.size(); i-- > 0;) over.push_back(asked.path[i].text);
    if (!asked.context.empty()) over.push_back(asked.context.back());
    for (std::string_view text : over) {
        const std::string what = divided_by(text);
        if (!what.empty()) layers.divided.push_back({cut(what)});
    }
    struct Found {
        double score;
        std::vector<Reading> readings;
        size_t ledger;
    };
    std::vector<Found> found;
    double best_votes = 0;
    for (const Candidate& candidate : candidates(words, asked, layers)) {
        Understood understood = understand(words, asked, layers, candidate.ledger);
        if (candidate.untitled) understood.doubt(kTwoLedgers, "two ledgers");
        if (!words.facts(candidate.ledger).known) understood.doubt(kUnknownLedger, "new ledger");
        // 到位（万元） of which no word was understood: the unit alone says nothing.
        const bool told = !understood.because.empty() || understood.amount < 0;
        if (!told) understood.doubt(losses::kUnknownWord, "silent " + asked.path.back().text);
        best_votes = std::max(best_votes, candidate.votes);
        std::vector<Reading> readings;
        Reading reading = write_reading(words, asked, understood);
        if (reading.formula.empty() || understood.senseless) continue;
        if (has_doubt(reading, "population")) {
            offer_populations(words, asked, understood, readings);
        }
        if (readings.empty()) readings.push_back(std::move(reading));
        double score = readings[0].confidence *
                       (words.facts(candidate.ledger).known ? 1 : kUnknownLedger) *
                       (0.7 + 0.3 * candidate.votes / best_votes);
        found.push_back({score, std::move(readings), candidate.ledger});
    }
    std::ranges::stable_sort(found, std::greater{}, &Found::score);
    std::vector<Reading> all;
    for (auto& [score, readings, ledger] : found) {
        for (Reading& reading : readings) {
            bool repeated = std::ranges::any_of(
                all, [&](const Reading& other) { return other.key == reading.key; });
            if (!repeated && all.size() < kMaxReadings) all.push_back(std::move(reading));
        }
    }
    // 退役军人 of the title are people: 平均年收入 below it is not surely that of households.
    bool two =
        found.size() > 1 && all.size() > 1 && !are_same_households(all[0].formula, all[1].formula);
    bool second = two && is_named(layers.context, found[1].ledger, found[0].ledger);
    bool first = two && (is_named(layers.context, found[0].ledger, found[1].ledger) ||
                         (is_printed(asked.context, words.schema(found[0].ledger).name) &&
                          !is_printed(asked.context, words.schema(found[1].ledger).name)));
    first = first ||
            (two && !second && is_of_homes(words, asked, layers, found[0].ledger, found[1].ledger));
    if (two && !first && found[1].score > found[0].score * (second ? 0.7 : 0.95)) {
        all[0].confidence *= kTwoLedgers;
        all[0].doubts.push_back("two ledgers");
    }
    return all;
}

}  // namespace yitao::recognise
