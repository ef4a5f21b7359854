#include "http/event_stream.h"

namespace yitao::http {

bool EventStream::send(std::string_view event, std::string_view data) {
    std::string text = "event: " + std::string(event) + "\n";
    while (true) {
        const size_t end = data.find('\n');
        text += "data: ";
        text += data.substr(0, end);
        text += '\n';
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
    }
    text += '\n';
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    if (waiting_.size() == kMaxWaiting)
        open_ = false;
    else
        waiting_.push_back(std::move(text));
    if (wake_) wake_();
    return open_;
}

void EventStream::close() {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    open_ = false;
    if (wake_) wake_();
}

bool EventStream::is_open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

void EventStream::on_change(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
}

std::optional<std::string> EventStream::take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() && !open_) return std::nullopt;
    std::string all;
    for (const std::string& one : waiting_) all += one;
    waiting_.clear();
    return all;
}

}  // namespace yitao::http
