// An HTTP/1.1 server. The only room that sees Beast and Asio.
//
//     auto server = TRY(Server::listen({.address = "127.0.0.1", .port = 8080}, handler));
//     server->run();       // until SIGINT, SIGTERM or stop(); requests in flight are answered
//
// One thread talks to the network; handlers run on a few workers and may block. Slow, silent and
// oversize clients are bounded by Limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/event_stream.h"
#include "http/message.h"

namespace yitao::http {

// Called on a worker, several at a time. An exception answers 500.
using Handler = std::function<Response(const Request&)>;

struct Limits {
    size_t header_bytes = 16 * 1024;
    size_t body_bytes = size_t{256} << 20;  // a ledger of a city as .xlsx
    // Bytes a request with this head may have behind it, at most body_bytes; asked on the network's
    // thread before the body is read. Empty: body_bytes.
    std::function<size_t(const Request& head)> body_limit = {};
    size_t connections = 2'000;
    std::chrono::seconds header_time{30};  // to send a request's head
    std::chrono::seconds body_time{300};   // a workbook over a village's line
    std::chrono::seconds idle_time{75};    // between requests of a connection
    std::chrono::seconds write_time{300};
    std::chrono::seconds drain_time{20};  // for requests in flight when the server stops
    std::chrono::seconds ping_time{15};   // of an event stream
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any that is free
    unsigned workers = 4;
    // Beside the address: a socket in the file system, for programs of the same user on this
    // machine.
    std::string local_socket = {};
    // Files of a certificate chain and its key (PEM): TLS. Empty: plain.
    std::string certificate = {};
    std::string key = {};
    Limits limits = {};
};

class Server {
  public:
    static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] uint16_t port() const;
    // Serves until it is stopped. Once.
    void run();
    // From any thread.
    void stop();

  private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::http
