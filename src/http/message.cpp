#include "http/message.h"

#include <charconv>

namespace yitao::http {

namespace {

constexpr size_t kMaxParameters = 100;

std::string_view find(const Fields& fields, std::string_view name) {
    for (const auto& [known, value] : fields) {
        if (known == name) return value;
    }
    return {};
}

}  // namespace

std::string_view Request::header(std::string_view small_name) const {
    return find(headers, small_name);
}

std::string_view Request::query(std::string_view name) const {
    return find(parameters, name);
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("cookie");
    while (!rest.empty()) {
        const size_t end = rest.find(';');
        std::string_view one = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        while (one.starts_with(' ')) one.remove_prefix(1);
        const size_t equals = one.find('=');
        if (equals != std::string_view::npos && one.substr(0, equals) == name) {
            return one.substr(equals + 1);
        }
    }
    return {};
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char* end = text.data() + i + 3;
            const auto [at, problem] = std::from_chars(text.data() + i + 1, end, byte, 16);
            if (problem == std::errc() && at == end) {
                out += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

Fields parse_query(std::string_view query) {
    Fields fields;
    while (!query.empty() && fields.size() < kMaxParameters) {
        const size_t end = query.find('&');
        const std::string_view one = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (one.empty()) continue;
        const size_t equals = one.find('=');
        fields.emplace_back(percent_decoded(one.substr(0, equals), true),
                            equals == std::string_view::npos
                                ? std::string()
                                : percent_decoded(one.substr(equals + 1), true));
    }
    return fields;
}

}  // namespace yitao::http
