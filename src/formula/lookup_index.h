// Finding the rows of a column that hold a value, by hash: what makes a look-up over a whole ledger
// linear. Built once for a column and kept by the Evaluator.
//
//     const LookupIndex& index = indexes.of(range);
//     std::optional<uint32_t> row = index.first(Value("H0010001"));
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "formula/reference.h"

namespace yitao::formula {

class Reader;

// Down the first column of a block of cells, or across its first row.
enum class Along : uint8_t { kDown, kAcross };

// Exact matches: numbers at 15 digits, texts without case.
class LookupIndex {
  public:
    LookupIndex(const Reader& cells, Along along);

    [[nodiscard]] std::optional<uint32_t> first(const Value& wanted) const;
    [[nodiscard]] std::optional<uint32_t> last(const Value& wanted) const;

  private:
    struct Place {
        uint32_t first;
        uint32_t last;
    };
    void add(const Value& value, uint32_t index);
    void add_codes(const ledger::ColumnData& data, ledger::RowRange rows);
    [[nodiscard]] const Place* find(const Value& wanted) const;

    std::unordered_map<std::string, Place> texts_;  // by folded text
    std::unordered_map<double, Place> numbers_;
    std::optional<Place> truths_[2];
    std::optional<Place> blanks_;
};

class LookupIndexes {
  public:
    // The index of the first column of a ledger range, built once enough look-ups pay for it;
    // nullptr until then. `times` more are about to come.
    const LookupIndex* of(const LedgerRange& range, const Reader& cells, size_t times);

  private:
    using Key = std::tuple<const World*, size_t, size_t, uint32_t, uint32_t>;
    struct Entry {
        size_t asked = 0;
        std::optional<LookupIndex> index;
    };
    std::map<Key, Entry> entries_;
};

}  // namespace yitao::formula
