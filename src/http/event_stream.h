// Server-sent events: what one open page is told, from any thread.
//
//     auto events = std::make_shared<EventStream>();
//     return Response{.events = events};              // the server writes what comes
//     events->send("changed", R"({"cell":"C7"})");    // false: nobody is there any more
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace yitao::http {

class EventStream {
  public:
    // A page that does not read gets no more than so many; then the stream is closed, and the page
    // asks anew.
    static constexpr size_t kMaxWaiting = 1'000;

    // False: it is closed. `data` may have several lines.
    bool send(std::string_view event, std::string_view data);
    void close();
    [[nodiscard]] bool is_open() const;

    // The server's side. `wake` is called, from any thread, when there is something to take or the
    // stream was closed.
    void on_change(std::function<void()> wake);
    // What waits, as bytes to write; nothing: it is closed and all was taken.
    std::optional<std::string> take();

  private:
    mutable std::mutex mutex_;
    std::deque<std::string> waiting_;
    bool open_ = true;
    std::function<void()> wake_;
};

}  // namespace yitao::http
