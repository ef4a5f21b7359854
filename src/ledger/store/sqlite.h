// A thin skin over sqlite3: owned handles, Results, no allocation per row. Only files of
// ledger/store and access/ include it.
//
//     Database db = TRY(Database::open(path, Database::Access::kCreate));
//     Statement find = TRY(db.prepare("SELECT name FROM ledgers WHERE number = ?1"));
//     find.bind(1, number);
//     while (TRY(find.step())) use(find.text(0));       // then find.reset()
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace yitao::ledger {

class Statement {
  public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

    // Text and blobs are not copied: they must outlive the next step().
    void bind(int parameter, int64_t value) { sqlite3_bind_int64(handle_.get(), parameter, value); }
    void bind(int parameter, std::string_view text);
    void bind_blob(int parameter, std::span<const uint8_t> bytes);
    void bind_null(int parameter) { sqlite3_bind_null(handle_.get(), parameter); }

    // True while there is a row. After false or an error the statement is reset.
    Result<bool> step();
    // For statements that give no row: step, then ready for the next use.
    Result<void> run();
    void reset() { sqlite3_reset(handle_.get()); }

    [[nodiscard]] bool is_null(int column) const {
        return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
    }
    [[nodiscard]] int64_t integer(int column) const {
        return sqlite3_column_int64(handle_.get(), column);
    }
    // Valid until the next step or reset.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::span<const uint8_t> blob(int column) const;
    explicit operator bool() const { return handle_ != nullptr; }

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
  public:
    enum class Access : uint8_t { kRead, kWrite, kCreate };

    Database() = default;
    static Result<Database> open(const std::string& path, Access access);

    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(std::string_view sql);
    // First column of the first row, or `otherwise` where there is no row or it is NULL.
    Result<int64_t> integer(std::string_view sql, int64_t otherwise);
    // Rows changed by the last statement.
    [[nodiscard]] int64_t changes() const { return sqlite3_changes64(handle_.get()); }
    [[nodiscard]] const std::string& path() const { return path_; }
    // A consistent copy of what is committed, into a new file.
    Result<void> copy_to(const std::string& path);
    // Moves the write-ahead log into the file and cuts it, so that overwritten bytes are gone.
    Result<void> checkpoint();

  private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::string path_;
};

// Rolls back when left without commit().
class Transaction {
  public:
    Transaction() = default;
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&& other) noexcept {
        std::swap(database_, other.database_);
        return *this;
    }
    ~Transaction();
    Result<void> commit();

  private:
    Database* database_ = nullptr;
};

// All statements until its end see one state of the database.
class Snapshot {
  public:
    static Result<Snapshot> begin(Database& database);
    Snapshot(Snapshot&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    ~Snapshot();

  private:
    explicit Snapshot(Database& database) : database_(&database) {}
    Database* database_;
};

// "name" as an SQL identifier.
std::string quoted(std::string_view name);

}  // namespace yitao::ledger
