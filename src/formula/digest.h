// Digests of values: equal values have equal ones, and others, to all appearances, other ones.
#pragma once

#include <cstdint>

#include "formula/reference.h"
#include "formula/value.h"

namespace yitao::formula {

// To begin with.
inline constexpr uint64_t kDigestStart = 0xCBF29CE484222325U;

// `digest` with a value, or all cells of an array, behind it. Kinds count: 1 is not "1".
uint64_t digest_of(uint64_t digest, const Value& value);
uint64_t digest_of(uint64_t digest, const Operand& operand);

}  // namespace yitao::formula
