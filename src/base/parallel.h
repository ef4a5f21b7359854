// The same work by several threads at once.
//
//     std::atomic<size_t> next = 0;
//     run_at_once(processors(), [&](unsigned worker) {
//         for (size_t i = next++; i < pieces.size(); i = next++) scan(pieces[i]);
//     });
#pragma once

#include <functional>

namespace yitao {

// Of this machine, as found at the start; at least 1.
unsigned processors();

// Calls `work` with 0 .. threads-1 (0 at least), each in a thread of its own, 0 in the caller's;
// returns when all have. What one of them throws is thrown here; the others run to their end first.
void run_at_once(unsigned threads, const std::function<void(unsigned worker)>& work);

}  // namespace yitao
