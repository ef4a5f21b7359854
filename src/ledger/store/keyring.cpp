#include "ledger/store/keyring.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "base/check.h"

namespace yitao::ledger {

namespace {

constexpr size_t kRandomAhead = 1 << 16;

void start_sodium() {
    static const bool ready = sodium_init() >= 0;
    CHECK(ready);
}

std::unexpected<Error> key_file_error(const std::string& path) {
    const int reason = errno;
    return fail(ErrorCode::kIo, fmt::format("无法读写主密钥文件（{}）", std::strerror(reason)),
                fmt::format("cannot read or write the master key ({})", std::strerror(reason)),
                path);
}

// Hexadecimal text on one line, readable by its owner only.
Result<void> write_master_key(const std::string& path, std::span<const uint8_t, 32> key) {
    std::array<char, 65> hex{};
    sodium_bin2hex(hex.data(), hex.size(), key.data(), key.size());
    hex[64] = '\n';
    const std::string draft = path + ".new";
    const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return key_file_error(path);
    const bool written =
        ::write(file, hex.data(), hex.size()) == static_cast<ssize_t>(hex.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!written || ::rename(draft.c_str(), path.c_str()) != 0) return key_file_error(path);
    return {};
}

Result<std::array<uint8_t, 32>> read_master_key(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return key_file_error(path);
    std::array<char, 80> text{};
    const ssize_t size = ::read(file, text.data(), text.size());
    ::close(file);
    if (size < 0) return key_file_error(path);
    std::array<uint8_t, 32> key{};
    size_t key_size = 0;
    const bool ok = sodium_hex2bin(key.data(), key.size(), text.data(), static_cast<size_t>(size),
                                   " \r\n", &key_size, nullptr) == 0;
    sodium_memzero(text.data(), text.size());
    if (!ok || key_size != key.size()) {
        return fail(ErrorCode::kDamaged, "主密钥文件不是 64 位十六进制数；请用备份恢复",
                    "the master key is not 64 hexadecimal digits; restore it from a backup", path);
    }
    return key;
}

Result<Database> open_key_file(const std::string& path, StoreMode mode) {
    const bool write = mode == StoreMode::kWrite;
    Database database =
        TRY(Database::open(path, write ? Database::Access::kCreate : Database::Access::kRead));
    if (!write) return database;
    constexpr std::string_view kSetUp[] = {
        "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON",
        "PRAGMA cache_size = -16384",
        "CREATE TABLE IF NOT EXISTS keys("
        "record INTEGER PRIMARY KEY, slots BLOB NOT NULL) STRICT"};
    for (std::string_view sql : kSetUp) TRY(database.execute(std::string(sql)));
    return database;
}

}  // namespace

void random_bytes(std::span<uint8_t> out) {
    start_sodium();
    randombytes_buf(out.data(), out.size());
}

Result<Keyring> Keyring::open(const std::string& folder, StoreMode mode) {
    start_sodium();
    Keyring keys;
    keys.folder_ = folder;
    const std::string master_path = folder + "/master.key";
    const std::string keys_path = folder + "/keys.sqlite";
    std::error_code ignored;
    if (mode == StoreMode::kWrite) std::filesystem::create_directories(folder, ignored);
    if (!std::filesystem::exists(master_path, ignored)) {
        if (mode == StoreMode::kRead) return keys;
        if (std::filesystem::exists(keys_path, ignored)) {
            return fail(ErrorCode::kDamaged,
                        "有密钥库却没有主密钥文件；请从备份恢复 keys/master.key",
                        "there are keys but no master key; restore keys/master.key from a backup",
                        master_path);
        }
        std::array<uint8_t, 32> fresh{};
        random_bytes(fresh);
        TRY(write_master_key(master_path, fresh));
    }
    if (mode == StoreMode::kRead && !std::filesystem::exists(keys_path, ignored)) return keys;
    keys.master_ = TRY(read_master_key(master_path));
    keys.database_ = TRY(open_key_file(keys_path, mode));
    keys.readable_ = true;
    keys.find_ = TRY(keys.database_.prepare("SELECT slots FROM keys WHERE record = ?1"));
    if (mode == StoreMode::kWrite) {
        keys.write_ = TRY(keys.database_.prepare("INSERT OR REPLACE INTO keys VALUES(?1, ?2)"));
    }
    return keys;
}

Result<void> Keyring::begin() {
    record_number_ = -1;
    transaction_ = TRY(Transaction::begin(database_));
    return {};
}

Result<void> Keyring::commit() {
    CHECK(transaction_);
    TRY(flush());
    TRY(transaction_->commit());
    transaction_.reset();
    return {};
}

void Keyring::discard() {
    transaction_.reset();
    record_number_ = -1;
    changed_ = false;
}

Result<Keyring::Reading> Keyring::begin_reading() {
    Reading reading(*this);
    if (readable_) {
        reading.snapshot_.emplace(TRY(Snapshot::begin(database_)));
        record_number_ = -1;
        reading_ = true;
    }
    return reading;
}

Keyring::Reading::~Reading() {
    if (keys_ == nullptr) return;
    keys_->reading_ = false;
    keys_->record_number_ = -1;
}

std::array<uint8_t, 16> Keyring::label(std::string_view subject) const {
    std::array<uint8_t, 16> out{};
    if (subject.empty()) return out;
    // Keyed: identity numbers are few enough to be tried one by one.
    static_assert(std::tuple_size_v<decltype(out)> == crypto_shorthash_siphashx24_BYTES);
    crypto_shorthash_siphashx24(out.data(), reinterpret_cast<const uint8_t*>(subject.data()),
                                subject.size(), master_.data());
    return out;
}

// HSalsa20 is the derivation that libsodium's own secretbox uses for its nonces.
RowKey Keyring::combine(const Slot& slot) const {
    static_assert(std::tuple_size_v<decltype(slot.secret)> == crypto_core_hsalsa20_INPUTBYTES);
    RowKey key{};
    crypto_core_hsalsa20(key.data(), slot.secret.data(), master_.data(), nullptr);
    return key;
}

void Keyring::draw_secret(Slot& slot) {
    if (next_random_ + slot.secret.size() > random_.size()) {
        random_.resize(kRandomAhead);
        random_bytes(random_);
        next_random_ = 0;
    }
    std::copy_n(random_.begin() + static_cast<ptrdiff_t>(next_random_), slot.secret.size(),
                slot.secret.begin());
    next_random_ += slot.secret.size();
}

Result<Keyring::Slot*> Keyring::slot(KeyId id) {
    const int64_t number = id / kSlots;
    Slot* found = &record_[static_cast<size_t>(id % kSlots)];
    // Outside a transaction somebody else may have written since.
    if (number == record_number_ && (transaction_ || reading_)) return found;
    TRY(flush());
    record_number_ = -1;
    record_ = {};
    find_.bind(1, number);
    if (TRY(find_.step())) {
        const std::span<const uint8_t> bytes = find_.blob(0);
        if (bytes.size() != sizeof record_) {
            find_.reset();
            return fail(ErrorCode::kDamaged, "密钥库中的记录长度不对",
                        "a record of keys has a wrong length", database_.path());
        }
        std::memcpy(record_.data(), bytes.data(), sizeof record_);
        find_.reset();
    }
    record_number_ = number;
    return found;
}

Result<void> Keyring::flush() {
    if (!changed_) return {};
    write_.bind(1, record_number_);
    write_.bind_blob(2, {reinterpret_cast<const uint8_t*>(record_.data()), sizeof record_});
    TRY(write_.run());
    changed_ = false;
    return {};
}

Result<RowKey> Keyring::create(KeyId id, std::string_view subject) {
    CHECK(transaction_);
    Slot* slot = TRY(this->slot(id));
    slot->label = label(subject);
    draw_secret(*slot);
    changed_ = true;
    return combine(*slot);
}

Result<std::optional<RowKey>> Keyring::find(KeyId id) {
    if (!readable_) return std::nullopt;
    const Slot* slot = TRY(this->slot(id));
    if (slot->secret == Slot{}.secret) return std::nullopt;
    return combine(*slot);
}

Result<void> Keyring::relabel(KeyId id, std::string_view subject) {
    CHECK(transaction_);
    Slot* slot = TRY(this->slot(id));
    slot->label = label(subject);
    changed_ = true;
    return {};
}

Result<std::vector<KeyId>> Keyring::keys_of(std::string_view subject) {
    std::vector<KeyId> ids;
    if (!readable_ || subject.empty()) return ids;
    const std::array<uint8_t, 16> wanted = label(subject);
    Statement all = TRY(database_.prepare("SELECT record, slots FROM keys"));
    Record record;
    while (TRY(all.step())) {
        const std::span<const uint8_t> bytes = all.blob(1);
        if (bytes.size() != sizeof record) continue;
        std::memcpy(record.data(), bytes.data(), sizeof record);
        for (int64_t i = 0; i < kSlots; ++i) {
            if (record[static_cast<size_t>(i)].label == wanted) {
                ids.push_back(all.integer(0) * kSlots + i);
            }
        }
    }
    return ids;
}

Result<void> Keyring::destroy(std::span<const KeyId> ids) {
    const auto erase = [&]() -> Result<void> {
        TRY(begin());
        for (KeyId id : ids) {
            *TRY(slot(id)) = Slot{};
            changed_ = true;
        }
        return commit();
    };
    Result<void> done = erase();
    if (!done) {
        discard();
        return done;
    }
    record_number_ = -1;
    record_ = {};
    return database_.checkpoint();
}

Result<void> Keyring::backup(const std::string& folder) {
    if (!readable_) return {};
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::kIo, fmt::format("无法创建文件夹（{}）", error.message()),
                    fmt::format("cannot make the folder ({})", error.message()), folder);
    }
    TRY(database_.copy_to(folder + "/keys.sqlite"));
    return write_master_key(folder + "/master.key", master_);
}

void encrypt(const RowKey& key, const Nonce& nonce, std::string_view plain, std::string& cipher) {
    static_assert(kCipherOverhead == crypto_secretbox_MACBYTES);
    static_assert(std::tuple_size_v<Nonce> == crypto_secretbox_NONCEBYTES);
    cipher.resize(plain.size() + kCipherOverhead);
    crypto_secretbox_easy(reinterpret_cast<uint8_t*>(cipher.data()),
                          reinterpret_cast<const uint8_t*>(plain.data()), plain.size(),
                          nonce.data(), key.data());
}

bool decrypt(const RowKey& key, const Nonce& nonce, std::string_view cipher, std::string& plain) {
    if (cipher.size() < kCipherOverhead) return false;
    plain.resize(cipher.size() - kCipherOverhead);
    return crypto_secretbox_open_easy(reinterpret_cast<uint8_t*>(plain.data()),
                                      reinterpret_cast<const uint8_t*>(cipher.data()),
                                      cipher.size(), nonce.data(), key.data()) == 0;
}

}  // namespace yitao::ledger
