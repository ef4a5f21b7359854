// Sample data: plausible rows for every ledger of the packs that has a sample text
// (packs/<id>/sample/<ledger>.toml), for the units of a real tree. Everyone and every firm is
// invented: identity numbers carry valid check digits in an area code that is not assigned.
// The same packs, tree and options give the same bytes on every run and every machine: the random
// numbers are our own, and nothing is computed in floating point.
//
//     SampleOptions options{.residents = 100'000, .seed = 1, .as_of = today};
//     std::vector<SampleFile> files = TRY(generate(packs, tree, options, directory));
//     for (const SampleFile& file : files) …   // import in this order: referenced ledgers first
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "org/tree.h"
#include "pack/pack.h"

namespace yitao::sample {

struct SampleOptions {
    uint64_t residents = 100'000;  // exactly this many rows of 居民; 1 … kMaxSampleResidents
    uint64_t seed = 1;
    Date as_of;  // the last day anything can have happened on
};

inline constexpr uint64_t kMaxSampleResidents = 20'000'000;

struct SampleFile {
    std::string ledger;  // id
    std::string path;    // <directory>/<ledger>.csv, UTF-8, headings are the columns' names
    uint64_t rows = 0;
};

// Writes one CSV file a ledger into `directory` (created where missing, files replaced). Fails on
// a sample text that does not fit its ledger (file:line), on an empty tree, on a full disk.
Result<std::vector<SampleFile>> generate(std::span<const pack::Pack> packs, const org::Tree& tree,
                                         const SampleOptions& options,
                                         const std::string& directory);

}  // namespace yitao::sample
