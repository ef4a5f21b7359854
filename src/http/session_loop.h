// The life of a connection: read a request, answer it on a worker, write; again. Included by one
// file for each kind of stream, since each costs half a minute of the compiler's time.
#pragma once

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <sstream>

#include "http/session.h"

namespace yitao::http {

namespace net = boost::asio;
namespace beast = boost::beast;

// Runs the handler on a worker; the coroutine goes on where it was.
inline net::awaitable<Response> answer(Shared& shared, Request request) {
    auto asked = std::make_shared<Request>(std::move(request));
    auto begin = [&shared, asked](auto resume) {
        auto work = net::prefer(net::get_associated_executor(resume),
                                net::execution::outstanding_work.tracked);
        net::post(shared.workers, [&shared, asked, work, resume = std::move(resume)]() mutable {
            Response response;
            try {
                response = shared.handler(*asked);
            } catch (const std::exception& problem) {
                response = {
                    .status = 500, .type = "text/plain; charset=utf-8", .body = problem.what()};
            }
            net::post(work, [resume = std::move(resume), response = std::move(response)]() mutable {
                std::move(resume)(std::move(response));
            });
        });
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(Response)>(
        std::move(begin), net::use_awaitable);
}

template <typename Stream>
net::awaitable<void> stream_events(Shared& shared, Stream& stream,
                                   std::shared_ptr<EventStream> events) {
    auto timer = std::make_shared<net::steady_timer>(shared.io);
    events->on_change([timer, &shared] { net::post(shared.io, [timer] { timer->cancel(); }); });
    shared.streams.remove_if([](const auto& one) { return one.expired(); });
    shared.streams.push_back(events);
    if (shared.stopping) events->close();
    boost::system::error_code problem;
    while (true) {
        std::optional<std::string> bytes = events->take();
        if (!bytes) break;
        if (bytes->empty()) {
            timer->expires_after(shared.limits.ping_time);
            co_await timer->async_wait(net::redirect_error(net::use_awaitable, problem));
            bytes = problem ? std::string() : ": ping\n\n";
            if (bytes->empty()) continue;
        }
        beast::get_lowest_layer(stream).expires_after(shared.limits.write_time);
        co_await net::async_write(stream, net::buffer(*bytes),
                                  net::redirect_error(net::use_awaitable, problem));
        if (problem) break;
    }
    events->on_change(nullptr);
    events->close();
}

// All but the body, and who sent it.
inline Request to_head(const beast::http::request<beast::http::string_body>& message,
                       const std::string& remote) {
    Request request;
    request.remote = remote;
    request.is_local = remote.empty();
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const size_t question = target.find('?');
    request.path = std::string(target.substr(0, question));
    if (question != std::string_view::npos) {
        request.parameters = parse_query(target.substr(question + 1));
    }
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        request.headers.emplace_back(std::move(name), std::string(field.value()));
    }
    return request;
}

inline Request to_request(Shared& shared, beast::http::request<beast::http::string_body>&& message,
                          const std::string& remote) {
    Request request = to_head(message, remote);
    request.id = shared.run_id + "-" + std::to_string(shared.next_request++);
    request.body = std::move(message.body());
    return request;
}

template <typename Message>
void put_fields(Message& message, const Response& response, const std::string& id) {
    message.set(beast::http::field::content_type, response.type);
    message.set("X-Request-Id", id);
    for (const auto& [name, value] : response.headers) message.insert(name, value);
}

// One request read; nothing where the connection is over.
template <typename Stream>
net::awaitable<std::optional<beast::http::request<beast::http::string_body>>> read_request(
    Shared& shared, Stream& stream, const std::string& remote, beast::flat_buffer& buffer,
    bool first, unsigned& refused) {
    auto& lowest = beast::get_lowest_layer(stream);
    boost::system::error_code problem;
    beast::http::request_parser<beast::http::string_body> parser;
    parser.header_limit(static_cast<uint32_t>(shared.limits.header_bytes));
    parser.body_limit(shared.limits.body_bytes);
    // Between requests a connection may be ended at once; within one it may not.
    const auto waits = shared.waiting.insert(shared.waiting.end(), [&lowest] { lowest.cancel(); });
    lowest.expires_after(first ? shared.limits.header_time : shared.limits.idle_time);
    co_await beast::http::async_read_header(stream, buffer, parser,
                                            net::redirect_error(net::use_awaitable, problem));
    shared.waiting.erase(waits);
    if (!problem) {
        if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
            static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await net::async_write(stream, net::buffer(kContinue),
                                      net::redirect_error(net::use_awaitable, problem));
        }
        if (shared.limits.body_limit) {
            const size_t most = std::min(shared.limits.body_bytes,
                                         shared.limits.body_limit(to_head(parser.get(), remote)));
            parser.body_limit(most);
            const auto length = parser.content_length();
            if (length && *length > most) {
                refused = 413;
                co_return std::nullopt;
            }
        }
        lowest.expires_after(shared.limits.body_time);
        co_await beast::http::async_read(stream, buffer, parser,
                                         net::redirect_error(net::use_awaitable, problem));
    }
    if (problem == beast::http::error::body_limit)
        refused = 413;
    else if (problem == beast::http::error::header_limit)
        refused = 431;
    else if (problem &&
             problem.category() == make_error_code(beast::http::error::bad_method).category() &&
             problem != beast::http::error::end_of_stream &&
             problem != beast::http::error::partial_message) {
        refused = 400;
    }
    if (problem) co_return std::nullopt;
    co_return parser.release();
}

template <typename Stream, typename Body>
net::awaitable<bool> write_message(Shared& shared, Stream& stream,
                                   beast::http::response<Body>& message) {
    boost::system::error_code problem;
    beast::get_lowest_layer(stream).expires_after(shared.limits.write_time);
    co_await beast::http::async_write(stream, message,
                                      net::redirect_error(net::use_awaitable, problem));
    co_return !problem;
}

template <typename Stream>
net::awaitable<void> serve(Shared& shared, Stream& stream, const std::string& remote) {
    beast::flat_buffer buffer;
    for (bool first = true; !shared.stopping; first = false) {
        unsigned refused = 0;
        auto message = co_await read_request(shared, stream, remote, buffer, first, refused);
        if (!message) {
            if (refused == 0) co_return;
            beast::http::response<beast::http::string_body> no(
                static_cast<beast::http::status>(refused), 11);
            no.keep_alive(false);
            no.prepare_payload();
            co_await write_message(shared, stream, no);
            co_return;
        }
        const unsigned version = message->version();
        const bool is_head = message->method() == beast::http::verb::head;
        bool keep_alive = message->keep_alive();
        Request request = to_request(shared, std::move(*message), remote);
        const std::string id = request.id;
        beast::get_lowest_layer(stream).expires_never();
        Response response = co_await answer(shared, std::move(request));
        keep_alive = keep_alive && !shared.stopping;
        if (response.events) {
            beast::http::response<beast::http::empty_body> head(
                static_cast<beast::http::status>(response.status), version);
            response.type = "text/event-stream; charset=utf-8";
            put_fields(head, response, id);
            head.set(beast::http::field::cache_control, "no-store");
            head.set("X-Accel-Buffering", "no");
            head.keep_alive(false);
            // As text: the library holds a head without a body back until something follows it.
            std::ostringstream text;
            text << head.base();
            const std::string bytes = text.str();
            boost::system::error_code problem;
            beast::get_lowest_layer(stream).expires_after(shared.limits.write_time);
            co_await net::async_write(stream, net::buffer(bytes),
                                      net::redirect_error(net::use_awaitable, problem));
            if (!problem) co_await stream_events(shared, stream, std::move(response.events));
            co_return;
        }
        beast::http::response<beast::http::string_body> out(
            static_cast<beast::http::status>(response.status), version);
        put_fields(out, response, id);
        out.keep_alive(keep_alive);
        out.body() = std::move(response.body);
        out.prepare_payload();
        if (is_head) out.body().clear();
        if (!co_await write_message(shared, stream, out) || !keep_alive) co_return;
    }
}

}  // namespace yitao::http
