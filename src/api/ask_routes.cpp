// What forms ask twice, and what no ledger holds: said beside a cell, told by whoever was asked, or
// asked of every village as 直报.
#include <algorithm>

#include "api/asked.h"
#include "api/binding_view.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "base/text.h"
#include "site/own_rows.h"

namespace yitao::api {

namespace {

constexpr size_t kMostTerm = 200;  // bytes of a question

// The county above a post's unit, or what is above all it sees: nobody is told apart there.
org::UnitCode county_of(const Call& call) {
    org::UnitIndex unit = call.scope.begin;
    while (call.tree->unit(unit).level > org::Level::kCounty &&
           call.tree->parent_of(unit) != unit) {
        unit = call.tree->parent_of(unit);
    }
    return call.tree->unit(unit).code;
}

// A question as a criterion: its signs mean nothing there.
std::string plain_term(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        if (std::string_view("*?~<>=\"\r\n\t").find(c) == std::string_view::npos) out += c;
    }
    return out;
}

}  // namespace

Result<const AskedCells*> asked_cells(Office& office) {
    if (office.asked) return office.asked.get();
    auto asked = std::make_shared<AskedCells>();
    for (const site::ShelfItem& item : TRY(office.shelf.items())) {
        const auto form = office.shelf.open(item.id);
        if (!form) continue;  // it is listed with its problem
        for (const templates::Binding& binding : (*form)->bindings()) {
            if (!binding.formula.uses_ledgers()) continue;
            asked->places[binding.formula.text()].push_back(
                {item.id, item.name, (*form)->sheets()[binding.sheet].name, binding.cell});
        }
        for (const std::string& term : site::direct_terms(office.site.catalog(), **form)) {
            auto& names = asked->direct[term];
            if (names.empty() || names.back() != item.name) names.push_back(item.name);
        }
    }
    office.asked = std::move(asked);
    return office.asked.get();
}

void forms_changed(Office& office) {
    office.burden.reset();
    office.asked.reset();
    ++office.forms_version;
}

Answer tell_asked_before(Call& call) {
    Office& office = call.office;
    const site::ShelfItem item = TRY(office.shelf.item(call.arguments[0]));
    const auto form = TRY(office.shelf.open(call.arguments[0]));
    const auto [sheet, cell] = TRY(place_of(call, *form));
    const bool asks = std::ranges::any_of(form->bindings(), [&](const templates::Binding& one) {
        return one.sheet == sheet && one.cell == cell;
    });
    if (!asks &&
        !(item.is_uploaded && TRY(reading_of(office, item))->find(sheet, cell) != nullptr)) {
        return fail(ErrorCode::kInvalid, "这一格没有问什么", "this cell asks nothing",
                    xlsx::format_cell_ref(cell));
    }
    const SeenLedger kept = TRY(program_ledger(office, kAskedBefore));
    const int64_t today = office.site.clock().today().days;
    // Once a day for each cell: remembered here alone, and not for long.
    if (office.told_today.day != today) office.told_today = {today, {}};
    const bool is_first = office.told_today.places
                              .insert(fmt::format("{} {} {} {}", call.scope.post, item.id, sheet,
                                                  xlsx::format_cell_ref(cell)))
                              .second;
    if (!is_first) return nothing();
    // The journal is not to say whose post it was.
    TRY(keep(
        call,
        site::own_row(*kept.schema, ledger::ChangeKind::kInsert, 0,
                      {{"unit", county_of(call)},
                       {"form", item.name},
                       {"cell", form->sheets()[sheet].name + "!" + xlsx::format_cell_ref(cell)},
                       {"told_on", today}}),
        "匿名"));
    return nothing();
}

Answer ask_units(Call& call) {
    Office& office = call.office;
    const std::string& id = call.arguments[0];
    const site::ShelfItem item = TRY(office.shelf.item(id));
    const auto form = TRY(office.shelf.open(id));
    const auto [sheet, cell] = TRY(place_of(call, *form));
    std::string term = plain_term(text_or(call, "term"));
    if (term.empty() && item.is_uploaded) {
        const auto reading = TRY(reading_of(office, item));
        if (const auto* read = reading->find(sheet, cell)) term = plain_term(path_text(read->path));
    }
    if (term.empty() || term.size() > kMostTerm) {
        return fail(ErrorCode::kInvalid, "请简短写明问什么，如“图书室数量（册）”",
                    "say briefly what is asked, as in \"books in the library\"", "term");
    }
    return rebind_cell(call, site::direct_formula(term));
}

}  // namespace yitao::api
