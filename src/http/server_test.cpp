// The server over real sockets: what a browser, a slow line and a stranger send.
#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/temporary_folder.h"
#include "http/local_client.h"

namespace yitao::http {
namespace {

class Connection {
  public:
    explicit Connection(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        is_open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~Connection() { ::close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] bool is_open() const { return is_open_; }
    void send(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<size_t>(sent));
        }
    }
    // Until `end` has come, or the other side has closed.
    std::string read_until(std::string_view end) {
        while (seen_.find(end) == std::string::npos) {
            char bytes[4096];
            const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
            if (got <= 0) break;
            seen_.append(bytes, static_cast<size_t>(got));
        }
        return seen_;
    }
    void forget() { seen_.clear(); }

  private:
    int socket_;
    bool is_open_ = false;
    std::string seen_;
};

class ServerTest : public ::testing::Test {
  protected:
    void start(Handler handler, Limits limits = {}) {
        auto made = Server::listen({.limits = limits}, std::move(handler));
        ASSERT_TRUE(made.has_value()) << made.error().text();
        server_ = std::move(*made);
        thread_ = std::thread([this] { server_->run(); });
    }
    void TearDown() override {
        if (server_) server_->stop();
        if (thread_.joinable()) thread_.join();
    }
    std::unique_ptr<Server> server_;
    std::thread thread_;
};

Response echo(const Request& request) {
    return {.type = "text/plain",
            .body = request.method + " " + request.path + " " + std::string(request.query("名")) +
                    " " + request.body + "."};
}

TEST_F(ServerTest, AnswersOneRequestAfterAnotherOnOneConnection) {
    start(echo);
    Connection connection(server_->port());
    connection.send("GET /a%20b?%E5%90%8D=%E5%BC%A0+%E4%B8%89 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(connection.read_until("张 三 .").find("GET /a%20b 张 三 ."), std::string::npos);
    connection.forget();
    connection.send("POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
    const std::string second = connection.read_until("body.");
    EXPECT_TRUE(second.starts_with("HTTP/1.1 200 OK\r\n")) << second;
    EXPECT_NE(second.find("X-Request-Id: "), std::string::npos);
}

TEST_F(ServerTest, RefusesWhatIsTooLongOrNoHttp) {
    start(echo, {.header_bytes = 2'000, .body_bytes = 10});
    Connection large(server_->port());
    large.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890");
    EXPECT_TRUE(large.read_until("\r\n\r\n").starts_with("HTTP/1.1 413 "));
    Connection fits(server_->port());
    fits.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789");
    EXPECT_TRUE(fits.read_until("9.").starts_with("HTTP/1.1 200 "));
    Connection head(server_->port());
    head.send("GET / HTTP/1.1\r\nHost: " + std::string(3'000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(head.read_until("\r\n\r\n").starts_with("HTTP/1.1 431 "));
    Connection stranger(server_->port());
    stranger.send("\x16\x03\x01 not http at all\r\n\r\n");
    EXPECT_TRUE(stranger.read_until("\r\n\r\n").starts_with("HTTP/1.1 400 "));
    Connection after(server_->port());
    after.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(after.read_until(" .").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, HowMuchMayComeDependsOnTheHead) {
    Limits limits;
    limits.body_limit = [](const Request& head) {
        return head.path == "/upload" && head.cookie("who") == "me" ? size_t{100} : size_t{2};
    };
    start(echo, limits);
    const std::string body = "Content-Length: 10\r\n\r\n0123456789";
    Connection stranger(server_->port());
    stranger.send("POST /upload HTTP/1.1\r\nHost: x\r\n" + body);
    EXPECT_TRUE(stranger.read_until("\r\n\r\n").starts_with("HTTP/1.1 413 "));
    Connection known(server_->port());
    known.send("POST /upload HTTP/1.1\r\nHost: x\r\nCookie: who=me\r\n" + body);
    EXPECT_TRUE(known.read_until("9.").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, AHandlerThatThrowsIsAnErrorOfThatRequestAlone) {
    start([](const Request& request) -> Response {
        if (request.path == "/bad") throw std::runtime_error("broken");
        return echo(request);
    });
    Connection connection(server_->port());
    connection.send("GET /bad HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(connection.read_until("broken").starts_with("HTTP/1.1 500 "));
    connection.forget();
    connection.send("GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(connection.read_until(" .").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, EventsReachAnOpenPageAndEndWithTheServer) {
    auto events = std::make_shared<EventStream>();
    start([&](const Request&) { return Response{.events = events}; },
          {.ping_time = std::chrono::seconds(1)});
    Connection page(server_->port());
    page.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string head = page.read_until("\r\n\r\n");
    EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
    EXPECT_TRUE(events->send("changed", "{\"a\":1}\nzwei"));
    EXPECT_NE(page.read_until("\n\n").find("event: changed\ndata: {\"a\":1}\ndata: zwei\n\n"),
              std::string::npos);
    EXPECT_NE(page.read_until(": ping").find(": ping"), std::string::npos);
    server_->stop();
    page.read_until("never");  // the end of the stream
    EXPECT_FALSE(events->is_open());
}

TEST_F(ServerTest, AnOpenStreamIsKnownAtOnce) {
    auto events = std::make_shared<EventStream>();
    start([&](const Request&) { return Response{.events = events}; },
          {.ping_time = std::chrono::seconds(3'600)});
    Connection page(server_->port());
    page.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(page.read_until("\r\n\r\n").find("text/event-stream"), std::string::npos);
}

TEST_F(ServerTest, APageThatLeavesClosesItsStream) {
    auto events = std::make_shared<EventStream>();
    start([&](const Request&) { return Response{.events = events}; });
    {
        Connection page(server_->port());
        page.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        page.read_until("\r\n\r\n");
    }
    for (int i = 0; i < 200 && events->send("changed", "x"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_FALSE(events->is_open());
}

TEST(EventStream, APageThatDoesNotReadIsLetGo) {
    EventStream events;
    for (size_t i = 0; i < EventStream::kMaxWaiting; ++i) EXPECT_TRUE(events.send("e", "x"));
    EXPECT_FALSE(events.send("e", "x"));
    EXPECT_FALSE(events.is_open());
}

TEST_F(ServerTest, RequestsInFlightAreAnsweredWhenItStops) {
    std::atomic<bool> begun{false};
    start([&](const Request& request) {
        begun = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        return echo(request);
    });
    Connection idle(server_->port());
    Connection busy(server_->port());
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    while (!begun) std::this_thread::yield();
    server_->stop();
    const std::string answer = busy.read_until("/slow  .");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
    thread_.join();  // returns: the idle connection does not hold it
    EXPECT_EQ(idle.read_until("x"), "");
    Connection late(server_->port());
    EXPECT_FALSE(late.is_open());
}

TEST(Server, ProgramsOfTheSameUserAskOverItsSocket) {
    // Deeper than the address of a socket may be long.
    const TemporaryFolder folder;
    const std::string deep = folder.path() + "/" + std::string(120, 'd');
    std::filesystem::create_directories(deep);
    const std::string path = deep + "/serve.sock";
    std::ofstream(path) << "left behind";
    EXPECT_FALSE(LocalClient::connect(path));
    auto server = Server::listen({.local_socket = path}, [](const Request& request) {
        return Response{.body = (request.is_local ? "local " : "remote ") + request.body};
    });
    ASSERT_TRUE(server.has_value()) << server.error().text();
    std::thread thread([&] { (*server)->run(); });
    const auto mode = std::filesystem::status(path).permissions();
    EXPECT_EQ(mode & std::filesystem::perms(0077), std::filesystem::perms::none);
    {
        auto client = LocalClient::connect(path);
        ASSERT_TRUE(client.has_value());
        const std::string large(3'000'000, 'x');
        for (const std::string& body : {std::string("one"), large}) {
            const auto response = client->ask({.method = "POST", .path = "/", .body = body});
            ASSERT_TRUE(response.has_value()) << response.error().text();
            EXPECT_EQ(response->status, 200U);
            EXPECT_EQ(response->body, "local " + body);
        }
    }
    Connection connection((*server)->port());
    connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(connection.read_until("remote ").find("remote "), std::string::npos);
    (*server)->stop();
    thread.join();
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(LocalClient::connect(path));
}

TEST(Server, RefusesAddressesItCannotHave) {
    auto name = Server::listen({.address = "no such host"}, echo);
    ASSERT_FALSE(name.has_value());
    EXPECT_EQ(name.error().code, ErrorCode::kInvalid);
    auto first = Server::listen({}, echo);
    ASSERT_TRUE(first.has_value());
    auto elsewhere = Server::listen({.address = "203.0.113.1", .port = 80}, echo);
    ASSERT_FALSE(elsewhere.has_value());
    EXPECT_EQ(elsewhere.error().code, ErrorCode::kIo);
}

TEST(Message, Decodes) {
    EXPECT_EQ(percent_decoded("%E5%85%AC%zz%4"), "公%zz%4");
    EXPECT_EQ(percent_decoded("a+b"), "a+b");
    Request request{.headers = {{"cookie", "a=1; yitao_session=abc; b"}}};
    EXPECT_EQ(request.cookie("yitao_session"), "abc");
    EXPECT_EQ(request.cookie("session"), "");
    EXPECT_EQ(parse_query("a=1&&b&c=%20+"), (Fields{{"a", "1"}, {"b", ""}, {"c", "  "}}));
}

}  // namespace
}  // namespace yitao::http
