// collect: filled copies of one form read back, added up and compared with the ledgers. It writes
// workbooks and changes no data.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "intake/unit_index.h"
#include "report/collect_book.h"
#include "report/collect_sum.h"
#include "site/words.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using recognise::Answer;
using recognise::AskedCell;
using report::CollectCopy;
using report::Collected;
using report::CollectForm;
using report::CollectNote;

constexpr size_t kMaxCopies = 2'000;

// The form with its bindings; `blank` is its file without those that stand in cells.
struct OpenForm {
    std::optional<templates::Template> bound;
    std::string blank;
    CollectForm form;
};

// What the template binds is asked, whatever recognition thinks of the cell.
void add_bound_cells(CollectForm& form) {
    std::map<std::pair<size_t, xlsx::CellRef>, size_t> known;
    for (size_t i = 0; i < form.cells.cells.size(); ++i) {
        known[{form.cells.cells[i].sheet, form.cells.cells[i].cell}] = i;
    }
    for (const auto& binding : form.bound->bindings()) {
        auto found = known.find({binding.sheet, binding.cell});
        if (found != known.end()) {
            AskedCell& asked = form.cells.cells[found->second];
            if (asked.answer == Answer::kHead) continue;
            asked.answer = Answer::kKnown;
            if (binding.for_unit != 0) asked.for_unit = binding.for_unit;
            continue;
        }
        if (binding.list >= 0 || !binding.formula.uses_ledgers()) continue;
        AskedCell asked;
        asked.sheet = binding.sheet;
        asked.cell = binding.cell;
        asked.answer = Answer::kKnown;
        asked.path = {form.bound->cell_name(binding.sheet, binding.cell)};
        asked.for_unit = binding.for_unit;
        form.cells.cells.push_back(std::move(asked));
    }
}

Result<OpenForm> open_form(const std::string& path, const site::Site& site,
                           const recognise::Vocabulary& words) {
    OpenForm open;
    std::string converted = TRY(intake::as_xlsx(path));
    templates::Template given =
        TRY(templates::Template::open_file(path, converted, site.catalog()));
    xlsx::Edits edits;
    for (const auto& binding : given.bindings()) {
        edits.cells.push_back({binding.sheet, binding.cell, {}});
    }
    open.blank = TRY(given.patcher().apply(edits));
    xlsx::Workbook book = TRY_WITHIN(xlsx::Workbook::from_bytes(open.blank), path);
    auto structure = TRY_WITHIN(recognise::read_structure(book), path);
    auto proposal = TRY_WITHIN(recognise::propose(book, structure, words), path);
    open.form.sheets = TRY(recognise::read_grids(book));
    std::vector<xlsx::Grid> grids;
    for (const auto& sheet : open.form.sheets) grids.push_back(sheet.grid);
    recognise::AskingForm asking{
        fs::path(path).stem().string(), &structure, &proposal, &book, &grids, nullptr};
    open.form.cells = recognise::cells_of(asking, 0, words);
    open.form.catalog = &site.catalog();
    if (given.bindings().empty()) {
        open.bound = TRY_WITHIN(
            templates::Template::open(open.blank, fs::path(path).filename().string(),
                                      recognise::write_bindings(proposal), site.catalog()),
            path);
    } else {
        open.bound = std::move(given);
    }
    return open;
}

// --- whose copy it is

class UnitFinder {
  public:
    UnitFinder(const org::Tree& tree, const CollectForm& form, const std::vector<std::string>& said)
        : tree_(tree), index_(tree), form_(form) {
        for (const std::string& text : said) {
            size_t equals = text.rfind('=');
            if (equals == std::string::npos) continue;
            said_[fs::path(text.substr(0, equals)).filename().string()] = text.substr(equals + 1);
        }
    }

    Result<org::UnitCode> find(const std::string& file,
                               const std::vector<recognise::SheetGrid>& sheets) {
        std::string name = fs::path(file).filename().string();
        if (auto said = said_.find(name); said != said_.end()) {
            return tree_.unit(TRY_WITHIN(find_unit(tree_, said->second), file)).code;
        }
        auto typed = in_cells(sheets);
        auto named = in_name(fs::path(file).stem().string());
        if (typed && named && *typed != *named) {
            return fail(ErrorCode::kConflict,
                        fmt::format("表内填报单位是{}，文件名却是{}；请用 --unit 说明",
                                    name_of(*typed), name_of(*named)),
                        fmt::format("the sheet says {}, the file's name {}; say which with --unit",
                                    name_of(*typed), name_of(*named)),
                        file);
        }
        if (typed) return *typed;
        if (named) return *named;
        return fail(ErrorCode::kNotFound,
                    "看不出是哪个单位的：表内没有填报单位，文件名也没有；请用 --unit 文件=代码",
                    "it does not say whose copy it is, nor does its name; say --unit FILE=CODE",
                    file);
    }

    std::string name_of(org::UnitCode code) const {
        auto unit = tree_.find(code);
        return unit ? tree_.unit(*unit).name : org::format_unit_code(code);
    }

  private:
    std::optional<org::UnitCode> in_cells(const std::vector<recognise::SheetGrid>& sheets) {
        recognise::AlignedCopy copy = recognise::align_copy(form_.sheets, sheets);
        for (const AskedCell& asked : form_.cells.cells) {
            bool unit =
                asked.answer == Answer::kHead && asked.formula.find("本单位") != std::string::npos;
            if (!unit) continue;
            const auto* cell = copy.find(asked.sheet, asked.cell);
            const auto* text = cell == nullptr ? nullptr : std::get_if<std::string>(&cell->value);
            if (text == nullptr) continue;
            if (auto found = in_text(*text)) return found;
        }
        return std::nullopt;
    }

    // "填报单位（盖章）：四邑村   数据截止：…": the first part that names a unit.
    std::optional<org::UnitCode> in_text(const std::string& text) {
        std::string part;
        std::vector<std::string> parts;
        for (char32_t c : code_points(text)) {
            bool mark = c == U'：' || c == U':' || c == U' ' || c == U'\u3000' || c == U'_' ||
                        c == U'\n' || c == U'\u00a0';
            if (!mark) {
                append_utf8(part, c);
                continue;
            }
            if (!part.empty()) parts.push_back(std::move(part));
            part.clear();
        }
        if (!part.empty()) parts.push_back(std::move(part));
        for (const std::string& one : parts) {
            if (auto found = index_.find(one); found && tree_.find(*found)) return *found;
        }
        return std::nullopt;
    }

    // The longest name (or the code) that stands in the file's name; two of that length: none.
    std::optional<org::UnitCode> in_name(const std::string& stem) {
        std::string key = match_key(stem);
        std::optional<org::UnitCode> best;
        size_t longest = 0;
        bool several = false;
        for (const org::Unit& unit : tree_.units()) {
            std::string code = org::format_unit_code(unit.code);
            if (key.find(code) != std::string::npos) return unit.code;
            for (const std::string& name :
                 {match_key(unit.name), intake::plain_unit_name(unit.name)}) {
                if (code_point_count(name) < 2 || key.find(name) == std::string::npos) continue;
                if (name.size() < longest) continue;
                several = name.size() == longest && best != unit.code;
                longest = name.size();
                best = unit.code;
            }
        }
        return several ? std::nullopt : best;
    }

    const org::Tree& tree_;
    intake::UnitIndex index_;
    const CollectForm& form_;
    std::map<std::string, std::string> said_;  // by file name
};

// A unit twice, or a unit and one inside it, would be counted twice.
Result<void> check_units(const std::vector<CollectCopy>& copies, const org::Tree& tree,
                         const UnitFinder& finder) {
    for (size_t a = 0; a < copies.size(); ++a) {
        for (size_t b = a + 1; b < copies.size(); ++b) {
            if (copies[a].unit == copies[b].unit) {
                return fail(
                    ErrorCode::kConflict,
                    fmt::format("{}有两份：{} 和 {}；请只留一份", finder.name_of(copies[a].unit),
                                copies[a].file, copies[b].file),
                    fmt::format("two copies of {}: {} and {}; keep one",
                                finder.name_of(copies[a].unit), copies[a].file, copies[b].file));
            }
            auto one = tree.find(copies[a].unit);
            auto other = tree.find(copies[b].unit);
            if (!one || !other) continue;
            bool nested = tree.contains(*one, *other) || tree.contains(*other, *one);
            if (!nested) continue;
            return fail(ErrorCode::kConflict,
                        fmt::format("{}与{}有上下级关系，会重复汇总：{}、{}",
                                    finder.name_of(copies[a].unit), finder.name_of(copies[b].unit),
                                    copies[a].file, copies[b].file),
                        fmt::format("{} and {}: one unit lies in the other and would be counted "
                                    "twice",
                                    copies[a].file, copies[b].file));
        }
    }
    return {};
}

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

Result<std::vector<CollectCopy>> read_copies(const CollectOptions& options, UnitFinder& finder) {
    if (options.files.size() > kMaxCopies) {
        return fail(ErrorCode::kLimit, fmt::format("一次最多 {} 份", kMaxCopies),
                    fmt::format("at most {} copies at a time", kMaxCopies));
    }
    std::vector<CollectCopy> copies;
    for (const std::string& file : options.files) {
        std::string path = TRY(intake::as_xlsx(file));
        xlsx::Workbook book = TRY_WITHIN(xlsx::Workbook::open(path), file);
        CollectCopy copy;
        copy.file = fs::path(file).filename().string();
        copy.sheets = TRY_WITHIN(recognise::read_grids(book), file);
        copy.unit = TRY(finder.find(file, copy.sheets));
        copies.push_back(std::move(copy));
    }
    return copies;
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
        OpenForm open = TRY(open_form(options_.form, site, words));
        open.form.bound = &*open.bound;
        add_bound_cells(open.form);
        UnitFinder finder(*tree, open.form, options_.units);
        std::vector<CollectCopy> copies = TRY(read_copies(options_, finder));
        TRY(check_units(copies, *tree, finder));
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
    // The form as the ledgers would fill it for each copy's unit.
    static Result<void> fill_ours(site::Site& site, const formula::World& world,
                                  const OpenForm& open, const AskedDate& asked,
                                  std::vector<CollectCopy>& copies) {
        auto filler =
            TRY(report::Filler::prepare(site.catalog(), world, &site, {&*open.bound}, asked.date));
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
        for (size_t i : sum.not_added) {
            const AskedCell& cell = open.form.cells.cells[i];
            notes_.push_back({"汇总表 " + open.bound->cell_name(cell.sheet, cell.cell),
                              fmt::format("“{}”不能相加，汇总表留空",
                                          cell.path.empty() ? "" : cell.path.back())});
        }
        fs::path path = out("汇总_" + stem() + ".xlsx");
        TRY(write_bytes(path, sum.bytes));
        written_.files.push_back(path.string());
        return {};
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
        if (!collected.direct.empty()) {
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
        fmt::print("  {} 项事实台账没有（直报），{} 处要人看\n", collected.direct.size(),
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
