#include "template/template.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/limits.h"
#include "base/files.h"
#include "base/text.h"
#include "template/bindings_file.h"
#include "xlsx/formula_refs.h"

namespace yitao::templates {

namespace {

// Text of a cell that binds it, or nothing. "=" alone, "==…" rules and the like are decoration.
std::optional<std::string> binding_text(const xlsx::CellValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return std::nullopt;
    std::string_view trimmed = trim(*text);
    std::string_view rest;
    if (trimmed.starts_with("=")) rest = trimmed.substr(1);
    if (trimmed.starts_with("＝")) rest = trimmed.substr(std::string_view("＝").size());
    if (trim(rest).empty() || rest.starts_with("=") || rest.starts_with("＝")) return std::nullopt;
    return std::string(trimmed);
}

// ＝本年完成÷本年计划, =②+③: a form tells people how its columns hang together. What names no
// ledger and calls no function, and is more than one name, is such a remark if it is no formula.
bool may_be_remark(std::string_view text) {
    const auto has_any = [&](std::initializer_list<std::string_view> marks) {
        return std::ranges::any_of(
            marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
    };
    return !has_any({"[", "(", "［", "（", "!"}) &&
           has_any({"+", "-", "*", "/", "÷", "×", "＋", "－", "＊", "／", "−", "—"});
}

bool is_blank(const xlsx::Grid::GridCell* cell) {
    if (cell == nullptr) return true;
    if (!cell->formula.empty()) return false;
    if (const auto* text = std::get_if<std::string>(&cell->value)) return trim(*text).empty();
    return std::holds_alternative<std::monostate>(cell->value);
}

uint32_t style_of(const xlsx::Grid::GridCell* cell) {
    return cell == nullptr ? 0 : cell->style;
}

bool is_serial_heading(std::string_view text) {
    static constexpr std::array<std::string_view, 8> kWords = {"序号", "编号", "顺序号", "序",
                                                               "no",   "no.",  "№",      "#"};
    std::string key = match_key(text);
    return std::ranges::any_of(kWords, [&](std::string_view w) { return key == match_key(w); });
}

}  // namespace

// Builds a Template from its parts; the only writer of its members.
class TemplateReader {
  public:
    explicit TemplateReader(const formula::Catalog& catalog) : catalog_(catalog) {}

    // Before anything is compiled: [@column] means a row of the ledger the condition is over.
    Result<void> read_each(std::string_view condition) {
        if (condition.empty()) return {};
        formula::Formula each = TRY_WITHIN(formula::compile(condition, catalog_), "each");
        if (each.columns().empty()) {
            return fail(ErrorCode::kInvalid, "应为台账上的条件，如 居民[低保]=\"是\"",
                        "must be a condition over a ledger, such as 居民[低保]=\"是\"", "each");
        }
        use_each(std::move(each));
        return {};
    }

    void use_each(std::optional<formula::Formula> each) {
        if (each) options_.row_table = static_cast<int>(each->columns().front().table);
        result_.each_ = std::move(each);
    }

    Result<void> read_workbook(std::string bytes, std::string file_name,
                               size_t most_cells = kMaxTemplateCells) {
        result_.file_name_ = std::move(file_name);
        xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(bytes));
        result_.sheets_.assign(book.sheets().begin(), book.sheets().end());
        for (size_t sheet = 0; sheet < result_.sheets_.size(); ++sheet) {
            result_.grids_.push_back(TRY(book.grid(sheet, most_cells)));
            options_.sheets.push_back(result_.sheets_[sheet].name);
        }
        for (const xlsx::DefinedName& name : book.defined_names()) {
            if (!name.name.starts_with("_xlnm."))
                options_.names.push_back({name.name, name.formula});
        }
        for (xlsx::TableInfo& table : TRY(book.tables())) {
            const xlsx::CellRange& r = table.range;
            options_.tables.push_back(
                {std::move(table.name),
                 {table.sheet, r.first.row, r.first.column, r.last.row, r.last.column},
                 table.headings,
                 table.totals,
                 std::move(table.columns)});
        }
        xlsx::Patcher patcher = TRY(xlsx::Patcher::open(std::move(bytes)));
        result_.patcher_ = std::make_shared<const xlsx::Patcher>(std::move(patcher));
        return {};
    }

    // Bindings that stand in the cells, and the workbook's own formulas.
    Result<void> read_cells() {
        for (size_t sheet = 0; sheet < result_.grids_.size(); ++sheet) {
            for (const auto& [cell, content] : result_.grids_[sheet].cells) {
                if (bound_.contains({sheet, cell})) continue;
                TRY(read_cell(sheet, cell, content));
            }
        }
        return {};
    }

    Result<void> read_file_entries(const BindingsFile& file) {
        for (const CellEntry& entry : file.cells) {
            std::string place = fmt::format("line {}", entry.line);
            size_t sheet = TRY_WITHIN(find_sheet(entry.sheet), place);
            formula::Formula formula =
                TRY_WITHIN(compile_at(sheet, entry.cell, entry.formula), place);
            TRY_WITHIN(add({sheet, entry.cell, std::move(formula), entry.for_unit, -1}), place);
        }
        for (const ListEntry& entry : file.lists) {
            TRY_WITHIN(read_list(entry), fmt::format("line {}", entry.line));
        }
        return {};
    }

    // A binding or list of a template that grew, already at its new place.
    Result<void> add_moved(const Binding& binding, xlsx::CellRef cell, const std::string& text) {
        formula::Formula formula = TRY(compile_at(binding.sheet, cell, text));
        return add({binding.sheet, cell, std::move(formula), binding.for_unit, binding.list});
    }
    void add_moved(List list) { result_.lists_.push_back(std::move(list)); }

    Template take() { return std::move(result_); }

  private:
    Result<void> read_cell(size_t sheet, xlsx::CellRef cell, const xlsx::Grid::GridCell& content) {
        if (content.formula.empty()) {
            auto text = binding_text(content.value);
            if (!text) return {};
            auto bound = compile_at(sheet, cell, *text);
            if (!bound && may_be_remark(*text)) return {};
            return add({sheet, cell, TRY(std::move(bound)), 0, -1});
        }
        auto compiled = compile_at(sheet, cell, content.formula);
        if (!compiled) {
            // A formula Excel knows and we do not stays Excel's; one that means our ledgers must
            // not be handed back unfilled.
            if (content.formula.find('[') == std::string::npos) return {};
            if (!names_a_ledger(content.formula)) return {};
            return std::unexpected(compiled.error());
        }
        if (compiled->uses_ledgers() || compiled->reads_scope()) {
            return add({sheet, cell, std::move(*compiled), 0, -1});
        }
        result_.own_formulas_.push_back({sheet, cell, std::move(*compiled)});
        return {};
    }

    bool names_a_ledger(const std::string& formula) const {
        return std::ranges::any_of(catalog_.schemas, [&](const ledger::Schema* schema) {
            return formula.find(schema->name + "[") != std::string::npos;
        });
    }

    Result<void> read_list(const ListEntry& entry) {
        size_t sheet = TRY(find_sheet(entry.sheet));
        int list = static_cast<int>(result_.lists_.size());
        result_.lists_.push_back({sheet, entry.region, entry.serial_column, entry.none});
        for (const ListEntry::Column& column : entry.columns) {
            xlsx::CellRef cell{entry.region.first.row, column.column};
            formula::Formula formula = TRY(compile_at(sheet, cell, column.formula));
            TRY(add({sheet, cell, std::move(formula), 0, list}));
        }
        return {};
    }

    Result<size_t> find_sheet(const std::string& name) const {
        if (name.empty()) return size_t{0};
        for (size_t i = 0; i < options_.sheets.size(); ++i) {
            if (match_key(options_.sheets[i]) == match_key(name)) return i;
        }
        auto nearest = nearest_name(name, options_.sheets);
        return fail(ErrorCode::kNotFound,
                    fmt::format("工作簿里没有工作表“{}”{}", name,
                                nearest ? fmt::format("，是“{}”吗？", *nearest) : ""),
                    fmt::format("the workbook has no sheet \"{}\"{}", name,
                                nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : ""));
    }

    Result<formula::Formula> compile_at(size_t sheet, xlsx::CellRef cell, std::string_view text) {
        options_.sheet = sheet;
        options_.row = static_cast<int>(cell.row);
        options_.column = static_cast<int>(cell.column);
        return TRY_WITHIN(formula::compile(text, catalog_, options_),
                          result_.cell_name(sheet, cell));
    }

    Result<void> add(Binding binding) {
        if (!bound_.insert({binding.sheet, binding.cell}).second) {
            return fail(ErrorCode::kConflict, "这个单元格绑定了两次", "this cell is bound twice",
                        result_.cell_name(binding.sheet, binding.cell));
        }
        result_.bindings_.push_back(std::move(binding));
        return {};
    }

    const formula::Catalog& catalog_;
    formula::CompileOptions options_;
    Template result_;
    std::set<std::pair<size_t, xlsx::CellRef>> bound_;
};

Result<Template> Template::open(std::string bytes, std::string file_name,
                                std::string_view bindings_toml, const formula::Catalog& catalog,
                                std::string_view each) {
    TemplateReader reader(catalog);
    std::string place = file_name;
    BindingsFile file = TRY_WITHIN(parse_bindings_file(bindings_toml), place + " bindings");
    TRY_WITHIN(reader.read_each(each.empty() ? file.each : each), place);
    TRY_WITHIN(reader.read_workbook(std::move(bytes), std::move(file_name)), place);
    TRY_WITHIN(reader.read_file_entries(file), place + " bindings");
    TRY_WITHIN(reader.read_cells(), place);
    return reader.take();
}

Result<Template> Template::open_file(const std::string& path, const std::string& converted,
                                     const formula::Catalog& catalog, std::string_view each) {
    std::filesystem::path file(path);
    std::string bytes = TRY(read_file(converted));
    std::filesystem::path beside = file;
    beside.replace_extension(".bindings.toml");
    std::string toml;
    if (std::filesystem::exists(beside)) toml = TRY(read_file(beside.string()));
    // A workbook with macros or a workbook template keeps its ending: its content is declared so.
    std::string ending = fold_case(file.extension().string());
    bool keeps = ending == ".xlsm" || ending == ".xltx" || ending == ".xltm";
    std::filesystem::path copy = file.filename();
    if (!keeps || path != converted) copy.replace_extension(".xlsx");
    std::string name = copy.string();
    return open(std::move(bytes), std::move(name), toml, catalog, each);
}

std::string Template::cell_name(size_t sheet, xlsx::CellRef cell) const {
    return sheets_[sheet].name + "!" + xlsx::format_cell_ref(cell);
}

uint32_t Template::spill_column(size_t sheet, xlsx::CellRef cell, uint32_t k) const {
    auto covered = [&](uint32_t column) {
        return std::ranges::any_of(grids_[sheet].merges, [&](const xlsx::CellRange& merge) {
            return merge.contains({cell.row, column}) && column != merge.first.column;
        });
    };
    uint32_t column = cell.column;
    while (k > 0 && column + 1 < kMaxSheetColumns) {
        ++column;
        if (!covered(column)) --k;
    }
    return column;
}

xlsx::CellRange Template::drawn_rows(size_t sheet, xlsx::CellRef cell, uint32_t columns) const {
    const xlsx::Grid& grid = grids_[sheet];
    std::vector<uint32_t> spilled;
    for (uint32_t k = 0; k < columns; ++k) spilled.push_back(spill_column(sheet, cell, k));
    // Old results of the binding, where it is a real formula that Excel spilled, are no content.
    std::optional<xlsx::CellRange> old_results;
    if (const auto* first = grid.find(cell)) {
        old_results = xlsx::parse_cell_range(first->array_range);
    }
    auto is_drawn = [&](uint32_t row) {
        for (uint32_t column : spilled) {
            if (old_results && old_results->contains({row, column})) continue;
            const auto* here = grid.find({row, column});
            if (here == nullptr || !is_blank(here)) return false;
            if (here->style != style_of(grid.find({cell.row, column}))) return false;
        }
        for (auto it = grid.cells.lower_bound({row, 0});
             it != grid.cells.end() && it->first.row == row; ++it) {
            const xlsx::Grid::GridCell& other = it->second;
            if (is_blank(&other) || std::holds_alternative<double>(other.value)) continue;
            if (old_results && old_results->contains(it->first)) continue;
            const auto* first = grid.find({cell.row, it->first.column});
            bool copied = first != nullptr && !first->formula.empty() &&
                          other.formula ==
                              xlsx::translate_formula(first->formula, int64_t{row} - cell.row, 0);
            if (!copied) return false;
        }
        return true;
    };
    uint32_t last = cell.row;
    while (last + 1 < kMaxSheetRows && is_drawn(last + 1)) ++last;
    return {cell, {last, spilled.empty() ? cell.column : spilled.back()}};
}

std::optional<uint32_t> Template::serial_column(size_t sheet, xlsx::CellRef cell) const {
    const xlsx::Grid& grid = grids_[sheet];
    for (uint32_t column = cell.column; column-- > 0;) {
        const auto* here = grid.find({cell.row, column});
        if (here != nullptr && here->value == xlsx::CellValue(1.0)) return column;
        if (!is_blank(here)) return std::nullopt;
        for (uint32_t row = cell.row; row-- > 0;) {
            const auto* above = grid.find({row, column});
            if (is_blank(above)) continue;
            const auto* text = std::get_if<std::string>(&above->value);
            if (text != nullptr && is_serial_heading(*text)) return column;
            break;
        }
    }
    return std::nullopt;
}

namespace {

// Row of a cell after the insertions of its sheet; rows are given as before any of them.
uint32_t moved_row(size_t sheet, uint32_t row, const std::vector<xlsx::RowInsertion>& insertions) {
    uint32_t moved = row;
    for (const xlsx::RowInsertion& insertion : insertions) {
        if (insertion.sheet == sheet && row > insertion.last_row) moved += insertion.count;
    }
    return moved;
}

// A binding's text with its references to the template's cells where the insertions put them.
std::string moved_text(std::string text, std::string_view sheet_name,
                       const std::vector<xlsx::SheetInfo>& sheets,
                       std::vector<xlsx::RowInsertion> insertions) {
    // From the bottom up: an insertion never moves what stands above it.
    std::ranges::sort(insertions, std::greater<>(), &xlsx::RowInsertion::last_row);
    for (const xlsx::RowInsertion& insertion : insertions) {
        text = xlsx::move_references(
            text, [&](const xlsx::FormulaReference& reference) -> std::optional<xlsx::CellRange> {
                std::string_view on = sheet_name;
                std::string qualifier = reference.sheet();
                if (!reference.qualifier.empty()) on = qualifier;
                if (on != sheets[insertion.sheet].name) return reference.range;
                return xlsx::grow_reference(
                    reference, {insertion.first_row, insertion.last_row, insertion.count});
            });
    }
    return text;
}

}  // namespace

Result<Template> Template::grown(const std::vector<xlsx::RowInsertion>& insertions,
                                 const formula::Catalog& catalog) const {
    xlsx::Edits edits;
    edits.insertions = insertions;
    std::string bytes = TRY_WITHIN(patcher_->apply(edits), file_name_);
    TemplateReader reader(catalog);
    reader.use_each(each_);
    TRY_WITHIN(reader.read_workbook(std::move(bytes), file_name_, kMaxGrownCells), file_name_);
    for (List list : lists_) {
        // The region itself keeps its first row and ends where its last row went.
        uint32_t first = moved_row(list.sheet, list.region.first.row, insertions);
        uint32_t height = list.region.last.row - list.region.first.row;
        for (const xlsx::RowInsertion& insertion : insertions) {
            if (insertion.sheet == list.sheet && insertion.last_row == list.region.last.row) {
                height += insertion.count;
            }
        }
        list.region.first.row = first;
        list.region.last.row = first + height;
        reader.add_moved(std::move(list));
    }
    for (const Binding& binding : bindings_) {
        xlsx::CellRef cell{moved_row(binding.sheet, binding.cell.row, insertions),
                           binding.cell.column};
        std::string text = binding.formula.text();
        if (!binding.formula.cells().empty()) {
            text = moved_text(std::move(text), sheets_[binding.sheet].name, sheets_, insertions);
        }
        TRY_WITHIN(reader.add_moved(binding, cell, text), file_name_);
    }
    TRY_WITHIN(reader.read_cells(), file_name_);
    return reader.take();
}

}  // namespace yitao::templates
