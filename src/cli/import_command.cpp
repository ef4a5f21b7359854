#include <boost/json.hpp>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/import_job.h"
#include "cli/output.h"
#include "cli/spent.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

json::object to_json(const intake::ImportReport& report) {
    json::array headings;
    for (const intake::HeadingOutcome& heading : report.headings) {
        static constexpr std::string_view kKinds[] = {"matched", "unknown", "calculated", "taken"};
        headings.push_back({{"heading", heading.heading},
                            {"kind", kKinds[static_cast<size_t>(heading.kind)]},
                            {"column", heading.column}});
    }
    json::array examples;
    for (const intake::RowRemark& remark : report.examples) {
        examples.push_back({{"row", remark.row},
                            {"column", remark.column},
                            {"value", remark.value},
                            {"zh", remark.message.zh},
                            {"en", remark.message.en}});
    }
    return {{"ledger", report.ledger},       {"read", report.read},
            {"inserted", report.inserted},   {"updated", report.updated},
            {"unchanged", report.unchanged}, {"rejected", report.rejected},
            {"flagged", report.flagged},     {"warned", report.warned},
            {"rounded", report.rounded},     {"untried", report.untried},
            {"rejects", report.rejects},     {"headings", std::move(headings)},
            {"examples", std::move(examples)}};
}

Result<int> import(const CommonOptions& common, const ImportOptions& options) {
    Stopwatch watch;
    auto mode = options.dry_run ? site::OpenMode::kRead : site::OpenMode::kWrite;
    site::Site site = TRY(open_site(common, mode));
    const ledger::Schema* schema = TRY(find_ledger(site, options.ledger));
    intake::ImportOptions how;
    const char* user = std::getenv("USER");
    how.who = !options.who.empty() ? options.who : user != nullptr ? user : "cli";
    how.effective_on = TRY(parse_date_option(options.effective_on, "--effective-on"));
    how.sheet = options.sheet;
    how.rejects = options.rejects;
    how.mode = options.dry_run ? intake::ImportMode::kDryRun : intake::ImportMode::kApply;
    intake::ImportReport report = TRY(import_with_progress(site, *schema, options.file, how));
    if (common.json) {
        fmt::print("{}\n", json::serialize(to_json(report)));
    } else {
        print_import(report, watch.wall_s());
    }
    if (!options.dry_run) TRY(site.save_columns());
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
    fmt::print("{}：读 {} 行，新增 {}，更新 {}，未变 {}，退回 {}，存疑 {}，{:.1f} 秒\n", report.ledger,
               grouped(report.read), grouped(report.inserted), grouped(report.updated),
               grouped(report.unchanged), grouped(report.rejected), grouped(report.flagged),
               seconds);
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
