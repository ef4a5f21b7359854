#include "cli/fill_job.h"

#include <atomic>
#include <mutex>
#include <set>

#include "base/files.h"
#include "base/parallel.h"
#include "cli/output.h"
#include "formula/predicate.h"
#include "intake/convert.h"

namespace yitao::cli {

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
