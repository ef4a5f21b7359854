#include "api/row_lists.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "dictionary/pinyin.h"
#include "formula/predicate.h"
#include "formula/value.h"
#include "site/tables_read.h"

namespace yitao::api {

namespace {

constexpr size_t kKnownLists = 16;
constexpr size_t kKnownDays = 64;         // of all ledgers
constexpr size_t kKnownRows = 8'000'000;  // of all worlds; one at least is kept

bool is_initials(std::string_view text) {
    return !text.empty() && text.size() <= 8 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

}  // namespace

Result<std::shared_ptr<const formula::World>> RowLists::world(size_t table) {
    const Date today = site_.clock().today();
    if (!worlds_.empty() && worlds_.front().world->tree->as_of() != today) everything_changed();
    for (auto known = worlds_.begin(); known != worlds_.end(); ++known) {
        if (known->table != table) continue;
        worlds_.splice(worlds_.begin(), worlds_, known);
        return known->world;
    }
    site::WorldRequest request{.as_of = today, .known_at = {}, .columns = {}};
    for (size_t c = 0; c < site_.catalog().schemas[table]->columns.size(); ++c) {
        request.columns.push_back({table, c});
    }
    std::set<size_t> reads = TRY(site::tables_read(site_.catalog(), request.columns));
    worlds_.push_front({table, std::move(reads), TRY(site_.world(request))});
    size_t rows = 0;
    for (auto known = worlds_.begin(); known != worlds_.end(); ++known) {
        rows += known->world->tables[known->table].row_count();
        if (rows <= kKnownRows || known == worlds_.begin()) continue;
        worlds_.erase(known, worlds_.end());
        break;
    }
    return worlds_.front().world;
}

Result<const std::vector<uint8_t>*> RowLists::usually_filled(size_t table) {
    const auto [at, is_new] = filled_.try_emplace(table);
    if (!is_new) return &at->second;
    const auto world = this->world(table);
    if (!world) {
        filled_.erase(at);
        return std::unexpected(world.error());
    }
    const ledger::Table& rows = (*world)->tables[table];
    for (size_t c = 0; c < rows.columns.size(); ++c) {
        size_t filled = 0;
        for (uint32_t row = 0; row < rows.row_count(); ++row) {
            const auto value = formula::cell_value(rows.schema->columns[c], rows.columns[c], row);
            filled += value.is_blank() ? 0 : 1;
        }
        at->second.push_back(static_cast<double>(filled) >= kUsuallyFilled * rows.row_count() ? 1
                                                                                              : 0);
    }
    return &at->second;
}

Result<const std::set<org::UnitCode>*> RowLists::units_touched(size_t table, Date day) {
    const auto known = touched_.find({table, day});
    if (known != touched_.end()) return &known->second;
    const auto units = TRY(site_.units_touched_since(table, day));
    if (touched_.size() >= kKnownDays) touched_.clear();  // a day is as the asker likes
    return &touched_.emplace(std::pair(table, day), std::set(units.begin(), units.end()))
                .first->second;
}

void RowLists::rows_changed(size_t table) {
    std::erase_if(worlds_, [&](const KnownWorld& known) { return known.reads.contains(table); });
    std::erase_if(known_, [&](const Known& known) {
        return std::ranges::find(worlds_, known.list.world, &KnownWorld::world) == worlds_.end();
    });
    std::erase_if(touched_, [&](const auto& one) { return one.first.first == table; });
    filled_.erase(table);
}

void RowLists::everything_changed() {
    worlds_.clear();
    known_.clear();
    filled_.clear();
    touched_.clear();
}

Result<const RowList*> RowLists::list(const RowQuery& query) {
    const auto world = TRY(this->world(query.table));
    for (auto known = known_.begin(); known != known_.end(); ++known) {
        if (known->query != query || known->list.world != world) continue;
        known_.splice(known_.begin(), known_, known);
        return &known_.front().list;
    }
    Known fresh{query, {world, {}}};
    const ledger::Table& table = world->tables[query.table];
    const ledger::RowRange range = table.rows_of(*world->tree, query.unit);
    fresh.list.rows.resize(range.end - range.begin);
    std::iota(fresh.list.rows.begin(), fresh.list.rows.end(), range.begin);
    if (!query.search.empty()) TRY(keep_matching(query, fresh.list));
    if (!query.filter.empty()) TRY(keep_filtered(query, fresh.list));
    if (query.sort) sort(query, table, fresh.list.rows);
    known_.push_front(std::move(fresh));
    if (known_.size() > kKnownLists) known_.pop_back();
    return &known_.front().list;
}

// Told once for each different text of a column, then row by row.
Result<void> RowLists::keep_matching(const RowQuery& query, RowList& list) const {
    const ledger::Table& table = list.world->tables[query.table];
    const ledger::Schema& schema = *site_.catalog().schemas[query.table];
    const std::string wanted = match_key(query.search);
    const bool by_initials = is_initials(wanted);
    std::vector<std::pair<size_t, std::vector<uint8_t>>> matching;  // column, by code
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        const ledger::ColumnData& data = table.columns[c];
        if (query.searchable[c] == 0 || !data.loaded || !data.is_coded()) continue;
        std::vector<uint8_t> hits(data.dictionary.size(), 0);
        for (size_t i = 1; i < hits.size(); ++i) {
            const std::string& text = data.dictionary[i];
            hits[i] = match_key(text).find(wanted) != std::string::npos ||
                              (by_initials && schema.columns[c].id == "name" &&
                               dictionary::has_initials(text, wanted))
                          ? 1
                          : 0;
        }
        matching.emplace_back(c, std::move(hits));
    }
    std::erase_if(list.rows, [&](uint32_t row) {
        return std::ranges::none_of(matching, [&](const auto& column) {
            return column.second[table.columns[column.first].codes[row]] != 0;
        });
    });
    return {};
}

Result<void> RowLists::keep_filtered(const RowQuery& query, RowList& list) const {
    const formula::Formula condition = TRY(formula::compile(query.filter, site_.catalog()));
    for (const formula::ColumnUse& use : condition.columns()) {
        const ledger::Schema& schema = *site_.catalog().schemas[use.table];
        if (use.table != query.table) {
            return fail(ErrorCode::kInvalid, "筛选条件只能用这个台账的字段",
                        "a filter may use columns of this ledger only", schema.name);
        }
        if (query.searchable[use.column] == 0) {
            return fail(ErrorCode::kInvalid, "您不能按这个字段筛选",
                        "you may not filter by this column", schema.columns[use.column].name);
        }
    }
    const Date today = list.world->tree->as_of();
    formula::Evaluator evaluator(site_.catalog(), *list.world,
                                 {.unit = query.unit,
                                  .as_of = today,
                                  .period = {today.month_start(), today},
                                  .filled_on = today});
    const formula::Operand result = evaluator.evaluate(condition);
    const ledger::RowRange range =
        list.world->tables[query.table].rows_of(*list.world->tree, query.unit);
    const auto* matrix = std::get_if<formula::MatrixPtr>(&result);
    const auto holds = [](const formula::Value& value) {
        return (value.is_boolean() && value.boolean()) ||
               (value.is_number() && value.number() != 0);
    };
    const size_t results = matrix == nullptr ? 1 : (*matrix)->values.size();
    if (results != range.end - range.begin && !list.rows.empty()) {
        return fail(ErrorCode::kInvalid, "筛选条件应对每行给出是或否，如 居民[低保]=\"是\"",
                    "a filter says true or false of each row, as 居民[低保]=\"是\"", query.filter);
    }
    std::erase_if(list.rows, [&](uint32_t row) {
        return !holds(matrix == nullptr ? std::get<formula::Value>(result)
                                        : (*matrix)->values[row - range.begin]);
    });
    return {};
}

void RowLists::sort(const RowQuery& query, const ledger::Table& table,
                    std::vector<uint32_t>& rows) {
    const ledger::ColumnData& data = table.columns[*query.sort];
    if (data.is_coded()) {
        // Blank last, texts as people sort them: each different text once.
        std::vector<uint32_t> order(data.dictionary.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin() + 1, order.end(), [&](uint32_t a, uint32_t b) {
            return compare_collated(data.dictionary[a], data.dictionary[b]) < 0;
        });
        std::vector<uint32_t> rank(order.size());
        for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
        const auto place = [&](uint32_t row) {
            const uint32_t code = data.codes[row];
            return code == 0 ? UINT32_MAX
                             : (query.descending ? UINT32_MAX - 1 - rank[code] : rank[code]);
        };
        std::stable_sort(rows.begin(), rows.end(),
                         [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
        return;
    }
    const ledger::Column& column = table.schema->columns[*query.sort];
    const auto place = [&](uint32_t row) -> std::pair<bool, double> {
        const formula::Value value = formula::cell_value(column, data, row);
        if (!value.is_number()) return {true, 0};
        return {false, query.descending ? -value.number() : value.number()};
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
}

}  // namespace yitao::api
