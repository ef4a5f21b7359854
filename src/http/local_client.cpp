#include "http/local_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/local_name.h"

namespace yitao::http {

namespace net = boost::asio;
namespace beast = boost::beast;

struct LocalClient::State {
    net::io_context io;
    net::local::stream_protocol::socket socket{io};
    beast::flat_buffer buffer;
};

LocalClient::LocalClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
LocalClient::LocalClient(LocalClient&&) noexcept = default;
LocalClient& LocalClient::operator=(LocalClient&&) noexcept = default;
LocalClient::~LocalClient() = default;

std::optional<LocalClient> LocalClient::connect(const std::string& path) {
    auto state = std::make_unique<State>();
    boost::system::error_code code;
    const LocalName name(path);
    state->socket.connect(name.text(), code);
    if (code) return std::nullopt;
    return LocalClient(std::move(state));
}

Result<Response> LocalClient::ask(const Request& request) {
    beast::http::request<beast::http::string_body> message;
    message.method_string(request.method);
    message.target(request.path);
    message.version(11);
    message.set(beast::http::field::host, "localhost");
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = request.body;
    message.prepare_payload();
    boost::system::error_code code;
    beast::http::write(state_->socket, message, code);
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(boost::none);
    if (!code) beast::http::read(state_->socket, state_->buffer, parser, code);
    if (code) {
        return fail(ErrorCode::kIo, "服务没有答复：" + code.message(),
                    "the server gave no answer: " + code.message());
    }
    Response response{.status = parser.get().result_int(), .body = std::move(parser.get().body())};
    response.type = std::string(parser.get()[beast::http::field::content_type]);
    return response;
}

}  // namespace yitao::http
