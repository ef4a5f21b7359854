#include "live/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "base/check.h"

namespace yitao::live {

using formula::Aggregate;
using formula::Measure;
using ledger::Column;
using ledger::ColumnData;
using ledger::ColumnType;

namespace {

constexpr std::string_view kPostgresUnits = "_unit_closure";
constexpr std::string_view kClickHouseUnits = "_unit_ancestors";

constexpr size_t kPostgresMeasures = 100;
constexpr size_t kClickHouseMeasures = 200;
// ClickHouse refuses longer queries unless asked: a longer batch is two.
constexpr size_t kQueryBytes = 200'000;

// The name stands in a comment: one line.
std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

}  // namespace

SqlPlan::SqlPlan(const formula::Catalog& catalog, const formula::World& world,
                 const formula::MeasureSet& set, SqlOptions options)
    : catalog_(catalog), world_(world), set_(set), options_(std::move(options)) {
    if (options_.measures_a_query == 0) {
        options_.measures_a_query = is_postgres() ? kPostgresMeasures : kClickHouseMeasures;
    }
    for (const Measure& measure : set.measures()) {
        tables_.insert(measure.table);
        std::set<size_t>& columns = columns_[measure.table];
        if (measure.value_column >= 0) columns.insert(static_cast<size_t>(measure.value_column));
        for (uint32_t i : measure.conditions) columns.insert(set.conditions()[i].column);
    }
    for (size_t table : tables_) make_queries(table);
}

std::string SqlPlan::qualified(std::string_view table) const {
    return sql_name(options_.schema) + "." + sql_name(table);
}

const Column& SqlPlan::column(size_t table, size_t number) const {
    return catalog_.schemas[table]->columns[number];
}

const ColumnData& SqlPlan::data(size_t table, size_t number) const {
    const ColumnData& data = world_.tables[table].columns[number];
    CHECK(data.loaded);
    return data;
}

// ---- queries

const SqlCondition& SqlPlan::condition(uint32_t number) {
    const formula::Condition& wanted = set_.conditions()[number];
    auto known = conditions_.find(number);
    if (known == conditions_.end()) {
        SqlCondition made = sql_condition(wanted.criterion, column(wanted.table, wanted.column),
                                          data(wanted.table, wanted.column), options_.dialect);
        known = conditions_.emplace(number, std::move(made)).first;
    }
    return known->second;
}

std::string SqlPlan::filter_of(const Measure& measure, bool& lists_values) {
    std::string out;
    for (uint32_t number : measure.conditions) {
        const SqlCondition& one = condition(number);
        lists_values |= one.lists_values;
        if (!one.text.empty()) out += (out.empty() ? "" : " AND ") + one.text;
    }
    return out;
}

std::string SqlPlan::aggregate(std::string_view function, const std::string& value,
                               const std::string& filter) const {
    if (filter.empty()) {
        return fmt::format("{}({})", function, value.empty() && is_postgres() ? "*" : value);
    }
    if (is_postgres()) {
        return fmt::format("{}({}) FILTER (WHERE {})", function, value.empty() ? "*" : value,
                           filter);
    }
    // minIf and maxIf of no row are 0 in ClickHouse 18, not NULL.
    if (function != "count" && function != "sum") {
        return fmt::format("{}(if({}, {}, NULL))", function, filter, value);
    }
    return value.empty() ? fmt::format("{}If({})", function, filter)
                         : fmt::format("{}If({}, {})", function, value, filter);
}

// A number as it is added up and compared: of a date Excel's serial, which counts a day in 1900
// that never was.
std::string SqlPlan::value_of(size_t table, size_t number, bool summed) const {
    const Column& declared = column(table, number);
    std::string name = sql_name(declared.id);
    if (declared.type == ColumnType::kDate) {
        constexpr int32_t kLastMiscounted = 60 - 25569;
        name = fmt::format("({} + CASE WHEN {} <= {} THEN 25568 ELSE 25569 END)", name, name,
                           kLastMiscounted);
    }
    if (!summed || is_postgres()) return name;
    // ClickHouse adds 64-bit numbers in 64 bits; PostgreSQL never does.
    const ledger::NumberRangeOf range = range_of(data(table, number).numbers);
    if (range.least > range.greatest) return name;
    const int128 largest = std::max<int128>(-int128{range.least}, range.greatest);
    const bool fits = largest * std::max<uint32_t>(1, world_.tables[table].row_count()) < INT64_MAX;
    return fits ? name : fmt::format("toDecimal128({}, 0)", name);
}

// Different texts by lower case, which is the same for all but rare letters.
std::string SqlPlan::distinct_of(const Measure& measure, const std::string& filter) const {
    const auto at = static_cast<size_t>(measure.value_column);
    const Column& declared = column(measure.table, at);
    std::string value = sql_name(declared.id);
    if (data(measure.table, at).is_coded()) value = fmt::format("nullif(lower({}), '')", value);
    if (declared.is_calculated()) {
        const std::string error = sql_error_name(declared);
        const auto as_text = [&](const std::string& number) {
            return is_postgres() ? "CAST(" + number + " AS text)" : "toString(" + number + ")";
        };
        value = fmt::format("CASE WHEN {} IS NOT NULL THEN '#' || {} ELSE {} END", error,
                            as_text(error), as_text(value));
    }
    if (filter.empty()) return fmt::format("count(DISTINCT {})", value);
    return fmt::format("count(DISTINCT CASE WHEN {} THEN {} END)", filter, value);
}

std::vector<SqlPlan::Partial> SqlPlan::partials_of(uint32_t number, bool& lists_values) {
    const Measure& measure = set_.measures()[number];
    const std::string filter = filter_of(measure, lists_values);
    const std::string name = fmt::format("m{}", number);
    const auto also = [&](const std::string& condition) {
        return filter.empty() ? condition : filter + " AND " + condition;
    };
    std::vector<Partial> out;
    const auto add = [&](SqlPart part, std::string_view ending, std::string text,
                         std::string_view merge) {
        out.push_back({{number, part}, fmt::format("{}{}", name, ending), std::move(text), merge});
    };
    if (measure.aggregate == Aggregate::kCountRows) {
        add(SqlPart::kCount, "", aggregate("count", "", filter), "sum");
        return out;
    }
    const auto at = static_cast<size_t>(measure.value_column);
    const Column& declared = column(measure.table, at);
    const bool numeric = formula::is_summable(declared.type) && !data(measure.table, at).is_coded();
    const std::string present = sql_name(declared.id) + " IS NOT NULL";
    const auto count = [&](std::string_view ending, const std::string& condition) {
        add(SqlPart::kCount, ending, aggregate("count", "", also(condition)), "sum");
    };
    switch (measure.aggregate) {
        case Aggregate::kCountDistinct:
            add(SqlPart::kCount, "", distinct_of(measure, filter), "");
            return out;
        case Aggregate::kCountValues:
            count("", !declared.is_calculated() ? present
                                                : fmt::format("({} OR {} IS NOT NULL)", present,
                                                              sql_error_name(declared)));
            return out;
        case Aggregate::kCountNumbers:
            if (numeric) count("", present);
            return out;
        case Aggregate::kAverage:
            if (numeric) count("_count", present);
            [[fallthrough]];
        case Aggregate::kSum:
            if (numeric) {
                add(SqlPart::kSum, "_sum",
                    aggregate("sum", value_of(measure.table, at, true), filter), "sum");
            }
            break;
        default: {
            const std::string_view function = measure.aggregate == Aggregate::kMax ? "max" : "min";
            if (numeric) {
                add(SqlPart::kExtreme, "",
                    aggregate(function, value_of(measure.table, at, false), filter), function);
            }
        }
    }
    if (declared.is_calculated()) {
        const std::string error = sql_error_name(declared);
        add(SqlPart::kFirstError, "_error",
            aggregate("min", fmt::format("({} * {} + {})", sql_name("_row"), kSqlErrorBase, error),
                      filter),
            "min");
    }
    return out;
}

std::string SqlPlan::query_text(size_t table, const std::vector<Partial>& partials) const {
    std::string inner;
    std::string outer;
    for (const Partial& partial : partials) {
        const bool zero = is_postgres() && partial.column.part == SqlPart::kCount;
        // Another name inside: ClickHouse would take the sum for its own argument.
        inner += fmt::format(",\n  {} AS p{}", partial.text, partial.name);
        const std::string merged = fmt::format("{}(p{})", partial.merge, partial.name);
        outer +=
            fmt::format(", {} AS {}", zero ? "coalesce(" + merged + ", 0)" : merged, partial.name);
    }
    const std::string number =
        options_.numbered ? fmt::format("'@{}' AS query, ", queries_.size()) : "";
    inner = fmt::format("(SELECT {}{}\n  FROM {}\n  GROUP BY {})", sql_name("_unit"), inner,
                        qualified(catalog_.schemas[table]->id), sql_name("_unit"));
    if (is_postgres()) {
        return fmt::format(
            "SELECT {}c.ancestor AS unit{}\nFROM {} c LEFT JOIN {} p ON p.{} = c.unit\n"
            "GROUP BY c.ancestor ORDER BY c.ancestor",
            number, outer, qualified(kPostgresUnits), inner, sql_name("_unit"));
    }
    return fmt::format(
        "SELECT {0}ancestor AS unit{1}\nFROM (SELECT * FROM (SELECT {4}, ancestors FROM {2}) AS a "
        "ANY LEFT JOIN {3} AS p USING {4})\nARRAY JOIN ancestors AS ancestor\n"
        "GROUP BY ancestor ORDER BY ancestor",
        number, outer, qualified(kClickHouseUnits), inner, sql_name("_unit"));
}

// Different values do not add up: every row is looked at once for each unit above it. The names of
// the ledger's columns stand alone inside, where nothing else is called "unit".
std::string SqlPlan::distinct_text(size_t table, const std::vector<Partial>& partials) const {
    std::string values;
    std::string names;
    for (const Partial& partial : partials) {
        values += fmt::format(",\n  {} AS {}", partial.text, partial.name);
        names += ", " + partial.name;
    }
    const std::string number =
        options_.numbered ? fmt::format("'@{}' AS query, ", queries_.size()) : "";
    const std::string above = sql_name("_ancestor");
    const std::string units =
        is_postgres()
            ? fmt::format("(SELECT unit AS {}, ancestor AS {} FROM {})", sql_name("_below"), above,
                          qualified(kPostgresUnits))
            : fmt::format("(SELECT {0}, {1} FROM {2} ARRAY JOIN ancestors AS {1})",
                          sql_name("_unit"), above, qualified(kClickHouseUnits));
    const std::string join = is_postgres() ? fmt::format("LEFT JOIN {} p ON p.{} = c.{}",
                                                         qualified(catalog_.schemas[table]->id),
                                                         sql_name("_unit"), sql_name("_below"))
                                           : fmt::format("ALL LEFT JOIN {} AS p USING {}",
                                                         qualified(catalog_.schemas[table]->id),
                                                         sql_name("_unit"));
    return fmt::format(
        "SELECT {}{} AS unit{}\nFROM (SELECT {}{}\nFROM {} AS c {}\nGROUP BY {}) AS d\n"
        "ORDER BY unit",
        number, above, names, above, values, units, join, above);
}

void SqlPlan::make_queries(size_t table) {
    for (const bool distinct : {false, true}) make_queries(table, distinct);
}

void SqlPlan::make_queries(size_t table, bool distinct) {
    std::vector<Partial> partials;
    SqlQuery query{.table = table};
    size_t measures = 0;
    size_t bytes = 0;
    const auto close = [&] {
        if (partials.empty()) return;
        for (const Partial& partial : partials) query.columns.push_back(partial.column);
        query.text = distinct ? distinct_text(table, partials) : query_text(table, partials);
        queries_.push_back(std::move(query));
        query = {.table = table};
        partials.clear();
        measures = bytes = 0;
    };
    for (uint32_t i = 0; i < set_.measures().size(); ++i) {
        const Measure& measure = set_.measures()[i];
        if (measure.table != table) continue;
        if ((measure.aggregate == Aggregate::kCountDistinct) != distinct) continue;
        bool lists_values = false;
        std::vector<Partial> own = partials_of(i, lists_values);
        size_t own_bytes = 0;
        for (const Partial& partial : own) own_bytes += partial.text.size() + 64;
        if (measures == options_.measures_a_query || bytes + own_bytes > kQueryBytes) close();
        query.lists_values |= lists_values;
        partials.insert(partials.end(), std::make_move_iterator(own.begin()),
                        std::make_move_iterator(own.end()));
        measures += own_bytes > 0 ? 1 : 0;  // a sum of texts needs no asking
        bytes += own_bytes;
    }
    close();
}

// ---- tables

void SqlPlan::define_table(std::ostream& out, size_t table) const {
    const ledger::Schema& schema = *catalog_.schemas[table];
    const std::string_view number = is_postgres() ? "bigint" : "Nullable(Int64)";
    const std::string_view text = is_postgres() ? "text" : "Nullable(String)";
    const std::string_view fixed = is_postgres() ? "bigint NOT NULL" : "Int64";
    std::vector<std::pair<std::string, std::string>> lines = {
        {fmt::format("\"_unit\" {}", fixed), ""}, {fmt::format("\"_row\" {}", fixed), ""}};
    for (size_t i : columns_.at(table)) {
        const Column& declared = schema.columns[i];
        std::string note = one_line(declared.name);
        if (declared.type == ColumnType::kDecimal) note += fmt::format(" × 10^{}", declared.scale);
        if (declared.type == ColumnType::kDate) note += ", days since 1970-01-01";
        const std::string_view type = data(table, i).is_coded() ? text : number;
        lines.emplace_back(fmt::format("{} {}", sql_name(declared.id), type), std::move(note));
        if (!declared.is_calculated()) continue;
        lines.emplace_back(fmt::format("{} {}", sql_error_name(declared), number), "");
    }
    out << fmt::format("-- {}\nCREATE TABLE {} (\n", one_line(schema.name), qualified(schema.id));
    for (size_t i = 0; i < lines.size(); ++i) {
        const auto& [line, note] = lines[i];
        out << "  " << line << (i + 1 < lines.size() ? "," : "");
        out << (note.empty() ? "" : "  -- ") << note << '\n';
    }
    out << (is_postgres() ? ");\n" : ") ENGINE = MergeTree ORDER BY (\"_unit\", \"_row\");\n");
}

void SqlPlan::write_definitions(std::ostream& out) const {
    if (is_postgres()) {
        out << fmt::format(
            "CREATE SCHEMA {};\nCREATE TABLE {} (unit bigint NOT NULL, ancestor bigint NOT "
            "NULL);\n",
            sql_name(options_.schema), qualified(kPostgresUnits));
    } else {
        out << fmt::format(
            "CREATE DATABASE {};\nCREATE TABLE {} (\"_unit\" Int64, ancestors Array(Int64)) "
            "ENGINE = MergeTree ORDER BY \"_unit\";\n",
            sql_name(options_.schema), qualified(kClickHouseUnits));
    }
    for (size_t table : tables_) define_table(out, table);
}

void SqlPlan::write_removal(std::ostream& out) const {
    const std::string name = sql_name(options_.schema);
    // Else psql tells of each table that goes.
    out << (is_postgres() ? fmt::format("SET client_min_messages = warning;\n"
                                        "DROP SCHEMA IF EXISTS {} CASCADE;\n",
                                        name)
                          : fmt::format("DROP DATABASE IF EXISTS {};\n", name));
}

}  // namespace yitao::live
