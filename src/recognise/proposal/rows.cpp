#include "recognise/proposal/rows.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/meaning.h"
#include "recognise/notes/conditions.h"
#include "recognise/notes/notes.h"
#include "recognise/notes/order.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// 金额单位：万元, 逐户填列: how the rows are written.
bool says_how(std::string_view clause) {
    constexpr auto kHow = std::to_array<std::string_view>({"单位：", "第一", "填列"});
    return has_any(clause, kHow);
}

// 只列阶段为“开工”“在建”的项目 → 凡阶段为开工、在建的项目; one condition stays as it is.
std::string codes_listed(std::string_view clause) {
    std::string text(clause);
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
            text.replace(at, from.size(), to);
    };
    replace("”“", "、");
    replace("“", "");
    replace("”", "");
    constexpr std::string_view kOnly = "只列";
    return text.contains("、") ? "凡" + text.substr(kOnly.size()) : text;
}

// Without what only introduces which rows: 列入范围：, 条件：, 列…的, 凡…, and the number of an
// item.
std::string_view without_introduction(std::string_view clause) {
    constexpr auto kLabels = std::to_array<std::string_view>(
        {"列入范围：", "选报范围：", "登记范围：", "填报范围：", "统计范围：", "名单范围：",
         "收录范围：", "纳入范围：", "入册范围：", "范围：", "列入条件：", "入选条件：", "条件：",
         "对象：", "列入对象："});
    constexpr auto kItems = std::to_array<std::string_view>({"①", "②", "③", "④", "⑤", "⑥"});
    constexpr auto kVerbs = std::to_array<std::string_view>({"只列", "仅列", "列"});
    for (Marks marks : {Marks(kLabels), Marks(kItems), Marks(kVerbs)}) {
        clause = trim(clause);
        const auto start = std::ranges::find_if(
            marks, [&](std::string_view one) { return clause.starts_with(one); });
        if (start != marks.end()) clause.remove_prefix(start->size());
    }
    return clause;
}

// 本地外来都上册, 无残疾的不填残疾栏: it takes in, or says how a column is filled.
bool tells_no_rows(std::string_view clause) {
    constexpr auto kSilent =
        std::to_array<std::string_view>({"不填", "空着", "空白", "留空", "填列", "都上", "都列",
                                         "都登", "也列", "也登", "不限", "不分", "不论", "台账"});
    return has_any(clause, kSilent);
}

// The lines above the headings of a list, its title and labels with blanks left out.
std::vector<std::string> lines_above(const SheetCells& cells, const Table& table) {
    std::vector<std::string> lines;
    if (!table.header_rows) return lines;
    constexpr size_t kLongest = 600;  // bytes
    constexpr size_t kShortest = 24;
    auto at = cells.grid.cells.lower_bound({table.range.first.row, 0});
    for (; at != cells.grid.cells.end() && at->first.row < table.header_rows->first; ++at) {
        const auto* text = std::get_if<std::string>(&at->second.value);
        const bool line = text != nullptr && text->size() <= kLongest &&
                          text->size() >= kShortest && match_key(*text) != match_key(table.title);
        if (line && !text->ends_with("：")) lines.push_back(*text);
    }
    return lines;
}

// The texts that may say which rows: lines between title and headings in brackets, and notes that
// begin 范围：.
std::vector<std::string> row_texts(const SheetCells& cells, const Table& table) {
    std::vector<std::string> texts;
    if (!table.header_rows) return texts;
    constexpr auto kListed = std::to_array<std::string_view>(
        {"列入本", "纳入本", "登入本", "均登记", "都登记", "均列入", "都列入", "均纳入", "都纳入",
         "均登入", "都登入", "均需登记", "都要登记", "全部登记", "全部列入"});
    auto at = cells.grid.cells.lower_bound({table.range.first.row, 0});
    for (; at != cells.grid.cells.end() && at->first.row <= table.range.last.row; ++at) {
        const auto* text = std::get_if<std::string>(&at->second.value);
        if (text == nullptr || text->size() > 1000) continue;
        std::string_view rest = trim(*text);
        if (at->first.row < table.header_rows->first) {
            constexpr std::string_view kOpen = "（";
            const size_t close = rest.rfind("）");
            if (rest.starts_with(kOpen) && close != std::string_view::npos)
                texts.emplace_back(rest.substr(kOpen.size(), close - kOpen.size()));
            // 消防、用电、燃气三类；按整改期限先后排列, a line of its own.
            const bool of_order = rest.contains("；") && speaks_of_order(rest);
            const bool own = rest != table.title && !rest.starts_with(kOpen);
            if (of_order && own) texts.emplace_back(rest);
            // 等级为重大、状态还不是已整改的，一条一行
            constexpr auto kEnds = std::to_array<std::string_view>({"，", "。", "；"});
            const std::string_view first = rest.substr(0, first_of(rest, kEnds));
            // 列入范围：…, 列在营的、年产值在100万元以上的家庭农场，产值高的在前
            if (own && without_introduction(rest).size() < rest.size()) texts.emplace_back(rest);
            // 截至10月31日还没有整改完的重大隐患，一条一行
            constexpr auto kUntil = std::to_array<std::string_view>({"截至", "截止"});
            const bool until = has_any(first, kUntil) && first.contains("的");
            if (!of_order && own && (first.ends_with("的") || until) && !first.contains("："))
                texts.emplace_back(first);
            continue;
        }
        // 只列阶段为开工、在建的；总投资大的排前面
        if (rest.starts_with("只列") || rest.starts_with("仅列")) {
            constexpr auto kEnds = std::to_array<std::string_view>({"；", "。", "，", "\n"});
            texts.push_back(codes_listed(rest.substr(0, first_of(rest, kEnds))));
        }
        constexpr std::string_view kScope = "范围：";
        const size_t scope = rest.find(kScope);
        // 填表说明：低保、特困、残疾有其一的列入本册，按村填列。
        if (const size_t listed = first_of(rest, kListed); listed < rest.size()) {
            std::string_view clause = rest.substr(0, listed);
            for (std::string_view mark : {"。", "；", "，", "：", "\n"}) {
                const size_t at = clause.rfind(mark);
                if (at != std::string_view::npos) clause = clause.substr(at + mark.size());
            }
            // 险种空白的不列入本表 says who is left out.
            if (!clause.ends_with("不")) texts.push_back("凡" + std::string(clause));
        }
        constexpr std::string_view kAlike = "范围同";
        if (const size_t alike = rest.find(kAlike); alike != std::string_view::npos) {
            constexpr auto kEnds = std::to_array<std::string_view>({"；", "。", "，", "\n"});
            const std::string_view from = rest.substr(alike);
            texts.emplace_back(from.substr(0, first_of(from, kEnds)));
        }
        if (scope != std::string_view::npos && scope <= 24)
            texts.emplace_back(rest.substr(scope + kScope.size()));
    }
    return texts;
}

constexpr auto kLeftOut = std::to_array<std::string_view>({"不含", "不包括", "不包含"});

bool is_vague(std::string_view doubt) {
    return doubt.starts_with("vague");
}

class RowNarrower {
  public:
    RowNarrower(const Vocabulary& words, Understood& rows)
        : words_(words), rows_(rows), schema_(words.schema(rows.filter.ledger)) {}

    void read(std::string_view clause) {
        clause = trim(clause);
        // 出生日期范围同表2
        constexpr std::string_view kAlike = "范围同";
        if (clause.contains(kAlike)) return rows_.doubt(0.6, "unread " + std::string(clause));
        if (clause.empty() || speaks_of_order(clause) || says_how(clause)) return;
        if (leaves_out(clause) || takes_in(clause)) return;
        for (std::string_view mark : {"（", "("}) {  // 有残疾类别（等级未评定的也列）、无业
            const size_t open = clause.find(mark);
            const size_t close =
                clause.find(mark == "(" ? ")" : "）", std::min(open, clause.size()));
            if (close == std::string_view::npos) continue;
            const std::string_view inside =
                clause.substr(open + mark.size(), close - open - mark.size());
            const bool out = says_left_out(inside);  // 智力残疾人和精神残疾人（不含多重残疾）
            if (!takes_in(inside) && !out) continue;
            read(std::string(clause.substr(0, open)) +
                 std::string(clause.substr(close + mark.size())));
            if (out) leaves_out(inside);
            return;
        }
        // （本地户籍、男性） are all of them at once.
        auto any = clause.starts_with("凡") ? any_listed(words_, clause) : std::nullopt;
        if (any && any->ledger == static_cast<int>(rows_.filter.ledger)) return take_any(*any);
        if (const Test codes = codes_of(clause); clause.starts_with("凡") && !codes.words.empty())
            return take({codes});
        // 只列在营且年纳税额大于零的
        std::string_view said = clause;
        for (std::string_view only : {"只列", "仅列"}) {
            if (said.starts_with(only)) said.remove_prefix(only.size());
        }
        auto term = conditions_of(words_, said);
        bool says = term && term->ledger == static_cast<int>(rows_.filter.ledger) &&
                    !term->when.empty() && !term->when[0].empty();
        // 凡有税收的全部列入: a condition that was not read.
        bool must = clause.starts_with("凡") || clause.starts_with("仅") ||
                    clause.starts_with("只") || clause.starts_with("限");
        // 低保、特困有其一的: either, which the conditions as read do not say.
        constexpr auto kEither = std::to_array<std::string_view>({"其一", "之一", "任一", "或"});
        must = must || (says && has_any(clause, kEither) && clause.contains("、"));
        if (has_any(clause, kEither) && clause.contains("、")) says = false;
        constexpr auto kJoins = std::to_array<std::string_view>({"、", "和", "及", "或"});
        if (clause.starts_with("凡") && has_any(clause, kJoins)) says = false;
        if (!says && must) return rows_.doubt(0.6, "unread " + std::string(clause));
        if (!says) return;
        if (leaves_open(clause)) return rows_.doubt(0.6, "unread " + std::string(clause));
        take(term->when[0]);
    }

    // 金额超过四万元、2026年内调解成功的纠纷 over a list that tests nothing of the kind: asked.
    void ask_unread(std::string_view line) {
        constexpr auto kEnds =
            std::to_array<std::string_view>({"。", "；", ";", "\n", "，", "\u3000"});
        while (!line.empty()) {
            const std::string_view clause = without_introduction(take_clause(line, kEnds));
            if (clause.empty() || speaks_of_order(clause) || says_how(clause)) continue;
            if (tells_no_rows(clause) || takes_in(clause) || clause.contains("＝") ||
                clause.contains("指"))
                continue;
            if (tests_all(clause) && !compares_untold(clause)) continue;
            return rows_.doubt(0.6, "unread " + std::string(clause));
        }
    }

  private:
    // 金额超过四万元, 计划竣工日期早于10月31日, where the rows are told by no number and no date.
    bool compares_untold(std::string_view clause) const {
        constexpr auto kCompares = std::to_array<std::string_view>(
            {"超过", "以上", "以下", "不满", "不足", "不到", "早于", "晚于", "低于", "高于", "少于",
             "多于", "大于", "小于"});
        const auto compared = [](const Test& test) {
            return test.kind == Test::Kind::kNumber || test.kind == Test::Kind::kDates;
        };
        return has_any(clause, kCompares) && rows_.filter.joined.empty() && rows_.unions.empty() &&
               std::ranges::none_of(rows_.filter.tests, compared);
    }

    // Every condition that the clause names is of a column that the rows are told by.
    bool tests_all(std::string_view clause) const {
        const auto used = [&](size_t column) {
            const auto same = [&](const Test& test) {
                return test.column == column || (is_age(test.column) && is_age(column));
            };
            return std::ranges::any_of(rows_.filter.tests, same) ||
                   std::ranges::any_of(rows_.unions, [&](const auto& alternatives) {
                       return std::ranges::any_of(alternatives, [&](const auto& tests) {
                           return std::ranges::any_of(tests, same);
                       });
                   });
        };
        for (const Token& token : words_.cut(clause).tokens) {
            const Term* said = nullptr;
            bool known = false;
            for (const Term& term : token.terms) {
                if (term.ledger != static_cast<int>(rows_.filter.ledger)) continue;
                const bool says = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                                  !term.when[0].empty();
                if (!says) continue;
                said = &term;
                known = known || std::ranges::any_of(term.when[0], [&](const Test& test) {
                            return used(test.column);
                        });
            }
            if (said != nullptr && !known && rows_.filter.joined.empty()) return false;
        }
        return true;
    }

    // 不论是否常住, 等级未评定的也列: it takes in, and narrows nothing.
    static bool takes_in(std::string_view clause) {
        for (std::string_view begin : {"不论", "无论", "不管"})
            if (clause.starts_with(begin)) return true;
        return std::ranges::any_of(kTakesIn,
                                   [&](std::string_view end) { return clause.ends_with(end); });
    }

    static bool says_left_out(std::string_view clause) {
        return std::ranges::any_of(
            kLeftOut, [&](std::string_view begin) { return clause.starts_with(begin); });
    }

    // （不含在营）
    bool leaves_out(std::string_view clause) {
        for (std::string_view out : kLeftOut) {
            if (!clause.starts_with(out)) continue;
            auto term = conditions_of(words_, clause.substr(out.size()));
            bool one = term && term->ledger == static_cast<int>(rows_.filter.ledger) &&
                       term->when.size() == 1 && term->when[0].size() == 1;
            auto other = one ? opposite(term->when[0][0]) : std::nullopt;
            if (!other || narrow(rows_.filter, *other) == Narrowed::kNothing)
                rows_.doubt(0.6, "unread " + std::string(clause));
            return true;
        }
        return false;
    }

    // 土木结构房屋户和D级危房户都登记
    void take_any(const Term& any) {
        std::erase(rows_.doubts, "population");
        if (any.when.size() == 1) return take(any.when[0]);

        rows_.unions.push_back(any.when);
    }

    // 凡阶段为开工、在建的项目: several codes of one column; without words: it names others too.
    Test codes_of(std::string_view clause) const {
        Test codes;
        for (const Token& token : words_.cut(clause).tokens) {
            for (const Term& term : token.terms) {
                const Test* code = code_in(term);
                if (code == nullptr || term.vague || code->others ||
                    term.ledger != static_cast<int>(rows_.filter.ledger))
                    continue;
                if (!codes.words.empty() && codes.column != code->column) return {};
                codes.column = code->column;
                codes.words.insert(codes.words.end(), code->words.begin(), code->words.end());
                break;
            }
        }
        return codes.words.size() > 1 ? codes : Test{};
    }

    // A word nobody knows stands among the conditions.
    bool leaves_open(std::string_view clause) const {
        const Cut cut = words_.cut(clause);
        return std::ranges::any_of(cut.tokens, [](const Token& token) {
            return token.terms.empty() && token.to - token.from > 1;
        });
    }

    bool is_age(size_t column) const {
        const std::string& name = schema_.columns[column].name;
        return name == "年龄" || name == "出生日期";
    }

    void take(const std::vector<Test>& tests) {
        bool ages =
            std::ranges::any_of(tests, [&](const Test& test) { return is_age(test.column); });
        if (ages) {  // 青年, and the note says how old
            std::erase_if(rows_.filter.tests,
                          [&](const Test& test) { return is_age(test.column); });
            std::erase_if(rows_.doubts, is_vague);
        }
        // 火灾隐患 of the title, 消防、用电、燃气三类 of the line: the line says which.
        std::erase_if(rows_.filter.tests, [&](const Test& named) {
            return std::ranges::any_of(
                tests, [&](const Test& listed) { return is_some_of(named, listed); });
        });
        if (narrow(rows_.filter, tests) == Narrowed::kNothing)
            return rows_.doubt(losses::kContradiction, "contradiction");
        const auto& standing = words_.facts(rows_.filter.ledger).standing;
        bool whose = std::ranges::any_of(tests, [&](const Test& test) {
            return std::ranges::any_of(standing, [&](const std::vector<Test>& one) {
                return std::ranges::any_of(
                    one, [&](const Test& other) { return other.column == test.column; });
            });
        });
        bool kind =
            std::ranges::any_of(tests, [&](const Test& test) { return !is_age(test.column); });
        if (whose || kind) std::erase(rows_.doubts, "population");
        // The line says both whose people and which: the title only calls them something.
        if (whose && ages)
            std::erase_if(rows_.doubts, [](const std::string& doubt) {
                return doubt.starts_with("unknown") || doubt.starts_with("foreign");
            });
    }

    const Vocabulary& words_;
    Understood& rows_;
    const ledger::Schema& schema_;
};

// 范围：户籍在本地且常住 over the list, 注：限本地户籍 below it.
std::vector<std::string> scope_of(const SheetCells& cells, const Table& table) {
    std::vector<std::string> scope;
    auto at = cells.grid.cells.lower_bound({table.range.first.row, 0});
    for (; at != cells.grid.cells.end() && at->first.row <= table.range.last.row; ++at) {
        const auto* text = std::get_if<std::string>(&at->second.value);
        if (text != nullptr && text->size() < 6000) add_scope(*text, scope);
    }
    return scope;
}

// What such lines say holds beside the title.
void narrow_rows(const Vocabulary& words, const SheetCells& cells, const Table& table,
                 Understood& rows) {
    RowNarrower narrower(words, rows);
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，", "\u3000"});
    for (const std::string& text : row_texts(cells, table)) {
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::string_view clause = take_clause(rest, kEnds);
            const std::string_view said = without_introduction(clause);
            const bool introduced = without_introduction(text).size() < trim(text).size();
            if (!introduced || !tells_no_rows(said)) narrower.read(said);
        }
    }
    for (const std::string& line : lines_above(cells, table)) narrower.ask_unread(line);
}

// 家庭人均年收入低于5000元, 家中有三名以上务工者: told by more than one row, and not read so.
void ask_of_household(const std::string& title, Understood& rows) {
    constexpr auto kEach = std::to_array<std::string_view>({"人均", "户均", "劳均"});
    constexpr auto kHome = std::to_array<std::string_view>(
        {"家中有", "家里有", "户内有", "户中有", "家庭中有", "所在户", "所在家庭", "同户有"});
    const bool each =
        has_any(title, kEach) && std::ranges::any_of(rows.filter.tests, [](const Test& test) {
            return test.kind == Test::Kind::kNumber;
        });
    if (rows.filter.joined.empty() && (each || has_any(title, kHome)))
        rows.doubt(losses::kContradiction, "of each " + title);
}

}  // namespace

Understood rows_asked(const Vocabulary& words, size_t ledger, const std::string& sheet_name,
                      const SheetCells& cells, const Table& table) {
    Asked asked;
    asked.path.push_back({table.title.empty() ? sheet_name : table.title});
    Layers layers;
    for (const std::string& text : scope_of(cells, table)) {
        layers.scope.push_back({std::make_shared<const Cut>(words.cut(text))});
    }
    layers.path.push_back(
        {std::make_shared<const Cut>(words.cut(asked.path[0].text)), false, true});
    Understood rows = understand(words, asked, layers, ledger);
    if (!rows.unions.empty()) {  // a title that names several kinds
        rows.unions.clear();
        rows.doubt(0.5, "either " + asked.path[0].text);
    }
    narrow_rows(words, cells, table, rows);
    ask_of_household(asked.path[0].text, rows);
    return rows;
}

}  // namespace yitao::recognise
