// The live engine: every measure for every unit. This is its first half: the full computation of a
// MeasureSet over the tables of a World in one pass over each ledger. Each distinct condition is
// one bitmap a block of rows, measures are ANDs of bitmaps, units are summed up the tree at the end.
// It has no semantics of its own: conditions are formula's predicates.
//
//     std::unique_ptr<Results> r = compute(catalog, world, set);
//     r->state(measure, unit)
#pragma once

#include <memory>

#include "formula/measure.h"
#include "formula/world.h"

namespace yitao::live {

std::unique_ptr<formula::MeasureResults> compute(const formula::Catalog& catalog,
                                                 const formula::World& world,
                                                 const formula::MeasureSet& set);

}  // namespace yitao::live
