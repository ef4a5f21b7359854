// The SQL of random measures, run by the SQLite that is here anyway, against the engine: what a
// condition, an error, a blank and a roll-up mean. SQLite takes PostgreSQL's text but for COPY.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <sstream>

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

TEST(SqlOfMeasures, EqualsTheEngineForEveryUnit) {
    size_t compared = 0;
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        TestLedger ledger = TestLedger::random(seed, random() % 300);
        ledger.schema->columns[TestLedger::kScore].formula = "=1";
        ledger.schema->columns[TestLedger::kRemark].formula = "=1";
        formula::MeasureSet set;
        for (size_t tries = 0; tries < 400; ++tries) {
            formula::add_measure(formula::random_call(random, ledger), ledger.catalog, set);
        }
        const live::SqlPlan plan(ledger.catalog, ledger.world, set,
                                 {.measures_a_query = 50, .numbered = true});
        std::ostringstream script;
        plan.write_definitions(script);
        plan.write_rows(script);
        Database database;
        database.run_script(script.str());
        std::string lines;
        for (const live::SqlQuery& query : plan.queries()) database.run(query.text, &lines);
        const auto results = live::compute(ledger.catalog, ledger.world, set);
        std::istringstream in(lines);
        const auto found = live::compare_answers(in, plan.queries(), *results, *ledger.world.tree);
        compared += found.values;
        EXPECT_EQ(found.missing, 0U);
        EXPECT_EQ(found.differences, 0U);
        for (const live::SqlDifference& one : found.examples) {
            const formula::Measure& measure = set.measures()[one.measure];
            std::string text;
            for (uint32_t i : measure.conditions) {
                const formula::Condition& condition = set.conditions()[i];
                const auto sql = live::sql_condition(
                    condition.criterion, ledger.schema->columns[condition.column],
                    ledger.world.tables[0].columns[condition.column],
                    live::SqlDialect::kPostgreSql);
                text += sql.text + " AND ";
            }
            ADD_FAILURE() << "aggregate " << static_cast<int>(measure.aggregate) << " of column "
                          << measure.value_column << " where " << text << " unit " << one.unit
                          << ": counts " << one.ours.count << " and " << one.theirs.count;
            break;
        }
    }
    EXPECT_GT(compared, 10'000U);
}

}  // namespace
}  // namespace yitao
