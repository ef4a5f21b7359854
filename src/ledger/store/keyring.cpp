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

constexpr size_t kSecretBytes = 16;
constexpr size_t kSecretsAhead = 4096;

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
        "id INTEGER PRIMARY KEY, subject BLOB NOT NULL, secret BLOB NOT NULL) STRICT"};
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
    keys.find_ = TRY(keys.database_.prepare("SELECT secret FROM keys WHERE id = ?1"));
    if (mode == StoreMode::kWrite) {
        keys.insert_ =
            TRY(keys.database_.prepare("INSERT OR REPLACE INTO keys VALUES(?1, ?2, ?3)"));
        keys.relabel_ = TRY(keys.database_.prepare("UPDATE keys SET subject = ?2 WHERE id = ?1"));
    }
    return keys;
}

std::array<uint8_t, 16> Keyring::label(std::string_view subject) const {
    // Keyed: identity numbers are few enough to be tried one by one.
    std::array<uint8_t, 16> out{};
    crypto_generichash(out.data(), out.size(), reinterpret_cast<const uint8_t*>(subject.data()),
                       subject.size(), master_.data(), master_.size());
    return out;
}

RowKey Keyring::combine(KeyId id, std::span<const uint8_t> secret) const {
    std::array<uint8_t, kSecretBytes + 8> message{};
    std::ranges::copy(secret, message.begin());
    for (size_t i = 0; i < 8; ++i) {
        message[kSecretBytes + i] = static_cast<uint8_t>(static_cast<uint64_t>(id) >> (8 * i));
    }
    RowKey key{};
    crypto_generichash(key.data(), key.size(), message.data(), message.size(), master_.data(),
                       master_.size());
    return key;
}

void Keyring::fill_secrets() {
    secrets_.resize(kSecretsAhead * kSecretBytes);
    random_bytes(secrets_);
    next_secret_ = 0;
}

Result<RowKey> Keyring::create(KeyId id, std::string_view subject) {
    CHECK(insert_);
    if (next_secret_ >= secrets_.size()) fill_secrets();
    const std::span<const uint8_t> secret =
        std::span<const uint8_t>(secrets_).subspan(next_secret_, kSecretBytes);
    next_secret_ += kSecretBytes;
    const std::array<uint8_t, 16> subject_label = label(subject);
    insert_.bind(1, id);
    insert_.bind_blob(
        2, subject.empty() ? std::span<const uint8_t>{} : std::span<const uint8_t>(subject_label));
    insert_.bind_blob(3, secret);
    TRY(insert_.run());
    return combine(id, secret);
}

Result<std::optional<RowKey>> Keyring::find(KeyId id) {
    if (!readable_) return std::nullopt;
    find_.bind(1, id);
    if (!TRY(find_.step())) return std::nullopt;
    const std::span<const uint8_t> secret = find_.blob(0);
    if (secret.size() != kSecretBytes) {
        find_.reset();
        return fail(ErrorCode::kDamaged, "密钥库中的密钥长度不对",
                    "a stored key has a wrong length");
    }
    const RowKey key = combine(id, secret);
    find_.reset();
    return key;
}

Result<void> Keyring::relabel(KeyId id, std::string_view subject) {
    CHECK(relabel_);
    const std::array<uint8_t, 16> subject_label = label(subject);
    relabel_.bind(1, id);
    relabel_.bind_blob(
        2, subject.empty() ? std::span<const uint8_t>{} : std::span<const uint8_t>(subject_label));
    return relabel_.run();
}

Result<std::vector<KeyId>> Keyring::keys_of(std::string_view subject) {
    std::vector<KeyId> ids;
    if (!readable_ || subject.empty()) return ids;
    Statement all = TRY(database_.prepare("SELECT id FROM keys WHERE subject = ?1"));
    const std::array<uint8_t, 16> subject_label = label(subject);
    all.bind_blob(1, subject_label);
    while (TRY(all.step())) ids.push_back(all.integer(0));
    return ids;
}

Result<void> Keyring::destroy(std::span<const KeyId> ids) {
    {
        Transaction transaction = TRY(begin());
        Statement remove = TRY(database_.prepare("DELETE FROM keys WHERE id = ?1"));
        for (KeyId id : ids) {
            remove.bind(1, id);
            TRY(remove.run());
        }
        TRY(transaction.commit());
    }
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
