#include <algorithm>
#include <map>

#include "api/office.h"
#include "api/routes.h"
#include "base/csv.h"
#include "base/files.h"
#include "base/temporary_folder.h"
#include "xlsx/workbook.h"
#include "xlsx/writer.h"

namespace yitao::api {

namespace {

constexpr size_t kFoundByName = 20;

std::string cell_text(const xlsx::Grid::GridCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
    const auto* number = std::get_if<double>(&cell.value);
    if (number == nullptr) return "";
    const auto day = cell.is_date ? Date::from_serial_number(*number) : std::nullopt;
    return day ? day->iso() : fmt::format("{:.0f}", *number);  // a code typed as a number
}

// A register as it is kept. A spreadsheet rounds codes of twelve digits when it saves them as CSV
// (4.21221E+11), so it is handed out, and taken back, as a workbook; CSV is taken too.
Result<std::string> csv_of(const std::string& bytes) {
    if (!bytes.starts_with("PK")) return bytes;
    xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(bytes));
    const xlsx::Grid grid = TRY(book.grid(0));
    std::map<uint32_t, std::map<uint32_t, std::string>> rows;
    for (const auto& [at, cell] : grid.cells) {
        std::string text = cell_text(cell);
        if (!text.empty()) rows[at.row][at.column] = std::move(text);
    }
    std::string csv;
    for (const auto& [row, cells] : rows) {
        for (uint32_t column = 0; column <= cells.rbegin()->first; ++column) {
            if (column > 0) csv += ',';
            const auto text = cells.find(column);
            if (text != cells.end()) append_csv_field(csv, text->second);
        }
        csv += '\n';
    }
    return csv;
}

// Units that came, went, or bear another name or stand elsewhere.
size_t changed(const org::Tree& before, const org::Tree& after) {
    size_t same = 0;
    for (org::UnitIndex unit = 0; unit < after.size(); ++unit) {
        const org::Unit& now = after.unit(unit);
        const auto then = before.find(now.code);
        if (!then || before.unit(*then).code != now.code) continue;
        const org::Unit& was = before.unit(*then);
        same += was.name == now.name && was.level == now.level && was.parent == now.parent ? 1 : 0;
    }
    return std::max(before.size(), after.size()) - same;
}

}  // namespace

Answer list_units(Call& call) {
    const org::Tree& tree = *call.tree;
    json::array items;
    if (const std::string_view wanted = call.query("q"); !wanted.empty()) {
        for (const org::UnitIndex unit : tree.find_by_name(wanted)) {
            if (call.scope.sees(unit)) items.push_back(to_json(tree, unit));
            if (items.size() == kFoundByName) break;
        }
    } else if (const std::string_view parent = call.query("parent"); !parent.empty()) {
        const org::UnitIndex above = TRY(seen_unit(call.scope, tree, parent));
        for (org::UnitIndex unit = above + 1; unit < tree.end_of(above); unit = tree.end_of(unit)) {
            items.push_back(to_json(tree, unit));
        }
    } else if (call.scope.begin < call.scope.end) {
        items.push_back(to_json(tree, call.scope.begin));
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer show_unit(Call& call) {
    const org::Tree& tree = *call.tree;
    const org::UnitIndex unit = TRY(seen_unit(call.scope, tree, call.arguments[0]));
    json::object out = to_json(tree, unit);
    out["path"] = path_json(call, unit);
    return reply(out);
}

Answer update_units(Call& call) {
    Office& office = call.office;
    if (call.scope.begin != 0 || call.scope.end != call.tree->size()) return forbidden(call);
    constexpr std::string_view kThrough = "单位表 units";
    const std::string csv = TRY(csv_of(call.request.body));
    // Read once more inside; here so that nothing is recorded of a file that does not hold.
    TRY(org::Register::parse_csv(csv, std::string(kThrough)));
    TRY(office.accounts->record_units_update(call.session->actor(), kThrough));
    TRY(office.site.update_units(
        csv, {.who = call.who, .through = std::string(kThrough), .effective_on = {}}));
    told(office);
    const auto tree = TRY(office.site.tree(office.site.clock().today()));
    return reply(json::object{{"units", tree->size()}, {"changed", changed(*call.tree, *tree)}});
}

Answer units_file(Call& call) {
    if (call.scope.begin != 0 || call.scope.end != call.tree->size()) return forbidden(call);
    const std::string csv = TRY(call.office.site.units_csv());
    const TemporaryFolder folder;
    const std::string path = folder.path("units.xlsx");
    xlsx::Writer writer = TRY(xlsx::Writer::create(path));
    TRY(writer.add_sheet("单位", {16, 28, 12, 16, 12, 12, 16, 10}));
    CsvReader reader = TRY(CsvReader::from_text(csv));
    uint32_t row = 0;
    while (const CsvRecord* record = TRY(reader.next())) {
        for (uint32_t column = 0; column < record->fields.size(); ++column) {
            TRY(writer.write({row, column}, std::string(record->fields[column]),
                             row == 0 ? xlsx::WriteStyle::kHeading : xlsx::WriteStyle::kText));
        }
        ++row;
    }
    TRY(writer.close());
    return xlsx_file(TRY(read_file(path)), "单位.xlsx");
}

}  // namespace yitao::api
