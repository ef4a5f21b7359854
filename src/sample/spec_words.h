// The small languages inside a sample text: sources, conditions, patterns, ranges. Used by
// read_samples.cpp; each function gives nothing where the words do not fit.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sample/spec.h"

namespace yitao::sample {

// What names may mean in the lines of one ledger.
struct Naming {
    const ledger::Schema* own = nullptr;
    const ledger::Schema* parent = nullptr;  // nullptr: none
    // Of each own column the ledger its reference picks, nullptr: not picked (yet).
    std::vector<const ledger::Schema*> picked;
    std::span<const WordList> words;
};

std::optional<Source> parse_source(std::string_view text, const Naming& naming);
// Conditions joined by " and ".
std::optional<std::vector<Condition>> parse_conditions(std::string_view text, const Naming& naming);
std::optional<Pattern> parse_pattern(std::string_view text, const Naming& naming);
// The "number" language: "0..40", "30..105 % of planned", "done % of total", "asked - known",
// "parent.area", "index".
std::optional<Counted> parse_counted(std::string_view text, int scale, const Naming& naming);
// The "date" language: "-540..0", "found_on+2..40", "due_on-3..+15", "due_on+30", "series".
std::optional<Dated> parse_dated(std::string_view text, const Naming& naming);

struct Range {
    int64_t least = 0;
    int64_t most = 0;
};
// "3", "0..40", "0.5..2" in units of 10^-scale; least <= most.
std::optional<Range> parse_range(std::string_view text, int scale);

}  // namespace yitao::sample
