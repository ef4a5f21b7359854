#include "ledger/store/journal.h"

#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "base/decimal.h"

namespace yitao::ledger {

namespace {

class Hasher {
  public:
    explicit Hasher(const ChainHash& before) {
        crypto_generichash_init(&state_, nullptr, 0, sizeof(ChainHash));
        crypto_generichash_update(&state_, before.data(), before.size());
    }
    void numbers(std::initializer_list<int64_t> numbers) {
        std::array<uint8_t, 64> bytes;
        CHECK(numbers.size() <= 8);
        size_t at = 0;
        for (int64_t number : numbers) {
            for (int i = 0; i < 8; ++i) {
                bytes[at++] = static_cast<uint8_t>(static_cast<uint64_t>(number) >> (8 * i));
            }
        }
        crypto_generichash_update(&state_, bytes.data(), at);
    }
    void bytes(std::string_view text) {
        crypto_generichash_update(&state_, reinterpret_cast<const uint8_t*>(text.data()),
                                  text.size());
    }
    ChainHash finish() {
        ChainHash hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return hash;
    }

  private:
    crypto_generichash_state state_;
};

constexpr int64_t kBatchMark = -1;  // no entry has this seq: a batch never hashes like an entry

}  // namespace

ChainHash chain_batch(const ChainHash& before, const BatchHeader& batch) {
    Hasher hasher(before);
    hasher.numbers({kBatchMark, batch.number, batch.recorded_at,
                    static_cast<int64_t>(batch.who.size()),
                    static_cast<int64_t>(batch.through.size())});
    hasher.bytes(batch.who);
    hasher.bytes(batch.through);
    hasher.bytes({reinterpret_cast<const char*>(batch.nonce.data()), batch.nonce.size()});
    return hasher.finish();
}

ChainHash chain_entry(const ChainHash& before, const EntryHeader& entry,
                      std::string_view stored_payload) {
    Hasher hasher(before);
    hasher.numbers({entry.seq, entry.batch, entry.ledger, entry.row,
                    static_cast<int64_t>(entry.kind), entry.line, entry.effective_on,
                    entry.previous});
    hasher.bytes(stored_payload);
    return hasher.finish();
}

ChainHash content_hash(std::string_view content) {
    Hasher hasher(ChainHash{});
    hasher.bytes(content);
    return hasher.finish();
}

Nonce payload_nonce(const BatchHeader& batch, int64_t seq) {
    Nonce nonce{};
    std::ranges::copy(batch.nonce, nonce.begin());
    for (size_t i = 0; i < 8; ++i) {
        nonce[batch.nonce.size() + i] = static_cast<uint8_t>(static_cast<uint64_t>(seq) >> (8 * i));
    }
    return nonce;
}

Result<Journal> Journal::open(Database& database, Keyring& keys, StoreMode mode) {
    Journal journal;
    journal.database_ = &database;
    journal.keys_ = &keys;
    if (mode == StoreMode::kWrite) {
        journal.insert_ =
            TRY(database.prepare("INSERT INTO journal VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"));
        journal.insert_batch_ =
            TRY(database.prepare("INSERT INTO batches VALUES(?1,?2,?3,?4,?5,?6)"));
    }
    journal.find_ = TRY(database.prepare(
        "SELECT seq, batch, ledger, row, kind, line, effective_on, previous, payload "
        "FROM journal WHERE seq = ?1"));
    journal.find_batch_ = TRY(database.prepare(
        "SELECT number, who, through, recorded_at, nonce FROM batches WHERE number = ?1"));
    TRY(journal.reload());
    return journal;
}

Result<void> Journal::reload() {
    batch_written_ = false;
    head_ = {};
    next_seq_ = 1;
    Statement last =
        TRY(database_->prepare("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"));
    if (TRY(last.step())) {
        next_seq_ = last.integer(0) + 1;
        const std::span<const uint8_t> hash = last.blob(1);
        CHECK(hash.size() == head_.size());
        std::ranges::copy(hash, head_.begin());
    }
    next_batch_ = TRY(database_->integer("SELECT max(number) FROM batches", 0)) + 1;
    last_recorded_ = TRY(database_->integer("SELECT max(recorded_at) FROM batches", INT64_MIN));
    seen_batch_ = {};
    return {};
}

void Journal::begin(const EntryInfo& info, Timestamp now) {
    batch_ = {.number = next_batch_, .who = info.who, .through = info.through};
    // A clock set back must not make later entries look earlier known.
    batch_.recorded_at = std::max(now, last_recorded_);
    random_bytes(batch_.nonce);
    batch_written_ = false;
}

Result<void> Journal::write_batch() {
    insert_batch_.bind(1, batch_.number);
    insert_batch_.bind(2, std::string_view(batch_.who));
    insert_batch_.bind(3, std::string_view(batch_.through));
    insert_batch_.bind(4, batch_.recorded_at);
    insert_batch_.bind_blob(5, batch_.nonce);
    insert_batch_.bind(6, next_seq_);
    TRY(insert_batch_.run());
    head_ = chain_batch(head_, batch_);
    last_recorded_ = batch_.recorded_at;
    ++next_batch_;
    batch_written_ = true;
    return {};
}

Result<int64_t> Journal::append(EntryHeader entry, std::string_view payload, const RowKey* key) {
    if (!batch_written_) TRY(write_batch());
    entry.seq = next_seq_;
    entry.batch = batch_.number;
    stored_.assign(1, key != nullptr ? kSealedPayload : kPlainPayload);
    if (key != nullptr) {
        encrypt(*key, payload_nonce(batch_, entry.seq), payload, scratch_);
        stored_ += scratch_;
    } else {
        stored_ += payload;
    }
    head_ = chain_entry(head_, entry, stored_);
    insert_.bind(1, entry.seq);
    insert_.bind(2, entry.batch);
    insert_.bind(3, entry.ledger);
    insert_.bind(4, entry.row);
    insert_.bind(5, static_cast<int64_t>(entry.kind));
    insert_.bind(6, entry.line);
    insert_.bind(7, int64_t{entry.effective_on});
    insert_.bind(8, entry.previous);
    insert_.bind_blob(9, {reinterpret_cast<const uint8_t*>(stored_.data()), stored_.size()});
    insert_.bind_blob(10, head_);
    TRY(insert_.run());
    ++next_seq_;
    return entry.seq;
}

Result<const BatchHeader*> Journal::batch(int64_t number) {
    if (seen_batch_.number == number && number != 0) return &seen_batch_;
    find_batch_.bind(1, number);
    if (!TRY(find_batch_.step())) {
        return fail(ErrorCode::kDamaged, fmt::format("流水缺少第 {} 批", number),
                    fmt::format("the journal lacks batch {}", number));
    }
    BatchHeader& header = seen_batch_;
    header.number = find_batch_.integer(0);
    header.who = find_batch_.text(1);
    header.through = find_batch_.text(2);
    header.recorded_at = find_batch_.integer(3);
    const std::span<const uint8_t> nonce = find_batch_.blob(4);
    std::copy_n(nonce.begin(), std::min(nonce.size(), header.nonce.size()), header.nonce.begin());
    find_batch_.reset();
    return &header;
}

Result<bool> Journal::open_payload(const EntryHeader& entry, std::string_view stored,
                                   std::vector<PayloadChange>& changes) {
    changes.clear();
    if (stored.empty()) return true;
    const char kind = stored.front();
    stored.remove_prefix(1);
    if (kind == kPlainPayload) {
        TRY(read_payload(stored, changes));
        return true;
    }
    const std::optional<RowKey> key = TRY(keys_->find(key_id(entry.ledger, entry.row)));
    if (!key) return false;
    const BatchHeader* header = TRY(batch(entry.batch));
    // A key that is there and does not open: the keys and the ledgers are not of one installation.
    if (!decrypt(*key, payload_nonce(*header, entry.seq), stored, scratch_)) return false;
    TRY(read_payload(scratch_, changes));
    return true;
}

Result<void> Journal::walk(int64_t seq, std::vector<StoredEntry>& out) {
    size_t count = 0;
    int64_t last = INT64_MAX;
    while (seq > 0) {
        find_.bind(1, seq);
        if (seq >= last || !TRY(find_.step())) {
            return fail(ErrorCode::kDamaged, fmt::format("流水缺少第 {} 条", seq),
                        fmt::format("the journal lacks entry {}", seq));
        }
        if (count == out.size()) out.emplace_back();
        StoredEntry& entry = out[count++];
        entry.header = {.seq = find_.integer(0),
                        .batch = find_.integer(1),
                        .ledger = find_.integer(2),
                        .row = find_.integer(3),
                        .kind = static_cast<EntryKind>(find_.integer(4)),
                        .line = find_.integer(5),
                        .effective_on = static_cast<int32_t>(find_.integer(6)),
                        .previous = find_.integer(7)};
        const std::span<const uint8_t> payload = find_.blob(8);
        stored_.assign(reinterpret_cast<const char*>(payload.data()), payload.size());
        find_.reset();
        entry.readable = TRY(open_payload(entry.header, stored_, entry.changes));
        last = seq;
        seq = entry.header.previous;
    }
    out.resize(count);
    return {};
}

Result<int64_t> Journal::last_seq_at(Timestamp moment) {
    Statement later =
        TRY(database_->prepare("SELECT first_seq FROM batches WHERE recorded_at > ?1 ORDER BY "
                               "recorded_at, number LIMIT 1"));
    later.bind(1, moment);
    if (!TRY(later.step())) return INT64_MAX;
    return later.integer(0) - 1;
}

Field rescaled(Field field, int power) {
    if (power > 0) {
        auto* number = std::get_if<int64_t>(&field);
        // A former value too large for the new scale: the largest there is, never undefined.
        if (number != nullptr && __builtin_mul_overflow(*number, power_of_ten(power), number)) {
            *number = INT64_MAX;
        }
    }
    return field;
}

namespace {

void apply_changes(const Layout& layout, const StoredEntry& entry, std::vector<Field>& fields) {
    for (const PayloadChange& change : entry.changes) {
        if (change.column >= layout.targets.size()) continue;
        const ColumnTarget& target = layout.targets[change.column];
        if (target.column == ColumnTarget::kHidden) continue;
        fields[target.column] = rescaled(change.after, target.power);
    }
}

}  // namespace

bool fold(const Layout& layout, std::vector<StoredEntry>& entries, Date as_of, int64_t last_seq,
          std::vector<Field>& fields) {
    bool exists = false;
    bool readable = true;
    std::vector<const StoredEntry*> valid;
    for (const StoredEntry& entry : entries) {
        if (entry.header.seq > last_seq || entry.header.effective_on > as_of.days) continue;
        const EntryKind kind = entry.header.kind;
        if (kind == EntryKind::kDelete || kind == EntryKind::kForget) return false;
        if (kind == EntryKind::kInsert) exists = true;
        readable = readable && entry.readable;
        valid.push_back(&entry);
    }
    if (!exists || !readable) return false;
    std::ranges::sort(valid, {}, [](const StoredEntry* entry) {
        return std::pair(entry->header.effective_on, entry->header.seq);
    });
    fields.assign(layout.schema->columns.size(), Field{});
    for (const StoredEntry* entry : valid) apply_changes(layout, *entry, fields);
    return true;
}

}  // namespace yitao::ledger
