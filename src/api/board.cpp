#include "api/board.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace yitao::api {

namespace json = boost::json;

Result<std::shared_ptr<http::EventStream>> Board::watch(
    std::shared_ptr<const templates::Template> form, const std::string& id,
    const report::FillDate& date, org::UnitIndex unit) {
    auto at = std::ranges::find_if(watched_, [&](const Watched& one) {
        return one.id == id && one.date.as_of == date.as_of &&
               one.date.period.start == date.period.start && one.date.period.end == date.period.end;
    });
    if (at == watched_.end()) {
        const uint32_t report = TRY(city_.add_report(*form, date.as_of, date.period));
        at = watched_.insert(watched_.end(), {id, date, std::move(form), report, {}});
    }
    auto events = std::make_shared<http::EventStream>();
    at->pages.push_back({unit, events});
    return events;
}

void Board::publish() {
    std::map<uint32_t, std::map<org::UnitIndex, json::array>> cells;
    for (const site::CellUpdate& update : city_.take_updates()) {
        const auto one = std::ranges::find(watched_, update.report, &Watched::report);
        if (one == watched_.end()) continue;
        const templates::Binding& binding = one->form->bindings()[update.binding];
        cells[update.report][update.unit].push_back(
            json::object{{"sheet", binding.sheet}, {"cell", xlsx::format_cell_ref(binding.cell)}});
    }
    for (Watched& one : watched_) {
        const auto& changed = cells[one.report];
        for (Page& page : one.pages) {
            const auto own = changed.find(page.unit);
            if (own == changed.end()) continue;
            page.events->send("changed", json::serialize(json::object{{"values", own->second}}));
        }
        one.pages.remove_if([](const Page& page) { return !page.events->is_open(); });
        if (one.pages.empty()) city_.remove_report(one.report);
    }
    watched_.remove_if([](const Watched& one) { return one.pages.empty(); });
}

void Board::forget(const std::string& id) {
    for (Watched& one : watched_) {
        if (one.id != id) continue;
        for (Page& page : one.pages) {
            page.events->send("rebound", "{}");
            page.events->close();
        }
        city_.remove_report(one.report);
    }
    watched_.remove_if([&](const Watched& one) { return one.id == id; });
}

size_t Board::pages() const {
    size_t pages = 0;
    for (const Watched& one : watched_) pages += one.pages.size();
    return pages;
}

void Board::close() {
    for (Watched& one : watched_) {
        for (Page& page : one.pages) page.events->close();
    }
}

}  // namespace yitao::api
