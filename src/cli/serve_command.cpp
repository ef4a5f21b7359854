// serve: the page and its API in front of one data directory.
#include <fmt/format.h>

#include <charconv>

#include "api/app.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serving.h"
#include "cli/web_assets.h"
#include "http/server.h"

namespace yitao::cli {

namespace {

// "127.0.0.1:8080", "[::1]:8080"
Result<std::pair<std::string, uint16_t>> parse_listen(const std::string& text) {
    const size_t colon = text.rfind(':');
    uint16_t port = 0;
    if (colon != std::string::npos) {
        const auto [end, problem] =
            std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
        if (problem == std::errc() && end == text.data() + text.size()) {
            std::string address = text.substr(0, colon);
            if (address.starts_with('[') && address.ends_with(']')) {
                address = address.substr(1, address.size() - 2);
            }
            return std::pair(address, port);
        }
    }
    return fail(ErrorCode::kInvalid, "应写成 地址:端口，如 127.0.0.1:8080",
                "written address:port, as 127.0.0.1:8080", text);
}

Result<int> serve(const CommonOptions& common, const ServeOptions& options) {
    const auto [address, port] = TRY(parse_listen(options.listen));
    if (options.certificate.empty() != options.key.empty()) {
        return fail(ErrorCode::kInvalid, "--tls-certificate 与 --tls-key 要一起给",
                    "--tls-certificate and --tls-key go together");
    }
    const bool tls = !options.certificate.empty();
    auto app = TRY(api::App::open(
        {.folder = common.data, .assets = find_web_asset, .secure_cookies = tls}, system_clock()));
    http::ServerOptions asked{.address = address,
                              .port = port,
                              .local_socket = serving_socket(common.data),
                              .certificate = options.certificate,
                              .key = options.key};
    asked.limits.body_limit = [&](const http::Request& head) { return app->body_limit(head); };
    auto server = TRY(http::Server::listen(
        asked, [&](const http::Request& request) { return app->answer(request); }));
    fmt::print("{}://{}:{}/\n", tls ? "https" : "http", address, server->port());
    std::fflush(stdout);
    server->run();
    app->close();
    fmt::print("已停止 / stopped\n");
    return int{kOk};
}

}  // namespace

int run_serve(const CommonOptions& common, const ServeOptions& options) {
    auto code = serve(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
