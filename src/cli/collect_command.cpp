// collect: filled copies of one form read back, added up and compared with the ledgers. It writes
// workbooks and changes no data.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/filled_copies.h"
#include "report/collect_book.h"
#include "report/collect_sum.h"
#include "site/past_worlds.h"
#include "site/words.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using intake::OpenForm;
using recognise::AskedCell;
using report::CollectCopy;
using report::Collected;
using report::CollectForm;
using report::CollectNote;

org::UnitIndex common_unit(const std::vector<CollectCopy>& copies, const org::Tree& tree) {
    org::UnitIndex above = *tree.find(copies[0].unit);
    for (const CollectCopy& copy : copies) {
        while (!tree.contains(above, *tree.find(copy.unit))) above = tree.parent_of(above);
    }
    return above;
}

// Units beside those that sent a copy, without one.
void note_missing(const std::vector<CollectCopy>& copies, const org::Tree& tree,
                  org::UnitIndex above, std::vector<CollectNote>& notes) {
    std::set<org::UnitCode> sent;
    for (const CollectCopy& copy : copies) sent.insert(copy.unit);
    auto level = tree.unit(*tree.find(copies[0].unit)).level;
    for (org::UnitIndex unit : tree.of_level(level, above)) {
        const org::Unit& one = tree.unit(unit);
        if (!sent.contains(one.code))
            notes.push_back({one.name, "没有收到这个单位的表，汇总不含它"});
    }
}

// What the form reads, and every stored column of the ledgers its lists are of.
std::vector<formula::ColumnUse> columns_wanted(const OpenForm& open,
                                               const formula::Catalog& catalog) {
    const templates::Template* bound = &*open.bound;
    std::set<formula::ColumnUse> uses;
    for (const auto& use : report::columns_used(std::span(&bound, 1))) uses.insert(use);
    for (const AskedCell& asked : open.form.cells.cells) {
        if (asked.list < 0) continue;
        for (const auto& binding : bound->bindings()) {
            if (binding.sheet != asked.sheet || binding.cell != asked.cell) continue;
            for (const auto& use : binding.formula.columns()) {
                const auto& schema = *catalog.schemas[use.table];
                if (schema.unit_column.empty()) continue;
                for (size_t c = 0; c < schema.columns.size(); ++c) uses.insert({use.table, c});
            }
        }
    }
    return {uses.begin(), uses.end()};
}

Result<void> write_bytes(const fs::path& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (out) return {};
    return fail(ErrorCode::kIo, "写不了这个文件", "cannot write the file", path.string());
}

struct Written {
    std::vector<std::string> files;
    size_t changed_rows = 0;
    size_t added_rows = 0;
};

class CollectJob {
  public:
    CollectJob(const CommonOptions& common, const CollectOptions& options)
        : common_(common), options_(options) {}

    Result<int> run() {
        site::Site site = TRY(open_site(common_, site::OpenMode::kRead));
        AskedDate asked = TRY(parse_date_options(options_.date, site.clock().today()));
        auto tree = TRY(site.tree(asked.date.as_of, asked.known_at));
        auto words = TRY(site::vocabulary_of(site, tree.get()));
        auto opened = TRY(intake::open_collect_form(options_.form, site.catalog(), words));
        const OpenForm& open = *opened;
        std::vector<CollectCopy> copies =
            TRY(intake::read_copies(open.form, *tree, TRY(files_sent()), options_.units));
        auto world = TRY(site.world({.as_of = asked.date.as_of,
                                     .known_at = asked.known_at,
                                     .columns = columns_wanted(open, site.catalog())}));
        TRY(fill_ours(site, *world, open, asked, copies));
        Collected collected = TRY(report::collect(open.form, copies, *world->tree));
        org::UnitIndex above = common_unit(copies, *world->tree);
        note_missing(copies, *world->tree, above, notes_);
        std::error_code ignored;
        fs::create_directories(options_.output, ignored);
        TRY(write_sum(open, copies, collected, *world, above, asked));
        TRY(write_rosters(open, copies, collected, *world));
        TRY(write_rest(open, copies, collected, *world, asked));
        print(copies, collected, world->tree->unit(above).name);
        bool quiet = collected.corrections.empty() && collected.remarks.empty() &&
                     collected.direct.empty() && written_.changed_rows + written_.added_rows == 0;
        return int{quiet ? kOk : kFindings};
    }

  private:
    // A folder of copies may hold the form itself and earlier results: neither is a copy.
    Result<std::vector<std::string>> files_sent() const {
        auto own = [&](const std::string& file) {
            std::error_code ignored;
            return fs::equivalent(file, options_.form, ignored) ||
                   fs::equivalent(fs::path(file).parent_path(), options_.output, ignored);
        };
        std::vector<std::string> files;
        for (const std::string& path : options_.files) {
            std::error_code ignored;
            bool folder = fs::is_directory(path, ignored);
            for (std::string& file : TRY(workbooks_of({path}))) {
                if (!folder || !own(file)) files.push_back(std::move(file));
            }
        }
        return files;
    }

    // The form as the ledgers would fill it for each copy's unit.
    static Result<void> fill_ours(site::Site& site, const formula::World& world,
                                  const OpenForm& open, const AskedDate& asked,
                                  std::vector<CollectCopy>& copies) {
        const templates::Template* form = &*open.bound;
        site::PastWorlds past(site, report::columns_used({&form, 1}), asked.known_at);
        auto filler =
            TRY(report::Filler::prepare(site.catalog(), world, &past, {form}, asked.date));
        for (CollectCopy& copy : copies) {
            auto unit = world.tree->find(copy.unit);
            if (!unit) {
                return fail(ErrorCode::kNotFound, "组织机构里没有这个单位",
                            "the organisation has no such unit", copy.file);
            }
            auto filled = TRY_WITHIN(filler.fill(0, *unit), copy.file);
            xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(std::move(filled.bytes)));
            copy.ours = TRY(recognise::read_grids(book));
        }
        return {};
    }

    fs::path out(const std::string& name) const { return fs::path(options_.output) / name; }
    std::string stem() const { return fs::path(options_.form).stem().string(); }

    Result<void> write_sum(const OpenForm& open, const std::vector<CollectCopy>& copies,
                           const Collected& collected, const formula::World& world,
                           org::UnitIndex above, const AskedDate& asked) {
        auto sum = TRY(
            report::sum_copies(open.form, open.blank, copies, collected, world, above, asked.date));
        note_not_added(open, sum.not_added);
        fs::path path = out("汇总_" + stem() + ".xlsx");
        TRY(write_bytes(path, sum.bytes));
        written_.files.push_back(path.string());
        return {};
    }

    // Cells under one heading are one note.
    void note_not_added(const OpenForm& open, const std::vector<size_t>& cells) {
        std::map<std::pair<size_t, std::string>, std::vector<std::string>> by_heading;
        for (size_t i : cells) {
            const AskedCell& cell = open.form.cells.cells[i];
            std::string heading = cell.path.empty() ? "" : cell.path.back();
            by_heading[{cell.sheet, heading}].push_back(xlsx::format_cell_ref(cell.cell));
        }
        for (const auto& [heading, places] : by_heading) {
            std::string where = places.front();
            if (places.size() > 1) where += "…" + places.back();
            notes_.push_back(
                {"汇总表",
                 fmt::format("“{}”不能相加，{}!{}（{} 格）留空", heading.second,
                             open.form.sheets[heading.first].name, where, places.size())});
        }
    }

    Result<void> write_rosters(const OpenForm& open, const std::vector<CollectCopy>& copies,
                               Collected& collected, const formula::World& world) {
        for (const report::Roster& roster : collected.rosters) {
            if (roster.table < 0) continue;
            const ledger::Table& table = world.tables[static_cast<size_t>(roster.table)];
            auto changed = report::corrections_of(open.form, roster, table);
            written_.changed_rows += changed.rows.size();
            TRY(write_import("更正_", changed));
            auto added = report::additions_of(open.form, copies, collected, roster, table);
            written_.added_rows += added.rows.size();
            TRY(write_import("新增_", added));
        }
        return {};
    }

    // "更正_居民.xlsx"; a second list of the same ledger gets a number.
    Result<void> write_import(const std::string& what, const report::ImportRows& rows) {
        if (rows.rows.empty()) return {};
        std::string name = what + rows.schema->name;
        size_t again = ++names_[name];
        if (again > 1) name += fmt::format("_{}", again);
        fs::path path = out(name + ".xlsx");
        TRY(report::write_rows(path.string(), rows));
        written_.files.push_back(path.string());
        return {};
    }

    Result<void> write_rest(const OpenForm& open, const std::vector<CollectCopy>& copies,
                            const Collected& collected, const formula::World& world,
                            const AskedDate& asked) {
        bool direct = std::ranges::any_of(collected.direct,
                                          [](const auto& value) { return !value.may_be_held; });
        if (direct) {
            fs::path path = out("直报.xlsx");
            TRY(report::write_direct(path.string(), open.form, copies, collected, asked.date));
            written_.files.push_back(path.string());
        }
        fs::path path = out("比对_" + stem() + ".xlsx");
        TRY(report::write_comparison(path.string(), open.form, copies, collected, notes_,
                                     *world.tree));
        written_.files.push_back(path.string());
        return {};
    }

    void print(const std::vector<CollectCopy>& copies, const Collected& collected,
               const std::string& above) const {
        size_t missing = 0;
        for (const auto& roster : collected.rosters) missing += roster.missing.size();
        if (common_.json) {
            json::array files;
            for (const std::string& file : written_.files) files.emplace_back(file);
            fmt::print("{}\n",
                       json::serialize(json::object{{"copies", copies.size()},
                                                    {"unit", above},
                                                    {"compared", collected.compared},
                                                    {"agreed", collected.agreed},
                                                    {"corrections", collected.corrections.size()},
                                                    {"changed_rows", written_.changed_rows},
                                                    {"added_rows", written_.added_rows},
                                                    {"missing_rows", missing},
                                                    {"direct_values", collected.direct.size()},
                                                    {"remarks", collected.remarks.size()},
                                                    {"files", std::move(files)}}));
            return;
        }
        fmt::print("{}：收到 {} 份 / {} copies\n", above, copies.size(), copies.size());
        fmt::print("  {} 格与台账比对，{} 格一致，{} 格不一致 / {} cells compared, {} differ\n",
                   collected.compared, collected.agreed, collected.corrections.size(),
                   collected.compared, collected.corrections.size());
        fmt::print("  名册：{} 行可更正，{} 行台账没有，{} 行表里没有\n", written_.changed_rows,
                   written_.added_rows, missing);
        fmt::print("  {} 项事实台账没有或口径待确认，{} 处要人看\n", collected.direct.size(),
                   collected.remarks.size() + notes_.size());
        for (const std::string& file : written_.files) fmt::print("{}\n", file);
        fmt::print("没有改动任何数据；核对后用 yitao import 导入 / no data was changed\n");
    }

    const CommonOptions& common_;
    const CollectOptions& options_;
    std::vector<CollectNote> notes_;
    std::map<std::string, size_t> names_;
    Written written_;
};

}  // namespace

int run_collect(const CommonOptions& common, const CollectOptions& options) {
    auto code = CollectJob(common, options).run();
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
