// One connection, for any stream of bytes. Private to http/.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <functional>
#include <list>

#include "http/server.h"

namespace yitao::http {

// What all connections of a server share; touched by its network thread alone, but for `stopping`.
struct Shared {
    Handler handler;
    Limits limits;
    boost::asio::io_context io{1};
    boost::asio::thread_pool workers;
    std::atomic<bool> stopping{false};
    size_t connections = 0;
    uint64_t next_request = 1;
    std::string run_id;                        // before the numbers of requests
    std::list<std::function<void()>> waiting;  // how to end connections that wait for a request
    std::list<std::weak_ptr<EventStream>> streams;

    explicit Shared(unsigned threads) : workers(threads) {}
};

using LocalStream = boost::beast::basic_stream<boost::asio::local::stream_protocol>;

boost::asio::awaitable<void> serve_local(Shared& shared, LocalStream stream);
boost::asio::awaitable<void> serve_plain(Shared& shared, boost::beast::tcp_stream stream,
                                         std::string remote);
boost::asio::awaitable<void> serve_tls(Shared& shared,
                                       boost::beast::ssl_stream<boost::beast::tcp_stream> stream,
                                       std::string remote);

}  // namespace yitao::http
