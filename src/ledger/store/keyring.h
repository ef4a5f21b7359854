// The keys under which personal payloads of the journal are encrypted. Each row of a personal
// ledger has a key of its own, labelled with (a keyed hash of) the subject the row is about; a
// subject is forgotten by destroying all keys that bear its label. One key a row, not one a
// subject, because a mistyped identity number is corrected: the row's key then changes its label,
// and history written under the wrong number follows the right person.
//
// A key is made from two halves: the secret in keys/keys.sqlite and keys/master.key. Either
// missing, nothing can be read. What is deleted is overwritten in the file.
//
//     Keyring keys = TRY(Keyring::open(folder, StoreMode::kWrite));
//     RowKey key = TRY(keys.create(id, subject));
//     encrypt(key, nonce, plain, cipher);
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/store/sqlite.h"
#include "ledger/store/store.h"

namespace yitao::ledger {

using RowKey = std::array<uint8_t, 32>;
using Nonce = std::array<uint8_t, 24>;
// Ledger number and row id in one: 2^22 ledgers of 2^40 rows.
using KeyId = int64_t;

inline constexpr int kKeyRowBits = 40;
constexpr KeyId key_id(int64_t ledger, RowId row) {
    return (ledger << kKeyRowBits) | row;
}
constexpr int64_t key_ledger(KeyId id) {
    return id >> kKeyRowBits;
}
constexpr RowId key_row(KeyId id) {
    return id & ((int64_t{1} << kKeyRowBits) - 1);
}

class Keyring {
  public:
    // kWrite makes what is missing. A reader without keys gets a keyring that knows none.
    static Result<Keyring> open(const std::string& folder, StoreMode mode);

    // Changes need a transaction, which ends with commit() or discard().
    Result<void> begin();
    Result<void> commit();
    void discard();
    // Many finds see one state, and cost no locking each, while the result lives. Not inside
    // begin().
    class Reading {
      public:
        explicit Reading(Keyring& keys) : keys_(&keys) {}
        Reading(Reading&& other) noexcept = default;
        ~Reading();

      private:
        struct Nothing {
            void operator()(Keyring*) const {}
        };
        std::unique_ptr<Keyring, Nothing> keys_;  // empty once moved from
        std::optional<Snapshot> snapshot_;
        friend class Keyring;
    };
    Result<Reading> begin_reading();

    // A new key; takes the place of one that a rolled-back insert may have left.
    Result<RowKey> create(KeyId id, std::string_view subject);
    Result<std::optional<RowKey>> find(KeyId id);
    Result<void> relabel(KeyId id, std::string_view subject);
    // All keys with the label of this subject ("" has none). Reads the whole table: it is rare.
    Result<std::vector<KeyId>> keys_of(std::string_view subject);
    // Deletes and overwrites. A transaction of its own.
    Result<void> destroy(std::span<const KeyId> ids);

    Result<void> backup(const std::string& folder);

  private:
    static constexpr int64_t kSlots = 32;  // of a record
    struct Slot {
        std::array<uint8_t, 16> label{};  // all noughts: names nobody
        std::array<uint8_t, 16> secret{};
        bool operator==(const Slot&) const = default;
    };
    using Record = std::array<Slot, kSlots>;

    [[nodiscard]] std::array<uint8_t, 16> label(std::string_view subject) const;
    [[nodiscard]] RowKey combine(const Slot& slot) const;
    void draw_secret(Slot& slot);
    Result<Slot*> slot(KeyId id);
    Result<void> flush();

    std::string folder_;
    std::array<uint8_t, 32> master_{};
    bool readable_ = false;  // the master key is there
    Database database_;
    std::optional<Transaction> transaction_;
    Statement write_;
    Statement find_;
    bool reading_ = false;
    int64_t record_number_ = -1;  // of `record_`
    Record record_{};
    bool changed_ = false;         // `record_` is not written yet
    std::vector<uint8_t> random_;  // drawn ahead
    size_t next_random_ = 0;
};

inline constexpr size_t kCipherOverhead = 16;
// libsodium's secretbox. `cipher` is replaced.
void encrypt(const RowKey& key, const Nonce& nonce, std::string_view plain, std::string& cipher);
// False where the bytes were not encrypted under this key and nonce.
bool decrypt(const RowKey& key, const Nonce& nonce, std::string_view cipher, std::string& plain);
void random_bytes(std::span<uint8_t> out);

}  // namespace yitao::ledger
