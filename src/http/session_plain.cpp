#include "http/session_loop.h"

namespace yitao::http {

net::awaitable<void> serve_plain(Shared& shared, beast::tcp_stream stream, std::string remote) {
    co_await serve(shared, stream, remote);
    boost::system::error_code ignored;
    stream.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace yitao::http
