// The server's side of everything the page does: requests in, answers out. What routes there are
// stands in routes.cpp, as one table.
//
//     auto app = TRY(App::open({.folder = "data"}, system_clock()));
//     auto server = TRY(http::Server::listen(options, [&](const auto& r) { return app->answer(r);
//     }));
//
// answer() may be called from several threads at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"

namespace yitao::api {

struct Office;

// A file of the page: "/assets/index-1a2b.js" → bytes; nothing where there is none.
struct Asset {
    std::string_view bytes;  // compressed by gzip where `gzip` says so
    std::string_view type;
    bool gzip = false;
    bool forever = false;  // its name changes when it does
};
using FindAsset = std::function<bool(std::string_view path, Asset& asset)>;

struct AppOptions {
    std::string folder;
    FindAsset assets = {};
    bool secure_cookies = false;  // behind TLS
};

class App {
  public:
    // Takes the data directory: one process at a time.
    static Result<std::unique_ptr<App>> open(const AppOptions& options, const Clock& clock);
    ~App();

    http::Response answer(const http::Request& request);
    // How much may follow that head: files from who is signed in, little from anybody else.
    [[nodiscard]] size_t body_limit(const http::Request& head) const;
    // Ends event streams and waits for imports; nothing more may be asked after.
    void close();

  private:
    App() = default;
    http::Response route(const http::Request& request);
    [[nodiscard]] http::Response asset(const http::Request& request) const;

    std::unique_ptr<Office> office_;
    FindAsset assets_;
};

}  // namespace yitao::api
