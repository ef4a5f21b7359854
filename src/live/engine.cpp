#include "live/engine.h"

#include <set>
#include <vector>

#include "base/check.h"
#include "live/plan.h"
#include "live/results.h"
#include "live/scan.h"

namespace yitao::live {

namespace {

void compute_table(size_t number, const formula::Catalog& catalog, const formula::World& world,
                   const ComputeOptions& options, Results& results) {
    const ledger::Table& table = world.tables[number];
    const org::Tree& tree = *world.tree;
    CHECK(table.unit_begin.size() == tree.size() + 1);
    const Kernels& kernels = options.kernels != nullptr ? *options.kernels : best_kernels();
    std::vector<uint32_t> measures;
    for (uint32_t i = 0; i < results.set().measures().size(); ++i) {
        if (results.set().measures()[i].table == number) measures.push_back(i);
    }
    std::set<size_t> wide;
    for (;;) {
        const Program program = make_program({.table = number,
                                              .schema = *catalog.schemas[number],
                                              .head = table,
                                              .set = results.set(),
                                              .measures = measures,
                                              .wide_columns = wide,
                                              .most_rows = table.row_count(),
                                              .first = results.values().slots()},
                                             results.slots());
        Values own = results.values().share();
        own.grow(program.first + program.slots);
        Scanned scanned =
            scan_units(program, table, TableRows(table), tree, kernels, options.threads, own);
        size_t known = wide.size();
        wide.merge(scanned.large_columns);
        if (wide.size() > known) continue;  // numbers of 18 digits: once more, in 128 bits
        own.roll_up(tree, program.first);
        count_distinct(program, *catalog.schemas[number], table, TableRows(table), tree,
                       scanned.distinct, options.threads, own);
        results.add_errors(scanned.errors);
        results.values() = std::move(own);
        return;
    }
}

}  // namespace

std::unique_ptr<formula::MeasureResults> compute(const formula::Catalog& catalog,
                                                 const formula::World& world,
                                                 const formula::MeasureSet& set,
                                                 const ComputeOptions& options) {
    auto results = std::make_unique<Results>(set, world.tree);
    std::set<size_t> tables;
    for (const formula::Measure& measure : set.measures()) tables.insert(measure.table);
    for (size_t table : tables) compute_table(table, catalog, world, options, *results);
    return results;
}

}  // namespace yitao::live
