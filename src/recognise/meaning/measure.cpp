// What is counted or added up, how and by what, once all words of the path are known.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/understood.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

using namespace losses;

// One word of measure stands for all that can be turned into it.
bool measures(std::string_view measure, std::string_view base) {
    return !measure.empty() && dictionary::convert(measure, base).has_value();
}

// The only column of the ledger that is measured so; -1: none or several.
int only_column(const ledger::Schema& schema, std::string_view base) {
    int found = -1;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (!measures(schema.columns[c].unit_of_measure, base)) continue;
        if (found >= 0) return -1;
        found = static_cast<int>(c);
    }
    return found;
}

// The only one in that very unit: the land is in 亩, the dwelling in 平方米.
int only_column_in(const ledger::Schema& schema, std::string_view measure) {
    int found = -1;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (schema.columns[c].unit_of_measure != measure) continue;
        if (found >= 0) return -1;
        found = static_cast<int>(c);
    }
    return found;
}

}  // namespace

// 百分比, 单位：户、%; 千分比, ‰; 每万人.
int share_per(const Asked& asked) {
    const auto says = [&](std::string_view word) {
        return asked.measure.contains(word) ||
               std::ranges::any_of(asked.path, [&](const PathPart& part) {
                   return !part.inherited && part.text.contains(word);
               });
    };
    const auto any = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, says);
    };
    if (any({"‰", "千分比", "千分率", "千分之", "每千"})) return 1000;
    if (any({"%", "％", "百分", "每百"})) return 100;
    return asked.shape.per;
}

namespace {

// What is counted or added up, from the amount named and the unit of measure.
class Measurer {
  public:
    Measurer(const Vocabulary& words, const Asked& asked, Understood& u)
        : words_(words),
          asked_(asked),
          u_(u),
          schema_(words.schema(u.filter.ledger)),
          facts_(words.facts(u.filter.ledger)) {}

    void settle() {
        if (u_.is_ratio) {
            settle_ratio();
        } else if (u_.days.empty()) {
            settle_value();
            ask_measure();
        }
        settle_time(words_, u_);
        ask_population();
        ask_bounds();
    }

  private:
    void settle_ratio() {
        bool counts = asked_.measured_here &&
                      std::ranges::any_of(std::array{"人", "户", "件", "元", "亩"}, [&](auto base) {
                          return measures(asked_.measure, base);
                      });
        if (counts) u_.doubt(kContradiction, "unit of measure " + asked_.measure);
        settle_whole(words_, asked_, u_);
        // 占户籍人口比例 of a row that says nothing else: of itself.
        const bool itself = u_.has_base && u_.share.empty() && u_.ratio_top < 0 &&
                            u_.unions.empty() && u_.filter.joined.empty() &&
                            u_.base_extra.empty() && u_.filter.tests.empty();
        if (itself) u_.doubt(kContradiction, "share of what");
        bool halves = !u_.share.empty() || u_.ratio_top >= 0 || u_.has_base;
        if (!halves) u_.doubt(kContradiction, "share of what");
        if (u_.ratio_top < 0 && u_.amount >= 0 && !names_share_of_amount())
            u_.doubt(kStrayWord, "share of an amount");
        // 老年人占户籍人口: the old among those registered here.
        if (u_.has_base) {
            std::vector<Test> whole = u_.base.tests;
            if (u_.all_people) {  // 不分户籍: says nothing of 占退役军人比重
                std::erase_if(whole, [&](const Test& one) { return facts_.is_population(one); });
            }
            narrow(u_.filter, whole);
        }
        bool of_all = facts_.standing.size() > 1 && u_.filter.tests.empty() && u_.unions.empty();
        // 出生人口性别比 / 2025年: those to whom it happened then.
        const bool happened = u_.event >= 0 && window_test(u_, u_.event);
        bool said = u_.base_said || u_.names_all || happened;
        if (of_all && !u_.share.empty() && !said) u_.doubt(kAmbiguousWord, "share of whom");
        // 脱贫人口占总人口: people, where the ledger has households.
        bool members = facts_.members_column >= 0 && measures(u_.grain, "人");
        if (members && !measures(facts_.measure, "人")) u_.doubt(kContradiction, "share of people");
        bool printed = share_per(asked_) > 0 || asked_.shape.is_quotient();
        if (!printed && asked_.shape.decimals < 0) u_.doubt(0.85, "percent");
    }

    // 企业税收占比, 水域面积占全部场所面积的比例: the amount stands in the very heading of the
    // share.
    bool names_share_of_amount() const {
        if (asked_.path.empty()) return false;
        const Cut cut = words_.cut(asked_.path.back().text);
        const auto names = [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return term.kind == dictionary::PhraseKind::kAmount && term.column == u_.amount &&
                       term.ledger == static_cast<int>(u_.filter.ledger);
            });
        };
        return asked_.path.back().text.contains("占") && std::ranges::any_of(cut.tokens, names);
    }

    void settle_value() {
        // 在营户数 of a table in 万元.
        const bool of_table = u_.grain == asked_.measure && !asked_.measured_here &&
                              u_.amount < 0 && u_.amount_above < 0 && u_.how == How::kCount;
        if (of_table && measures(u_.grain, "元") && ends_as_count()) u_.grain.clear();
        const std::string& grain = u_.grain;
        if (measures(grain, "%")) return u_.doubt(kContradiction, "share of what");
        if (u_.amount < 0 && u_.how != How::kCount) take_amount_tested();
        if (u_.amount < 0 && u_.how != How::kCount && take_age()) return;
        if (u_.amount >= 0) return settle_amount();
        for (std::string_view base : {"元", "亩", "人次"}) {
            if (!measures(grain, base)) continue;
            u_.amount = amount_above(base);
            // 一个月合计（元） of those who have a pension
            if (u_.amount < 0 && base == "元") take_amount_tested();
            if (u_.amount < 0) u_.amount = only_column(schema_, base);
            if (u_.amount < 0) u_.amount = only_column_in(schema_, grain);
            if (u_.amount < 0) {
                u_.how = How::kCount;
                return u_.doubt(kContradiction, "which amount");
            }
            u_.amount_measure = schema_.columns[static_cast<size_t>(u_.amount)].unit_of_measure;
            bool above = u_.how == How::kCount && u_.amount == u_.amount_above &&
                         u_.how_above != How::kCount;
            if (above) {
                u_.how = u_.how_above;
                u_.average_of = u_.average_above;
                return settle_amount();
            }
            if (u_.how == How::kCount) u_.how = How::kSum;
            // 人均住房（平方米）: no average of households.
            if (u_.how == How::kAverage && !u_.average_of.empty()) settle_amount();
            return;
        }
        const std::string& printed = asked_.measure;
        bool people_a_house = u_.how == How::kAverage && u_.average_of == facts_.measure &&
                              facts_.members_column >= 0 &&
                              (printed.empty() || printed.starts_with("人") ||
                               measures(printed, "人") || measures(printed, "户"));
        if (people_a_house) {
            u_.amount = facts_.members_column;
            return;
        }
        // 件均人数: the only column of people.
        const bool each = u_.how == How::kAverage && measures(grain, "人") &&
                          facts_.members_column < 0 && only_column(schema_, "人") >= 0;
        if (each) {
            u_.amount = only_column(schema_, "人");
            u_.amount_measure = schema_.columns[static_cast<size_t>(u_.amount)].unit_of_measure;
            return settle_amount();
        }
        if (u_.how != How::kCount) u_.doubt(kContradiction, "which amount");
        u_.how = How::kCount;
        settle_count();
    }

    // 已领取待遇（月养老金大于0） / 最高（元）: the amount that the condition speaks of.
    void take_amount_tested() {
        int found = -1;
        for (const Test& test : u_.filter.tests) {
            const ledger::Column& column = schema_.columns[test.column];
            bool amount = test.kind == Test::Kind::kNumber && !column.unit_of_measure.empty() &&
                          column.type == ledger::ColumnType::kDecimal;
            if (!amount) continue;
            if (found >= 0) return;
            found = static_cast<int>(test.column);
        }
        if (found < 0) return;
        u_.amount = found;
        u_.amount_measure = schema_.columns[static_cast<size_t>(found)].unit_of_measure;
    }

    // 平均年龄, 年龄最大的党员（岁）
    bool take_age() {
        constexpr std::string_view kAge = "年龄";
        const auto age = schema_.find_column_named(kAge);
        const bool named = !asked_.path.empty() && (asked_.path.back().text.contains(kAge) ||
                                                    asked_.measure.ends_with("岁"));
        const bool people =
            u_.how != How::kAverage || u_.average_of.empty() || measures(u_.average_of, "人");
        if (!age || !named || !people) return false;
        u_.amount = static_cast<int>(*age);
        u_.amount_measure = u_.grain = "";
        u_.age = true;
        return true;
    }

    int amount_above(std::string_view base) const {
        if (u_.amount_above < 0) return -1;
        const auto& column = schema_.columns[static_cast<size_t>(u_.amount_above)];
        return measures(column.unit_of_measure, base) ? u_.amount_above : -1;
    }

    bool ends_as_amount() const {
        if (asked_.path.empty() || measures(asked_.measure, u_.grain)) return false;
        std::string heading = match_key(asked_.path.back().text);
        heading.resize(std::min(heading.size(), heading.find('(')));
        const std::string& name = schema_.columns[static_cast<size_t>(u_.amount)].name;
        return heading.ends_with("的" + name) || label_ends_as_amount();
    }

    // 有税户年纳税额 | 本期, where the table counts 户、万元: its last word is the amount.
    bool label_ends_as_amount() const {
        const bool open = asked_.measure.empty() || asked_.measure.contains("、");
        if (dictionary::convert(u_.amount_measure, u_.grain)) return false;
        if (!open || asked_.row_parts == 0 || asked_.path.size() < asked_.row_parts) return false;
        std::string label = match_key(asked_.path[asked_.row_parts - 1].text);
        label.resize(std::min(label.size(), label.find('(')));
        const Cut cut = words_.cut(label);
        return cut.tokens.size() > 1 &&
               std::ranges::any_of(cut.tokens.back().terms, [&](const Term& term) {
                   return term.kind == dictionary::PhraseKind::kAmount &&
                          term.column == u_.amount &&
                          term.ledger == static_cast<int>(u_.filter.ledger);
               });
    }

    // 产值最高的一家（万元）, 10亩及以上林地户的林地面积（亩）: whoever is named, the amount is
    // meant.
    bool is_of_amount() const {
        if (asked_.path.empty() || !dictionary::convert(u_.amount_measure, asked_.measure))
            return false;
        if (u_.how == How::kMost || u_.how == How::kLeast) return true;
        const std::string& name = schema_.columns[static_cast<size_t>(u_.amount)].name;
        const auto ends = [&](const PathPart& part) {
            std::string heading = match_key(part.text);
            heading.resize(std::min(heading.size(), heading.find('(')));
            return heading.ends_with(name) ||
                   std::ranges::any_of(std::array{"合计", "总额", "总和", "总计", "金额", "额"},
                                       [&](const char* end) { return heading.ends_with(end); });
        };
        const bool of_row = asked_.row_parts > 0 &&
                            match_key(asked_.path[asked_.row_parts - 1].text).ends_with(name);
        return of_row || ends(asked_.path.back());
    }

    // 有耕地户数, 领取人数: the heading itself is of a number of those.
    bool ends_as_count() const {
        if (asked_.path.empty()) return false;
        std::string heading = match_key(asked_.path.back().text);
        heading.resize(std::min(heading.size(), heading.find('(')));
        return std::ranges::any_of(std::array{"户数", "户", "人数", "家数", "个数"},
                                   [&](const char* end) { return heading.ends_with(end); });
    }

    // 人均收入不到8500元的脱贫户: what the household has is compared with so much for each member.
    bool take_households_per_head() {
        const bool homes = facts_.members_column >= 0 && facts_.measure == "户" &&
                           measures(asked_.measure, "户") && u_.amount != facts_.members_column;
        if (!homes || u_.how != How::kAverage || !measures(u_.average_of, "人")) return false;
        const auto bounds = [&](const Test& test) {
            return test.column == static_cast<size_t>(u_.amount) &&
                   test.kind == Test::Kind::kNumber &&
                   (test.least.value_or(0) > 0 || test.most.value_or(0) > 0);
        };
        const auto bound = std::ranges::find_if(u_.filter.tests, bounds);
        if (bound == u_.filter.tests.end()) return false;
        const Test said = *bound;
        u_.filter.tests.erase(bound);
        narrow(u_.filter, Test{.column = said.column, .kind = Test::Kind::kFilled});
        const std::string& name = schema_.columns[said.column].name;
        const std::string& members =
            schema_.columns[static_cast<size_t>(facts_.members_column)].name;
        const auto compare = [&](double value, Test test) {
            u_.filter.joined.push_back(
                {fmt::format("({0}[{1}]-{2}*{0}[{3}])", schema_.name, name, value, members),
                 fmt::format("{}比每人{}多出", name, value), std::move(test), 0});
        };
        Test least{.kind = Test::Kind::kNumber, .least = 0};
        Test most{.kind = Test::Kind::kNumber, .most = 0};
        least.least_open = said.least_open;
        most.most_open = said.most_open;
        if (said.least.value_or(0) > 0) compare(*said.least, least);
        if (said.most) compare(*said.most, most);
        u_.because.push_back({"人均", "按户内人口"});
        u_.amount = -1;
        u_.how = How::kCount;
        u_.grain = facts_.measure;
        u_.bounds.clear();
        return true;
    }

    // 场均用工, of firms where farms are meant and nothing says it.
    bool is_of_some_of_them() const {
        return u_.average_of == "场" && facts_.standing.size() == 1 &&
               std::ranges::all_of(u_.filter.tests, [&](const Test& test) {
                   return std::ranges::find(facts_.standing[0], test) != facts_.standing[0].end();
               });
    }

    void settle_amount() {
        if (take_households_per_head()) return;
        // 有税收主体户均纳税: of those that have some.
        if (u_.how == How::kAverage && u_.amount_had && facts_.measure.empty()) {
            narrow(u_.filter, Test{.column = static_cast<size_t>(u_.amount),
                                   .kind = Test::Kind::kNumber,
                                   .least = 0,
                                   .least_open = true});
        }
        // 登记户户均（元）: the unit is that of the amount.
        const bool of_rows = u_.how == How::kAverage && !u_.grain.empty() &&
                             u_.grain == u_.average_of &&
                             dictionary::convert(u_.amount_measure, asked_.measure).has_value();
        if (of_rows) u_.grain = asked_.measure;
        const bool amount = u_.how != How::kAverage && is_of_amount();
        if (amount) u_.grain = asked_.measure;
        // 10亩及以上林地户的林地面积: the heading itself is of the amount.
        if (u_.how != How::kAverage && ends_as_amount()) u_.grain.clear();
        const std::string& grain = u_.grain;
        bool each = u_.how == How::kAverage && measures(u_.average_of, "人") &&
                    facts_.members_column >= 0 && u_.amount != facts_.members_column &&
                    !measures(facts_.measure, "人");
        // Whose members, the form must say: of all households, or of those whose income is known.
        if (each && words_.counts_members()) {
            u_.per_member = true;
            if (measures(asked_.measure, "户")) u_.doubt(kContradiction, "average of 人");
            if (u_.grain == u_.average_of) u_.grain.clear();
            return;
        }
        // 人均年收入＝家庭总收入÷全部家庭人口: what households have, no average of people.
        bool of_people = u_.how == How::kAverage && measures(u_.average_of, "人") &&
                         measures(facts_.measure, "人");
        const ledger::Column& of = schema_.columns[static_cast<size_t>(u_.amount)];
        if (of_people && words_.counts_members() && of.name.contains("收入"))
            u_.doubt(kStrayWord, "average of which");
        // 户均耕地: over all households, or over those that have some?
        // 有林地的户平均每户: said.
        const bool some = std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
            return test.column == static_cast<size_t>(u_.amount);
        });
        bool land = u_.how == How::kAverage && u_.average_of == facts_.measure && !some &&
                    of.unit_of_measure == "亩" && !words_.averages_known();
        if (land) u_.doubt(kStrayWord, "average of which");
        bool rows = facts_.measure.empty() &&
                    (fits_rows(u_.average_of) || u_.average_of == "件" || u_.average_of == "场");
        if (rows && u_.grain == u_.average_of) u_.grain.clear();
        // 户均产值 of firms, 平均每处水面: what is not known of one of them is no zero. 件均金额: a
        // case without an amount may have none.
        const bool lasts = facts_.event_column < 0 && !is_of_some_of_them();
        if (rows && !lasts && !u_.average_of.empty() && !words_.averages_known()) {
            u_.doubt(kStrayWord, "average of which");
        }
        if (!u_.average_of.empty() && u_.average_of != facts_.measure && !rows) {
            return u_.doubt(kContradiction, "average of " + u_.average_of);
        }
        const auto of_amount = [&](const Test& test) {
            return test.column == static_cast<size_t>(u_.amount);
        };
        const bool tested = std::ranges::any_of(u_.filter.tests, of_amount);
        const bool adds = u_.how == How::kCount || u_.how == How::kSum;
        // 单位：户、人、亩 of the whole table is no unit of this column.
        const bool fits = grain.empty() || fits_rows(grain) || !asked_.measured_here;
        if (adds && fits && tested && !amount && ends_as_count()) {
            u_.amount = -1;  // 耕地 / 有耕地户数
            u_.how = How::kCount;
            return;
        }
        if (u_.how == How::kCount) u_.how = How::kSum;
        if (grain.empty() || dictionary::convert(u_.amount_measure, grain)) return;
        if (u_.amount_measure.empty()) return;
        bool counts = measures(grain, "人") || measures(grain, "户") || measures(grain, "个");
        if (counts && fits_rows(grain)) {
            if (tested) {  // 承包土地 / 无耕地户
                u_.amount = -1;
                u_.how = How::kCount;
                return;
            }
            // 养老金 / 人数: how many have one.
            Test filled{.column = static_cast<size_t>(u_.amount),
                        .kind = Test::Kind::kNumber,
                        .least = 0,
                        .least_open = true};
            if (u_.amount_known) {  // 已登记收入的户数
                filled = {.column = static_cast<size_t>(u_.amount), .kind = Test::Kind::kFilled};
            }
            narrow(u_.filter, filled);
            u_.amount = -1;
            u_.how = How::kCount;
            const bool said = u_.amount_had || u_.amount_known;
            if (!said) u_.doubt(kStrayWord, "amount counted");
            return;
        }
        u_.doubt(kContradiction, "unit of measure " + grain);
    }

    // 金额5万元以上的（件） is no sum of money, 面积（亩） no count.
    void ask_measure() {
        const std::string& printed = asked_.measure;
        if (!asked_.measured_here || printed.empty() || printed.contains("、")) return;
        bool adds = u_.amount >= 0 && u_.how != How::kCount;
        std::string_view own = u_.amount_measure;
        if (adds && own.empty())
            own = schema_.columns[static_cast<size_t>(u_.amount)].unit_of_measure;
        bool fits = own.empty() || dictionary::convert(own, printed).has_value();
        bool money = std::ranges::any_of(std::array{"元", "亩", "平方米", "%"},
                                         [&](auto base) { return measures(printed, base); });
        if (adds ? !fits : money) u_.doubt(kContradiction, "unit of measure " + printed);
    }

    bool fits_rows(std::string_view grain) const {
        if (!facts_.measure.empty()) return measures(grain, facts_.measure);
        if (measures(grain, "户")) return has_households();
        return measures(grain, "个") || measures(grain, "次");
    }

    // 个体户, shops of which hazards are known: what may be counted as 户.
    bool has_households() const {
        const bool places = std::ranges::any_of(words_.schemas(), [&](const ledger::Schema* other) {
            return std::ranges::any_of(other->columns, [&](const ledger::Column& column) {
                return column.type == ledger::ColumnType::kReference &&
                       column.reference == schema_.id;
            });
        });
        const bool named = std::ranges::none_of(
            asked_.path, [](const PathPart& part) { return part.text.contains("户"); });
        if (places && named && asked_.measure == "户" && facts_.event_column < 0) return true;
        return std::ranges::any_of(schema_.columns, [&](const ledger::Column& column) {
            const ledger::CodeList* list = words_.code_list(column);
            return list != nullptr && std::ranges::any_of(list->codes, [](const auto& code) {
                       return code.name.ends_with("户");
                   });
        });
    }

    // 家庭[低保户] and 居民[低保]: the people of such households may not all be such people.
    bool people_say_it() const {
        constexpr std::string_view kHouseholds = "户";
        return std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
            std::string name = schema_.columns[test.column].name;
            if (!name.ends_with(kHouseholds)) return false;
            name.resize(name.size() - kHouseholds.size());
            for (size_t i = 0; i < words_.schemas().size(); ++i) {
                if (!measures("人", words_.facts(i).measure)) continue;
                if (words_.schema(i).find_column_named(name)) return true;
            }
            return false;
        });
    }
    // 享受低保的人 over 一般户: those who have it themselves, not all who live with them.
    bool names_holders() const {
        constexpr auto kPeople =
            std::to_array<std::string_view>({"的人", "的人数", "的人员", "的人口", "者"});
        constexpr auto kHomes = std::to_array<std::string_view>({"户", "家", "涉及", "覆盖"});
        return std::ranges::any_of(asked_.path, [&](const PathPart& part) {
            const std::string text = match_key(part.text);
            return !has_any(text, kHomes) &&
                   std::ranges::any_of(kPeople, [&](auto end) { return text.ends_with(end); });
        });
    }
    bool names_households() const {
        return std::ranges::any_of(asked_.path, [](const PathPart& part) {
            for (size_t at = 0; (at = part.text.find("户", at)) != std::string::npos; at += 3) {
                std::string_view rest = std::string_view(part.text).substr(at);
                if (!rest.starts_with("户籍") && !rest.starts_with("户口")) return true;
            }
            return part.text.contains("家庭");
        });
    }

    // 学校 / 有未整改隐患的场所（处）: the schools that have some.
    void take_places() {
        const bool have = std::ranges::any_of(asked_.path, [](const PathPart& part) {
            return part.text.contains("有") || part.text.contains("存在");
        });
        if (!have) return u_.doubt(kStrayWord, "of which unit");
        u_.each_once = static_cast<int>(u_.filter.joined[0].via);
        u_.because.push_back({asked_.measure, "每处计一次"});
    }

    void settle_count() {
        // 学校 / 还有隐患没改完的处数: places, where the ledger has hazards.
        const bool places = asked_.measure == "处" || asked_.measure == "所" ||
                            (!asked_.path.empty() && asked_.path.back().text.contains("处数"));
        const bool joined =
            !u_.filter.joined.empty() && u_.filter.joined[0].name.contains("XLOOKUP(");
        // 加油站内查出的消防类隐患（处）: the heading itself is of those.
        std::string heading = asked_.path.empty() ? "" : match_key(asked_.path.back().text);
        for (size_t i = asked_.row_parts; i-- > 0 && !heading.contains(schema_.name);)
            heading = match_key(asked_.path[i].text);
        heading.resize(std::min(heading.size(), heading.find('(')));
        const bool have = heading.starts_with("有") || heading.starts_with("存在");
        const bool events = heading.ends_with(schema_.name) && !have;
        if (places && joined && u_.each_once < 0 && !events) take_places();
        if (u_.each_once >= 0 || u_.grain.empty() || fits_rows(u_.grain)) return;
        if (measures(u_.grain, "人") && facts_.members_column >= 0) {
            u_.amount = facts_.members_column;
            u_.how = How::kSum;
            u_.because.push_back({u_.grain, "这些户的人口数"});
            if (u_.titled_people) u_.doubt(kStrayWord, "context");
            if (people_say_it() && names_holders()) u_.senseless = true;
            // 低保 / 人数: the people of those households, or those who have it themselves?
            if (people_say_it() && !names_households()) u_.doubt(kAmbiguousWord, "two ledgers");
            return;
        }
        int column = measures(u_.grain, "人") ? only_column(schema_, "人") : -1;
        if (column >= 0) {
            u_.amount = column;
            u_.how = How::kSum;
            if (!is_said(column)) u_.doubt(kStrayWord, "which amount");
            return;
        }
        if (measures(u_.grain, "户") && measures(facts_.measure, "人") && take_households()) return;
        u_.doubt(kContradiction, "unit of measure " + u_.grain);
    }

    // 本年受理的涉及 / 人数（人）, 从业人员 / 其中：制造业: the only column of people is named
    // above.
    bool is_said(int column) const {
        constexpr std::string_view kPeople = "人数";
        if (column == u_.amount_above) return true;
        std::string name = schema_.columns[static_cast<size_t>(column)].name;
        if (!name.ends_with(kPeople) || name.size() == kPeople.size()) return false;
        name.resize(name.size() - kPeople.size());
        return std::ranges::any_of(asked_.path, [&](const PathPart& part) {
            return match_key(part.text).ends_with(name);
        });
    }

    // 两名及以上残疾人的家庭 by its residents: not how many of them.
    bool counts_several() const {
        constexpr auto kNumbers =
            std::to_array<std::string_view>({"两", "二", "三", "四", "2", "3", "4", "多"});
        constexpr auto kOf = std::to_array<std::string_view>({"名", "个", "人", "位"});
        return std::ranges::any_of(asked_.path, [&](const PathPart& part) {
            return std::ranges::any_of(kNumbers, [&](std::string_view number) {
                return std::ranges::any_of(kOf, [&](std::string_view of) {
                    return part.text.contains(std::string(number) + std::string(of));
                });
            });
        });
    }

    // 未享受低保但有重度残疾人 of households: the one may be said of the household, not of him.
    bool mixes_with_household() const {
        const auto own = [&](const Test& test) {
            const std::string name = schema_.columns[test.column].name + "户";
            return std::ranges::any_of(words_.schemas(), [&](const ledger::Schema* other) {
                return other->find_column_named(name).has_value();
            });
        };
        // 退役军人家庭中有残疾成员的: another of them.
        const bool another = std::ranges::any_of(asked_.path, [](const PathPart& part) {
            return part.text.contains("家庭中有") || part.text.contains("户中有");
        });
        if (another) return true;
        const auto who = [&](const Test& test) { return !facts_.is_population(test); };
        return std::ranges::any_of(u_.filter.tests, own) &&
               std::ranges::count_if(u_.filter.tests, who) > 1;
    }

    // 有人外出务工的户, 退役军人家庭: households with such people, each once; of heads of them
    // there is one in each.
    bool take_households() {
        constexpr std::string_view kHead = "户主";
        const bool heads = std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
            return !test.others && test.words.size() == 1 && test.words[0] == kHead;
        });
        if (heads) return true;
        const bool open = u_.unions.empty() && u_.filter.joined.empty() &&
                          u_.window != Window::kBefore && u_.window != Window::kLastYear;
        const bool of_unit_above = asked_.unit != 0 && asked_.unit % 1000 == 0;
        const bool says_who = std::ranges::any_of(
            u_.filter.tests, [&](const Test& test) { return !facts_.is_population(test); });
        if (!open || !says_who || of_unit_above) return false;
        for (size_t c = 0; c < schema_.columns.size(); ++c) {
            if (!words_.refers_to_households(schema_.columns[c])) continue;
            u_.each_once = static_cast<int>(c);
            // 残疾人家庭: with one such person, or made of them?
            const bool some = std::ranges::any_of(asked_.path, [](const PathPart& part) {
                return part.text.contains("有") || counts_once(part.text);
            });
            const bool once = some || words_.households_once();
            if (!once || counts_several() || mixes_with_household())
                u_.doubt(kUnknownWord, "households");
            u_.because.push_back({u_.grain, "这些人所在的户，每户计一次"});
            return true;
        }
        return false;
    }

    // 本年计划 by 500万元以下: of the year's plan, or of something else?
    void ask_bounds() {
        // 农户人均住房面积分级 over 不满30㎡: of what each of them has, not of all of it.
        const bool each = std::ranges::any_of(asked_.context, [](const std::string& text) {
            return text.contains("人均") && !text.contains("及") && !text.contains("、");
        });
        const bool banded = std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
            return test.kind == Test::Kind::kNumber && (test.least.value_or(0) > 0 || test.most) &&
                   !schema_.columns[test.column].unit_of_measure.empty() &&
                   static_cast<int>(test.column) != facts_.members_column;
        });
        if (each && banded && facts_.members_column >= 0 && u_.filter.joined.empty())
            u_.doubt(kContradiction, "average of which");
        bool adds = u_.amount >= 0 && u_.how != How::kCount;
        for (const auto& [column, text] : u_.bounds) {
            bool own =
                (adds && column == u_.amount) || column == u_.ratio_top || column == u_.ratio_base;
            if (own) return u_.doubt(kAmbiguousWord, "ambiguous " + text);
        }
    }

    void ask_population() {
        if (facts_.standing.size() < 2 || u_.identity) return;
        bool amounts = u_.amount >= 0 && u_.amount != facts_.members_column && !u_.age;
        if (amounts && u_.how != How::kCount) return;
        // 本月迁入, 上年同月出生: those to whom it happened.
        if (u_.event >= 0 && (u_.window == Window::kLastYear || window_test(u_, u_.event))) return;
        u_.doubt(kAmbiguousWord, "population");
    }

    const Vocabulary& words_;
    const Asked& asked_;
    Understood& u_;
    const ledger::Schema& schema_;
    const LedgerFacts& facts_;
};

}  // namespace

void settle_measure(const Vocabulary& words, const Asked& asked, Understood& understood) {
    Measurer(words, asked, understood).settle();
}

}  // namespace yitao::recognise
