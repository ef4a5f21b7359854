// Worlds: the ledgers as tables at one date, calculated columns filled in.
#include <algorithm>

#include "base/check.h"
#include "site/state.h"

namespace yitao::site {

namespace {

ledger::Table empty_table(const ledger::Schema& schema, const org::Tree& tree) {
    ledger::Table table;
    table.schema = &schema;
    table.columns.resize(schema.columns.size());
    table.unit_begin.assign(tree.size() + 1, 0);
    return table;
}

}  // namespace

Result<std::shared_ptr<const formula::World>> Site::State::load_world(const WorldRequest& request) {
    auto world = std::make_shared<formula::World>();
    world->tree = TRY(tree(request.as_of, request.known_at));
    const std::vector<formula::ColumnUse> stored =
        TRY(formula::stored_columns(catalog, request.columns));
    std::vector<std::vector<size_t>> columns(catalog.schemas.size());
    std::vector<bool> used(catalog.schemas.size(), false);
    for (const formula::ColumnUse& use : request.columns) used[use.table] = true;
    for (const formula::ColumnUse& use : stored) {
        used[use.table] = true;
        columns[use.table].push_back(use.column);
    }
    for (size_t t = 0; t < catalog.schemas.size(); ++t) {
        const ledger::Schema& schema = *catalog.schemas[t];
        if (&schema == &formula::unit_schema()) {
            world->tables.push_back(formula::unit_table(*world->tree));
        } else if (!used[t]) {
            world->tables.push_back(empty_table(schema, *world->tree));
        } else {
            world->tables.push_back(TRY(store->load_table({.schema = &schema,
                                                           .columns = columns[t],
                                                           .tree = world->tree.get(),
                                                           .as_of = request.as_of,
                                                           .known_at = request.known_at})));
        }
    }
    const formula::Scope scope{.unit = 0,
                               .as_of = request.as_of,
                               .period = {request.as_of.month_start(), request.as_of},
                               .filled_on = request.as_of};
    TRY(formula::calculate_columns(catalog, *world, scope, request.columns));
    return world;
}

Result<std::shared_ptr<const formula::World>> Site::world(const WorldRequest& request) {
    return state_->load_world(request);
}

}  // namespace yitao::site
