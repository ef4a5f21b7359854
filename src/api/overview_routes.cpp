// One page a unit: the numbers and charts that packs name, out of their reports, each of which
// leads on to the rows behind it.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "api/office.h"
#include "api/routes.h"
#include "api/sheets.h"
#include "base/text.h"
#include "pack/overview.h"
#include "xlsx/workbook.h"

namespace yitao::api {

namespace {

// Reports filled for the unit, each once.
class FilledReports {
  public:
    FilledReports(Call& call, const report::FillDate& date) : call_(call), date_(date) {}

    struct Report {
        site::ShelfItem item;
        std::vector<xlsx::Drawing> sheets;
    };
    Result<const Report*> report(const pack::Pack& pack, const std::string& name) {
        Office& office = call_.office;
        const auto known = reports_.find({pack.id, name});
        if (known != reports_.end()) return &known->second;
        Report report;
        Fills::Ready ready;
        std::unique_lock lock(office.mutex);
        for (site::ShelfItem& item : TRY(office.shelf.items())) {
            if (!item.is_uploaded && item.path.find("/" + pack.id + "/") != std::string::npos &&
                item.path.ends_with("/" + name + ".xlsx")) {
                report.item = std::move(item);
            }
        }
        const auto form = TRY(office.shelf.open(report.item.id));
        ready = TRY(office.fills.ready(office.site, form, date_, office.mutex));
        const org::UnitIndex unit = TRY(unit_of(call_, ready->tree()));
        lock.unlock();  // other dates are asked for under it
        report.sheets =
            TRY(drawings_of(TRY(ready->fill({.unit = unit}, report::Personal::kMasked)).bytes));
        return &reports_.emplace(std::pair(pack.id, name), std::move(report)).first->second;
    }

  private:
    Call& call_;
    report::FillDate date_;
    std::map<std::pair<std::string, std::string>, Report> reports_;
};

size_t sheet_of(const FilledReports::Report& report, const std::string& name) {
    for (size_t s = 0; s < report.sheets.size(); ++s) {
        if (report.sheets[s].name == name) return s;
    }
    return 0;
}

const xlsx::DrawnCell* find(const xlsx::Drawing& sheet, xlsx::CellRef cell) {
    const auto at = std::ranges::find_if(sheet.cells, [&](const xlsx::DrawnCell& one) {
        return one.row == cell.row && one.column == cell.column;
    });
    return at == sheet.cells.end() ? nullptr : &*at;
}

std::vector<std::string> texts_of(const xlsx::Drawing& sheet, const xlsx::CellRange& range) {
    std::vector<std::string> texts;
    for (uint32_t row = range.first.row; row <= range.last.row; ++row) {
        for (uint32_t column = range.first.column; column <= range.last.column; ++column) {
            const xlsx::DrawnCell* cell = find(sheet, {row, column});
            texts.push_back(cell == nullptr ? "" : cell->text);
        }
    }
    return texts;
}

// "1,234.5" → 1234.5, "12%" → 12; what is no number is nothing.
json::value number_of(const std::string& text) {
    std::string plain;
    for (const char c : text) {
        if (c != ',' && c != '%') plain += c;
    }
    char* end = nullptr;
    const double number = std::strtod(plain.c_str(), &end);
    if (plain.empty() || *end != '\0') return nullptr;
    return number;
}

}  // namespace

Answer show_overview(Call& call) {
    Office& office = call.office;
    const report::FillDate date = TRY(date_of(call));
    const org::Tree& tree = *call.tree;
    const org::UnitIndex unit = TRY(unit_of(call, tree));
    FilledReports reports(call, date);
    json::array cards;
    json::array charts;
    constexpr std::string_view kKinds[] = {"bar", "pie", "line"};
    for (const pack::Pack& pack : office.site.packs()) {
        const pack::Overview overview = TRY(pack::read_overview(pack));
        for (const pack::Card& card : overview.cards) {
            const auto& report = *TRY(reports.report(pack, card.report));
            const size_t sheet = sheet_of(report, card.sheet);
            const xlsx::DrawnCell* cell = find(report.sheets[sheet], card.cell);
            cards.push_back(json::object{{"label", call.in_words(card.label)},
                                         {"text", cell == nullptr ? "" : cell->text},
                                         {"template", report.item.id},
                                         {"sheet", sheet},
                                         {"cell", xlsx::format_cell_ref(card.cell)}});
        }
        for (const pack::Chart& chart : overview.charts) {
            const auto& report = *TRY(reports.report(pack, chart.report));
            const xlsx::Drawing& sheet = report.sheets[sheet_of(report, chart.sheet)];
            json::array labels;
            for (const std::string& text : texts_of(sheet, chart.labels)) {
                labels.push_back(json::string(trim(text)));
            }
            json::array series;
            for (const pack::Chart::Series& one : chart.series) {
                json::array values;
                for (const std::string& text : texts_of(sheet, one.cells)) {
                    values.push_back(number_of(text));
                }
                series.push_back(json::object{{"name", one.name}, {"values", std::move(values)}});
            }
            charts.push_back(json::object{{"title", call.in_words(chart.title)},
                                          {"kind", kKinds[static_cast<size_t>(chart.kind)]},
                                          {"template", report.item.id},
                                          {"labels", std::move(labels)},
                                          {"series", std::move(series)}});
        }
    }
    json::array children;
    for (org::UnitIndex child = unit + 1; child < tree.end_of(unit); child = tree.end_of(child)) {
        children.push_back(to_json(tree, child));
    }
    return reply(json::object{{"unit", to_json(tree, unit)},
                              {"as_of", date.as_of.iso()},
                              {"path", path_json(call, unit)},
                              {"children", std::move(children)},
                              {"cards", std::move(cards)},
                              {"charts", std::move(charts)}});
}

}  // namespace yitao::api
