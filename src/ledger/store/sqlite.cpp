#include "ledger/store/sqlite.h"

#include "base/check.h"

namespace yitao::ledger {

namespace {

Error sqlite_error(sqlite3* database, int status) {
    const char* detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(status);
    const std::string path = database != nullptr && sqlite3_db_filename(database, "main") != nullptr
                                 ? sqlite3_db_filename(database, "main")
                                 : "";
    switch (status & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::kBusy,
                    {"数据库正被另一进程占用，请稍后再试",
                     "the database is in use by another process; try again later"},
                    path};
        case SQLITE_FULL:
            return {ErrorCode::kIo,
                    {"磁盘已满，本次修改未保存；请腾出空间后重试",
                     "the disk is full, nothing of this change was saved; free some space and try "
                     "again"},
                    path};
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_NOMEM:
            return {ErrorCode::kIo,
                    {fmt::format("无法读写数据库文件（{}）；请检查磁盘和权限", detail),
                     fmt::format(
                         "cannot read or write the database file ({}); check disk and permissions",
                         detail)},
                    path};
        case SQLITE_CONSTRAINT:
            return {ErrorCode::kConflict,
                    {fmt::format("与已有数据冲突（{}）", detail),
                     fmt::format("conflicts with stored data ({})", detail)},
                    path};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorCode::kDamaged,
                    {fmt::format("数据库文件已损坏（{}）；请用备份恢复", detail),
                     fmt::format("the database file is damaged ({}); restore a backup", detail)},
                    path};
        default:
            return {ErrorCode::kDamaged,
                    {fmt::format("数据库拒绝了操作（{}）", detail),
                     fmt::format("the database refused ({})", detail)},
                    path};
    }
}

}  // namespace

void Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL.
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text64(handle_.get(), parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_blob(int parameter, std::span<const uint8_t> bytes) {
    const void* data = bytes.data() == nullptr ? static_cast<const void*>("") : bytes.data();
    sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
}

Result<bool> Statement::step() {
    const int status = sqlite3_step(handle_.get());
    if (status == SQLITE_ROW) return true;
    if (status == SQLITE_DONE) {
        sqlite3_reset(handle_.get());
        return false;
    }
    Error error = sqlite_error(sqlite3_db_handle(handle_.get()), status);
    sqlite3_reset(handle_.get());
    return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
    const int status = sqlite3_step(handle_.get());
    if (status == SQLITE_DONE || status == SQLITE_ROW) {
        sqlite3_reset(handle_.get());
        return {};
    }
    Error error = sqlite_error(sqlite3_db_handle(handle_.get()), status);
    sqlite3_reset(handle_.get());
    return std::unexpected(std::move(error));
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::span<const uint8_t> Statement::blob(int column) const {
    const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(handle_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Result<Database> Database::open(const std::string& path, Access access) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    if (access == Access::kCreate) flags |= SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    int status = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    if (status != SQLITE_OK && access == Access::kRead) {  // a folder one may only read
        sqlite3_close_v2(handle);
        status = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY,
                                 nullptr);
    }
    Database database;
    database.handle_.reset(handle);
    database.path_ = path;
    if (status != SQLITE_OK) return std::unexpected(sqlite_error(handle, status).within(path));
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 10'000);
    if (access == Access::kRead) {
        if (auto r = database.execute("PRAGMA query_only = ON"); !r) {
            return std::unexpected(r.error());
        }
    }
    return database;
}

Result<void> Database::execute(const std::string& sql) {
    const int status = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) return std::unexpected(sqlite_error(handle_.get(), status));
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* handle = nullptr;
    const int status = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    Statement statement(handle);
    if (status != SQLITE_OK) return std::unexpected(sqlite_error(handle_.get(), status));
    return statement;
}

Result<int64_t> Database::integer(std::string_view sql, int64_t otherwise) {
    Statement statement = TRY(prepare(sql));
    if (!TRY(statement.step()) || statement.is_null(0)) return otherwise;
    return statement.integer(0);
}

Result<void> Database::copy_to(const std::string& path) {
    Database target = TRY(open(path, Access::kCreate));
    sqlite3_backup* backup =
        sqlite3_backup_init(target.handle_.get(), "main", handle_.get(), "main");
    if (backup == nullptr) {
        return std::unexpected(
            sqlite_error(target.handle_.get(), sqlite3_errcode(target.handle_.get())));
    }
    const int status = sqlite3_backup_step(backup, -1);  // one step: one snapshot
    sqlite3_backup_finish(backup);
    if (status != SQLITE_DONE) {
        return std::unexpected(sqlite_error(target.handle_.get(), status).within(path));
    }
    return {};
}

Result<void> Database::checkpoint() {
    const int status = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                                 nullptr, nullptr);
    if (status != SQLITE_OK) return std::unexpected(sqlite_error(handle_.get(), status));
    return {};
}

Result<Transaction> Transaction::begin(Database& database) {
    if (auto r = database.execute("BEGIN IMMEDIATE"); !r) return std::unexpected(r.error());
    Transaction transaction;
    transaction.database_ = &database;
    return transaction;
}

Transaction::~Transaction() {
    // A failed rollback means that SQLite has rolled back by itself already.
    if (database_ != nullptr) (void)database_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
    CHECK(database_ != nullptr);
    Result<void> done = database_->execute("COMMIT");
    if (!done) return done;  // the destructor rolls back
    database_ = nullptr;
    return {};
}

Result<Snapshot> Snapshot::begin(Database& database) {
    TRY(database.execute("BEGIN"));
    return Snapshot(database);
}

Snapshot::~Snapshot() {
    if (database_ != nullptr) (void)database_->execute("COMMIT");  // nothing was written
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

}  // namespace yitao::ledger
