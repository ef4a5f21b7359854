// sql (the measures of reports as SQL for another database) and check --against (what such a
// database answers, compared with the engine).
#include <sys/wait.h>
#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "base/temporary_folder.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "live/engine.h"
#include "live/sql_answers.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;
using live::SqlDialect;

// The measures of workbooks and formulas with the rows they are about.
struct Asked {
    site::Site site;
    std::shared_ptr<const formula::World> world;
    formula::MeasureSet set;
};

Result<std::vector<formula::Formula>> formulas_of(const site::Site& site,
                                                  const SqlOptions& options) {
    std::vector<std::string> paths = options.templates;
    if (paths.empty() && options.formulas.empty()) {
        for (const pack::Pack& pack : site.packs()) {
            for (const pack::ReportTemplate& report : pack.reports) paths.push_back(report.path);
        }
    }
    std::vector<formula::Formula> out;
    for (const std::string& path : paths) {
        const std::string converted = TRY(intake::as_xlsx(path));
        const auto workbook = TRY(templates::Template::open_file(path, converted, site.catalog()));
        for (const templates::Binding& binding : workbook.bindings()) {
            out.push_back(binding.formula);
        }
    }
    for (const std::string& text : options.formulas) {
        out.push_back(TRY_WITHIN(formula::compile(text, site.catalog()), "--formula"));
    }
    return out;
}

Result<Asked> collect(const CommonOptions& common, const SqlOptions& options) {
    Asked out{TRY(open_site(common, site::OpenMode::kRead)), nullptr, {}};
    const AskedDate asked = TRY(parse_date_options(options.date, out.site.clock().today()));
    const auto formulas = TRY(formulas_of(out.site, options));
    std::set<formula::ColumnUse> uses;
    for (const formula::Formula& formula : formulas) {
        uses.insert(formula.columns().begin(), formula.columns().end());
    }
    out.world = TRY(out.site.world({.as_of = asked.date.as_of,
                                    .known_at = asked.known_at,
                                    .columns = {uses.begin(), uses.end()}}));
    const formula::Scope scope{0, asked.date.as_of, asked.date.period, asked.date.filled_on};
    for (const formula::Formula& formula : formulas) {
        formula::collect_measures(formula, out.site.catalog(), *out.world, scope, out.set);
    }
    return out;
}

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

// What the columns m0, m1 … of a query are, as comments above it.
void write_query(std::ostream& out, const live::SqlQuery& query, const Asked& asked) {
    std::set<uint32_t> measures;
    for (const live::SqlResultColumn& column : query.columns) measures.insert(column.measure);
    out << '\n';
    for (uint32_t measure : measures) {
        const std::string text =
            measure_text(asked.set, asked.set.measures()[measure], asked.site.catalog());
        out << fmt::format("-- m{}: {}\n", measure, one_line(text));
    }
    if (query.lists_values) {
        out << "-- 有的条件按现有的值列出，数据变了须重新生成 / some conditions list the values "
               "there are "
               "now: emit anew for other rows\n";
    }
    out << query.text << ";\n";
}

Result<int> print_sql(const CommonOptions& common, const SqlOptions& options) {
    const Asked asked = TRY(collect(common, options));
    const live::SqlPlan plan(asked.site.catalog(), *asked.world, asked.set,
                             {.dialect = options.dialect == "clickhouse" ? SqlDialect::kClickHouse
                                                                         : SqlDialect::kPostgreSql,
                              .schema = options.schema});
    plan.write_definitions(std::cout);
    if (options.rows) plan.write_rows(std::cout);
    for (const live::SqlQuery& query : plan.queries()) write_query(std::cout, query, asked);
    std::cout.flush();
    if (std::cout) return int{kOk};
    return fail(ErrorCode::kIo, "写不出结果", "the result cannot be written");
}

// ---- check --against

std::string shell_word(std::string_view text) {
    std::string out = "'";
    for (char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

struct Client {
    std::string command;
    SqlDialect dialect{};
};

Result<Client> client_of(const SqlOptions& options) {
    constexpr std::string_view kPsql = "psql:";
    const std::string& said = options.against;
    if (said.starts_with(kPsql)) {
        return Client{"psql -XqAt -v ON_ERROR_STOP=1 -d " + shell_word(said.substr(kPsql.size())),
                      SqlDialect::kPostgreSql};
    }
    if (options.dialect == "clickhouse") return Client{said, SqlDialect::kClickHouse};
    if (options.dialect == "postgresql") return Client{said, SqlDialect::kPostgreSql};
    if (said.find("clickhouse") != std::string::npos) return Client{said, SqlDialect::kClickHouse};
    if (said.find("psql") != std::string::npos) return Client{said, SqlDialect::kPostgreSql};
    return fail(ErrorCode::kInvalid, "请用 --dialect 说明这个客户端的方言",
                "say with --dialect what this client speaks", "--against");
}

// A schema of its own: nothing of the database's is touched.
Result<void> write_script(const std::string& path, const live::SqlPlan& plan) {
    std::ofstream out(path, std::ios::binary);
    plan.write_removal(out);
    plan.write_definitions(out);
    plan.write_rows(out);
    for (const live::SqlQuery& query : plan.queries()) out << query.text << ";\n";
    plan.write_removal(out);
    out.close();
    if (out) return {};
    return fail(ErrorCode::kIo, "写不了临时文件，请检查磁盘空间",
                "the temporary file cannot be written; check disk space", path);
}

Result<void> run_client(const Client& client, const std::string& script,
                        const std::string& answers) {
    const std::string line =
        fmt::format("( {} ) < {} > {}", client.command, shell_word(script), shell_word(answers));
    const int status = std::system(line.c_str());  // NOLINT: the user's own command
    if (status == 0) return {};
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return fail(ErrorCode::kIo, fmt::format("数据库客户端失败（{}），它说的见上", code),
                fmt::format("the client failed with {}; what it said stands above", code),
                client.command);
}

std::string state_text(const formula::MeasureState& state) {
    if (state.has_error) return std::string(error_text(state.error));
    const auto high = static_cast<double>(state.sum);  // for a person to look at
    return fmt::format("count {}, sum {:.0f}, extreme {}", state.count, high, state.extreme);
}

void print_comparison(const CommonOptions& common, const Asked& asked,
                      const live::SqlComparison& found) {
    const size_t measures = asked.set.measures().size();
    const size_t units = asked.world->tree->size();
    if (common.json) {
        fmt::print("{}\n", json::serialize(json::object{{"measures", measures},
                                                        {"units", units},
                                                        {"values", found.values},
                                                        {"differences", found.differences},
                                                        {"missing", found.missing}}));
        return;
    }
    for (const live::SqlDifference& one : found.examples) {
        const org::Unit& unit = asked.world->tree->unit(one.unit);
        fmt::print("{} {}: {}\n  一套表 / Yitao: {}\n  数据库 / database: {}\n",
                   org::format_unit_code(unit.code), unit.name,
                   measure_text(asked.set, asked.set.measures()[one.measure], asked.site.catalog()),
                   state_text(one.ours), state_text(one.theirs));
    }
    fmt::print(
        "{} 个指标 × {} 个单位，核对 {} 个值：不同 {} 个，未答 {} 个 / {} measures × {} units, "
        "{} values compared: {} differ, {} not answered\n",
        measures, units, grouped(found.values), found.differences, found.missing, measures, units,
        grouped(found.values), found.differences, found.missing);
}

Result<int> check_against(const CommonOptions& common, const SqlOptions& options) {
    const Client client = TRY(client_of(options));
    const Asked asked = TRY(collect(common, options));
    if (asked.set.measures().empty()) {
        return fail(ErrorCode::kNotFound, "没有可核对的指标", "there is no measure to compare");
    }
    const live::SqlPlan plan(
        asked.site.catalog(), *asked.world, asked.set,
        {.dialect = client.dialect, .schema = "yitao_check", .numbered = true});
    const TemporaryFolder folder;
    const std::string script = folder.path("check.sql");
    const std::string answers = folder.path("answers.txt");
    TRY(write_script(script, plan));
    TRY(run_client(client, script, answers));
    const auto results = live::compute(asked.site.catalog(), *asked.world, asked.set);
    std::ifstream in(answers, std::ios::binary);
    const live::SqlComparison found =
        live::compare_answers(in, plan.queries(), *results, *asked.world->tree);
    print_comparison(common, asked, found);
    return int{found.differences + found.missing == 0 ? kOk : kFindings};
}

int code_of(const Result<int>& code) {
    return code ? *code : refuse(code.error());
}

}  // namespace

int run_sql(const CommonOptions& common, const SqlOptions& options) {
    return code_of(print_sql(common, options));
}
int run_check_against(const CommonOptions& common, const SqlOptions& options) {
    return code_of(check_against(common, options));
}

}  // namespace yitao::cli
