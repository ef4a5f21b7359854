// Signing in and out; a session lives in a cookie that no script reads.
#include <algorithm>

#include "api/office.h"
#include "api/routes.h"

namespace yitao::api {

namespace {

json::object session_json(const Call& call, const access::Session& session) {
    json::array posts;
    for (const access::Post& post : session.posts) posts.push_back(post_json(call, post));
    json::array may;
    for (size_t a = 0; a < access::kActions; ++a) {
        const auto action = static_cast<access::Action>(a);
        const bool is_offered = std::ranges::any_of(routes(), [&](const Route& route) {
            return route.who == Who::kMay && route.action == action;
        });
        if (is_offered && access::may(session.post.role, action)) {
            may.push_back(json::string(access::action_id(action)));
        }
    }
    return {{"account", session.account.login},
            {"name", session.account.person},
            {"must_change_password", session.account.must_change_password},
            {"post", post_json(call, session.post)},
            {"posts", std::move(posts)},
            {"may", std::move(may)},
            {"today", call.office.site.clock().today().iso()}};
}

// An IPv6 line has a network of addresses: whoever guesses could take another for each try.
std::string network_of(const std::string& remote) {
    size_t at = 0;
    for (int group = 0; group < 4 && at != std::string::npos; ++group) {
        at = remote.find(':', at + (group > 0 ? 1 : 0));
    }
    return remote.substr(0, at);
}

std::string cookie(const Call& call, std::string_view token) {
    return fmt::format("yitao_session={}; Path=/; HttpOnly; SameSite=Strict{}{}", token,
                       call.office.secure_cookies ? "; Secure" : "",
                       token.empty() ? "; Max-Age=0" : "");
}

http::Response throttled(const Call& call, int wait_s) {
    http::Response response = problem(call.request, 429, "throttled",
                                      {fmt::format("密码试得太多，请 {} 秒后再试", wait_s),
                                       fmt::format("too many tries; again in {} seconds", wait_s)});
    response.headers.emplace_back("Retry-After", std::to_string(wait_s));
    return response;
}

}  // namespace

Answer sign_in(Call& call) {
    const std::string name = TRY(text_of(call, "name"));
    const std::string password = TRY(text_of(call, "password"));
    const access::SignIn in =
        TRY(call.office.accounts->sign_in(name, password, network_of(call.request.remote)));
    switch (in.outcome) {
        case access::SignIn::Outcome::kDone:
            break;
        case access::SignIn::Outcome::kThrottled:
            return throttled(call, in.wait_s);
        case access::SignIn::Outcome::kNoPost:
            return problem(
                call.request, 403, "no_post",
                {"您还没有岗位，请联系管理员", "you hold no post; ask the administrator"});
        case access::SignIn::Outcome::kRefused:
            return problem(call.request, 401, "refused",
                           {"用户名或密码不对", "the name or the password is wrong"});
    }
    http::Response response = reply(session_json(call, *in.session));
    response.headers.emplace_back("Set-Cookie", cookie(call, in.token));
    return response;
}

Answer show_session(Call& call) {
    return reply(session_json(call, *call.session));
}

Answer sign_out(Call& call) {
    TRY(call.office.accounts->sign_out(call.request.cookie("yitao_session")));
    http::Response response = nothing();
    response.headers.emplace_back("Set-Cookie", cookie(call, ""));
    return response;
}

Answer choose_post(Call& call) {
    const std::string text = TRY(text_of(call, "post"));
    for (const access::Post& post : call.session->posts) {
        if (std::to_string(post.id) != text) continue;
        return reply(session_json(call, TRY(call.office.accounts->act_as(
                                            call.request.cookie("yitao_session"), post.id))));
    }
    return fail(ErrorCode::kNotFound, "您没有这个岗位", "you do not hold that post", text);
}

Answer change_password(Call& call) {
    const auto outcome = TRY(call.office.accounts->change_password(
        call.request.cookie("yitao_session"), TRY(text_of(call, "old")), TRY(text_of(call, "new")),
        network_of(call.request.remote)));
    if (outcome == access::SignIn::Outcome::kThrottled) return throttled(call, 60);
    if (outcome != access::SignIn::Outcome::kDone) {
        return problem(call.request, 403, "refused", {"原密码不对", "the old password is wrong"});
    }
    return nothing();
}

}  // namespace yitao::api
