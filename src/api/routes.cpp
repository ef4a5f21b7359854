#include "api/routes.h"

#include <array>

namespace yitao::api {

namespace {

using access::Action;
constexpr Action kNoAction = Action::kReadRows;  // not looked at

constexpr std::array kRoutes = std::to_array<Route>({
    // clang-format off
    {Method::kPost, "/session", Who::kAnybody, kNoAction, Body::kJson, Lock::kOwn, sign_in, "Sign in"},
    {Method::kGet, "/session", Who::kSignedIn, kNoAction, Body::kNone, Lock::kWhole, show_session, "Who is signed in"},
    {Method::kDelete, "/session", Who::kSignedIn, kNoAction, Body::kNone, Lock::kOwn, sign_out, "Sign out"},
    {Method::kPut, "/session/post", Who::kSignedIn, kNoAction, Body::kJson, Lock::kWhole, choose_post, "Act from another of one's posts"},
    {Method::kPut, "/session/password", Who::kSignedIn, kNoAction, Body::kJson, Lock::kOwn, change_password, "Change one's password"},

    {Method::kGet, "/units", Who::kSignedIn, kNoAction, Body::kNone, Lock::kWhole, list_units, "Units one sees", "parent q"},
    {Method::kGet, "/units/{unit}", Who::kSignedIn, kNoAction, Body::kNone, Lock::kWhole, show_unit, "A unit and those above it"},

    {Method::kGet, "/ledgers", Who::kMay, Action::kReadRows, Body::kNone, Lock::kWhole, list_ledgers, "Ledgers one sees"},
    {Method::kGet, "/ledgers/{ledger}", Who::kMay, Action::kReadRows, Body::kNone, Lock::kWhole, show_ledger, "A ledger's columns"},
    {Method::kGet, "/ledgers/{ledger}/rows", Who::kMay, Action::kReadRows, Body::kNone, Lock::kWhole, list_rows, "Rows, page by page", "unit q filter sort cursor offset limit"},
    {Method::kGet, "/ledgers/{ledger}/rows/{row}", Who::kMay, Action::kReadRows, Body::kNone, Lock::kWhole, show_row, "One row"},
    {Method::kGet, "/ledgers/{ledger}/rows/{row}/history", Who::kMay, Action::kReadRows, Body::kNone, Lock::kWhole, row_history, "What the journal says of a row"},
    {Method::kPost, "/ledgers/{ledger}/rows/{row}/unmask", Who::kMay, Action::kUnmask, Body::kJson, Lock::kWhole, unmask_row, "Personal columns in full, with a reason that is recorded"},
    {Method::kPost, "/ledgers/{ledger}/rows", Who::kMay, Action::kWriteRows, Body::kJson, Lock::kWhole, add_row, "A new row"},
    {Method::kPatch, "/ledgers/{ledger}/rows/{row}", Who::kMay, Action::kWriteRows, Body::kJson, Lock::kWhole, change_row, "Fields of a row (If-Match)"},
    {Method::kDelete, "/ledgers/{ledger}/rows/{row}", Who::kMay, Action::kWriteRows, Body::kNone, Lock::kWhole, remove_row, "Remove a row (If-Match)"},
    {Method::kPost, "/ledgers/{ledger}/check", Who::kMay, Action::kWriteRows, Body::kJson, Lock::kWhole, check_row, "What would be said of these fields"},
    {Method::kPost, "/ledgers/{ledger}/paste", Who::kMay, Action::kWriteRows, Body::kJson, Lock::kWhole, paste_rows, "Rows copied from a spreadsheet"},
    {Method::kPost, "/ledgers/{ledger}/import", Who::kMay, Action::kImport, Body::kFile, Lock::kOwn, import_rows, "A file of rows", "name"},
    {Method::kGet, "/jobs/{job}", Who::kMay, Action::kImport, Body::kNone, Lock::kOwn, show_job, "How an import goes"},
    {Method::kGet, "/jobs/{job}/rejects.xlsx", Who::kMay, Action::kImport, Body::kNone, Lock::kOwn, job_rejects, "The rows that did not land"},

    {Method::kGet, "/work", Who::kMay, Action::kWriteRows, Body::kNone, Lock::kWhole, list_work, "What is missing, stale or flagged", "cursor limit"},

    {Method::kGet, "/templates", Who::kMay, Action::kReadTemplates, Body::kNone, Lock::kWhole, list_templates, "Departments' workbooks"},
    {Method::kPost, "/templates", Who::kMay, Action::kWriteTemplates, Body::kFile, Lock::kWhole, add_template, "Upload a workbook and have it read", "name"},
    {Method::kGet, "/templates/{template}", Who::kMay, Action::kReadTemplates, Body::kNone, Lock::kWhole, show_template, "A workbook as it looks, and its bindings"},
    {Method::kDelete, "/templates/{template}", Who::kMay, Action::kWriteTemplates, Body::kNone, Lock::kWhole, remove_template, "Remove an uploaded workbook"},
    {Method::kPut, "/templates/{template}/bindings", Who::kMay, Action::kWriteTemplates, Body::kJson, Lock::kWhole, bind_cell, "The formula behind a cell"},
    {Method::kPost, "/templates/{template}/confirm", Who::kMay, Action::kWriteTemplates, Body::kNone, Lock::kWhole, confirm_template, "Remember what was confirmed"},
    {Method::kPost, "/templates/{template}/examples", Who::kMay, Action::kWriteTemplates, Body::kFile, Lock::kWhole, prove_template, "A filled copy as proof", "name unit as_of"},
    {Method::kGet, "/templates/{template}/values", Who::kMay, Action::kReadTemplates, Body::kNone, Lock::kOwn, show_values, "What its cells show for a unit", "unit as_of period"},
    {Method::kGet, "/templates/{template}/events", Who::kMay, Action::kReadTemplates, Body::kNone, Lock::kWhole, watch_values, "Told when cells change (server-sent events)", "unit as_of period"},
    {Method::kGet, "/templates/{template}/filled.xlsx", Who::kMay, Action::kFill, Body::kNone, Lock::kOwn, filled_workbook, "The workbook, filled", "unit as_of period"},
    {Method::kGet, "/templates/{template}/filled.zip", Who::kMay, Action::kFill, Body::kNone, Lock::kOwn, filled_zip, "The workbooks of all units of a level, or one for each row", "unit level as_of period"},
    {Method::kGet, "/templates/{template}/filled.pdf", Who::kMay, Action::kFill, Body::kNone, Lock::kOwn, filled_pdf, "The filled workbook as PDF", "unit as_of period"},
    {Method::kGet, "/templates/{template}/evidence", Who::kMay, Action::kEvidence, Body::kNone, Lock::kWhole, show_evidence, "The rows behind a number", "sheet cell unit as_of period part cursor limit"},
    {Method::kGet, "/templates/{template}/changes", Who::kMay, Action::kEvidence, Body::kNone, Lock::kWhole, show_changes, "What moved a number between two days", "sheet cell unit since until period"},

    {Method::kPost, "/formula/check", Who::kMay, Action::kReadTemplates, Body::kJson, Lock::kWhole, check_formula, "Whether a formula holds, and what it says"},
    {Method::kGet, "/formula/complete", Who::kMay, Action::kReadTemplates, Body::kNone, Lock::kWhole, complete_formula, "What may follow", "text at"},


    {Method::kGet, "/burden", Who::kMay, Action::kBurden, Body::kNone, Lock::kOwn, show_burden, "What forms ask and what of it is known"},
    {Method::kGet, "/overview", Who::kMay, Action::kOverview, Body::kNone, Lock::kOwn, show_overview, "One page a unit: numbers and charts out of its reports", "unit as_of period"},

    {Method::kGet, "/accounts", Who::kMay, Action::kAccounts, Body::kNone, Lock::kWhole, list_accounts, "Accounts and their posts"},
    {Method::kPost, "/accounts", Who::kMay, Action::kAccounts, Body::kJson, Lock::kWhole, add_account, "A new account"},
    {Method::kPost, "/posts/{post}/hand-over", Who::kMay, Action::kAccounts, Body::kJson, Lock::kWhole, hand_over_post, "Hand a post over"},
    {Method::kDelete, "/accounts/{account}/sessions", Who::kMay, Action::kAccounts, Body::kNone, Lock::kWhole, end_sessions, "End all sessions of an account"},
    {Method::kGet, "/audit", Who::kMay, Action::kAudit, Body::kNone, Lock::kWhole, show_audit, "The trail", "cursor limit"},
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
