#include "cli/fill_job.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

#include "base/parallel.h"
#include "cli/output.h"
#include "formula/predicate.h"
#include "intake/convert.h"

namespace yitao::cli {

namespace {

Result<void> write_file(const std::string& path, const std::string& bytes) {
    std::filesystem::path file(path);
    std::error_code ignored;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
    // Written beside and renamed, so that nobody opens half a workbook.
    std::filesystem::path part = file;
    part += ".part";
    std::ofstream out(part, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(part, file, error);
    if (out && !error) return {};
    std::filesystem::remove(part, ignored);
    return fail(ErrorCode::kIo, "写不了这个文件，请检查磁盘空间与权限",
                "this file cannot be written; check disk space and permissions", path);
}

}  // namespace

Result<FillJob> FillJob::open(site::Site& site, const std::vector<std::string>& templates,
                              const AskedDate& asked, const std::string& each) {
    site::PreparedFill::Templates opened;
    for (const std::string& path : templates) {
        std::string converted = TRY(intake::as_xlsx(path));
        opened.push_back(std::make_shared<const templates::Template>(
            TRY(templates::Template::open_file(path, converted, site.catalog(), each))));
    }
    FillJob job;
    job.site_mutex_ = std::make_unique<std::mutex>();
    job.ready_ = TRY(site::PreparedFill::open(site, std::move(opened), asked.date, asked.known_at,
                                              *job.site_mutex_));
    return job;
}

size_t FillJob::rows_read() const {
    size_t rows = 0;
    for (const ledger::Table& table : world().tables) rows += table.row_count();
    return rows;
}

FillTotals FillJob::run(const std::vector<Copy>& copies) const {
    FillTotals totals;
    std::mutex mutex;
    std::atomic<size_t> next = 0;
    Progress progress("填表 / filling");
    const auto threads = static_cast<unsigned>(std::min<size_t>(copies.size(), processors()));
    run_at_once(threads, [&](unsigned) {
        for (size_t i = next++; i < copies.size(); i = next++) {
            const Copy& copy = copies[i];
            Result<report::Filled> filled = ready_->fill(copy);
            Result<void> written;
            if (filled) written = write_file(copy.path, filled->bytes);
            std::lock_guard lock(mutex);
            progress.show(fmt::format("{} / {}", i + 1, copies.size()));
            if (!filled || !written) {
                totals.failed.insert(copy.path);
                totals.errors.push_back(
                    (filled ? std::move(written).error() : std::move(filled).error())
                        .within(copy.path));
                continue;
            }
            ++totals.workbooks;
            totals.cells += filled->cells;
            totals.list_rows += filled->list_rows;
            for (report::Finding& finding : filled->findings) {
                totals.findings.push_back({copy.path, std::move(finding)});
            }
        }
    });
    return totals;
}

}  // namespace yitao::cli
