// Signing in and what follows from it: the half of Accounts that answers requests.
#include <algorithm>
#include <utility>

#include "access/accounts.h"
#include "base/text.h"

namespace yitao::access {

namespace {

using ledger::Statement;
using ledger::Transaction;

// What tries on one name are counted under; also of names that cannot be one.
std::string throttle_key(std::string_view login) {
    return match_key(repair_utf8(login.substr(0, kMaxAccountNameBytes)));
}

}  // namespace

Scope Session::scope(const org::Tree& tree) const {
    return account.must_change_password ? Scope{} : Scope::of(post, tree);
}

Result<std::string> Accounts::start_session(int64_t account, int64_t post) {
    const Timestamp now = clock_->now();
    TRY(run("DELETE FROM sessions WHERE created <= ?1 OR last_seen <= ?2", now - kSessionLongest,
            now - kSessionIdle));
    TRY(
        run("DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions "
            "WHERE account = ?1 ORDER BY created DESC, token_hash LIMIT -1 OFFSET ?2)",
            account, static_cast<int64_t>(kMaxSessionsOfAccount) - 1));
    const std::string token = draw_token();
    const TokenHash hash = token_hash(token);
    Statement insert = TRY(database_.prepare("INSERT INTO sessions VALUES(?1,?2,?3,?4,?4)"));
    insert.bind_blob(1, hash);
    insert.bind(2, account);
    insert.bind(3, post);
    insert.bind(4, now);
    TRY(insert.run());
    return token;
}

Result<std::optional<Session>> Accounts::session_of(const Account& account, int64_t post,
                                                    Timestamp created, Timestamp last_seen) {
    Session session{.account = account,
                    .posts = TRY(list_posts("holder = ?1 AND closed = 0", account.id)),
                    .created = created,
                    .expires = std::min(created + kSessionLongest, last_seen + kSessionIdle)};
    if (session.posts.empty()) return std::nullopt;
    // A post that was handed over is acted from no more.
    auto held = std::ranges::find(session.posts, post, &Post::id);
    session.post = held == session.posts.end() ? session.posts.front() : *held;
    return session;
}

Result<SignIn> Accounts::sign_in(std::string_view login, std::string_view password,
                                 const std::string& address) {
    SignIn answer;
    const std::string key = throttle_key(login);
    if (auto wait = throttle_.admit(key, address, clock_->now())) {
        answer.outcome = SignIn::Outcome::kThrottled;
        answer.wait_s = *wait;
        return answer;
    }
    std::unique_lock lock(mutex_);
    const auto stored = TRY(stored_by_login(login));
    lock.unlock();
    if (!stored) {
        passwords_->check_nobody(password);
        return answer;
    }
    if (!passwords_->check(stored->password, password) || stored->account.disabled) return answer;
    throttle_.succeeded(key, address);
    std::string kept = stored->password;
    if (passwords_->is_outdated(kept)) kept = TRY(passwords_->hash(password));
    lock.lock();
    // While the password was worked on, somebody may have changed it or disabled the account.
    const auto now_stored = TRY(stored_by_id(stored->account.id));
    if (!now_stored || now_stored->account.disabled || now_stored->password != stored->password) {
        return answer;
    }
    const Account& account = now_stored->account;
    const Timestamp now = clock_->now();
    answer.session = TRY(session_of(account, 0, now, now));
    if (!answer.session) {
        answer.outcome = SignIn::Outcome::kNoPost;
        return answer;
    }
    Transaction transaction = TRY(Transaction::begin(database_));
    if (kept != stored->password) {
        TRY(keep_password(account.id, kept, account.must_change_password));
    }
    answer.token = TRY(start_session(account.id, answer.session->post.id));
    TRY(transaction.commit());
    answer.outcome = SignIn::Outcome::kDone;
    return answer;
}

Result<std::optional<Session>> Accounts::read_session(std::string_view token) {
    const TokenHash hash = token_hash(token);
    Statement find = TRY(database_.prepare(
        "SELECT account, post, created, last_seen FROM sessions WHERE token_hash = ?1"));
    find.bind_blob(1, hash);
    if (!TRY(find.step())) return std::nullopt;
    const int64_t account_id = find.integer(0);
    const int64_t post = find.integer(1);
    const Timestamp created = find.integer(2);
    Timestamp last_seen = find.integer(3);
    find.reset();
    const Timestamp now = clock_->now();
    const Account account = TRY(need_account(account_id));
    const bool is_over =
        account.disabled || now >= created + kSessionLongest || now >= last_seen + kSessionIdle;
    auto session = is_over ? std::nullopt : TRY(session_of(account, post, created, last_seen));
    if (!session) {
        Statement remove = TRY(database_.prepare("DELETE FROM sessions WHERE token_hash = ?1"));
        remove.bind_blob(1, hash);
        TRY(remove.run());
        return std::nullopt;
    }
    if (now - last_seen >= kSessionTouch) {
        Statement touch =
            TRY(database_.prepare("UPDATE sessions SET last_seen = ?2 WHERE token_hash = ?1"));
        touch.bind_blob(1, hash);
        touch.bind(2, now);
        TRY(touch.run());
        session->expires = std::min(created + kSessionLongest, now + kSessionIdle);
    }
    return session;
}

Result<std::optional<Session>> Accounts::session(std::string_view token) {
    std::lock_guard lock(mutex_);
    return read_session(token);
}

Result<Session> Accounts::act_as(std::string_view token, int64_t post) {
    std::lock_guard lock(mutex_);
    auto session = TRY(read_session(token));
    if (!session) return fail(ErrorCode::kNotFound, "请先登录", "sign in first");
    auto held = std::ranges::find(session->posts, post, &Post::id);
    if (held == session->posts.end()) {
        return fail(ErrorCode::kNotFound, "您不担任这个岗位", "you do not hold this post");
    }
    const TokenHash hash = token_hash(token);
    Statement update =
        TRY(database_.prepare("UPDATE sessions SET post = ?2 WHERE token_hash = ?1"));
    update.bind_blob(1, hash);
    update.bind(2, post);
    TRY(update.run());
    session->post = *held;
    return std::move(*session);
}

Result<SignIn::Outcome> Accounts::change_password(std::string_view token,
                                                  std::string_view old_password,
                                                  std::string_view new_password,
                                                  const std::string& address) {
    std::unique_lock lock(mutex_);
    const auto session = TRY(read_session(token));
    if (!session) return SignIn::Outcome::kRefused;
    const auto stored = TRY(stored_by_id(session->account.id));
    lock.unlock();
    const std::string key = throttle_key(session->account.login);
    TRY(check_new_password(new_password, session->account.login));
    if (throttle_.admit(key, address, clock_->now())) return SignIn::Outcome::kThrottled;
    if (!passwords_->check(stored->password, old_password)) return SignIn::Outcome::kRefused;
    throttle_.succeeded(key, address);
    const std::string kept = TRY(passwords_->hash(new_password));
    lock.lock();
    const auto now_stored = TRY(stored_by_id(session->account.id));
    if (!now_stored || now_stored->password != stored->password) return SignIn::Outcome::kRefused;
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(keep_password(session->account.id, kept, false));
    const TokenHash hash = token_hash(token);
    Statement others =
        TRY(database_.prepare("DELETE FROM sessions WHERE account = ?1 AND token_hash <> ?2"));
    others.bind(1, session->account.id);
    others.bind_blob(2, hash);
    TRY(others.run());
    TRY(record(session->actor(), AuditAction::kPasswordChanged, session->account.login));
    TRY(transaction.commit());
    return SignIn::Outcome::kDone;
}

Result<void> Accounts::sign_out(std::string_view token) {
    std::lock_guard lock(mutex_);
    const TokenHash hash = token_hash(token);
    Statement remove = TRY(database_.prepare("DELETE FROM sessions WHERE token_hash = ?1"));
    remove.bind_blob(1, hash);
    return remove.run();
}

Result<void> Accounts::end_sessions(const Actor& by, int64_t account) {
    std::lock_guard lock(mutex_);
    const Account found = TRY(need_account(account));
    Transaction transaction = TRY(Transaction::begin(database_));
    TRY(run("DELETE FROM sessions WHERE account = ?1", account));
    TRY(record(by, AuditAction::kSessionsEnded, found.login));
    return transaction.commit();
}

}  // namespace yitao::access
