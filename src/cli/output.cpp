#include "cli/output.h"

#include <unistd.h>

#include <cstdio>

#include "base/text.h"
#include "cli/commands.h"

namespace yitao::cli {

void print_error(const Error& error) { fmt::print(stderr, "{}\n", error.text()); }

int refuse(const Error& error) {
    print_error(error);
    return kBadInput;
}

size_t display_width(std::string_view text) {
    size_t width = 0;
    for (char32_t c : code_points(text)) {
        bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
        width += wide ? 2 : 1;
    }
    return width;
}

TextTable::TextTable(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }

void TextTable::add(std::vector<std::string> cells) {
    cells.resize(rows_.front().size());
    rows_.push_back(std::move(cells));
}

void TextTable::print() const {
    std::vector<size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    }
    for (const auto& row : rows_) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - display_width(row[i]) + 2, ' ');
        }
        fmt::print("{}\n", line);
    }
}

Progress::Progress(std::string label) : label_(std::move(label)), is_terminal_(isatty(2) != 0) {}

Progress::~Progress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
}

void Progress::show(std::string_view text) {
    if (!is_terminal_) return;
    shown_ = true;
    fmt::print(stderr, "\r\033[K{}  {}", label_, text);
    std::fflush(stderr);
}

std::string grouped(size_t number) {
    std::string digits = std::to_string(number);
    for (size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

}  // namespace yitao::cli
