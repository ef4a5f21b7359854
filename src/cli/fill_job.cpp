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

// A Site belongs to one thread; copies made in parallel ask it one after another.
class LockedWorlds final : public formula::WorldSource {
  public:
    explicit LockedWorlds(formula::WorldSource& source) : source_(source) {}
    Result<std::shared_ptr<const formula::World>> world_at(Date as_of) override {
        std::lock_guard lock(mutex_);
        return source_.world_at(as_of);
    }

  private:
    std::mutex mutex_;
    formula::WorldSource& source_;
};

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

// Every stored and calculated column of the row ledger, for file names and [@column].
void add_columns_of(const formula::Formula& each, const formula::Catalog& catalog,
                    std::set<formula::ColumnUse>& uses) {
    uses.insert(each.columns().begin(), each.columns().end());
    size_t table = each.columns().front().table;
    for (size_t column = 0; column < catalog.schemas[table]->columns.size(); ++column) {
        uses.insert({table, column});
    }
}

}  // namespace

Result<FillJob> FillJob::open(site::Site& site, const std::vector<std::string>& templates,
                              const AskedDate& asked, const std::string& each) {
    FillJob job;
    job.catalog_ = &site.catalog();
    job.asked_ = asked;
    job.templates_ = std::make_unique<std::vector<templates::Template>>();
    job.templates_->reserve(templates.size());
    for (const std::string& path : templates) {
        std::string converted = TRY(intake::as_xlsx(path));
        job.templates_->push_back(
            TRY(templates::Template::open_file(path, converted, site.catalog(), each)));
    }
    std::vector<const templates::Template*> pointers;
    for (const templates::Template& t : *job.templates_) pointers.push_back(&t);
    std::set<formula::ColumnUse> uses;
    for (const formula::ColumnUse& use : report::columns_used(pointers)) uses.insert(use);
    for (const templates::Template& t : *job.templates_) {
        if (t.each()) add_columns_of(*t.each(), site.catalog(), uses);
    }
    job.world_ = TRY(site.world({.as_of = asked.date.as_of,
                                 .known_at = asked.known_at,
                                 .columns = {uses.begin(), uses.end()}}));
    job.worlds_ = std::make_unique<LockedWorlds>(site);
    job.filler_ = std::make_unique<report::Filler>(TRY(report::Filler::prepare(
        site.catalog(), *job.world_, job.worlds_.get(), std::move(pointers), asked.date)));
    return job;
}

size_t FillJob::rows_read() const {
    size_t rows = 0;
    for (const ledger::Table& table : world_->tables) rows += table.row_count();
    return rows;
}

Result<std::vector<Copy>> FillJob::copies_of(size_t template_index, org::UnitIndex unit) const {
    std::vector<Copy> copies;
    const auto& each = (*templates_)[template_index].each();
    if (!each) {
        copies.push_back({template_index, unit, std::nullopt, ""});
        return copies;
    }
    formula::Scope scope{unit, asked_.date.as_of, asked_.date.period, asked_.date.filled_on};
    formula::Evaluator evaluator(*catalog_, *world_, scope);
    formula::Operand picked = evaluator.evaluate(*each);
    size_t table = each->columns().front().table;
    ledger::RowRange range = world_->tables[table].rows_of(tree(), unit);
    if (range.begin == range.end) return copies;
    // A ledger of one row gives a single value.
    const auto* matrix = std::get_if<formula::MatrixPtr>(&picked);
    size_t results = matrix == nullptr ? 1 : (*matrix)->rows * (*matrix)->columns;
    if (results != range.end - range.begin) {
        return fail(ErrorCode::kInvalid, "条件应对台账每行给出一个结果",
                    "the condition must give one result for each row of the ledger",
                    (*templates_)[template_index].file_name() + ": each");
    }
    for (uint32_t r = range.begin; r < range.end; ++r) {
        const formula::Value& value = matrix == nullptr ? std::get<formula::Value>(picked)
                                                        : (*matrix)->values[r - range.begin];
        bool keep =
            (value.is_boolean() && value.boolean()) || (value.is_number() && value.number() != 0);
        if (keep) copies.push_back({template_index, unit, report::EachRow{table, r}, ""});
    }
    return copies;
}

std::optional<std::string> FillJob::row_text(const report::EachRow& row,
                                             std::string_view column) const {
    const ledger::Table& table = world_->tables[row.table];
    auto index = table.schema->find_column_named(column);
    if (!index || !table.columns[*index].loaded) return std::nullopt;
    const ledger::Column& declared = table.schema->columns[*index];
    formula::Value value = formula::cell_value(declared, table.columns[*index], row.row);
    if (declared.type == ledger::ColumnType::kDate && value.is_number()) {
        if (auto day = Date::from_serial_number(value.number())) return day->iso();
    }
    return formula::general_text(value);
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
            Result<report::Filled> filled = filler_->fill(copy.template_index, copy.unit, copy.row);
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
