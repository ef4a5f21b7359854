// Rows of one column by their value, kept current: which households have this number, which
// residents name that household. Texts are alike whatever their case, as formulas compare them.
//
//     KeyIndex index;
//     index.put(row, Field("4221-17"));
//     index.rows_of(Field("4221-17"), rows);
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/schema.h"
#include "ledger/table.h"

namespace yitao::live {

class KeyIndex {
  public:
    // Replaces what the row had before; a blank is a value like others.
    void put(ledger::RowId row, const ledger::Field& field);
    void remove(ledger::RowId row);
    // Appends the rows with this value, in no order.
    void rows_of(const ledger::Field& field, std::vector<ledger::RowId>& rows) const;
    [[nodiscard]] size_t bytes() const;

    static bool same_key(const ledger::Field& a, const ledger::Field& b);

  private:
    static constexpr uint32_t kNone = UINT32_MAX;
    static std::string text_of(const ledger::Field& field);
    struct Link {  // of a row
        uint32_t key = kNone;
        uint32_t next = kNone;
        uint32_t before = kNone;
    };
    [[nodiscard]] uint32_t find(const ledger::Field& field) const;

    std::unordered_map<std::string, uint32_t> texts_;
    std::unordered_map<int64_t, uint32_t> numbers_;
    std::vector<uint32_t> first_;  // row of each key
    std::vector<Link> links_;      // by row id
};

}  // namespace yitao::live
