#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/fill_job.h"
#include "cli/output.h"
#include "cli/spent.h"

namespace yitao::cli {

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

bool names_workbook(const std::string& path) {
    return path.ends_with(".xlsx") || path.ends_with(".xlsm");
}

class Naming {
  public:
    Naming(const FillJob& job, const AskedDate& asked, const FillOptions& options)
        : job_(job),
          asked_(asked),
          pattern_(options.name),
          period_(replaced(options.date.period, "..", "_")),
          // A copy that is put nowhere in particular must not take its template's name.
          prefix_(options.level.empty() && !options.output.empty() ? "" : "{code}{unit}-") {
        if (!period_.empty()) return;
        period_ = asked.date.period.start.iso() + "_" + asked.date.period.end.iso();
    }

    std::string operator()(const Copy& copy) const {
        const org::Unit& unit = job_.tree().unit(copy.unit);
        std::filesystem::path file(job_.ready().at(copy.template_index).file_name());
        std::string name = pattern_;
        if (name.empty()) name = prefix_ + (copy.row ? "{template}-{row}" : "{template}");
        name = replaced(name, "{template}", file.stem().string());
        name = replaced(name, "{code}", org::format_unit_code(unit.code));
        name = replaced(name, "{unit}", file_name_text(unit.name));
        name = replaced(name, "{as_of}", asked_.date.as_of.iso());
        name = replaced(name, "{period}", file_name_text(period_));
        if (copy.row) name = with_row(std::move(name), *copy.row);
        // A workbook with macros must go on being named as one, or Excel refuses it.
        std::string ending = file.extension().string();
        if (!name.ends_with(ending)) name += ending;
        return name;
    }

  private:
    // {row}: key of the row; {列名}: the row's value in that column.
    std::string with_row(std::string name, const report::EachRow& row) const {
        const ledger::Table& table = job_.world().tables[row.table];
        std::string key;
        for (const std::string& id : table.schema->key) {
            auto text = job_.ready().row_text(
                row, table.schema->columns[*table.schema->find_column(id)].name);
            if (text) key += (key.empty() ? "" : "-") + *text;
        }
        if (key.empty()) key = std::to_string(table.row_ids[row.row]);
        name = replaced(name, "{row}", file_name_text(key));
        for (const ledger::Column& column : table.schema->columns) {
            std::string slot = "{" + column.name + "}";
            if (name.find(slot) == std::string::npos) continue;
            name = replaced(name, slot,
                            file_name_text(job_.ready().row_text(row, column.name).value_or("")));
        }
        return name;
    }

    const FillJob& job_;
    const AskedDate& asked_;
    std::string pattern_;
    std::string period_;  // as it was asked for, else its first and last day
    std::string prefix_;
};

// The department's own file is never written over.
Result<void> keep_templates(const std::vector<Copy>& copies, const FillOptions& options) {
    for (const Copy& copy : copies) {
        for (const std::string& path : options.templates) {
            std::error_code ignored;
            if (!std::filesystem::equivalent(copy.path, path, ignored)) continue;
            return fail(ErrorCode::kConflict, "这会覆盖模板本身，请用 -o 另给文件或文件夹",
                        "this would overwrite the template itself; give another -o", copy.path);
        }
    }
    return {};
}

Result<std::vector<org::UnitIndex>> units_asked(const org::Tree& tree, const FillOptions& options) {
    org::UnitIndex within = 0;
    if (!options.unit.empty()) within = TRY(find_unit(tree, options.unit));
    if (options.level.empty()) return std::vector<org::UnitIndex>{within};
    auto level = org::parse_level(options.level);
    if (!level) {
        return fail(
            ErrorCode::kInvalid,
            fmt::format("“{}”不是层级，应为 city county township village 之一", options.level),
            fmt::format("\"{}\" is no level; use city, county, township or village", options.level),
            "--level");
    }
    auto units = tree.of_level(*level, within);
    if (units.empty()) {
        return fail(ErrorCode::kNotFound, "这个范围内没有该层级的单位",
                    "there is no unit of this level there", "--level");
    }
    return units;
}

Result<std::vector<Copy>> copies_asked(const FillJob& job, const AskedDate& asked,
                                       const FillOptions& options) {
    std::vector<Copy> copies;
    for (org::UnitIndex unit : TRY(units_asked(job.tree(), options))) {
        for (size_t t = 0; t < job.ready().size(); ++t) {
            for (Copy& copy : TRY(job.ready().copies_of(t, unit)))
                copies.push_back(std::move(copy));
        }
    }
    if (copies.size() == 1 && names_workbook(options.output)) {
        copies.front().path = options.output;
        return copies;
    }
    static constexpr std::string_view kOthers[] = {".xls", ".et", ".ods", ".csv", ".pdf"};
    if (std::ranges::any_of(kOthers, [&](auto e) { return options.output.ends_with(e); })) {
        return fail(ErrorCode::kInvalid, "填好的表是 .xlsx，请把 -o 的文件名改成 .xlsx",
                    "what is filled is .xlsx; let the name after -o end so", "-o");
    }
    std::filesystem::path folder(options.output.empty() ? "." : options.output);
    if (names_workbook(options.output)) {
        return fail(ErrorCode::kInvalid, fmt::format("要填 {} 份，-o 应为文件夹", copies.size()),
                    fmt::format("{} copies are asked for: -o must be a folder", copies.size()),
                    "-o");
    }
    Naming naming(job, asked, options);
    std::set<std::string> taken;
    for (Copy& copy : copies) {
        copy.path = (folder / naming(copy)).string();
        if (taken.insert(copy.path).second) continue;
        return fail(ErrorCode::kConflict, "两份工作簿会同名，请在 --name 中加入 {code} 或 {row}",
                    "two workbooks would have the same name; add {code} or {row} to --name",
                    copy.path);
    }
    return copies;
}

void print_totals(const CommonOptions& common, const FillJob& job, const FillTotals& totals,
                  const std::vector<Copy>& copies, const Stopwatch& watch) {
    if (common.json) {
        boost::json::array files;
        for (const Copy& copy : copies) {
            if (!totals.failed.contains(copy.path)) files.emplace_back(copy.path);
        }
        boost::json::array errors;
        for (const Error& error : totals.errors) {
            errors.push_back(
                {{"place", error.place}, {"zh", error.message.zh}, {"en", error.message.en}});
        }
        boost::json::array findings;
        for (const auto& [file, finding] : totals.findings) {
            findings.push_back({{"file", file},
                                {"cell", finding.cell},
                                {"formula", finding.formula},
                                {"value", finding.value}});
        }
        boost::json::object result{{"workbooks", totals.workbooks},
                                   {"cells", totals.cells},
                                   {"list_rows", totals.list_rows},
                                   {"rows_read", job.rows_read()},
                                   {"measures", job.ready().measure_count()},
                                   {"seconds", watch.wall_s()},
                                   {"files", std::move(files)},
                                   {"findings", std::move(findings)},
                                   {"errors", std::move(errors)}};
        fmt::print("{}\n", boost::json::serialize(result));
        return;
    }
    if (copies.size() <= 20) {
        for (const Copy& copy : copies) {
            if (!totals.failed.contains(copy.path)) fmt::print("{}\n", copy.path);
        }
    }
    fmt::print(
        "{} 份工作簿，{} 格，取自 {} 行，{:.2f} 秒 / {} workbooks, {} cells, from {} rows, {:.2f} "
        "s\n",
        grouped(totals.workbooks), grouped(totals.cells), grouped(job.rows_read()), watch.wall_s(),
        grouped(totals.workbooks), grouped(totals.cells), grouped(job.rows_read()), watch.wall_s());
    for (size_t i = 0; i < totals.findings.size() && i < 20; ++i) {
        const auto& [file, finding] = totals.findings[i];
        fmt::print(stderr, "{} {} {}  {}\n", file, finding.cell, finding.value, finding.formula);
    }
    if (totals.findings.size() > 20) {
        fmt::print(stderr, "… 共 {} 处 Excel 错误值 / {} Excel errors in all\n",
                   totals.findings.size(), totals.findings.size());
    }
}

Result<int> fill(const CommonOptions& common, const FillOptions& options) {
    Stopwatch watch;
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    AskedDate asked = TRY(parse_date_options(options.date, site.clock().today()));
    FillJob job = TRY(FillJob::open(site, options.templates, asked, options.each));
    std::vector<Copy> copies = TRY(copies_asked(job, asked, options));
    TRY(keep_templates(copies, options));
    FillTotals totals = job.run(copies);
    print_totals(common, job, totals, copies, watch);
    for (const Error& error : totals.errors) print_error(error);
    if (!totals.errors.empty()) return int{kBadInput};
    return int{totals.findings.empty() ? kOk : kFindings};
}

}  // namespace

int run_fill(const CommonOptions& common, const FillOptions& options) {
    Result<int> code = fill(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
