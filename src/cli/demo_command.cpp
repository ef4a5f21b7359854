// The newcomer's first minute: the sample city, its ledgers imported through the usual door, and
// every sample template filled for a village, its township, its county and the city.
#include <boost/json.hpp>
#include <filesystem>

#include "access/sample_accounts.h"
#include "cli/commands.h"
#include "cli/demo_city.h"
#include "cli/fill_job.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "cli/support.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> sample_templates(const site::Site& site) {
    std::vector<std::string> paths;
    for (const pack::Pack& pack : site.packs()) {
        for (const pack::ReportTemplate& report : pack.reports) paths.push_back(report.path);
    }
    return paths;
}

// Every form for one unit; forms made once a row only for the village, in a folder of their own.
Result<void> add_copies(const FillJob& job, org::UnitIndex unit, const fs::path& folder,
                        std::vector<Copy>& copies) {
    for (size_t t = 0; t < job.ready().size(); ++t) {
        const templates::Template& form = job.ready().at(t);
        if (form.each() && job.tree().unit(unit).level != org::Level::kVillage) continue;
        fs::path name(form.file_name());
        size_t number = 0;
        for (Copy& copy : TRY(job.ready().copies_of(t, unit))) {
            fs::path file = copy.row ? name.stem() / fmt::format("{:03}.xlsx", ++number) : name;
            copy.path = (folder / file).string();
            copies.push_back(std::move(copy));
        }
    }
    return {};
}

// Who can sign in to the sample city's page; made where they are missing.
Result<void> print_sign_ins(const CommonOptions& common, const org::Tree& tree) {
    auto accounts = access::Accounts::open(common.data, system_clock());
    if (!accounts && accounts.error().code == ErrorCode::kBusy) return {};  // it is being served
    if (!accounts) return std::unexpected(std::move(accounts).error());
    fmt::print(
        "网页 / the page: yitao serve --data {}；登录名 / sign-ins（密码 / password {}）：\n",
        common.data, access::kSamplePassword);
    TextTable table({"登录名 name", "岗位 post", "post"});
    for (const access::SampleAccount& one : TRY(access::create_sample_accounts(**accounts, tree))) {
        table.add({one.login, one.label.zh, one.label.en});
    }
    table.print();
    return {};
}

Result<int> demo(const CommonOptions& common, const DemoOptions& options) {
    Stopwatch watch;
    auto as_of = TRY(parse_date_option(options.as_of, "--as-of"));
    TRY(ready_city(common, options, as_of.value_or(system_clock().today())));
    Stopwatch filling;
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    DateOptions date;
    date.as_of = options.as_of;
    AskedDate asked = TRY(parse_date_options(date, site.clock().today()));
    FillJob job = TRY(FillJob::open(site, sample_templates(site), asked));
    const org::Tree& tree = job.tree();
    org::UnitIndex unit = TRY(find_unit(tree, options.unit));
    std::vector<Copy> copies;
    std::vector<std::string> folders;
    for (;;) {
        fs::path folder = fs::path(common.data) / "filled" /
                          (org::format_unit_code(tree.unit(unit).code) + tree.unit(unit).name);
        folders.push_back(folder.string());
        TRY(add_copies(job, unit, folder, copies));
        if (tree.parent_of(unit) == unit) break;
        unit = tree.parent_of(unit);
    }
    FillTotals totals = job.run(copies);
    for (const Error& error : totals.errors) print_error(error);
    int code = totals.errors.empty() ? kOk : kBadInput;
    if (common.json) {
        boost::json::object result{{"workbooks", totals.workbooks},
                                   {"cells", totals.cells},
                                   {"measures", job.ready().measure_count()},
                                   {"rows_read", job.rows_read()},
                                   {"seconds", watch.wall_s()},
                                   {"folders", boost::json::value_from(folders)}};
        fmt::print("{}\n", boost::json::serialize(result));
        return code;
    }
    fmt::print("填好 {} 份工作簿，{} 格（{} 个指标），取自 {} 行，{:.1f} 秒；全程 {:.1f} 秒\n",
               grouped(totals.workbooks), grouped(totals.cells),
               grouped(job.ready().measure_count()), grouped(job.rows_read()), filling.wall_s(),
               watch.wall_s());
    fmt::print(
        "{} workbooks filled, {} cells ({} measures), from {} rows, in {:.1f} s; {:.1f} s in all\n",
        grouped(totals.workbooks), grouped(totals.cells), grouped(job.ready().measure_count()),
        grouped(job.rows_read()), filling.wall_s(), watch.wall_s());
    for (const std::string& folder : folders) fmt::print("  {}\n", folder);
    if (code == kOk) TRY(print_sign_ins(common, tree));
    return code;
}

}  // namespace

int run_demo(const CommonOptions& common, const DemoOptions& options) {
    Result<int> code = demo(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
