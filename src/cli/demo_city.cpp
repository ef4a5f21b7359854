#include "cli/demo_city.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/import_job.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "sample/sample.h"
#include "site/data_folder.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return std::nullopt;
    return std::move(text).str();
}

// What the city was made of: stands in the data directory and says that `demo` made it.
struct Recipe {
    Date as_of;
    size_t residents = 100'000;
    uint64_t seed = 1;
};

std::string recipe_path(const std::string& data) { return (fs::path(data) / "demo.done").string(); }

bool write_recipe(const std::string& data, const Recipe& recipe) {
    std::ofstream out(recipe_path(data), std::ios::binary);
    out << "as_of = " << recipe.as_of.iso() << "\nresidents = " << recipe.residents
        << "\nseed = " << recipe.seed << "\n";
    out.close();
    return out.good();
}

// nullopt: this is no sample city.
std::optional<Recipe> read_recipe(const std::string& data, Date as_of) {
    auto text = read_text(recipe_path(data));
    if (!text) return std::nullopt;
    Recipe recipe{.as_of = as_of};
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        size_t equals = line.find(" = ");
        if (equals == std::string::npos) continue;
        std::string_view key = std::string_view(line).substr(0, equals);
        std::string_view value = std::string_view(line).substr(equals + 3);
        const char* end = value.data() + value.size();
        if (key == "as_of") recipe.as_of = Date::parse_iso(value).value_or(as_of);
        if (key == "residents") std::from_chars(value.data(), end, recipe.residents);
        if (key == "seed") std::from_chars(value.data(), end, recipe.seed);
    }
    return recipe;
}

Result<std::vector<pack::Pack>> shipped_packs() {
    std::string directory = TRY(pack::find_packs_directory());
    std::vector<std::string> ids = TRY(pack::list_packs(directory));
    return pack::load_packs(directory, ids);
}

std::vector<std::string> folders_of(const std::vector<pack::Pack>& packs) {
    std::vector<std::string> folders;
    for (const pack::Pack& pack : packs) folders.push_back(pack.directory);
    return folders;
}

Result<std::string> read_units(const std::vector<pack::Pack>& packs) {
    for (const pack::Pack& pack : packs) {
        if (pack.unit_files.empty()) continue;
        if (auto text = read_text(pack.unit_files.front())) return std::move(*text);
    }
    return fail(ErrorCode::kNotFound, "套件里没有示例城市的单位", "no pack has a sample city's units");
}

// Every ledger without a row gets its sample rows through the usual door.
Result<void> add_sample_rows(site::Site& site, const std::vector<pack::Pack>& packs,
                             const Recipe& recipe, bool quiet) {
    auto tree = TRY(site.tree(recipe.as_of));
    sample::SampleOptions how{
        .residents = recipe.residents, .seed = recipe.seed, .as_of = recipe.as_of};
    std::string folder = (fs::path(site.folder()) / "sample").string();
    std::vector<sample::SampleFile> files = TRY(sample::generate(packs, *tree, how, folder));
    size_t rows = 0;
    Stopwatch importing;
    for (const sample::SampleFile& file : files) {
        Stopwatch watch;
        const ledger::Schema* schema = TRY(find_ledger(site, file.ledger));
        if (TRY(site.status(schema->id)).rows > 0) continue;
        intake::ImportOptions import;
        import.who = "demo";
        auto report = TRY(import_with_progress(site, *schema, file.path, import));
        if (report.stopped) return std::unexpected(*report.stopped);
        rows += report.inserted;
        bool odd = report.rejected + report.flagged > 0;
        if (odd && !quiet) print_import(report, watch.wall_s());
    }
    if (quiet) return {};
    fmt::print("导入 {} 行，{:.1f} 秒 / {} rows imported in {:.1f} s\n", grouped(rows),
               importing.wall_s(), grouped(rows), importing.wall_s());
    return {};
}

// "data/" and "./data" are one folder.
fs::path plain_path(const std::string& data) {
    fs::path path = fs::absolute(data).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

// A broken attempt goes, unless its process is still at work on it.
Result<void> clear_attempt(const std::string& folder) {
    if (!fs::exists(fs::path(folder) / "lock")) {
        site::remove_folder(folder);
        return {};
    }
    site::Lock lock = TRY(site::Lock::take(folder));
    site::remove_folder(folder);
    return {};
}

Result<void> make_city(const CommonOptions& common, const Recipe& recipe) {
    std::vector<pack::Pack> packs = TRY(shipped_packs());
    std::string units = TRY(read_units(packs));
    std::string data = plain_path(common.data).string();
    std::string folder = data + ".making";
    TRY(clear_attempt(folder));
    {
        site::Site site =
            TRY(site::Site::create(folder, units, folders_of(packs), system_clock()));
        auto tree = TRY(site.tree(recipe.as_of));
        size_t ledgers = site.catalog().schemas.size() - 1;
        if (!common.json) {
            fmt::print("示例城市：{} 个单位，{} 个台账 / the sample city: {} units, {} ledgers\n",
                       tree->size(), ledgers, tree->size(), ledgers);
        }
        TRY(add_sample_rows(site, packs, recipe, common.json));
        TRY(site.save_columns());
    }
    if (!write_recipe(folder, recipe)) {
        return fail(ErrorCode::kIo, "写不了这个文件，请检查磁盘空间与权限",
                    "this file cannot be written; check disk space and permissions",
                    recipe_path(folder));
    }
    return site::rename_folder(folder, data);
}

std::vector<std::string> files_below(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code code;
    for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
         at.increment(code)) {
        if (at->is_regular_file(code)) {
            files.push_back(fs::relative(at->path(), folder, code).string());
        }
    }
    std::ranges::sort(files);
    return files;
}

bool same_files(const fs::path& a, const fs::path& b) {
    std::vector<std::string> files = files_below(a);
    if (files != files_below(b)) return false;
    return std::ranges::all_of(files, [&](const std::string& file) {
        std::error_code code;
        return fs::file_size(a / file, code) == fs::file_size(b / file, code) &&
               read_text(a / file) == read_text(b / file);
    });
}

// Whoever changes a template or a ledger of packs/ sees it at the next run.
Result<void> take_over_packs(const CommonOptions& common, const Recipe& recipe) {
    const std::string& data = common.data;
    std::vector<pack::Pack> packs = TRY(shipped_packs());
    bool same = std::ranges::all_of(packs, [&](const pack::Pack& pack) {
        return same_files(pack.directory, fs::path(data) / "packs" / pack.id);
    });
    if (same) return {};
    TRY(site::Site::update_packs(data, folders_of(packs), system_clock()));
    if (!common.json) fmt::print("套件有变化，已更新 / packs have changed and were updated\n");
    site::Site site = TRY(open_site(common, site::OpenMode::kWrite));
    for (const ledger::Schema* schema : site.catalog().schemas) {
        if (schema == &formula::unit_schema()) continue;
        if (schema->entered_by == ledger::EnteredBy::kProgram) continue;  // has no sample
        if (TRY(site.status(schema->id)).rows > 0) continue;
        TRY(add_sample_rows(site, packs, recipe, common.json));
        break;
    }
    return site.save_columns();
}

Result<void> check_recipe(const std::string& data, const Recipe& recipe,
                          const DemoOptions& options) {
    bool same = options.residents.value_or(recipe.residents) == recipe.residents &&
                options.seed.value_or(recipe.seed) == recipe.seed;
    if (same) return {};
    return fail(
        ErrorCode::kConflict,
        fmt::format("这里的示例城市有 {} 名居民、种子 {}；要另建请换一个 --data，或先删去这个文件夹",
                    recipe.residents, recipe.seed),
        fmt::format("the sample city here was made of {} residents with seed {}; give another "
                    "--data or remove the folder first",
                    recipe.residents, recipe.seed),
        data);
}

}  // namespace

Result<void> ready_city(const CommonOptions& common, const DemoOptions& options, Date as_of) {
    if (auto recipe = read_recipe(common.data, as_of)) {
        TRY(check_recipe(common.data, *recipe, options));
        return take_over_packs(common, *recipe);
    }
    std::error_code code;
    if (fs::exists(common.data, code) && !fs::is_empty(common.data, code)) {
        return fail(ErrorCode::kConflict, "文件夹已存在，且不是 demo 所建的示例城市；请换一个 --data",
                    "the folder exists and is not a sample city that demo made; give another --data",
                    common.data);
    }
    if (fs::equivalent(common.data, fs::current_path(code), code)) {
        return fail(ErrorCode::kInvalid, "示例城市要建在当前文件夹之下，请给 --data 一个名字",
                    "the sample city is made below the current folder; give --data a name",
                    common.data);
    }
    Recipe recipe{.as_of = as_of};
    recipe.residents = options.residents.value_or(recipe.residents);
    recipe.seed = options.seed.value_or(recipe.seed);
    return make_city(common, recipe);
}

}  // namespace yitao::cli
