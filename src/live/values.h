// Where computed numbers are kept: for each unit one row of slots in five sections, cut into pages.
// A page with nothing in it is not there. Copies share pages until one of them changes, so a copy
// is a consistent cut for readers.
//
//     Values values(units);
//     values.grow({.counts = 2, .sums = 1});
//     values.change<int64_t>(Section::kSums, unit, 0) += 1020;
//     Values cut = values.share();
//
// Counts are rows of a subtree; a ledger has fewer than 2^32. Extremes hold kNoExtreme where no
// value took part; minima are stored one lower (wrapping), which makes the same number the largest
// of all there.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/decimal.h"
#include "base/shared.h"
#include "ledger/packed.h"
#include "org/tree.h"

namespace yitao::live {

enum class Section : uint8_t { kCounts, kSums, kWideSums, kMaxima, kMinima };
inline constexpr size_t kSections = 5;
inline constexpr std::array<uint32_t, kSections> kSlotBytes = {4, 8, 16, 8, 8};

inline constexpr int64_t kNoExtreme = ledger::kBlankNumber;
constexpr int64_t lowered(int64_t minimum) {
    return static_cast<int64_t>(static_cast<uint64_t>(minimum) - 1);
}
constexpr int64_t raised(int64_t lowered_minimum) {
    return static_cast<int64_t>(static_cast<uint64_t>(lowered_minimum) + 1);
}

// How many slots of each section, or where in each section some slots begin.
struct SlotCounts {
    std::array<uint32_t, kSections> of = {};
    uint32_t& operator[](Section section) { return of[static_cast<size_t>(section)]; }
    uint32_t operator[](Section section) const { return of[static_cast<size_t>(section)]; }
    friend SlotCounts operator+(SlotCounts a, const SlotCounts& b) {
        for (size_t s = 0; s < kSections; ++s) a.of[s] += b.of[s];
        return a;
    }
    bool operator==(const SlotCounts&) const = default;
};

// The numbers of one unit as plain arrays: what a scan adds to.
struct UnitNumbers {
    std::vector<uint32_t> counts;
    std::vector<int64_t> sums;
    std::vector<int128> wide_sums;
    std::vector<int64_t> maxima;
    std::vector<int64_t> minima;  // lowered

    explicit UnitNumbers(const SlotCounts& slots);
    void clear();
};

class Values {
    static constexpr size_t kPageBytes = 1024;
    struct Page {
        alignas(16) uint8_t bytes[kPageBytes];
        // Millions of them, read all over: they lie together in large pages of the system.
        static void* allocate(size_t bytes);
        static void release(void* memory);
    };

  public:
    explicit Values(size_t units = 0);

    [[nodiscard]] const SlotCounts& slots() const { return slots_; }
    [[nodiscard]] size_t units() const { return root_->size(); }
    // New slots are empty: 0, or no extreme.
    void grow(const SlotCounts& slots);
    // The same values for somebody else to read; changes here no longer reach it.
    [[nodiscard]] Values share();

    template <typename Number>
    [[nodiscard]] Number get(Section section, org::UnitIndex unit, uint32_t slot) const {
        const Page* page = page_of(section, unit, slot);
        if (page == nullptr) return static_cast<Number>(empty_of(section));
        Number number;
        std::memcpy(&number, page->bytes + offset_of(section, slot), sizeof number);
        return number;
    }
    // The number itself, in memory of this copy alone.
    template <typename Number>
    Number& change(Section section, org::UnitIndex unit, uint32_t slot) {
        return *static_cast<Number*>(change_bytes(section, unit, slot));
    }
    // For many numbers of one unit, one after another.
    class UnitWriter {
      public:
        template <typename Number>
        Number& at(Section section, uint32_t slot) {
            Page& page = values_.change_page(pages_, section, values_.place_of(section, slot));
            return *reinterpret_cast<Number*>(page.bytes + offset_of(section, slot));
        }

      private:
        friend class Values;
        UnitWriter(Values& values, std::vector<Shared<Page>>& pages)
            : values_(values), pages_(pages) {}
        Values& values_;
        std::vector<Shared<Page>>& pages_;
    };
    [[nodiscard]] UnitWriter writer(org::UnitIndex unit) { return {*this, change_unit(unit)}; }
    // Merges the numbers of a scan into those of a unit, into the slots from `first` on.
    void merge(org::UnitIndex unit, const UnitNumbers& numbers, const SlotCounts& first);
    // Adds every unit's numbers to its parent's, deepest first; slots from `first` on.
    void roll_up(const org::Tree& tree, const SlotCounts& first);
    [[nodiscard]] size_t bytes() const;

  private:
    using Pages = std::vector<Shared<Page>>;  // section after section
    using Root = std::vector<Shared<Pages>>;  // by unit

    static constexpr uint32_t slots_of_page(Section section) {
        return kPageBytes / kSlotBytes[static_cast<size_t>(section)];
    }
    static constexpr size_t offset_of(Section section, uint32_t slot) {
        return slot % slots_of_page(section) * kSlotBytes[static_cast<size_t>(section)];
    }
    static constexpr int64_t empty_of(Section section) {
        return section == Section::kMaxima   ? kNoExtreme
               : section == Section::kMinima ? lowered(kNoExtreme)
                                             : 0;
    }
    [[nodiscard]] size_t place_of(Section section, uint32_t slot) const {
        return first_page_[static_cast<size_t>(section)] + slot / slots_of_page(section);
    }
    [[nodiscard]] const Page* page_of(Section section, org::UnitIndex unit, uint32_t slot) const {
        const Shared<Pages>& pages = (*root_)[unit];
        return pages ? (*pages)[place_of(section, slot)].get() : nullptr;
    }
    void* change_bytes(Section section, org::UnitIndex unit, uint32_t slot);
    Pages& change_unit(org::UnitIndex unit);
    Page& change_page(Pages& pages, Section section, size_t place) {
        Shared<Page>& page = pages[place];
        if (!page) page = empty_page(section);
        return page.change(epoch_);
    }
    [[nodiscard]] Shared<Page> empty_page(Section section) const;
    template <typename Number, typename Merge>
    void merge_section(Pages& pages, Section section, const Number* numbers, size_t count,
                       uint32_t first, Merge merge);
    template <typename Number, typename Merge>
    void add_section(Pages& to, const Pages& from, Section section, uint32_t first, Merge merge);

    Shared<Root> root_;
    SlotCounts slots_;
    std::array<uint32_t, kSections + 1> first_page_ = {};  // of each section; last: how many in all
    uint32_t epoch_ = 1;
};

}  // namespace yitao::live
