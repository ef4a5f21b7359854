#include "api/routes.h"

#include <array>

namespace yitao::api {

namespace {

using access::Action;
using enum Method;
using enum Who;
using enum Body;
using enum Lock;
constexpr Action kNoAction = Action::kReadRows;  // not looked at

constexpr std::array kRoutes = std::to_array<Route>({
    // clang-format off
    {kPost, "/session", kAnybody, kNoAction, kJson, kOwn, sign_in,
     "Sign in"},
    {kGet, "/session", kSignedIn, kNoAction, kNone, kWhole, show_session,
     "Who is signed in"},
    {kDelete, "/session", kSignedIn, kNoAction, kNone, kOwn, sign_out,
     "Sign out"},
    {kPut, "/session/post", kSignedIn, kNoAction, kJson, kWhole, choose_post,
     "Act from another of one's posts"},
    {kPut, "/session/password", kSignedIn, kNoAction, kJson, kOwn, change_password,
     "Change one's password"},

    {kGet, "/units", kSignedIn, kNoAction, kNone, kWhole, list_units,
     "Units one sees", "parent q"},
    {kGet, "/units/{unit}", kSignedIn, kNoAction, kNone, kWhole, show_unit,
     "A unit and those above it"},
    {kPut, "/units", kMay, Action::kUnits, kFile, kWhole, update_units,
     "A newer register of units (.xlsx, .csv)"},
    {kGet, "/units.xlsx", kMay, Action::kUnits, kNone, kWhole, units_file,
     "The register of units as a file"},

    {kGet, "/ledgers", kMay, Action::kReadRows, kNone, kWhole, list_ledgers,
     "Ledgers one sees"},
    {kGet, "/ledgers/{ledger}", kMay, Action::kReadRows, kNone, kWhole, show_ledger,
     "A ledger's columns"},
    {kGet, "/ledgers/{ledger}/rows", kMay, Action::kReadRows, kNone, kWhole, list_rows,
     "Rows, page by page", "unit q filter sort cursor offset limit"},
    {kGet, "/ledgers/{ledger}/rows/{row}", kMay, Action::kReadRows, kNone, kWhole, show_row,
     "One row"},
    {kGet, "/ledgers/{ledger}/rows/{row}/history", kMay, Action::kReadRows, kNone, kWhole, row_history,
     "What the journal says of a row"},
    {kPost, "/ledgers/{ledger}/rows/{row}/unmask", kMay, Action::kUnmask, kJson, kWhole, unmask_row,
     "Personal columns in full, with a reason that is recorded"},
    {kPost, "/ledgers/{ledger}/rows", kMay, Action::kWriteRows, kJson, kWhole, add_row,
     "A new row"},
    {kPatch, "/ledgers/{ledger}/rows/{row}", kMay, Action::kWriteRows, kJson, kWhole, change_row,
     "Fields of a row (If-Match)"},
    {kDelete, "/ledgers/{ledger}/rows/{row}", kMay, Action::kWriteRows, kNone, kWhole, remove_row,
     "Remove a row (If-Match)"},
    {kPost, "/ledgers/{ledger}/check", kMay, Action::kWriteRows, kJson, kWhole, check_row,
     "What would be said of these fields"},
    {kPost, "/ledgers/{ledger}/paste", kMay, Action::kWriteRows, kJson, kWhole, paste_rows,
     "Rows copied from a spreadsheet"},
    {kPost, "/ledgers/{ledger}/import", kMay, Action::kImport, kFile, kOwn, import_rows,
     "A file of rows", "name"},
    {kGet, "/jobs/{job}", kMay, Action::kImport, kNone, kOwn, show_job,
     "How an import goes"},
    {kGet, "/jobs/{job}/rejects.xlsx", kMay, Action::kImport, kNone, kOwn, job_rejects,
     "The rows that did not land"},

    {kGet, "/work", kMay, Action::kWriteRows, kNone, kWhole, list_work,
     "What is flagged, missing, stale, asked or disputed", "cursor limit"},
    {kPost, "/work/confirm", kMay, Action::kConfirm, kJson, kWhole, confirm_rows,
     "Rows are as they stand, each with its household"},
    {kPost, "/ledgers/{ledger}/confirm", kMay, Action::kConfirm, kJson, kWhole, confirm_ledger,
     "A village's whole ledger is as it stands, empty ones too"},
    {kPost, "/ledgers/{ledger}/rows/{row}/disputes", kMay, Action::kDispute, kJson, kWhole, raise_objection,
     "A fact of somebody else is wrong"},
    {kGet, "/disputes", kMay, Action::kReadRows, kNone, kWhole, list_objections,
     "Objections one has raised or must answer", "state cursor limit"},
    {kPost, "/disputes/{dispute}/answer", kMay, Action::kWriteRows, kJson, kWhole, answer_objection,
     "Accept an objection, and the fact is changed, or say why not"},

    {kGet, "/templates", kMay, Action::kReadTemplates, kNone, kWhole, list_templates,
     "Departments' workbooks"},
    {kPost, "/templates", kMay, Action::kWriteTemplates, kFile, kWhole, add_template,
     "Upload a workbook and have it read", "name"},
    {kGet, "/templates/{template}", kMay, Action::kReadTemplates, kNone, kWhole, show_template,
     "A workbook as it looks, and its bindings"},
    {kDelete, "/templates/{template}", kMay, Action::kWriteTemplates, kNone, kWhole, remove_template,
     "Remove an uploaded workbook"},
    {kPut, "/templates/{template}/bindings", kMay, Action::kWriteTemplates, kJson, kWhole, bind_cell,
     "The formula behind a cell"},
    {kPost, "/templates/{template}/asked-before", kMay, Action::kWriteRows, kJson, kWhole, tell_asked_before,
     "You already asked me this; nobody is named"},
    {kPost, "/templates/{template}/ask", kMay, Action::kWriteTemplates, kJson, kWhole, ask_units,
     "Ask every village what no ledger holds"},
    {kPost, "/templates/{template}/confirm", kMay, Action::kWriteTemplates, kNone, kWhole, confirm_template,
     "Remember what was confirmed"},
    {kPost, "/templates/{template}/examples", kMay, Action::kWriteTemplates, kFile, kWhole, prove_template,
     "A filled copy as proof", "name unit as_of"},
    {kGet, "/templates/{template}/values", kMay, Action::kReadTemplates, kNone, kOwn, show_values,
     "What its cells show for a unit", "unit as_of period"},
    {kGet, "/templates/{template}/events", kMay, Action::kReadTemplates, kNone, kWhole, watch_values,
     "Told when cells change (server-sent events)", "unit as_of period"},
    {kGet, "/templates/{template}/filled.xlsx", kMay, Action::kFill, kNone, kOwn, filled_workbook,
     "The workbook, filled", "unit as_of period personal reason"},
    {kGet, "/templates/{template}/filled.zip", kMay, Action::kFill, kNone, kOwn, filled_zip,
     "The workbooks of all units of a level, or one for each row",
     "unit level as_of period personal reason"},
    {kGet, "/templates/{template}/filled.pdf", kMay, Action::kFill, kNone, kOwn, filled_pdf,
     "The filled workbook as PDF", "unit as_of period personal reason"},
    {kGet, "/templates/{template}/evidence", kMay, Action::kEvidence, kNone, kOwn, show_evidence,
     "The rows behind a number", "sheet cell unit as_of period part cursor limit"},
    {kGet, "/templates/{template}/changes", kMay, Action::kEvidence, kNone, kWhole, show_changes,
     "What moved a number between two days", "sheet cell unit since until period"},

    {kPost, "/formula/check", kMay, Action::kReadTemplates, kJson, kWhole, check_formula,
     "Whether a formula holds, and what it says"},
    {kGet, "/formula/complete", kMay, Action::kReadTemplates, kNone, kWhole, complete_formula,
     "What may follow", "text at"},

    {kGet, "/burden", kMay, Action::kBurden, kNone, kOwn, show_burden,
     "What forms ask and what of it is known"},
    {kGet, "/overview", kMay, Action::kOverview, kNone, kOwn, show_overview,
     "One page a unit: numbers and charts out of its reports", "unit as_of period"},

    {kGet, "/accounts", kMay, Action::kAccounts, kNone, kWhole, list_accounts,
     "Accounts and their posts"},
    {kPost, "/accounts", kMay, Action::kAccounts, kJson, kWhole, add_account,
     "A new account"},
    {kPost, "/posts/{post}/hand-over", kMay, Action::kAccounts, kJson, kWhole, hand_over_post,
     "Hand a post over"},
    {kDelete, "/accounts/{account}/sessions", kMay, Action::kAccounts, kNone, kWhole, end_sessions,
     "End all sessions of an account"},
    {kGet, "/audit", kMay, Action::kAudit, kNone, kWhole, show_audit,
     "The trail", "cursor limit"},

    {kPost, "/local/import", kLocal, kNoAction, kJson, kOwn, local_import, "Import a file of this machine"},
    {kGet, "/local/jobs/{job}", kLocal, kNoAction, kNone, kOwn, local_job, "How it goes"},
    {kPost, "/local/units", kLocal, kNoAction, kJson, kWhole, local_units, "A newer register of units"},
    {kPost, "/local/forget", kLocal, kNoAction, kJson, kWhole, local_forget, "Delete a subject for good"},
    {kPost, "/local/lessons", kLocal, kNoAction, kJson, kWhole, local_lessons, "Keep what was confirmed"},
    {kPost, "/local/accounts", kLocal, kNoAction, kJson, kWhole, local_account, "A new account with a post"},
    // clang-format on
});

}  // namespace

std::span<const Route> routes() {
    return kRoutes;
}

std::string_view method_name(Method method) {
    switch (method) {
        case Method::kGet:
            return "GET";
        case Method::kPost:
            return "POST";
        case Method::kPut:
            return "PUT";
        case Method::kPatch:
            return "PATCH";
        case Method::kDelete:
            return "DELETE";
    }
    return "";
}

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string> arguments;
    while (true) {
        const size_t pattern_end = pattern.find('/', 1);
        const size_t path_end = path.find('/', 1);
        const std::string_view wanted = pattern.substr(0, pattern_end);
        const std::string_view given = path.substr(0, path_end);
        if (wanted.starts_with("/{")) {
            if (given.size() < 2) return std::nullopt;
            arguments.push_back(http::percent_decoded(given.substr(1)));
        } else if (wanted != given) {
            return std::nullopt;
        }
        if (pattern_end == std::string_view::npos || path_end == std::string_view::npos) {
            if (pattern_end != path_end) return std::nullopt;
            return arguments;
        }
        pattern.remove_prefix(pattern_end);
        path.remove_prefix(path_end);
    }
}

namespace {

json::object parameter(std::string_view name, std::string_view place) {
    return {{"name", name},
            {"in", place},
            {"required", place == "path"},
            {"schema", {{"type", "string"}}}};
}

json::object operation(const Route& route) {
    json::array parameters;
    for (size_t at = route.pattern.find('{'); at != std::string_view::npos;
         at = route.pattern.find('{', at + 1)) {
        parameters.push_back(
            parameter(route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1), "path"));
    }
    std::string_view rest = route.parameters;
    while (!rest.empty()) {
        const size_t end = rest.find(' ');
        parameters.push_back(parameter(rest.substr(0, end), "query"));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    const json::object failed{
        {"description", "A problem, in the reader's language"},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    json::object out{
        {"summary", route.summary},
        {"parameters", std::move(parameters)},
        {"responses", {{"2XX", {{"description", "Done"}}}, {"4XX", failed}, {"5XX", failed}}}};
    if (route.body != Body::kNone) {
        const std::string_view type =
            route.body == Body::kJson ? "application/json" : "application/octet-stream";
        out["requestBody"] = {{"required", true}, {"content", {{type, json::object{}}}}};
    }
    out["security"] =
        route.who == Who::kAnybody ? json::array{} : json::array{{{"session", json::array{}}}};
    if (route.who == Who::kMay) out["x-action"] = access::action_id(route.action);
    return out;
}

}  // namespace

http::Response openapi() {
    json::object paths;
    for (const Route& route : kRoutes) {
        if (route.who == Who::kLocal) continue;
        json::object& path =
            paths.emplace(route.pattern, json::object{}).first->value().as_object();
        std::string method(method_name(route.method));
        for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
        path[method] = operation(route);
    }
    const json::object text{{"type", "string"}};
    return reply(json::object{
        {"openapi", "3.1.0"},
        {"info", {{"title", "Yitao"}, {"version", "1"}}},
        {"servers", json::array{json::object{{"url", "/api/v1"}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"securitySchemes",
           {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "yitao_session"}}}}},
          {"schemas",
           {{"Problem",
             {{"type", "object"},
              {"properties",
               {{"type", text},
                {"title", text},
                {"title_en", text},
                {"code", text},
                {"place", text},
                {"status", {{"type", "integer"}}},
                {"request_id", text}}}}}}}}}});
}

}  // namespace yitao::api
