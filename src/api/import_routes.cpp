// Files of rows, as jobs: the page asks how it goes.
#include <charconv>
#include <thread>

#include "api/import_job.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "base/files.h"
#include "base/temporary_folder.h"
#include "intake/convert.h"

namespace yitao::api {

namespace {

// A name without a path, whatever the browser sends.
std::string bare_name(std::string_view name) {
    const size_t slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    return name.empty() || name.starts_with('.') ? "rows.xlsx" : std::string(name);
}

Result<Job> job_of(const Call& call) {
    uint64_t id = 0;
    const std::string& text = call.arguments[0];
    std::from_chars(text.data(), text.data() + text.size(), id);
    auto job = call.office.jobs.find(id);
    if (job && job->account == call.session->account.id) return std::move(*job);
    return fail(ErrorCode::kNotFound, "没有这个任务", "there is no such job", text);
}

json::object job_json(const Call& call, const Job& job) {
    constexpr std::string_view kStates[] = {"running", "done", "failed"};
    json::object out{
        {"id", std::to_string(job.id)}, {"state", kStates[static_cast<size_t>(job.state)]},
        {"rows_read", job.rows_read},   {"rejects", nullptr},
        {"errors", json::array{}},      {"problem", nullptr}};
    if (job.problem) {
        // Not its place, which is one of the server's disk.
        out["problem"] = call.in_words(job.problem->message);
    }
    if (!job.report) return out;
    const intake::ImportReport& report = *job.report;
    out["rows_read"] = report.read;
    out["inserted"] = report.inserted;
    out["updated"] = report.updated;
    out["unchanged"] = report.unchanged;
    out["refused"] = report.rejected;
    out["flagged"] = report.flagged;
    if (!report.rejects.empty())
        out["rejects"] = fmt::format("/api/v1/jobs/{}/rejects.xlsx", job.id);
    json::array& errors = out["errors"].as_array();
    for (const intake::RowRemark& remark : report.examples) {
        errors.push_back(json::object{{"row", remark.row},
                                      {"column", remark.column},
                                      {"value", remark.value},
                                      {"message", call.in_words(remark.message)}});
    }
    return out;
}

}  // namespace

void run_import(Office& office, const ledger::Schema& schema, const std::string& path,
                intake::ImportOptions options, Job job, const Jobs::Tell& tell) {
    const auto readable = intake::as_xlsx(path);  // an old workbook takes its time
    std::unique_lock lock(office.mutex);
    options.progress = [&](const intake::Progress& progress) {
        job.rows_read = progress.rows;
        job.part = progress.part;
        tell(job);
        told(office);
        lock.unlock();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        lock.lock();
    };
    auto report = readable ? intake::import_file(office.site, schema, *readable, options)
                           : std::unexpected(readable.error());
    told(office);
    if (!report) {
        job.state = Job::State::kFailed;
        job.problem = std::move(report).error();
    } else {
        office.metrics.changed(report->inserted + report->updated);
        job.state = report->stopped ? Job::State::kFailed : Job::State::kDone;
        job.problem = report->stopped;
        job.report = std::move(*report);
    }
    tell(job);
}

Answer import_rows(Call& call) {
    Office& office = call.office;
    std::unique_lock lock(office.mutex);
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    lock.unlock();
    // A file holds all columns; rows of units beyond the post are rejected one by one.
    for (const ledger::Column& column : ledger.schema->columns) {
        if (column.is_calculated()) continue;
        if (!call.scope.may_write(*ledger.schema, column, call.scope.begin)) {
            return forbidden(call);
        }
    }
    const auto folder = std::make_shared<const TemporaryFolder>();
    const std::string path = folder->write(bare_name(call.query("name")), call.request.body);
    intake::ImportOptions options{
        .who = call.who, .may_touch = may_touch(call), .rejects = folder->path("rejects.xlsx")};
    const Job job = office.jobs.start(
        call.session->account.id, folder,
        [&office, schema = ledger.schema, path, options](const Job& mine, const Jobs::Tell& tell) {
            run_import(office, *schema, path, options, mine, tell);
        });
    return reply(job_json(call, job), 202);
}

Answer show_job(Call& call) {
    return reply(job_json(call, TRY(job_of(call))));
}

Answer job_rejects(Call& call) {
    const Job job = TRY(job_of(call));
    if (!job.report || job.report->rejects.empty()) {
        return fail(ErrorCode::kNotFound, "没有退回的行", "no row was refused");
    }
    return xlsx_file(TRY(read_file(job.report->rejects)), "退回的行.xlsx");
}

}  // namespace yitao::api
