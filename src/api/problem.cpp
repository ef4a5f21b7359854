#include "api/problem.h"

#include <boost/json.hpp>

namespace yitao::api {

namespace json = boost::json;

bool prefers_english(const http::Request& request) {
    const std::string_view wish = request.header("accept-language");
    const size_t english = wish.find("en");
    return english != std::string_view::npos && english < wish.find("zh");
}

unsigned status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalid:
            return 422;
        case ErrorCode::kNotFound:
            return 404;
        case ErrorCode::kConflict:
            return 409;
        case ErrorCode::kLimit:
            return 413;
        case ErrorCode::kUnsupported:
            return 422;
        case ErrorCode::kDamaged:
            return 422;
        case ErrorCode::kBusy:
            return 503;
        case ErrorCode::kIo:
            return 500;
    }
    return 500;
}

std::string_view code_name(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalid:
            return "invalid";
        case ErrorCode::kNotFound:
            return "not_found";
        case ErrorCode::kConflict:
            return "conflict";
        case ErrorCode::kLimit:
            return "limit";
        case ErrorCode::kUnsupported:
            return "unsupported";
        case ErrorCode::kDamaged:
            return "damaged";
        case ErrorCode::kBusy:
            return "busy";
        case ErrorCode::kIo:
            return "io";
    }
    return "error";
}

http::Response problem(const http::Request& request, unsigned status, std::string_view code,
                       const Message& message, std::string_view place) {
    const json::object body{{"type", "about:blank"},
                            {"title", prefers_english(request) ? message.en : message.zh},
                            {"title_en", message.en},
                            {"status", status},
                            {"code", code},
                            {"place", place},
                            {"request_id", request.id}};
    return {.status = status,
            .type = "application/problem+json; charset=utf-8",
            .body = json::serialize(body)};
}

http::Response problem(const http::Request& request, const Error& error) {
    return problem(request, status_of(error.code), code_name(error.code), error.message,
                   error.place);
}

}  // namespace yitao::api
