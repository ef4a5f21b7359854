// What an open Site holds; shared by the files of this room, no one else's.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "site/code_lists.h"
#include "site/data_folder.h"
#include "site/row_checks.h"
#include "site/row_rules.h"
#include "site/site.h"

namespace yitao::site {

// Rows judged together where no rule looks at whole ledgers: so many stay in the processor's cache.
inline constexpr size_t kRoundRows = 2'048;

// The checks of one ledger, built when it is first written to.
struct LedgerChecks {
    std::unique_ptr<RowChecks> rows;
    std::unique_ptr<RowRules> rules;
};

struct Site::State {
    State(std::string folder, OpenMode mode, const Clock& clock)
        : folder(std::move(folder)), mode(mode), clock(clock) {}

    std::string folder;
    OpenMode mode;
    const Clock& clock;
    Lock lock;
    std::vector<pack::Pack> packs;
    CodeLists code_lists;
    formula::Catalog catalog;
    std::unique_ptr<ledger::Store> store;

    // Registers and trees asked for lately; a register is known by the moment it was known at.
    struct KnownRegister {
        std::optional<Timestamp> known_at;
        std::shared_ptr<const org::Register> units;
    };
    struct KnownTree {
        std::optional<Timestamp> known_at;
        Date as_of;
        std::shared_ptr<const org::Tree> tree;
    };
    std::list<KnownRegister> registers;
    std::list<KnownTree> trees;
    KnownUnits known_units;  // of the newest register; empty: not read yet

    std::vector<LedgerChecks> checks;  // as catalog.schemas
    ChangeListener* listener = nullptr;

    enum class Keep : uint8_t { kCommitted, kNothing };
    Result<ApplyReport> apply(ledger::Batch&& batch, const ledger::EntryInfo& info, ImportRun* run,
                              const MayTouch& may_touch, Keep keep);
    Result<void> load_packs();
    Result<void> open_store();
    // The city's own codes as the ledger 代码 has them now, or as `load` finds them.
    using LoadColumns = std::function<Result<ledger::Table>(size_t, const std::vector<size_t>&)>;
    Result<std::set<AddedCode>> read_codes(const LoadColumns& load) const;
    void take_codes(const std::set<AddedCode>& codes);
    // Refused where rows still say a code that `codes` no longer has.
    Result<void> keep_codes_in_use(const std::set<AddedCode>& codes, const LoadColumns& load) const;
    [[nodiscard]] LoadColumns load_as_of(Date as_of, std::shared_ptr<const org::Tree> tree) const;
    Result<void> forget_objections(const ledger::EntryInfo& info);
    Result<std::shared_ptr<const org::Register>> units(std::optional<Timestamp> known_at);
    Result<std::shared_ptr<const org::Tree>> tree(Date as_of, std::optional<Timestamp> known_at);
    Result<const KnownUnits*> all_units();
    Result<LedgerChecks*> checks_of(size_t table);
    Result<size_t> table_of(std::string_view ledger) const;
    Result<std::shared_ptr<const formula::World>> load_world(const WorldRequest& request);
    Result<void> need_writing() const;
    // Rows have changed: worlds loaded before no longer hold.
    void forget_units();
};

// Flags among remarks, as they are stored.
std::vector<ledger::Flag> flags_of(const ledger::Schema& schema,
                                   std::span<const ledger::Remark> remarks);

}  // namespace yitao::site
