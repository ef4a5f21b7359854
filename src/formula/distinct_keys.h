// When two values of a column are one value to UNIQUE and COUNTUNIQUEIFS: texts alike but for case,
// numbers alike at 15 digits, the same error. Blanks and empty texts are no values.
//
//     DistinctKeys keys(column);
//     keys.of_code(data, data.codes[row]) == keys.of_code(data, data.codes[other])
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "formula/value.h"
#include "ledger/table.h"

namespace yitao::formula {

// The same of any value, appended to a key of text; blanks have one too.
void append_distinct_key(std::string& key, const Value& value);

// How many different values there are among those added: any kind, blanks and empty texts passed over.
class DistinctValues {
  public:
    void add(const Value& value);
    [[nodiscard]] size_t count() const { return seen_.size(); }

  private:
    std::unordered_set<std::string> seen_;
};

// Of one column, as numbers.
class DistinctKeys {
  public:
    explicit DistinctKeys(const ledger::Column& column);

    static constexpr int64_t kNone = INT64_MIN;  // blank, or an empty text

    // Codes keep their keys while the dictionary grows.
    int64_t of_code(const ledger::ColumnData& data, uint32_t code) {
        while (code >= by_code_.size()) learn(data);
        return by_code_[code];
    }
    [[nodiscard]] int64_t of_number(int64_t stored) const {
        constexpr int64_t kFifteenDigits = 1'000'000'000'000'000;
        if (stored == ledger::kBlankNumber) return kNone;
        const bool is_short = stored < kFifteenDigits && stored > -kFifteenDigits;
        return is_short || ledger::is_error_number(stored) ? stored : rounded(stored);
    }

  private:
    void learn(const ledger::ColumnData& data);  // the next code
    [[nodiscard]] int64_t rounded(int64_t stored) const;

    ledger::ColumnType type_;
    int scale_;
    std::vector<int64_t> by_code_;
    std::unordered_map<std::string, int64_t> by_text_;  // folded: of those that may have case
};

}  // namespace yitao::formula
