// Commands about the installation itself: init, units, ledgers, backup, check.
#include <boost/json.hpp>

#include "access/backup_accounts.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "cli/support.h"
#include "ledger/type_name.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

Result<int> init(const CommonOptions& common, const InitOptions& options) {
    std::string units = TRY(read_file(options.units));
    TRY(org::Register::parse_csv(units, options.units));  // refused by its own name and line
    std::string packs = TRY(pack::find_packs_directory());
    std::vector<std::string> ids = options.packs;
    if (ids.empty()) ids = TRY(pack::list_packs(packs));
    std::vector<std::string> folders;
    for (const pack::Pack& loaded : TRY(pack::load_packs(packs, ids))) {
        folders.push_back(loaded.directory);
    }
    site::Site site = TRY(site::Site::create(common.data, units, folders, system_clock()));
    auto tree = TRY(site.tree(site.clock().today()));
    size_t ledgers = site.catalog().schemas.size() - 1;
    if (common.json) {
        fmt::print("{}\n", json::serialize(json::object{{"data", common.data},
                                                        {"units", tree->size()},
                                                        {"packs", site.packs().size()},
                                                        {"ledgers", ledgers}}));
        return int{kOk};
    }
    fmt::print("{}：{} 个单位，{} 个套件，{} 个台账 / {} units, {} packs, {} ledgers\n",
               common.data, tree->size(), site.packs().size(), ledgers, tree->size(),
               site.packs().size(), ledgers);
    return int{kOk};
}

Result<int> units(const CommonOptions& common, const ListOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    auto as_of = TRY(parse_date_option(options.as_of, "--as-of"));
    auto tree = TRY(site.tree(as_of.value_or(site.clock().today())));
    org::UnitIndex first = 0;
    auto last = static_cast<org::UnitIndex>(tree->size());
    if (!options.unit.empty()) {
        first = TRY(find_unit(*tree, options.unit));
        last = tree->end_of(first);
    }
    std::optional<org::Level> level;
    if (!options.level.empty()) {
        level = org::parse_level(options.level);
        if (!level) {
            return fail(ErrorCode::kInvalid, fmt::format("“{}”不是层级", options.level),
                        fmt::format("\"{}\" is no level", options.level), "--level");
        }
    }
    TextTable table({"代码 code", "名称 name", "层级 level", "上级 parent"});
    json::array list;
    for (org::UnitIndex u = first; u < last; ++u) {
        const org::Unit& unit = tree->unit(u);
        if (level && unit.level != *level) continue;
        if (!options.name.empty() && unit.name.find(options.name) == std::string::npos) continue;
        std::string code = org::format_unit_code(unit.code);
        std::string parent = unit.parent == 0 ? "" : org::format_unit_code(unit.parent);
        std::string level_text(org::level_name(unit.level));
        if (common.json) {
            list.push_back({{"code", code},
                            {"name", unit.name},
                            {"level", level_text},
                            {"parent", parent},
                            {"legal_unit", unit.legal_unit}});
        } else {
            table.add({code, unit.name, level_text, parent});
        }
    }
    if (common.json)
        fmt::print("{}\n", json::serialize(list));
    else
        table.print();
    return int{kOk};
}

void print_columns(const CommonOptions& common, const ledger::Schema& schema) {
    TextTable table({"字段 column", "类型 type", "代码表 codes", "单位 measure", "公式 formula"});
    json::array list;
    for (const ledger::Column& column : schema.columns) {
        if (common.json) {
            list.push_back({{"id", column.id},
                            {"name", column.name},
                            {"type", ledger::type_name(column.type)},
                            {"code_list", column.code_list},
                            {"unit_of_measure", column.unit_of_measure},
                            {"required", column.required},
                            {"formula", column.formula}});
        } else {
            table.add({column.name, std::string(ledger::type_name(column.type)), column.code_list,
                       column.unit_of_measure, column.formula});
        }
    }
    if (common.json)
        fmt::print("{}\n", json::serialize(list));
    else
        table.print();
}

Result<int> print_flagged(const CommonOptions& common, site::Site& site,
                          const std::vector<const ledger::Schema*>& schemas) {
    TextTable table({"台账 ledger", "行 row", "键 key", "单位 unit", "字段 column", "原因 reason"});
    json::array list;
    size_t count = 0;
    for (const ledger::Schema* schema : schemas) {
        for (const site::FlaggedRow& row : TRY(site.flagged(schema->id))) {
            ++count;
            std::string unit = row.unit == 0 ? "" : org::format_unit_code(row.unit);
            auto column = schema->find_column(row.flag.column);
            std::string name = column ? schema->columns[*column].name : "";
            if (common.json) {
                list.push_back({{"ledger", schema->name},
                                {"row", row.flag.row},
                                {"key", row.key},
                                {"unit", unit},
                                {"column", name},
                                {"rule", row.flag.rule},
                                {"zh", row.message.zh},
                                {"en", row.message.en}});
            } else {
                table.add({schema->name, std::to_string(row.flag.row), row.key, unit, name,
                           row.message.zh + " / " + row.message.en});
            }
        }
    }
    if (common.json)
        fmt::print("{}\n", json::serialize(list));
    else if (count > 0)
        table.print();
    return int{count == 0 ? kOk : kFindings};
}

Result<int> ledgers(const CommonOptions& common, const ListOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    std::vector<const ledger::Schema*> schemas;
    if (options.ledger.empty()) {
        for (const ledger::Schema* schema : site.catalog().schemas) {
            if (schema != &formula::unit_schema()) schemas.push_back(schema);
        }
    } else {
        schemas.push_back(TRY(find_ledger(site, options.ledger)));
    }
    if (options.flagged) return print_flagged(common, site, schemas);
    if (!options.ledger.empty()) {
        print_columns(common, *schemas.front());
        return int{kOk};
    }
    TextTable table({"台账 ledger", "id", "套件 pack", "行 rows", "存疑 flagged", "字段 columns"});
    json::array list;
    for (const ledger::Schema* schema : schemas) {
        ledger::LedgerStatus status = TRY(site.status(schema->id));
        if (common.json) {
            list.push_back({{"id", schema->id},
                            {"name", schema->name},
                            {"pack", schema->pack},
                            {"rows", status.rows},
                            {"flagged", status.flagged_rows},
                            {"entries", status.entries},
                            {"columns", schema->columns.size()}});
        } else {
            table.add({schema->name, schema->id, schema->pack,
                       grouped(static_cast<size_t>(status.rows)),
                       grouped(static_cast<size_t>(status.flagged_rows)),
                       std::to_string(schema->columns.size())});
        }
    }
    if (common.json)
        fmt::print("{}\n", json::serialize(list));
    else
        table.print();
    return int{kOk};
}

Result<int> backup(const CommonOptions& common, const BackupOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    ledger::BackupOptions how;
    if (options.without_keys) how.keys = ledger::BackupOptions::Keys::kLeaveOut;
    TRY(site.backup(options.folder, how));
    TRY(access::backup_accounts(common.data, options.folder));
    if (common.json) {
        fmt::print("{}\n", json::serialize(json::object{{"folder", options.folder}}));
    } else {
        fmt::print("已备份到 {} / backed up to {}\n", options.folder, options.folder);
    }
    return int{kOk};
}

Result<int> check(const CommonOptions& common) {
    Stopwatch watch;
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    std::vector<ledger::Finding> findings = TRY(site.check());
    if (common.json) {
        json::array list;
        for (const ledger::Finding& finding : findings) {
            list.push_back(
                {{"place", finding.place}, {"zh", finding.message.zh}, {"en", finding.message.en}});
        }
        fmt::print("{}\n", json::serialize(list));
        return int{findings.empty() ? kOk : kFindings};
    }
    for (const ledger::Finding& finding : findings) {
        fmt::print("{}: {} / {}\n", finding.place, finding.message.zh, finding.message.en);
    }
    if (findings.empty()) {
        fmt::print(
            "由流水重建的行与指标全部一致，{:.1f} 秒 / rows and measures rebuilt from the journal "
            "are "
            "equal, {:.1f} s\n",
            watch.wall_s(), watch.wall_s());
    }
    return int{findings.empty() ? kOk : kFindings};
}

int code_of(const Result<int>& code) {
    return code ? *code : refuse(code.error());
}

}  // namespace

int run_init(const CommonOptions& common, const InitOptions& options) {
    return code_of(init(common, options));
}
int run_units(const CommonOptions& common, const ListOptions& options) {
    return code_of(units(common, options));
}
int run_ledgers(const CommonOptions& common, const ListOptions& options) {
    return code_of(ledgers(common, options));
}
int run_backup(const CommonOptions& common, const BackupOptions& options) {
    return code_of(backup(common, options));
}
int run_check(const CommonOptions& common) {
    return code_of(check(common));
}

}  // namespace yitao::cli
