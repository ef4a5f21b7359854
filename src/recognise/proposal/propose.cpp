#include "recognise/proposal/propose.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/meaning/understood.h"
#include "recognise/notes/decimals_elsewhere.h"
#include "recognise/notes/explain.h"
#include "recognise/notes/gaps.h"
#include "recognise/notes/kinds.h"
#include "recognise/notes/notes.h"
#include "recognise/notes/spread.h"
#include "recognise/notes/states.h"
#include "recognise/notes/whose.h"
#include "recognise/proposal/alike.h"
#include "recognise/proposal/axis.h"
#include "recognise/proposal/bands.h"
#include "recognise/proposal/chapter.h"
#include "recognise/proposal/equations.h"
#include "recognise/proposal/gather.h"
#include "recognise/proposal/list.h"
#include "recognise/proposal/loose.h"
#include "recognise/proposal/meta.h"
#include "recognise/proposal/panels.h"
#include "recognise/proposal/paths.h"
#include "recognise/proposal/standing.h"
#include "recognise/proposal/tail.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/number_shape.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"

namespace yitao::recognise {

namespace {

// One table's cells, in the sense its orientation gives them.
class TableProposer {
  public:
    TableProposer(xlsx::Workbook& book, const Vocabulary& words, const xlsx::Grid& grid,
                  const Table& table, const SheetNotes& notes, RowRoles& roles, Proposal& proposal)
        : book_(book),
          words_(words),
          reader_(words),
          cells_{grid},
          table_(table),
          notes_(notes),
          roles_(roles),
          paths_(words, cells_, table, roles),
          proposal_(proposal) {
        const std::string& name = proposal.sheets[table.sheet];
        const bool appended = table.title.starts_with("附");  // of a topic of its own
        if (!is_default_sheet_name(name) && !appended) context_.push_back(name);
        if (table.title.empty() || begins_chapter(table.title) || is_below_people()) {
            std::string title = sheet_title(cells_);
            if (!title.empty() && title != table.title && !appended) context_.push_back(title);
        }
        if (!table.title.empty()) context_.push_back(without_includes(bare_title(table.title)));
        said_ = gather_said(words, cells_, table, std::move(context_));
        context_ = std::move(said_.context);
        if (!begins_chapter(table.title)) {  // 就业情况（18—59周岁退役军人）
            for (std::string& part : conditions_in_brackets(words, table.title)) {
                if (speaks_of_people(part)) said_.chapter.push_back(std::move(part));
            }
            // 群体性纠纷（涉及5人以上）: asked where a reading has no such bound.
            constexpr auto kBounds = std::to_array<std::string_view>(
                {"以上", "以下", "不满", "不足", "超过", "低于", "不少于"});
            for (std::string& clause : whose_clauses(in_brackets(table.title, true))) {
                if (has_any(clause, kBounds)) said_.lines.push_back(std::move(clause));
            }
        }
        if (is_one_kind_of_things(table.title)) said_.chapter.push_back(table.title);
        // 六、低保家庭 | 合计 | 一般户: what stands over the labels says of whom.
        for (const Column& column : table.columns) {
            if (!column.is_stub || column.path.texts.empty()) continue;
            const std::string& heading = column.path.texts.back();
            // 尚在调解的纠纷 | 件数
            std::string rows = rows_of_chapter(words, heading);
            if (!rows.empty()) said_.chapter.push_back(std::move(rows));
            for (std::string& part : begins_chapter(heading)
                                         ? parts_of_chapter(words, heading)
                                         : conditions_in_brackets(words, heading)) {
                said_.chapter.push_back(std::move(part));
            }
        }
    }

    void run() {
        find_labels_with_decimals();
        for (const Field& field : table_.meta) {
            auto cell = read_meta(field);
            if (cell) proposal_.cells.push_back(std::move(*cell));
        }
        if (table_.orientation == Orientation::kForm) return add_form();
        if (is_list()) {
            auto loose = find_loose_cells(words_, cells_, table_);
            for (LooseCell& cell : loose) add_loose(std::move(cell));
            if (!loose.empty()) return;
            if (auto list = propose_list(words_, cells_, proposal_.sheets[table_.sheet], table_)) {
                proposal_.lists.push_back(std::move(*list));
            }
            return;
        }
        for (const DataRow& row : table_.rows) {
            if (row.path.cells.empty()) continue;
            roles_[row.path.cells.back()] = row.role;
            bool section = row.role == RowRole::kSection && row.path.texts.size() == 1;
            if (section && sections_.size() < kMaxSiblings)
                sections_.push_back(row.path.texts.back());
        }
        for (size_t i = 0; i < table_.rows.size(); ++i) add_row(table_.rows[i], i);
    }

    void run_tail(Tail& tail) {
        said_.chapter.clear();
        for (LooseCell& cell : tail.cells) add_loose(std::move(cell));
    }

  private:
    // 养老机构: a title that is one kind of places and nothing else.
    bool is_one_kind_of_things(const std::string& title) const {
        const Cut cut = words_.cut(title);
        return cut.tokens.size() == 1 &&
               std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
                   return term.ledger >= 0 && !term.vague && !term.generic && code_in(term) &&
                          words_.facts(static_cast<size_t>(term.ledger)).measure.empty();
               });
    }

    // 生活保障情况 below the first table of 退役军人结构表: the sheet's title still says of whom.
    bool is_below_people() const {
        return speaks_of_people(sheet_title(cells_)) && !names_people(table_.title);
    }

    // 脱贫户, 残疾人, 户籍人口; not 残疾, 生活保障.
    bool names_people(const std::string& text) const {
        constexpr auto kEnds = std::to_array<std::string_view>(
            {"人", "员", "户", "口", "对象", "儿童", "妇女", "学生", "居民", "家庭"});
        return std::ranges::any_of(words_.cut(text).tokens, [&](const Token& token) {
            return !token.terms.empty() && std::ranges::any_of(kEnds, [&](std::string_view end) {
                return token.text.ends_with(end);
            });
        });
    }

    bool speaks_of_people(const std::string& text) const {
        const Cut cut = words_.cut(text);
        return std::ranges::any_of(cut.tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return term.ledger >= 0 && term.kind == dictionary::PhraseKind::kCondition &&
                       words_.facts(static_cast<size_t>(term.ledger)).standing.size() > 1;
            });
        });
    }

    // Rows drawn blank for as many as there are.
    bool is_list() const {
        if (table_.orientation != Orientation::kRows) return false;
        return std::ranges::none_of(table_.rows, [](const DataRow& row) {
            return row.role == RowRole::kData || row.role == RowRole::kOfWhich;
        });
    }

    void add_loose(LooseCell loose) {
        if (is_hand_label(words_, loose.path.front())) return;
        Asked asked;
        asked.context = context_;
        const auto of_unit = words_.find_unit(without_numeral(loose.section));
        if (of_unit) {
            asked.unit = *of_unit;  // （一）潘家湾村
        } else if (!loose.section.empty() && loose.section != table_.title) {
            asked.context.push_back(loose.section);
        }
        if (!of_unit && begins_chapter(loose.section) && loose.section != table_.title) {
            for (std::string& part : parts_of_chapter(words_, loose.section)) {
                asked.path.push_back({std::move(part), true});
            }
        }
        if (!loose.whole.empty()) asked.path.push_back({loose.whole, true});
        for (const std::string& text : loose.path) {
            auto unit = loose.path.size() > 1 ? words_.find_unit(text) : std::nullopt;
            if (unit && asked.unit == 0) {
                asked.unit = *unit;
            } else {
                asked.path.push_back({text});
            }
            if (loose.by_row && &text == loose.path.data()) asked.row_parts = asked.path.size();
        }
        asked.siblings = loose.around;
        asked.leading = loose.leading;
        asked.axis = loose.axis;
        asked.measure = loose.unit_of_measure;
        // 二人户 of a card in 人: households.
        const bool of_homes = match_key(loose.path.back()).ends_with("户");
        if (asked.measure.empty() && !of_homes) asked.measure = table_.unit_of_measure;
        const org::UnitCode unit = asked.unit;
        add_cell(loose.cell, std::move(asked), loose.path, unit);
    }

    std::optional<ProposedCell> read_meta(const Field& field) const {
        bool dates = shows_dates(book_, cells_.grid, field.answer.first);
        return propose_meta(words_, cells_, table_.sheet, field, dates);
    }

    // --- forms
    void add_form() {
        std::vector<std::string> labels;
        for (const Field& field : table_.fields) {
            if (!field.label.texts.empty() && labels.size() < kMaxSiblings) {
                labels.push_back(field.label.texts.back());
            }
        }
        const Field* before = nullptr;
        cards_ = unit_lines(words_, cells_, table_);
        for (const Field& field : table_.fields) {
            add_field(field, labels, before);
            bool part = !field.label.texts.empty() && begins_part(words_, field.label.texts.back());
            if (!part) before = &field;
        }
    }

    void add_field(const Field& field, const std::vector<std::string>& labels,
                   const Field* before) {
        if (field.label.texts.empty()) return;
        xlsx::CellRef target = field.answer.first;
        if (auto meta = read_meta(field)) {
            proposal_.cells.push_back(std::move(*meta));
            return;
        }
        if (!cells_.is_blank(target) || is_hand_label(words_, field.label.texts.back())) return;
        Asked asked;
        asked.context = context_;
        const auto& texts = field.label.texts;
        asked.context.insert(asked.context.end(), texts.begin(), texts.end() - 1);
        // 未成年人（人） | 女童: the group says who they are.
        if (texts.size() > 1) {
            const std::string people = people_of_group(words_, texts[texts.size() - 2]);
            if (!people.empty())
                asked.path.push_back({people, true});
            else if (names_things(words_, texts[texts.size() - 2], texts.back()))
                asked.path.push_back({texts[texts.size() - 2]});
        }
        if (begins_part(words_, texts.back()) && before != nullptr) {
            asked.path.push_back({whole_of_field(field, *before), true});
        }
        asked.path.push_back({texts.back()});
        asked.siblings = labels;
        asked.scattered = true;
        asked.measure = field.unit_of_measure;
        // 重点家庭（户） over 有残疾人
        for (size_t i = texts.size() - 1; asked.measure.empty() && i-- > 0;)
            asked.measure = dictionary::read_heading(texts[i]).measure;
        // 二人户 of a card in 人: households.
        if (asked.measure == "人" && match_key(texts.back()).ends_with("户")) asked.measure.clear();
        // One card a village, each below its name.
        auto card = cards_.upper_bound(target.row);
        if (card != cards_.begin()) asked.unit = std::prev(card)->second;
        std::erase_if(asked.context, [&](const std::string& text) {
            return asked.unit != 0 && words_.find_unit(without_numeral(text)) == asked.unit;
        });
        const org::UnitCode unit = asked.unit;
        add_cell(target, std::move(asked), texts, unit);
    }

    // 现保留 … 其中：现保留微信群: the label that is named again is what it is part of.
    std::string whole_of_field(const Field& field, const Field& before) const {
        const std::string key = bare_heading(field.label.texts.back());
        for (const Field& other : table_.fields) {
            if (&other == &field) break;
            if (other.label.texts.empty()) continue;
            const std::string& text = other.label.texts.back();
            std::string named = bare_heading(text);
            bool part = code_point_count(named) >= 3 && key.contains(named) && key != named;
            if (part && !begins_part(words_, text)) return text;
        }
        return before.label.texts.back();
    }

    // --- matrices and indicators
    void add_row(const DataRow& row, size_t index) {
        if (row.role == RowRole::kSection) return;
        const RowAsked of_row = paths_.of_row(index, context_);
        row_decimals_ = decimals_for(row);
        row_note_ = row_explanation(cells_, table_, row.row);
        // 平均每校面积 | ㎡，两位小数
        if (table_.unit_column) {
            const std::string unit = cells_.text({row.row, *table_.unit_column});
            if (find_decimals(unit)) row_note_ += (row_note_.empty() ? "" : "，") + unit;
        }
        const bool is_card = is_card_row(row);
        for (size_t c = 0; c < table_.columns.size(); ++c) {
            const Column& column = table_.columns[c];
            // Below chapters alone the blanks have no heading.
            const bool unheaded = column.path.texts.empty() && table_.header_rows;
            if (column.is_stub || column.is_serial || unheaded) continue;
            if (table_.unit_column == column.column) continue;
            xlsx::CellRef cell{row.row, column.column};
            if (cells_.anchor(cell) != cell || !cells_.is_blank(cell)) continue;
            const auto& named_by = column.path.texts.empty() ? row.path.texts : column.path.texts;
            if (is_hand_label(words_, named_by.back())) continue;
            Asked asked = paths_.with_column(of_row, index, c);
            std::vector<std::string> path = of_row.shown;
            path.insert(path.end(), column.path.texts.begin(), column.path.texts.end());
            if (std::string own = label_left_of(cell); !own.empty()) {
                asked.path = {{own}};
                asked.row_parts = 0;
                asked.measure.clear();
                path = {std::move(own)};
            } else if (is_card && asked.row_parts > 0) {
                asked.path.resize(asked.row_parts);
                asked.measure.clear();
                path = of_row.shown;
            }
            const org::UnitCode unit = asked.unit;
            add_cell(cell, std::move(asked), std::move(path), unit);
        }
    }

    bool stands_over_headings(std::string_view note) const {
        for (const auto& [cell, content] : cells_.grid.cells) {  // row by row
            if (cell.row >= table_.header_rows->first) return false;
            const auto* text = std::get_if<std::string>(&content.value);
            if (text != nullptr && *text == note) return true;
        }
        return false;
    }

    // 保留两位小数, alone in a cell over the headings: of all that has decimals.
    void take_decimals_of_head(Asked& asked) const {
        if (asked.shape.decimals > 0 || asked.shape.whole || !table_.header_rows) return;
        for (const std::string& note : notes_.decimals) {
            const auto said = find_decimals(note);
            if (!said || said->at > 0 || said->end < note.size()) continue;
            if (!stands_over_headings(note)) continue;
            asked.shape.decimals = said->number;
            asked.shape.whole = said->number == 0;
            return;
        }
    }

    // 待遇倍数（职工÷居民，一位小数） says it of that row and of what is part of it.
    std::vector<std::string> decimals_for(const DataRow& row) const {
        std::vector<std::string> notes = notes_.decimals;
        for (const auto& [label, text] : labels_with_decimals_) {
            const auto& own = row.path.cells;
            if (std::ranges::find(own, label) == own.end()) std::erase(notes, text);
        }
        return notes;
    }

    // Labels of rows that are among the notes on decimals: few, of however many rows.
    void find_labels_with_decimals() {
        for (const DataRow& row : table_.rows) {
            const bool labels = row.role == RowRole::kData || row.role == RowRole::kOfWhich;
            if (!labels || row.path.cells.empty()) continue;
            const xlsx::CellRef label = row.path.cells.back();
            std::string text = cells_.text(label);
            if (std::ranges::find(notes_.decimals, text) != notes_.decimals.end())
                labels_with_decimals_.emplace_back(label, std::move(text));
        }
    }

    // 平均年龄 | __ | 有退役军人的家庭（户） | __: a second label in the row, among the values.
    std::string label_left_of(xlsx::CellRef cell) const {
        if (cell.column == 0) return "";
        const uint32_t left = cells_.anchor({cell.row, cell.column - 1}).column;
        const auto is_values = [&](const Column& column) {
            return column.column == left && !column.is_stub && !column.is_serial &&
                   table_.unit_column != column.column &&
                   !is_code_heading(column.path.texts.empty() ? "" : column.path.texts.back());
        };
        if (std::ranges::none_of(table_.columns, is_values)) return "";
        const std::string text(trim(cells_.text({cell.row, left})));
        const bool dated = begins_with_digit(text);
        const bool says = !dated && code_point_count(text) >= 4 && !dictionary::is_measure(text);
        return says && !words_.find_unit(text) ? text : "";
    }

    // 本年竣工项目（个） | __ | 本年新开工项目（个） | __ below a table: no row of it.
    bool is_card_row(const DataRow& row) const {
        if (row.path.texts.size() != 1) return false;
        if (dictionary::read_heading(row.path.texts[0]).measure.empty()) return false;
        return std::ranges::any_of(table_.columns, [&](const Column& column) {
            const std::string text = label_left_of({row.row, column.column + 1});
            return !text.empty() && !dictionary::read_heading(text).measure.empty();
        });
    }

    void add_cell(xlsx::CellRef cell, Asked asked, std::vector<std::string> path,
                  org::UnitCode unit) {
        if (proposal_.cells.size() >= kMaxProposedCells) return;
        // 参保率＝（居民医保＋职工医保）÷台账总人数×100: the sheet's equations have it.
        for (PathPart& part : asked.path) {
            part.text = without_includes(without_gaps(part.text));  // 独居老人（登记的都算）
            const size_t equals = std::min(part.text.find("＝"), part.text.find('='));
            if (equals != std::string::npos && equals > 0 && part.text.contains("÷"))
                part.text.resize(equals);
        }
        asked.shape = shape_of(book_, cells_.grid, cell);
        take_decimals(row_decimals_ ? *row_decimals_ : notes_.decimals, asked);
        if (const auto said = find_decimals(row_note_); said && asked.shape.decimals <= 0) {
            asked.shape.decimals = said->number;
            asked.shape.whole = said->number == 0;
        }
        if (!row_note_.empty()) take_decimals({asked.path[0].text + "，" + row_note_}, asked);
        take_decimals_of_rows(notes_.decimals, standing_of(cells_, table_, cell).rows, asked);
        take_decimals_of_head(asked);
        asked.scope = said_.scope;
        asked.lines = said_.lines;
        asked.excepted = said_.excepted;
        const bool unread = add_scope_of(cell, asked);
        for (std::string& part : said_.chapter_over(cell.column)) {
            asked.path.insert(asked.path.begin(), {std::move(part), true});
            if (asked.row_parts > 0) ++asked.row_parts;
        }
        // 16周岁以上分年龄段 over 16—34
        const bool of_ages =
            std::ranges::any_of(said_.chapter,
                                [](const std::string& part) { return part.contains("岁"); }) ||
            std::ranges::any_of(asked.path, [](const PathPart& part) {
                return part.text.contains("分年龄") || part.text.contains("年龄段");
            });
        for (PathPart& part : asked.path) {
            if (of_ages && !part.inherited) part.text = with_ages(part.text);
        }
        asked.sections = sections_;
        ProposedCell proposed;
        proposed.sheet = table_.sheet;
        proposed.cell = cell;
        proposed.path = std::move(path);
        proposed.for_unit = unit;
        // 没有注明户籍、常住的按在册人口: said on a sheet before, where this one says nothing.
        bool open = !notes_.general.empty() && said_.notes.empty() && said_.scope.empty();
        if (open) asked.context.insert(asked.context.begin(), notes_.general);
        proposed.readings = reader_.read(asked);
        auto own_equation = read_own_equation(asked);
        if (own_equation && own_equation->is_sure())
            proposed.readings.insert(proposed.readings.begin(), std::move(*own_equation));
        else if (proposed.is_sure() && says_difference(asked)) {
            proposed.readings[0].confidence *= losses::kStrayWord;
            proposed.readings[0].doubts.emplace_back("difference");
        }
        const bool of_people =
            proposed.is_sure() && counts_people(words_, proposed.readings[0].formula);
        const bool asked_by_note = said_.unread || ((unread || limits_unread()) && of_people);
        const bool counts_blanks =
            proposed.is_sure() && std::ranges::any_of(said_.known_only, [&](const auto& denied) {
                return proposed.readings[0].formula.contains(denied);
            });
        if ((asked_by_note || counts_blanks) && proposed.is_sure()) {
            proposed.readings[0].confidence *= losses::kStrayWord;
            proposed.readings[0].doubts.emplace_back("note");
        }
        if (!notes_.equations.empty()) {
            // A sure reading gives way only to what the note says of this very word.
            const bool sure = proposed.is_sure();
            auto by_note = read_equation(reader_, cells_, table_, notes_.equations, asked,
                                         said_.notes, sure ? Named::kByWord : Named::kByEnd);
            if (sure && !by_note) by_note = end_of_heading(asked, proposed.readings[0]);
            if (by_note && (by_note->is_sure() || !sure))
                proposed.readings.insert(proposed.readings.begin(), std::move(*by_note));
        }
        proposal_.cells.push_back(std::move(proposed));
    }

    // 调解成功率 where the note says of what time 成功率 is. 工作群组压减率 says more than 压减率.
    std::optional<Reading> end_of_heading(const Asked& asked, const Reading& plain) {
        auto by_end = read_equation(reader_, cells_, table_, notes_.equations, asked, said_.notes,
                                    Named::kByEnd);
        const auto tests = [](const Reading& one) { return std::ranges::count(one.key, ','); };
        const bool fits = by_end && by_end->is_sure() && by_end->key != plain.key &&
                          tests(*by_end) >= tests(plain);
        return fits ? std::move(by_end) : std::nullopt;
    }

    // 差额（脱贫户－监测户）, and its sides were not read.
    static bool says_difference(const Asked& asked) {
        return std::ranges::any_of(asked.path, [](const PathPart& part) {
            const auto own = equation_of_heading(part.text);
            return !part.inherited && own && own->equation.difference;
        });
    }

    // 办结率（已办结÷受理总数，保留一位小数）
    std::optional<Reading> read_own_equation(Asked asked) {
        for (size_t part : {asked.path.size() - 1, std::max<size_t>(asked.row_parts, 1) - 1}) {
            std::string& text = asked.path[part].text;
            auto own = equation_of_heading(text);
            if (!own) continue;
            if (const auto said = find_decimals(text)) {
                asked.shape.decimals = said->number;
                asked.shape.whole = said->number == 0;
            }
            text = std::move(own->heading);
            return read_equation(reader_, cells_, table_, {own->equation}, asked, said_.notes,
                                 Named::kByItself);
        }
        return std::nullopt;
    }

    // What notes say of this cell in particular goes before what they say of all. True: one of them
    // says whose people it counts and was not understood.
    bool add_scope_of(xlsx::CellRef cell, Asked& asked) const {
        if (said_.notes.empty()) return false;
        bool unread = false;
        Standing standing = standing_of(cells_, table_, cell);
        // A title of several is no name of one of them.
        std::ranges::copy_if(
            asked.context, std::back_inserter(standing.texts), [](const std::string& text) {
                return begins_chapter(text) || (!text.contains("及") && !text.contains("和"));
            });
        for (const PathPart& part : asked.path) standing.texts.push_back(part.text);
        if (!said_.table_line.empty()) standing.texts.push_back(said_.table_line);
        for (bool all : {true, false}) {
            for (const ScopeNote& note : said_.notes) {
                bool general = note.of == ScopeNote::Of::kAll;
                if (general != all || !holds(note, standing)) continue;
                if (note.limit) narrow_by(note.says, asked);
                if (note.time) asked.context.push_back(note.says);
                if (!note.unread && !note.time && !note.limit) asked.scope.push_back(note.says);
                unread = unread || note.unread;
            }
        }
        return unread;
    }

    // 人均年收入按务工人员计算: who they are narrows the cell; what is not understood is asked.
    void narrow_by(const std::string& people, Asked& asked) const {
        const bool said = std::ranges::any_of(asked.path, [&](const PathPart& part) {
            return match_key(part.text).contains(match_key(people));
        });
        if (said) return;
        Whose whose = read_whose(words_, people);
        if (is_word_of_form(people)) whose = {.condition = people};
        if (!whose.population.empty()) asked.scope.push_back(std::move(whose.population));
        if (!whose.condition.empty()) {
            asked.path.insert(asked.path.begin(), {std::move(whose.condition), true});
            if (asked.row_parts > 0) ++asked.row_parts;
        }
        asked.lines.push_back(people);
    }

    // 法定劳动年龄, which a note explains by sex: one word, and what it means is known.
    bool is_word_of_form(const std::string& people) const {
        const Cut cut = words_.cut(people);
        return cut.tokens.size() == 1 &&
               std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
                   return term.source == Source::kForm && !term.vague &&
                          term.kind == dictionary::PhraseKind::kCondition;
               });
    }

    // 本表只统计某某族在册人口: only those of a word nobody knows.
    bool limits_unread() const {
        if (limits_unread_) return *limits_unread_;
        limits_unread_ = std::ranges::any_of(said_.scope, [&](std::string_view clause) {
            const Cut cut = words_.cut(limited_to(clause.substr(0, clause.find("，"))));
            return std::ranges::any_of(cut.tokens, [](const Token& token) {
                return token.terms.empty() && token.to - token.from > 1 &&
                       token.text.find_first_not_of("0123456789") != std::string::npos;
            });
        });
        // 户籍选民基本构成, and “户籍选民”即附表1第3行所指人员
        *limits_unread_ =
            *limits_unread_ || std::ranges::any_of(context_, [&](const std::string& text) {
                return words_.names_left_to_form(text);
            });
        return *limits_unread_;
    }

    xlsx::Workbook& book_;
    const Vocabulary& words_;
    MeaningReader reader_;
    SheetCells cells_;
    const Table& table_;
    const SheetNotes& notes_;
    std::vector<std::pair<xlsx::CellRef, std::string>> labels_with_decimals_;
    RowRoles& roles_;
    TablePaths paths_;
    Proposal& proposal_;
    std::vector<std::string> context_;
    std::map<uint32_t, org::UnitCode> cards_;  // lines that name a unit, by row
    Said said_;                                // what stands around the table
    mutable std::optional<bool> limits_unread_;
    std::string row_note_;  // what a column explains of the row
    std::optional<std::vector<std::string>> row_decimals_;
    std::vector<std::string> sections_;
};

// The columns that words of the sheet are of and of no other: 险种为基本医疗保险, 城乡居民养老保险.
void name_columns(const xlsx::Grid& grid, Vocabulary& words) {
    constexpr size_t kMostTexts = 2'000;  // of a form for people; more are data
    constexpr size_t kLongest = 2'000;    // bytes
    size_t seen = 0;
    for (const auto& [cell, content] : grid.cells) {
        const std::string text = SheetCells{grid}.text(cell);
        if (text.empty() || text.size() > kLongest) continue;
        if (++seen > kMostTexts) return;
        for (const Token& token : words.cut(text).tokens) {
            std::set<std::pair<int, int>> named;
            for (const Term& term : token.terms) {
                if (term.names_column) named.emplace(term.ledger, term.column);
                if (const Test* code = code_in(term))
                    named.emplace(term.ledger, static_cast<int>(code->column));
            }
            if (named.size() == 1) words.name_column(named.begin()->first, named.begin()->second);
        }
    }
}

}  // namespace

Result<Proposal> propose(xlsx::Workbook& book, const Structure& structure,
                         const Vocabulary& words) {
    Proposal proposal;
    for (const auto& sheet : book.sheets()) proposal.sheets.push_back(sheet.name);
    std::map<size_t, xlsx::Grid> grids;
    Vocabulary of_book = words;
    for (const Table& table : structure.tables) {
        if (grids.contains(table.sheet)) continue;
        grids[table.sheet] = TRY(book.grid(table.sheet));
        name_columns(grids[table.sheet], of_book);
    }
    std::map<size_t, Vocabulary> sheet_words;
    std::map<size_t, SheetNotes> sheet_notes;
    std::string general;
    for (const Table& table : structure.tables) {
        if (!sheet_words.contains(table.sheet)) {
            const xlsx::Grid& grid = grids[table.sheet];
            auto [own, fresh] = sheet_words.emplace(table.sheet, of_book);
            constexpr size_t kMostBefore = 5;  // sheets
            size_t other = table.sheet - std::min(table.sheet, kMostBefore);
            for (; refers_to_others(grid) && other < table.sheet; ++other) {
                auto before = TRY(book.grid(other));
                read_notes_of_another(before, SheetCells{grid}, own->second);
            }
            read_notes(SheetCells{grid}, own->second);
            read_states(SheetCells{grid}, own->second);
            read_counted_kinds(SheetCells{grid}, own->second);
            spread_definitions(SheetCells{grid}, own->second);
            sheet_notes[table.sheet] = {decimal_notes(grid), equations_of(grid), general};
            std::vector<std::string> before;
            for (const auto& [sheet, notes] : sheet_notes) {
                const bool near = sheet < table.sheet && sheet + kMostBefore >= table.sheet;
                if (near) before.insert(before.end(), notes.decimals.begin(), notes.decimals.end());
            }
            std::ranges::move(decimals_as_before(grid, before),
                              std::back_inserter(sheet_notes[table.sheet].decimals));
            for (const ScopeNote& note : general_notes(grid)) general = note.says;
        }
        const xlsx::Grid& grid = grids[table.sheet];
        RowRoles roles;
        const Vocabulary& own = sheet_words.at(table.sheet);
        const size_t first = proposal.cells.size();
        const SheetNotes& notes = sheet_notes[table.sheet];
        auto tail = split_tail(own, SheetCells{grid}, table);
        const Table& head = tail ? tail->head : table;
        for (const Table& panel : split_panels(SheetCells{grid}, head)) {
            TableProposer(book, own, grid, panel, notes, roles, proposal).run();
        }
        if (tail) TableProposer(book, own, grid, head, notes, roles, proposal).run_tail(*tail);
        doubt_alike(own, std::span(proposal.cells).subspan(first));
        doubt_parts_of_asked(own, std::span(proposal.cells).subspan(first));
        doubt_parts_of_questions(own, std::span(proposal.cells).subspan(first));
    }
    doubt_twins(proposal.cells);
    for (const auto& [sheet, grid] : grids) add_meta_lines(structure, sheet, grid, words, proposal);
    keep_one_each(proposal.cells);
    return proposal;
}

}  // namespace yitao::recognise
