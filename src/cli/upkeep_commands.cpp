// What an installation needs in the course of years: newer packs and units, and lawful deletion.
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serving.h"
#include "cli/support.h"

namespace yitao::cli {

namespace {

Result<void> update_units(const CommonOptions& common, const UpdateOptions& options) {
    std::ifstream in(options.units, std::ios::binary);
    if (!in) {
        return fail(ErrorCode::kNotFound, "打不开这个文件", "this file cannot be opened",
                    options.units);
    }
    std::ostringstream text;
    text << in.rdbuf();
    // Read once more inside; here for the line numbers of the file as it is named.
    TRY(org::Register::parse_csv(text.view(), options.units));
    const std::string who = who_or_user(options.who);
    size_t units = 0;
    if (auto serving = Serving::find(common.data)) {
        const auto done =
            TRY(serving->ask("POST", "/local/units",
                             {{"csv", text.view()}, {"who", who}, {"through", options.units}}));
        units = done.at("units").to_number<size_t>();
    } else {
        site::Site site = TRY(open_site(common, site::OpenMode::kWrite));
        TRY(site.update_units(text.view(), {.who = who, .through = options.units}));
        units = TRY(site.tree(site.clock().today()))->size();
    }
    fmt::print("单位已更新，今日 {} 个 / units updated, {} today\n", units, units);
    return {};
}

Result<void> update_packs(const CommonOptions& common, const UpdateOptions& options) {
    if (Serving::find(common.data)) {
        return fail(ErrorCode::kBusy, "更新套件要先停下正在运行的服务（yitao serve）",
                    "packs are taken over while nobody serves: stop `yitao serve` first",
                    common.data);
    }
    std::string directory = TRY(pack::find_packs_directory());
    std::vector<std::string> ids = options.packs;
    if (ids.empty()) {
        std::vector<std::string> shipped = TRY(pack::list_packs(directory));
        site::Site site = TRY(open_site(common, site::OpenMode::kRead));
        for (const pack::Pack& pack : site.packs()) {
            if (std::ranges::find(shipped, pack.id) != shipped.end()) ids.push_back(pack.id);
        }
    }
    std::vector<std::string> folders;
    std::vector<std::string> versions;
    for (const pack::Pack& pack : TRY(pack::load_packs(directory, ids))) {
        folders.push_back(pack.directory);
        versions.push_back(fmt::format("{} {}", pack.id, pack.version));
    }
    TRY(site::Site::update_packs(common.data, folders, system_clock()));
    TRY(TRY(open_site(common, site::OpenMode::kWrite)).save_columns());
    fmt::print("套件已更新 / packs updated: {}\n", fmt::join(versions, ", "));
    return {};
}

Result<int> update(const CommonOptions& common, const UpdateOptions& options) {
    if (options.units.empty() || !options.packs.empty()) TRY(update_packs(common, options));
    if (!options.units.empty()) TRY(update_units(common, options));
    return int{kOk};
}

Result<size_t> forget_here_or_there(const CommonOptions& common, const ForgetOptions& options) {
    const std::string who = who_or_user(options.who);
    if (auto serving = Serving::find(common.data)) {
        const auto done = TRY(
            serving->ask("POST", "/local/forget",
                         {{"subject", options.subject}, {"reason", options.reason}, {"who", who}}));
        return done.at("rows").to_number<size_t>();
    }
    site::Site site = TRY(open_site(common, site::OpenMode::kWrite));
    const size_t rows = TRY(site.forget(options.subject, {.who = who, .through = options.reason}));
    if (rows > 0) TRY(site.save_columns());
    return rows;
}

Result<int> forget(const CommonOptions& common, const ForgetOptions& options) {
    if (!options.yes) {
        fmt::print("将永久删去各台账中“{}”的所有记录，历史和以后的备份也不再可读；确定请加 --yes\n",
                   options.subject);
        fmt::print(
            "every row of \"{}\" in all ledgers would go for good, unreadable in history and "
            "later backups too; add --yes to do it\n",
            options.subject);
        return int{kFindings};
    }
    const size_t rows = TRY(forget_here_or_there(common, options));
    if (rows == 0) {
        return fail(ErrorCode::kNotFound, "没有这个人的记录", "there is no row of this subject",
                    options.subject);
    }
    fmt::print(
        "已删去 {} 条记录；流水只记下有过这次删除 / {} rows are gone; the journal keeps only "
        "that it was done\n",
        rows, rows);
    return int{kOk};
}

int code_of(const Result<int>& code) {
    return code ? *code : refuse(code.error());
}

}  // namespace

int run_update(const CommonOptions& common, const UpdateOptions& options) {
    return code_of(update(common, options));
}
int run_forget(const CommonOptions& common, const ForgetOptions& options) {
    return code_of(forget(common, options));
}

}  // namespace yitao::cli
