// The loops behind Kernels::run_greatest and run_least, once for each instruction set they are
// compiled for: plain C++ that compilers turn into vector minima and maxima where a run is whole.
#pragma once

#include <algorithm>
#include <cstring>

#include "ledger/packed.h"
#include "live/kernels.h"

namespace yitao::live {

// Stored bytes as unsigned numbers in the order of what they mean, specials at the losing end: of
// the greatest that is how they lie (eight bytes are signed), of the least they are wrapped round.
template <typename Raw, bool kMax>
inline constexpr Raw kOrderBias = static_cast<Raw>((sizeof(Raw) == 8 ? uint64_t{1} << 63 : 0) +
                                                   (kMax ? 0 : ledger::NumberCoding::kSpecials));

template <typename Raw, bool kMax>
[[gnu::always_inline]] inline uint64_t best_of_run(const uint8_t* bytes, size_t rows) {
    Raw best = kMax ? 0 : static_cast<Raw>(~Raw{0});
    for (size_t row = 0; row < rows; ++row) {
        Raw raw;
        std::memcpy(&raw, bytes + row * sizeof raw, sizeof raw);
        const auto ordered = static_cast<Raw>(raw - kOrderBias<Raw, kMax>);
        best = kMax ? std::max(best, ordered) : std::min(best, ordered);
    }
    return static_cast<Raw>(best + kOrderBias<Raw, kMax>);
}

template <typename Raw, bool kMax>
[[gnu::always_inline]] inline void best_of_runs(const uint8_t* bytes, size_t rows, uint64_t* out) {
    for (; rows >= kRunRows; rows -= kRunRows, bytes += kRunRows * sizeof(Raw)) {
        *out++ = best_of_run<Raw, kMax>(bytes, kRunRows);
    }
    if (rows > 0) *out = best_of_run<Raw, kMax>(bytes, rows);
}

template <bool kMax>
[[gnu::always_inline]] inline void run_extremes(const uint8_t* bytes, int width, size_t rows,
                                                uint64_t* out) {
    switch (width) {
        case 1:
            return best_of_runs<uint8_t, kMax>(bytes, rows, out);
        case 2:
            return best_of_runs<uint16_t, kMax>(bytes, rows, out);
        case 4:
            return best_of_runs<uint32_t, kMax>(bytes, rows, out);
        default:
            return best_of_runs<uint64_t, kMax>(bytes, rows, out);
    }
}

}  // namespace yitao::live
