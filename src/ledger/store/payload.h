// What a journal entry says about its row, as bytes: the changed columns with their values before
// and after. Columns go by the numbers of the `columns` table, so that names may change.
//
//     PayloadWriter(bytes).add(column, before, after);
//     std::vector<PayloadChange> again = TRY(read_payload(bytes));
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/schema.h"

namespace yitao::ledger {

struct PayloadChange {
    uint32_t column = 0;  // number in the `columns` table
    Field before;
    Field after;
};

// The writer's side works field by field, so that an import copies nothing twice.
class PayloadWriter {
  public:
    explicit PayloadWriter(std::string& out) : out_(out) { out_.clear(); }
    void add(uint32_t column, const Field& before, const Field& after);

  private:
    std::string& out_;
};

// kDamaged where the bytes end early or make no sense.
Result<std::vector<PayloadChange>> read_payload(std::string_view bytes);
// The same into a vector that is used again and again.
Result<void> read_payload(std::string_view bytes, std::vector<PayloadChange>& out);

}  // namespace yitao::ledger
