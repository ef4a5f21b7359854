// All routes of the API in one table; openapi.json is made of it too.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "api/call.h"

namespace yitao::api {

enum class Method : uint8_t { kGet, kPost, kPut, kPatch, kDelete };
enum class Body : uint8_t { kNone, kJson, kFile };
enum class Who : uint8_t {
    kLocal,     // the command line, over the server's own socket; not part of the API
    kAnybody,   // not signed in
    kSignedIn,  // from any post
    kMay,       // whose post may do Route::action
};
enum class Lock : uint8_t {
    kWhole,  // the office is the handler's alone while it runs
    kOwn,    // it locks by itself, and not for long
};

struct Route {
    Method method;
    std::string_view pattern;  // "/ledgers/{ledger}/rows"
    Who who;
    access::Action action;  // of kMay
    Body body;
    Lock lock;
    Answer (*handle)(Call&);
    std::string_view summary;          // for openapi.json
    std::string_view parameters = {};  // of the query, joined by spaces
};

std::span<const Route> routes();
std::string_view method_name(Method method);
// The arguments of the path where it fits the pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);
http::Response openapi();

// ---- the handlers, by file
Answer sign_in(Call& call);  // session_routes.cpp
Answer show_session(Call& call);
Answer sign_out(Call& call);
Answer choose_post(Call& call);
Answer change_password(Call& call);
Answer list_units(Call& call);  // unit_routes.cpp
Answer show_unit(Call& call);
Answer update_units(Call& call);
Answer units_file(Call& call);
Answer list_ledgers(Call& call);  // ledger_routes.cpp
Answer show_ledger(Call& call);
Answer list_rows(Call& call);
Answer show_row(Call& call);
Answer row_history(Call& call);
Answer unmask_row(Call& call);
Answer add_row(Call& call);  // row_routes.cpp
Answer change_row(Call& call);
Answer remove_row(Call& call);
Answer check_row(Call& call);
Answer paste_rows(Call& call);
Answer import_rows(Call& call);  // import_routes.cpp
Answer show_job(Call& call);
Answer job_rejects(Call& call);
Answer list_work(Call& call);     // work_routes.cpp
Answer confirm_rows(Call& call);  // review_routes.cpp
Answer confirm_ledger(Call& call);
Answer raise_objection(Call& call);  // objection_routes.cpp
Answer list_objections(Call& call);
Answer answer_objection(Call& call);
Answer list_templates(Call& call);  // template_routes.cpp
Answer add_template(Call& call);
Answer show_template(Call& call);
Answer remove_template(Call& call);
Answer bind_cell(Call& call);          // binding_view.cpp
Answer tell_asked_before(Call& call);  // ask_routes.cpp
Answer ask_units(Call& call);
Answer confirm_template(Call& call);
Answer prove_template(Call& call);
Answer show_values(Call& call);  // value_routes.cpp
Answer watch_values(Call& call);
Answer filled_workbook(Call& call);
Answer filled_zip(Call& call);
Answer filled_pdf(Call& call);
Answer show_evidence(Call& call);  // evidence_routes.cpp
Answer show_changes(Call& call);
Answer check_formula(Call& call);  // formula_routes.cpp
Answer complete_formula(Call& call);
Answer show_burden(Call& call);    // burden_routes.cpp
Answer show_overview(Call& call);  // overview_routes.cpp
Answer local_import(Call& call);   // local_routes.cpp
Answer local_job(Call& call);
Answer local_units(Call& call);
Answer local_forget(Call& call);
Answer local_lessons(Call& call);
Answer local_account(Call& call);
Answer list_accounts(Call& call);  // account_routes.cpp
Answer add_account(Call& call);
Answer hand_over_post(Call& call);
Answer end_sessions(Call& call);
Answer show_audit(Call& call);

}  // namespace yitao::api
