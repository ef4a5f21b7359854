#include "http/server.h"

#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <optional>
#include <random>

#include "http/local_name.h"
#include "http/session.h"

namespace yitao::http {

namespace net = boost::asio;
using net::ip::tcp;

struct Server::State {
    State(const ServerOptions& options, Handler handler) : shared(std::max(1U, options.workers)) {
        shared.handler = std::move(handler);
        shared.limits = options.limits;
        shared.run_id = fmt::format("{:08x}", std::random_device()());
    }

    net::awaitable<void> accept();
    net::awaitable<void> accept_local();
    net::awaitable<void> serve_one(tcp::socket socket, std::string remote);
    // Counts a connection in, and out when its coroutine ends.
    void spawn(net::awaitable<void> connection);
    void end_when_idle();
    void stop();

    Shared shared;
    tcp::acceptor acceptor{shared.io};
    net::local::stream_protocol::acceptor local{shared.io};
    std::string local_path;
    uint16_t port = 0;
    net::signal_set signals{shared.io};
    net::steady_timer patience{shared.io};
    std::optional<net::ssl::context> tls;
};

namespace {

Error problem_of(std::string zh, std::string en, const boost::system::error_code& code,
                 std::string place) {
    return {
        ErrorCode::kIo, {zh + "：" + code.message(), en + ": " + code.message()}, std::move(place)};
}

Result<void> load_certificate(net::ssl::context& tls, const ServerOptions& options) {
    boost::system::error_code code;
    tls.use_certificate_chain_file(options.certificate, code);
    if (code) {
        return std::unexpected(problem_of("证书读不出来", "the certificate cannot be read", code,
                                          options.certificate));
    }
    tls.use_private_key_file(options.key, net::ssl::context::pem, code);
    if (code) {
        return std::unexpected(
            problem_of("私钥读不出来", "the private key cannot be read", code, options.key));
    }
    return {};
}

// Only for the user who runs the server: the file is made unreadable to others from the start.
boost::system::error_code listen_locally(net::local::stream_protocol::acceptor& acceptor,
                                         const std::string& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);  // left behind by a crash
    boost::system::error_code code;
    const LocalName name(path);
    acceptor.open(net::local::stream_protocol(), code);
    const mode_t before = ::umask(0077);
    if (!code) acceptor.bind(name.text(), code);
    ::umask(before);
    if (!code) acceptor.listen(net::socket_base::max_listen_connections, code);
    return code;
}

}  // namespace

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, Handler handler) {
    auto state = std::make_unique<State>(options, std::move(handler));
    const std::string place = fmt::format("{}:{}", options.address, options.port);
    boost::system::error_code code;
    const auto address = net::ip::make_address(options.address, code);
    if (code) {
        return fail(ErrorCode::kInvalid, "监听地址应是 IP 地址和端口，如 127.0.0.1:8080",
                    "listen on an IP address and a port, such as 127.0.0.1:8080", place);
    }
    const tcp::endpoint endpoint(address, options.port);
    state->acceptor.open(endpoint.protocol(), code);
    if (!code) state->acceptor.set_option(net::socket_base::reuse_address(true), code);
    if (!code) state->acceptor.bind(endpoint, code);
    if (!code) state->acceptor.listen(net::socket_base::max_listen_connections, code);
    if (code) {
        return std::unexpected(
            problem_of("不能在这个地址监听", "cannot listen on this address", code, place));
    }
    state->port = state->acceptor.local_endpoint().port();
    if (!options.local_socket.empty()) {
        if (code = listen_locally(state->local, options.local_socket); code) {
            return std::unexpected(problem_of("本机套接字打不开",
                                              "the local socket cannot be opened", code,
                                              options.local_socket));
        }
        state->local_path = options.local_socket;
    }
    if (!options.certificate.empty()) {
        state->tls.emplace(net::ssl::context::tls_server);
        state->tls->set_options(net::ssl::context::default_workarounds |
                                net::ssl::context::no_sslv2 | net::ssl::context::no_sslv3 |
                                net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1);
        TRY(load_certificate(*state->tls, options));
    }
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

uint16_t Server::port() const {
    return state_->port;
}

net::awaitable<void> Server::State::serve_one(tcp::socket socket, std::string remote) {
    boost::beast::tcp_stream stream(std::move(socket));
    if (tls) {
        co_await serve_tls(
            shared, boost::beast::ssl_stream<boost::beast::tcp_stream>(std::move(stream), *tls),
            std::move(remote));
    } else {
        co_await serve_plain(shared, std::move(stream), std::move(remote));
    }
}

net::awaitable<void> Server::State::accept() {
    boost::system::error_code problem;
    while (!shared.stopping) {
        tcp::socket socket(shared.io);
        co_await acceptor.async_accept(socket, net::redirect_error(net::use_awaitable, problem));
        if (problem == net::error::operation_aborted) break;
        if (problem || shared.connections >= shared.limits.connections) {
            // Out of files or of room: what is there is served first.
            socket.close(problem);
            net::steady_timer pause(shared.io, std::chrono::milliseconds(20));
            co_await pause.async_wait(net::redirect_error(net::use_awaitable, problem));
            continue;
        }
        socket.set_option(tcp::no_delay(true), problem);
        const auto peer = socket.remote_endpoint(problem);
        if (problem) continue;
        spawn(serve_one(std::move(socket), peer.address().to_string()));
    }
}

net::awaitable<void> Server::State::accept_local() {
    boost::system::error_code problem;
    while (!shared.stopping) {
        net::local::stream_protocol::socket socket(shared.io);
        co_await local.async_accept(socket, net::redirect_error(net::use_awaitable, problem));
        if (problem == net::error::operation_aborted) break;
        if (!problem) spawn(serve_local(shared, LocalStream(std::move(socket))));
    }
}

void Server::State::spawn(net::awaitable<void> connection) {
    ++shared.connections;
    net::co_spawn(shared.io, std::move(connection), [this](const std::exception_ptr&) {
        --shared.connections;
        end_when_idle();
    });
}

void Server::State::end_when_idle() {
    if (shared.stopping && shared.connections == 0) shared.io.stop();
}

void Server::State::stop() {
    if (shared.stopping.exchange(true)) return;
    boost::system::error_code ignored;
    std::error_code ignored_file;
    acceptor.close(ignored);
    local.close(ignored);
    if (!local_path.empty()) std::filesystem::remove(local_path, ignored_file);
    signals.cancel(ignored);
    const auto waiting = shared.waiting;  // ending one takes it off the list
    for (const auto& end : waiting) end();
    for (const auto& stream : shared.streams) {
        if (const auto open = stream.lock()) open->close();
    }
    patience.expires_after(shared.limits.drain_time);
    patience.async_wait([this](const boost::system::error_code& code) {
        if (!code) shared.io.stop();
    });
    end_when_idle();
}

void Server::run() {
    State& state = *state_;
    state.signals.add(SIGINT);
    state.signals.add(SIGTERM);
    state.signals.async_wait([&state](const boost::system::error_code& code, int) {
        if (!code) state.stop();
    });
    net::co_spawn(state.shared.io, state.accept(), net::detached);
    if (state.local.is_open()) {
        net::co_spawn(state.shared.io, state.accept_local(), net::detached);
    }
    state.shared.io.run();
    state.shared.workers.join();
}

void Server::stop() {
    net::post(state_->shared.io, [this] { state_->stop(); });
}

}  // namespace yitao::http
