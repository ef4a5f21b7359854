// One installation: its data directory with packs, units, ledgers and keys. The only way a change
// goes in: validate → journal and row in one transaction; and the way out: worlds for formulas.
//
//     Site site = TRY(Site::open(dir, OpenMode::kWrite, system_clock()));
//     ApplyReport report = TRY(site.apply(batch, {.who = "clerk", .through = "residents.csv"}));
//     auto world = TRY(site.world({.as_of = day, .columns = report::columns_used(templates)}));
//
// A data directory is one folder that can be copied:
//     site.toml  ledgers.sqlite  keys/{master.key,keys.sqlite}  packs/<id>/…  lock
// One process writes at a time (kBusy names its pid); readers beside it see what is committed.
// A Site belongs to one thread at a time; the worlds it gives are immutable and may be shared.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "formula/formula.h"
#include "ledger/change.h"
#include "ledger/store/store.h"
#include "org/tree.h"
#include "pack/pack.h"

namespace yitao::site {

enum class OpenMode : uint8_t { kRead, kWrite };

// State kept over the batches of one file: which rows without a key have been met, so that two
// equal rows of a file stand for two rows, and a second run of the file for the same two.
struct ImportRun {
    std::unordered_set<ledger::RowId> matched;
};

// Units whose rows a change may touch: where a row stands and where it goes. Empty: all.
using MayTouch = std::function<bool(org::UnitCode)>;

struct ApplyReport {
    std::vector<ledger::RowOutcome> rows;  // as Batch::changes
    size_t inserted = 0;
    size_t updated = 0;
    size_t deleted = 0;
    size_t unchanged = 0;
    size_t refused = 0;
    size_t flagged = 0;  // landed with at least one flag
};

struct WorldRequest {
    Date as_of;
    std::optional<Timestamp> known_at;        // else all that is recorded
    std::vector<formula::ColumnUse> columns;  // tables as in catalog(); calculated ones too
};

// A flagged row of a ledger with its reason in words.
struct FlaggedRow {
    ledger::Flag flag;
    org::UnitCode unit = 0;
    std::string key;  // what people call the row: its key columns; empty where it has none
    Message message;
};

// Told of every change once it is durable, in the thread that made it.
class ChangeListener {
  public:
    virtual ~ChangeListener() = default;
    // Rows of a table (as in catalog()) came, went or changed, from a stated day on; without one
    // (EntryInfo::effective_on) rows came as if they had always been there, and all else holds from
    // today.
    virtual void rows_changed(size_t table, std::span<const ledger::RowId> rows,
                              std::optional<Date> effective_on) = 0;
    // There is another register of units, of any days.
    virtual void units_changed() = 0;
    // More than rows: a subject forgotten.
    virtual void everything_changed() = 0;
};

class Site final {
  public:
    // Makes the folder (which must be missing or empty), copies the pack folders (Pack::directory
    // of packs that load together) into it and opens it for writing.
    static Result<Site> create(const std::string& folder, std::string_view units_csv,
                               std::span<const std::string> pack_folders, const Clock& clock);
    // kWrite migrates to the packs in the folder and completes what a crash left half done.
    static Result<Site> open(const std::string& folder, OpenMode mode, const Clock& clock);
    // Copies newer (or further) packs into a closed installation and migrates it; refused, with
    // everything as before, where the rows do not fit them.
    static Result<void> update_packs(const std::string& folder,
                                     std::span<const std::string> pack_folders, const Clock& clock);
    Site(Site&&) noexcept;
    Site& operator=(Site&&) noexcept;
    ~Site();

    [[nodiscard]] const std::string& folder() const;
    [[nodiscard]] const Clock& clock() const;
    [[nodiscard]] std::span<const pack::Pack> packs() const;
    // All ledgers of all packs, then formula::unit_schema(). Stable while the site is open.
    [[nodiscard]] const formula::Catalog& catalog() const;
    // By id, else by name, English name or synonym; nullptr when there is none.
    [[nodiscard]] const ledger::Schema* schema(std::string_view id_or_name) const;
    // The packs' lists with the codes the city has added in the ledger 代码; a list stays where it
    // is when it gets a code.
    [[nodiscard]] const ledger::CodeList* code_list(std::string_view id) const;
    [[nodiscard]] const std::deque<ledger::CodeList>& code_lists() const;

    // The organisation at a date, as known at a moment.
    Result<std::shared_ptr<const org::Tree>> tree(Date as_of,
                                                  std::optional<Timestamp> known_at = {});
    // The newest register as the file it came in.
    Result<std::string> units_csv();
    // Replaces the register of units; earlier ones stay in the journal.
    Result<void> update_units(std::string_view units_csv, const ledger::EntryInfo& info);

    // Validates and applies a batch in one transaction. Refused rows are told in the report and do
    // not stop the others; an Error means that nothing of the batch has landed.
    // A row beyond `may_touch` is refused, whoever finds it by its key.
    Result<ApplyReport> apply(ledger::Batch&& batch, const ledger::EntryInfo& info,
                              ImportRun* run = nullptr, const MayTouch& may_touch = {});
    Result<ApplyReport> apply(const ledger::Batch& batch, const ledger::EntryInfo& info,
                              ImportRun* run = nullptr, const MayTouch& may_touch = {}) {
        return apply(ledger::Batch(batch), info, run, may_touch);
    }

    // What apply() would say of the batch; nothing is kept. For a page that checks as one types.
    Result<ApplyReport> try_out(ledger::Batch&& batch, const ledger::EntryInfo& info,
                                const MayTouch& may_touch = {});

    // Until it is told to forget it (nullptr); one at a time.
    void set_listener(ChangeListener* listener);
    // Rows of a ledger as of a date; rows that are not there then are left out.
    Result<std::vector<ledger::Row>> rows_as_of(size_t table, std::span<const ledger::RowId> rows,
                                                Date as_of);
    // Rows about which something is recorded that holds only after that date.
    Result<std::vector<ledger::RowId>> rows_dated_after(size_t table, Date date);
    // By row: something was recorded about it on that day or later.
    Result<std::vector<uint8_t>> touched_since(size_t table, std::span<const ledger::RowId> rows,
                                               Date day);
    // Units under which such rows stand.
    Result<std::vector<org::UnitCode>> units_touched_since(size_t table, Date day);

    Result<std::shared_ptr<const formula::World>> world(const WorldRequest& request);

    Result<std::vector<FlaggedRow>> flagged(std::string_view ledger);
    Result<ledger::LedgerStatus> status(std::string_view ledger);
    Result<std::vector<ledger::JournalEntry>> history(std::string_view ledger, ledger::RowId row);

    Result<size_t> forget(std::string_view subject, const ledger::EntryInfo& info);
    Result<size_t> forget_row(std::string_view ledger, ledger::RowId row,
                              const ledger::EntryInfo& info);

    // A consistent copy of the whole installation into a folder that is missing or empty.
    // Not the column snapshots: a copy makes its own when it next takes in much.
    Result<void> backup(const std::string& folder, const ledger::BackupOptions& options = {});
    // After much has changed: so that the next program that starts answers its first report at
    // once.
    Result<void> save_columns();
    // Verifies journal, rows and flags, and a set of measures computed two ways. Empty: all well.
    Result<std::vector<ledger::Finding>> check();

  private:
    struct State;
    explicit Site(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::site
