#include "http/session_loop.h"

namespace yitao::http {

net::awaitable<void> serve_local(Shared& shared, LocalStream stream) {
    co_await serve(shared, stream, "");
    boost::system::error_code ignored;
    stream.socket().shutdown(net::socket_base::shutdown_send, ignored);
}

}  // namespace yitao::http
