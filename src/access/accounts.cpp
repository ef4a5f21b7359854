#include "access/accounts.h"

#include <algorithm>

#include "access/backup_accounts.h"
#include "base/text.h"

namespace yitao::access {

namespace {

using ledger::Database;
using ledger::Statement;
using ledger::Transaction;

constexpr int64_t kFormat = 1;

constexpr std::string_view kPragmas[] = {
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    // A password that was changed and a session that ended are gone from the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
};

constexpr std::string_view kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE accounts(
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    must_change INTEGER NOT NULL) STRICT;
CREATE TABLE posts(
    id INTEGER PRIMARY KEY,
    role TEXT NOT NULL,
    unit INTEGER NOT NULL,
    department TEXT NOT NULL,
    holder INTEGER REFERENCES accounts(id),
    closed INTEGER NOT NULL) STRICT;
CREATE INDEX posts_holder ON posts(holder);
CREATE TABLE sessions(
    token_hash BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts(id),
    post INTEGER NOT NULL REFERENCES posts(id),
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions(account);
)sql";

constexpr std::string_view kAccountColumns = "id, login, person, disabled, must_change, password";

Account read_account(const Statement& row) {
    return {.id = row.integer(0),
            .login = std::string(row.text(1)),
            .person = std::string(row.text(2)),
            .disabled = row.integer(3) != 0,
            .must_change_password = row.integer(4) != 0};
}

Result<void> check_name(std::string_view name, size_t most_bytes, std::string_view zh,
                        std::string_view en) {
    const bool has_control = std::ranges::any_of(
        name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (is_valid_utf8(name) && !has_control && !match_key(name).empty() && trim(name) == name &&
        name.size() <= most_bytes) {
        return {};
    }
    return fail(ErrorCode::kInvalid,
                fmt::format("{}不能为空，首尾不能有空格，最多 {} 字节", zh, most_bytes),
                fmt::format("{} is empty, has spaces at its ends or is longer than {} bytes", en,
                            most_bytes));
}

std::string post_words(const Post& post) {
    std::string words =
        fmt::format("p{} {} {}", post.id, role_id(post.role), org::format_unit_code(post.unit));
    return post.department.empty() ? words : words + " " + post.department;
}

}  // namespace

Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& folder, const Clock& clock,
                                                 const AccountsOptions& options) {
    std::unique_ptr<Accounts> made(new Accounts(clock));
    made->lock_ = TRY(site::Lock::take(folder, "access.lock"));
    const std::string path = folder + "/access.sqlite";
    TRY(make_private_file(path));
    made->database_ = TRY(Database::open(path, Database::Access::kCreate));
    TRY_WITHIN(made->set_up(), path);
    made->passwords_ = TRY(PasswordChecker::make(options.cost));
    return made;
}

Result<void> Accounts::set_up() {
    for (std::string_view pragma : kPragmas) TRY(database_.execute(std::string(pragma)));
    if (TRY(database_.integer("SELECT count(*) FROM sqlite_master", 0)) == 0) {
        Transaction transaction = TRY(Transaction::begin(database_));
        TRY(database_.execute(std::string(kTables) + std::string(AuditTrail::kTables)));
        TRY(database_.execute(fmt::format("INSERT INTO meta VALUES('format', {})", kFormat)));
        return transaction.commit();
    }
    const int64_t format =
        TRY(database_.integer("SELECT value FROM meta WHERE name = 'format'", 0));
    if (format == kFormat) return {};
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("账号文件为第 {} 版，本程序只认第 {} 版；请使用更新的程序", format, kFormat),
        fmt::format("the file of accounts has format {}, this program knows {}; use a newer "
                    "program",
                    format, kFormat));
}

// ---- accounts

Result<Account> Accounts::create_account(const Actor& by, const NewAccount& wanted) {
    TRY(check_name(wanted.login, kMaxAccountNameBytes, "账号名", "the account's name"));
    TRY(check_name(wanted.person, kMaxPersonNameBytes, "姓名", "the person's name"));
    TRY(check_new_password(wanted.password, wanted.login));
    const std::string kept = TRY(passwords_->hash(wanted.password));
    std::lock_guard lock(mutex_);
    if (TRY(stored_by_login(wanted.login))) {
        return fail(ErrorCode::kConflict, fmt::format("账号名“{}”已有人用", wanted.login),
                    fmt::format("there is an account named \"{}\" already", wanted.login));
    }
    Transaction transaction = TRY(Transaction::begin(database_));
    Statement insert = TRY(database_.prepare(
        "INSERT INTO accounts(login, login_key, person, password, disabled, must_change) "
        "VALUES(?1,?2,?3,?4,0,?5)"));
    const std::string key = match_key(wanted.login);
    insert.bind(1, wanted.login);
    insert.bind(2, key);
    insert.bind(3, wanted.person);
    insert.bind(4, kept);
    insert.bind(5, int64_t{wanted.must_change_password});
    TRY(insert.run());
    const int64_t id = TRY(database_.integer("SELECT last_insert_rowid()", 0));
    TRY(record(by, AuditAction::kAccountCreated, wanted.login));
    TRY(transaction.commit());
    return need_account(id);
}

Result<std::vector<Account>> Accounts::accounts() {
    std::lock_guard lock(mutex_);
    Statement list =
        TRY(database_.prepare(fmt::format("SELECT {} FROM accounts ORDER BY id", kAccountColumns)));
    std::vector<Account> out;
    while (TRY(list.step())) out.push_back(read_account(list));
    return out;
}

Result<std::optional<Accounts::Stored>> Accounts::stored_by_login(std::string_view login) {
    if (login.size() > kMaxAccountNameBytes || !is_valid_utf8(login)) return std::nullopt;
    Statement find = TRY(database_.prepare(
        fmt::format("SELECT {} FROM accounts WHERE login_key = ?1", kAccountColumns)));
    const std::string key = match_key(login);
    find.bind(1, key);
    if (!TRY(find.step())) return std::nullopt;
    return Stored{read_account(find), std::string(find.text(5))};
}

Result<std::optional<Accounts::Stored>> Accounts::stored_by_id(int64_t id) {
    Statement find = TRY(
        database_.prepare(fmt::format("SELECT {} FROM accounts WHERE id = ?1", kAccountColumns)));
    find.bind(1, id);
    if (!TRY(find.step())) return std::nullopt;
    return Stored{read_account(find), std::string(find.text(5))};
}

Result<std::optional<Account>> Accounts::find_account(std::string_view login) {
    std::lock_guard lock(mutex_);
    auto stored = TRY(stored_by_login(login));
    return stored ? std::optional(std::move(stored->account)) : std::nullopt;
}

Result<std::optional<Account>> Accounts::find_account(int64_t id) {
    std::lock_guard lock(mutex_);
    auto stored = TRY(stored_by_id(id));
    return stored ? std::optional(std::move(stored->account)) : std::nullopt;
}

Result<Account> Accounts::need_account(int64_t id) {
    auto stored = TRY(stored_by_id(id));
    if (stored) return std::move(stored->account);
    return fail(ErrorCode::kNotFound, "没有这个账号", "there is no such account");
}

Result<void> Accounts::set_disabled(const Actor& by, int64_t account, bool disabled) {
    std::lock_guard lock(mutex_);
    const Account found = TRY(need_account(account));
    if (by.account == account) {
        return fail(ErrorCode::kConflict, "不能停用自己的账号",
                    "nobody disables their own account");
    }
    if (found.disabled == disabled) return {};
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(run("UPDATE accounts SET disabled = ?2 WHERE id = ?1", account, disabled ? 1 : 0));
    TRY(run("DELETE FROM sessions WHERE account = ?1", account));
    TRY(record(by, disabled ? AuditAction::kAccountDisabled : AuditAction::kAccountEnabled,
               found.login));
    return transaction.commit();
}

Result<void> Accounts::keep_password(int64_t account, const std::string& kept, bool must_change) {
    Statement update =
        TRY(database_.prepare("UPDATE accounts SET password = ?2, must_change = ?3 WHERE id = ?1"));
    update.bind(1, account);
    update.bind(2, kept);
    update.bind(3, int64_t{must_change});
    return update.run();
}

Result<void> Accounts::reset_password(const Actor& by, int64_t account, std::string_view password) {
    const auto found = TRY(find_account(account));
    if (!found) return fail(ErrorCode::kNotFound, "没有这个账号", "there is no such account");
    if (by.account == account) {
        return fail(ErrorCode::kConflict, "自己的密码请凭旧密码修改",
                    "one's own password is changed with the old one");
    }
    TRY(check_new_password(password, found->login));
    const std::string kept = TRY(passwords_->hash(password));
    std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(keep_password(account, kept, true));
    TRY(run("DELETE FROM sessions WHERE account = ?1", account));
    TRY(record(by, AuditAction::kPasswordReset, found->login));
    return transaction.commit();
}

// ---- posts

Result<std::vector<Post>> Accounts::list_posts(std::string_view where, int64_t value) {
    Statement list = TRY(database_.prepare(fmt::format(
        "SELECT id, role, unit, department, holder, closed FROM posts WHERE {} ORDER BY id",
        where)));
    list.bind(1, value);
    std::vector<Post> out;
    while (TRY(list.step())) {
        const auto role = parse_role(list.text(1));
        if (!role) {
            return fail(ErrorCode::kDamaged, "账号文件中的角色无法识别",
                        "a role in the file of accounts is not known", database_.path());
        }
        out.push_back({.id = list.integer(0),
                       .role = *role,
                       .unit = list.integer(2),
                       .department = std::string(list.text(3)),
                       .holder = list.integer(4),
                       .closed = list.integer(5) != 0});
    }
    return out;
}

Result<Post> Accounts::need_post(int64_t id) {
    auto found = TRY(list_posts("id = ?1 AND closed = 0", id));
    if (!found.empty()) return std::move(found.front());
    return fail(ErrorCode::kNotFound, "没有这个岗位", "there is no such post");
}

Result<std::optional<Post>> Accounts::find_post(int64_t post) {
    std::lock_guard lock(mutex_);
    auto found = TRY(list_posts("id = ?1", post));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<Post>> Accounts::posts() {
    std::lock_guard lock(mutex_);
    return list_posts("closed = ?1", 0);
}

Result<std::vector<Post>> Accounts::posts_of(int64_t account) {
    std::lock_guard lock(mutex_);
    return list_posts("holder = ?1 AND closed = 0", account);
}

Result<void> Accounts::may_hold(const Actor& by, int64_t account, Role role, int64_t except_post) {
    const Account holder = TRY(need_account(account));
    if (by.account == account) {
        return fail(ErrorCode::kConflict, "不能给自己安排岗位",
                    "nobody gives a post to themselves");
    }
    if (holder.disabled) {
        return fail(ErrorCode::kConflict, "该账号已停用", "this account is disabled");
    }
    std::vector<Post> held = TRY(list_posts("holder = ?1 AND closed = 0", account));
    std::erase_if(held, [&](const Post& post) { return post.id == except_post; });
    if (held.size() >= kMaxPostsOfAccount) {
        return fail(ErrorCode::kLimit, fmt::format("一个账号最多 {} 个岗位", kMaxPostsOfAccount),
                    fmt::format("an account holds at most {} posts", kMaxPostsOfAccount));
    }
    for (const Post& post : held) {
        if (post.role == role || !(stands_apart(role) || stands_apart(post.role))) continue;
        return fail(ErrorCode::kConflict, "管理员、审计岗位不能与其他岗位同属一个账号",
                    "an administrator's or auditor's account holds no post of another role");
    }
    return {};
}

namespace {

Result<void> check_department(Role role, std::string_view department) {
    if (!needs_department(role) || !trim(department).empty()) return {};
    return fail(ErrorCode::kInvalid, "这个岗位要写明部门",
                "a post of this role is in a department");
}

}  // namespace

Result<Post> Accounts::create_post(const Actor& by, const NewPost& wanted) {
    Post post{.role = wanted.role,
              .unit = wanted.unit,
              .department = std::string(trim(wanted.department)),
              .holder = wanted.holder};
    TRY(check_department(post.role, post.department));
    std::lock_guard lock(mutex_);
    if (post.holder != 0) TRY(may_hold(by, post.holder, post.role, 0));
    Transaction transaction = TRY(Transaction::begin(database_));
    Statement insert = TRY(database_.prepare(
        "INSERT INTO posts(role, unit, department, holder, closed) VALUES(?1,?2,?3,?4,0)"));
    insert.bind(1, role_id(post.role));
    insert.bind(2, post.unit);
    insert.bind(3, post.department);
    if (post.holder == 0) {
        insert.bind_null(4);
    } else {
        insert.bind(4, post.holder);
    }
    TRY(insert.run());
    post.id = TRY(database_.integer("SELECT last_insert_rowid()", 0));
    std::string what = post_words(post);
    if (post.holder != 0) what += " → " + TRY(need_account(post.holder)).login;
    TRY(record(by, AuditAction::kPostCreated, what));
    TRY(transaction.commit());
    return post;
}

Result<Post> Accounts::hand_over(const Actor& by, int64_t post, int64_t to) {
    std::lock_guard lock(mutex_);
    Post found = TRY(need_post(post));
    if (found.holder == to) {
        return fail(ErrorCode::kConflict, "这个岗位已经由该账号担任",
                    "this account holds the post already");
    }
    TRY(may_hold(by, to, found.role, post));
    const std::string from =
        found.holder == 0 ? std::string("—") : TRY(need_account(found.holder)).login;
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(run("UPDATE posts SET holder = ?2 WHERE id = ?1", post, to));
    TRY(record(by, AuditAction::kHandOver,
               fmt::format("{}: {} → {}", post_words(found), from, TRY(need_account(to)).login)));
    TRY(transaction.commit());
    found.holder = to;
    return found;
}

Result<void> Accounts::close_post(const Actor& by, int64_t post) {
    std::lock_guard lock(mutex_);
    const Post found = TRY(need_post(post));
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(run("UPDATE posts SET closed = 1, holder = NULL WHERE id = ?1", post));
    TRY(record(by, AuditAction::kPostClosed, post_words(found)));
    return transaction.commit();
}

// ---- the trail

Result<void> Accounts::run(std::string_view sql, int64_t first, int64_t second) {
    Statement statement = TRY(database_.prepare(sql));
    statement.bind(1, first);
    statement.bind(2, second);  // passed over where there is no second
    return statement.run();
}

Result<void> Accounts::record(const Actor& by, AuditAction action, std::string what,
                              std::string reason) {
    const auto from = TRY(list_posts("id = ?1", by.post));
    return AuditTrail::append(database_, {.at = clock_->now(),
                                          .account = by.account,
                                          .post = by.post,
                                          .unit = from.empty() ? 0 : from.front().unit,
                                          .action = action,
                                          .what = std::move(what),
                                          .reason = std::move(reason)});
}

Result<void> Accounts::record_unmasking(const Actor& by, std::string_view what,
                                        std::string_view reason) {
    if (match_key(reason).empty() || reason.size() > kMaxReasonBytes || !is_valid_utf8(reason)) {
        return fail(ErrorCode::kInvalid,
                    fmt::format("请说明查看的理由（最多 {} 字节）", kMaxReasonBytes),
                    fmt::format("say why you need to see it (at most {} bytes)", kMaxReasonBytes));
    }
    std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(record(by, AuditAction::kUnmask, std::string(what), std::string(trim(reason))));
    return transaction.commit();
}

Result<void> Accounts::record_personal_fill(const Actor& by, std::string_view what,
                                            std::string_view reason) {
    std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(record(by, AuditAction::kFillPersonal, std::string(what), std::string(reason)));
    return transaction.commit();
}

Result<void> Accounts::record_units_update(const Actor& by, std::string_view what) {
    std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(record(by, AuditAction::kUnitsUpdated, std::string(what)));
    return transaction.commit();
}

Result<std::vector<AuditEntry>> Accounts::audit(int64_t before, size_t limit) {
    std::lock_guard lock(mutex_);
    return AuditTrail::read(database_, before, limit);
}

Result<AuditHead> Accounts::audit_head() {
    std::lock_guard lock(mutex_);
    return AuditTrail::head(database_);
}

Result<std::vector<ledger::Finding>> Accounts::verify() {
    std::lock_guard lock(mutex_);
    return AuditTrail::verify(database_);
}

Result<void> Accounts::backup(const std::string& folder) {
    std::lock_guard lock(mutex_);
    return backup_accounts(database_, folder);
}

Result<NewSignIn> create_sign_in(Accounts& accounts, const std::string& login,
                                 const std::string& person, NewPost post) {
    NewSignIn made;
    TRY(check_department(post.role,
                         post.department));  // or an account without a post would be left behind
    made.password = draw_token().substr(0, 16);
    made.account = TRY(
        accounts.create_account({}, {.login = login, .person = person, .password = made.password}));
    post.holder = made.account.id;
    made.post = TRY(accounts.create_post({}, post));
    return made;
}

}  // namespace yitao::access
