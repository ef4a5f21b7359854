// Errors as application/problem+json (RFC 9457), in the reader's language.
#pragma once

#include "base/result.h"
#include "http/message.h"

namespace yitao::api {

// "en" where the browser prefers English to Chinese, else "zh".
bool prefers_english(const http::Request& request);

unsigned status_of(ErrorCode code);
std::string_view code_name(ErrorCode code);  // "not_found"

http::Response problem(const http::Request& request, const Error& error);
http::Response problem(const http::Request& request, unsigned status, std::string_view code,
                       const Message& message, std::string_view place = {});

}  // namespace yitao::api
