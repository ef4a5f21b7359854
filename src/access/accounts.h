// The people of one installation: accounts, the posts they hold, their sessions, and the trail of
// changes to these. Kept in access.sqlite beside the ledgers; one process at a time.
//
//     auto accounts = TRY(Accounts::open(data, system_clock()));
//     Account clerk = TRY(accounts->create_account({}, {.login = "xuwen", .person = "许文", …}));
//     TRY(accounts->create_post({}, {.role = Role::kClerk, .unit = code, .holder = clerk.id}));
//     SignIn in = TRY(accounts->sign_in("xuwen", password, address));  // its token for a cookie
//     std::optional<Session> session = TRY(accounts->session(token));  // at each request
//     Scope scope = session->scope(tree);
//
// Whether the caller may do so is not asked here: the API asks Scope first (Action::kAccounts, and
// sees() of the unit a post is at). What is refused here is refused to everybody: a post for
// oneself, an auditor or administrator with another role beside.
//
// Safe to use by several threads. No sign-in is recorded; last_seen serves expiry alone and goes
// with the session.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/password.h"
#include "access/post.h"
#include "access/scope.h"
#include "access/throttle.h"
#include "base/clock.h"
#include "base/result.h"
#include "ledger/store/sqlite.h"
#include "site/data_folder.h"

namespace yitao::access {

inline constexpr Timestamp kSessionIdle = Timestamp{12} * 3'600 * 1'000'000;
inline constexpr Timestamp kSessionLongest = 7 * kMicrosecondsPerDay;
// last_seen is written this often, not at each request: a session may end so much early.
inline constexpr Timestamp kSessionTouch = Timestamp{5} * 60 * 1'000'000;

struct AccountsOptions {
    PasswordCost cost;
};

// Who does something; {}: the command line, on the machine itself.
struct Actor {
    int64_t account = 0;
    int64_t post = 0;
};

struct Account {
    int64_t id = 0;
    std::string login;   // what one types to sign in; matched without case, width and spaces
    std::string person;  // "许文"
    bool disabled = false;
    bool must_change_password = false;
};

struct NewAccount {
    std::string login;
    std::string person;
    std::string password;
    bool must_change_password = true;  // somebody else knows it
};

struct NewPost {
    Role role = Role::kClerk;
    org::UnitCode unit = 0;
    std::string department;
    int64_t holder = 0;
};

struct Session {
    Account account;
    Post post;                // from which one acts
    std::vector<Post> posts;  // all that one holds, in the order of their making
    Timestamp created = 0;
    Timestamp expires = 0;  // if nothing is done until then
    [[nodiscard]] Actor actor() const { return {account.id, post.id}; }
    // Scope{} while the password must be changed: until then nothing else is possible.
    [[nodiscard]] Scope scope(const org::Tree& tree) const;
};

struct SignIn {
    enum class Outcome : uint8_t {
        kDone,
        kRefused,    // no such name, a wrong password or a disabled account: nobody learns which
        kThrottled,  // not even looked at; again in wait_s
        kNoPost,     // right, but no post is held: there is nothing to do
    };
    Outcome outcome = Outcome::kRefused;
    int wait_s = 0;
    std::string token;  // kDone; kept nowhere else
    std::optional<Session> session;
};

class Accounts;

// Somebody new with a post, as the machine's keeper makes them: the password is drawn and must be
// changed at the first sign-in; nobody types one for somebody else.
struct NewSignIn {
    Account account;
    Post post;
    std::string password;
};
Result<NewSignIn> create_sign_in(Accounts& accounts, const std::string& login,
                                 const std::string& person, NewPost post);

class Accounts {
  public:
    // Makes the file where there is none. kBusy: another process has it.
    static Result<std::unique_ptr<Accounts>> open(const std::string& folder, const Clock& clock,
                                                  const AccountsOptions& options = {});

    // ---- accounts
    Result<Account> create_account(const Actor& by, const NewAccount& wanted);
    Result<std::vector<Account>> accounts();
    Result<std::optional<Account>> find_account(std::string_view login);
    Result<std::optional<Account>> find_account(int64_t id);
    // Disabling ends all sessions; posts stay until they are handed over.
    Result<void> set_disabled(const Actor& by, int64_t account, bool disabled);
    // By somebody else: ends all sessions, and the password must be changed at the next sign-in.
    Result<void> reset_password(const Actor& by, int64_t account, std::string_view password);

    // ---- posts
    Result<Post> create_post(const Actor& by, const NewPost& wanted);
    // One step: from now on the other holds it; sessions of the former holder no longer act from
    // it.
    Result<Post> hand_over(const Actor& by, int64_t post, int64_t to);
    Result<void> close_post(const Actor& by, int64_t post);
    Result<std::optional<Post>> find_post(int64_t post);  // closed ones too
    Result<std::vector<Post>> posts();                    // closed ones not
    Result<std::vector<Post>> posts_of(int64_t account);

    // ---- sessions (sessions.cpp)
    Result<SignIn> sign_in(std::string_view login, std::string_view password,
                           const std::string& address);
    // Nothing: not signed in any more. An expired session is removed.
    Result<std::optional<Session>> session(std::string_view token);
    // From now on from another of one's posts; kNotFound where one does not hold it.
    Result<Session> act_as(std::string_view token, int64_t post);
    // By oneself; kDone, kRefused or kThrottled. Ends one's other sessions.
    Result<SignIn::Outcome> change_password(std::string_view token, std::string_view old_password,
                                            std::string_view new_password,
                                            const std::string& address);
    Result<void> sign_out(std::string_view token);
    Result<void> end_sessions(const Actor& by, int64_t account);

    // ---- the trail
    // Before the values are shown; a reason is required.
    Result<void> record_unmasking(const Actor& by, std::string_view what, std::string_view reason);
    Result<void> record_personal_fill(const Actor& by, std::string_view what,
                                      std::string_view reason);
    // Before it is done, as everything here: a change that then fails has been told once too often.
    Result<void> record_units_update(const Actor& by, std::string_view what);
    Result<std::vector<AuditEntry>> audit(int64_t before, size_t limit);
    Result<AuditHead> audit_head();
    Result<std::vector<ledger::Finding>> verify();

    // A consistent copy into an existing folder, without sessions.
    Result<void> backup(const std::string& folder);
    // Passwords checked since the start, for metrics.
    [[nodiscard]] uint64_t password_checks() const { return passwords_->checks(); }

  private:
    explicit Accounts(const Clock& clock) : clock_(&clock) {}

    struct Stored {
        Account account;
        std::string password;
    };
    Result<void> set_up();
    // The rest is called with mutex_ held.
    Result<std::optional<Stored>> stored_by_login(std::string_view login);
    Result<std::optional<Stored>> stored_by_id(int64_t id);
    Result<Account> need_account(int64_t id);
    Result<Post> need_post(int64_t id);
    Result<std::vector<Post>> list_posts(std::string_view where, int64_t value);
    Result<void> may_hold(const Actor& by, int64_t account, Role role, int64_t except_post);
    Result<void> record(const Actor& by, AuditAction action, std::string what,
                        std::string reason = {});
    Result<void> run(std::string_view sql, int64_t first, int64_t second = 0);
    Result<void> keep_password(int64_t account, const std::string& kept, bool must_change);
    Result<std::string> start_session(int64_t account, int64_t post);
    Result<std::optional<Session>> read_session(std::string_view token);
    Result<std::optional<Session>> session_of(const Account& account, int64_t post,
                                              Timestamp created, Timestamp last_seen);

    const Clock* clock_;
    site::Lock lock_;
    std::mutex mutex_;  // of the database; never held while a password is worked on
    ledger::Database database_;
    std::unique_ptr<PasswordChecker> passwords_;
    Throttle throttle_;
};

}  // namespace yitao::access
