// The append-only list of changes: numbered, chained by hashes, batch by batch. Each entry knows
// the entry before it on the same row, so a row's history is a walk back, without an index.
//
//     hash(batch) = BLAKE2b(hash before | batch header)
//     hash(entry) = BLAKE2b(hash before | entry header | payload)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/store/keyring.h"
#include "ledger/store/layout.h"
#include "ledger/store/payload.h"
#include "ledger/store/sqlite.h"
#include "ledger/store/store.h"

namespace yitao::ledger {

using ChainHash = std::array<uint8_t, 32>;

struct EntryHeader {
    int64_t seq = 0;
    int64_t batch = 0;
    int64_t ledger = 0;  // number, 0: about no ledger
    RowId row = 0;
    EntryKind kind = EntryKind::kInsert;
    int64_t line = 0;
    int32_t effective_on = kEarliestDate.days;
    int64_t previous = 0;  // seq of the row's entry before this one, 0: none
};

struct BatchHeader {
    int64_t number = 0;
    std::string who;
    std::string through;
    Timestamp recorded_at = 0;
    std::array<uint8_t, 16> nonce{};  // with the seq it makes the nonce of a payload
};

ChainHash chain_batch(const ChainHash& before, const BatchHeader& batch);
ChainHash chain_entry(const ChainHash& before, const EntryHeader& entry,
                      std::string_view stored_payload);
// For what stands outside the journal but must not change either (registers of units).
ChainHash content_hash(std::string_view content);
Nonce payload_nonce(const BatchHeader& batch, int64_t seq);

// An entry as read back; `changes` are decoded where it is readable.
struct StoredEntry {
    EntryHeader header;
    bool readable = true;
    std::vector<PayloadChange> changes;
};

// First byte of a stored payload.
inline constexpr char kPlainPayload = 0;
inline constexpr char kSealedPayload = 1;

class Journal {
  public:
    static Result<Journal> open(Database& database, Keyring& keys, StoreMode mode);

    // Starts a batch; nothing is written before its first entry. Ends with the transaction.
    void begin(const EntryInfo& info, Timestamp now);
    // After a rollback: forget what was not written.
    Result<void> reload();
    [[nodiscard]] bool batch_has_entries() const { return batch_written_; }
    [[nodiscard]] Timestamp recorded_at() const { return batch_.recorded_at; }
    [[nodiscard]] int64_t batch_number() const { return batch_.number; }
    // Appends; fills in seq and batch of `entry`. `payload` is plain; with a key it is encrypted.
    Result<int64_t> append(EntryHeader entry, std::string_view payload, const RowKey* key);

    // Entries of a row from `seq` back, newest first, payloads decoded where possible.
    Result<void> walk(int64_t seq, std::vector<StoredEntry>& out);
    // Valid until the next call.
    Result<const BatchHeader*> batch(int64_t number);
    // Largest seq recorded at or before that moment.
    Result<int64_t> last_seq_at(Timestamp moment);

    // Decodes a stored payload of `entry`; false where its key is gone.
    Result<bool> open_payload(const EntryHeader& entry, std::string_view stored,
                              std::vector<PayloadChange>& changes);

  private:
    Result<void> write_batch();

    Database* database_ = nullptr;
    Keyring* keys_ = nullptr;
    Statement insert_;
    Statement insert_batch_;
    Statement find_;
    Statement find_batch_;
    int64_t next_seq_ = 1;
    int64_t next_batch_ = 1;
    Timestamp last_recorded_ = 0;
    ChainHash head_{};
    BatchHeader batch_;
    bool batch_written_ = false;
    std::string stored_;      // scratch: the payload as stored
    std::string scratch_;     // scratch: cipher or plain text
    BatchHeader seen_batch_;  // the batch read last
};

// A value of an older, smaller scale as one of today.
Field rescaled(Field field, int power);

// State of a row as of a date, folded from its entries (any order) with seq <= last_seq. False
// where there was no such row, or where what is needed to know can no longer be read.
bool fold(const Layout& layout, std::vector<StoredEntry>& entries, Date as_of, int64_t last_seq,
          std::vector<Field>& fields);

}  // namespace yitao::ledger
