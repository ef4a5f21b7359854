// A sliding view over a part that is being inflated: scanners work on text(), and ask for more when
// it ends inside what they are reading. One block is in memory, or as much as they must keep.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "xlsx/package.h"

namespace yitao::xlsx {

class PartWindow {
  public:
    explicit PartWindow(const PackageEntry& part) : stream_(part), name_(part.name) {}

    [[nodiscard]] const char* begin() const { return buffer_.get() + begin_; }
    // *end() is always '\0', so that a scanner may look at it.
    [[nodiscard]] const char* end() const { return buffer_.get() + end_; }
    [[nodiscard]] std::string_view text() const { return {begin(), end()}; }
    // Nothing comes after end(); checksum and length were right.
    [[nodiscard]] bool is_final() const { return final_; }

    void consume_to(const char* position) {
        begin_ = static_cast<size_t>(position - buffer_.get());
    }

    // Reads on behind the text; all views into it move. Each call at least doubles a long text, so
    // starting anew after it costs linear time. kLimit when one piece is longer than kMaxRowBytes
    // (surely so beyond twice as long).
    Result<void> more() {
        const size_t kept = end_ - begin_;
        if (kept > kMaxRowBytes) {
            return fail(ErrorCode::kLimit, "单行内容太大", "one row is too large",
                        std::string(name_));
        }
        const size_t step = std::max(kBlock, kept);
        if (kept + step + 1 > capacity_) {
            const size_t capacity = 2 * (kept + step);
            auto larger = std::make_unique_for_overwrite<char[]>(capacity);
            if (kept > 0) std::memcpy(larger.get(), begin(), kept);
            buffer_ = std::move(larger);
            capacity_ = capacity;
        } else if (kept > 0) {
            std::memmove(buffer_.get(), begin(), kept);
        }
        begin_ = 0;
        const size_t count = TRY(stream_.read(buffer_.get() + kept, step));
        end_ = kept + count;
        buffer_[end_] = '\0';
        final_ = count < step;
        return {};
    }

  private:
    static constexpr size_t kBlock = size_t{256} << 10;

    PartStream stream_;
    std::string_view name_;
    std::unique_ptr<char[]> buffer_ = std::make_unique<char[]>(1);
    size_t capacity_ = 1;
    size_t begin_ = 0;
    size_t end_ = 0;
    bool final_ = false;
};

}  // namespace yitao::xlsx
