// One page a unit: the numbers and charts that packs name, out of their reports, each of which
// leads on to the rows behind it.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "api/office.h"
#include "api/routes.h"
#include "api/sheets.h"
#include "base/text.h"
#include "pack/overview.h"
#include "xlsx/workbook.h"

namespace yitao::api {

namespace {

// The reports a page is made of: prepared all at once, filled for the unit when one is looked at.
class FilledReports {
  public:
    struct Report {
        site::ShelfItem item;
        Fills::Ready ready;
        std::vector<xlsx::Drawing> sheets;  // empty: not filled yet
    };

    static Result<FilledReports> prepare(Call& call, const report::FillDate& date,
                                         const std::vector<pack::Overview>& overviews) {
        Office& office = call.office;
        FilledReports reports;
        std::unique_lock lock(office.mutex);
        const std::vector<site::ShelfItem> shelf = TRY(office.shelf.items());
        for (size_t p = 0; p < overviews.size(); ++p) {
            std::set<std::string> names;
            for (const pack::Card& card : overviews[p].cards) names.insert(card.report);
            for (const pack::Chart& chart : overviews[p].charts) names.insert(chart.report);
            for (const std::string& name : names) {
                Report report;
                for (const site::ShelfItem& item : shelf) {
                    if (!item.is_uploaded && item.path.ends_with("/" + name + ".xlsx") &&
                        item.path.find("/" + office.site.packs()[p].id + "/") !=
                            std::string::npos) {
                        report.item = item;
                    }
                }
                const auto form = TRY(office.shelf.open(report.item.id));
                report.ready = TRY(office.fills.ready(office.site, form, date, office.mutex));
                reports.unit_ = TRY(unit_of(call, report.ready->tree()));
                reports.reports_.emplace(std::pair(p, name), std::move(report));
                lock.unlock();  // others are answered in between
                lock.lock();
            }
        }
        return reports;
    }

    Result<const Report*> report(size_t pack, const std::string& name) {
        Report& report = reports_.at({pack, name});
        if (report.sheets.empty()) {
            report.sheets = TRY(drawings_of(
                TRY(report.ready->fill({.unit = unit_}, report::Personal::kMasked)).bytes));
        }
        return &report;
    }
    // In the tree of the reports' date.
    [[nodiscard]] org::UnitIndex unit() const { return unit_; }
    // What the page hangs on: the same while no row it shows has changed.
    [[nodiscard]] std::vector<Fills::Ready> made_of() const {
        std::vector<Fills::Ready> all;
        for (const auto& [name, report] : reports_) all.push_back(report.ready);
        return all;
    }

  private:
    std::map<std::pair<size_t, std::string>, Report> reports_;
    org::UnitIndex unit_ = 0;
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

struct Shown {
    json::array cards;
    json::array charts;
};

Result<Shown> show(const Call& call, const std::vector<pack::Overview>& overviews,
                   FilledReports& reports) {
    Shown shown;
    constexpr std::string_view kKinds[] = {"bar", "pie", "line"};
    for (size_t p = 0; p < overviews.size(); ++p) {
        for (const pack::Card& card : overviews[p].cards) {
            const auto& report = *TRY(reports.report(p, card.report));
            const size_t sheet = sheet_of(report, card.sheet);
            const xlsx::DrawnCell* cell = find(report.sheets[sheet], card.cell);
            shown.cards.push_back(json::object{{"label", call.in_words(card.label)},
                                               {"text", cell == nullptr ? "" : cell->text},
                                               {"template", report.item.id},
                                               {"sheet", sheet},
                                               {"cell", xlsx::format_cell_ref(card.cell)}});
        }
        for (const pack::Chart& chart : overviews[p].charts) {
            const auto& report = *TRY(reports.report(p, chart.report));
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
            shown.charts.push_back(json::object{{"title", call.in_words(chart.title)},
                                                {"kind", kKinds[static_cast<size_t>(chart.kind)]},
                                                {"template", report.item.id},
                                                {"labels", std::move(labels)},
                                                {"series", std::move(series)}});
        }
    }
    return shown;
}

}  // namespace

Answer show_overview(Call& call) {
    Office& office = call.office;
    const report::FillDate date = TRY(date_of(call));
    const org::Tree& tree = *call.tree;
    const org::UnitIndex unit = TRY(unit_of(call, tree));
    std::vector<pack::Overview> overviews;
    for (const pack::Pack& pack : office.site.packs()) {
        overviews.push_back(TRY(pack::read_overview(pack)));
    }
    FilledReports reports = TRY(FilledReports::prepare(call, date, overviews));
    const Overviews::Key key{reports.unit(), call.english(), reports.made_of()};
    auto body = office.overviews.find(key);
    if (!body) {
        Shown shown = TRY(show(call, overviews, reports));
        body = json::object{{"cards", std::move(shown.cards)}, {"charts", std::move(shown.charts)}};
        office.overviews.keep(key, *body);
    }
    json::array children;
    for (org::UnitIndex child = unit + 1; child < tree.end_of(unit); child = tree.end_of(child)) {
        children.push_back(to_json(tree, child));
    }
    (*body)["unit"] = to_json(tree, unit);
    (*body)["as_of"] = date.as_of.iso();
    (*body)["path"] = path_json(call, unit);
    (*body)["children"] = std::move(children);
    return reply(*body);
}

}  // namespace yitao::api
