#include "report/collect_sum.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/decimal.h"
#include "base/text.h"
#include "dictionary/typed.h"

namespace yitao::report {

namespace {

using recognise::Answer;
using recognise::AskedCell;

constexpr int kScale = 6;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

std::string constant(double value) {
    double rounded = std::round(value * 1e6) / 1e6;
    return fmt::format("={}", std::fabs(value) < 1e9 ? rounded : value);
}

// Rows of one list, as a ledger of its own that formulas of the sum can name.
class ListLedger {
  public:
    ListLedger(const CollectForm& form, const Roster& roster, size_t number)
        : form_(form), roster_(roster) {
        schema_ = std::make_unique<ledger::Schema>();
        schema_->id = fmt::format("collected_{}", number);
        schema_->name = fmt::format("收集{}", number + 1);
        schema_->unit_column = "unit";
        add_column("unit", ledger::ColumnType::kUnit);
    }

    void fill(const std::vector<CollectCopy>& copies, const org::Tree& tree) {
        for (size_t r = 0; r < roster_.rows.size(); ++r) order_.push_back(r);
        auto unit_of = [&](size_t r) { return *tree.find(copies[roster_.rows[r].at.copy].unit); };
        std::ranges::stable_sort(order_, {}, unit_of);
        table_.schema = schema_.get();
        table_.unit_begin.assign(tree.size() + 1, 0);
        for (size_t i = 0; i < order_.size(); ++i) {
            table_.row_ids.push_back(static_cast<ledger::RowId>(i + 1));
            ++table_.unit_begin[unit_of(order_[i]) + 1];
        }
        for (size_t u = 1; u < table_.unit_begin.size(); ++u) {
            table_.unit_begin[u] += table_.unit_begin[u - 1];
        }
        ledger::ColumnData units;
        units.loaded = true;
        for (size_t r : order_) units.numbers.push_back(copies[roster_.rows[r].at.copy].unit);
        table_.columns.push_back(std::move(units));
        for (size_t c = 0; c < roster_.columns.size(); ++c) add_values(c);
        add_unit_names(copies, tree);
    }

    // [[list]] of the bindings file.
    std::string binding(bool with_unit) const {
        const auto& list = form_.cells.lists[roster_.list];
        xlsx::CellRange region = list.region;
        if (with_unit) ++region.last.column;
        std::string text =
            fmt::format("[[list]]\nsheet = {}\nregion = \"{}\"\n",
                        quoted(form_.sheets[list.sheet].name), xlsx::format_cell_range(region));
        const AskedCell& first = form_.cells.cells[roster_.columns[0].asked];
        if (auto serial = form_.bound->serial_column(list.sheet, first.cell)) {
            text += fmt::format("serial = \"{}\"\n", xlsx::column_letters(*serial));
        }
        for (size_t c = 0; c < roster_.columns.size(); ++c) {
            const AskedCell& asked = form_.cells.cells[roster_.columns[c].asked];
            if (asked.answer == Answer::kFormula) continue;
            text += fmt::format("columns.{} = \"={}[c{}]\"\n",
                                xlsx::column_letters(asked.cell.column), schema_->name, c);
        }
        if (with_unit) {
            text += fmt::format("columns.{} = \"={}[unit_name]\"\n",
                                xlsx::column_letters(region.last.column), schema_->name);
        }
        return text;
    }

    const ledger::Schema* schema() const { return schema_.get(); }
    ledger::Table& table() { return table_; }

  private:
    void add_column(std::string id, ledger::ColumnType type, int scale = 0) {
        ledger::Column column;
        column.id = id;
        column.name = std::move(id);
        column.type = type;
        column.scale = scale;
        schema_->columns.push_back(std::move(column));
    }

    bool is_text(size_t c) const {
        const Roster::Column& column = roster_.columns[c];
        if (column.table < 0 || column.column < 0) return false;
        const auto* schema = form_.catalog->schemas[static_cast<size_t>(column.table)];
        return !ledger::is_number_type(schema->columns[static_cast<size_t>(column.column)].type);
    }

    std::optional<int64_t> units_of(size_t c, const std::string& text) const {
        const AskedCell& asked = form_.cells.cells[roster_.columns[c].asked];
        const auto* blank = form_.sheets[asked.sheet].grid.find(asked.cell);
        if (blank != nullptr && blank->is_date) {
            auto date = dictionary::read_date(fold_width(text)).date;
            if (!date) return std::nullopt;
            return date->serial() * power_of_ten(kScale);
        }
        auto number = dictionary::read_number(text);
        if (!number || !number->measure.empty()) return std::nullopt;
        bool leading_zero = text.size() > 1 && text[0] == '0' && text[1] != '.';
        if (leading_zero || number->digits > int128{999'999'999'999'999}) return std::nullopt;
        auto scaled = dictionary::scale_number(*number, {}, kScale);
        if (!scaled || scaled->rounded) return std::nullopt;
        return scaled->units;
    }

    // A column whose every value is a number is one of numbers; all else stays as typed.
    void add_values(size_t c) {
        ledger::ColumnData data;
        data.loaded = true;
        bool numbers = !is_text(c);
        for (size_t r : order_) {
            const std::string& text = roster_.rows[r].values[c];
            auto units = text.empty() ? std::optional(ledger::kBlankNumber) : units_of(c, text);
            numbers = numbers && units.has_value();
            if (numbers) data.numbers.push_back(*units);
        }
        if (numbers) {
            add_column(fmt::format("c{}", c), ledger::ColumnType::kDecimal, kScale);
        } else {
            data.numbers.clear();
            add_column(fmt::format("c{}", c), ledger::ColumnType::kText);
            ledger::DictionaryBuilder words(data);
            for (size_t r : order_) {
                const std::string& text = roster_.rows[r].values[c];
                data.codes.push_back(text.empty() ? ledger::kBlankCode : words.code(text));
            }
        }
        table_.columns.push_back(std::move(data));
    }

    void add_unit_names(const std::vector<CollectCopy>& copies, const org::Tree& tree) {
        ledger::ColumnData data;
        data.loaded = true;
        ledger::DictionaryBuilder words(data);
        for (size_t r : order_) {
            auto unit = tree.find(copies[roster_.rows[r].at.copy].unit);
            data.codes.push_back(words.code(tree.unit(*unit).name));
        }
        add_column("unit_name", ledger::ColumnType::kText);
        table_.columns.push_back(std::move(data));
    }

    const CollectForm& form_;
    const Roster& roster_;
    std::unique_ptr<ledger::Schema> schema_;
    ledger::Table table_;
    std::vector<size_t> order_;
};

class Summer {
  public:
    Summer(const CollectForm& form, const std::vector<CollectCopy>& copies,
           const Collected& collected, const formula::World& world)
        : form_(form), copies_(copies), collected_(collected), world_(world) {}

    Result<Summed> run(const std::string& blank, org::UnitIndex unit, const FillDate& date) {
        add_heads();
        for (size_t i = 0; i < form_.cells.cells.size(); ++i) add_cell(i);
        formula::Catalog catalog = *form_.catalog;
        formula::World world = world_;
        for (size_t r = 0; r < collected_.rosters.size(); ++r) add_list(r, catalog, world);
        templates::Template bound =
            TRY(templates::Template::open(blank, form_.bound->file_name(), toml_, catalog));
        Filler filler = TRY(Filler::prepare(catalog, world, nullptr, {&bound}, date));
        Filled filled = TRY(filler.fill(0, unit));
        summed_.bytes = std::move(filled.bytes);
        summed_.list_rows = filled.list_rows;
        return std::move(summed_);
    }

  private:
    void bind(size_t sheet, xlsx::CellRef cell, const std::string& formula) {
        toml_ += fmt::format("[[cell]]\nsheet = {}\ncell = \"{}\"\nformula = {}\n",
                             quoted(form_.sheets[sheet].name), xlsx::format_cell_ref(cell),
                             quoted(formula));
    }

    // The unit's name and dates are those of the sum.
    void add_heads() {
        for (const AskedCell& asked : form_.cells.cells) {
            if (asked.answer != Answer::kHead || asked.formula.empty()) continue;
            std::string formula = asked.formula;
            for (const auto& binding : form_.bound->bindings()) {
                if (binding.sheet == asked.sheet && binding.cell == asked.cell) {
                    formula = binding.formula.text();
                }
            }
            if (!formula.starts_with("=")) formula = "=" + formula;
            bind(asked.sheet, asked.cell, formula);
        }
    }

    // A village's row comes from the copy nearest to it.
    bool is_nearest(size_t c, org::UnitCode part) const {
        const org::Tree& tree = *world_.tree;
        auto own = tree.find(copies_[c].unit);
        auto inner = tree.find(part);
        if (!own || !inner || !tree.contains(*own, *inner)) return false;
        for (const CollectCopy& other : copies_) {
            auto unit = tree.find(other.unit);
            if (unit && *unit != *own && tree.contains(*own, *unit) &&
                tree.contains(*unit, *inner)) {
                return false;
            }
        }
        return true;
    }

    void add_cell(size_t i) {
        const AskedCell& asked = form_.cells.cells[i];
        if (asked.list >= 0) return;
        double sum = 0;
        size_t numbers = 0;
        size_t texts = 0;
        for (size_t c = 0; c < copies_.size(); ++c) {
            const Typed& typed = collected_.values[c][i];
            if (asked.for_unit != 0 && !is_nearest(c, asked.for_unit)) continue;
            if (typed.kind == Typed::Kind::kNumber) {
                sum += typed.number;
                ++numbers;
            }
            texts += typed.kind == Typed::Kind::kText ? 1 : 0;
        }
        if (numbers + texts == 0) return;
        bool one = numbers == 1 && texts == 0 && (asked.for_unit != 0 || copies_.size() == 1);
        if (texts > 0 || (!asked.adds_up && !one)) {
            summed_.not_added.push_back(i);
            return;
        }
        bind(asked.sheet, asked.cell, constant(sum));
        ++summed_.cells;
    }

    void add_list(size_t r, formula::Catalog& catalog, formula::World& world) {
        const Roster& roster = collected_.rosters[r];
        if (roster.rows.empty() || roster.columns.empty()) return;
        lists_.push_back(std::make_unique<ListLedger>(form_, roster, r));
        ListLedger& list = *lists_.back();
        list.fill(copies_, *world_.tree);
        catalog.schemas.push_back(list.schema());
        bool with_unit = !names_unit(roster) && copies_.size() > 1 && has_room(roster);
        toml_ += list.binding(with_unit);
        if (with_unit) {
            const auto& asked = form_.cells.lists[roster.list];
            bind(asked.sheet, {asked.region.first.row - 1, asked.region.last.column + 1},
                 "=\"村（社区）\"");
        }
        world.tables.push_back(std::move(list.table()));
    }

    bool names_unit(const Roster& roster) const {
        return std::ranges::any_of(roster.columns, [&](const Roster::Column& column) {
            const auto& path = form_.cells.cells[column.asked].path;
            std::string key = path.empty() ? "" : match_key(path.back());
            return column.is_unit || key.starts_with("村") || key.ends_with("村") ||
                   key.ends_with("单位") || key.find("村(社区)") != std::string::npos;
        });
    }

    // Nothing stands right of the list, from its headings down.
    bool has_room(const Roster& roster) const {
        const auto& list = form_.cells.lists[roster.list];
        if (list.region.first.row == 0) return false;
        const xlsx::Grid& grid = form_.sheets[list.sheet].grid;
        uint32_t column = list.region.last.column + 1;
        for (uint32_t row = list.region.first.row - 1; row <= list.region.last.row; ++row) {
            const auto* cell = grid.find({row, column});
            bool blank = cell == nullptr || (std::holds_alternative<std::monostate>(cell->value) &&
                                             cell->formula.empty());
            if (!blank) return false;
        }
        return true;
    }

    const CollectForm& form_;
    const std::vector<CollectCopy>& copies_;
    const Collected& collected_;
    const formula::World& world_;
    std::string toml_;
    std::vector<std::unique_ptr<ListLedger>> lists_;
    Summed summed_;
};

}  // namespace

Result<Summed> sum_copies(const CollectForm& form, const std::string& blank,
                          const std::vector<CollectCopy>& copies, const Collected& collected,
                          const formula::World& world, org::UnitIndex unit, const FillDate& date) {
    return Summer(form, copies, collected, world).run(blank, unit, date);
}

}  // namespace yitao::report
