#include "api/binding_view.h"

#include <algorithm>
#include <map>

#include "api/asked.h"
#include "api/routes.h"
#include "recognise/proposal/doubts.h"

namespace yitao::api {

namespace {

using recognise::ProposedCell;

constexpr size_t kMostAskedIn = 3;

json::object binding_json(Office& office, const Place& place, std::string_view state,
                          const std::string& formula, const ProposedCell* read) {
    json::object out{{"sheet", place.first},
                     {"cell", xlsx::format_cell_ref(place.second)},
                     {"state", state},
                     {"formula", formula},
                     {"words", formula.empty() ? "" : in_words(office, formula)},
                     {"path", read != nullptr ? path_text(read->path) : ""},
                     {"reason", ""},
                     {"candidates", json::array{}},
                     {"proved", read != nullptr && !read->note.empty()}};
    if (read == nullptr) return out;
    if (!read->note.empty()) out["reason"] = read->note;
    json::array& candidates = out["candidates"].as_array();
    for (const recognise::Reading& reading : read->readings) {
        candidates.push_back(json::object{{"formula", reading.formula},
                                          {"words", reading.explanation.zh},
                                          {"confidence", reading.confidence}});
    }
    if (state == "question" && !read->readings.empty() && read->note.empty()) {
        out["reason"] = recognise::doubts_zh(read->readings[0].doubts);
    }
    return out;
}

// Other forms that ask the very same as this cell.
Result<void> add_asked_in(Office& office, const std::string& form_id,
                          const templates::Template& form, const Place& place, json::object& out) {
    json::array others;
    size_t count = 0;
    const AskedCells& asked = *TRY(asked_cells(office));
    const auto same = std::ranges::find_if(form.bindings(), [&](const templates::Binding& one) {
        return Place{one.sheet, one.cell} == place;
    });
    const auto places = same == form.bindings().end() ? asked.places.end()
                                                      : asked.places.find(same->formula.text());
    if (places != asked.places.end()) {
        for (const AskedPlace& other : places->second) {
            if (other.form == form_id) continue;
            ++count;
            if (others.size() == kMostAskedIn) continue;
            others.push_back(json::object{{"template", other.form},
                                          {"name", other.name},
                                          {"sheet", other.sheet},
                                          {"cell", xlsx::format_cell_ref(other.cell)}});
        }
    }
    out["asked_in"] = std::move(others);
    out["asked_in_count"] = count;
    return {};
}

}  // namespace

std::string path_text(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : " / ") + part;
    return text;
}

Result<json::array> bindings_json(Office& office, const site::ShelfItem& item,
                                  const templates::Template& form, const Reading* reading) {
    std::map<Place, json::object> by_place;
    std::map<Place, const ProposedCell*> read;
    if (reading != nullptr) {
        for (const ProposedCell& cell : reading->proposal.cells)
            read[{cell.sheet, cell.cell}] = &cell;
    }
    const auto proposed = [&](const Place& place) {
        const auto known = read.find(place);
        return known == read.end() ? nullptr : known->second;
    };
    for (const auto& [place, cell] : read) {
        const bool asked = !cell->readings.empty();
        by_place[place] = binding_json(office, place, asked ? "question" : "unknown", "", cell);
    }
    for (const templates::OwnFormula& own : form.own_formulas()) {
        const Place place{own.sheet, own.cell};
        by_place[place] = binding_json(office, place, "own", own.formula.text(), nullptr);
    }
    for (const templates::Binding& binding : form.bindings()) {
        const Place place{binding.sheet, binding.cell};
        by_place[place] =
            binding_json(office, place, "bound", binding.formula.text(), proposed(place));
        TRY(add_asked_in(office, item.id, form, place, by_place[place]));
    }
    json::array out;
    for (auto& [place, one] : by_place) out.push_back(std::move(one));
    return out;
}

void rebound(Office& office, const std::string& id) {
    forms_changed(office);
    office.board.forget(id);
    office.fills.everything_changed();
}

Result<Place> place_of(const Call& call, const templates::Template& form) {
    const json::value* sheet = call.body.if_contains("sheet");
    const size_t number =
        sheet != nullptr && sheet->is_int64() ? static_cast<size_t>(sheet->as_int64()) : 0;
    const auto cell = xlsx::parse_cell_ref(TRY(text_of(call, "cell")));
    if (cell && number < form.sheets().size()) return std::pair(number, *cell);
    return fail(ErrorCode::kInvalid, "没有这一格", "there is no such cell", text_or(call, "cell"));
}

Answer rebind_cell(Call& call, const std::string& typed) {
    Office& office = call.office;
    const std::string& id = call.arguments[0];
    const auto form = TRY(office.shelf.open(id));
    const auto [sheet, cell] = TRY(place_of(call, *form));
    std::string formula = typed;
    if (!formula.empty() && !formula.starts_with('=')) formula = "=" + formula;
    if (!formula.empty()) {
        if (auto compiled = formula::compile(formula, office.site.catalog()); !compiled) {
            return std::unexpected(std::move(compiled).error());
        }
    }
    templates::BindingsFile bindings = TRY(office.shelf.bindings(id));
    const std::string& name = form->sheets()[sheet].name;
    const auto is_here = [&, at = cell, first = sheet == 0](const auto& entry) {
        return entry.cell == at && (entry.sheet == name || (first && entry.sheet.empty()));
    };
    org::UnitCode for_unit = 0;
    for (const auto& entry : bindings.cells)
        if (is_here(entry)) for_unit = entry.for_unit;
    for (const auto& entry : bindings.questions)
        if (is_here(entry)) for_unit = entry.for_unit;
    std::erase_if(bindings.cells, is_here);
    std::erase_if(bindings.questions, is_here);
    if (!formula.empty()) {
        bindings.cells.push_back(
            {.sheet = name, .cell = cell, .formula = formula, .for_unit = for_unit});
    }
    TRY(office.shelf.rebind(id, templates::write_bindings_file(bindings)));
    rebound(office, id);
    const auto now = TRY(office.shelf.open(id));
    const site::ShelfItem item = TRY(office.shelf.item(id));
    const auto reading = TRY(reading_of(office, item));
    const ProposedCell* read = reading->find(sheet, cell);
    const std::string_view state = !formula.empty()                             ? "bound"
                                   : read != nullptr && !read->readings.empty() ? "question"
                                                                                : "unknown";
    json::object out = binding_json(office, {sheet, cell}, state, formula, read);
    if (!formula.empty()) TRY(add_asked_in(office, id, *now, {sheet, cell}, out));
    return reply(out);
}

Answer bind_cell(Call& call) {
    return rebind_cell(call, TRY(text_of(call, "formula")));
}

}  // namespace yitao::api
