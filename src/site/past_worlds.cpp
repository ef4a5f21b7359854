#include "site/past_worlds.h"

#include <algorithm>

namespace yitao::site {

namespace {

constexpr size_t kMostKnown = 12;

}  // namespace

void PastWorlds::need(std::span<const formula::ColumnUse> columns) {
    const size_t before = columns_.size();
    columns_.insert(columns.begin(), columns.end());
    if (columns_.size() > before) forget();
}

void PastWorlds::forget(Date since) {
    std::erase_if(known_, [&](const auto& known) { return known.first >= since; });
}

Result<std::shared_ptr<const formula::World>> PastWorlds::world_at(Date as_of) {
    for (auto known = known_.begin(); known != known_.end(); ++known) {
        if (known->first != as_of) continue;
        known_.splice(known_.begin(), known_, known);
        return known->second;
    }
    auto world = TRY(site_.world(
        {.as_of = as_of, .known_at = known_at_, .columns = {columns_.begin(), columns_.end()}}));
    known_.emplace_front(as_of, world);
    if (known_.size() > kMostKnown) known_.pop_back();
    return world;
}

}  // namespace yitao::site
