#include "report/collect_lists.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "dictionary/typed.h"
#include "recognise/structure/words.h"

namespace yitao::report {

namespace {

using recognise::AskedCell;

constexpr uint32_t kMaxRows = 20'000;  // of one list in one copy

// 居民[姓名] of "=SORTBY(FILTER(居民[姓名],…": the ledger column that fills a list's column as it
// is.
struct Reference {
    std::string table;
    std::string column;
    bool looked_up = false;  // through XLOOKUP
};

std::optional<Reference> reference_of(std::string_view formula) {
    size_t filter = formula.find("FILTER(");
    std::string_view rest = formula.substr(filter == std::string_view::npos ? 0 : filter + 7);
    if (rest.starts_with("=")) rest.remove_prefix(1);
    Reference found;
    for (std::string_view wrap : {"XLOOKUP(", "TEXT("}) {
        if (!rest.starts_with(wrap)) continue;
        found.looked_up = wrap == "XLOOKUP(";
        rest.remove_prefix(wrap.size());
    }
    size_t open = rest.find('[');
    size_t close = rest.find(']');
    if (open == std::string_view::npos || close == std::string_view::npos || open == 0) {
        return std::nullopt;
    }
    found.table = std::string(rest.substr(0, open));
    found.column = std::string(rest.substr(open + 1, close - open - 1));
    bool plain = found.table.find_first_of("(),\"+-*/&= ") == std::string::npos;
    if (!plain) return std::nullopt;
    return found;
}

std::string shown(const xlsx::Grid::GridCell* cell) {
    if (cell == nullptr) return "";
    if (const auto* text = std::get_if<std::string>(&cell->value)) return std::string(trim(*text));
    if (const auto* number = std::get_if<double>(&cell->value)) {
        if (cell->is_date) {
            if (auto date = Date::from_serial_number(*number)) return date->iso();
        }
        return fmt::format("{:.15g}", *number);
    }
    if (const auto* truth = std::get_if<bool>(&cell->value)) return *truth ? "是" : "否";
    return "";
}

std::optional<Date> date_of(const std::string& text) {
    std::string folded = fold_width(text);
    if (auto date = dictionary::read_date(folded).date) return date;
    return std::nullopt;
}

// Two spellings of one value: 1946.10.03 and 1946-10-03, １２ and 12, Ｘ and x.
bool same_value(const std::string& a, const std::string& b, const ledger::Column* column) {
    if (a.empty() || b.empty()) return a.empty() == b.empty();
    bool date = column != nullptr && column->type == ledger::ColumnType::kDate;
    if (date) {
        auto first = date_of(a);
        auto second = date_of(b);
        if (first && second) return *first == *second;
    }
    bool text = column != nullptr && !ledger::is_number_type(column->type);
    if (!text) {
        auto first = dictionary::read_number(a);
        auto second = dictionary::read_number(b);
        if (first && second) {
            double x = static_cast<double>(first->digits) / std::pow(10.0, first->decimals);
            double y = static_cast<double>(second->digits) / std::pow(10.0, second->decimals);
            return std::fabs(x - y) <= 1e-9 * std::max(1.0, std::fabs(x));
        }
    }
    return match_key(a) == match_key(b);
}

class RosterReader {
  public:
    RosterReader(const CollectForm& form, const std::vector<CollectCopy>& copies,
                 const std::vector<LaidCopy>& laid, Collected& out)
        : form_(form), copies_(copies), laid_(laid), out_(out) {}

    void run(size_t list) {
        roster_ = Roster{};
        roster_.list = list;
        sheet_ = form_.cells.lists[list].sheet;
        region_ = form_.cells.lists[list].region;
        find_columns();
        if (roster_.columns.empty()) return;
        choose_key();
        for (size_t c = 0; c < copies_.size(); ++c) read_copy(c);
        out_.rosters.push_back(std::move(roster_));
    }

  private:
    const ledger::Column* ledger_column(const Roster::Column& column) const {
        if (column.table < 0 || column.column < 0) return nullptr;
        const auto* schema = form_.catalog->schemas[static_cast<size_t>(column.table)];
        return &schema->columns[static_cast<size_t>(column.column)];
    }

    void find_columns() {
        std::map<int, size_t> tables;
        for (size_t i = 0; i < form_.cells.cells.size(); ++i) {
            const AskedCell& asked = form_.cells.cells[i];
            if (asked.list != static_cast<int>(roster_.list)) continue;
            Roster::Column column;
            column.asked = i;
            for (const auto& binding : form_.bound->bindings()) {
                if (binding.sheet != sheet_ || binding.cell != asked.cell) continue;
                column.bound = true;
                resolve(binding.formula.text(), column);
            }
            if (column.table >= 0) ++tables[column.table];
            roster_.columns.push_back(column);
        }
        size_t most = 0;
        for (auto [table, count] : tables) {
            if (count > most) roster_.table = table;
            most = std::max(most, count);
        }
        for (Roster::Column& column : roster_.columns) {
            if (column.table != roster_.table) column.column = -1;
        }
    }

    void resolve(const std::string& formula, Roster::Column& column) const {
        auto found = reference_of(formula);
        if (!found) return;
        auto table = form_.catalog->find(found->table);
        if (!table) return;
        const ledger::Schema& schema = *form_.catalog->schemas[*table];
        auto at = schema.find_column_named(found->column);
        if (!at) return;
        column.table = static_cast<int>(*table);
        const ledger::Column& target = schema.columns[*at];
        column.is_unit = target.id == schema.unit_column;
        if (!found->looked_up && !target.is_calculated() && !column.is_unit) {
            column.column = static_cast<int>(*at);
        }
    }

    // The ledger's key; else a name.
    void choose_key() {
        if (roster_.table < 0) return;
        const auto& schema = *form_.catalog->schemas[static_cast<size_t>(roster_.table)];
        int named = -1;
        for (size_t c = 0; c < roster_.columns.size(); ++c) {
            const ledger::Column* column = ledger_column(roster_.columns[c]);
            if (column == nullptr) continue;
            if (schema.key.size() == 1 && schema.key[0] == column->id) {
                roster_.key = static_cast<int>(c);
                return;
            }
            if (named < 0 && column->id == "name") named = static_cast<int>(c);
        }
        roster_.key = named;
    }

    // Rows of the list in a copy: from its first to what is printed below it.
    std::pair<uint32_t, uint32_t> rows_of(const recognise::AlignedCopy& copy) const {
        uint32_t begin = copy.row(sheet_, region_.first.row);
        const xlsx::Grid& grid = copy.sheets[sheet_].grid;
        uint32_t end = grid.cells.empty() ? begin : grid.cells.rbegin()->first.row + 1;
        std::vector<std::string> below = printed_below();
        for (const auto& [cell, content] : grid.cells) {
            if (cell.row < begin || below.empty()) continue;
            const auto* text = std::get_if<std::string>(&content.value);
            if (text == nullptr) continue;
            std::string key = match_key(*text);
            bool ends = std::ranges::any_of(
                below, [&](const std::string& printed) { return key.starts_with(printed); });
            if (!ends) continue;
            end = std::min(end, cell.row);
            break;
        }
        return {begin, std::min(end, begin + kMaxRows)};
    }

    // Texts of the first row printed below the list, as they begin.
    std::vector<std::string> printed_below() const {
        std::vector<std::string> texts;
        const xlsx::Grid& grid = form_.sheets[sheet_].grid;
        std::optional<uint32_t> row;
        for (auto it = grid.cells.lower_bound({region_.last.row + 1, 0}); it != grid.cells.end();
             ++it) {
            if (row && it->first.row != *row) break;
            const auto* text = std::get_if<std::string>(&it->second.value);
            if (text == nullptr || trim(*text).empty()) continue;
            row = it->first.row;
            std::string key = match_key(*text);
            if (code_point_count(key) >= 2) texts.push_back(std::move(key));
        }
        return texts;
    }

    std::vector<RosterRow> read_rows(size_t c, const recognise::AlignedCopy& copy) const {
        std::vector<RosterRow> rows;
        auto [begin, end] = rows_of(copy);
        for (uint32_t r = begin; r < end; ++r) {
            RosterRow row;
            bool any = false;
            for (const Roster::Column& column : roster_.columns) {
                const AskedCell& asked = form_.cells.cells[column.asked];
                std::string text = shown(copy.sheets[sheet_].grid.find({r, asked.cell.column}));
                if (dictionary::is_dash(text)) text.clear();
                any = any || !text.empty();
                row.values.push_back(std::move(text));
            }
            if (!any || says_none(row) || is_total(copy, r, row)) continue;
            row.at = {c, sheet_, {r, column_in_copy(c)}};
            rows.push_back(std::move(row));
        }
        return rows;
    }

    // 合计 written below the rows, where no key stands.
    bool is_total(const recognise::AlignedCopy& copy, uint32_t r, const RosterRow& row) const {
        if (roster_.key >= 0 && !key_of(row).empty() && !names_total(key_of(row))) return false;
        const xlsx::Grid& grid = copy.sheets[sheet_].grid;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            const auto* cell = grid.find({r, c});
            const auto* text = cell == nullptr ? nullptr : std::get_if<std::string>(&cell->value);
            if (text != nullptr && names_total(match_key(*text))) return true;
        }
        return false;
    }

    static bool names_total(const std::string& key) {
        return recognise::total_word(key) != recognise::TotalWord::kNone;
    }

    uint32_t column_in_copy(size_t c) const {
        return laid_[c].place(form_, sheet_, {region_.first.row, region_.first.column}).column;
    }

    static bool says_none(const RosterRow& row) {
        size_t filled = 0;
        bool none = false;
        for (const std::string& value : row.values) {
            filled += value.empty() ? 0 : 1;
            none = none || dictionary::says_none(value);
        }
        return filled == 1 && none;
    }

    std::string key_of(const RosterRow& row) const {
        return match_key(row.values[static_cast<size_t>(roster_.key)]);
    }

    void read_copy(size_t c) {
        if (!laid_[c].has_sheet(sheet_)) return;
        auto typed = read_rows(c, laid_[c].theirs);
        bool known = std::ranges::any_of(roster_.columns, &Roster::Column::bound);
        tell_cut_numbers(c, typed);
        size_t first = roster_.rows.size();
        roster_.rows.insert(roster_.rows.end(), typed.begin(), typed.end());
        if (!known) return;
        auto held = read_rows(c, laid_[c].ours);
        if (roster_.key < 0) {
            if (!typed.empty()) {
                out_.remarks.push_back({c,
                                        form_.cells.lists[roster_.list].label,
                                        {"名册里没有能认出一行的列（如身份证号码），未与台账比对",
                                         "the list has no column that tells rows apart; not "
                                         "compared"}});
            }
            return;
        }
        match(c, first, held);
    }

    // An identity number typed as a number has lost its last digits: 4.29999E+17.
    void tell_cut_numbers(size_t c, std::vector<RosterRow>& rows) {
        for (RosterRow& row : rows) {
            for (size_t i = 0; i < row.values.size(); ++i) {
                if (!dictionary::is_scientific(row.values[i])) continue;
                row.values[i].clear();
                const AskedCell& asked = form_.cells.cells[roster_.columns[i].asked];
                xlsx::CellRef at{row.at.cell.row, laid_[c].place(form_, sheet_, asked.cell).column};
                out_.remarks.push_back(
                    {c,
                     fmt::format("{}!{}", form_.sheets[sheet_].name, xlsx::format_cell_ref(at)),
                     {"长号码被存成了数字，末几位已丢失；请把单元格设为文本重填",
                      "a long number was typed as a number and lost its last "
                      "digits; format the cell as text"}});
            }
        }
    }

    void match(size_t c, size_t first, const std::vector<RosterRow>& held) {
        std::map<std::string, std::vector<size_t>> by_key;
        for (size_t i = 0; i < held.size(); ++i) by_key[key_of(held[i])].push_back(i);
        std::set<size_t> met;
        for (size_t r = first; r < roster_.rows.size(); ++r) {
            const RosterRow& row = roster_.rows[r];
            std::string key = key_of(row);
            auto found = by_key.find(key);
            if (key.empty() || (found != by_key.end() && found->second.size() > 1)) {
                remark_row(c, row, key.empty());
                if (found != by_key.end()) met.insert(found->second.begin(), found->second.end());
                continue;
            }
            if (found == by_key.end()) {
                roster_.added.push_back(r);
                continue;
            }
            if (!met.insert(found->second[0]).second) {
                remark_row(c, row, false);
                continue;
            }
            compare(r, held[found->second[0]]);
        }
        for (size_t i = 0; i < held.size(); ++i) {
            if (!met.contains(i)) roster_.missing.push_back({c, held[i].values});
        }
    }

    void remark_row(size_t c, const RosterRow& row, bool blank) {
        Message message =
            blank ? Message{"这一行没有填写辨认用的列，未比对", "the row has no key; not compared"}
                  : Message{"有几行的辨认用列相同，未比对",
                            "several rows have this key; not compared"};
        out_.remarks.push_back(
            {c, fmt::format("{}!{}", form_.sheets[sheet_].name, xlsx::format_cell_ref(row.at.cell)),
             std::move(message)});
    }

    void compare(size_t r, const RosterRow& held) {
        const RosterRow& row = roster_.rows[r];
        for (size_t i = 0; i < roster_.columns.size(); ++i) {
            const Roster::Column& column = roster_.columns[i];
            if (!column.bound || column.is_unit || row.values[i].empty()) continue;
            if (same_value(row.values[i], held.values[i], ledger_column(column))) continue;
            roster_.changes.push_back({r, i, held.values[i]});
        }
    }

    const CollectForm& form_;
    const std::vector<CollectCopy>& copies_;
    const std::vector<LaidCopy>& laid_;
    Collected& out_;
    Roster roster_;
    size_t sheet_ = 0;
    xlsx::CellRange region_;
};

}  // namespace

void collect_lists(const CollectForm& form, const std::vector<CollectCopy>& copies,
                   const std::vector<LaidCopy>& laid, Collected& out) {
    RosterReader reader(form, copies, laid, out);
    for (size_t list = 0; list < form.cells.lists.size(); ++list) reader.run(list);
}

}  // namespace yitao::report
