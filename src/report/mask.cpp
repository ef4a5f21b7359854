#include "report/mask.h"

#include <algorithm>

#include "base/text.h"

namespace yitao::report {

namespace {

// First and last characters of what is long enough to have a middle: 421***********0012.
std::string masked_text(const std::string& text) {
    const std::vector<char32_t> points = code_points(text);
    const bool is_number = std::ranges::all_of(points, [](char32_t c) { return c < 0x80; });
    size_t head = 1;
    size_t tail = 0;
    if (is_number && points.size() >= 10) {
        head = 3;
        tail = 4;
    }
    std::string out;
    for (size_t i = 0; i < std::min(head, points.size()); ++i) append_utf8(out, points[i]);
    out.append(tail == 0 ? 2 : points.size() - head - tail, '*');
    for (size_t i = points.size() - tail; i < points.size(); ++i) append_utf8(out, points[i]);
    return out;
}

}  // namespace

std::string masked(const ledger::Column& column, std::string text) {
    if (text.empty() || column.sensitivity < ledger::Sensitivity::kPersonal) return text;
    if (column.sensitivity == ledger::Sensitivity::kSealed) return "***";
    switch (column.type) {
        case ledger::ColumnType::kText:
        case ledger::ColumnType::kReference:
            return masked_text(text);
        case ledger::ColumnType::kDate:
            return text.substr(0, text.find('-')) + "-**-**";
        default:
            return text;
    }
}

}  // namespace yitao::report
