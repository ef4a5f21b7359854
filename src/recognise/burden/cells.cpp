#include "recognise/burden/cells.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/meaning/meaning.h"
#include "recognise/proposal/meta.h"
#include "recognise/proposal/panels.h"
#include "recognise/proposal/propose.h"
#include "recognise/structure/number_shape.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr uint32_t kMaxListRows = 10'000;

bool contains_one(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool ends_with_one(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.ends_with(word); });
}

// Shares and averages of the parts are no share or average of the whole.
bool can_add_up(const std::vector<std::string>& path, const std::string& measure) {
    if (contains_one(measure, {"%", "％", "‰", "/"})) return false;
    for (const std::string& text : path) {
        std::string key = match_key(text);
        if (contains_one(key, {"率", "占比", "比重", "比例", "人均", "户均", "平均", "最高", "最低",
                               "同比", "环比", "%", "增长", "增幅", "排名", "名次"})) {
            return false;
        }
    }
    return true;
}

AnswerType type_of_measure(const std::string& measure, const NumberShape& shape) {
    if (shape.is_quotient() || shape.decimals > 0) return AnswerType::kDecimal;
    if (contains_one(measure, {"万", "亿", "亩", "公顷", "米", "公里", "吨", "公斤", "千克", "元",
                               "%", "％", "‰", "度", "升"})) {
        return AnswerType::kDecimal;
    }
    return AnswerType::kInteger;
}

bool asks_number(std::string_view key) {
    return ends_with_one(key, {"数", "数量", "人次", "户次", "面积", "金额", "收入", "产值", "产量",
                               "总额", "里程", "长度", "年龄", "岁", "额", "量", "率", "占比"});
}

// What is typed into a box of a register or a column of a list.
AnswerType type_of_label(std::string_view label, const std::string& measure,
                         const NumberShape& shape, bool is_date) {
    std::string bare = dictionary::read_heading(label).bare;
    std::string key = match_key(bare.empty() ? label : std::string_view(bare));
    if (is_date || ends_with_one(key, {"日期", "时间", "年月", "年月日"})) return AnswerType::kDate;
    if (!measure.empty() || shape.decimals >= 0) return type_of_measure(measure, shape);
    return asks_number(key) ? AnswerType::kInteger : AnswerType::kText;
}

// 居民[性别] of "=SORTBY(FILTER(居民[性别],…": the first column a formula names.
const ledger::CodeList* choices_of_formula(const Vocabulary& words, std::string_view formula) {
    size_t open = formula.find('[');
    size_t close = formula.find(']', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return nullptr;
    for (const ledger::Schema* schema : words.schemas()) {
        std::string_view before = formula.substr(0, open);
        if (!before.ends_with(schema->name)) continue;
        std::string_view name = formula.substr(open + 1, close - open - 1);
        for (const ledger::Column& column : schema->columns) {
            if (column.name == name) return words.code_list(column);
        }
    }
    return nullptr;
}

// The codes of a heading that is the name of a column with codes: 性别, 文化程度.
const ledger::CodeList* choices_of_label(const Vocabulary& words, std::string_view label) {
    Cut cut = words.cut(label);
    const ledger::CodeList* found = nullptr;
    for (const Token& token : cut.tokens) {
        if (token.to - token.from < cut.length) continue;
        for (const Term& term : token.terms) {
            if (!term.names_column || term.column < 0 || term.ledger < 0) continue;
            const auto& schema = words.schema(static_cast<size_t>(term.ledger));
            const auto* list = words.code_list(schema.columns[static_cast<size_t>(term.column)]);
            if (list != nullptr && found == nullptr) found = list;
        }
    }
    return found;
}

// Behind the colon of "填表人：____" there is nothing yet.
bool has_room(std::string_view text) {
    std::string key = without_space(fold_width(text));
    size_t colon = key.find(':');
    if (colon == std::string::npos) return true;
    std::string rest = key.substr(colon + 1);
    for (std::string_view mark : {"_", "□", "年", "月", "日", "20"}) {
        for (size_t at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) {
            rest.erase(at, mark.size());
        }
    }
    return rest.empty();
}

// A word that no ledger and no dictionary knows: what is read around it is another fact.
bool names_something_unknown(const ProposedCell& cell) {
    if (cell.readings.empty()) return true;
    if (cell.is_sure()) return false;
    constexpr std::string_view kUnknown = "unknown ";
    return std::ranges::any_of(cell.readings[0].doubts, [&](const std::string& doubt) {
        return doubt.starts_with(kUnknown) && code_point_count(doubt.substr(kUnknown.size())) > 1;
    });
}

class FormWalker {
  public:
    FormWalker(const AskingForm& form, size_t number, const Vocabulary& words)
        : form_(form), number_(number), words_(words) {
        for (const ProposedCell& cell : form.proposal->cells) {
            proposed_.emplace(std::pair(cell.sheet, cell.cell), &cell);
        }
    }

    FormCells run() {
        add_bound_heads();
        for (const ProposedCell& cell : form_.proposal->cells) {
            if (cell.is_meta && bound_at(cell.sheet, cell.cell) == nullptr) add_head(cell);
        }
        for (const Table& table : form_.structure->tables) {
            if (table.sheet >= form_.grids->size()) continue;
            SheetCells cells{(*form_.grids)[table.sheet]};
            for (const Table& panel : split_panels(cells, table)) add_table(panel);
        }
        add_unseen();
        return std::move(out_);
    }

  private:
    using Place = std::pair<size_t, xlsx::CellRef>;

    SheetCells cells_on(size_t sheet) const { return SheetCells{(*form_.grids)[sheet]}; }

    const BoundCell* bound_at(size_t sheet, xlsx::CellRef cell) const {
        if (form_.bound == nullptr) return nullptr;
        auto found = form_.bound->find(Place{sheet, cell});
        return found == form_.bound->end() ? nullptr : &found->second;
    }

    static void bind(const BoundCell& bound, AskedCell& asked) {
        Reading reading;
        reading.formula = bound.formula;
        reading.key = bound.formula.starts_with('=') ? bound.formula.substr(1) : bound.formula;
        reading.confidence = 1;
        asked.answer = Answer::kKnown;
        asked.formula = bound.formula;
        asked.for_unit = bound.for_unit;
        asked.readings = {std::move(reading)};
    }

    void add_bound_heads() {
        if (form_.bound == nullptr) return;
        for (const auto& [place, bound] : *form_.bound) {
            if (!bound.is_head) continue;
            AskedCell* asked = add(place.first, place.second, Answer::kHead);
            if (asked == nullptr) continue;
            asked->type = AnswerType::kText;
            asked->formula = bound.formula;
        }
    }

    // Bound cells that stand in no table.
    void add_unseen() {
        if (form_.bound == nullptr) return;
        for (const auto& [place, bound] : *form_.bound) {
            AskedCell* asked = add(place.first, place.second, Answer::kKnown);
            if (asked == nullptr) continue;
            bind(bound, *asked);
            asked->path = {xlsx::format_cell_ref(place.second)};
        }
    }

    AskedCell* add(size_t sheet, xlsx::CellRef cell, Answer answer) {
        if (out_.cells.size() >= kMaxAskedCells ||
            !seen_.emplace(Place{sheet, cell}, true).second) {
            return nullptr;
        }
        AskedCell asked;
        asked.form = number_;
        asked.sheet = sheet;
        asked.cell = cell;
        asked.answer = answer;
        out_.cells.push_back(std::move(asked));
        return &out_.cells.back();
    }

    void add_head(const ProposedCell& cell) {
        AskedCell* asked = add(cell.sheet, cell.cell, Answer::kHead);
        if (asked == nullptr) return;
        asked->path = cell.path;
        asked->type = AnswerType::kText;
        asked->formula = cell.readings.empty() ? "" : cell.readings[0].formula;
    }

    void add_table(const Table& table) {
        table_ = &table;
        topic_ = table.title.empty() ? form_.proposal->sheets[table.sheet] : table.title;
        if (topic_.empty() || topic_.starts_with("Sheet")) topic_ = form_.name;
        if (table.orientation == Orientation::kForm) {
            for (const Field& field : table.fields) add_field(field);
        } else if (is_list(table)) {
            add_list(table);
        } else {
            for (const DataRow& row : table.rows) add_row(row);
        }
        if (table.orientation != Orientation::kForm) {
            for (const Field& field : table.fields) add_field(field);
        }
        for (const Field& field : table.meta) add_meta(field);
    }

    static bool is_list(const Table& table) {
        if (table.orientation != Orientation::kRows) return false;
        return std::ranges::none_of(table.rows, [](const DataRow& row) {
            return row.role == RowRole::kData || row.role == RowRole::kOfWhich;
        });
    }

    // Signatures and what else stands in the lines above and below a table.
    void add_meta(const Field& field) {
        if (field.label.texts.empty()) return;
        SheetCells cells = cells_on(table_->sheet);
        xlsx::CellRef at = field.answer.first;
        bool inside = !field.label.cells.empty() && at == field.label.cells.back();
        if (inside ? !has_room(cells.text(at)) : !cells.is_blank(at)) return;
        const std::string& label = field.label.texts.back();
        bool signs = is_signature(without_space(label) + "：") || is_hand_label(words_, label);
        if (!signs && inside && !table_measure(without_space(cells.text(at))).empty()) return;
        AskedCell* asked = add(table_->sheet, at, Answer::kHand);
        if (asked == nullptr) return;
        asked->path = field.label.texts;
        asked->type = AnswerType::kText;
        asked->topic = topic_;
    }

    void add_field(const Field& field) {
        if (field.label.texts.empty()) return;
        xlsx::CellRef at = field.answer.first;
        AskedCell* asked = add_cell(at, field.label.texts, field.unit_of_measure);
        if (asked == nullptr) return;
        const auto* content = (*form_.grids)[table_->sheet].find(at);
        NumberShape shape = shape_of(*form_.book, (*form_.grids)[table_->sheet], at);
        asked->type = type_of_label(field.label.texts.back(), asked->measure, shape,
                                    content != nullptr && content->is_date);
        asked->choices = choices_of_label(words_, field.label.texts.back());
        if (asked->choices != nullptr) asked->type = AnswerType::kChoice;
        if (asked->type != AnswerType::kInteger && asked->type != AnswerType::kDecimal) {
            asked->adds_up = false;
        }
    }

    // A blank cell with its headings: proposed, else by hand. nullptr: nothing is asked there.
    AskedCell* add_cell(xlsx::CellRef at, std::vector<std::string> path, std::string measure) {
        SheetCells cells = cells_on(table_->sheet);
        if (cells.anchor(at) != at) return nullptr;
        auto found = proposed_.find(Place{table_->sheet, at});
        const ProposedCell* proposed = found == proposed_.end() ? nullptr : found->second;
        if (cells.has_formula(at)) {
            AskedCell* own = add(table_->sheet, at, Answer::kFormula);
            if (own != nullptr) own->path = std::move(path);
            return nullptr;
        }
        if (!cells.is_blank(at)) return nullptr;
        const BoundCell* bound = bound_at(table_->sheet, at);
        AskedCell* asked = add(table_->sheet, at, proposed ? Answer::kNew : Answer::kHand);
        if (asked == nullptr) return nullptr;
        asked->path = proposed ? proposed->path : std::move(path);
        asked->measure = std::move(measure);
        asked->topic = topic_;
        asked->adds_up = can_add_up(asked->path, asked->measure);
        if (bound != nullptr) {
            bind(*bound, *asked);
            return asked;
        }
        if (proposed == nullptr) {
            asked->type = AnswerType::kText;
            return asked;
        }
        asked->for_unit = proposed->for_unit;
        if (names_something_unknown(*proposed)) return asked;
        asked->readings = proposed->readings;
        if (!asked->readings.empty()) asked->formula = asked->readings[0].formula;
        if (proposed->is_sure()) asked->answer = Answer::kKnown;
        return asked;
    }

    void add_row(const DataRow& row) {
        if (row.role == RowRole::kSection) return;
        bool total = row.role == RowRole::kTotal || row.role == RowRole::kSubtotal;
        for (size_t c = 0; c < table_->columns.size(); ++c) {
            const Column& column = table_->columns[c];
            if (column.is_stub || column.is_serial || column.path.texts.empty()) continue;
            if (table_->unit_column == column.column) continue;
            if (is_code_word(without_space(column.path.texts.back()))) continue;
            xlsx::CellRef at{row.row, column.column};
            std::vector<std::string> path = row.path.texts;
            path.insert(path.end(), column.path.texts.begin(), column.path.texts.end());
            std::string measure = !column.unit_of_measure.empty() ? column.unit_of_measure
                                  : !row.unit_of_measure.empty()  ? row.unit_of_measure
                                                                  : one_measure();
            AskedCell* asked = add_cell(at, std::move(path), std::move(measure));
            if (asked == nullptr || asked->answer == Answer::kHand) continue;
            asked->type = type_of_measure(asked->measure,
                                          shape_of(*form_.book, (*form_.grids)[table_->sheet], at));
            asked->is_total =
                asked->adds_up && ((total && has_parts_above(row, column)) || is_total_column(c));
        }
    }

    // 单位：个、万元、% does not say which of them a cell is in.
    std::string one_measure() const {
        const std::string& measure = table_->unit_of_measure;
        return contains_one(measure, {"、", ",", "，", ";", "；"}) ? "" : measure;
    }

    // Rows of the same column that the total sums.
    bool has_parts_above(const DataRow& row, const Column& column) const {
        return std::ranges::any_of(table_->rows, [&](const DataRow& other) {
            return other.row != row.row && other.role == RowRole::kData &&
                   !cells_on(table_->sheet).text({other.row, column.column}).starts_with("—");
        });
    }

    bool is_total_column(size_t index) const {
        const auto& texts = table_->columns[index].path.texts;
        if (texts.size() < 2 || total_word(without_space(texts.back())) == TotalWord::kNone) {
            return false;
        }
        size_t parts = 0;
        for (size_t c = 0; c < table_->columns.size(); ++c) {
            const auto& other = table_->columns[c].path.texts;
            if (c != index && other.size() >= texts.size() &&
                std::equal(texts.begin(), texts.end() - 1, other.begin())) {
                ++parts;
            }
        }
        // 合计（不重复）: not the sum.
        return parts >= 2 && match_key(texts.back()).find("重") == std::string::npos;
    }

    // --- lists
    void add_list(const Table& table) {
        records_ = records_of(table);
        const auto& lists = form_.proposal->lists;
        auto known = std::ranges::find_if(lists, [&](const ProposedList& list) {
            return list.sheet == table.sheet && list.region.first.row == records_.first &&
                   !table.columns.empty() &&
                   list.region.first.column == table.columns.front().column;
        });
        if (table.columns.empty() || table.data_end_row < table.data_start_row) return;
        out_.lists.push_back({topic_,
                              table.sheet,
                              {{records_.first, table.columns.front().column},
                               {records_.last, table.columns.back().column}}});
        spill_.clear();
        for (const Column& column : table.columns) {
            if (column.is_serial || column.path.texts.empty()) continue;
            if (is_placeholder(without_space(column.path.texts.back()))) continue;
            add_list_column(table, column, known == lists.end() ? nullptr : &*known);
        }
        SheetCells cells = cells_on(table.sheet);
        for (uint32_t row = records_.last + 1; row <= table.data_end_row; ++row) {
            for (const Column& column : table.columns) {  // the totals below it
                xlsx::CellRef at{row, column.column};
                if (cells.has_formula(at)) add(table.sheet, at, Answer::kFormula);
            }
        }
    }

    void add_list_column(const Table& table, const Column& column, const ProposedList* known) {
        SheetCells cells = cells_on(table.sheet);
        xlsx::CellRef at{records_.first, column.column};
        if (cells.anchor(at) != at) return;
        bool own = cells.has_formula(at);
        const ProposedList::Column* proposed = nullptr;
        if (known != nullptr) {
            auto found =
                std::ranges::find(known->columns, column.column, &ProposedList::Column::column);
            if (found != known->columns.end()) proposed = &*found;
        }
        AskedCell* asked = add(table.sheet, at, own ? Answer::kFormula : Answer::kNew);
        if (asked == nullptr) return;
        asked->rows = std::min(records_.last - records_.first + 1 - records_.parts, kMaxListRows);
        asked->list = static_cast<int>(out_.lists.size()) - 1;
        asked->path = column.path.texts;
        asked->topic = topic_;
        asked->measure = column.unit_of_measure;
        asked->adds_up = false;
        if (own) return;
        const std::string& label = column.path.texts.back();
        const auto* content = (*form_.grids)[table.sheet].find(at);
        asked->type = type_of_label(label, asked->measure,
                                    shape_of(*form_.book, (*form_.grids)[table.sheet], at),
                                    content != nullptr && content->is_date);
        if (is_hand_label(words_, label)) asked->answer = Answer::kHand;
        if (const BoundCell* bound = bound_at(table.sheet, at)) {
            asked->formula = bound->formula;
            asked->answer = Answer::kKnown;
            asked->choices = choices_of_formula(words_, bound->formula);
            // One formula for several columns side by side.
            bool wide = contains_one(bound->formula, {"HSTACK(", "]:["});
            spill_ = wide ? bound->formula : "";
        } else if (!spill_.empty() && asked->answer != Answer::kHand) {
            asked->formula = fmt::format("{} #{}", spill_, xlsx::column_letters(at.column));
            asked->answer = Answer::kKnown;
        } else if (proposed != nullptr && !proposed->formula.empty()) {
            asked->formula = proposed->formula;
            asked->answer = known->is_sure() ? Answer::kKnown : Answer::kQuestion;
            asked->choices = choices_of_formula(words_, proposed->formula);
        } else {
            asked->choices = choices_of_label(words_, label);
        }
        if (asked->choices != nullptr) asked->type = AnswerType::kChoice;
    }

    const AskingForm& form_;
    size_t number_;
    const Vocabulary& words_;
    std::map<Place, const ProposedCell*> proposed_;
    std::map<Place, bool> seen_;
    const Table* table_ = nullptr;
    std::string topic_;
    std::string spill_;  // of the list, where one formula fills several columns
    Records records_;
    FormCells out_;
};

}  // namespace

BoundCells bound_cells(const templates::Template& form) {
    BoundCells cells;
    for (const templates::Binding& binding : form.bindings()) {
        bool head = !binding.formula.uses_ledgers() && binding.list < 0;
        std::string formula = binding.formula.text();
        if (!formula.starts_with('=')) formula.insert(0, "=");
        cells[{binding.sheet, binding.cell}] = {std::move(formula), binding.for_unit, head};
    }
    return cells;
}

Result<std::string> without_bindings(const templates::Template& form) {
    xlsx::Edits edits;
    for (const templates::Binding& binding : form.bindings()) {
        edits.cells.push_back({binding.sheet, binding.cell, {}});
    }
    return form.patcher().apply(edits);
}

FormCells cells_of(const AskingForm& form, size_t number, const Vocabulary& words) {
    return FormWalker(form, number, words).run();
}

}  // namespace yitao::recognise
