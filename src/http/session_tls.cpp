#include <boost/asio/ssl/stream_base.hpp>

#include "http/session_loop.h"

namespace yitao::http {

net::awaitable<void> serve_tls(Shared& shared, beast::ssl_stream<beast::tcp_stream> stream,
                               std::string remote) {
    boost::system::error_code problem;
    beast::get_lowest_layer(stream).expires_after(shared.limits.header_time);
    co_await stream.async_handshake(net::ssl::stream_base::server,
                                    net::redirect_error(net::use_awaitable, problem));
    if (problem) co_return;
    co_await serve(shared, stream, remote);
    beast::get_lowest_layer(stream).expires_after(shared.limits.header_time);
    co_await stream.async_shutdown(net::redirect_error(net::use_awaitable, problem));
}

}  // namespace yitao::http
