#include <boost/json.hpp>
#include <filesystem>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/infer.h"
#include "site/past_worlds.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

void print_operand(const CommonOptions& common, const formula::Operand& operand) {
    const auto* scalar = std::get_if<formula::Value>(&operand);
    if (scalar != nullptr) {
        fmt::print("{}\n", common.json ? json::serialize(to_json(*scalar))
                                       : formula::general_text(*scalar));
        return;
    }
    const formula::Matrix& matrix = *std::get<formula::MatrixPtr>(operand);
    json::array rows;
    for (size_t r = 0; r < matrix.rows; ++r) {
        json::array row;
        std::string line;
        for (size_t c = 0; c < matrix.columns; ++c) {
            if (common.json) row.push_back(to_json(matrix.at(r, c)));
            else line += (c > 0 ? "\t" : "") + formula::general_text(matrix.at(r, c));
        }
        if (common.json) rows.push_back(std::move(row));
        else fmt::print("{}\n", line);
    }
    if (common.json) fmt::print("{}\n", json::serialize(rows));
}

Result<formula::Operand> evaluate(const EvalOptions& options, const formula::Formula& formula,
                                  const formula::Catalog& catalog, const formula::World& world,
                                  formula::WorldSource* worlds, const AskedDate& asked) {
    formula::Scope scope{0, asked.date.as_of, asked.date.period, asked.date.filled_on};
    if (!options.unit.empty()) scope.unit = TRY(find_unit(*world.tree, options.unit));
    formula::Evaluator evaluator(catalog, world, scope);
    evaluator.use_worlds(worlds);
    return evaluator.evaluate(formula);
}

Result<std::vector<intake::TableFile>> table_files(const std::vector<std::string>& tables) {
    std::vector<intake::TableFile> files;
    for (const std::string& table : tables) {
        size_t equals = table.find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(ErrorCode::kInvalid, fmt::format("“{}”应写作 表名=文件", table),
                        fmt::format("\"{}\" must be written NAME=FILE", table), "--table");
        }
        files.push_back({table.substr(0, equals), table.substr(equals + 1)});
    }
    return files;
}

Result<int> eval(const CommonOptions& common, const EvalOptions& options) {
    bool has_data = std::filesystem::exists(std::filesystem::path(common.data) / "site.toml");
    if (options.tables.empty() && has_data) {
        site::Site site = TRY(open_site(common, site::OpenMode::kRead));
        AskedDate asked = TRY(parse_date_options(options.date, site.clock().today()));
        formula::Formula formula = TRY(formula::compile(options.formula, site.catalog()));
        auto world = TRY(site.world(
            {.as_of = asked.date.as_of,
             .known_at = asked.known_at,
             .columns = {formula.columns().begin(), formula.columns().end()}}));
        site::PastWorlds past(site, formula.columns(), asked.known_at);
        print_operand(common, TRY(evaluate(options, formula, site.catalog(), *world, &past, asked)));
        return int{kOk};
    }
    AskedDate asked = TRY(parse_date_options(options.date, system_clock().today()));
    auto files = TRY(table_files(options.tables));
    intake::InferredTables tables = TRY(intake::infer_tables(files, asked.date.as_of));
    Result<formula::Formula> compiled = formula::compile(options.formula, tables.catalog);
    // A ledger that is not found because there is no installation: that is what must be said.
    if (!compiled && compiled.error().code == ErrorCode::kNotFound && options.tables.empty()) {
        TRY(open_site(common, site::OpenMode::kRead));
    }
    formula::Formula formula = TRY(std::move(compiled));
    print_operand(common, TRY(evaluate(options, formula, tables.catalog, *tables.world, nullptr,
                                       asked)));
    return int{kOk};
}

}  // namespace

int run_eval(const CommonOptions& common, const EvalOptions& options) {
    Result<int> code = eval(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
