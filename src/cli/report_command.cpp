// report (what a template asks for), starter (the workbook to write formulas in) and bench.

#include <boost/json.hpp>
#include <filesystem>
#include <set>

#include "cli/commands.h"
#include "cli/fill_job.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "live/engine.h"
#include "xlsx/writer.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

std::vector<std::string> measures_of(const formula::Formula& formula,
                                     const formula::Catalog& catalog, const formula::World& world,
                                     const formula::Scope& scope) {
    formula::MeasureSet set;
    formula::collect_measures(formula, catalog, world, scope, set);
    std::vector<std::string> texts;
    for (const formula::Measure& measure : set.measures()) {
        texts.push_back(measure_text(set, measure, catalog));
    }
    return texts;
}

Result<int> report(const CommonOptions& common, const ReportOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    std::string converted = TRY(intake::as_xlsx(options.file));
    templates::Template t = TRY(templates::Template::open_file(options.file, converted,
                                                               site.catalog(), options.each));
    AskedDate asked = TRY(parse_date_options({}, site.clock().today()));
    auto world = TRY(site.world({asked.date.as_of, asked.known_at, {}}));
    formula::Scope scope{0, asked.date.as_of, asked.date.period, asked.date.filled_on};
    // Formulas are long: one below the other, what they measure indented.
    std::string text;
    json::array list;
    for (const templates::Binding& binding : t.bindings()) {
        auto measures = measures_of(binding.formula, site.catalog(), *world, scope);
        std::string cell = t.cell_name(binding.sheet, binding.cell);
        if (common.json) {
            list.push_back({{"cell", cell},
                            {"formula", binding.formula.text()},
                            {"list", binding.list >= 0},
                            {"measures", json::value_from(measures)}});
        } else {
            text += fmt::format("{}  {}\n", cell, binding.formula.text());
            for (const std::string& measure : measures) text += fmt::format("    {}\n", measure);
        }
    }
    if (common.json) {
        fmt::print("{}\n", json::serialize(list));
        return int{kOk};
    }
    fmt::print("{}", text);
    fmt::print("{} 处绑定，{} 个自带公式 / {} bindings, {} formulas of its own\n", t.bindings().size(),
               t.own_formulas().size(), t.bindings().size(), t.own_formulas().size());
    return int{kOk};
}

// One sheet a ledger: an Excel table with the ledger's name and columns and one blank row.
Result<void> add_ledger_sheet(xlsx::Writer& writer, const site::Site& site,
                              const ledger::Schema& schema) {
    std::vector<double> widths(schema.columns.size(), 12.0);
    TRY(writer.add_sheet(schema.name, widths));
    std::vector<std::string> names;
    for (const ledger::Column& column : schema.columns) names.push_back(column.name);
    auto last = static_cast<uint32_t>(names.size() - 1);
    TRY(writer.add_table({{0, 0}, {1, last}}, schema.name, names));
    for (uint32_t c = 0; c <= last; ++c) {
        const ledger::CodeList* codes = site.code_list(schema.columns[c].code_list);
        if (codes == nullptr || codes->codes.size() > 30) continue;
        std::vector<std::string> choices;
        size_t length = 0;
        for (const ledger::CodeList::Code& code : codes->codes) {
            choices.push_back(code.name);
            length += code.name.size() + 1;
        }
        if (length > 255) continue;  // Excel's limit for a list written into the validation
        TRY(writer.add_list_validation({{1, c}, {1, c}}, choices));
    }
    return writer.freeze_rows(1);
}

// Names that mean something else for each copy, so that Excel completes them and shows a value.
Result<void> define_scope_names(xlsx::Writer& writer) {
    static constexpr std::pair<const char*, const char*> kNames[] = {
        {"本单位", "=\"000000000000\""}, {"本单位名称", "=\"某某村\""},
        {"截至日期", "=TODAY()"},        {"期初", "=EOMONTH(TODAY(),-2)+1"},
        {"期末", "=EOMONTH(TODAY(),-1)"}, {"填表日期", "=TODAY()"}};
    for (const auto& [name, formula] : kNames) TRY(writer.define_name(name, formula));
    return {};
}

Result<void> add_starter_page(xlsx::Writer& writer) {
    static constexpr std::string_view kLines[] = {
        "在本页画表，数字格写公式；后面每个工作表是一个台账，输入“居民[”时自动补全。",
        "例如 =COUNTIFS(居民[性别],\"女\",居民[年龄],\">=60\")",
        "也可写 =本单位名称、=截至日期、=期初、=期末",
        "也可同时打开部门自己的表，在那里写公式、选用本工作簿的台账。",
        "公式在这里算出的是空台账的值；填表：yitao fill 本文件.xlsx --unit 单位代码 -o 结果.xlsx"};
    TRY(writer.add_sheet("报表", {40, 16, 16, 16}));
    for (uint32_t row = 0; row < std::size(kLines); ++row) {
        TRY(writer.write({row, 0}, std::string(kLines[row]), xlsx::WriteStyle::kNote));
    }
    return define_scope_names(writer);
}

Result<int> starter(const StarterOptions& options, const CommonOptions& common) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    std::set<const ledger::Schema*> asked;
    for (const std::string& name : options.ledgers) asked.insert(TRY(find_ledger(site, name)));
    xlsx::Writer writer = TRY(xlsx::Writer::create(options.output));
    TRY(add_starter_page(writer));
    size_t count = 0;
    for (const ledger::Schema* schema : site.catalog().schemas) {
        if (!asked.empty() && !asked.contains(schema)) continue;
        if (schema->columns.empty()) continue;
        TRY(add_ledger_sheet(writer, site, *schema));
        ++count;
    }
    TRY(writer.close());
    if (common.json) {
        fmt::print("{}\n", json::serialize(json::object{{"file", options.output},
                                                        {"ledgers", count}}));
    } else {
        fmt::print("{}：{} 个台账 / {} ledgers\n", options.output, count, count);
    }
    return int{kOk};
}

Result<int> bench(const CommonOptions& common, const BenchOptions& options) {
    Stopwatch opening;
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    std::vector<std::string> paths;
    for (const pack::Pack& pack : site.packs()) {
        for (const pack::ReportTemplate& report : pack.reports) paths.push_back(report.path);
    }
    AskedDate asked = TRY(parse_date_options({}, site.clock().today()));
    std::vector<templates::Template> opened;
    for (const std::string& path : paths) {
        opened.push_back(TRY(templates::Template::open_file(path, path, site.catalog())));
    }
    std::vector<const templates::Template*> pointers;
    for (const templates::Template& t : opened) pointers.push_back(&t);
    double open_cpu_s = opening.cpu_s();
    Stopwatch loading;
    auto world = TRY(
        site.world({asked.date.as_of, asked.known_at, report::columns_used(pointers)}));
    double load_cpu_s = loading.cpu_s();
    formula::MeasureSet set;
    formula::Scope scope{0, asked.date.as_of, asked.date.period, asked.date.filled_on};
    for (const templates::Template& t : opened) {
        for (const templates::Binding& binding : t.bindings()) {
            formula::collect_measures(binding.formula, site.catalog(), *world, scope, set);
        }
    }
    double compute_cpu_s = 1e300;
    for (size_t i = 0; i < std::max<size_t>(1, options.repeat); ++i) {
        Stopwatch computing;
        auto results = live::compute(site.catalog(), *world, set);
        compute_cpu_s = std::min(compute_cpu_s, computing.cpu_s());
    }
    size_t rows = 0;
    for (const ledger::Table& table : world->tables) rows += table.row_count();
    json::object result{{"templates", opened.size()},
                        {"measures", set.measures().size()},
                        {"conditions", set.conditions().size()},
                        {"units", world->tree->size()},
                        {"rows", rows},
                        {"open_cpu_s", open_cpu_s},
                        {"load_cpu_s", load_cpu_s},
                        {"compute_cpu_s", compute_cpu_s},
                        {"peak_memory_mb", peak_megabytes()}};
    if (common.json) {
        fmt::print("{}\n", json::serialize(result));
        return int{kOk};
    }
    for (const auto& [key, value] : result) {
        fmt::print("{:16} {}\n", std::string_view(key), json::serialize(value));
    }
    return int{kOk};
}

int code_of(const Result<int>& code) { return code ? *code : refuse(code.error()); }

}  // namespace

int run_report(const CommonOptions& common, const ReportOptions& options) {
    return code_of(report(common, options));
}
int run_starter(const CommonOptions& common, const StarterOptions& options) {
    return code_of(starter(options, common));
}
int run_bench(const CommonOptions& common, const BenchOptions& options) {
    return code_of(bench(common, options));
}

}  // namespace yitao::cli
