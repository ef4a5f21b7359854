#include "access/accounts.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "access/test_access.h"

namespace yitao::access {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class AccountsTest : public testing::Test, protected TestAccounts {
  protected:
    std::vector<std::string> trail() {
        std::vector<std::string> out;
        for (const AuditEntry& entry : must(accounts->audit(0, 100))) {
            out.push_back(fmt::format("{} {}", audit_action_id(entry.action), entry.what));
        }
        return out;
    }
    // Behind the program's back.
    void execute(const std::string& sql) {
        accounts.reset();
        auto database = must(
            ledger::Database::open(folder.path("access.sqlite"), ledger::Database::Access::kWrite));
        must(database.execute(sql));
    }
    std::vector<ledger::Finding> findings() {
        accounts = open();
        return must(accounts->verify());
    }
};

TEST_F(AccountsTest, NamesAreFoundAsPeopleTypeThem) {
    const Account made = account("XuWen");
    EXPECT_EQ(must(accounts->find_account("ｘｕｗｅｎ ")).value().id, made.id);
    EXPECT_EQ(must(accounts->find_account(made.id)).value().login, "XuWen");
    EXPECT_EQ(must(accounts->find_account("xu")), std::nullopt);
    EXPECT_EQ(accounts->create_account({}, {"xuwen", "又一人", "春天来了万物生长"}).error().code,
              ErrorCode::kConflict);
    EXPECT_THAT(must(accounts->accounts()), SizeIs(1));
}

TEST_F(AccountsTest, NamesAndPasswordsHaveBounds) {
    const auto refused = [&](std::string login, std::string person, std::string password) {
        auto made = accounts->create_account({}, {login, person, password});
        return made ? "" : made.error().message.en;
    };
    const std::string good = "春天来了万物生长";
    for (const std::string& bad :
         {std::string(), std::string(" "), std::string("a\nb"), std::string(" a"),
          std::string("\xff"), std::string(kMaxAccountNameBytes + 1, 'a')}) {
        EXPECT_NE(refused(bad, "某", good), "") << bad;
        if (bad.starts_with("aaa")) continue;  // fits a person's name
        EXPECT_NE(refused("ok", bad, good), "") << bad;
    }
    EXPECT_NE(refused("ok", std::string(kMaxPersonNameBytes + 1, 'a'), good), "");
    EXPECT_NE(refused("ok", "某", "1234567"), "");
    EXPECT_NE(refused("xuwen", "某", "my-XuWen-1"), "");
    EXPECT_NE(refused("ok", "某", std::string(kMaxPasswordBytes + 1, 'x')), "");
    EXPECT_EQ(refused("a8", "某", "12345678"), "");
    EXPECT_EQ(refused(std::string(kMaxAccountNameBytes, 'a'), std::string(kMaxPersonNameBytes, 'a'),
                      std::string(kMaxPasswordBytes, 'x')),
              "");
}

TEST_F(AccountsTest, APostIsHandedOverInOneStep) {
    const Account old_clerk = account("old");
    const Account new_clerk = account("new");
    const Account admin = account("admin");
    const Post post = this->post(Role::kClerk, old_clerk.id);
    const Post keeps = this->post(Role::kAdministrator, admin.id, kCounty);
    const std::string token = sign_in("old").token;
    ASSERT_EQ(must(accounts->session(token))->post.id, post.id);
    EXPECT_EQ(sign_in("new").outcome, SignIn::Outcome::kNoPost);

    EXPECT_EQ(must(accounts->hand_over({admin.id, keeps.id}, post.id, new_clerk.id)).holder,
              new_clerk.id);
    EXPECT_EQ(must(accounts->session(token)), std::nullopt) << "nothing is left to act from";
    EXPECT_THAT(must(accounts->posts_of(old_clerk.id)), IsEmpty());
    EXPECT_EQ(sign_in("new").session->post.id, post.id);
    const AuditEntry entry = must(accounts->audit(0, 1)).at(0);
    EXPECT_EQ(entry.action, AuditAction::kHandOver);
    EXPECT_EQ(entry.account, admin.id);
    EXPECT_EQ(entry.post, keeps.id);
    EXPECT_EQ(entry.unit, kCounty);
    EXPECT_EQ(entry.what, fmt::format("p{} clerk 421221106202: old → new", post.id));
    EXPECT_EQ(accounts->hand_over({}, post.id, new_clerk.id).error().code, ErrorCode::kConflict);
    EXPECT_EQ(accounts->hand_over({}, 99, new_clerk.id).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(accounts->hand_over({}, post.id, 99).error().code, ErrorCode::kNotFound);
}

TEST_F(AccountsTest, WhoHasTwoPostsGoesOnWithTheOther) {
    const Account clerk = account("clerk");
    const Account other = account("other");
    const Post first = post(Role::kClerk, clerk.id, kVillageA);
    const Post second = post(Role::kClerk, clerk.id, kVillageB);
    const std::string token = sign_in("clerk").token;
    EXPECT_EQ(must(accounts->act_as(token, second.id)).post.id, second.id);
    EXPECT_EQ(must(accounts->session(token))->post.id, second.id);
    EXPECT_EQ(accounts->act_as(token, 99).error().code, ErrorCode::kNotFound);
    must(accounts->hand_over({}, second.id, other.id));
    EXPECT_EQ(must(accounts->session(token))->post.id, first.id);
    EXPECT_EQ(accounts->act_as(token, second.id).error().code, ErrorCode::kNotFound);
    must(accounts->close_post({}, first.id));
    EXPECT_EQ(must(accounts->session(token)), std::nullopt);
    EXPECT_TRUE(must(accounts->find_post(first.id))->closed) << "the journal still names it";
    EXPECT_THAT(must(accounts->posts()), SizeIs(1));
}

TEST_F(AccountsTest, SomeThingsAreRefusedToEverybody) {
    const Account admin = account("admin");
    const Account clerk = account("clerk");
    const Post keeps = post(Role::kAdministrator, admin.id, kCity);
    const Post work = post(Role::kClerk, clerk.id);
    const Actor by{admin.id, keeps.id};
    const auto code = [](const auto& result) { return result.error().code; };
    EXPECT_EQ(code(accounts->create_post(by, {Role::kClerk, kVillageA, "", admin.id})),
              ErrorCode::kConflict);
    EXPECT_EQ(code(accounts->hand_over(by, work.id, admin.id)), ErrorCode::kConflict);
    EXPECT_EQ(code(accounts->hand_over({}, work.id, admin.id)), ErrorCode::kConflict) << "apart";
    EXPECT_EQ(code(accounts->create_post({}, {Role::kAuditor, kCity, "", clerk.id})),
              ErrorCode::kConflict);
    EXPECT_EQ(code(accounts->create_post({}, {Role::kAuditor, kCity, "", admin.id})),
              ErrorCode::kConflict);
    EXPECT_TRUE(accounts->create_post({}, {Role::kAdministrator, kCounty, "", admin.id}));
    EXPECT_EQ(code(accounts->create_post(by, {Role::kOfficer, kCounty, " ", clerk.id})),
              ErrorCode::kInvalid);
    EXPECT_EQ(code(accounts->set_disabled(by, admin.id, true)), ErrorCode::kConflict);
    EXPECT_EQ(code(accounts->reset_password(by, admin.id, "春天来了万物生长")),
              ErrorCode::kConflict);
    must(accounts->set_disabled(by, clerk.id, true));
    EXPECT_EQ(code(accounts->create_post(by, {Role::kClerk, kVillageA, "", clerk.id})),
              ErrorCode::kConflict);
    const Post vacant = must(accounts->create_post(by, {Role::kClerk, kVillageA, "", 0}));
    EXPECT_EQ(must(accounts->find_post(vacant.id))->holder, 0);
}

TEST_F(AccountsTest, AnAccountHoldsSoManyPosts) {
    const Account clerk = account("clerk");
    for (size_t i = 0; i < kMaxPostsOfAccount; ++i) post(Role::kClerk, clerk.id);
    EXPECT_EQ(accounts->create_post({}, {Role::kClerk, kVillageA, "", clerk.id}).error().code,
              ErrorCode::kLimit);
}

TEST_F(AccountsTest, TheTrailSaysWhatWasDoneAndNothingOfHowPeopleWork) {
    const Account clerk = account("clerk");
    const Post work = post(Role::kClerk, clerk.id);
    sign_in("clerk", "falsch");
    sign_in("nobody");
    const std::string token = sign_in("clerk").token;
    must(accounts->sign_out(token));
    EXPECT_FALSE(accounts->record_unmasking({clerk.id, work.id}, "resident 12 name", " 　"));
    EXPECT_FALSE(accounts->record_unmasking({clerk.id, work.id}, "resident 12 name",
                                            std::string(kMaxReasonBytes + 1, 'x')));
    must(accounts->record_unmasking({clerk.id, work.id}, "resident 12 name",
                                    std::string(kMaxReasonBytes, 'x')));
    must(accounts->record_unmasking({clerk.id, work.id}, "resident 12 name", "核对 证件 "));
    must(accounts->record_personal_fill({clerk.id, work.id}, "01民政.xlsx 421221106202", "上报"));
    must(accounts->end_sessions({}, clerk.id));
    EXPECT_THAT(trail(),
                ElementsAre("sessions.end clerk", "fill.personal 01民政.xlsx 421221106202",
                            "row.unmask resident 12 name", "row.unmask resident 12 name",
                            fmt::format("post.create p{} clerk 421221106202 → clerk", work.id),
                            "account.create clerk"));
    const auto entries = must(accounts->audit(5, 1));
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].seq, 4);
    EXPECT_EQ(entries[0].reason, "核对 证件");
    EXPECT_EQ(entries[0].at, clock.now());
    EXPECT_EQ(entries[0].unit, kVillageB);
    EXPECT_THAT(must(accounts->verify()), IsEmpty());
}

TEST_F(AccountsTest, TamperingWithTheTrailIsFound) {
    const Account clerk = account("clerk");
    for (int i = 0; i < 5; ++i) {
        must(accounts->record_unmasking({clerk.id, 0}, fmt::format("resident {}", i), "核对"));
    }
    const AuditHead head = must(accounts->audit_head());
    EXPECT_EQ(head.seq, 6);
    EXPECT_THAT(must(accounts->verify()), IsEmpty());
    execute(
        "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE head AS SELECT * FROM audit_head");
    const auto restore = [&] {
        execute(
            "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; "
            "UPDATE audit_head SET seq = (SELECT seq FROM head), hash = (SELECT hash FROM head)");
    };
    for (const char* change :
         {"UPDATE audit SET reason = '好奇' WHERE seq = 3",
          "UPDATE audit SET what = '' WHERE seq = 3", "UPDATE audit SET account = 9 WHERE seq = 3",
          "UPDATE audit SET at = at + 1 WHERE seq = 3", "UPDATE audit SET post = 1 WHERE seq = 3",
          "UPDATE audit SET action = 2 WHERE seq = 3", "UPDATE audit SET unit = 1 WHERE seq = 3",
          "UPDATE audit SET hash = x'00' WHERE seq = 3", "DELETE FROM audit WHERE seq = 3",
          "DELETE FROM audit WHERE seq = 6", "DELETE FROM audit",
          "UPDATE audit SET seq = 7 WHERE seq = 6", "DELETE FROM audit_head",
          // "a" + "bc" is not "ab" + "c"
          "UPDATE audit SET what = what || substr(reason, 1, 1), reason = substr(reason, 2) "
          "WHERE seq = 3"}) {
        execute(change);
        EXPECT_THAT(findings(), testing::Not(IsEmpty())) << change;
        if (std::string_view(change) == "DELETE FROM audit_head") {
            EXPECT_FALSE(accounts->record_unmasking({}, "resident 1", "核对"));
            execute("INSERT INTO audit_head SELECT 1, seq, hash FROM head");
        }
        restore();
        EXPECT_THAT(findings(), IsEmpty()) << change;
    }
    EXPECT_EQ(must(accounts->audit_head()), head);
}

TEST_F(AccountsTest, ASecondWriterIsRefusedWhateverItsProcess) {
    account("clerk");
    const auto second = Accounts::open(folder.path(), clock, {.cost = kCheapPasswords});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kBusy);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto other = Accounts::open(folder.path(), clock, {.cost = kCheapPasswords});
        ::_exit(!other && other.error().code == ErrorCode::kBusy ? 42 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 42);
    accounts.reset();
    EXPECT_TRUE(Accounts::open(folder.path(), clock, {.cost = kCheapPasswords}));
}

TEST_F(AccountsTest, KilledInTheMiddleItIsSoundAndGoesOn) {
    accounts.reset();
    size_t accounts_before = 0;
    for (int round = 0; round < 4; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto own = Accounts::open(folder.path(), clock, {.cost = kCheapPasswords});
            if (!own) ::_exit(1);
            for (int i = 0;; ++i) {
                auto made = (*own)->create_account(
                    {}, {fmt::format("r{}n{}", round, i), "某人", "春天来了万物生长"});
                if (!made) ::_exit(2);
                if (!(*own)->create_post({}, {Role::kClerk, kVillageA, "", made->id})) ::_exit(3);
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(120 + 37 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        EXPECT_THAT(findings(), IsEmpty());
        const size_t now = must(accounts->accounts()).size();
        const size_t posts = must(accounts->posts()).size();
        EXPECT_GE(now, accounts_before);
        EXPECT_EQ(must(accounts->audit_head()).seq, static_cast<int64_t>(now + posts))
            << "each change has its entry, each entry its change";
        accounts_before = now;
        accounts.reset();
    }
    EXPECT_GT(accounts_before, 0U);
}

TEST_F(AccountsTest, TheFileIsItsOwnersAloneAndAPasswordIsNotInIt) {
    account("clerk");
    struct stat info{};
    ASSERT_EQ(::stat(folder.path("access.sqlite").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    const Post work = post(Role::kClerk, 1);
    const std::string token = sign_in("clerk").token;
    accounts.reset();
    std::ifstream in(folder.path("access.sqlite"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(bytes.find("$argon2id$"), std::string::npos);
    EXPECT_EQ(bytes.find("春天来了万物生长"), std::string::npos);
    EXPECT_EQ(bytes.find(token), std::string::npos);
}

TEST_F(AccountsTest, ABackupHasAllButSessions) {
    const Account clerk = account("clerk");
    post(Role::kClerk, clerk.id);
    const std::string token = sign_in("clerk").token;
    TemporaryFolder copy;
    must(accounts->backup(copy.path()));
    EXPECT_EQ(accounts->backup(copy.path()).error().code, ErrorCode::kConflict);
    auto restored = must(Accounts::open(copy.path(), clock, {.cost = kCheapPasswords}));
    EXPECT_EQ(must(restored->session(token)), std::nullopt);
    EXPECT_TRUE(must(accounts->session(token)));
    EXPECT_EQ(must(restored->sign_in("clerk", "春天来了万物生长", "x")).outcome,
              SignIn::Outcome::kDone);
    EXPECT_THAT(must(restored->verify()), IsEmpty());
}

TEST_F(AccountsTest, AFileOfANewerProgramIsRefused) {
    execute("UPDATE meta SET value = 2");
    EXPECT_EQ(Accounts::open(folder.path(), clock, {}).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace yitao::access
