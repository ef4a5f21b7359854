// The live engine: every measure for every unit. This is its first half: the full computation of a
// MeasureSet over the tables of a World in one pass over each ledger. Each distinct condition is
// one bitmap a block of rows, measures are ANDs of bitmaps, units are summed up the tree at the
// end. It has no semantics of its own: conditions are formula's predicates.
//
//     std::unique_ptr<Results> r = compute(catalog, world, set);
//     r->state(measure, unit)
//
// How: plan.h (what is shared), classes.h (columns as bytes), kernels.h (inner loops), scan.h (one
// block), results.h (where numbers lie). Columns the measures use must be loaded.
#pragma once

#include <memory>

#include "formula/measure.h"
#include "formula/world.h"

namespace yitao::live {

struct Kernels;

struct ComputeOptions {
    unsigned threads = 0;              // 0: one a core, and one only where the work is small
    const Kernels* kernels = nullptr;  // the best of this processor
};

// The value does not depend on options. The results keep a copy of the set and share the tree; they
// need neither catalog nor world any more.
std::unique_ptr<formula::MeasureResults> compute(const formula::Catalog& catalog,
                                                 const formula::World& world,
                                                 const formula::MeasureSet& set,
                                                 const ComputeOptions& options = {});

}  // namespace yitao::live
