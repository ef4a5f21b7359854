#include "formula/aggregate.h"

#include <algorithm>
#include <unordered_set>

#include "base/check.h"
#include "formula/distinct_keys.h"
#include "formula/prepared_criterion.h"

namespace yitao::formula {

using ledger::Column;
using ledger::ColumnData;
using ledger::RowRange;

namespace {

using Prepared = std::shared_ptr<PreparedCriterion>;  // shared with the cache of criteria

// A call taken apart: conditions on columns, and units whose subtree it is narrowed to or not in.
struct Query {
    size_t table = 0;
    std::vector<Prepared> conditions;
    std::vector<org::UnitCode> within;
    std::vector<org::UnitCode> outside;
    std::vector<Prepared> named;  // any of the units of that name
    std::vector<Prepared> not_named;

    [[nodiscard]] bool leaves_out() const { return !outside.empty() || !not_named.empty(); }
};

bool is_unit_column(const ledger::Schema& schema, size_t column) {
    return !schema.unit_column.empty() && schema.columns[column].id == schema.unit_column;
}

// The unit named by a criterion that is one 12-digit code, or what can only be a name: codes and
// patterns of codes are ASCII.
void take_unit(PreparedCriterion& prepared) {
    const Criterion& criterion = prepared.condition.criterion;
    bool names =
        criterion.comparison == Comparison::kEqual || criterion.comparison == Comparison::kNotEqual;
    if (!names || !criterion.operand.is_text()) return;
    std::string_view text = criterion.operand.text();
    prepared.unit = org::parse_unit_code(text);
    bool is_name = text.find_first_of("*?~") == std::string_view::npos &&
                   std::ranges::any_of(text, [](char c) { return (c & 0x80) != 0; });
    if (is_name) prepared.unit_name = text;
}

// “＞＝60”, typed with a Chinese keyboard: no ledger holds such texts, and 0 would be believed.
Value with_plain_operator(const Value& argument) {
    static constexpr std::pair<std::string_view, char> kSigns[] = {
        {"＜", '<'}, {"＞", '>'}, {"＝", '='}};
    if (!argument.is_text()) return argument;
    std::string_view rest = argument.text();
    std::string plain;
    while (plain.size() < 2) {
        auto sign = std::ranges::find_if(kSigns, [&](auto& s) { return rest.starts_with(s.first); });
        bool ascii = !rest.empty() && std::string_view("<>=").find(rest[0]) != std::string_view::npos;
        if (sign == std::end(kSigns) && !ascii) break;
        plain += sign != std::end(kSigns) ? sign->second : rest[0];
        rest.remove_prefix(sign != std::end(kSigns) ? sign->first.size() : 1);
    }
    if (rest.size() + plain.size() == argument.text().size()) return argument;
    return Value(plain + std::string(rest));
}

Prepared prepare(const ColumnArgument& where, const Value& argument, const ledger::Schema& schema) {
    auto out = std::make_shared<PreparedCriterion>();
    out->where = where;
    out->argument = argument;
    TextMode mode = text_mode(schema.columns[where.column].type);
    out->condition = {where.table, where.column, parse_criterion(with_plain_operator(argument), mode)};
    if (is_unit_column(schema, where.column)) take_unit(*out);
    return out;
}

// A formula of few constant criteria finds them all again here.
constexpr size_t kRecentCriteria = 16;

Prepared prepare_cached(const ColumnArgument& where, const Value& argument,
                        const ledger::Schema& schema, IndexCache* cache) {
    if (cache == nullptr) return prepare(where, argument, schema);
    auto& recent = cache->state().recent;
    auto found = std::find_if(recent.begin(), recent.end(), [&](const Prepared& known) {
        return known->where == where && known->argument == argument;
    });
    if (found == recent.end()) {
        if (recent.size() < kRecentCriteria) recent.emplace_back();
        recent.back() = prepare(where, argument, schema);
        found = recent.end() - 1;
    }
    std::rotate(recent.begin(), found, found + 1);
    return recent.front();
}

std::optional<Query> analyse(const AggregateCall& call, const Catalog& catalog, IndexCache* cache) {
    CHECK(call.value || !call.criteria.empty());
    Query query;
    query.table = call.value ? call.value->table : call.criteria.front().first.table;
    const ledger::Schema& schema = *catalog.schemas[query.table];
    for (const auto& [where, argument] : call.criteria) {
        if (where.table != query.table) return std::nullopt;
        Prepared prepared = prepare_cached(where, argument, schema, cache);
        bool equal = prepared->condition.criterion.comparison == Comparison::kEqual;
        if (prepared->unit) {
            (equal ? query.within : query.outside).push_back(*prepared->unit);
        } else if (!prepared->unit_name.empty()) {
            (equal ? query.named : query.not_named).push_back(std::move(prepared));
        } else {
            query.conditions.push_back(std::move(prepared));
        }
    }
    return query;
}

int value_column_of(const AggregateCall& call) {
    return call.value && call.aggregate != Aggregate::kCountRows
               ? static_cast<int>(call.value->column)
               : -1;
}

// The subtree an aggregate is taken over; kNowhere: none, kEverywhere: not narrowed at all.
struct Place {
    enum class Kind : uint8_t { kEverywhere, kUnit, kNowhere } kind = Kind::kEverywhere;
    org::UnitIndex unit = 0;
    std::vector<std::vector<org::UnitIndex>> any_of;  // further: in one of these, of each list

    // Subtrees are nested intervals: of two, the deeper one remains or nothing does.
    void narrow(const org::Tree& tree, std::optional<org::UnitIndex> to) {
        if (kind == Kind::kNowhere) return;
        if (!to) {
            kind = Kind::kNowhere;
        } else if (kind == Kind::kEverywhere || tree.contains(unit, *to)) {
            kind = Kind::kUnit;
            unit = *to;
        } else if (!tree.contains(*to, unit)) {
            kind = Kind::kNowhere;
        }
    }

    // Of several units with one name those count that the place meets; mostly one is left.
    void narrow_to_any(const org::Tree& tree, std::span<const org::UnitIndex> units) {
        std::vector<org::UnitIndex> met;
        for (org::UnitIndex u : units) {
            bool meets = kind == Kind::kEverywhere || tree.contains(unit, u) || tree.contains(u, unit);
            bool inside_last = !met.empty() && tree.contains(met.back(), u);
            if (meets && !inside_last) met.push_back(u);
        }
        if (met.empty()) {
            kind = Kind::kNowhere;
        } else if (met.size() == 1) {
            narrow(tree, met.front());
        } else {
            any_of.push_back(std::move(met));
        }
    }
};

Place place_of(const Query& query, const AggregateContext& context) {
    const org::Tree& tree = *context.world.tree;
    Place place;
    if (context.rows == RowScope::kUnit) place.narrow(tree, context.scope.unit);
    for (org::UnitCode code : query.within) place.narrow(tree, tree.find(code));
    for (const Prepared& prepared : query.named) {
        place.narrow_to_any(tree, tree.named(prepared->unit_name));
    }
    return place;
}

std::vector<RowRange> without(const std::vector<RowRange>& ranges, RowRange out) {
    std::vector<RowRange> kept;
    for (RowRange range : ranges) {
        RowRange before{range.begin, std::min(range.end, out.begin)};
        RowRange after{std::max(range.begin, out.end), range.end};
        if (before.begin < before.end) kept.push_back(before);
        if (after.begin < after.end) kept.push_back(after);
    }
    return kept;
}

// Both in row order; `within` are the rows of units none of which holds another.
std::vector<RowRange> common(const std::vector<RowRange>& ranges, std::span<const RowRange> within) {
    std::vector<RowRange> kept;
    for (RowRange range : ranges) {
        for (RowRange other : within) {
            RowRange both{std::max(range.begin, other.begin), std::min(range.end, other.end)};
            if (both.begin < both.end) kept.push_back(both);
        }
    }
    return kept;
}

std::vector<RowRange> rows_of(const Query& query, const Place& place,
                              const AggregateContext& context) {
    const org::Tree& tree = *context.world.tree;
    const ledger::Table& table = context.world.tables[query.table];
    if (place.kind == Place::Kind::kNowhere) return {};
    std::vector<RowRange> ranges = {place.kind == Place::Kind::kUnit
                                        ? table.rows_of(tree, place.unit)
                                        : RowRange{0, table.row_count()}};
    for (const auto& units : place.any_of) {
        std::vector<RowRange> rows;
        for (org::UnitIndex unit : units) rows.push_back(table.rows_of(tree, unit));
        ranges = common(ranges, rows);
    }
    for (org::UnitCode code : query.outside) {
        if (auto unit = tree.find(code)) ranges = without(ranges, table.rows_of(tree, *unit));
    }
    for (const Prepared& prepared : query.not_named) {
        for (org::UnitIndex unit : tree.named(prepared->unit_name)) {
            ranges = without(ranges, table.rows_of(tree, unit));
        }
    }
    return ranges;
}

std::optional<Value> from_measures(const AggregateCall& call, const Query& query,
                                   const Place& place, const AggregateContext& context) {
    if (context.measures == nullptr || place.kind != Place::Kind::kUnit) return std::nullopt;
    if (context.rows != RowScope::kUnit || query.leaves_out()) return std::nullopt;
    if (!place.any_of.empty()) return std::nullopt;
    const MeasureSet& set = context.measures->set();
    Measure measure{query.table, call.aggregate, value_column_of(call), {}};
    for (const Prepared& prepared : query.conditions) {
        auto known = set.find_condition(prepared->condition);
        if (!known) return std::nullopt;
        measure.conditions.push_back(*known);
    }
    auto found = set.find(measure);
    if (!found) return std::nullopt;
    const Column& column =
        context.catalog.schemas[query.table]->columns[call.value ? call.value->column : 0];
    return measure_value(context.measures->state(*found, place.unit), call.aggregate, column.type,
                         column.scale);
}

// Folds matched rows, in row order, into the state of an aggregate.
class Accumulator {
  public:
    Accumulator(Aggregate aggregate, const Column* column, const ColumnData* data)
        : aggregate_(aggregate), column_(column), data_(data) {
        if (data_ != nullptr) CHECK(data_->loaded);
        if (aggregate == Aggregate::kCountDistinct) keys_.emplace(*column);
    }

    [[nodiscard]] bool counts_rows() const { return aggregate_ == Aggregate::kCountRows; }
    void add_rows(size_t count) { state_.count += static_cast<int64_t>(count); }
    void add(uint32_t row) {
        if (counts_rows()) {
            ++state_.count;
        } else if (keys_) {
            add_key(data_->is_coded() ? keys_->of_code(*data_, data_->codes[row])
                                      : keys_->of_number(data_->numbers[row]));
        } else if (data_->is_coded()) {
            add_code(data_->codes[row]);
        } else {
            add_number(data_->numbers[row]);
        }
    }
    [[nodiscard]] const MeasureState& state() const { return state_; }

  private:
    [[nodiscard]] bool is_count() const {
        return aggregate_ == Aggregate::kCountValues || aggregate_ == Aggregate::kCountNumbers;
    }
    void add_key(int64_t key) {
        if (key != DistinctKeys::kNone && seen_.insert(key).second) ++state_.count;
    }
    void add_error(ExcelError error) {
        if (aggregate_ == Aggregate::kCountValues) ++state_.count;
        if (is_count() || state_.has_error) return;
        state_.has_error = true;
        state_.error = error;
    }
    void add_code(uint32_t code) {
        if (code == ledger::kBlankCode) return;
        if (!data_->code_errors.empty()) {
            auto error = data_->code_errors.find(code);
            if (error != data_->code_errors.end()) return add_error(error->second);
        }
        if (aggregate_ == Aggregate::kCountValues) ++state_.count;
    }
    void add_number(int64_t stored) {
        if (stored == ledger::kBlankNumber) return;
        if (ledger::is_error_number(stored)) return add_error(ledger::number_error(stored));
        if (!is_summable(column_->type)) {
            if (aggregate_ == Aggregate::kCountValues) ++state_.count;
            return;
        }
        int64_t number = number_units(column_->type, stored);
        bool first = state_.count++ == 0;
        state_.sum += number;
        if (aggregate_ == Aggregate::kMax) {
            state_.extreme = first ? number : std::max(state_.extreme, number);
        } else if (aggregate_ == Aggregate::kMin) {
            state_.extreme = first ? number : std::min(state_.extreme, number);
        }
    }

    Aggregate aggregate_;
    const Column* column_;
    const ColumnData* data_;
    std::optional<DistinctKeys> keys_;  // kCountDistinct
    std::unordered_set<int64_t> seen_;
    MeasureState state_;
};

size_t row_total(std::span<const RowRange> ranges) {
    size_t total = 0;
    for (RowRange range : ranges) total += range.end - range.begin;
    return total;
}

// Rows of a posting list that lie in one of the ranges.
std::span<const uint32_t> within(std::span<const uint32_t> rows, RowRange range) {
    auto begin = std::lower_bound(rows.begin(), rows.end(), range.begin);
    auto end = std::lower_bound(begin, rows.end(), range.end);
    return {begin, end};
}

// An index is worth its pass over the column once the same column has been asked this often.
constexpr uint32_t kRequestsBeforeIndex = 4;
// Ranges and lists this short are walked as fast as they are looked up.
constexpr size_t kShortList = 64;

struct Candidates {
    const PreparedCriterion* criterion;
    std::span<const uint32_t> rows;
};

// The shortest posting list known for an exact condition; builds the index of a column that is
// asked for again and again.
std::optional<Candidates> candidates(std::span<const Prepared> conditions,
                                     IndexCache::State& cache) {
    std::optional<Candidates> best;
    const PreparedCriterion* missing = nullptr;
    auto consider = [&](const PreparedCriterion& criterion, const ColumnIndex& index) {
        auto rows = criterion.test->rows_in(index);
        if (!best || rows.size() < best->rows.size()) best = Candidates{&criterion, rows};
    };
    for (const Prepared& prepared : conditions) {
        if (!prepared->test->is_exact()) continue;
        auto index = cache.indexes.find(prepared->where);
        if (index != cache.indexes.end()) {
            consider(*prepared, index->second);
        } else if (missing == nullptr || prepared->test->spread() > missing->test->spread()) {
            missing = prepared.get();
        }
    }
    if (missing == nullptr || (best && best->rows.size() <= kShortList)) return best;
    if (++cache.requests[missing->where] < kRequestsBeforeIndex) return best;
    consider(*missing,
             cache.indexes.try_emplace(missing->where, missing->test->data()).first->second);
    return best;
}

template <typename Rows>
void scan_rows(const Rows& rows, std::span<const RowTest* const> tests, Accumulator& out) {
    for (uint32_t row : rows) {
        bool all = std::all_of(tests.begin(), tests.end(),
                               [&](const RowTest* test) { return test->matches(row); });
        if (all) out.add(row);
    }
}

struct RowSpan {
    struct Iterator {
        uint32_t row;
        uint32_t operator*() const { return row; }
        Iterator& operator++() {
            ++row;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return row != other.row; }
    };
    RowRange range;
    [[nodiscard]] Iterator begin() const { return {range.begin}; }
    [[nodiscard]] Iterator end() const { return {range.end}; }
};

void scan(const Query& query, std::span<const RowRange> ranges, const AggregateContext& context,
          Accumulator& out) {
    const ledger::Schema& schema = *context.catalog.schemas[query.table];
    const ledger::Table& table = context.world.tables[query.table];
    size_t total = row_total(ranges);
    if (query.conditions.empty() && out.counts_rows()) return out.add_rows(total);
    for (const Prepared& prepared : query.conditions) {
        if (prepared->test) continue;
        size_t column = prepared->where.column;
        prepared->test.emplace(prepared->condition, schema.columns[column], table.columns[column]);
    }
    std::optional<Candidates> found;
    if (context.indexes != nullptr && total > kShortList) {
        found = candidates(query.conditions, context.indexes->state());
    }
    std::vector<const RowTest*> others;
    for (const Prepared& prepared : query.conditions) {
        if (found && found->criterion == prepared.get()) continue;
        prepared->test->expect_rows(found ? std::min(found->rows.size(), total) : total);
        others.push_back(&*prepared->test);
    }
    for (RowRange range : ranges) {
        if (found) {
            scan_rows(within(found->rows, range), others, out);
        } else {
            scan_rows(RowSpan{range}, others, out);
        }
    }
}

}  // namespace

Value evaluate_aggregate(const AggregateCall& call, const AggregateContext& context) {
    auto query = analyse(call, context.catalog, context.indexes);
    if (!query) return ExcelError::kValue;
    Place place = place_of(*query, context);
    if (auto value = from_measures(call, *query, place, context)) return *value;
    const ledger::Schema& schema = *context.catalog.schemas[query->table];
    int value_column = value_column_of(call);
    const Column* column = nullptr;
    const ColumnData* data = nullptr;
    if (value_column >= 0) {
        column = &schema.columns[static_cast<size_t>(value_column)];
        data = &context.world.tables[query->table].columns[static_cast<size_t>(value_column)];
    }
    Accumulator accumulator(call.aggregate, column, data);
    scan(*query, rows_of(*query, place, context), context, accumulator);
    return measure_value(accumulator.state(), call.aggregate,
                         column ? column->type : ledger::ColumnType::kInteger,
                         column ? column->scale : 0);
}

std::optional<AggregateRows> rows_behind(const AggregateCall& call,
                                         const AggregateContext& context) {
    auto query = analyse(call, context.catalog, context.indexes);
    if (!query) return std::nullopt;
    AggregateRows rows{query->table, {}, rows_of(*query, place_of(*query, context), context)};
    for (const Prepared& prepared : query->conditions) rows.conditions.push_back(prepared->condition);
    return rows;
}

std::optional<uint32_t> add_measure(const AggregateCall& call, const Catalog& catalog,
                                    MeasureSet& wanted) {
    auto query = analyse(call, catalog, nullptr);
    if (!query || query->leaves_out()) return std::nullopt;
    Measure measure{query->table, call.aggregate, value_column_of(call), {}};
    for (const Prepared& prepared : query->conditions) {
        measure.conditions.push_back(wanted.add_condition(prepared->condition));
    }
    return wanted.add(std::move(measure));
}

}  // namespace yitao::formula
