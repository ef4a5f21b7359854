#include <boost/json.hpp>

#include "api/import_json.h"
#include "cli/commands.h"
#include "cli/import_job.h"
#include "cli/output.h"
#include "cli/serving.h"
#include "cli/spent.h"

namespace yitao::cli {

namespace {

// By the server where one has the data directory; a dry run only reads, beside it.
Result<intake::ImportReport> import_here_or_there(const CommonOptions& common,
                                                  const ImportOptions& options,
                                                  const intake::ImportOptions& how) {
    if (!options.dry_run) {
        if (auto serving = Serving::find(common.data)) {
            return serving->import(options.ledger, options.file, how);
        }
    }
    site::Site site =
        TRY(open_site(common, options.dry_run ? site::OpenMode::kRead : site::OpenMode::kWrite));
    const ledger::Schema* schema = TRY(find_ledger(site, options.ledger));
    intake::ImportReport report = TRY(import_with_progress(site, *schema, options.file, how));
    if (!options.dry_run) TRY(site.save_columns());
    return report;
}

Result<int> import(const CommonOptions& common, const ImportOptions& options) {
    Stopwatch watch;
    intake::ImportOptions how;
    how.who = who_or_user(options.who);
    how.effective_on = TRY(parse_date_option(options.effective_on, "--effective-on"));
    how.sheet = options.sheet;
    how.rejects = options.rejects;
    how.mode = options.dry_run ? intake::ImportMode::kDryRun : intake::ImportMode::kApply;
    const intake::ImportReport report = TRY(import_here_or_there(common, options, how));
    if (common.json) {
        fmt::print("{}\n", boost::json::serialize(api::to_json(report)));
    } else {
        print_import(report, watch.wall_s());
    }
    if (report.stopped) return refuse(*report.stopped);
    return int{report.rejected + report.flagged == 0 ? kOk : kFindings};
}

}  // namespace

Result<intake::ImportReport> import_with_progress(site::Site& site, const ledger::Schema& schema,
                                                  const std::string& path,
                                                  intake::ImportOptions options) {
    Progress line(schema.name);
    options.progress = [&line](const intake::Progress& progress) {
        line.show(fmt::format("{} 行 rows  {:.0f}%", grouped(progress.rows), progress.part * 100));
    };
    return intake::import_file(site, schema, path, options);
}

void print_import(const intake::ImportReport& report, double seconds) {
    fmt::print("{}：读 {} 行，新增 {}，更新 {}，未变 {}，退回 {}，存疑 {}，{:.1f} 秒\n",
               report.ledger, grouped(report.read), grouped(report.inserted),
               grouped(report.updated), grouped(report.unchanged), grouped(report.rejected),
               grouped(report.flagged), seconds);
    fmt::print("{} rows read, {} inserted, {} updated, {} unchanged, {} rejected, {} flagged\n",
               grouped(report.read), grouped(report.inserted), grouped(report.updated),
               grouped(report.unchanged), grouped(report.rejected), grouped(report.flagged));
    if (report.untried > 0) {
        fmt::print("只检查：{} 行可读 / dry run: {} rows can be read\n", grouped(report.untried),
                   grouped(report.untried));
    }
    for (const intake::HeadingOutcome& heading : report.headings) {
        if (heading.kind != intake::HeadingOutcome::Kind::kUnknown) continue;
        fmt::print(stderr, "未读的列 / column not read: {}{}\n", heading.heading,
                   heading.nearest.empty() ? "" : " (" + heading.nearest + "?)");
    }
    for (const intake::RowRemark& remark : report.examples) {
        fmt::print(stderr, "{} {} “{}”: {} / {}\n", remark.row, remark.column, remark.value,
                   remark.message.zh, remark.message.en);
    }
    if (!report.rejects.empty()) {
        fmt::print("退回的行 / rejected rows: {}\n", report.rejects);
    }
}

int run_import(const CommonOptions& common, const ImportOptions& options) {
    Result<int> code = import(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
