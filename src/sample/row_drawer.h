// Draws one row of a ledger as its sample says.
//
//     RowDrawer drawer(sample, number, as_of);
//     std::optional<Row> row = drawer.draw(context, random);   // none: a required field is blank
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "ledger/identity.h"
#include "ledger/schema.h"
#include "sample/place.h"
#include "sample/random.h"
#include "sample/spec.h"

namespace yitao::sample {

using Row = std::vector<ledger::Field>;        // as the schema's columns
using SharedRow = std::shared_ptr<const Row>;  // picked rows outlive the pool they were picked from

// Rows that may be picked around a unit.
class RowPools {
  public:
    virtual ~RowPools() = default;
    // Any row of a sample within the unit of that level, or nearest; nullptr where there is none.
    virtual SharedRow pick(size_t sample, std::optional<org::Level> within, Random& random) = 0;
};

struct RowContext {
    const Place& place;
    const Row* parent = nullptr;
    const Row* before = nullptr;  // the row before, of the same parent
    int index = 0;                // among the rows of the same parent or unit
    int count = 1;
    uint64_t serial = 1;  // among all rows of the ledger
};

class RowDrawer {
  public:
    RowDrawer(const LedgerSample& sample, Date as_of, RowPools& pools);

    std::optional<Row> draw(const RowContext& context, Random& random);
    // Whether rows are wanted for this row of the parent; `serial`: of the row that would be next.
    bool wanted(const Row& parent, uint64_t serial, Random& random);

  private:
    [[nodiscard]] const ledger::Field& value(const Source& source) const;
    [[nodiscard]] bool holds(const Condition& condition) const;
    [[nodiscard]] bool holds(const std::vector<Condition>& conditions) const;

    void apply(const Draw& draw);
    ledger::Field chosen(const Choice& choice);
    ledger::Field written(const Written& written, const ledger::Column& column);
    std::string any_name(ledger::Sex sex);
    [[nodiscard]] const std::string* fixed_text(const Piece& piece) const;
    void append_value(std::string& out, const Piece& piece) const;
    void append(std::string& out, const Piece& piece);
    ledger::Field counted(const Counted& counted, const Draw& draw);
    std::optional<int64_t> drawn_number(const Counted& counted, const ledger::Column& column);
    ledger::Field dated(const Dated& dated);
    ledger::Field series(const Dated& dated) const;
    ledger::Field picked(const Picked& picked, size_t column);

    const LedgerSample& sample_;
    Date as_of_;
    RowPools& pools_;
    size_t unit_column_;
    // Of the row in hand.
    const RowContext* context_ = nullptr;
    Random* random_ = nullptr;
    const Row* parent_ = nullptr;
    uint64_t serial_ = 1;
    Row row_;
    std::vector<char> decided_;
    std::vector<SharedRow> picked_;  // of each column the row its reference picked
};

// A field as it stands in the CSV file.
void append_field(std::string& out, const ledger::Column& column, const ledger::Field& field);

}  // namespace yitao::sample
