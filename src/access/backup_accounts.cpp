#include "access/backup_accounts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace yitao::access {

using ledger::Database;

Result<void> make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return fail(ErrorCode::kIo, fmt::format("无法读写文件（{}）", std::strerror(errno)),
                    fmt::format("cannot read or write the file ({})", std::strerror(errno)), path);
    }
    ::close(file);
    return {};
}

Result<void> backup_accounts(Database& accounts, const std::string& target) {
    const std::string path = target + "/access.sqlite";
    if (::access(path.c_str(), F_OK) == 0) {
        return fail(ErrorCode::kConflict, "备份位置已有账号文件，不会覆盖",
                    "there is a file of accounts here already; a backup does not overwrite it",
                    path);
    }
    TRY(make_private_file(path));
    TRY(accounts.copy_to(path));
    Database copy = TRY(Database::open(path, Database::Access::kWrite));
    TRY(copy.execute("PRAGMA secure_delete = ON"));
    TRY(copy.execute("DELETE FROM sessions"));
    return copy.checkpoint();
}

Result<void> backup_accounts(const std::string& folder, const std::string& target) {
    const std::string path = folder + "/access.sqlite";
    if (::access(path.c_str(), F_OK) != 0) return {};
    Database accounts = TRY(Database::open(path, Database::Access::kRead));
    return backup_accounts(accounts, target);
}

}  // namespace yitao::access
