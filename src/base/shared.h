// A value with several owners who may each change their own: it is copied when somebody changes it
// while others still have it. Copies of large structures made of Shared parts cost nothing until
// they differ, which is how readers get a consistent cut while the writer goes on.
//
//     Shared<Page> a = Shared<Page>::make();
//     Shared<Page> b = a;                  // the same page
//     b.change(epoch).bytes[0] = 1;        // b has its own now
//
// One thread changes; others may copy what that thread hands them, read it and drop it. `epoch` is
// the changing owner's count of hand-outs: within one epoch an owner known to be alone stays alone,
// so the owners need not be counted again. Whoever copies a Shared must begin a new epoch.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace yitao {

template <typename T>
class Shared {
  public:
    Shared() = default;
    Shared(const Shared& other) : node_(other.node_) {
        if (node_ != nullptr) node_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    Shared(Shared&& other) noexcept
        : node_(std::exchange(other.node_, nullptr)), alone_in_(other.alone_in_) {}
    Shared& operator=(Shared other) noexcept {
        std::swap(node_, other.node_);
        std::swap(alone_in_, other.alone_in_);
        return *this;
    }
    ~Shared() { drop(); }

    template <typename... Arguments>
    static Shared make(Arguments&&... arguments) {
        Shared out;
        out.node_ = new Node{{1}, T(std::forward<Arguments>(arguments)...)};
        return out;
    }

    explicit operator bool() const { return node_ != nullptr; }
    const T& operator*() const { return node_->value; }
    const T* operator->() const { return &node_->value; }
    [[nodiscard]] const T* get() const { return node_ == nullptr ? nullptr : &node_->value; }

    // To be changed by its one owner; not null.
    T& change(uint32_t epoch) {
        if (alone_in_ != epoch) become_alone(epoch);
        return node_->value;
    }

  private:
    // A type may bring its own memory: static void* T::allocate(size_t), T::release(void*).
    struct Node {
        std::atomic<uint32_t> owners;
        T value;
        static void* operator new(size_t bytes) {
            if constexpr (requires { T::allocate(bytes); }) return T::allocate(bytes);
            return ::operator new (bytes, std::align_val_t{alignof(Node)});
        }
        static void operator delete(void* memory) {
            if constexpr (requires { T::release(memory); }) return T::release(memory);
            ::operator delete (memory, std::align_val_t{alignof(Node)});
        }
    };
    void become_alone(uint32_t epoch) {
        if (node_->owners.load(std::memory_order_acquire) != 1) {
            Node* own = new Node{{1}, node_->value};
            drop();
            node_ = own;
        }
        alone_in_ = epoch;
    }
    void drop() {
        if (node_ != nullptr && node_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            delete node_;
        }
    }

    Node* node_ = nullptr;
    uint32_t alone_in_ = 0;  // epochs count from 1
};

}  // namespace yitao
