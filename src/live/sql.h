// The measures of a plan as SQL, so that a province's ClickHouse or PostgreSQL gives the same
// values for every unit: tables, their rows, and one query for up to a few hundred measures of a
// ledger.
//
//     SqlPlan plan(catalog, world, set, {.dialect = SqlDialect::kPostgreSql});
//     plan.write_definitions(out);  plan.write_rows(out);
//     for (const SqlQuery& query : plan.queries()) out << query.text << ";\n";
//
// Everything is a whole number, so that results are exact: decimals are units of 10^-scale, dates
// days since 1970-01-01 (their sums and extremes are Excel's serials), units their codes. A blank
// is NULL. Each unit's own rows are aggregated once and then added up its ancestors. docs/sql.md
// tells it to those who run it.
#pragma once

#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "formula/measure.h"
#include "formula/world.h"
#include "live/sql_condition.h"

namespace yitao::live {

struct SqlOptions {
    SqlDialect dialect = SqlDialect::kPostgreSql;
    std::string schema = "yitao";  // PostgreSQL's schema, ClickHouse's database
    size_t measures_a_query = 0;   // 0: what suits the dialect
    bool numbered = false;         // rows of results begin with "@" and the number of their query
};

// What one column of results holds of a measure's state.
enum class SqlPart : uint8_t { kCount, kSum, kExtreme, kFirstError };
struct SqlResultColumn {
    uint32_t measure = 0;
    SqlPart part{};
};

// Rows: one for every unit, its code first and then these columns.
struct SqlQuery {
    size_t table = 0;
    std::vector<SqlResultColumn> columns;
    std::string text;           // without ";"
    bool lists_values = false;  // some condition holds for the rows at hand only
};

// An error comes as the place of its row in the table and which it is: the least is the first.
inline constexpr int64_t kSqlErrorBase = 16;

class SqlPlan {
  public:
    // All must outlive the plan; columns the measures use must be loaded.
    SqlPlan(const formula::Catalog& catalog, const formula::World& world,
            const formula::MeasureSet& set, SqlOptions options);

    void write_definitions(std::ostream& out) const;
    // Statements that fill the tables, the rows within them.
    void write_rows(std::ostream& out) const;
    void write_removal(std::ostream& out) const;
    [[nodiscard]] const std::vector<SqlQuery>& queries() const { return queries_; }
    [[nodiscard]] const std::set<size_t>& tables() const { return tables_; }

  private:
    // A measure in a query over the rows of each unit, and how the units' parts are put together.
    struct Partial {
        SqlResultColumn column;
        std::string name;
        std::string text;
        std::string_view merge;
    };

    [[nodiscard]] bool is_postgres() const { return options_.dialect == SqlDialect::kPostgreSql; }
    [[nodiscard]] std::string qualified(std::string_view table) const;
    [[nodiscard]] const ledger::Column& column(size_t table, size_t number) const;
    [[nodiscard]] const ledger::ColumnData& data(size_t table, size_t number) const;

    void make_queries(size_t table);
    void make_queries(size_t table, bool distinct);
    [[nodiscard]] std::string filter_of(const formula::Measure& measure, bool& lists_values);
    const SqlCondition& condition(uint32_t number);
    [[nodiscard]] std::vector<Partial> partials_of(uint32_t number, bool& lists_values);
    [[nodiscard]] std::string aggregate(std::string_view function, const std::string& value,
                                        const std::string& filter) const;
    [[nodiscard]] std::string value_of(size_t table, size_t number, bool summed) const;
    [[nodiscard]] std::string distinct_of(const formula::Measure& measure,
                                          const std::string& filter) const;
    [[nodiscard]] std::string distinct_text(size_t table,
                                            const std::vector<Partial>& partials) const;
    [[nodiscard]] std::string query_text(size_t table, const std::vector<Partial>& partials) const;

    void define_table(std::ostream& out, size_t table) const;
    void write_units(std::ostream& out) const;
    void write_table(std::ostream& out, size_t table) const;
    void append_row(std::string& out, size_t table, org::UnitIndex unit, uint32_t row) const;
    void append_field(std::string& out, size_t table, size_t number, uint32_t row) const;

    const formula::Catalog& catalog_;
    const formula::World& world_;
    const formula::MeasureSet& set_;
    SqlOptions options_;
    std::set<size_t> tables_;
    std::map<size_t, std::set<size_t>> columns_;  // by table: those the measures use
    std::map<uint32_t, SqlCondition> conditions_;
    std::vector<SqlQuery> queries_;
};

}  // namespace yitao::live
