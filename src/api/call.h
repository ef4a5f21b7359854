// One request on its way through a handler: who asks, what they may see, what they sent.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/accounts.h"
#include "access/scope.h"
#include "api/problem.h"
#include "http/message.h"
#include "org/tree.h"
#include "report/fill.h"

namespace yitao::api {

namespace json = boost::json;
struct Office;

struct Call {
    Office& office;
    const http::Request& request;
    std::vector<std::string> arguments = {};  // of the path's {…}
    std::optional<access::Session> session = {};
    access::Scope scope = {};
    std::string who = {};                        // the post in words, for the journal
    std::shared_ptr<const org::Tree> tree = {};  // of today
    json::object body = {};                      // of requests that carry JSON

    [[nodiscard]] std::string_view query(std::string_view name) const {
        return request.query(name);
    }
    [[nodiscard]] bool english() const { return prefers_english(request); }
    [[nodiscard]] const std::string& in_words(const Message& message) const {
        return english() ? message.en : message.zh;
    }
};

using Answer = Result<http::Response>;

inline http::Response reply(const json::value& body, unsigned status = 200) {
    return {.status = status, .body = json::serialize(body)};
}
inline http::Response nothing() {
    return {.status = 204, .type = "text/plain", .body = ""};
}
// To be saved under that name.
http::Response attachment(std::string bytes, std::string_view type, std::string_view name);
inline http::Response xlsx_file(std::string bytes, std::string_view name) {
    return attachment(std::move(bytes),
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
}
// "2026-10-03T09:12:00+08:00"
std::string moment_text(Timestamp moment);
inline http::Response forbidden(const Call& call) {
    return problem(call.request, 403, "forbidden",
                   {"您的岗位没有这项权限", "your post may not do this"});
}

// ---- what requests say
// A field of the body; kInvalid where it is missing or of another kind.
Result<std::string> text_of(const Call& call, std::string_view name);
std::string text_or(const Call& call, std::string_view name, std::string_view other = "");
Result<json::array> array_of(const Call& call, std::string_view name);
// ?limit= between 1 and `most`; ?cursor= as the answer before gave it.
struct Page {
    size_t first = 0;
    size_t most = 50;
};
Result<Page> page_of(const Call& call, size_t most);
// {"items":…,"next":…,"total":…}
json::object page_body(json::array items, const Page& page, size_t total);
// ?unit= of the tree, the post's own without; refused (kNotFound) beyond what the post sees.
Result<org::UnitIndex> unit_of(const Call& call, const org::Tree& tree);
// ?as_of= and ?period=
Result<report::FillDate> date_of(const Call& call);

// A number of the query; `other` where it is not said.
Result<size_t> number_of(const Call& call, std::string_view name, size_t other);
// A date as text; nothing for none.
Result<std::optional<Date>> day_of(std::string_view text);
// A unit by its code within what the post sees; kNotFound.
Result<org::UnitIndex> seen_unit(const access::Scope& scope, const org::Tree& tree,
                                 std::string_view code);

// ---- what answers say
json::object to_json(const org::Tree& tree, org::UnitIndex unit);
// Those above it that the post sees, from the highest on, and the unit itself.
json::array path_json(const Call& call, org::UnitIndex unit);
json::object post_json(const Call& call, const access::Post& post);

}  // namespace yitao::api
