#include "live/values.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>

namespace yitao::live {

namespace {

constexpr auto kPlus = [](auto a, auto b) {
    return static_cast<decltype(a)>(a + b);  // sums fit: wide columns are told before
};
constexpr auto kGreater = [](int64_t a, int64_t b) { return std::max(a, b); };
constexpr auto kLess = [](int64_t a, int64_t b) { return std::min(a, b); };

}  // namespace

UnitNumbers::UnitNumbers(const SlotCounts& slots)
    : counts(slots[Section::kCounts]),
      sums(slots[Section::kSums]),
      wide_sums(slots[Section::kWideSums]),
      maxima(slots[Section::kMaxima]),
      minima(slots[Section::kMinima]) {
    clear();
}

void UnitNumbers::clear() {
    std::ranges::fill(counts, 0);
    std::ranges::fill(sums, 0);
    std::ranges::fill(wide_sums, 0);
    std::ranges::fill(maxima, kNoExtreme);
    std::ranges::fill(minima, lowered(kNoExtreme));
}

Values::Values(size_t units) : root_(Shared<Root>::make(units)) {}

void Values::grow(const SlotCounts& slots) {
    std::array<uint32_t, kSections + 1> first = {};
    for (size_t s = 0; s < kSections; ++s) {
        const uint32_t a_page = slots_of_page(static_cast<Section>(s));
        first[s + 1] = first[s] + (slots.of[s] + a_page - 1) / a_page;
    }
    slots_ = slots;
    Root& root = root_.change(epoch_);  // also so that threads may then change their own units
    if (first == first_page_) return;
    for (Shared<Pages>& unit : root) {
        if (!unit) continue;
        Pages& pages = unit.change(epoch_);
        Pages moved(first[kSections]);
        for (size_t s = 0; s < kSections; ++s) {
            const uint32_t kept =
                std::min(first_page_[s + 1] - first_page_[s], first[s + 1] - first[s]);
            std::move(pages.begin() + first_page_[s], pages.begin() + first_page_[s] + kept,
                      moved.begin() + first[s]);
        }
        pages = std::move(moved);
    }
    first_page_ = first;
}

Values Values::share() {
    Values out = *this;
    ++epoch_;
    return out;
}

Values::Pages& Values::change_unit(org::UnitIndex unit) {
    Shared<Pages>& pages = root_.change(epoch_)[unit];
    if (!pages) pages = Shared<Pages>::make(first_page_[kSections]);
    return pages.change(epoch_);
}

Shared<Values::Page> Values::empty_page(Section section) const {
    Shared<Page> page = Shared<Page>::make();
    Page& fresh = page.change(epoch_);
    const int64_t empty = empty_of(section);
    for (size_t at = 0; at < kPageBytes; at += sizeof empty) {
        std::memcpy(fresh.bytes + at, &empty, sizeof empty);
    }
    return page;
}

namespace {

// Pieces of one size from chunks of 2 MB, which the system is asked to keep in one page each.
class PagePool {
  public:
    void* take(size_t bytes) {
        const std::lock_guard lock(mutex_);
        if (free_ == nullptr) add_chunk((bytes + 15) / 16 * 16);
        Free* piece = free_;
        free_ = piece->next;
        return piece;
    }
    void give(void* memory) {
        const std::lock_guard lock(mutex_);
        free_ = new (memory) Free{free_};
    }

  private:
    static constexpr size_t kChunkBytes = size_t{2} << 20;
    struct Free {
        Free* next;
    };
    void add_chunk(size_t piece) {
        void* chunk = std::aligned_alloc(kChunkBytes, kChunkBytes);
        if (chunk == nullptr) throw std::bad_alloc();
        madvise(chunk, kChunkBytes, MADV_HUGEPAGE);
        chunks_.push_back(chunk);
        auto* bytes = static_cast<uint8_t*>(chunk);
        for (size_t at = kChunkBytes / piece * piece; at >= piece; at -= piece) {
            free_ = new (bytes + at - piece) Free{free_};
        }
    }

    std::mutex mutex_;
    Free* free_ = nullptr;
    std::vector<void*> chunks_;  // kept for the next pages
};

PagePool& page_pool() {
    static PagePool& pool = *new PagePool;  // pages may outlive everything static
    return pool;
}

}  // namespace

void* Values::Page::allocate(size_t bytes) {
    return page_pool().take(bytes);
}

void Values::Page::release(void* memory) {
    page_pool().give(memory);
}

void* Values::change_bytes(Section section, org::UnitIndex unit, uint32_t slot) {
    Page& page = change_page(change_unit(unit), section, place_of(section, slot));
    return page.bytes + offset_of(section, slot);
}

template <typename Number, typename Merge>
void Values::merge_section(Pages& pages, Section section, const Number* numbers, size_t count,
                           uint32_t first, Merge merge) {
    const auto empty = static_cast<Number>(empty_of(section));
    const uint32_t a_page = slots_of_page(section);
    for (size_t i = 0; i < count;) {
        const auto slot = first + static_cast<uint32_t>(i);
        const size_t run = std::min<size_t>(count - i, a_page - slot % a_page);
        const Number* from = numbers + i;
        i += run;
        if (std::all_of(from, from + run, [&](Number n) { return n == empty; })) continue;
        Page& page = change_page(pages, section, place_of(section, slot));
        auto* to = reinterpret_cast<Number*>(page.bytes + offset_of(section, slot));
        for (size_t k = 0; k < run; ++k) to[k] = merge(to[k], from[k]);
    }
}

void Values::merge(org::UnitIndex unit, const UnitNumbers& numbers, const SlotCounts& first) {
    Pages& pages = change_unit(unit);
    merge_section(pages, Section::kCounts, numbers.counts.data(), numbers.counts.size(),
                  first[Section::kCounts], kPlus);
    merge_section(pages, Section::kSums, numbers.sums.data(), numbers.sums.size(),
                  first[Section::kSums], kPlus);
    merge_section(pages, Section::kWideSums, numbers.wide_sums.data(), numbers.wide_sums.size(),
                  first[Section::kWideSums], kPlus);
    merge_section(pages, Section::kMaxima, numbers.maxima.data(), numbers.maxima.size(),
                  first[Section::kMaxima], kGreater);
    merge_section(pages, Section::kMinima, numbers.minima.data(), numbers.minima.size(),
                  first[Section::kMinima], kLess);
}

template <typename Number, typename Merge>
void Values::add_section(Pages& to, const Pages& from, Section section, uint32_t first,
                         Merge merge) {
    const uint32_t a_page = slots_of_page(section);
    for (uint32_t slot = first; slot < slots_[section];) {
        const uint32_t run = std::min(slots_[section] - slot, a_page - slot % a_page);
        if (const Page* source = from[place_of(section, slot)].get()) {
            Page& page = change_page(to, section, place_of(section, slot));
            const size_t offset = offset_of(section, slot);
            const auto* numbers = reinterpret_cast<const Number*>(source->bytes + offset);
            auto* target = reinterpret_cast<Number*>(page.bytes + offset);
            for (uint32_t k = 0; k < run; ++k) target[k] = merge(target[k], numbers[k]);
        }
        slot += run;
    }
}

void Values::roll_up(const org::Tree& tree, const SlotCounts& first) {
    for (auto unit = static_cast<org::UnitIndex>(tree.size()); unit-- > 0;) {
        const org::UnitIndex parent = tree.parent_of(unit);
        if (parent == unit || !(*root_)[unit]) continue;
        Pages& to = change_unit(parent);
        const Pages& from = *(*root_)[unit];
        add_section<uint32_t>(to, from, Section::kCounts, first[Section::kCounts], kPlus);
        add_section<int64_t>(to, from, Section::kSums, first[Section::kSums], kPlus);
        add_section<int128>(to, from, Section::kWideSums, first[Section::kWideSums], kPlus);
        add_section<int64_t>(to, from, Section::kMaxima, first[Section::kMaxima], kGreater);
        add_section<int64_t>(to, from, Section::kMinima, first[Section::kMinima], kLess);
    }
}

size_t Values::bytes() const {
    size_t total = root_->size() * sizeof(Shared<Pages>);
    for (const Shared<Pages>& pages : *root_) {
        if (!pages) continue;
        total += pages->size() * sizeof(Shared<Page>);
        for (const Shared<Page>& page : *pages) total += page ? sizeof(Page) : 0;
    }
    return total;
}

}  // namespace yitao::live
