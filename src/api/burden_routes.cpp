// What all forms on the shelf ask, and how much of it is asked for nothing.
#include <map>

#include "api/asked.h"
#include "api/reading.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "form/register.h"
#include "site/asked_forms.h"
#include "site/own_rows.h"

namespace yitao::api {

namespace {

using Kind = recognise::Answer;
using recognise::Tally;

struct Sums {
    size_t forms = 0;
    size_t asked = 0;
    size_t known = 0;
    size_t repeated = 0;
    size_t typed = 0;

    void add(const Tally& tally) {
        ++forms;
        asked += tally.typed_before();
        known += tally.of(Kind::kKnown) + tally.of(Kind::kHead) + tally.of(Kind::kDerived);
        repeated += tally.of(Kind::kRepeated);
        typed += tally.of(Kind::kQuestion) + tally.of(Kind::kNew) + tally.of(Kind::kHand);
    }
    [[nodiscard]] json::object to_json() const {
        return {{"forms", forms},
                {"asked", asked},
                {"known", known},
                {"repeated", repeated},
                {"typed", typed}};
    }
};

// Seconds of reading, so not under the office's mutex: words, packs and files stand by themselves.
Result<json::object> weigh(const formula::Catalog& catalog, const site::Words& words,
                           std::vector<site::ShelfItem> shelf, const org::Tree& tree) {
    std::vector<site::AskedForm> books;
    std::vector<site::ShelfItem> items;
    json::array unread;
    for (site::ShelfItem& item : shelf) {
        auto form = site::read_asked_form(item.path, item.path, catalog, words.vocabulary);
        if (!form) {
            unread.push_back(json::string(item.name));
            continue;
        }
        form->name = item.name;
        books.push_back(std::move(*form));
        items.push_back(std::move(item));
    }
    std::vector<recognise::AskingForm> forms;
    for (const site::AskedForm& book : books) forms.push_back(book.asking());
    const recognise::Burden burden = recognise::weigh(forms, words.vocabulary, &tree);
    std::map<std::string, Sums> departments;
    json::array rows;
    for (size_t f = 0; f < forms.size(); ++f) {
        Sums sums;
        sums.add(burden.forms[f]);
        const std::string department =
            items[f].department.empty() ? form::issuer_of(forms[f]) : items[f].department;
        departments[department].add(burden.forms[f]);
        json::object row = sums.to_json();
        row["name"] = items[f].name;
        row["id"] = items[f].id;
        row["department"] = department;
        rows.push_back(std::move(row));
    }
    size_t before = 0;
    size_t after = 0;
    for (const auto& unit : burden.units) {
        before += unit.before;
        after += unit.after;
    }
    Sums all;
    for (const Tally& tally : burden.forms) all.add(tally);
    json::array by_department;
    for (const auto& [name, sums] : departments) {
        json::object row = sums.to_json();
        row["name"] = name;
        by_department.push_back(std::move(row));
    }
    json::array questions;
    for (const recognise::Question& question : burden.questions) {
        questions.push_back(json::object{{"label", question.label},
                                         {"topic", question.topic},
                                         {"cells", question.cells.size()}});
    }
    return json::object{{"cells_asked", before},      {"cells_known", all.known},
                        {"cells_typed", after},       {"departments", std::move(by_department)},
                        {"forms", std::move(rows)},   {"questions", std::move(questions)},
                        {"unread", std::move(unread)}};
}

// How often people said "you already asked me this", by form and by department. Not kept: it is
// told at any moment.
Result<void> add_asked_before(Call& call, json::object& burden) {
    std::map<std::string, int64_t> told;
    if (const auto kept = program_ledger(call.office, kAskedBefore)) {
        const auto world = TRY(call.office.rows.world(kept->table));
        const ledger::Table& table = world->tables[kept->table];
        for (uint32_t row = 0; row < table.row_count(); ++row) {
            ++told[site::text_at(table, "form", row)];
        }
    }
    std::map<std::string, int64_t> by_department;
    for (json::value& one : burden["forms"].as_array()) {
        json::object& form = one.as_object();
        const int64_t count = told[std::string(form["name"].as_string())];
        form["asked_before"] = count;
        by_department[std::string(form["department"].as_string())] += count;
    }
    for (json::value& one : burden["departments"].as_array()) {
        json::object& department = one.as_object();
        department["asked_before"] = by_department[std::string(department["name"].as_string())];
    }
    return {};
}

}  // namespace

Answer show_burden(Call& call) {
    Office& office = call.office;
    std::unique_lock lock(office.mutex);
    json::object burden;
    if (office.burden) {
        burden = *office.burden;
    } else {
        const auto words = TRY(words_of(office));
        std::vector<site::ShelfItem> shelf = TRY(office.shelf.items());
        const uint64_t version = office.forms_version;
        lock.unlock();
        burden = TRY(weigh(office.site.catalog(), *words, std::move(shelf), *call.tree));
        lock.lock();
        if (office.forms_version == version) office.burden = burden;
    }
    TRY(add_asked_before(call, burden));
    return reply(burden);
}

}  // namespace yitao::api
