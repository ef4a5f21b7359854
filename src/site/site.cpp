#include "site/site.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "site/objections.h"
#include "site/state.h"

namespace yitao::site {

namespace {

constexpr size_t kMaxTrees = 8;
constexpr size_t kMaxRegisters = 4;

std::string packs_folder(const std::string& folder) {
    return folder + "/packs";
}
std::string new_packs_folder(const std::string& folder) {
    return folder + "/packs.new";
}
std::string old_packs_folder(const std::string& folder) {
    return folder + "/packs.old";
}

std::vector<ledger::PackVersion> versions_of(std::span<const pack::Pack> packs) {
    std::vector<ledger::PackVersion> versions;
    for (const pack::Pack& pack : packs) versions.push_back({pack.id, pack.version});
    std::ranges::sort(versions, {}, &ledger::PackVersion::pack);
    return versions;
}

// Renames of migrations that the stored version has not seen yet.
std::vector<ledger::Rename> renames_since(std::span<const ledger::PackVersion> stored,
                                          std::span<const pack::Pack> packs) {
    std::vector<ledger::Rename> renames;
    for (const pack::Pack& pack : packs) {
        const auto known = std::ranges::find(stored, pack.id, &ledger::PackVersion::pack);
        if (known == stored.end()) continue;
        for (const pack::Migration& migration : pack.migrations) {
            if (known->version > migration.from_version) continue;
            if (migration.kind == pack::Migration::Kind::kDropColumn) continue;
            const bool column = migration.kind == pack::Migration::Kind::kRenameColumn;
            renames.push_back({migration.ledger, column ? migration.from : "", migration.to});
        }
    }
    return renames;
}

// A pack older than the data would hide columns it does not know.
Result<void> refuse_older(std::span<const ledger::PackVersion> stored,
                          std::span<const pack::Pack> packs) {
    for (const pack::Pack& pack : packs) {
        const auto known = std::ranges::find(stored, pack.id, &ledger::PackVersion::pack);
        if (known == stored.end() || known->version <= pack.version) continue;
        return fail(
            ErrorCode::kConflict,
            fmt::format("套件 {} 为第 {} 版，数据已升级到第 {} 版；请使用较新的套件", pack.id,
                        pack.version, known->version),
            fmt::format("pack {} has version {}, the data is at version {}; use a newer pack",
                        pack.id, pack.version, known->version),
            pack.directory);
    }
    return {};
}

Result<std::vector<pack::Pack>> load_all_packs(const std::string& folder) {
    const std::vector<std::string> ids = TRY(pack::list_packs(folder));
    return pack::load_packs(folder, ids);
}

// What a crash in update_packs left: the new packs take their place if the data has become theirs.
Result<void> finish_update(const std::string& folder, ledger::Store& store) {
    const std::string fresh = new_packs_folder(folder);
    if (folder_exists(fresh)) {
        Result<std::vector<pack::Pack>> packs = load_all_packs(fresh);
        if (packs && TRY(store.pack_versions()) == versions_of(*packs)) {
            if (folder_exists(packs_folder(folder))) {
                remove_folder(old_packs_folder(folder));
                TRY(rename_folder(packs_folder(folder), old_packs_folder(folder)));
            }
            TRY(rename_folder(fresh, packs_folder(folder)));
        }
        remove_folder(fresh);
    }
    remove_folder(old_packs_folder(folder));
    return {};
}

Result<void> declare(ledger::Store& store, std::span<const pack::Pack> packs) {
    std::vector<const ledger::Schema*> schemas;
    for (const pack::Pack& pack : packs) {
        for (const ledger::Schema& schema : pack.ledgers) schemas.push_back(&schema);
    }
    const std::vector<ledger::PackVersion> stored = TRY(store.pack_versions());
    TRY(refuse_older(stored, packs));
    return store.declare(schemas, renames_since(stored, packs), versions_of(packs));
}

}  // namespace

Site::Site(std::unique_ptr<State> state) : state_(std::move(state)) {}
Site::Site(Site&&) noexcept = default;
Site& Site::operator=(Site&&) noexcept = default;
Site::~Site() = default;

Result<void> Site::State::load_packs() {
    packs = TRY(load_all_packs(packs_folder(folder)));
    for (const pack::Pack& pack : packs) {
        for (const ledger::Schema& schema : pack.ledgers) catalog.schemas.push_back(&schema);
    }
    catalog.schemas.push_back(&formula::unit_schema());
    checks.resize(catalog.schemas.size());
    code_lists.set_packs(packs);
    return formula::check_definitions(catalog);
}

Result<void> Site::State::open_store() {
    const auto store_mode =
        mode == OpenMode::kWrite ? ledger::StoreMode::kWrite : ledger::StoreMode::kRead;
    store = TRY(ledger::open_store(folder, {.mode = store_mode}, clock));
    if (mode == OpenMode::kWrite) TRY(finish_update(folder, *store));
    return {};
}

Result<Site> Site::create(const std::string& folder, std::string_view units_csv,
                          std::span<const std::string> pack_folders, const Clock& clock) {
    TRY(org::Register::parse_csv(units_csv, "units.csv"));
    TRY(make_empty_folder(folder));
    const auto build = [&]() -> Result<Site> {
        auto state = std::make_unique<State>(folder, OpenMode::kWrite, clock);
        state->lock = TRY(Lock::take(folder));
        TRY(copy_packs(pack_folders, packs_folder(folder)));
        TRY(state->load_packs());
        TRY(state->open_store());
        TRY(declare(*state->store, state->packs));
        TRY(state->store->set_units_csv(units_csv, {.who = "yitao", .through = "init"}));
        // The mark comes last: a folder without it was never finished.
        TRY(write_folder_mark(folder));
        return Site(std::move(state));
    };
    Result<Site> site = build();
    if (!site) {
        for (const char* made :
             {"/packs", "/keys", "/columns", "/ledgers.sqlite", "/ledgers.sqlite-wal",
              "/ledgers.sqlite-shm", "/site.toml", "/lock"}) {
            remove_folder(folder + made);
        }
    }
    return site;
}

Result<Site> Site::open(const std::string& folder, OpenMode mode, const Clock& clock) {
    TRY(check_folder_mark(folder));
    auto state = std::make_unique<State>(folder, mode, clock);
    if (mode == OpenMode::kWrite) state->lock = TRY(Lock::take(folder));
    TRY(state->open_store());
    TRY(state->load_packs());
    TRY(declare(*state->store, state->packs));
    const Date today = clock.today();
    const auto load = state->load_as_of(today, TRY(state->tree(today, std::nullopt)));
    state->take_codes(TRY(state->read_codes(load)));
    return Site(std::move(state));
}

Result<void> Site::update_packs(const std::string& folder,
                                std::span<const std::string> pack_folders, const Clock& clock) {
    Site site = TRY(open(folder, OpenMode::kWrite, clock));
    const std::string fresh = new_packs_folder(folder);
    const auto update = [&]() -> Result<void> {
        // Packs that are not replaced stay.
        TRY(copy_packs(pack_folders, fresh));
        for (const pack::Pack& pack : site.state_->packs) {
            const std::string target = fresh + "/" + pack.id;
            if (!folder_exists(target)) TRY(copy_folder(pack.directory, target));
        }
        std::vector<pack::Pack> packs = TRY(load_all_packs(fresh));
        formula::Catalog catalog;
        for (const pack::Pack& pack : packs) {
            for (const ledger::Schema& schema : pack.ledgers) catalog.schemas.push_back(&schema);
        }
        catalog.schemas.push_back(&formula::unit_schema());
        TRY(formula::check_definitions(catalog));
        TRY(declare(*site.state_->store, packs));
        // The store keeps pointers to these schemas: it ends with them.
        site.state_->store.reset();
        return {};
    };
    remove_folder(fresh);
    if (Result<void> done = update(); !done) {
        remove_folder(fresh);
        return done;
    }
    site.state_->store =
        TRY(ledger::open_store(folder, {.mode = ledger::StoreMode::kWrite}, clock));
    return finish_update(folder, *site.state_->store);
}

const std::string& Site::folder() const {
    return state_->folder;
}
const Clock& Site::clock() const {
    return state_->clock;
}
std::span<const pack::Pack> Site::packs() const {
    return state_->packs;
}
const formula::Catalog& Site::catalog() const {
    return state_->catalog;
}

const ledger::Schema* Site::schema(std::string_view id_or_name) const {
    const auto& schemas = state_->catalog.schemas;
    for (const ledger::Schema* schema : schemas) {
        if (schema->id == id_or_name && schema != &formula::unit_schema()) return schema;
    }
    const std::optional<size_t> table = state_->catalog.find(id_or_name);
    if (!table || schemas[*table] == &formula::unit_schema()) return nullptr;
    return schemas[*table];
}

const ledger::CodeList* Site::code_list(std::string_view id) const {
    return state_->code_lists.find(id);
}

const std::deque<ledger::CodeList>& Site::code_lists() const {
    return state_->code_lists.all();
}

Result<void> Site::State::need_writing() const {
    if (mode == OpenMode::kWrite) return {};
    return fail(ErrorCode::kConflict, "数据目录是以只读方式打开的",
                "the data directory is open for reading only", folder);
}

Result<size_t> Site::State::table_of(std::string_view ledger) const {
    for (size_t i = 0; i + 1 < catalog.schemas.size(); ++i) {  // the last one is the units
        if (catalog.schemas[i]->id == ledger) return i;
    }
    return fail(ErrorCode::kNotFound, fmt::format("没有台账“{}”", ledger),
                fmt::format("there is no ledger “{}”", ledger));
}

Result<std::shared_ptr<const org::Register>> Site::State::units(std::optional<Timestamp> known_at) {
    for (const KnownRegister& known : registers) {
        if (known.known_at == known_at) return known.units;
    }
    const std::string csv = TRY(store->units_csv(known_at));
    if (csv.empty()) {
        return fail(ErrorCode::kNotFound, "那时还没有单位名册",
                    "there was no register of units then", folder);
    }
    auto units =
        std::make_shared<const org::Register>(TRY(org::Register::parse_csv(csv, "units.csv")));
    registers.push_front({known_at, units});
    if (registers.size() > kMaxRegisters) registers.pop_back();
    return units;
}

Result<std::shared_ptr<const org::Tree>> Site::State::tree(Date as_of,
                                                           std::optional<Timestamp> known_at) {
    for (const KnownTree& known : trees) {
        if (known.as_of == as_of && known.known_at == known_at) return known.tree;
    }
    auto tree = std::make_shared<const org::Tree>(TRY(TRY(units(known_at))->tree(as_of)));
    trees.push_front({known_at, as_of, tree});
    if (trees.size() > kMaxTrees) trees.pop_back();
    return tree;
}

void Site::State::forget_units() {
    registers.clear();
    trees.clear();
    known_units.clear();
}

Result<const KnownUnits*> Site::State::all_units() {
    if (known_units.empty()) {
        const auto all = TRY(units(std::nullopt));
        for (const org::Unit& unit : all->versions()) known_units.insert(unit.code);
    }
    return &known_units;
}

Result<LedgerChecks*> Site::State::checks_of(size_t table) {
    TRY(all_units());
    LedgerChecks& checks_of_table = checks[table];
    if (checks_of_table.rows == nullptr) {
        const auto find = [this](std::string_view id) { return code_lists.find(id); };
        checks_of_table.rows =
            std::make_unique<RowChecks>(*catalog.schemas[table], find, known_units);
        checks_of_table.rules = std::make_unique<RowRules>(TRY(RowRules::compile(catalog, table)));
    }
    return &checks_of_table;
}

Result<std::shared_ptr<const org::Tree>> Site::tree(Date as_of, std::optional<Timestamp> known_at) {
    return state_->tree(as_of, known_at);
}

namespace {

// "421221106202-2026-10": the key columns as people write them.
std::string key_text(const ledger::Schema& schema, const ledger::Row& row) {
    std::string text;
    for (const std::string& id : schema.key) {
        const size_t column = *schema.find_column(id);
        const ledger::Field& field = row.fields[column];
        std::string part;
        if (const auto* words = std::get_if<std::string>(&field)) part = *words;
        if (const auto* number = std::get_if<int64_t>(&field)) {
            const ledger::ColumnType type = schema.columns[column].type;
            part = type == ledger::ColumnType::kDate   ? Date{static_cast<int32_t>(*number)}.iso()
                   : type == ledger::ColumnType::kUnit ? org::format_unit_code(*number)
                                                       : std::to_string(*number);
        }
        if (!part.empty()) text += (text.empty() ? "" : "-") + part;
    }
    return text;
}

}  // namespace

Result<std::vector<FlaggedRow>> Site::flagged(std::string_view ledger) {
    const size_t table = TRY(state_->table_of(ledger));
    const ledger::Schema& schema = *state_->catalog.schemas[table];
    const std::optional<size_t> unit = schema.find_column(schema.unit_column);
    std::vector<FlaggedRow> out;
    for (ledger::Flag& flag : TRY(state_->store->flags(ledger))) {
        FlaggedRow row{.flag = std::move(flag)};
        row.message = rule_message(schema, row.flag.rule);
        out.push_back(std::move(row));
    }
    std::vector<ledger::RowId> ids;
    for (const FlaggedRow& row : out) ids.push_back(row.flag.row);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    size_t at = 0;
    for (const ledger::Row& row : TRY(state_->store->read_rows(ledger, ids))) {
        for (; at < out.size() && out[at].flag.row <= row.id; ++at) {
            if (out[at].flag.row != row.id) continue;
            out[at].key = key_text(schema, row);
            if (!unit) continue;
            if (const auto* code = std::get_if<int64_t>(&row.fields[*unit])) out[at].unit = *code;
        }
    }
    return out;
}

Result<ledger::LedgerStatus> Site::status(std::string_view ledger) {
    return state_->store->status(ledger);
}

Result<std::vector<ledger::JournalEntry>> Site::history(std::string_view ledger,
                                                        ledger::RowId row) {
    return state_->store->history(ledger, row);
}

void Site::set_listener(ChangeListener* listener) {
    state_->listener = listener;
}

Result<std::vector<ledger::Row>> Site::rows_as_of(size_t table, std::span<const ledger::RowId> rows,
                                                  Date as_of) {
    return state_->store->rows_as_of(state_->catalog.schemas[table]->id, rows, as_of);
}

Result<std::vector<ledger::RowId>> Site::rows_dated_after(size_t table, Date date) {
    return state_->store->rows_dated_after(state_->catalog.schemas[table]->id, date);
}

Result<std::vector<uint8_t>> Site::touched_since(size_t table, std::span<const ledger::RowId> rows,
                                                 Date day) {
    return state_->store->touched_since(state_->catalog.schemas[table]->id, rows,
                                        end_of_day(Date{day.days - 1}) + 1);
}

Result<std::vector<org::UnitCode>> Site::units_touched_since(size_t table, Date day) {
    return state_->store->units_touched_since(state_->catalog.schemas[table]->id,
                                              end_of_day(Date{day.days - 1}) + 1);
}

// What was said of a row that has been forgotten, whoever it was said under.
Result<void> Site::State::forget_objections(const ledger::EntryInfo& info) {
    const auto schema = std::ranges::find(catalog.schemas, kObjectionLedger, &ledger::Schema::id);
    if (schema == catalog.schemas.end()) return {};
    const auto today = TRY(tree(clock.today(), {}));
    std::vector<size_t> all((*schema)->columns.size());
    std::iota(all.begin(), all.end(), size_t{0});
    const ledger::Table table =
        TRY(store->load_table({.schema = *schema, .columns = all, .tree = today.get()}));
    for (const Objection& one : read_objections(table, {0, table.row_count()})) {
        const auto of = std::ranges::find(catalog.schemas, one.ledger, &ledger::Schema::name);
        if (of == catalog.schemas.end()) continue;
        const auto entries = TRY(store->history((*of)->id, one.row));
        const bool is_forgotten = std::ranges::any_of(
            entries, [](const ledger::JournalEntry& entry) { return !entry.readable; });
        if (is_forgotten) TRY(store->forget_row((*schema)->id, one.id, info));
    }
    return {};
}

Result<size_t> Site::forget(std::string_view subject, const ledger::EntryInfo& info) {
    TRY(state_->need_writing());
    const size_t rows = TRY(state_->store->forget(subject, info));
    TRY(state_->forget_objections(info));
    if (state_->listener != nullptr) state_->listener->everything_changed();
    return rows;
}

Result<size_t> Site::forget_row(std::string_view ledger, ledger::RowId row,
                                const ledger::EntryInfo& info) {
    TRY(state_->need_writing());
    const size_t rows = TRY(state_->store->forget_row(ledger, row, info));
    TRY(state_->forget_objections(info));
    if (state_->listener != nullptr) state_->listener->everything_changed();
    return rows;
}

Result<void> Site::save_columns() {
    TRY(state_->need_writing());
    TRY(state_->store->save_columns());
    return {};
}

Result<void> Site::backup(const std::string& folder, const ledger::BackupOptions& options) {
    TRY(make_empty_folder(folder));
    const auto copy = [&]() -> Result<void> {
        TRY(copy_folder(packs_folder(state_->folder), packs_folder(folder)));
        TRY(state_->store->backup(folder, options));
        // Uploaded workbooks: each file is whole, a folder whose name.txt is missing is none.
        const std::string templates = state_->folder + "/templates";
        if (folder_exists(templates)) TRY(copy_folder(templates, folder + "/templates"));
        return write_folder_mark(folder);
    };
    Result<void> done = copy();
    if (!done) {
        for (const char* made :
             {"/packs", "/keys", "/templates", "/ledgers.sqlite", "/site.toml"}) {
            remove_folder(folder + made);
        }
    }
    return done;
}

}  // namespace yitao::site
