// The ledgers at other dates, for ASOF: of the columns that are needed, loaded when a formula asks.
//
//     PastWorlds past(site, request.columns, request.known_at);
//     evaluator.use_worlds(&past);
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "site/site.h"

namespace yitao::site {

class PastWorlds final : public formula::WorldSource {
  public:
    // `site` must outlive it.
    explicit PastWorlds(Site& site, std::span<const formula::ColumnUse> columns = {},
                        std::optional<Timestamp> known_at = {})
        : site_(site), columns_(columns.begin(), columns.end()), known_at_(known_at) {}
    void need(std::span<const formula::ColumnUse> columns);
    // After rows changed, whose facts hold from `since` on: days before are as they were.
    void forget(Date since = kEarliestDate);
    Result<std::shared_ptr<const formula::World>> world_at(Date as_of) override;

  private:
    Site& site_;
    std::set<formula::ColumnUse> columns_;
    std::optional<Timestamp> known_at_;
    std::list<std::pair<Date, std::shared_ptr<const formula::World>>> known_;  // last asked first
};

}  // namespace yitao::site
