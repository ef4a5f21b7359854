// How a Register is checked and resolved; shared by tree.cpp and register.cpp, no one else's.
#pragma once

#include <span>
#include <vector>

#include "org/tree.h"

namespace yitao::org {

// Versions sorted by code, then by opening day.
class VersionIndex {
  public:
    explicit VersionIndex(std::span<const Unit> sorted) : units_(sorted) {}

    // All versions of one code.
    [[nodiscard]] std::span<const Unit> of(UnitCode code) const;
    // The version valid on that day, if any.
    [[nodiscard]] const Unit* on(UnitCode code, Date day) const;
    // The same; a code that was closed before leads to its successor. nullptr: none, or the
    // successors go round in a circle.
    [[nodiscard]] const Unit* on_or_after(UnitCode code, Date day) const;

  private:
    std::span<const Unit> units_;
};

// The first contradiction among sorted versions: `unit` indexes into them.
struct Contradiction {
    size_t unit = 0;
    ErrorCode code = ErrorCode::kInvalid;
    Message message;
};
std::optional<Contradiction> find_contradiction(std::span<const Unit> sorted);

}  // namespace yitao::org
