// Departments' workbooks: the shelf, what was understood of them, and what a person makes of it.
#include <algorithm>
#include <filesystem>

#include "api/asked.h"
#include "api/binding_view.h"
#include "api/routes.h"
#include "api/sheets.h"
#include "base/files.h"
#include "base/temporary_folder.h"
#include "intake/convert.h"
#include "recognise/proof/learn.h"
#include "recognise/proof/prove.h"
#include "recognise/proposal/doubts.h"
#include "report/period.h"
#include "site/answers.h"

namespace yitao::api {

namespace {

namespace fs = std::filesystem;
using recognise::ProposedCell;

// The body as .xlsx, an old workbook converted at the door.
Result<std::string> uploaded_xlsx(const Call& call, const std::string& name) {
    const TemporaryFolder folder;
    const std::string path = folder.write(name, call.request.body);
    const std::string readable = TRY(intake::as_xlsx(path));
    return readable == path ? call.request.body : TRY(read_file(readable));
}

std::string upload_name(const Call& call) {
    std::string name = fs::path(std::string(call.query("name"))).filename().string();
    std::ranges::replace(name, '\\', '_');
    return name.empty() || name.starts_with('.') ? "报表.xlsx" : name;
}

struct Tally {
    size_t cells = 0;
    size_t bound = 0;
    size_t questions = 0;
    size_t unknown = 0;
};

Tally tally_of(const templates::Template& form, const Reading* reading) {
    std::map<Place, int> state;
    if (reading != nullptr) {
        for (const ProposedCell& cell : reading->proposal.cells) {
            state[{cell.sheet, cell.cell}] = cell.readings.empty() ? 2 : 1;
        }
    }
    for (const templates::OwnFormula& own : form.own_formulas()) state.erase({own.sheet, own.cell});
    for (const templates::Binding& binding : form.bindings())
        state[{binding.sheet, binding.cell}] = 0;
    Tally tally{.cells = state.size()};
    for (const auto& [place, one] : state)
        ++(one == 0 ? tally.bound : one == 1 ? tally.questions : tally.unknown);
    return tally;
}

json::object identity_json(const Call& call, const recognise::FormIdentity& identity) {
    const auto text = [](const std::optional<recognise::FormIdentity::Item>& item) {
        return item ? item->text : std::string();
    };
    json::array remarks;
    for (const Message& remark : recognise::check_identity(identity, call.tree->as_of())) {
        remarks.push_back(json::string(call.in_words(remark)));
    }
    return {{"number", text(identity.number)},
            {"issuer", text(identity.issued_by)},
            {"approval", text(identity.approval)},
            {"valid_until", text(identity.valid_to)},
            {"remarks", std::move(remarks)}};
}

Answer template_answer(Call& call, const std::string& id, unsigned status) {
    Office& office = call.office;
    const site::ShelfItem item = TRY(office.shelf.item(id));
    const auto form = TRY(office.shelf.open(id));
    std::shared_ptr<const Reading> reading;
    if (item.is_uploaded) reading = TRY(reading_of(office, item));
    json::array sheets;
    for (const xlsx::Drawing& drawing : TRY(blank_drawings(*form))) {
        sheets.push_back(sheet_json(drawing));
    }
    const Tally tally = tally_of(*form, reading.get());
    return reply(
        json::object{
            {"id", id},
            {"name", item.name},
            {"department", item.department},
            {"origin", item.is_uploaded ? "uploaded" : "pack"},
            {"may_write", item.is_uploaded && call.scope.may(access::Action::kWriteTemplates)},
            {"each", form->each() ? form->each()->text() : std::string()},
            {"sheets", std::move(sheets)},
            {"bindings", TRY(bindings_json(office, item, *form, reading.get()))},
            {"known", {{"columns", tally.cells}, {"known", tally.bound}}},
            {"identity",
             reading ? json::value(identity_json(call, reading->identity)) : json::value(nullptr)}},
        status);
}

}  // namespace

Answer list_templates(Call& call) {
    json::array items;
    Office& office = call.office;
    for (const site::ShelfItem& item : TRY(office.shelf.items())) {
        json::object out{{"id", item.id},
                         {"name", item.name},
                         {"department", item.department},
                         {"origin", item.is_uploaded ? "uploaded" : "pack"},
                         {"cells", 0},
                         {"bound", 0},
                         {"questions", 0},
                         {"unknown", 0}};
        const auto form = office.shelf.open(item.id);
        if (form) {
            const auto reading = item.is_uploaded ? reading_of(office, item)
                                                  : Result<std::shared_ptr<const Reading>>(nullptr);
            const Tally tally = tally_of(**form, reading ? reading->get() : nullptr);
            out["cells"] = tally.cells;
            out["bound"] = tally.bound;
            out["questions"] = tally.questions;
            out["unknown"] = tally.unknown;
            out["each"] = (*form)->each() ? (*form)->each()->text() : std::string();
        } else {
            out["problem"] = call.in_words(form.error().message);
        }
        items.push_back(std::move(out));
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer add_template(Call& call) {
    Office& office = call.office;
    const std::string name = upload_name(call);
    const std::string bytes = TRY(uploaded_xlsx(call, name));
    // A workbook that is bound already keeps its bindings; another is read.
    auto bound = templates::Template::open(bytes, name, "", office.site.catalog());
    std::string bindings;
    std::shared_ptr<const Reading> reading;
    if (!bound || bound->bindings().empty()) {
        reading = std::make_shared<const Reading>(TRY(read_workbook(office, bytes)));
        bindings = recognise::write_bindings(reading->proposal);
    }
    const std::string id = TRY(office.shelf.add(name, bytes, bindings));
    if (reading) office.readings[id] = reading;
    forms_changed(office);
    return template_answer(call, id, 201);
}

Answer show_template(Call& call) {
    return template_answer(call, call.arguments[0], 200);
}

Answer remove_template(Call& call) {
    TRY(call.office.shelf.remove(call.arguments[0]));
    rebound(call.office, call.arguments[0]);
    call.office.readings.erase(call.arguments[0]);
    return nothing();
}

// What was confirmed is remembered as the installation's words and used for the next workbook.
Answer confirm_template(Call& call) {
    Office& office = call.office;
    const std::string& id = call.arguments[0];
    const site::ShelfItem item = TRY(office.shelf.item(id));
    const auto form = TRY(office.shelf.open(id));
    size_t remembered = 0;
    if (item.is_uploaded) {
        const auto reading = TRY(reading_of(office, item));
        const site::Words& words = *TRY(words_of(office));
        auto lessons = recognise::lessons_of(reading->proposal, reading->structure,
                                             TRY(office.shelf.bindings(id)), words.vocabulary);
        for (recognise::Lesson& lesson : lessons) lesson.source = item.name;
        if (!lessons.empty()) {
            remembered = TRY(site::remember(office.site, lessons, call.who));
            told(office);
        }
    }
    return reply(json::object{{"bound", form->bindings().size()}, {"remembered", remembered}});
}

Answer prove_template(Call& call) {
    Office& office = call.office;
    const std::string& id = call.arguments[0];
    const site::ShelfItem item = TRY(office.shelf.item(id));
    if (!item.is_uploaded) {
        return fail(ErrorCode::kUnsupported, "套件自带的报表已经绑定好，不用例表",
                    "a pack's own template is bound already", item.name);
    }
    Reading reading = *TRY(reading_of(office, item));
    xlsx::Workbook form = TRY(xlsx::Workbook::open(item.path));
    const std::string name = upload_name(call);
    xlsx::Workbook filled = TRY(xlsx::Workbook::from_bytes(TRY(uploaded_xlsx(call, name))));
    recognise::AlignedCopy copy =
        recognise::align_copy(TRY(recognise::read_grids(form)), TRY(recognise::read_grids(filled)));
    if (copy.share < recognise::kSameForm) {
        return fail(ErrorCode::kInvalid, "这份表与报表对不上，不是同一张表",
                    "this is a copy of another form", name);
    }
    copy.name = name;
    const report::FillDate date = TRY(date_of(call));
    const auto tree = TRY(office.site.tree(date.as_of));
    copy.unit = tree->unit(TRY(unit_of(call, *tree))).code;
    copy.as_of = date.as_of;
    copy.period = date.period;
    const std::vector<recognise::AlignedCopy> copies = {std::move(copy)};
    const site::Words& words = *TRY(words_of(office));
    site::Answers answers(office.site, {{copies[0].unit, copies[0].as_of, copies[0].period}});
    const auto ask = [&](std::span<const recognise::Asking> askings) {
        return answers.ask(askings);
    };
    TRY(recognise::prove(reading.proposal, words.vocabulary, copies, ask));
    // What a person has bound already stands.
    templates::BindingsFile proved =
        TRY(templates::parse_bindings_file(recognise::write_bindings(reading.proposal)));
    for (const templates::CellEntry& own : TRY(office.shelf.bindings(id)).cells) {
        const auto same = [&](const auto& entry) {
            return entry.cell == own.cell && entry.sheet == own.sheet;
        };
        if (std::ranges::any_of(proved.cells, same)) continue;
        std::erase_if(proved.questions, same);
        proved.cells.push_back(own);
    }
    TRY(office.shelf.rebind(id, templates::write_bindings_file(proved)));
    office.readings[id] = std::make_shared<const Reading>(std::move(reading));
    rebound(office, id);
    return template_answer(call, id, 200);
}

}  // namespace yitao::api
