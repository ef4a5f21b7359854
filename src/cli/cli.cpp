// The only file that knows CLI11.
#include "cli/cli.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>

#include "base/check.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace yitao::cli {

namespace {

// Options of every command and the command chosen.
struct Program {
    CLI::App app{
        "一套表：各部门的工作簿由共享台账自动填好 / Yitao fills every department's workbook from "
        "shared ledgers"};
    CommonOptions common;
    std::function<int()> chosen;
    DemoOptions demo;
    InitOptions init;
    ImportOptions import;
    FillOptions fill;
    EvalOptions eval;
    EvidenceOptions evidence;
    ReportOptions report;
    ListOptions units;
    ListOptions ledgers;
    StarterOptions starter;
    AccountOptions account;
    ServeOptions serve;
    BackupOptions backup;
    UpdateOptions update;
    ForgetOptions forget;
    SqlOptions sql;
    SqlOptions against;
    BenchOptions bench;
    BenchLiveOptions bench_live;
    BenchCityOptions bench_city;
    RecogniseOptions recognise;
    BurdenOptions burden;
    CollectOptions collect;
};

CLI::App* add_command(Program& program, const char* name, const char* description,
                      std::function<int()> action) {
    CLI::App* command = program.app.add_subcommand(name, description);
    command
        ->add_option("--data", program.common.data,
                     "数据目录，也可用环境变量 YITAO_DATA / data directory, else $YITAO_DATA")
        ->capture_default_str();
    command->add_flag("--json", program.common.json, "结果为 JSON / results as JSON");
    command->callback([&program, action = std::move(action)] { program.chosen = action; });
    return command;
}

void add_dates(CLI::App* command, DateOptions& date) {
    command->add_option("--as-of", date.as_of, "截至日期 / as of this date (2026-10-31)");
    command->add_option("--known-at", date.known_at,
                        "按当时所知 / as known at the end of this date");
    command->add_option("--period", date.period, "报告期 / period (2026-10, 2026Q3, 2026, A..B)");
}

void add_sql(CLI::App* command, SqlOptions& sql) {
    command->add_option("--dialect", sql.dialect, "方言 / dialect")
        ->check(CLI::IsMember({"clickhouse", "postgresql"}));
    command->add_option("--template", sql.templates,
                        "只取这些模板的指标，可多次 / measures of these workbooks, repeatable");
    command->add_option("--formula", sql.formulas,
                        "只取这些公式的指标，可多次 / measures of these formulas, repeatable");
    add_dates(command, sql.date);
}

void add_setting_up(Program& p) {
    auto* demo = add_command(
        p, "demo", "建立示例城市并填好示例表 / make the sample city and fill its workbooks",
        [&p] { return run_demo(p.common, p.demo); });
    demo->add_option("--residents", p.demo.residents,
                     "居民数，默认十万 / residents; default 100000");
    demo->add_option("--seed", p.demo.seed, "随机种子，默认 1 / seed; default 1");
    demo->add_option("--as-of", p.demo.as_of, "截至日期 / as of")->capture_default_str();
    demo->add_option("--unit", p.demo.unit, "所填的村 / the village to fill")
        ->capture_default_str();

    auto* init = add_command(p, "init", "新建空的数据目录 / make an empty data directory",
                             [&p] { return run_init(p.common, p.init); });
    init->add_option("--units", p.init.units, "单位 CSV / units CSV: code,name,level,parent")
        ->required();
    init->add_option("--pack", p.init.packs,
                     "套件，可多次；默认全部 / pack, repeatable; default all");

    auto* account = add_command(p, "account", "新账号与岗位 / a new account with a post",
                                [&p] { return run_account(p.common, p.account); });
    account->add_option("name", p.account.login, "登录名 / name to sign in with")->required();
    account->add_option("--person", p.account.person, "姓名 / the person's name")->required();
    account
        ->add_option("--role", p.account.role,
                     "clerk officer handler data_office leader auditor administrator")
        ->capture_default_str();
    account->add_option("--unit", p.account.unit, "岗位所在单位 / unit of the post")->required();
    account->add_option("--department", p.account.department, "部门 / department");
    auto* serve = add_command(p, "serve", "网页与接口 / the page and its API",
                              [&p] { return run_serve(p.common, p.serve); });
    serve->add_option("--listen", p.serve.listen, "地址:端口 / address:port")
        ->capture_default_str();
    serve->add_option("--tls-certificate", p.serve.certificate, "证书链 PEM / certificate chain");
    serve->add_option("--tls-key", p.serve.key, "私钥 PEM / private key");
    auto* backup =
        add_command(p, "backup", "备份（运行中也可）/ copy a data directory, also a running one",
                    [&p] { return run_backup(p.common, p.backup); });
    backup->add_option("folder", p.backup.folder, "目标文件夹 / where to")->required();
    backup->add_flag(
        "--without-keys", p.backup.without_keys,
        "不含密钥：个人历史不可读 / leave the keys out: personal history stays unreadable");

    auto* check = add_command(
        p, "check", "由流水重建并核对 / rebuild everything from the journal and compare", [&p] {
            return p.against.against.empty() ? run_check(p.common)
                                             : run_check_against(p.common, p.against);
        });
    check->add_option(
        "--against", p.against.against,
        "改与数据库核对：客户端命令，或 psql:连接 / instead compare the measures with those "
        "of a database: its client, or psql:CONNECTION");
    add_sql(check, p.against);
    auto* bench = add_command(p, "bench", "量一量本数据目录 / measure this data directory",
                              [&p] { return run_bench(p.common, p.bench); });
    bench->add_option("--repeat", p.bench.repeat, "次数 / runs")->capture_default_str();
    auto* live = bench->add_subcommand(
        "live", "在通用测试题上量实时引擎 / measure the live engine on the common workload");
    live->add_option("--rows", p.bench_live.rows, "居民数 / residents")
        ->check(CLI::Range(int64_t{1'000}, int64_t{100'000'000}))
        ->capture_default_str();
    live->add_option("--cells", p.bench_live.cells, "单元格数 / cells")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    live->add_option("--units", p.bench_live.units, "单位数 / units")
        ->check(CLI::Range(1'200, 100'000))
        ->capture_default_str();
    live->add_option("--edits", p.bench_live.edits, "修改次数 / changes")->capture_default_str();
    live->add_flag("--json", p.common.json, "结果为 JSON / results as JSON");
    auto* city = bench->add_subcommand(
        "city",
        "在示例城市的副本上量实时引擎 / measure the live engine on a copy of a sample city");
    city->add_option("--data", p.common.data, "数据目录，不改动 / data directory, left as it is")
        ->capture_default_str();
    city->add_option("--edits", p.bench_city.edits, "修改次数 / changes")->capture_default_str();
    city->add_flag("--json", p.common.json, "结果为 JSON / results as JSON");
    bench->callback([&p, live, city] {
        p.chosen = [&p, is_live = live->parsed(), is_city = city->parsed()] {
            if (is_city) return run_bench_city(p.common, p.bench_city);
            return is_live ? run_bench_live(p.common, p.bench_live) : run_bench(p.common, p.bench);
        };
    });
}

void add_upkeep(Program& p) {
    auto* update = add_command(p, "update", "更新套件或单位 / take over newer packs or units",
                               [&p] { return run_update(p.common, p.update); });
    update->add_option("--pack", p.update.packs,
                       "套件，可多次；默认已装的 / pack, repeatable; default those installed");
    update->add_option("--units", p.update.units, "新的单位 CSV / a newer units CSV");
    update->add_option("--who", p.update.who, "经手人 / who");

    auto* forget =
        add_command(p, "forget", "依法永久删去一个人的记录 / delete a person's rows for good",
                    [&p] { return run_forget(p.common, p.forget); });
    forget->add_option("subject", p.forget.subject, "身份证号等 / identity number")->required();
    forget->add_option("--reason", p.forget.reason, "依据，如文号 / by what, e.g. a file number")
        ->required();
    forget->add_option("--who", p.forget.who, "经手人 / who");
    forget->add_flag("--yes", p.forget.yes, "确认 / do it");
}

void add_data(Program& p) {
    auto* import = add_command(p, "import", "导入 CSV 或工作簿 / import rows from .csv or .xlsx",
                               [&p] { return run_import(p.common, p.import); });
    import->add_option("ledger", p.import.ledger, "台账名 / ledger")->required();
    import->add_option("file", p.import.file, "文件 / file")->required();
    import->add_option("--sheet", p.import.sheet, "工作表 / sheet");
    import->add_option("--effective-on", p.import.effective_on,
                       "自何日起属实 / the date from which the facts hold");
    import->add_option("--who", p.import.who, "经手人 / who imports");
    import->add_option("--rejects", p.import.rejects, "退回行的工作簿 / workbook of rejected rows");
    import->add_flag("--dry-run", p.import.dry_run, "只检查 / check only");

    auto* units = add_command(p, "units", "列出单位 / list units",
                              [&p] { return run_units(p.common, p.units); });
    units->add_option("--unit", p.units.unit, "在此单位之下 / within this unit");
    units->add_option("--level", p.units.level, "层级 / level (city county township village)");
    units->add_option("--name", p.units.name, "名称含 / name contains");
    units->add_option("--as-of", p.units.as_of, "截至日期 / as of");

    auto* ledgers = add_command(p, "ledgers", "列出台账与字段 / list ledgers and columns",
                                [&p] { return run_ledgers(p.common, p.ledgers); });
    ledgers->add_option("ledger", p.ledgers.ledger, "只看这个台账的字段 / columns of one ledger");
    ledgers->add_flag("--flagged", p.ledgers.flagged, "列出存疑的行 / list flagged rows");
}

void add_reports(Program& p) {
    auto* fill = add_command(p, "fill", "填表 / fill workbooks",
                             [&p] { return run_fill(p.common, p.fill); });
    fill->add_option("templates", p.fill.templates, "模板 / templates")->required();
    fill->add_option("--unit", p.fill.unit, "单位代码或名称 / unit code or name");
    fill->add_option("--level", p.fill.level,
                     "为此层级的每个单位各填一份 / one copy for each unit of this level");
    fill->add_option("--each", p.fill.each,
                     "每行一份 / one copy for each row, e.g. '居民[低保]=\"是\"'");
    fill->add_option("-o,--output", p.fill.output, "输出文件或文件夹 / file or folder");
    fill->add_option("--name", p.fill.name,
                     "文件名样式 / file names: {template} {code} {unit} {as_of} {period} {列名}");
    add_dates(fill, p.fill.date);

    auto* report = add_command(p, "report", "列出模板的绑定 / list the bindings of a template",
                               [&p] { return run_report(p.common, p.report); });
    report->add_option("file", p.report.file, "模板 / template")->required();
    report->add_option("--each", p.report.each, "每行一份的条件 / condition for one copy a row");

    auto* recognise = add_command(p, "recognise",
                                  "看懂一份没有准备过的工作簿 / read the structure of any workbook",
                                  [&p] { return run_recognise(p.common, p.recognise); });
    recognise->add_option("file", p.recognise.file, "工作簿 / workbook")->required();
    recognise->add_flag("--explain", p.recognise.explain,
                        "逐项说明依据 / say what each finding rests on");
    recognise->add_flag("--meaning", p.recognise.meaning,
                        "各格含义，对照本台账 / what each cell means to the ledgers");
    recognise->add_option("--bind", p.recognise.bind,
                          "写出待确认的绑定 / write the bindings to confirm: OUT.bindings.toml");
    recognise->add_option("--mark", p.recognise.mark,
                          "写出标色并加批注的副本 / write a marked and commented copy: OUT.xlsx");
    recognise
        ->add_option("--learn", p.recognise.learn,
                     "确认过的绑定：列出新说法，加 --yes 记下 / confirmed bindings: what is new in "
                     "them, kept with --yes")
        ->check(CLI::ExistingFile);
    recognise->add_flag("--yes", p.recognise.yes, "确认记下 / keep what --learn lists");
    recognise
        ->add_option(
            "--example", p.recognise.examples,
            "已填好的同一张表，可多次；据此证实 / a filled copy, repeatable: what reproduces "
            "its numbers is proved")
        ->check(CLI::ExistingFile);
    recognise
        ->add_option("--unit", p.recognise.units,
                     "例表的单位；不写则读表上的填报单位 / whose example, else as it says")
        ->allow_extra_args(false);
    recognise
        ->add_option("--as-of", p.recognise.as_of,
                     "例表的截至日期；不写则读表上的日期 / of when, else as it says")
        ->allow_extra_args(false);
    recognise->add_option("--period", p.recognise.period, "例表的报告期 / the example's period")
        ->allow_extra_args(false);

    auto* eval = add_command(p, "eval", "求公式的值 / evaluate a formula",
                             [&p] { return run_eval(p.common, p.eval); });
    eval->add_option("formula", p.eval.formula, "公式 / formula")->required();
    eval->add_option("--unit", p.eval.unit, "单位 / unit");
    eval->add_option("--table", p.eval.tables, "用文件作表 / table from a file: NAME=FILE");
    add_dates(eval, p.eval.date);

    auto* sql = add_command(p, "sql", "把指标写成 SQL / the measures as SQL for another database",
                            [&p] { return run_sql(p.common, p.sql); });
    sql->add_option("templates", p.sql.templates,
                    "模板，默认各套件的全部报表 / workbooks; default: every report of the packs");
    sql->add_option("--schema", p.sql.schema, "模式或库名 / schema or database")
        ->capture_default_str();
    sql->add_flag("--rows", p.sql.rows,
                  "含装入各行的语句 / with the statements that load the rows");
    add_sql(sql, p.sql);

    auto* starter = add_command(
        p, "starter", "写公式用的工作簿，台账即 Excel 表 / a workbook whose tables are the ledgers",
        [&p] { return run_starter(p.common, p.starter); });
    starter->add_option("output", p.starter.output, "文件 / file")->capture_default_str();
    starter->add_option("--ledger", p.starter.ledgers, "只含这些台账 / only these ledgers");
}

void add_evidence(Program& p) {
    auto* evidence =
        add_command(p, "evidence",
                    "数字由哪些记录得出，又因何变动 / the rows behind a number, and what moved it",
                    [&p] { return run_evidence(p.common, p.evidence); });
    EvidenceOptions& asked = p.evidence;
    evidence->add_option("asked", asked.asked, "模板，或“=”开头的公式 / template, or =FORMULA")
        ->required();
    evidence->add_option("cell", asked.cell, "模板中的格 / cell of the template: C7, 月报!C7");
    evidence->add_option("--unit", asked.unit, "单位代码或名称 / unit code or name");
    add_dates(evidence, asked.date);
    evidence->add_option("--since", asked.since,
                         "自此日期以来的变动 / what moved the value since this date");
    evidence->add_flag("--as-known-then", asked.as_known_then,
                       "两个值都按各自当日所知 / each value as it was known on its own day");
    evidence->add_option("--part", asked.part, "第几项指标 / which of several measures")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    evidence->add_option("--page", asked.page, "第几页 / page")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    evidence->add_option("--rows", asked.rows, "每页行数 / rows of a page")
        ->check(CLI::Range(size_t{1}, size_t{100'000}))
        ->capture_default_str();
    evidence->add_flag("--show-personal", asked.show_personal,
                       "不遮盖个人信息 / show personal values in full");
}

void add_burden(Program& p) {
    auto* burden =
        add_command(p, "burden",
                    "这些表要填多少、已知多少、还要问什么 / what forms ask and what of it is known",
                    [&p] { return run_burden(p.common, p.burden); });
    burden->add_option("paths", p.burden.paths, "工作簿或文件夹 / workbooks or folders")
        ->required();
    burden->add_option("--register", p.burden.register_file,
                       "写出报表目录和待填清单 / write the register of forms: OUT.xlsx");
    burden->add_option("--xlsform", p.burden.xlsform,
                       "把还要问的写成采集表 / write the questions left as an XLSForm: OUT.xlsx");
    burden->add_option(
        "--unit", p.burden.unit,
        "算谁的负担，默认为各表所列的单位 / whose burden; default: the units in the forms");
    burden->add_option("--as-of", p.burden.as_of,
                       "按此日期判断有效期 / judge validity on this date");

    auto* collect = add_command(
        p, "collect",
        "收回填好的表：汇总、与台账比对，不改数据 / read filled copies back, changing no data",
        [&p] { return run_collect(p.common, p.collect); });
    collect->add_option("template", p.collect.form, "空白表 / the blank form")->required();
    collect
        ->add_option("files", p.collect.files,
                     "填好的各份或其文件夹 / the filled copies, or folders of them")
        ->required();
    collect->add_option("-o,--output", p.collect.output, "输出文件夹 / folder for the results")
        ->required();
    collect
        ->add_option("--unit", p.collect.units,
                     "某份是哪个单位的，可多次 / whose copy, repeatable: FILE=CODE")
        ->allow_extra_args(false);
    add_dates(collect, p.collect.date);
}

}  // namespace

int run(int argc, char** argv) {
    Program program;
    // Not CLI11's envname: commands share the option, and those not called would read the variable
    // after the one that is had been given --data.
    if (const char* data = std::getenv("YITAO_DATA"); data != nullptr && *data != '\0') {
        program.common.data = data;
    }
    program.app.require_subcommand(1);
    add_setting_up(program);
    add_upkeep(program);
    add_data(program);
    add_reports(program);
    add_evidence(program);
    add_burden(program);
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        int code = program.app.exit(error);
        return code == 0 ? kOk : kBadInput;
    }
    try {
        return program.chosen();
    } catch (const Bug& error) {
        print_error(Error{ErrorCode::kDamaged,
                          {"程序内部错误，数据未受影响，请报告此信息",
                           "internal error; your data is unharmed; please report this"},
                          error.what()});
        return kBadInput;
    } catch (const std::bad_alloc&) {
        print_error(Error{ErrorCode::kLimit, {"内存不足", "out of memory"}, ""});
        return kBadInput;
    }
}

}  // namespace yitao::cli
