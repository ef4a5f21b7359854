// Golden cases of tests/golden/identity: a sheet drawn in text and the identity it prints.
#include "recognise/structure/identity.h"

#include <gtest/gtest.h>

#include <fstream>

#include "recognise/structure/testing.h"

namespace yitao::recognise {
namespace {

std::string told(const FormIdentity& form) {
    std::string text;
    auto tell = [&](const char* name, const std::optional<FormIdentity::Item>& item) {
        if (!item) return;
        text += fmt::format("{} {} {}\n", name, xlsx::format_cell_ref(item->cell), item->text);
    };
    tell("number", form.number);
    tell("issued_by", form.issued_by);
    tell("approved_by", form.approved_by);
    tell("approval", form.approval);
    tell("valid_to", form.valid_to);
    if (form.last_day) text += "last day " + form.last_day->iso() + "\n";
    return text;
}

TEST(Identity, GoldenForms) {
    std::ifstream in(YITAO_SOURCE_DIR "/tests/golden/identity/identity.txt");
    ASSERT_TRUE(in);
    size_t cases = 0;
    std::string name, drawing, expected, expired;
    bool expecting = false;
    auto settle = [&] {
        if (name.empty()) return;
        ++cases;
        auto book = DrawnSheet(drawing).open();
        ASSERT_TRUE(book) << name << book.error().text();
        auto form = read_identity(*book);
        ASSERT_TRUE(form) << name;
        EXPECT_EQ(told(*form), expected) << name;
        if (expired.empty()) return;
        const Date first = *Date::parse_iso(expired);
        EXPECT_TRUE(form->is_expired(first)) << name;
        EXPECT_FALSE(form->is_expired(Date{first.days - 1})) << name;
    };
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== ")) {
            settle();
            name = line.substr(3);
            drawing = expected = expired = "";
            expecting = false;
        } else if (line == "expect") {
            expecting = true;
        } else if (line.starts_with("expired ")) {
            expired = line.substr(8);
        } else if (!line.empty()) {
            (expecting ? expected : drawing) += line + "\n";
        }
    }
    settle();
    EXPECT_EQ(cases, 9U);
}

TEST(Identity, SaysWhatIsMissingOrExpired) {
    FormIdentity form;
    form.number = FormIdentity::Item{"统基1表", 0, {}};
    form.issued_by = FormIdentity::Item{"县统计局", 0, {}};
    form.valid_to = FormIdentity::Item{"2026年1月", 0, {}};
    form.last_day = Date::from_civil(2026, 1, 31);
    auto findings = check_identity(form, *Date::from_civil(2026, 10, 31));
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].zh, "没有印批准（备案）文号");
    EXPECT_EQ(findings[1].zh, "已过有效期（至 2026-01-31）");
    form.approval = FormIdentity::Item{"国统制〔2025〕3号", 0, {}};
    EXPECT_TRUE(check_identity(form, *Date::from_civil(2026, 1, 31)).empty());
}

}  // namespace
}  // namespace yitao::recognise
