#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "access/accounts.h"
#include "access/test_access.h"

namespace yitao::access {
namespace {

using Outcome = SignIn::Outcome;
constexpr Timestamp kHour = Timestamp{3'600} * 1'000'000;

class SessionsTest : public testing::Test, protected TestAccounts {
  protected:
    bool is_in(const std::string& token) { return must(accounts->session(token)).has_value(); }

    Account clerk_ = account("clerk");
    Post post_ = post(Role::kClerk, clerk_.id);
};

TEST_F(SessionsTest, SignsInWithNameAndPassword) {
    const SignIn in = sign_in("Clerk");
    ASSERT_EQ(in.outcome, Outcome::kDone);
    EXPECT_EQ(in.token.size(), 43U);
    EXPECT_NE(in.token, sign_in("clerk").token);
    const Session session = must(accounts->session(in.token)).value();
    EXPECT_EQ(session.account.id, clerk_.id);
    EXPECT_EQ(session.post.id, post_.id);
    EXPECT_EQ(session.expires, clock.now() + kSessionIdle);
    EXPECT_FALSE(is_in(""));
    EXPECT_FALSE(is_in(in.token + "x"));
    must(accounts->sign_out(in.token));
    EXPECT_FALSE(is_in(in.token));
    must(accounts->sign_out("never"));
}

TEST_F(SessionsTest, AWrongNameCostsWhatAWrongPasswordCosts) {
    const std::string too_long(kMaxAccountNameBytes + 1, 'a');
    must(accounts->set_disabled({}, account("gone").id, true));
    for (const std::string& name : {std::string("clerk"), std::string("nobody"), too_long,
                                    std::string("\xff"), std::string(), std::string("gone")}) {
        const uint64_t before = accounts->password_checks();
        const SignIn in = sign_in(name, "falsch");
        EXPECT_EQ(in.outcome, Outcome::kRefused) << name;
        EXPECT_EQ(accounts->password_checks(), before + 1) << name;
    }
    EXPECT_EQ(sign_in("gone").outcome, Outcome::kRefused)
        << "disabled, though the password is right";
    EXPECT_EQ(sign_in("clerk", std::string(kMaxPasswordBytes + 1, 'x')).outcome, Outcome::kRefused);
}

TEST_F(SessionsTest, GuessingIsThrottledBeforeAnyHashing) {
    for (int i = 0; i < kNameRule.free_tries; ++i) sign_in("clerk", "falsch");
    const uint64_t checks = accounts->password_checks();
    const SignIn waiting = sign_in("CLERK");
    EXPECT_EQ(waiting.outcome, Outcome::kThrottled);
    EXPECT_EQ(waiting.wait_s, 1);
    EXPECT_EQ(accounts->password_checks(), checks);
    clock.advance(1'000'000);
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kDone);
    EXPECT_EQ(sign_in("clerk", "falsch").outcome, Outcome::kRefused) << "and all is forgotten";
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kDone);
}

TEST_F(SessionsTest, EndsAfterTwelveIdleHours) {
    const std::string token = sign_in("clerk").token;
    clock.advance(kSessionIdle - 1);
    EXPECT_TRUE(is_in(token)) << "and that was use";
    clock.advance(kSessionIdle - 1);
    EXPECT_TRUE(is_in(token));
    clock.advance(kSessionIdle);
    EXPECT_FALSE(is_in(token));
    clock.advance(-kSessionIdle);
    EXPECT_FALSE(is_in(token)) << "it is gone, not asleep";
}

TEST_F(SessionsTest, EndsAfterSevenDaysOfUse) {
    const std::string token = sign_in("clerk").token;
    const Timestamp start = clock.now();
    while (clock.now() + kHour < start + kSessionLongest) {
        clock.advance(kHour);
        ASSERT_TRUE(is_in(token));
    }
    clock.set(start + kSessionLongest - 1);
    EXPECT_TRUE(is_in(token));
    clock.advance(1);
    EXPECT_FALSE(is_in(token));
}

TEST_F(SessionsTest, OutlivesARestart) {
    const std::string token = sign_in("clerk").token;
    reopen();
    EXPECT_TRUE(is_in(token));
}

TEST_F(SessionsTest, AreEndedOneByOneOrAllOfAnAccount) {
    post(Role::kClerk, account("other").id);
    const std::string first = sign_in("clerk").token;
    const std::string second = sign_in("clerk").token;
    const std::string other = sign_in("other").token;
    must(accounts->sign_out(first));
    EXPECT_FALSE(is_in(first));
    EXPECT_TRUE(is_in(second));
    must(accounts->end_sessions({}, clerk_.id));
    EXPECT_FALSE(is_in(second));
    EXPECT_TRUE(is_in(other));
    EXPECT_EQ(accounts->end_sessions({}, 99).error().code, ErrorCode::kNotFound);
}

TEST_F(SessionsTest, DisablingEndsThemAndEnablingDoesNotBringThemBack) {
    const std::string token = sign_in("clerk").token;
    must(accounts->set_disabled({}, clerk_.id, true));
    EXPECT_FALSE(is_in(token));
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kRefused);
    must(accounts->set_disabled({}, clerk_.id, false));
    EXPECT_FALSE(is_in(token));
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kDone);
}

TEST_F(SessionsTest, OneMoreThanTheMostEndsTheOldest) {
    std::vector<std::string> tokens;
    for (size_t i = 0; i <= kMaxSessionsOfAccount; ++i) {
        tokens.push_back(sign_in("clerk").token);
        clock.advance(1);
    }
    EXPECT_FALSE(is_in(tokens[0]));
    for (size_t i = 1; i < tokens.size(); ++i) EXPECT_TRUE(is_in(tokens[i])) << i;
}

TEST_F(SessionsTest, APasswordIsChangedWithTheOldOne) {
    const std::string here = sign_in("clerk").token;
    const std::string elsewhere = sign_in("clerk").token;
    const auto change = [&](std::string_view from, std::string_view to) {
        return accounts->change_password(here, from, to, "10.0.0.1");
    };
    EXPECT_EQ(must(change("falsch", "夏天来了万物生长")), Outcome::kRefused);
    EXPECT_EQ(change("春天来了万物生长", "short").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(must(change("春天来了万物生长", "夏天来了万物生长")), Outcome::kDone);
    EXPECT_TRUE(is_in(here));
    EXPECT_FALSE(is_in(elsewhere));
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kRefused);
    EXPECT_EQ(sign_in("clerk", "夏天来了万物生长").outcome, Outcome::kDone);
    EXPECT_EQ(must(accounts->change_password("never", "a", "夏天来了万物生长", "x")),
              Outcome::kRefused);
    for (int i = 0; i < kNameRule.free_tries; ++i)
        EXPECT_EQ(must(change("falsch", "秋天来了万物生长")), Outcome::kRefused);
    EXPECT_EQ(must(change("夏天来了万物生长", "秋天来了万物生长")), Outcome::kThrottled);
}

TEST_F(SessionsTest, AResetPasswordMustBeChanged) {
    const std::string token = sign_in("clerk").token;
    must(accounts->reset_password({}, clerk_.id, "秋天来了万物生长"));
    EXPECT_FALSE(is_in(token));
    const SignIn in = sign_in("clerk", "秋天来了万物生长");
    EXPECT_TRUE(in.session->account.must_change_password);
    const org::Tree tree = test_tree();
    EXPECT_EQ(in.session->scope(tree), Scope{}) << "nothing but a new password";
    must(accounts->change_password(in.token, "秋天来了万物生长", "冬天来了万物生长", "x"));
    const Session session = must(accounts->session(in.token)).value();
    EXPECT_FALSE(session.account.must_change_password);
    EXPECT_TRUE(session.scope(tree).sees(*tree.find(kVillageB)));
    EXPECT_EQ(accounts->reset_password({}, 99, "秋天来了万物生长").error().code,
              ErrorCode::kNotFound);
}

TEST_F(SessionsTest, APasswordKeptCheaperIsKeptAnewAtTheNextSignIn) {
    accounts.reset();
    accounts = must(Accounts::open(folder.path(), clock, {.cost = {2, 16384}}));
    EXPECT_EQ(sign_in("clerk").outcome, Outcome::kDone);
    auto checker = must(PasswordChecker::make({2, 16384}));
    accounts.reset();
    auto database =
        must(ledger::Database::open(folder.path("access.sqlite"), ledger::Database::Access::kRead));
    auto find = must(database.prepare("SELECT password FROM accounts"));
    ASSERT_TRUE(must(find.step()));
    EXPECT_FALSE(checker->is_outdated(std::string(find.text(0))));
    EXPECT_TRUE(checker->check(std::string(find.text(0)), "春天来了万物生长"));
}

TEST_F(SessionsTest, SeveralThreadsAtOnce) {
    std::vector<std::jthread> threads;
    std::atomic<int> done = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) {
                const std::string address = fmt::format("10.0.0.{}", t);
                const SignIn in = must(accounts->sign_in("clerk", "春天来了万物生长", address));
                if (in.outcome == Outcome::kThrottled) {
                    ++done;  // tries sent at once all count until they have succeeded
                    continue;
                }
                if (is_in(in.token)) ++done;
                must(accounts->sign_out(in.token));
            }
        });
    }
    threads.clear();
    EXPECT_EQ(done, 20);
}

}  // namespace
}  // namespace yitao::access
