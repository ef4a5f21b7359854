#include "xlsx/workbook.h"

#include <optional>

#include "base/check.h"
#include "base/limits.h"
#include "xlsx/package.h"
#include "xlsx/sheet_scan.h"
#include "xlsx/workbook_parts.h"

namespace yitao::xlsx {

struct RowReader::State {
    State(const PackageEntry& part, SheetContext context) : scanner(part, std::move(context)) {}
    SheetScanner scanner;
};

RowReader::RowReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
RowReader::RowReader(RowReader&&) noexcept = default;
RowReader& RowReader::operator=(RowReader&&) noexcept = default;
RowReader::~RowReader() = default;

Result<const Row*> RowReader::next() {
    return state_->scanner.next();
}
SheetRanges RowReader::take_ranges() {
    return state_->scanner.take_ranges();
}

struct Workbook::State {
    State(Package opened, WorkbookParts read)
        : package(std::move(opened)), parts(std::move(read)) {}

    static Result<Workbook> open(Package package);
    Result<void> load_strings();
    Result<const PackageEntry*> sheet_part(size_t sheet) const;
    [[nodiscard]] SheetContext context(size_t sheet) const;

    Package package;
    WorkbookParts parts;
    Styles styles;
    std::optional<SharedStrings> strings;
};

Result<Workbook> Workbook::State::open(Package package) {
    WorkbookParts parts = TRY(read_workbook_parts(package));
    auto state = std::make_unique<State>(std::move(package), std::move(parts));
    if (const PackageEntry* entry = state->package.find(state->parts.styles)) {
        const std::string xml = TRY(Package::read(*entry, kMaxSmallPartBytes));
        state->styles = TRY(Styles::parse(xml, entry->name));
    }
    return Workbook(std::move(state));
}

Result<void> Workbook::State::load_strings() {
    if (strings) return {};
    const PackageEntry* entry = package.find(parts.shared_strings);
    strings = entry == nullptr ? SharedStrings() : TRY(SharedStrings::read(*entry));
    return {};
}

Result<const PackageEntry*> Workbook::State::sheet_part(size_t sheet) const {
    CHECK(sheet < parts.sheets.size());
    const PackageEntry* entry = package.find(parts.sheets[sheet].part);
    if (entry == nullptr) {
        return fail(ErrorCode::kDamaged, "文件已损坏（缺少这张工作表的内容）",
                    "the file is damaged (this sheet's part is missing)", parts.sheets[sheet].name);
    }
    return entry;
}

SheetContext Workbook::State::context(size_t sheet) const {
    SheetContext context;
    context.strings = &*strings;
    context.styles = &styles;
    context.sheet = parts.sheets[sheet].name;
    context.dates = parts.uses_1904_dates ? DateSystem::k1904 : DateSystem::k1900;
    return context;
}

Workbook::Workbook(std::unique_ptr<State> state) : state_(std::move(state)) {}
Workbook::Workbook(Workbook&&) noexcept = default;
Workbook& Workbook::operator=(Workbook&&) noexcept = default;
Workbook::~Workbook() = default;

Result<Workbook> Workbook::open(const std::string& path) {
    return TRY_WITHIN(State::open(TRY(Package::open(path))), path);
}

Result<Workbook> Workbook::from_bytes(std::string bytes) {
    return State::open(TRY(Package::from_bytes(std::move(bytes))));
}

std::span<const SheetInfo> Workbook::sheets() const {
    return state_->parts.sheets;
}
std::span<const DefinedName> Workbook::defined_names() const {
    return state_->parts.names;
}
std::string_view Workbook::number_format(uint32_t style) const {
    return state_->styles.code(style);
}
CellLook Workbook::look(uint32_t style) const {
    return state_->styles.look(style);
}
bool Workbook::uses_1904_dates() const {
    return state_->parts.uses_1904_dates;
}
const Package& Workbook::package() const {
    return state_->package;
}
size_t Workbook::shared_count() const {
    return state_->strings ? state_->strings->size() : 0;
}

Result<RowReader> Workbook::rows(size_t sheet, ReadFormulas formulas, ReadBlanks blanks,
                                 ReadRanges ranges) {
    TRY(state_->load_strings());
    const PackageEntry* part = TRY(state_->sheet_part(sheet));
    SheetContext context = state_->context(sheet);
    context.formulas = formulas;
    context.blanks = blanks;
    context.ranges = ranges;
    context.most_ranges = kMaxSheetRanges;
    return RowReader(std::make_unique<RowReader::State>(*part, std::move(context)));
}

namespace {

// Copies rows into a grid within the bounds of memory.
class GridBuilder {
  public:
    GridBuilder(std::string sheet, size_t most_cells)
        : sheet_(std::move(sheet)), most_cells_(most_cells) {}

    Result<void> add(const Row& row) {
        for (const Cell& cell : row.cells) {
            Grid::GridCell& to =
                grid_.cells
                    .emplace_hint(grid_.cells.end(), CellRef{row.index, cell.column},
                                  Grid::GridCell{})
                    ->second;
            to.value = to_value(cell.value);
            to.formula = cell.formula;
            to.style = cell.style;
            to.is_date = cell.is_date;
            bytes_ += text_size(cell.value) + cell.formula.size();
        }
        if (grid_.cells.size() > most_cells_ || bytes_ > kMaxTemplatePartBytes) {
            return fail(ErrorCode::kLimit, "工作表太大，不能作为模板（请删除表格外带格式的空行）",
                        "the sheet is too large for a template (delete formatted rows beyond the "
                        "form)",
                        sheet_);
        }
        return {};
    }
    void set_array(uint32_t row, const RowDraft::ArrayStart& array) {
        const auto found = grid_.cells.find({row, array.column});
        if (found == grid_.cells.end()) return;
        found->second.array_range = array.range;
        found->second.spills = array.spills;
    }
    Grid finish(std::vector<CellRange> merges) {
        grid_.merges = std::move(merges);
        return std::move(grid_);
    }

  private:
    static size_t text_size(const CellView& value) {
        if (const auto* text = std::get_if<std::string_view>(&value)) return text->size();
        if (const auto* error = std::get_if<CellErrorView>(&value)) return error->text.size();
        return 0;
    }

    Grid grid_;
    std::string sheet_;
    size_t most_cells_;
    size_t bytes_ = 0;
};

}  // namespace

Result<Grid> Workbook::grid(size_t sheet, size_t most_cells) {
    TRY(state_->load_strings());
    const PackageEntry* part = TRY(state_->sheet_part(sheet));
    SheetContext context = state_->context(sheet);
    GridBuilder builder(context.sheet, most_cells);
    if (part->size > kMaxTemplatePartBytes) {
        return fail(ErrorCode::kLimit, "工作表太大，不能作为模板",
                    "the sheet is too large for a template", context.sheet);
    }
    context.formulas = ReadFormulas::kYes;
    context.blanks = ReadBlanks::kYes;
    context.ranges = ReadRanges::kYes;
    SheetScanner scanner(*part, std::move(context));
    while (const Row* row = TRY(scanner.next())) {
        TRY(builder.add(*row));
        for (const RowDraft::ArrayStart& array : scanner.arrays()) {
            builder.set_array(row->index, array);
        }
    }
    return builder.finish(scanner.take_ranges().merges);
}

Result<std::vector<TableInfo>> Workbook::tables() const {
    std::vector<TableInfo> tables;
    for (size_t sheet = 0; sheet < state_->parts.sheets.size(); ++sheet) {
        TRY(read_tables(state_->package, state_->parts.sheets[sheet].part, sheet, tables));
    }
    return tables;
}

}  // namespace yitao::xlsx
