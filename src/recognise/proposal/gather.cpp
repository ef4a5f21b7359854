#include "recognise/proposal/gather.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/notes/explain.h"
#include "recognise/notes/limits.h"
#include "recognise/notes/notes.h"
#include "recognise/notes/period.h"
#include "recognise/notes/states.h"
#include "recognise/notes/whose.h"
#include "recognise/proposal/chapter.h"
#include "recognise/proposal/loose.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

class Gatherer {
  public:
    Gatherer(const Vocabulary& words, const SheetCells& cells, const Table& table,
             std::vector<std::string> context)
        : words_(words), cells_(cells), table_(table) {
        said_.context = std::move(context);
        if (table.header_rows)
            body_ = table.header_rows->first;
        else if (table.orientation != Orientation::kForm)
            body_ = table.data_start_row;
    }
    Said read() {
        const auto below = read_around();
        // A note below bands of one form speaks of those above it too.
        if (said_.scope.empty() && table_.footer_rows.empty()) read_below(below);
        const bool part = table_.title.empty() || begins_chapter(table_.title);
        read_top(said_.scope.empty() && said_.lines.empty() && part);
        take_everybody();
        take_office();
        return std::move(said_);
    }

  private:
    using Place = decltype(xlsx::Grid::cells)::const_iterator;

    // 统计范围：… in the first lines of a sheet, of a table further down that has no title
    // (`open`): it is the sheet's. 两表均只统计户籍人员 says itself that it is.
    void read_top(bool open) {
        constexpr uint32_t kFirstLines = 8;
        constexpr auto kLabels =
            std::to_array<std::string_view>({"统计范围：", "统计对象：", "填报范围：", "统计口径：",
                                             "本表只", "本表仅", "本表统计"});
        for (const auto& [cell, content] : cells_.grid.cells) {
            if (cell.row >= std::min(kFirstLines, table_.range.first.row)) break;
            const auto* text = std::get_if<std::string>(&content.value);
            const bool above = cell.column == table_.range.first.column;
            if (text == nullptr || text->size() > 6000 || !above) continue;
            const bool labelled = std::ranges::any_of(
                kLabels, [&](std::string_view label) { return text->starts_with(label); });
            const bool of_all = speaks_of_tables(*text);
            if (!of_all && (!open || !labelled)) continue;
            add_scope(*text, said_.scope);
            if (of_all) std::ranges::move(scope_notes(*text), std::back_inserter(said_.notes));
            add_line(*text);
        }
    }

    // Cards drawn alike, one a unit: what stands below the last one is said of all.
    bool is_drawn_again(const xlsx::CellRef& from) const {
        if (!table_.header_rows || table_.columns.size() < 2) return false;
        constexpr size_t kMostCells = 5000;
        std::set<uint32_t> rows;
        size_t seen = 0;
        auto at = cells_.grid.cells.lower_bound(from);
        for (; at != cells_.grid.cells.end() && ++seen < kMostCells; ++at) {
            if (at->first.column == table_.columns[0].column) rows.insert(at->first.row);
        }
        const uint32_t own = table_.header_rows->last;
        return std::ranges::any_of(rows, [&](uint32_t row) {
            return std::ranges::all_of(table_.columns, [&](const Column& column) {
                std::string text = cells_.text({own, column.column});
                return !text.empty() && text == cells_.text({row, column.column});
            });
        });
    }

    // What stands within the table's rows; where the rows below it begin.
    Place read_around() {
        const xlsx::CellRef first{table_.range.first.row, 0};
        auto at = cells_.grid.cells.lower_bound(first);
        for (; at != cells_.grid.cells.end(); ++at) {
            if (at->first.row > table_.range.last.row) break;
            const auto* text = std::get_if<std::string>(&at->second.value);
            if (text == nullptr || text->size() > 6000 || explains_row(table_, at->first)) continue;
            if (is_of_another(at->first) || names_row(at->first)) continue;
            add_scope(*text, said_.scope);
            for (ScopeNote& note : scope_notes(*text)) said_.notes.push_back(std::move(note));
            // ——常住人口分年龄参保情况, a second line of the title.
            bool above = !body_ || at->first.row < *body_;
            // 统计时段：今年以来
            constexpr auto kPeriods = std::to_array<std::string_view>(
                {"统计时段：", "统计期间：", "期间：", "时间范围：", "统计区间：", "统计时期：",
                 "时段：", "统计时间：", "报告期："});
            bool period = std::ranges::any_of(
                kPeriods, [&](std::string_view label) { return text->starts_with(label); });
            const std::vector<std::string> times = above && body_ && *text != table_.title
                                                       ? periods_in(words_, *text)
                                                       : std::vector<std::string>{};
            said_.context.insert(said_.context.end(), times.begin(), times.end());
            if (above && body_ && times.empty() && says_as_of(*text))
                said_.context.emplace_back(kAsOf);
            period = period && times.empty();
            if (above && (period || text->starts_with("——"))) said_.context.push_back(*text);
            if (above && begins_chapter(*text)) add_chapter(*text, at->first);
            const bool line = above && body_ && !is_title(*text);
            // 截至10月31日尚未办结的, right of the head: which rows all are, beside the day.
            const bool state = says_as_of(*text) && (text->contains("未") || text->contains("没"));
            if (line && !begins_chapter(*text) && (state || stands_over_all(at->first)))
                add_line(*text);
            if (at->first.row > table_.data_end_row || is_note_of_form(*text)) add_limits(*text);
            if (above && numbers_table(*text)) {
                said_.table_line = *text;
                // 调查表二　16—59周岁户籍人口按…分, below the title of the sheet.
                const bool own =
                    *text != table_.title && stands_over_all(at->first) && divides_people(*text);
                if (own) said_.context.push_back(bare_title(*text));
            }
        }
        return at;
    }

    // 除另有说明外，均为在册退役军人人数；… among the labels of a form: running text, no label.
    bool is_note_of_form(const std::string& text) const {
        constexpr size_t kLeast = 20;  // characters
        constexpr auto kMarks = std::to_array<std::string_view>({"，", "。", "；"});
        return table_.orientation == Orientation::kForm && code_point_count(text) > kLeast &&
               has_any(text, kMarks);
    }

    void read_below(Place at) {
        constexpr size_t kLimitsAt = std::string_view("说明：只填报人").size();
        const bool again = at != cells_.grid.cells.end() && is_drawn_again({at->first.row, 0});
        for (; at != cells_.grid.cells.end(); ++at) {
            const auto* text = std::get_if<std::string>(&at->second.value);
            // 说明：只报…, below the last table of a sheet.
            const bool limits = text != nullptr && text->starts_with("说明：") &&
                                !limited_to(text->substr(0, kLimitsAt)).empty();
            bool of_all = text != nullptr && text->size() < 6000 &&
                          (again || limits || text->contains("各栏") || text->contains("表中未"));
            if (of_all) add_scope(*text, said_.scope);
            if (text == nullptr || text->size() > 6000) continue;
            for (ScopeNote& note : scope_notes(*text)) {
                // 表一限本地户籍, below 表二
                const bool known = note.of == ScopeNote::Of::kAll || note.of_table;
                if (again || known) said_.notes.push_back(std::move(note));
            }
        }
    }

    // 全部就业人员（同上口径）中女性的比重: what a row's label says is said of that row.
    bool names_row(xlsx::CellRef cell) const {
        return std::ranges::any_of(table_.rows, [&](const DataRow& row) {
            const bool counts = row.role == RowRole::kData || row.role == RowRole::kOfWhich;
            return counts && !row.path.cells.empty() && row.path.cells.back() == cell;
        });
    }

    // A line above the table beside: 一、育龄妇女 | 二、婴幼儿.
    bool is_of_another(xlsx::CellRef cell) const {
        bool beside =
            cell.column > table_.range.last.column || cell.column < table_.range.first.column;
        return beside && table_.header_rows && cell.row < table_.header_rows->first &&
               begins_chapter(cells_.text(cell));
    }

    // 1. 本地户籍、满20周岁的人 is a title too, and says of whom its table is.
    bool is_title(const std::string& text) const {
        const std::string key = match_key(text);
        const bool numbered = begins_with_digit(key) && key.contains('.');
        const bool own = key == match_key(table_.title);
        return (own && !numbered) || key == match_key(sheet_title(cells_));
    }

    // 1. 在营经营主体 | 4. 政务群组, over blocks side by side.
    bool stands_over_all(xlsx::CellRef cell) const {
        if (table_.columns.empty()) return false;
        const uint32_t first = table_.columns.front().column;
        const uint32_t last = table_.columns.back().column;
        auto at = cells_.grid.cells.lower_bound({cell.row, 0});
        size_t texts = 0;
        for (; at != cells_.grid.cells.end() && at->first.row == cell.row; ++at) {
            const auto* text = std::get_if<std::string>(&at->second.value);
            // 独居老人 | 留守儿童, each over its own block: that over this one is its.
            const bool within = at->first.column >= first && at->first.column <= last;
            if (text != nullptr && within && !whose_clauses(*text).empty()) ++texts;
        }
        return texts < 2 && cell.column <= last && cell.column + 1 >= first;
    }

    // 外来人口不摸, where those registered here are meant anyway.
    bool leaves_out_others(std::string_view clause) const {
        const Whose whose = read_whose(words_, std::string(left_out_in(clause)));
        return !whose.population.empty() && whose.condition.empty() && !said_.scope.empty();
    }

    void add_line(const std::string& text) {
        constexpr std::string_view kNamed = "写明“";
        constexpr std::string_view kExcepted = "”的除外";
        const size_t named = text.find(kNamed);
        const size_t end = text.find(kExcepted, std::min(named, text.size()));
        if (end != std::string::npos)
            said_.excepted = text.substr(named + kNamed.size(), end - named - kNamed.size());
        const std::string key = match_key(text);
        if (table_measure(key) == key) return;  // 户、平方米
        for (std::string& clause : whose_clauses(text)) {
            if (leaves_out_others(clause)) continue;
            Whose whose = read_whose(words_, clause);
            if (!whose.condition.empty()) said_.chapter.push_back(std::move(whose.condition));
            if (whose.population.empty() && !whose.all.empty()) everybody_ = std::move(whose.all);
            if (!whose.population.empty()) said_.scope.push_back(std::move(whose.population));
            said_.lines.push_back(std::move(clause));
        }
    }

    // 本年已处置, of 其中：本年已处置: a column or row of some table of the sheet; a word of two
    // letters (人数) is of all.
    bool is_heading(std::string_view name) const {
        constexpr size_t kLeast = 3;     // characters
        constexpr size_t kLongest = 60;  // bytes
        constexpr std::string_view kPart = "其中:";
        const std::string key = match_key(name);
        if (code_point_count(key) < kLeast) return false;
        return std::ranges::any_of(cells_.grid.cells, [&](const auto& cell) {
            const auto* text = std::get_if<std::string>(&cell.second.value);
            if (text == nullptr || text->size() > kLongest || *text == table_.title) return false;
            const std::string heading = bare_heading(*text);
            const std::string_view own = heading;
            return own == key || (own.starts_with(kPart) && own.substr(kPart.size()) == key);
        });
    }

    // 只核住房鉴定为C级、D级的户, below a table: of those alone; what is not understood is asked.
    void add_limits(const std::string& text) {
        for (std::string_view rest = text; !rest.empty();)
            said_.unread = parts_states(take_clause(rest, kSentenceEnds)) || said_.unread;
        const auto heads = [&](std::string_view name) { return is_heading(name); };
        for (const Limit& limit : limits_of(text, heads)) {
            for (const std::string& kept : limit.kept) {
                Whose whose = read_whose(words_, without_brackets(kept));
                said_.unread = said_.unread || names_unknown(kept);
                if (!whose.condition.empty()) said_.chapter.push_back(std::move(whose.condition));
                if (!whose.population.empty()) said_.scope.push_back(std::move(whose.population));
                if (!whose.all.empty()) said_.scope.push_back(std::move(whose.all));
                said_.lines.push_back(kept);
            }
            for (const std::string& within : limit.within) {
                const Whose whose = read_whose(words_, within);
                for (const std::string& one : {whose.condition, whose.population})
                    if (!one.empty()) said_.chapter.push_back(one);
                said_.lines.push_back(within);
            }
            for (const std::string& out : limit.left_out) {
                const Whose whose = read_whose(words_, out);
                const bool one = !whose.condition.empty() && whose.population.empty();
                if (one) said_.chapter.push_back("（不含" + whose.condition + "）");
                if (one && leaves_blanks(text)) take_columns_denied(whose.condition);
                if (!one) said_.lines.push_back(out);
            }
            said_.lines.insert(said_.lines.end(), limit.more.begin(), limit.more.end());
        }
    }

    // 政治面貌没登记的暂不列: <>党员 would count those too.
    static bool leaves_blanks(std::string_view text) {
        constexpr auto kBlank = std::to_array<std::string_view>(
            {"没登记", "未登记", "没有登记", "空白", "没填", "未填", "空着", "不详"});
        constexpr auto kLeft = std::to_array<std::string_view>(
            {"不列", "不报", "不算", "不计", "不统计", "剔除", "除外", "从略"});
        while (!text.empty()) {
            const std::string_view sentence = take_clause(text, kSentenceEnds);
            if (has_any(sentence, kBlank) && has_any(sentence, kLeft)) return true;
        }
        return false;
    }

    void take_columns_denied(const std::string& condition) {
        for (const Token& token : words_.cut(condition).tokens) {
            for (const Term& term : token.terms) {
                const Test* code = term.ledger < 0 ? nullptr : code_in(term);
                if (code == nullptr) continue;
                const auto& columns = words_.schema(static_cast<size_t>(term.ledger)).columns;
                said_.known_only.push_back("[" + columns[code->column].name + "],\"<>");
            }
        }
    }

    // 停业的照算，注销的不算: some states are taken in and others are not.
    bool parts_states(std::string_view sentence) const {
        constexpr auto kMarks = std::to_array<std::string_view>({"，", "、", "；"});
        bool in = false;
        bool out = false;
        while (!sentence.empty()) {
            const std::string_view clause = trim(take_clause(sentence, kMarks));
            for (size_t ledger = 0; ledger < words_.schemas().size(); ++ledger) {
                const auto& standing = words_.facts(ledger).standing;
                if (standing.size() != 1 || standing[0].size() != 1) continue;
                const bool leaves = !left_out_in(clause).empty() &&
                                    names_other_state(words_, ledger, standing[0][0], clause);
                out = out || leaves;
                in = in || (!leaves && counts_every_state(words_, ledger, standing[0][0], clause));
            }
        }
        return in && out;
    }

    // 含停业、注销 in the brackets of a chapter: whatever has become of them. Empty: it is not
    // that.
    std::string state_of_no_matter(std::string_view clause) const {
        for (size_t ledger = 0; ledger < words_.schemas().size(); ++ledger) {
            const auto& standing = words_.facts(ledger).standing;
            const bool all = standing.size() == 1 && standing[0].size() == 1 &&
                             counts_every_state(words_, ledger, standing[0][0], clause);
            if (all) return "不论" + words_.schema(ledger).columns[standing[0][0].column].name;
        }
        return {};
    }

    void take_states_included(std::string_view chapter) {
        constexpr auto kMarks = std::to_array<std::string_view>({"（", "）", "，", "；"});
        while (!chapter.empty()) {
            std::string said = state_of_no_matter(trim(take_clause(chapter, kMarks)));
            if (!said.empty()) said_.context.push_back(std::move(said));
        }
    }

    // 只统计某某户: it names what the ledger has rows of, and the word is unknown.
    bool names_unknown(std::string_view kept) const {
        constexpr auto kRows =
            std::to_array<std::string_view>({"人", "户", "者", "对象", "项目", "隐患", "纠纷",
                                             "主体", "企业", "群", "场所", "活动"});
        constexpr auto kAll = std::to_array<std::string_view>(
            {"全部", "所有", "在册", "登记", "一户", "栏", "年", "月"});
        if (!has_any(kept, kRows) || has_any(kept, kAll)) return false;
        const Cut cut = words_.cut(kept);
        const auto says = [](const Term& term) {
            return term.kind == dictionary::PhraseKind::kCondition || !term.when.empty();
        };
        const bool known = std::ranges::any_of(
            cut.tokens, [&](const Token& token) { return std::ranges::any_of(token.terms, says); });
        return !known && std::ranges::any_of(cut.tokens, [](const Token& token) {
            return token.terms.empty() && token.to - token.from > 1;
        });
    }

    // 请按在册人员报数 over rows of which nothing else says whose people they are.
    void take_everybody() {
        const auto says_whose = [&](const std::string& text) {
            return !read_whose(words_, text).population.empty() || text.contains("户籍") ||
                   text.contains("常住") || text.contains("流动") || text.contains("户口");
        };
        const bool open = !everybody_.empty() && said_.scope.empty() && said_.notes.empty() &&
                          !says_whose(table_.title) &&
                          std::ranges::none_of(said_.context, says_whose);
        if (open) said_.scope.push_back(everybody_);
    }

    // 医保专干：____ at the foot: which of two insurances its 未参保 is of.
    void take_office() {
        constexpr auto kOffices = std::to_array<std::string_view>({"专干", "经办人", "专管员"});
        for (const auto& [cell, content] : cells_.grid.cells) {
            const auto* text = std::get_if<std::string>(&content.value);
            if (text == nullptr || text->size() > 60 || !has_any(*text, kOffices)) continue;
            const std::string key = match_key(*text);
            const Cut cut = words_.cut(key.substr(0, first_of(key, kOffices)));
            const bool column = cut.tokens.size() == 1 &&
                                std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
                                    return term.names_column && term.column >= 0;
                                });
            if (column) said_.context.insert(said_.context.begin(), cut.tokens[0].text);
        }
    }

    // 一、参保 over 参加居民养老 | 没参保: what the columns divide by, not who they are.
    bool is_divided(const std::string& part) const {
        const Cut said = words_.cut(part);
        const auto against = [&](const Term& own, const Term& other) {
            const bool two = own.ledger == other.ledger && own.ledger >= 0 &&
                             own.kind == dictionary::PhraseKind::kCondition &&
                             other.kind == own.kind && own.when.size() == 1 &&
                             other.when.size() == 1;
            if (!two) return false;
            Filter both{static_cast<size_t>(own.ledger), own.when[0], {}};
            return narrow(both, other.when[0]) == Narrowed::kNothing;
        };
        const auto denies = [&](const Token& token) {
            return std::ranges::any_of(said.tokens, [&](const Token& own) {
                return std::ranges::any_of(own.terms, [&](const Term& one) {
                    return std::ranges::any_of(
                        token.terms, [&](const Term& other) { return against(one, other); });
                });
            });
        };
        return std::ranges::any_of(table_.columns, [&](const Column& column) {
            if (column.is_stub || column.path.texts.empty()) return false;
            return std::ranges::any_of(words_.cut(column.path.texts.back()).tokens, denies);
        });
    }

    // 表2　残疾人保障情况（范围同表1）: whom the title of that table on the sheet names. False: the
    // part refers to none here.
    bool take_table_referred(std::string_view part) {
        constexpr auto kSame = std::to_array<std::string_view>(
            {"统计范围同", "范围同", "统计口径同", "口径同", "统计对象同", "对象同", "人群同",
             "范围与", "口径与", "对象与"});
        constexpr auto kEnds = std::to_array<std::string_view>({"相同", "一致", "一样", "，"});
        if (!take(part, kSame)) return false;
        const std::string_view named = part.substr(0, first_of(part, kEnds));
        for (const auto& [cell, content] : cells_.grid.cells) {
            const auto* title = std::get_if<std::string>(&content.value);
            if (cell.row >= table_.range.first.row) return false;
            if (title == nullptr || !numbers_table(*title) || !title->starts_with(named)) continue;
            const std::string_view behind = std::string_view(*title).substr(named.size());
            if (behind.empty() || is_digit(behind[0])) continue;  // 表10
            Whose whose = read_whose(words_, bare_title(*title));
            for (std::string& one : {std::ref(whose.population), std::ref(whose.all)})
                if (!one.empty()) said_.scope.push_back(std::move(one));
            if (!whose.condition.empty()) said_.chapter.push_back(std::move(whose.condition));
            return true;
        }
        return false;
    }

    // 附1：本年受理案件按金额分 | 附2：法治宣讲: another chapter stands beside it over this table.
    bool is_beside_chapter(xlsx::CellRef cell) const {
        const auto& cells = cells_.grid.cells;
        auto at = cells.lower_bound({cell.row, table_.range.first.column});
        for (; at != cells.end() && at->first.row == cell.row; ++at) {
            const auto* text = std::get_if<std::string>(&at->second.value);
            const bool other = text != nullptr && at->first.column != cell.column &&
                               at->first.column <= table_.range.last.column;
            if (other && begins_chapter(*text)) return true;
        }
        return false;
    }

    // 一、劳动年龄内劳动力（户籍人口）: the brackets hold for all cells below.
    void add_chapter(const std::string& text, xlsx::CellRef cell) {
        // 二、上表青年目前从业: of whom another table is.
        constexpr auto kAbove = std::to_array<std::string_view>({"上表", "前表"});
        said_.unread = has_any(text, kAbove);
        // The title is of the context already, as it is called: 表2　15周岁 is no 215.
        if (match_key(text) != match_key(table_.title))
            said_.context.push_back(without_includes(text));
        take_states_included(text);
        const bool beside = is_beside_chapter(cell);
        if (beside) said_.chapters_beside[cell.column].clear();
        said_.chapter.clear();
        const std::string bare = text.substr(0, text.find("（", text.starts_with("（") ? 1 : 0));
        for (std::string& part : parts_of_chapter(words_, text)) {
            if (bare.contains(part) && is_divided(part)) continue;
            if (take_table_referred(part) || !state_of_no_matter(part).empty()) continue;
            auto& chapter = beside ? said_.chapters_beside[cell.column] : said_.chapter;
            auto& where = part.contains("口径") ? said_.scope : chapter;
            where.push_back(std::move(part));
        }
    }
    const Vocabulary& words_;
    const SheetCells& cells_;
    const Table& table_;
    Said said_;
    std::optional<uint32_t> body_;  // the row that the table begins in, below title and lines
    std::string everybody_;         // 在册人员, said above the headings
};

}  // namespace

std::vector<std::string> Said::chapter_over(uint32_t column) const {
    std::vector<std::string> parts;
    const auto beside = chapters_beside.upper_bound(column);
    if (beside != chapters_beside.begin()) parts = std::prev(beside)->second;
    parts.insert(parts.begin(), chapter.begin(), chapter.end());
    std::ranges::reverse(parts);
    return parts;
}

Said gather_said(const Vocabulary& words, const SheetCells& cells, const Table& table,
                 std::vector<std::string> context) {
    return Gatherer(words, cells, table, std::move(context)).read();
}

}  // namespace yitao::recognise
