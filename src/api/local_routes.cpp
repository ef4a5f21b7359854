// What the command line asks of a server that has its data directory: one writer, so the server
// does it. Over the server's own socket only; whoever may write its files may do this.
#include "api/import_job.h"
#include "api/import_json.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "base/temporary_folder.h"
#include "recognise/proof/learn.h"

namespace yitao::api {

namespace {

constexpr int64_t kCommandLine = 0;  // as whose its jobs are kept

}  // namespace

Answer local_import(Call& call) {
    Office& office = call.office;
    const std::string name = TRY(text_of(call, "ledger"));
    const std::string file = TRY(text_of(call, "file"));
    std::unique_lock lock(office.mutex);
    const ledger::Schema* schema = office.site.schema(name);
    lock.unlock();
    if (schema == nullptr) {
        return fail(ErrorCode::kNotFound, "没有这个台账", "there is no such ledger", name);
    }
    intake::ImportOptions options{.who = TRY(text_of(call, "who")),
                                  .effective_on = TRY(day_of(text_or(call, "effective_on"))),
                                  .may_touch = {},
                                  .sheet = text_or(call, "sheet"),
                                  .rejects = text_or(call, "rejects")};
    // Beside the file as it was given, not as it may be converted.
    if (options.rejects.empty()) options.rejects = intake::default_rejects(file);
    const Job job = office.jobs.start(
        kCommandLine, std::make_shared<const TemporaryFolder>(),
        [&office, schema, file, options](const Job& mine, const Jobs::Tell& tell) {
            run_import(office, *schema, file, options, mine, tell);
        });
    return reply(json::object{{"job", job.id}}, 202);
}

Answer local_job(Call& call) {
    const auto job = call.office.jobs.find(std::strtoull(call.arguments[0].c_str(), nullptr, 10));
    if (!job || job->account != kCommandLine) {
        return fail(ErrorCode::kNotFound, "没有这个任务", "there is no such job",
                    call.arguments[0]);
    }
    json::object out{{"running", job->state == Job::State::kRunning},
                     {"rows_read", job->rows_read},
                     {"part", job->part},
                     {"report", nullptr},
                     {"problem", nullptr}};
    if (job->report) out["report"] = to_json(*job->report);
    if (job->problem) out["problem"] = to_json(*job->problem);
    return reply(out);
}

Answer local_units(Call& call) {
    Office& office = call.office;
    TRY(office.site.update_units(TRY(text_of(call, "csv")),
                                 {.who = TRY(text_of(call, "who")),
                                  .through = TRY(text_of(call, "through")),
                                  .effective_on = {}}));
    told(office);
    return reply(
        json::object{{"units", TRY(office.site.tree(office.site.clock().today()))->size()}});
}

Answer local_forget(Call& call) {
    Office& office = call.office;
    const size_t rows = TRY(
        office.site.forget(TRY(text_of(call, "subject")), {.who = TRY(text_of(call, "who")),
                                                           .through = TRY(text_of(call, "reason")),
                                                           .effective_on = {}}));
    if (rows > 0) TRY(office.site.save_columns());
    told(office);
    return reply(json::object{{"rows", rows}});
}

Answer local_lessons(Call& call) {
    Office& office = call.office;
    std::vector<recognise::Lesson> lessons;
    for (const json::value& one : TRY(array_of(call, "lessons"))) {
        if (!one.is_object()) {
            return fail(ErrorCode::kInvalid, "写法不对", "a lesson is an object", "lessons");
        }
        const auto text = [&](std::string_view name) {
            const json::value* value = one.as_object().if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                          : std::string();
        };
        const json::value* kind = one.as_object().if_contains("kind");
        const int64_t number = kind != nullptr && kind->is_int64() ? kind->as_int64() : -1;
        if (number < 0 || number > static_cast<int64_t>(recognise::LessonKind::kFiller)) {
            return fail(ErrorCode::kInvalid, "写法不对", "a lesson has a kind", "kind");
        }
        lessons.push_back({.kind = static_cast<recognise::LessonKind>(number),
                           .word = text("word"),
                           .form = text("form"),
                           .ledger = text("ledger"),
                           .meaning = text("meaning"),
                           .source = text("source")});
    }
    const size_t kept = TRY(site::remember(office.site, lessons, TRY(text_of(call, "who"))));
    told(office);
    return reply(json::object{{"kept", kept}});
}

Answer local_account(Call& call) {
    const std::string role_id = TRY(text_of(call, "role"));
    const auto role = access::parse_role(role_id);
    const auto code = org::parse_unit_code(TRY(text_of(call, "unit")));
    const auto unit = code ? call.tree->find(*code) : std::nullopt;
    if (!role || !unit) {
        return fail(ErrorCode::kInvalid, "没有这种岗位或单位", "there is no such role or unit",
                    role_id);
    }
    const access::NewSignIn made = TRY(access::create_sign_in(
        *call.office.accounts, TRY(text_of(call, "login")), TRY(text_of(call, "person")),
        {.role = *role, .unit = *code, .department = text_or(call, "department")}));
    const Message label = access::post_label(made.post, *call.tree);
    return reply(json::object{{"zh", label.zh},
                              {"en", label.en},
                              {"login", made.account.login},
                              {"password", made.password}},
                 201);
}

}  // namespace yitao::api
