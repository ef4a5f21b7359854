// Vectors that begin on a line of the cache: what the kernels load 64 bytes at a time.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace yitao::live {

inline constexpr size_t kLineBytes = 64;

template <typename T>
struct LineAllocator {
    using value_type = T;

    LineAllocator() = default;
    template <typename U>
    explicit LineAllocator(const LineAllocator<U>& /*other*/) {}

    T* allocate(size_t count) {
        return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{kLineBytes}));
    }
    void deallocate(T* at, size_t /*count*/) {
        ::operator delete(at, std::align_val_t{kLineBytes});
    }
    friend bool operator==(const LineAllocator& /*a*/, const LineAllocator& /*b*/) { return true; }
};

template <typename T>
using LineVector = std::vector<T, LineAllocator<T>>;

}  // namespace yitao::live
