// Asks a server on this machine through its socket in the file system
// (ServerOptions::local_socket).
//
//     if (auto server = LocalClient::connect("data/serve.sock"))
//         Response response = TRY(server->ask({.method = "POST", .path = "/api/v1/…", .body =
//         "{}"}));
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace yitao::http {

class LocalClient {
  public:
    // Nothing where nobody listens there.
    static std::optional<LocalClient> connect(const std::string& path);
    LocalClient(LocalClient&&) noexcept;
    LocalClient& operator=(LocalClient&&) noexcept;
    ~LocalClient();

    // One after another; waits for the answer as long as it takes. kIo where the server went away.
    Result<Response> ask(const Request& request);

  private:
    struct State;
    explicit LocalClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::http
