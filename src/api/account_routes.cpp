// Accounts and posts, for administrators; the trail, for auditors.
#include <algorithm>
#include <charconv>

#include "api/office.h"
#include "api/routes.h"

namespace yitao::api {

namespace {

// Posts of units one's own post sees; of others an administrator of a county knows nothing.
bool sees(const Call& call, const access::Post& post) {
    const auto unit = call.tree->find(post.unit);
    return unit && call.scope.sees(*unit);
}

Result<access::Account> account_of(const Call& call, std::string_view login) {
    auto account = TRY(call.office.accounts->find_account(login));
    if (account) return std::move(*account);
    return fail(ErrorCode::kNotFound, "没有这个账号", "there is no such account",
                std::string(login));
}

}  // namespace

Answer list_accounts(Call& call) {
    json::array items;
    const auto posts = TRY(call.office.accounts->posts());
    for (const access::Account& account : TRY(call.office.accounts->accounts())) {
        json::array held;
        bool elsewhere = false;
        for (const access::Post& post : posts) {
            if (post.holder != account.id) continue;
            if (sees(call, post))
                held.push_back(post_json(call, post));
            else
                elsewhere = true;
        }
        if (held.empty() && elsewhere) continue;
        items.push_back(json::object{{"account", account.login},
                                     {"name", account.person},
                                     {"disabled", account.disabled},
                                     {"posts", std::move(held)}});
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer add_account(Call& call) {
    access::Accounts& accounts = *call.office.accounts;
    std::vector<access::NewPost> posts;
    for (const json::value& one : TRY(array_of(call, "posts"))) {
        if (!one.is_object())
            return fail(ErrorCode::kInvalid, "岗位写法不对", "a post is an object", "posts");
        const auto text = [&](std::string_view name) {
            const json::value* value = one.as_object().if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                          : std::string();
        };
        const auto role = access::parse_role(text("role"));
        const auto code = org::parse_unit_code(text("unit"));
        const auto unit = code ? call.tree->find(*code) : std::nullopt;
        if (!role || !unit || !call.scope.sees(*unit)) {
            return fail(ErrorCode::kInvalid, "没有这种岗位，或单位不在您的范围内",
                        "there is no such role, or the unit is not yours", "posts");
        }
        posts.push_back({.role = *role, .unit = *code, .department = text("department")});
    }
    const access::Actor by = call.session->actor();
    const access::Account made =
        TRY(accounts.create_account(by, {.login = TRY(text_of(call, "account")),
                                         .person = TRY(text_of(call, "name")),
                                         .password = TRY(text_of(call, "password"))}));
    json::array held;
    for (access::NewPost& post : posts) {
        post.holder = made.id;
        held.push_back(post_json(call, TRY(accounts.create_post(by, post))));
    }
    return reply(json::object{{"account", made.login},
                              {"name", made.person},
                              {"disabled", false},
                              {"posts", std::move(held)}},
                 201);
}

Answer hand_over_post(Call& call) {
    access::Accounts& accounts = *call.office.accounts;
    int64_t id = 0;
    const std::string& text = call.arguments[0];
    std::from_chars(text.data(), text.data() + text.size(), id);
    const auto post = TRY(accounts.find_post(id));
    if (!post || !sees(call, *post)) {
        return fail(ErrorCode::kNotFound, "没有这个岗位，或不在您的范围内",
                    "there is no such post, or it is not yours to keep", text);
    }
    const access::Account to = TRY(account_of(call, TRY(text_of(call, "to"))));
    return reply(post_json(call, TRY(accounts.hand_over(call.session->actor(), id, to.id))));
}

Answer end_sessions(Call& call) {
    const access::Account account = TRY(account_of(call, call.arguments[0]));
    TRY(call.office.accounts->end_sessions(call.session->actor(), account.id));
    return nothing();
}

Answer show_audit(Call& call) {
    const Page page = TRY(page_of(call, 500));
    const auto posts = TRY(call.office.accounts->posts());
    json::array items;
    int64_t last = 0;
    const auto entries =
        TRY(call.office.accounts->audit(static_cast<int64_t>(page.first), page.most));
    for (const access::AuditEntry& entry : entries) {
        last = entry.seq;
        const auto unit = call.tree->find(entry.unit);
        // The command line acts at no unit; it is the machine's keeper's, for all to see.
        if (entry.post != 0 && !(unit && call.scope.sees(*unit))) continue;
        const auto post = std::ranges::find(posts, entry.post, &access::Post::id);
        items.push_back(json::object{
            {"at", moment_text(entry.at)},
            {"post", entry.post == 0       ? call.in_words({"本机命令", "command line"})
                     : post != posts.end() ? call.in_words(access::post_label(*post, *call.tree))
                                           : std::to_string(entry.post)},
            {"action", access::audit_action_id(entry.action)},
            {"action_name", call.english() ? access::audit_action_name(entry.action).en
                                           : access::audit_action_name(entry.action).zh},
            {"what", entry.what},
            {"reason", entry.reason}});
    }
    json::object body{{"items", std::move(items)}, {"next", nullptr}};
    if (entries.size() == page.most && last > 1) body["next"] = std::to_string(last);
    return reply(body);
}

}  // namespace yitao::api
