// One cell of a column to a typed field, as people type it; or the reason why not.
//
//     FieldReader reader(column, "万元", context);
//     ledger::Field field;
//     if (auto problem = reader.read(cell, field)) … problem->zh …
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "dictionary/measure.h"
#include "intake/code_index.h"
#include "intake/source.h"
#include "intake/unit_index.h"
#include "ledger/schema.h"
#include "org/tree.h"

namespace yitao::intake {

// What the readers of one file share.
struct ReadContext {
    const org::Tree* tree = nullptr;
    std::shared_ptr<UnitIndex> units;
    std::function<const ledger::CodeList*(std::string_view)> code_list;
    // How the key of the ledger a reference leads to is checked.
    std::function<ledger::TextCheck(std::string_view)> reference_check;
};

class FieldReader {
  public:
    // Fails when the measure of the heading cannot be turned into the column's.
    static Result<FieldReader> create(const ledger::Column& column, std::string_view measure,
                                      const ReadContext& context);

    // Sets `field` (blank for an empty cell), or says what is wrong with the cell.
    std::optional<Message> read(const SourceCell& cell, ledger::Field& field);
    // Values that lost decimals so far.
    [[nodiscard]] size_t rounded() const { return rounded_; }

  private:
    using Problem = std::optional<Message>;
    Problem read_text(const SourceCell& cell, ledger::Field& field) const;
    Problem read_number(const SourceCell& cell, ledger::Field& field);
    Problem read_date(const SourceCell& cell, ledger::Field& field) const;
    Problem read_code(const SourceCell& cell, ledger::Field& field);
    Problem read_codes(const SourceCell& cell, ledger::Field& field);
    Problem read_unit(const SourceCell& cell, ledger::Field& field);
    [[nodiscard]] bool is_nothing(const SourceCell& cell) const;

    const ledger::Column* column_ = nullptr;
    ledger::TextCheck check_ = ledger::TextCheck::kNone;
    std::string measure_;        // of the values as they stand in the file
    dictionary::Factor factor_;  // from it to the column's
    std::shared_ptr<CodeIndex> codes_;
    std::shared_ptr<UnitIndex> units_;
    size_t rounded_ = 0;
};

}  // namespace yitao::intake
