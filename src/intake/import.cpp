#include "intake/import.h"

#include <algorithm>
#include <filesystem>

#include "base/limits.h"
#include "intake/field_reader.h"
#include "intake/headings.h"
#include "intake/rejects.h"
#include "intake/source.h"

namespace yitao::intake {

namespace {

namespace fs = std::filesystem;

constexpr size_t kExamples = 20;
constexpr size_t kReasonColumns = 5;  // that a rejects workbook adds

struct FoundSheet {
    size_t index = 0;
    Headings headings;
};

Result<size_t> named_sheet(const SourceFile& file, const std::string& name) {
    auto names = file.sheets();
    auto found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
    return fail(
        ErrorCode::kNotFound,
        fmt::format("没有工作表“{}”，有的是：{}", name, fmt::join(names, "、")),
        fmt::format("there is no sheet \"{}\"; there are: {}", name, fmt::join(names, ", ")));
}

// The sheet asked for, else the one whose headings name most columns.
Result<FoundSheet> find_headings(SourceFile& file, const ledger::Schema& schema,
                                 const std::string& sheet) {
    size_t first = 0;
    size_t last = file.sheets().size();
    if (!sheet.empty()) {
        first = TRY(named_sheet(file, sheet));
        last = first + 1;
    }
    std::optional<HeadingFinder> best;
    std::optional<Error> broken;  // told only where no headings stand before the break
    FoundSheet found;
    for (size_t i = first; i < last; ++i) {
        HeadingFinder finder(schema);
        RowSource rows = TRY(file.rows(i));
        while (true) {
            Result<const SourceRow*> row = rows.next();
            if (!row) broken = std::move(row).error();
            if (!row || *row == nullptr || !finder.offer(**row)) break;
        }
        if (best && finder.best_count() <= best->best_count()) continue;
        best.emplace(std::move(finder));
        found.index = i;
    }
    if (broken && best->best_count() == 0) return std::unexpected(std::move(*broken));
    found.headings = TRY(best->decide());
    return found;
}

class Importer {
  public:
    Importer(site::Site& site, const ledger::Schema& schema, const std::string& path,
             const ImportOptions& options)
        : site_(site), schema_(schema), path_(path), options_(options) {}

    Result<ImportReport> run() {
        SourceFile file = TRY(SourceFile::open(path_));
        FoundSheet sheet = TRY_WITHIN(find_headings(file, schema_, options_.sheet), path_);
        headings_ = std::move(sheet.headings);
        TRY_WITHIN(check_required(), path_);
        TRY_WITHIN(make_readers(), path_);
        report_.ledger = schema_.name;
        report_.sheet = file.sheets()[sheet.index];
        report_.heading_row = headings_.row;
        report_.headings = headings_.outcomes;
        RowSource rows = TRY(file.rows(sheet.index));
        read_all(rows);
        for (const FieldReader& reader : readers_) report_.rounded += reader.rounded();
        // The rows have landed whatever becomes of the workbook.
        if (auto written = write_remarks(file, sheet.index); !written && !report_.stopped) {
            report_.stopped = std::move(written).error();
        }
        return std::move(report_);
    }

  private:
    // A column that new rows cannot do without must be there, unless the file only brings more
    // about rows that it names by their key.
    Result<void> check_required() {
        auto is_there = [&](const std::string& id) {
            return std::ranges::any_of(headings_.columns, [&](const Headings::Column& column) {
                return schema_.columns[column.column].id == id;
            });
        };
        bool names_rows = !schema_.key.empty() && std::ranges::all_of(schema_.key, is_there);
        if (names_rows && TRY(site_.status(schema_.id)).rows > 0) return {};
        std::vector<std::string> missing;
        for (const ledger::Column& column : schema_.columns) {
            if (column.required && !is_there(column.id)) missing.push_back(column.name);
        }
        if (missing.empty()) return {};
        return fail(ErrorCode::kInvalid, fmt::format("缺少必填的列：{}", fmt::join(missing, "、")),
                    fmt::format("required columns are missing: {}", fmt::join(missing, ", ")));
    }

    Result<void> make_readers() {
        Date day = options_.effective_on.value_or(site_.clock().today());
        tree_ = TRY(site_.tree(day));
        ReadContext context;
        context.tree = tree_.get();
        context.units = std::make_shared<UnitIndex>(*tree_);
        context.code_list = [&](std::string_view id) { return site_.code_list(id); };
        context.reference_check = [&](std::string_view id) {
            const ledger::Schema* other = site_.schema(id);
            if (other == nullptr || other->key.size() != 1) return ledger::TextCheck::kNone;
            auto key = std::ranges::find(other->columns, other->key[0], &ledger::Column::id);
            return key == other->columns.end() ? ledger::TextCheck::kNone : key->check;
        };
        batch_.ledger = schema_.id;
        for (const Headings::Column& column : headings_.columns) {
            batch_.columns.push_back(column.column);
            readers_.push_back(TRY_WITHIN(
                FieldReader::create(schema_.columns[column.column], column.measure, context),
                headings_.texts[column.file_column]));
        }
        return {};
    }

    void read_all(RowSource& rows) {
        while (!report_.stopped) {
            Result<const SourceRow*> row = rows.next();
            if (!row) {
                flush(rows);
                report_.stopped = std::move(row).error().within(path_);
                return;
            }
            if (*row == nullptr) break;
            if ((*row)->row <= headings_.row) continue;
            read_row(**row);
            if (pending_rows_ == kImportBatchRows) flush(rows);
        }
        if (!report_.stopped) flush(rows);
    }

    void read_row(const SourceRow& row) {
        ++pending_rows_;
        width_ = std::max(width_, row.cells.size());
        ledger::Change change;
        change.line = static_cast<uint32_t>(row.row);
        change.fields.resize(readers_.size());
        RemarkedRow remarked;
        for (size_t i = 0; i < readers_.size(); ++i) {
            const Headings::Column& column = headings_.columns[i];
            auto problem = readers_[i].read(row.cell(column.file_column), change.fields[i]);
            if (!problem) continue;
            remarked.remarks.push_back({column.column, std::move(*problem)});
            if (report_.examples.size() + pending_examples_.size() < kExamples) {
                pending_examples_.push_back({row.row, schema_.columns[column.column].name,
                                             cell_text(row.cell(column.file_column)).substr(0, 200),
                                             remarked.remarks.back().message});
            }
        }
        if (remarked.remarks.empty()) {
            batch_.changes.push_back(std::move(change));
            return;
        }
        remarked.row = row.row;
        pending_rejects_.push_back(std::move(remarked));
    }

    // The rows read since the last call land together, and are counted only then.
    void flush(const RowSource& rows) {
        if (pending_rows_ == 0) return;
        std::vector<RemarkedRow> landed;
        if (options_.mode == ImportMode::kDryRun) {
            report_.untried += batch_.changes.size();
        } else if (!batch_.changes.empty()) {
            lines_.clear();
            for (const ledger::Change& change : batch_.changes) lines_.push_back(change.line);
            ledger::Batch batch{batch_.ledger, batch_.columns, std::move(batch_.changes)};
            auto applied = site_.apply(std::move(batch),
                                       {.who = options_.who,
                                        .through = fs::path(path_).filename().string(),
                                        .effective_on = options_.effective_on},
                                       &run_, options_.may_touch);
            if (!applied) {
                report_.stopped = std::move(applied).error();
                return;
            }
            take_outcomes(*applied, landed);
        }
        report_.read += pending_rows_;
        report_.rejected += pending_rejects_.size();
        std::ranges::sort(pending_rejects_, {}, &RemarkedRow::row);
        keep(pending_rejects_, remarks_.rejected, remarks_.rejected_beyond);
        keep(landed, remarks_.landed, remarks_.landed_beyond);
        std::ranges::move(pending_examples_, std::back_inserter(report_.examples));
        pending_examples_.clear();
        batch_.changes.clear();
        pending_rows_ = 0;
        if (options_.progress) options_.progress({report_.read, rows.part()});
    }

    void take_outcomes(const site::ApplyReport& applied, std::vector<RemarkedRow>& landed) {
        report_.inserted += applied.inserted;
        report_.updated += applied.updated;
        report_.unchanged += applied.unchanged;
        report_.flagged += applied.flagged;
        for (size_t i = 0; i < applied.rows.size(); ++i) {
            const ledger::RowOutcome& outcome = applied.rows[i];
            bool refused = outcome.outcome == ledger::Outcome::kRefused;
            if (outcome.remarks.empty() && !refused) continue;
            RemarkedRow remarked{lines_[i], {}};
            bool warned = false;
            for (const ledger::Remark& remark : outcome.remarks) {
                remarked.remarks.push_back({remark.column, remark.message});
                warned = warned || remark.severity == ledger::Severity::kWarn;
                if (!refused || report_.examples.size() + pending_examples_.size() >= kExamples) {
                    continue;
                }
                bool whole = remark.column >= schema_.columns.size();
                pending_examples_.push_back({remarked.row,
                                             whole ? "" : schema_.columns[remark.column].name, "",
                                             remark.message});
            }
            report_.warned += warned && !refused ? 1 : 0;
            (refused ? pending_rejects_ : landed).push_back(std::move(remarked));
        }
    }

    static void keep(std::vector<RemarkedRow>& from, std::vector<RemarkedRow>& to, size_t& beyond) {
        size_t room = kMaxRejects - to.size();
        size_t count = std::min(room, from.size());
        std::move(from.begin(), from.begin() + static_cast<ptrdiff_t>(count),
                  std::back_inserter(to));
        beyond += from.size() - count;
        from.clear();
    }

    Result<void> write_remarks(SourceFile& file, size_t sheet) {
        std::ranges::stable_sort(report_.examples, {}, &RowRemark::row);
        if (options_.mode == ImportMode::kDryRun) return {};
        if (remarks_.rejected.empty() && remarks_.landed.empty()) return {};
        headings_.texts.resize(std::min(std::max(headings_.texts.size(), width_),
                                        size_t{kMaxSheetColumns} - kReasonColumns));
        std::string path = options_.rejects.empty() ? default_rejects(path_) : options_.rejects;
        TRY_WITHIN(write_rejects(path, schema_, headings_, TRY(file.rows(sheet)), remarks_), path);
        report_.rejects = std::move(path);
        return {};
    }

    site::Site& site_;
    const ledger::Schema& schema_;
    const std::string& path_;
    const ImportOptions& options_;
    std::shared_ptr<const org::Tree> tree_;
    Headings headings_;
    std::vector<FieldReader> readers_;
    site::ImportRun run_;
    ledger::Batch batch_;
    std::vector<uint32_t> lines_;  // of the changes applied last
    // Since the last flush.
    size_t pending_rows_ = 0;
    std::vector<RemarkedRow> pending_rejects_;
    std::vector<RowRemark> pending_examples_;
    Remarks remarks_;
    size_t width_ = 0;
    ImportReport report_;
};

}  // namespace

std::string default_rejects(const std::string& path) {
    fs::path file(path);
    fs::path base = file.parent_path() / file.stem();
    std::string name = base.string() + ".rejects.xlsx";
    // One that somebody may be mending is left alone.
    std::error_code code;
    for (int i = 2; fs::exists(name, code) && i < 1000; ++i) {
        name = fmt::format("{}.rejects-{}.xlsx", base.string(), i);
    }
    return name;
}

Result<ImportReport> import_file(site::Site& site, const ledger::Schema& schema,
                                 const std::string& path, const ImportOptions& options) {
    return Importer(site, schema, path, options).run();
}

}  // namespace yitao::intake
