// The SQL of random measures, run by the SQLite that is here anyway, against the engine: what a
// condition, an error, a blank and a roll-up mean. SQLite takes PostgreSQL's text but for COPY.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/temporary_folder.h"
#include "formula/test_aggregates.h"
#include "live/engine.h"
#include "live/sql_answers.h"

namespace yitao {
namespace {

using formula::TestLedger;

class Database {
  public:
    Database() {
        sqlite3_open(":memory:", &db_);
        run("ATTACH ':memory:' AS yitao");
    }
    ~Database() { sqlite3_close(db_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const std::string& sql, std::string* lines = nullptr) {
        char* message = nullptr;
        sqlite3_exec(db_, sql.c_str(), add_line, lines, &message);
        ASSERT_EQ(message, nullptr) << message << "\n" << sql;
    }

    // What psql does with a script: statements, and rows behind COPY.
    void run_script(const std::string& script) {
        std::istringstream in(script);
        std::string statement;
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("CREATE SCHEMA")) continue;
            if (line.starts_with("COPY ")) {
                const std::string table = line.substr(5, line.find(" FROM ") - 5);
                copy(in, table);
                continue;
            }
            statement += line + "\n";
            if (!line.ends_with(';')) continue;
            run(statement);
            statement.clear();
        }
    }

  private:
    static int add_line(void* lines, int count, char** fields, char** /*names*/) {
        if (lines == nullptr) return 0;
        auto& out = *static_cast<std::string*>(lines);
        for (int i = 0; i < count; ++i) {
            out += (i > 0 ? "|" : "") + std::string(fields[i] == nullptr ? "" : fields[i]);
        }
        out += '\n';
        return 0;
    }

    void copy(std::istream& in, const std::string& table) {
        run("BEGIN");
        for (std::string line; std::getline(in, line) && line != "\\.";) {
            run("INSERT INTO " + table + " VALUES (" + values(line) + ")");
        }
        run("COMMIT");
    }
    // The texts of the test ledger have no quotes and commas of their own.
    static std::string values(const std::string& line) {
        std::string out;
        for (size_t at = 0; at <= line.size();) {
            const size_t end = std::min(line.find(',', at), line.size());
            std::string field = line.substr(at, end - at);
            if (field.empty()) field = "NULL";
            if (field.front() == '"') field = "'" + field.substr(1, field.size() - 2) + "'";
            out += (out.empty() ? "" : ",") + field;
            at = end + 1;
        }
        return out;
    }

    sqlite3* db_ = nullptr;
};

// Random rows, errors and odd texts among them, and random measures over them.
struct Drawn {
    TestLedger ledger;
    formula::MeasureSet set;

    explicit Drawn(uint32_t seed) : ledger(TestLedger::random(seed, (seed * 37) % 300)) {
        std::mt19937 random(seed);
        ledger.schema->columns[TestLedger::kScore].formula = "=1";
        ledger.schema->columns[TestLedger::kRemark].formula = "=1";
        for (size_t tries = 0; tries < 400; ++tries) {
            formula::add_measure(formula::random_call(random, ledger), ledger.catalog, set);
        }
    }
    [[nodiscard]] live::SqlPlan plan(live::SqlDialect dialect, const std::string& schema) const {
        return {ledger.catalog,
                ledger.world,
                set,
                {.dialect = dialect, .schema = schema, .measures_a_query = 50, .numbered = true}};
    }
    [[nodiscard]] std::string text_of(const live::SqlDifference& one,
                                      live::SqlDialect dialect) const {
        const formula::Measure& measure = set.measures()[one.measure];
        std::string out = "aggregate " + std::to_string(static_cast<int>(measure.aggregate)) +
                          " of column " + std::to_string(measure.value_column) + " where";
        for (uint32_t i : measure.conditions) {
            const formula::Condition& condition = set.conditions()[i];
            const ledger::Column& column = ledger.schema->columns[condition.column];
            out +=
                " " + live::sql_condition(condition.criterion, column,
                                          ledger.world.tables[0].columns[condition.column], dialect)
                          .text;
        }
        return out + " at unit " + std::to_string(one.unit);
    }
    // How many values were compared.
    [[nodiscard]] size_t compare(const std::string& lines, const live::SqlPlan& plan,
                                 live::SqlDialect dialect) const {
        const auto results = live::compute(ledger.catalog, ledger.world, set);
        std::istringstream in(lines);
        const auto found = live::compare_answers(in, plan.queries(), *results, *ledger.world.tree);
        EXPECT_EQ(found.missing, 0U);
        EXPECT_EQ(found.differences, 0U);
        if (!found.examples.empty()) ADD_FAILURE() << text_of(found.examples[0], dialect);
        return found.values;
    }
};

TEST(SqlOfMeasures, EqualsTheEngineForEveryUnit) {
    size_t compared = 0;
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Drawn drawn(seed);
        const auto plan = drawn.plan(live::SqlDialect::kPostgreSql, "yitao");
        std::ostringstream script;
        plan.write_definitions(script);
        plan.write_rows(script);
        Database database;
        database.run_script(script.str());
        std::string lines;
        for (const live::SqlQuery& query : plan.queries()) database.run(query.text, &lines);
        compared += drawn.compare(lines, plan, live::SqlDialect::kPostgreSql);
    }
    EXPECT_GT(compared, 10'000U);
}

// The same by a real server, where the environment names its client: YITAO_TEST_CLICKHOUSE,
// YITAO_TEST_POSTGRESQL.
void compare_by_client(const char* variable, live::SqlDialect dialect) {
    const char* client = std::getenv(variable);
    if (client == nullptr) GTEST_SKIP() << variable << " names no client";
    const TemporaryFolder folder;
    for (uint32_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Drawn drawn(seed);
        const auto plan = drawn.plan(dialect, "yitao_test");
        std::ofstream script(folder.path("test.sql"));
        plan.write_removal(script);
        plan.write_definitions(script);
        plan.write_rows(script);
        for (const live::SqlQuery& query : plan.queries()) script << query.text << ";\n";
        plan.write_removal(script);
        script.close();
        const std::string command = std::string("( ") + client + " ) <" + folder.path("test.sql") +
                                    " >" + folder.path("answers");
        ASSERT_EQ(std::system(command.c_str()), 0) << command;
        std::ifstream answers(folder.path("answers"));
        const std::string lines{std::istreambuf_iterator<char>(answers), {}};
        EXPECT_GT(drawn.compare(lines, plan, dialect), 1'000U);
    }
}

TEST(SqlOfMeasures, EqualsTheEngineByClickHouse) {
    compare_by_client("YITAO_TEST_CLICKHOUSE", live::SqlDialect::kClickHouse);
}
TEST(SqlOfMeasures, EqualsTheEngineByPostgreSql) {
    compare_by_client("YITAO_TEST_POSTGRESQL", live::SqlDialect::kPostgreSql);
}

}  // namespace
}  // namespace yitao
