#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "pack/lint.h"
#include "pack/pack.h"
#include "pack/read_dictionary.h"
#include "pack/read_ledger.h"
#include "pack/toml_file.h"

namespace yitao::pack {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBindingsEnding = ".bindings.toml";

// Files of a folder with one ending, by name; none where there is no folder.
Result<std::vector<std::string>> files_in(const fs::path& folder, std::string_view ending) {
    std::vector<std::string> files;
    std::error_code code;
    fs::directory_iterator entries(folder, code);
    if (code == std::errc::no_such_file_or_directory) return files;
    for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
        std::string name = entries->path().filename().string();
        // Office leaves ~$… beside an open workbook; dot files are no one's.
        if (name.starts_with("~$") || name.starts_with('.') || !name.ends_with(ending)) continue;
        files.push_back(entries->path().string());
    }
    if (code) {
        return fail(ErrorCode::kIo, fmt::format("无法读取目录（{}）", code.message()),
                    fmt::format("cannot read the folder ({})", code.message()), folder.string());
    }
    std::ranges::sort(files);
    return files;
}

Result<void> read_heading(const std::string& path, Pack& pack) {
    TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    pack.id = fields.text("id", Need::kRequired);
    pack.name = fields.text("name", Need::kRequired);
    pack.name_en = fields.text("name_en", Need::kRequired);
    pack.description = fields.text("description");
    fields.text("description_en");
    pack.version = static_cast<int>(fields.integer("version", 1, 1, 1'000'000));
    pack.needs = fields.texts("requires");
    if (!is_id(pack.id)) {
        fields.refuse(ErrorCode::kInvalid, "id", "id 只能用小写字母、数字和下划线，字母开头",
                      "id is not [a-z][a-z0-9_]*");
    }
    std::string folder = fs::path(path).parent_path().filename().string();
    if (!folder.empty() && folder != pack.id) {
        fields.refuse(ErrorCode::kConflict, "id",
                      fmt::format("套件 id {} 与文件夹名 {} 不同", pack.id, folder),
                      fmt::format("pack id {} differs from its folder {}", pack.id, folder));
    }
    return fields.finish();
}

Result<Migration> read_migration(const TomlTable& table, const std::string& path,
                                 const Pack& pack, Migration::Kind kind) {
    TomlFields fields(table, path);
    Migration migration;
    migration.from_version = static_cast<int>(fields.integer("from_version", 0, 1, 1'000'000));
    migration.ledger = fields.text("ledger", Need::kRequired);
    migration.from = fields.text("column");
    migration.kind = kind;
    if (kind == Migration::Kind::kRenameColumn) {
        migration.to = fields.text("to", Need::kRequired);
        if (migration.from.empty()) migration.kind = Migration::Kind::kRenameLedger;
        if (!is_id(migration.to)) {
            fields.refuse(ErrorCode::kInvalid, "to", "to 应是新的 id", "to is not an id");
        }
    } else if (migration.from.empty()) {
        fields.refuse(ErrorCode::kInvalid, "column", "缺少 column", "column is missing");
    }
    if (migration.from_version == 0 || migration.from_version >= pack.version) {
        fields.refuse(ErrorCode::kInvalid, "from_version",
                      fmt::format("from_version 应小于现在的版本 {}", pack.version),
                      fmt::format("from_version is not below the pack's version {}", pack.version));
    }
    TRY(fields.finish());
    return migration;
}

Result<void> read_migrations(const std::string& path, Pack& pack) {
    std::error_code code;
    if (!fs::exists(path, code)) return {};
    TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    for (const TomlTable& rename : fields.tables("rename")) {
        pack.migrations.push_back(
            TRY(read_migration(rename, path, pack, Migration::Kind::kRenameColumn)));
    }
    for (const TomlTable& drop : fields.tables("drop")) {
        pack.migrations.push_back(
            TRY(read_migration(drop, path, pack, Migration::Kind::kDropColumn)));
    }
    std::ranges::stable_sort(pack.migrations, {}, &Migration::from_version);
    return fields.finish();
}

Result<void> read_reports(const fs::path& folder, Pack& pack) {
    for (std::string& path : TRY(files_in(folder, ".xlsx"))) {
        ReportTemplate report;
        report.name = fs::path(path).stem().string();
        report.path = std::move(path);
        pack.reports.push_back(std::move(report));
    }
    for (std::string& path : TRY(files_in(folder, kBindingsEnding))) {
        std::string name = fs::path(path).filename().string();
        name.resize(name.size() - kBindingsEnding.size());
        auto report = std::ranges::find(pack.reports, name, &ReportTemplate::name);
        if (report == pack.reports.end()) {
            return fail(ErrorCode::kNotFound, fmt::format("没有与它同名的 {}.xlsx", name),
                        fmt::format("there is no {}.xlsx beside it", name), path);
        }
        report->bindings = std::move(path);
    }
    return {};
}

bool is_packs_directory(const fs::path& folder) {
    std::error_code code;
    return fs::exists(folder / "base" / "pack.toml", code);
}

// Packs in the order of their needs.
class Gatherer {
  public:
    explicit Gatherer(const std::string& directory) : directory_(directory) {}

    Result<void> add(const std::string& id, const std::string& wanted_by) {
        if (done_.contains(id)) return {};
        std::string folder = (fs::path(directory_) / id).string();
        std::error_code code;
        if (!is_id(id) || !fs::exists(fs::path(folder) / "pack.toml", code)) {
            return unknown(id, wanted_by);
        }
        if (!open_.insert(id).second) {
            return fail(ErrorCode::kConflict, fmt::format("套件 {} 互相依赖", id),
                        fmt::format("pack {} needs itself in the end", id), folder);
        }
        Pack pack = TRY(load_pack(folder));
        for (const std::string& need : pack.needs) TRY(add(need, pack.id));
        packs_.push_back(std::move(pack));
        done_.insert(id);
        return {};
    }
    std::vector<Pack> take() { return std::move(packs_); }

  private:
    Result<void> unknown(const std::string& id, const std::string& wanted_by) const {
        auto known = list_packs(directory_);
        std::optional<std::string> nearest;
        if (known) nearest = nearest_name(id, *known);
        return fail(ErrorCode::kNotFound,
                    fmt::format("没有套件 {}{}", id,
                                nearest ? fmt::format("，是 {} 吗？", *nearest) : ""),
                    fmt::format("there is no pack {}{}", id,
                                nearest ? fmt::format("; did you mean {}?", *nearest) : ""),
                    wanted_by.empty() ? directory_ : wanted_by);
    }

    std::string directory_;
    std::vector<Pack> packs_;
    std::unordered_set<std::string> done_;
    std::unordered_set<std::string> open_;
};

// What ids and names of all packs together are taken.
class Checker {
  public:
    Result<void> declare(const Pack& pack) {
        if (!packs_.insert(pack.id).second) return twice("套件", "pack", pack.id, pack);
        for (const auto& list : pack.code_lists) {
            if (!lists_.insert(list.id).second) return twice("代码表", "code list", list.id, pack);
        }
        for (const auto& ledger : pack.ledgers) {
            if (!ledgers_.insert(ledger.id).second) return twice("台账", "ledger", ledger.id, pack);
            for (const std::string& name : {ledger.name, ledger.name_en}) {
                if (!name.empty() && !names_.insert(match_key(name)).second) {
                    return twice("台账名", "ledger name", name, pack);
                }
            }
        }
        return {};
    }

    Result<void> follow(const Pack& pack) const {
        for (const std::string& need : pack.needs) {
            if (!packs_.contains(need)) return missing("套件", "pack", need, pack.directory);
        }
        for (size_t i = 0; i < pack.ledgers.size(); ++i) {
            const ledger::Schema& ledger = pack.ledgers[i];
            for (const auto& column : ledger.columns) {
                std::string place =
                    fmt::format("{} {}.{}", pack.notes[i].path, ledger.name, column.name);
                if (!column.code_list.empty() && !lists_.contains(column.code_list)) {
                    return missing("代码表", "code list", column.code_list, place);
                }
                if (!column.reference.empty() && !ledgers_.contains(column.reference)) {
                    return missing("台账", "ledger", column.reference, place);
                }
            }
        }
        return {};
    }

  private:
    static Result<void> twice(std::string_view zh, std::string_view en, const std::string& id,
                              const Pack& pack) {
        return fail(ErrorCode::kConflict, fmt::format("{} {} 重复", zh, id),
                    fmt::format("{} {} is declared twice", en, id), pack.directory);
    }
    static Result<void> missing(std::string_view zh, std::string_view en, const std::string& id,
                                std::string place) {
        return fail(ErrorCode::kNotFound, fmt::format("没有{} {}", zh, id),
                    fmt::format("there is no {} {}", en, id), std::move(place));
    }

    std::unordered_set<std::string> packs_;
    std::unordered_set<std::string> lists_{std::string(kListOfLists)};
    std::unordered_set<std::string> ledgers_;
    std::unordered_set<std::string> names_;
};

}  // namespace

Result<Pack> load_pack(const std::string& directory) {
    fs::path folder = fs::path(directory).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    Pack pack;
    pack.directory = folder.string();
    TRY(read_heading((folder / "pack.toml").string(), pack));
    std::error_code code;
    if (std::string lists = (folder / "codes.toml").string(); fs::exists(lists, code)) {
        pack.code_lists = TRY(read_code_lists(lists));
    }
    for (const std::string& path : TRY(files_in(folder / "ledgers", ".toml"))) {
        LedgerFile file = TRY(read_ledger(path, pack.id));
        pack.ledgers.push_back(std::move(file.schema));
        pack.notes.push_back(std::move(file.notes));
    }
    for (const std::string& path : TRY(files_in(folder / "dictionary", ".toml"))) {
        for (auto& phrase : TRY(read_dictionary(path))) pack.phrases.push_back(std::move(phrase));
    }
    TRY(read_reports(folder / "reports", pack));
    TRY(read_migrations((folder / "migrations.toml").string(), pack));
    pack.unit_files = TRY(files_in(folder / "units", ".csv"));
    pack.sample_files = TRY(files_in(folder / "sample", ".toml"));
    return pack;
}

Result<std::vector<std::string>> list_packs(const std::string& packs_directory) {
    std::vector<std::string> ids;
    std::error_code code;
    fs::directory_iterator entries(packs_directory, code);
    for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
        std::error_code ignored;
        if (!fs::exists(entries->path() / "pack.toml", ignored)) continue;
        ids.push_back(entries->path().filename().string());
    }
    if (code) {
        return fail(ErrorCode::kNotFound, fmt::format("无法读取套件目录（{}）", code.message()),
                    fmt::format("cannot read the packs folder ({})", code.message()),
                    packs_directory);
    }
    std::ranges::sort(ids);
    return ids;
}

Result<std::vector<Pack>> load_packs(const std::string& packs_directory,
                                     std::span<const std::string> ids) {
    Gatherer gatherer(packs_directory);
    for (const std::string& id : ids) TRY(gatherer.add(id, ""));
    std::vector<Pack> packs = gatherer.take();
    TRY(check_packs(packs));
    return packs;
}

Result<void> check_packs(std::span<const Pack> packs) {
    Checker checker;
    for (const Pack& pack : packs) TRY(checker.declare(pack));
    for (const Pack& pack : packs) TRY(checker.follow(pack));
    std::vector<Finding> findings = lint_declarations(packs);
    if (findings.empty()) return {};
    Finding& first = findings.front();
    std::string more = findings.size() > 1 ? fmt::format(" (+{})", findings.size() - 1) : "";
    return fail(ErrorCode::kUnsupported, first.message.zh + more, first.message.en + more,
                first.place);
}

Result<std::string> find_packs_directory() {
    if (const char* named = std::getenv("YITAO_PACKS"); named != nullptr && *named != '\0') {
        if (is_packs_directory(named)) return std::string(named);
        return fail(ErrorCode::kNotFound, "YITAO_PACKS 指的目录里没有 base/pack.toml",
                    "YITAO_PACKS names a folder without base/pack.toml", named);
    }
    std::error_code code;
    fs::path program = fs::read_symlink("/proc/self/exe", code).parent_path();
    for (const fs::path& folder :
         {program / "packs", program / "../packs", program / "../../packs",
          program / "../share/yitao/packs", fs::path("packs")}) {
        if (is_packs_directory(folder)) return folder.lexically_normal().string();
    }
    return fail(ErrorCode::kNotFound, "找不到套件目录 packs，请用环境变量 YITAO_PACKS 指明",
                "the packs folder is not found; name it in YITAO_PACKS", program.string());
}

}  // namespace yitao::pack
