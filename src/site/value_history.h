// The history of a value between two dates: what it was, what it is, and which entries of the
// journal moved it, row by row. What a row moved by time alone (a birthday), through another ledger
// or by a change of the organisation is told as such, for no entry of its own did.
//
//     ValueHistory history = TRY(ValueHistory::between(site, asked, {from, to}));
//     history.before().value(), history.after().value()              // 26, 28
//     for (const MovedRow& row : TRY(history.page(0, 0, 50, Personal::kMasked))) row.moved,
//     row.entries …
//
// By default both values are as known now, so that what moved is what became true in between. As
// known then, each value is what was recorded by the end of its day: entries that came in late move
// it too.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "report/evidence_change.h"
#include "site/past_worlds.h"
#include "site/site.h"

namespace yitao::site {

// One date of a history.
struct HistoryPoint {
    formula::Scope scope;  // with the unit's number in the tree of that date
    std::optional<Timestamp> known_at;
};

enum class MovedBy : uint8_t {
    kEntries,
    kTime,          // its date moved a calculated column or a criterion
    kOtherLedgers,  // calculated from other ledgers, which changed, or from the date
    kUnits,         // the tree changed around it
};

struct MovedRow {
    ledger::RowId row = 0;
    int128 moved = 0;  // rows, or units of the value column's scale
    MovedBy by = MovedBy::kEntries;
    bool was_behind = false;  // the value at the first date, at the second
    bool is_behind = false;
    std::vector<ledger::Field> fields;  // the row at the date it was last behind the value
    // The columns the value depends on (EvidencePart::columns) at both dates, as people read them;
    // empty where the row was not there, or in another unit.
    std::vector<std::string> cells_before;
    std::vector<std::string> cells_after;
    // Those that held at the second date and not at the first, of the columns that matter, oldest
    // first.
    std::vector<ledger::JournalEntry> entries;
};

class ValueHistory {
  public:
    // `site` must outlive the history; `asked` too.
    static Result<ValueHistory> between(Site& site, const report::AskedCell& asked,
                                        const HistoryPoint& from, const HistoryPoint& to);

    [[nodiscard]] const report::Evidence& before() const { return *evidence_[0]; }
    [[nodiscard]] const report::Evidence& after() const { return *evidence_[1]; }
    [[nodiscard]] const std::vector<report::PartChanges>& parts() const { return parts_; }
    // Rows number `first` and following of those that moved a part, with their entries. Only these
    // are looked up in the journal.
    Result<std::vector<MovedRow>> page(size_t part, size_t first, size_t most,
                                       report::Personal personal);

  private:
    Result<MovedRow> explained(const report::PartChanges& part, const report::RowChange& change);
    void show_cells(const report::PartChanges& part, const report::RowChange& change,
                    report::Personal personal, MovedRow& out) const;

    Site* site_ = nullptr;
    std::array<HistoryPoint, 2> points_;
    std::array<std::shared_ptr<const formula::World>, 2> worlds_;
    std::array<std::unique_ptr<PastWorlds>, 2> past_;
    std::array<std::unique_ptr<report::Evidence>, 2> evidence_;
    std::vector<report::PartChanges> parts_;
};

// A row as its entries make it, at a date and as known at a moment; nothing where there was no such
// row or it can no longer be read. As the store does it (ledger/store/store.h).
std::optional<std::vector<ledger::Field>> row_at(const ledger::Schema& schema,
                                                 std::span<const ledger::JournalEntry> entries,
                                                 Date as_of, std::optional<Timestamp> known_at);

// The same from the journal; empty where there is none to show.
Result<std::vector<ledger::Field>> row_fields(Site& site, const ledger::Schema& schema,
                                              ledger::RowId row, Date as_of,
                                              std::optional<Timestamp> known_at);

}  // namespace yitao::site
