// Ledgers as people page through them: filtered, searched and sorted, a million rows and more. What
// was made for one page serves the next, until a row of that ledger changes.
//
//     RowLists lists(site);
//     const RowList& list = TRY(lists.list({.table = t, .unit = village, .search = "张", .sort =
//     2})); list.rows[50]       // index into list.table
//
// Under the office's mutex.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/scope.h"
#include "formula/formula.h"
#include "site/site.h"

namespace yitao::api {

inline constexpr double kUsuallyFilled = 0.97;

struct RowQuery {
    size_t table = 0;  // of the catalog
    org::UnitIndex unit = 0;
    std::string search;          // in texts one may see, or initials of the name
    std::string filter;          // a condition: 居民[低保]="是"
    std::optional<size_t> sort;  // a column
    bool descending = false;
    std::vector<uint8_t> searchable;  // by column: what the asker may search and sort by
    bool operator==(const RowQuery&) const = default;
};

struct RowList {
    std::shared_ptr<const formula::World> world;
    std::vector<uint32_t> rows;  // of world->tables[table], in the order asked for
};

class RowLists {
  public:
    // `site` must outlive it.
    explicit RowLists(site::Site& site) : site_(site) {}
    // Holds until the next call.
    Result<const RowList*> list(const RowQuery& query);
    // All columns of a ledger as of today.
    Result<std::shared_ptr<const formula::World>> world(size_t table);
    // By column: nearly every row has filled it in (kUsuallyFilled), so a blank is an omission.
    Result<const std::vector<uint8_t>*> usually_filled(size_t table);
    // Units under which rows of a ledger were touched on that day or later.
    Result<const std::set<org::UnitCode>*> units_touched(size_t table, Date day);
    void rows_changed(size_t table);
    void everything_changed();

  private:
    struct KnownWorld {
        size_t table = 0;
        std::set<size_t> reads;  // ledgers its rows hang on
        std::shared_ptr<const formula::World> world;
    };
    struct Known {
        RowQuery query;
        RowList list;
    };
    Result<void> keep_matching(const RowQuery& query, RowList& list) const;
    Result<void> keep_filtered(const RowQuery& query, RowList& list) const;
    static void sort(const RowQuery& query, const ledger::Table& table,
                     std::vector<uint32_t>& rows);

    site::Site& site_;
    std::list<KnownWorld> worlds_;  // last asked first
    std::list<Known> known_;
    std::map<size_t, std::vector<uint8_t>> filled_;
    std::map<std::pair<size_t, Date>, std::set<org::UnitCode>> touched_;
};

}  // namespace yitao::api
