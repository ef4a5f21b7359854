#include "report/collect.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "dictionary/measure.h"
#include "dictionary/typed.h"
#include "recognise/structure/words.h"
#include "report/collect_lists.h"

namespace yitao::report {

using recognise::Answer;
using recognise::AskedCell;

namespace {

bool is_multiple(std::string_view measure) {
    return measure.starts_with("万") || measure.starts_with("亿") || measure.starts_with("千") ||
           measure.starts_with("百") || measure.starts_with("十");
}

// A number behind which a unit of measure stands; nothing: it cannot be turned into the column's.
std::optional<double> in_measure(const dictionary::Number& number, std::string_view measure) {
    double value = static_cast<double>(number.digits) / std::pow(10.0, number.decimals);
    if (number.measure.empty() || number.measure == measure) return value;
    auto factor = measure.empty() ? std::nullopt : dictionary::convert(number.measure, measure);
    if (factor) {
        return value * static_cast<double>(factor->numerator) /
               static_cast<double>(factor->denominator);
    }
    if (!measure.empty() && measure.find("、") == std::string_view::npos) return std::nullopt;
    if (is_multiple(number.measure) || !dictionary::is_measure(number.measure)) return std::nullopt;
    return value;
}

bool differ(double a, double b) {
    return std::fabs(a - b) > 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

class Collector {
  public:
    Collector(const CollectForm& form, const std::vector<CollectCopy>& copies,
              const org::Tree& tree)
        : form_(form), copies_(copies), tree_(tree) {
        for (size_t i = 0; i < form.bound->bindings().size(); ++i) {
            const auto& binding = form.bound->bindings()[i];
            bindings_[{binding.sheet, binding.cell}] = i;
        }
    }

    Result<Collected> run() {
        out_.values.resize(copies_.size());
        std::vector<LaidCopy> laid;
        for (size_t c = 0; c < copies_.size(); ++c) {
            laid.push_back(lay(c));
            if (laid.back().theirs.share < recognise::kSameForm) {
                return fail(ErrorCode::kInvalid, "这不是同一张表：印着的标题大多找不到",
                            "this is another form: most of its printed headings are not there",
                            copies_[c].file);
            }
        }
        for (size_t c = 0; c < copies_.size(); ++c) {
            tell_missing_sheets(c, laid[c]);
            read_cells(c, laid[c]);
        }
        collect_lists(form_, copies_, laid, out_);
        return std::move(out_);
    }

  private:
    LaidCopy lay(size_t c) {
        LaidCopy laid;
        std::vector<recognise::SheetGrid> sheets = copies_[c].sheets;
        for (recognise::SheetGrid& sheet : sheets) {
            const auto* blank = form_sheet(sheet.name, sheets.size(), &sheet - sheets.data());
            if (blank == nullptr) continue;
            Straightened straight = straighten(blank->grid, sheet.grid);
            if (straight.moved) tell_moved(c, sheet.name, straight);
            laid.columns[blank->name] = straight.from;
            sheet.grid = std::move(straight.grid);
        }
        laid.theirs = recognise::align_copy(form_.sheets, std::move(sheets));
        laid.ours = recognise::align_copy(form_.sheets, copies_[c].ours);
        return laid;
    }

    const recognise::SheetGrid* form_sheet(const std::string& name, size_t count,
                                           ptrdiff_t index) const {
        for (const auto& sheet : form_.sheets) {
            if (match_key(sheet.name) == match_key(name)) return &sheet;
        }
        if (count != form_.sheets.size()) return nullptr;
        return &form_.sheets[static_cast<size_t>(index)];
    }

    void tell_moved(size_t c, const std::string& sheet, const Straightened& straight) {
        std::string zh;
        for (uint32_t column = 0; column < straight.from.size(); ++column) {
            bool gone = std::ranges::find(straight.missing, column) != straight.missing.end();
            if (gone) {
                remark(
                    c, sheet,
                    {fmt::format("缺少原表 {} 列", xlsx::column_letters(column)),
                     fmt::format("column {} of the form is gone", xlsx::column_letters(column))});
            } else if (straight.from[column] != column) {
                zh += fmt::format("{}{}→{}", zh.empty() ? "" : "、", xlsx::column_letters(column),
                                  xlsx::column_letters(straight.from[column]));
            }
        }
        if (zh.empty()) return;
        remark(c, sheet,
               {"列有移动，已按标题对上：" + zh, "columns moved, found by heading: " + zh});
    }

    void tell_missing_sheets(size_t c, const LaidCopy& laid) {
        for (size_t s = 0; s < form_.sheets.size(); ++s) {
            if (laid.has_sheet(s) || form_.sheets[s].grid.cells.empty()) continue;
            remark(c, form_.sheets[s].name, {"缺少这个工作表", "this sheet is not in the copy"});
        }
    }

    void remark(size_t c, std::string place, Message message) {
        out_.remarks.push_back({c, std::move(place), std::move(message)});
    }

    // Some text printed in this row of the form stands in the copy's row.
    bool is_row_there(const LaidCopy& laid, size_t sheet, uint32_t row) const {
        const auto& blank = form_.sheets[sheet].grid;
        size_t printed = 0;
        for (auto it = blank.cells.lower_bound({row, 0}); it != blank.cells.end(); ++it) {
            if (it->first.row != row) break;
            const auto* text = std::get_if<std::string>(&it->second.value);
            if (text == nullptr || !it->second.formula.empty() || trim(*text).empty()) continue;
            ++printed;
            const auto* there = laid.theirs.find(sheet, it->first);
            const auto* found =
                there == nullptr ? nullptr : std::get_if<std::string>(&there->value);
            if (found != nullptr && match_key(*found) == match_key(*text)) return true;
        }
        return printed == 0;
    }

    bool covers(org::UnitCode unit, org::UnitCode part) const {
        if (part == 0 || part == unit) return true;
        auto whole = tree_.find(unit);
        auto inner = tree_.find(part);
        return whole && inner && tree_.contains(*whole, *inner);
    }

    Source source_of(size_t c, const LaidCopy& laid, const AskedCell& asked) const {
        return {c, asked.sheet, laid.place(form_, asked.sheet, asked.cell)};
    }

    std::string place_of(const Source& at) const {
        return fmt::format("{}!{}", form_.sheets[at.sheet].name, xlsx::format_cell_ref(at.cell));
    }

    void read_cells(size_t c, const LaidCopy& laid) {
        const auto& cells = form_.cells.cells;
        out_.values[c].resize(cells.size());
        std::map<std::pair<size_t, uint32_t>, bool> there;  // by sheet and row
        std::set<std::pair<size_t, uint32_t>> gone;
        for (size_t i = 0; i < cells.size(); ++i) {
            const AskedCell& asked = cells[i];
            const bool read = asked.list < 0 && asked.answer != Answer::kHead &&
                              asked.answer != Answer::kFormula && asked.answer != Answer::kHand;
            if (!read || !laid.has_sheet(asked.sheet)) continue;
            // Villages often leave only their own row of many.
            const bool own = covers(copies_[c].unit, asked.for_unit);
            auto [row, fresh] = there.emplace(std::pair(asked.sheet, asked.cell.row), false);
            if (fresh) row->second = is_row_there(laid, asked.sheet, asked.cell.row);
            if (!row->second) {
                if (own && gone.emplace(asked.sheet, asked.cell.row).second) tell_gone(c, asked);
                continue;
            }
            read_cell(c, laid, i);
        }
    }

    void tell_gone(size_t c, const AskedCell& asked) {
        remark(c, fmt::format("{} 第 {} 行", form_.sheets[asked.sheet].name, asked.cell.row + 1),
               {fmt::format("缺少原表这一行“{}”", asked.path.empty() ? "" : asked.path.front()),
                "this row of the form is not in the copy"});
    }

    void read_cell(size_t c, const LaidCopy& laid, size_t i) {
        const AskedCell& asked = form_.cells.cells[i];
        bool text = asked.type == recognise::AnswerType::kText ||
                    asked.type == recognise::AnswerType::kDate ||
                    asked.type == recognise::AnswerType::kChoice;
        const auto* content = laid.theirs.find(asked.sheet, asked.cell);
        Typed typed = read_typed(content, asked.measure);
        Source at = source_of(c, laid, asked);
        if (typed.kind == Typed::Kind::kBlank) {
            if (content == nullptr || content->formula.empty()) return;
            remark(c, place_of(at),
                   {"公式没有算出的值，请用 Excel 或 WPS 打开保存后再收",
                    "a formula without a result; open and save it in Excel, then collect again"});
            return;
        }
        if (!covers(copies_[c].unit, asked.for_unit)) {
            remark(c, place_of(at),
                   {fmt::format("填了别的单位的行（{}），未采用", typed.text),
                    "the row of another unit was filled; not used"});
            return;
        }
        auto bound = bindings_.find({asked.sheet, asked.cell});
        // What the ledger says in words is answered in words.
        if (bound != bindings_.end()) {
            Typed held = read_typed(laid.ours.find(asked.sheet, asked.cell), asked.measure);
            text = text || held.kind == Typed::Kind::kText || held.kind == Typed::Kind::kUnclear;
        }
        if (typed.kind == Typed::Kind::kUnclear && text) typed.kind = Typed::Kind::kText;
        if (typed.kind == Typed::Kind::kUnclear) {
            remark(c, place_of(at),
                   {fmt::format("“{}”不是能确定的数，未采用", typed.text),
                    fmt::format("\"{}\" is no certain number; not used", typed.text)});
            return;
        }
        out_.values[c][i] = typed;
        if (bound == bindings_.end()) return add_direct(at, i, typed, text);
        compare(laid, at, i, bound->second, typed);
    }

    static std::optional<Date> date_in(const Typed& typed) {
        if (typed.kind == Typed::Kind::kNumber) return std::nullopt;
        return dictionary::read_date(fold_width(typed.text)).date;
    }

    // Two ways to write one value: 2026.10.3 and 2026-10-03, 85.5% and 0.855 shown so.
    static bool same_value(const Typed& typed, const Typed& held) {
        if (typed.kind == Typed::Kind::kNumber && held.kind == Typed::Kind::kNumber) {
            if (!differ(held.number, typed.number)) return true;
            const bool percent = typed.text.ends_with("%") || typed.text.ends_with("％");
            return percent && !differ(held.number * 100, typed.number);
        }
        if (match_key(held.text) == match_key(typed.text)) return true;
        auto one = date_in(typed);
        auto other = date_in(held);
        return one && other && *one == *other;
    }

    void compare(const LaidCopy& laid, const Source& at, size_t i, size_t binding,
                 const Typed& typed) {
        const AskedCell& asked = form_.cells.cells[i];
        Typed held = read_typed(laid.ours.find(asked.sheet, asked.cell), asked.measure);
        ++out_.compared;
        if (same_value(typed, held)) {
            ++out_.agreed;
            return;
        }
        out_.corrections.push_back(
            {at, i, typed.text, held.text, form_.bound->bindings()[binding].formula.text()});
    }

    void add_direct(const Source& at, size_t i, const Typed& typed, bool text) {
        const AskedCell& asked = form_.cells.cells[i];
        DirectValue value;
        value.at = at;
        value.asked = i;
        value.unit = asked.for_unit != 0 ? asked.for_unit : copies_[at.copy].unit;
        value.term = term_of(asked);
        if (typed.kind == Typed::Kind::kNumber && !text) value.number = typed.number;
        value.text = typed.text;
        value.may_be_held = !asked.formula.empty();
        out_.direct.push_back(std::move(value));
    }

    // Headings without the row's unit, as one term.
    std::string term_of(const AskedCell& asked) const {
        std::string term;
        std::string unit;
        if (auto found = asked.for_unit == 0 ? std::nullopt : tree_.find(asked.for_unit)) {
            unit = match_key(tree_.unit(*found).name);
        }
        for (const std::string& part : asked.path) {
            std::string text = recognise::plain_text(part);
            std::string key = match_key(text);
            bool names_unit = !unit.empty() && (unit.starts_with(key) || &part == &asked.path[0]);
            if (names_unit || text.empty()) continue;
            if (!term.empty() && recognise::is_value_word(recognise::without_space(text))) continue;
            term += (term.empty() ? "" : "/") + text;
        }
        return term;
    }

    const CollectForm& form_;
    const std::vector<CollectCopy>& copies_;
    const org::Tree& tree_;
    std::map<std::pair<size_t, xlsx::CellRef>, size_t> bindings_;
    Collected out_;
};

}  // namespace

Typed read_typed(const xlsx::Grid::GridCell* cell, std::string_view measure) {
    Typed typed;
    if (cell == nullptr) return typed;
    if (const auto* number = std::get_if<double>(&cell->value)) {
        auto date = cell->is_date ? Date::from_serial_number(*number) : std::nullopt;
        if (date) {
            typed.kind = Typed::Kind::kText;
            typed.text = date->iso();
            return typed;
        }
        typed.kind = Typed::Kind::kNumber;
        typed.number = *number;
        typed.text = fmt::format("{:.15g}", *number);
        return typed;
    }
    if (const auto* truth = std::get_if<bool>(&cell->value)) {
        typed.kind = Typed::Kind::kText;
        typed.text = *truth ? "是" : "否";
        return typed;
    }
    if (const auto* error = std::get_if<xlsx::CellError>(&cell->value)) {
        typed.kind = Typed::Kind::kUnclear;
        typed.text = error->text;
        return typed;
    }
    const auto* text = std::get_if<std::string>(&cell->value);
    std::string_view trimmed = text == nullptr ? std::string_view() : trim(*text);
    if (trimmed.empty() || dictionary::is_dash(trimmed)) return typed;
    typed.text = std::string(trimmed);
    typed.kind = Typed::Kind::kUnclear;
    if (dictionary::says_none(trimmed)) {
        typed.kind = Typed::Kind::kNumber;
        return typed;
    }
    auto number = dictionary::read_number(trimmed);
    auto value = number ? in_measure(*number, measure) : std::nullopt;
    if (!value) return typed;
    typed.kind = Typed::Kind::kNumber;
    typed.number = *value;
    return typed;
}

xlsx::CellRef LaidCopy::place(const CollectForm& form, size_t sheet, xlsx::CellRef cell) const {
    uint32_t column = cell.column;
    auto moved = columns.find(form.sheets[sheet].name);
    if (moved != columns.end() && column < moved->second.size()) column = moved->second[column];
    return {theirs.row(sheet, cell.row), column};
}

Result<Collected> collect(const CollectForm& form, const std::vector<CollectCopy>& copies,
                          const org::Tree& tree) {
    return Collector(form, copies, tree).run();
}

}  // namespace yitao::report
