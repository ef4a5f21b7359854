// A request and its answer as the rest of the program sees them: plain values, no library of the
// network.
//
//     Response hello(const Request& request) {
//         return {.type = "text/plain", .body = "hello " + std::string(request.query("name"))};
//     }
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yitao::http {

class EventStream;

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string id;         // of this request: in the log, in errors, in the answer's X-Request-Id
    std::string remote;     // address of the other side
    bool is_local = false;  // over the server's own socket: from who may write its files
    std::string method;     // "GET"
    std::string path;       // without the query, still percent-encoded
    Fields parameters;      // of the query, decoded
    Fields headers;         // names in small letters
    std::string body;

    // Empty where there is none.
    [[nodiscard]] std::string_view header(std::string_view small_name) const;
    [[nodiscard]] std::string_view query(std::string_view name) const;
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Response {
    unsigned status = 200;
    std::string type = "application/json; charset=utf-8";
    std::string body;
    Fields headers = {};
    // Instead of a body: what happens from now on, until one of the two sides closes it.
    std::shared_ptr<EventStream> events = nullptr;
};

// "%E5%85%AC" → "公"; what is no good code stays as it is. `plus_is_space` as forms write it.
std::string percent_decoded(std::string_view text, bool plus_is_space = false);
// "a=1&b=%20" → {a, 1}, {b, " "}; at most 100.
Fields parse_query(std::string_view query);

}  // namespace yitao::http
