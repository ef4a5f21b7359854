// Lists: one record a row below its headings. Each heading is a column of one ledger, the title
// says which rows.
#include "recognise/proposal/list.h"

#include <algorithm>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/meaning/understood.h"
#include "recognise/notes/equation.h"
#include "recognise/notes/notes.h"
#include "recognise/notes/order.h"
#include "recognise/proposal/chapter.h"
#include "recognise/proposal/columns.h"
#include "recognise/proposal/meta.h"
#include "recognise/proposal/rows.h"
#include "recognise/structure/structure.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

struct Match {
    std::string expression;  // 居民[姓名], or a look-up through a reference
    double weight = 0;
};

// The headings of a list, put to one ledger.
class ListReader {
  public:
    ListReader(const Vocabulary& words, size_t ledger, const std::vector<std::string>& notes,
               const std::vector<Equation>& equations)
        : words_(words),
          ledger_(ledger),
          schema_(words.schema(ledger)),
          notes_(notes),
          equations_(equations),
          index_(words.columns_of(ledger)) {}

    std::optional<Match> match(const Path& path) const {
        if (path.texts.empty()) return std::nullopt;
        const std::string& leaf = path.texts.back();
        // 单位（场所）, 家长（户主）: what the reference leads to.
        const std::string inner = in_brackets(leaf);
        const std::string bare = leaf.substr(0, std::min(leaf.find("（"), leaf.find('(')));
        // 隐患场所（单位）: the brackets only call it something.
        if (inner == "单位" && match_reference(bare)) return match_reference(bare);
        if (auto found = match_named(inner)) return found;
        if (is_place(leaf) || is_village(inner)) return unit_name(0.3);
        if (auto found = match_members(leaf)) return found;
        if (auto found = match_this_year(leaf)) return measured(leaf, *found);
        if (names_others(leaf) && !match_text(leaf)) return std::nullopt;
        if (path.texts.size() > 1) {
            std::string joined;
            for (const std::string& text : path.texts) joined += text;
            if (auto found = match_text(joined)) return measured(leaf, *found);
            if (auto found = match_dated(path)) return found;
        }
        if (auto found = match_text(leaf)) return measured(leaf, *found);
        if (auto found = match_name(leaf)) return found;
        if (auto found = match_computed(leaf)) return found;
        if (auto found = match_unit(leaf)) return found;
        if (auto found = match_reference(leaf)) return found;
        if (auto own = column_of_number(schema_, leaf)) return Match{column(*own), 0.5};
        if (auto own = column_of_time(words_, ledger_, leaf)) return Match{column(*own), 0.5};
        if (auto found = match_trimmed(leaf)) return found;
        // 迁入（来镇）日期
        if (const std::string plain = without_brackets(leaf); plain != leaf && plain != bare)
            if (auto found = match_text(plain)) return measured(leaf, *found);
        if (auto found = match_equation(leaf)) return found;
        if (auto found = match_ratio(leaf)) return found;
        if (auto found = match_each(path)) return found;
        // 本年度投资 / 计划: the headings above say more than a part of a name.
        bool alone = path.texts.size() == 1;
        if (auto found = alone ? match_part(leaf) : std::nullopt) return measured(leaf, *found);
        if (auto found = match_words(path)) return measured(leaf, *found);
        if (auto found = match_part(leaf)) return measured(leaf, *found);
        return std::nullopt;
    }

    // 全年养老金 is no 月养老金, 月均收入 no 年收入.
    bool is_of_other_period(const std::string& heading, const Match& found) const {
        const bool of_year = heading.contains("全年") || heading.contains("年养老");
        const bool of_month = heading.contains("月均") || heading.contains("每月");
        for (size_t c = 0; c < schema_.columns.size(); ++c) {
            const std::string& name = schema_.columns[c].name;
            if (found.expression != column(c)) continue;
            return (of_year && name.starts_with("月")) || (of_month && name.starts_with("年"));
        }
        return false;
    }

  private:
    // 金额（万元） of a column in 元; what is not known stays blank.
    Match measured(const std::string& text, Match found) const {
        std::string wanted = dictionary::read_heading(text).measure;
        for (size_t c = 0; c < schema_.columns.size(); ++c) {
            const std::string& own = schema_.columns[c].unit_of_measure;
            if (wanted.empty() || own.empty() || found.expression != column(c)) continue;
            auto factor = dictionary::convert(own, wanted);
            if (!factor || *factor == dictionary::Factor{}) continue;
            found.expression = fmt::format("IF({0}=\"\",\"\",ROUND({0}*{1}/{2},2))", column(c),
                                           factor->numerator, factor->denominator);
        }
        return found;
    }

    // 是否逾期: a condition of the row; 已受理天数: how long ago it happened.
    std::optional<Match> match_computed(const std::string& text) const {
        std::string key = match_key(text);
        bool asks = key.starts_with("是否");
        bool days = key.ends_with("天数") || key.ends_with("(天)");
        if (!asks && !days) return std::nullopt;
        std::optional<Match> found;
        for (const Token& token : words_.cut(text).tokens) {
            for (const Term& term : token.terms) {
                if (term.ledger != static_cast<int>(ledger_) || term.vague) continue;
                bool rows = asks && term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                            term.when[0].size() > 1;
                if (rows) {
                    std::string mask = mask_of({ledger_, term.when[0], {}}, schema_);
                    found = Match{fmt::format("IF({},\"是\",\"否\")", mask), 0.6};
                }
                if (days && term.kind == PhraseKind::kEvent && term.column >= 0 && !found) {
                    std::string date = column(static_cast<size_t>(term.column));
                    found = Match{fmt::format("IF({0}=\"\",\"\",截至日期-{0})", date), 0.6};
                }
            }
        }
        return found || !days ? found : match_days(key);
    }

    // 逾期天数: from when it was due; 已历时（天）: from when it came in.
    std::optional<Match> match_days(const std::string& key) const {
        constexpr auto kOverdue = std::to_array<std::string_view>({"逾期", "超期", "超过"});
        constexpr auto kSince =
            std::to_array<std::string_view>({"历时", "在办", "已办", "持续", "滞留"});
        constexpr auto kTook =
            std::to_array<std::string_view>({"用时", "耗时", "办理天数", "整改天数", "办结天数"});
        const LedgerFacts& facts = words_.facts(ledger_);
        if (has_any(key, kTook) && facts.event_column >= 0 && facts.done_column >= 0) {
            const std::string done = column(static_cast<size_t>(facts.done_column));
            return Match{fmt::format("IF({0}=\"\",\"\",{0}-{1})", done,
                                     column(static_cast<size_t>(facts.event_column))),
                         0.6};
        }
        std::optional<size_t> from;
        if (has_any(key, kOverdue)) {
            for (size_t c = 0; c < schema_.columns.size() && !from; ++c) {
                const ledger::Column& one = schema_.columns[c];
                const bool due = one.type == ledger::ColumnType::kDate &&
                                 (one.name.contains("期限") || one.name.starts_with("计划"));
                if (due) from = c;
            }
        } else if (has_any(key, kSince) && words_.facts(ledger_).event_column >= 0) {
            from = static_cast<size_t>(words_.facts(ledger_).event_column);
        }
        if (!from) return std::nullopt;
        return Match{fmt::format("IF({0}=\"\",\"\",截至日期-{0})", column(*from)), 0.6};
    }

    std::string column(size_t c) const {
        return fmt::format("{}[{}]", schema_.name, schema_.columns[c].name);
    }

    std::optional<Match> match_text(const std::string& text) const {
        auto found = index_.find(text);
        if (!found) {
            // 隐患类别 of the ledger 隐患 is its 类别.
            std::string key = match_key(text);
            std::string own = match_key(schema_.name);
            if (key.starts_with(own) && key.size() > own.size()) {
                found = index_.find(key.substr(own.size()));
            }
        }
        if (!found) return std::nullopt;
        if (schema_.columns[found->column].id == schema_.unit_column) return unit_name(1);
        if (auto name = name_referred(text, found->column)) return name;
        return Match{column(found->column), 1};
    }

    // 所在场所 is shown by its name, 场所编号 by its number.
    std::optional<Match> name_referred(const std::string& text, size_t c) const {
        constexpr auto kNumbers = std::to_array<std::string_view>({"号", "码"});
        const ledger::Column& own = schema_.columns[c];
        if (own.type != ledger::ColumnType::kReference || has_any(text, kNumbers))
            return std::nullopt;
        for (const ledger::Schema* other : words_.schemas())
            if (other->id == own.reference) return match_referred(other->name);
        return std::nullopt;
    }

    // 学校名称: the name of what the word says the rows are.
    std::optional<Match> match_name(const std::string& text) const {
        constexpr std::string_view kName = "名称";
        const auto name = schema_.find_column_named(kName);
        const std::string key = match_key(text);
        if (!name || !key.ends_with(kName) || key.size() == kName.size()) return std::nullopt;
        const Cut cut = words_.cut(key.substr(0, key.size() - kName.size()));
        const bool kind =
            cut.unknown == 0 && std::ranges::all_of(cut.tokens, [&](const Token& one) {
                return std::ranges::any_of(one.terms, [&](const Term& term) {
                    return term.ledger == static_cast<int>(ledger_) && !term.names_column &&
                           (term.kind == PhraseKind::kCondition ||
                            term.kind == PhraseKind::kSubject);
                });
            });
        return kind ? std::optional(Match{column(*name), 0.6}) : std::nullopt;
    }

    // 时间 / 开工, 计划竣工: the group says what they show.
    std::optional<Match> match_dated(const Path& path) const {
        const std::string group = match_key(path.texts[path.texts.size() - 2]);
        if (group != "时间" && group != "日期" && group != "年月") return std::nullopt;
        for (std::string_view of : {"日期", "时间"}) {
            const std::string name = match_key(path.texts.back()) + std::string(of);
            if (auto found = match_text(name)) return found;
            if (auto own = column_of_time(words_, ledger_, name)) return Match{column(*own), 0.5};
        }
        return std::nullopt;
    }

    std::optional<Match> unit_name(double weight) const {
        auto unit = schema_.find_column(schema_.unit_column);
        if (!unit) return std::nullopt;
        return Match{fmt::format("XLOOKUP({},单位[code],单位[name])", column(*unit)), weight};
    }

    // 村（社区）, 所在村, 所属村, 村名
    std::optional<Match> match_unit(const std::string& text) const {
        std::string key = match_key(text);
        for (std::string_view word :
             {"所在村",   "所属村",   "村名",     "村别",     "村(社区)", "村社区", "所属单位",
              "所在单位", "村(居)",   "行政村",   "村",       "属地",     "发生地", "落户村",
              "建设地点", "项目地点", "所在村居", "举办单位", "所属地",   "坐落村", "现住村"}) {
            if (key == word || key == std::string(word) + "(社区)" ||
                key == std::string(word) + "社区" || key == std::string(word) + "名称") {
                return unit_name(0.3);
            }
        }
        // 现属村（社区）, 调委会所在村, 承办村
        std::string bare = key.substr(0, key.find('('));
        bool place = bare.ends_with("村") || bare.ends_with("村居") || bare.ends_with("社区");
        bool of = bare.contains("所在") || bare.contains("所属") || bare.contains("属村") ||
                  bare.contains("办村") || bare.contains("办社区") || bare.starts_with("迁入");
        return place && of ? unit_name(0.3) : std::nullopt;
    }

    std::optional<Match> match_named(const std::string& text) const {
        if (text.empty()) return std::nullopt;
        bool names = std::ranges::any_of(words_.schemas(), [&](const auto* other) {
            return other != &schema_ && match_key(text) == match_key(other->name);
        });
        return names ? match_reference(text) : std::nullopt;
    }

    // Its key without a measure.
    static std::string bare_of(const std::string& text) {
        const dictionary::Heading heading = dictionary::read_heading(text);
        return match_key(heading.bare.empty() ? heading.key : heading.bare);
    }

    // 面积（平方米）: the only column whose name ends so and is measured so; 计划竣工: the only one
    // that begins so.
    std::optional<Match> match_part(const std::string& text) const {
        const dictionary::Heading heading = dictionary::read_heading(text);
        std::string bare = heading.bare.empty() ? heading.key : heading.bare;
        if (code_point_count(bare) < 2) return std::nullopt;
        std::optional<size_t> only;
        for (size_t c = 0; c < schema_.columns.size(); ++c) {
            const ledger::Column& one = schema_.columns[c];
            std::string name = match_key(one.name);
            // 人口, where the column is 人口数
            bool begins =
                name.starts_with(bare) && (code_point_count(bare) > 2 || name == bare + "数");
            bool part = name != bare && (begins || name.ends_with(bare));
            auto factor = dictionary::convert(one.unit_of_measure, heading.measure);
            bool fits = heading.measure.empty() || (factor && *factor == dictionary::Factor{});
            if (!part || !fits) continue;
            if (only) return std::nullopt;
            only = c;
        }
        if (!only) return std::nullopt;
        return Match{column(*only), 0.4};
    }

    // 税负率＝年纳税额÷年产值, 人均产值＝年产值÷从业人数: as a note says, of two columns of the
    // row.
    std::optional<Match> match_equation(const std::string& text) const {
        const std::string key = bare_of(text);
        for (const Equation& one : equations_) {
            const bool plain = one.word == key && one.top.size() == 1 && one.base.size() == 1 &&
                               one.top[0].sign > 0 && !one.difference;
            if (!plain) continue;
            const auto top = column_said(one.top[0].text);
            const auto base = column_said(one.base[0].text);
            if (!top || !base || *top == *base) return std::nullopt;
            const bool average = is_average(one.word);
            return Match{
                fmt::format("IF(N({1})=0,\"\",ROUND({0}/{1}{2},{3}))", column(*top), column(*base),
                            average ? "" : "*100", one.decimals.value_or(decimals_of(text, 2))),
                0.5};
        }
        return std::nullopt;
    }

    // The one amount that a side of an equation names.
    std::optional<size_t> column_said(const std::string& text) const {
        if (auto found = index_.find(text)) return found->column;
        std::optional<size_t> only;
        for (const Token& token : words_.cut(text).tokens) {
            for (const Term& term : token.terms) {
                const bool amount = term.ledger == static_cast<int>(ledger_) &&
                                    term.kind == PhraseKind::kAmount && term.column >= 0;
                if (!amount) continue;
                if (only && *only != static_cast<size_t>(term.column)) return std::nullopt;
                only = static_cast<size_t>(term.column);
            }
        }
        return only;
    }

    // 完成率%: two columns of the row, one over the other.
    std::optional<Match> match_ratio(const std::string& text) const {
        if (!text.contains("率")) return std::nullopt;
        for (const Token& token : words_.cut(text).tokens) {
            for (const Term& term : token.terms) {
                bool own = term.kind == PhraseKind::kRatio &&
                           term.ledger == static_cast<int>(ledger_) && term.column >= 0 &&
                           term.base >= 0 && !term.vague;
                if (!own) continue;
                bool percent = text.contains("%") || text.contains("％");
                int decimals = decimals_of(text, percent ? 2 : 4);
                return Match{fmt::format("IF(N({1})=0,\"\",ROUND({0}/{1}{2},{3}))",
                                         column(static_cast<size_t>(term.column)),
                                         column(static_cast<size_t>(term.base)),
                                         percent ? "*100" : "", decimals),
                             0.5};
            }
        }
        return std::nullopt;
    }

    // 人均 beside 总收入: of the members of the household.
    std::optional<Match> match_each(const Path& path) const {
        int members = words_.facts(ledger_).members_column;
        bool each = members >= 0 && path.texts.back().contains("人均");
        if (!each) return std::nullopt;
        for (auto text = path.texts.rbegin(); text != path.texts.rend(); ++text) {
            for (const Token& token : words_.cut(*text).tokens) {
                for (const Term& term : token.terms) {
                    bool amount = term.kind == PhraseKind::kAmount && term.column != members &&
                                  term.ledger == static_cast<int>(ledger_) && term.column >= 0;
                    if (!amount) continue;
                    std::string sum = column(static_cast<size_t>(term.column));
                    return Match{fmt::format("IF({0}=\"\",\"\",ROUND({0}/{1},{2}))", sum,
                                             column(static_cast<size_t>(members)),
                                             decimals_of(path.texts.back(), 2)),
                                 0.5};
                }
            }
        }
        return std::nullopt;
    }

    int decimals_of(const std::string& heading, int otherwise) const {
        for (const std::string& note : notes_) {
            int said = decimals_said(note, heading, heading.contains("均"));
            if (said >= 0) return said;
        }
        return otherwise;
    }

    // 隐患场所: it ends with what the reference leads to.
    std::optional<Match> match_reference(const std::string& text) const {
        bool refers = std::ranges::any_of(schema_.columns, [](const ledger::Column& one) {
            return one.type == ledger::ColumnType::kReference;
        });
        if (!refers) return std::nullopt;
        if (auto found = match_referred(text)) return found;
        const std::string key = match_key(text);
        for (const auto* other : words_.schemas()) {
            bool ends = other != &schema_ && key.ends_with(other->name);
            auto found = ends ? match_referred(other->name) : std::nullopt;
            if (found) return found;
        }
        const std::string inner = in_brackets(text);
        return inner.empty() ? std::nullopt : match_referred(inner);
    }

    std::optional<Match> match_referred(const std::string& text) const {
        for (size_t c = 0; c < schema_.columns.size(); ++c) {
            if (schema_.columns[c].type != ledger::ColumnType::kReference) continue;
            for (size_t i = 0; i < words_.schemas().size(); ++i) {
                const ledger::Schema* other = &words_.schema(i);
                if (other->id != schema_.columns[c].reference || other->key.empty()) continue;
                auto found = words_.columns_of(i).find(text);
                auto name_column = other->find_column_named("名称");
                bool named = match_key(text) == match_key(other->name);
                if (!found && named && name_column) found = {{*name_column}};
                auto key = other->find_column(other->key[0]);
                if (!found || !key || *key == found->column) continue;
                const std::string& name = other->columns[found->column].name;
                return Match{fmt::format("XLOOKUP({},{}[{}],{}[{}])", column(c), other->name,
                                         other->columns[*key].name, other->name, name),
                             0.7};
            }
        }
        return std::nullopt;
    }

    // 人口（人） of a household: how many it has.
    std::optional<Match> match_members(const std::string& text) const {
        int members = words_.facts(ledger_).members_column;
        const std::string bare = bare_of(text);
        bool people = bare == "人口" || bare == "人数" || bare == "家庭人口" || bare == "人口数" ||
                      bare == "在册人口" || bare == "在册人数";
        if (members < 0 || !people) return std::nullopt;
        return Match{column(static_cast<size_t>(members)), 0.6};
    }

    // 今年计划（万元） is 本年计划.
    std::optional<Match> match_this_year(const std::string& text) const {
        const std::string key = bare_of(text);
        for (std::string_view year : {"今年", "当年"}) {
            if (!key.starts_with(year) || key.size() == year.size()) continue;
            const std::string named = "本年" + key.substr(year.size());
            for (const Token& token : words_.cut(named).tokens) {
                for (const Term& term : token.terms) {
                    const bool amount = term.ledger == static_cast<int>(ledger_) &&
                                        term.kind == PhraseKind::kAmount && term.column >= 0;
                    if (amount && match_key(token.text) == named)
                        return Match{column(static_cast<size_t>(term.column)), 0.6};
                }
            }
        }
        return std::nullopt;
    }

    // 当前状态 is the 状态; 时间 the only date that counts.
    std::optional<Match> match_trimmed(const std::string& text) const {
        std::string key = match_key(text);
        for (std::string_view now : {"当前", "目前", "现"}) {
            if (!key.starts_with(now) || key.size() == now.size()) continue;
            if (auto found = match_text(key.substr(now.size())))
                return Match{found->expression, 0.6};
        }
        if (key == "现状" || key == "现况") {
            std::optional<size_t> only;
            for (size_t c = 0; c < schema_.columns.size(); ++c) {
                if (!schema_.columns[c].name.ends_with("状态")) continue;
                if (only) return std::nullopt;
                only = c;
            }
            if (only) return Match{column(*only), 0.6};
        }
        int event = words_.facts(ledger_).event_column;
        if (event < 0 || (key != "时间" && key != "日期")) return std::nullopt;
        return Match{column(static_cast<size_t>(event)), 0.6};
    }

    // What the dictionary calls the column: 是否独居, 享受低保, 本年度投资 / 计划.
    std::optional<Match> match_words(const Path& path) const {
        Cut cut = words_.cut(path.texts.back());
        std::optional<Match> found;
        for (const Token& token : cut.tokens) {
            bool asks = token.text == "何种" || token.text == "哪种" || token.text == "哪类";
            if (token.terms.empty() && token.to - token.from > 1 && !asks) return std::nullopt;
            for (const Term& term : token.terms) {
                if (term.kind == PhraseKind::kAggregate && term.how != "share") return std::nullopt;
                if (term.ledger != static_cast<int>(ledger_)) continue;
                bool names =
                    term.column >= 0 && (term.kind == PhraseKind::kAmount ||
                                         term.kind == PhraseKind::kCondition || term.names_column);
                if (!names) continue;
                if (found) break;
                if (is_ahead(path.texts.back(),
                             schema_.columns[static_cast<size_t>(term.column)].name))
                    continue;
                found = Match{column(static_cast<size_t>(term.column)), 0.6};
            }
        }
        return found;
    }

    const Vocabulary& words_;
    size_t ledger_;
    const ledger::Schema& schema_;
    const std::vector<std::string>& notes_;  // that speak of decimals
    const std::vector<Equation>& equations_;
    const dictionary::HeadingIndex& index_;
};

struct ReadList {
    size_t ledger = 0;
    double score = 0;
    std::vector<std::optional<Match>> matches;  // as the table's columns
};

ReadList put_to(const Vocabulary& words, size_t ledger, const Table& table,
                const std::vector<std::string>& notes, const std::vector<Equation>& equations) {
    ReadList read{ledger, 0, {}};
    ListReader reader(words, ledger, notes, equations);
    for (const Column& column : table.columns) {
        std::optional<Match> match;
        if (!column.is_serial && !column.path.texts.empty()) match = reader.match(column.path);
        if (match && reader.is_of_other_period(column.path.texts.back(), *match)) match.reset();
        if (match) read.score += match->weight;
        read.matches.push_back(std::move(match));
    }
    if (!words.facts(ledger).known) read.score *= 0.8;
    return read;
}

// Doubts about what is counted and when do not concern a list of rows.
double confidence_of(const Understood& rows, std::vector<std::string>& doubts) {
    double confidence = 1;
    for (const std::string& doubt : rows.doubts) {
        bool spared = doubt.starts_with("when") || doubt == "which date" ||
                      doubt.starts_with("silent") || doubt.starts_with("unit of measure");
        if (spared) continue;
        bool hard = !doubt.starts_with("unknown") && !doubt.starts_with("foreign");
        confidence *= hard ? 0.5 : 0.9;
        doubts.push_back(doubt);
    }
    return confidence;
}

// The headings that show a column of the ledger as it is.
std::vector<OrderHeading> headings_of(const ReadList& read, const Table& table,
                                      const ledger::Schema& schema) {
    std::vector<OrderHeading> headings;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (!read.matches[i] || table.columns[i].path.texts.empty()) continue;
        for (size_t c = 0; c < schema.columns.size(); ++c) {
            std::string name = fmt::format("{}[{}]", schema.name, schema.columns[c].name);
            if (read.matches[i]->expression == name)
                headings.push_back({table.columns[i].path.texts.back(), c});
        }
    }
    return headings;
}

class ListWriter {
  public:
    ListWriter(const Vocabulary& words, const ReadList& read, const Understood& rows,
               std::vector<ListOrder> asked)
        : asked_(std::move(asked)),
          schema_(words.schema(read.ledger)),
          mask_(mask_of(rows.filter, schema_)) {
        // 低保、特困、残疾三类均登记: one of them.
        for (const auto& alternatives : rows.unions) {
            std::string any;
            for (const auto& tests : alternatives) {
                if (!any.empty()) any += "+";
                any += mask_of({read.ledger, tests, {}}, schema_);
            }
            mask_ += fmt::format("{}(({})>0)", mask_.empty() ? "" : "*", any);
        }
        if (mask_.empty()) {
            auto unit = schema_.find_column(schema_.unit_column).value_or(0);
            mask_ = fmt::format("({}[{}]<>\"\")", schema_.name, schema_.columns[unit].name);
        }
    }
    std::string formula(const std::string& expression) const {
        std::string text = fmt::format("=SORTBY(FILTER({},{})", expression, mask_);
        for (const ListOrder& one : order()) {
            text += fmt::format(",FILTER({}[{}],{}),{}", schema_.name,
                                schema_.columns[one.column].name, mask_, one.down ? -1 : 1);
        }
        return text + ")";
    }

  private:
    // As the form asks, else by unit; then by what tells rows apart.
    std::vector<ListOrder> order() const {
        std::vector<ListOrder> columns = asked_;
        auto unit = schema_.find_column(schema_.unit_column);
        if (unit && columns.empty()) columns.push_back({*unit, false});
        for (const std::string& key : schema_.key) {
            auto column = schema_.find_column(key);
            const bool known = std::ranges::any_of(
                columns, [&](const ListOrder& one) { return column && one.column == *column; });
            if (column && !known && columns.size() < 4) columns.push_back({*column, false});
        }
        return columns;
    }
    std::vector<ListOrder> asked_;
    const ledger::Schema& schema_;
    std::string mask_;
};

}  // namespace

std::optional<ProposedList> propose_list(const Vocabulary& words, const SheetCells& cells,
                                         const std::string& sheet_name, const Table& table) {
    if (table.columns.empty() || table.data_end_row < table.data_start_row) return std::nullopt;
    ReadList best;
    std::vector<std::string> notes;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        bool note = text != nullptr && text->size() < 6000 && text->contains("保留");
        if (note && notes.size() < 20) notes.push_back(*text);
    }
    const std::vector<Equation> equations = equations_of(cells.grid);
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        ReadList read = put_to(words, i, table, notes, equations);
        if (read.score > best.score) best = std::move(read);
    }
    if (best.score < 1.5) return std::nullopt;
    Understood rows = rows_asked(words, best.ledger, sheet_name, cells, table);
    ProposedList list;
    list.sheet = table.sheet;
    const Records records = records_of(table);
    if (records.parts > 0) return std::nullopt;  // which record stands under which section?
    list.region = {{records.first, table.columns.front().column},
                   {records.last, table.columns.back().column}};
    list.confidence = confidence_of(rows, list.doubts);
    const ledger::Schema& schema = words.schema(best.ledger);
    ListWriter writer(
        words, best, rows,
        order_asked(words, best.ledger, cells, table, headings_of(best, table, schema)));
    for (size_t c = 0; c < table.columns.size(); ++c) {
        const Column& column = table.columns[c];
        xlsx::CellRef first{records.first, column.column};
        if (column.is_serial) list.serial_column = column.column;
        if (column.is_serial || cells.anchor(first) != first || cells.has_formula(first)) continue;
        std::string heading = column.path.texts.empty() ? "" : column.path.texts.back();
        bool by_hand = !best.matches[c] || is_hand_label(words, heading);
        list.columns.push_back(
            {column.column, heading, by_hand ? "" : writer.formula(best.matches[c]->expression)});
    }
    std::string which = words_of(rows.filter, schema);
    list.explanation.zh =
        fmt::format("列出“{}”台账中{}的记录。", schema.name, which.empty() ? "全部" : which);
    list.explanation.en =
        fmt::format("The rows of {}{}.", schema.name_en, which.empty() ? "" : " where " + which);
    return list;
}

}  // namespace yitao::recognise
