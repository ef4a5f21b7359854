// Columns of a copy back where the form has them, by the texts printed in both.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "report/collect.h"

namespace yitao::report {

namespace {

constexpr size_t kMaxTexts = 20'000;
constexpr uint32_t kNowhere = 0xffffffff;

// Texts that stand once on a sheet, with their cells.
std::map<std::string, xlsx::CellRef> single_texts(const xlsx::Grid& grid) {
    std::map<std::string, xlsx::CellRef> cells;
    std::set<std::string> twice;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > 400 || cells.size() >= kMaxTexts) continue;
        std::string key = match_key(*text);
        if (key.empty()) continue;
        if (!cells.emplace(key, cell).second) twice.insert(key);
    }
    for (const std::string& key : twice) cells.erase(key);
    return cells;
}

// Headings stay near their rows; the same word far below is data.
bool is_near(uint32_t a, uint32_t b) {
    constexpr uint32_t kFarthest = 6;
    return a > b ? a - b <= kFarthest : b - a <= kFarthest;
}

uint32_t width_of(const xlsx::Grid& grid) {
    uint32_t width = 0;
    for (const auto& [cell, content] : grid.cells) width = std::max(width, cell.column + 1);
    return width;
}

// What most texts of each column say.
std::vector<uint32_t> voted(const xlsx::Grid& form, const xlsx::Grid& copy, uint32_t width) {
    auto ours = single_texts(form);
    auto theirs = single_texts(copy);
    std::vector<std::map<uint32_t, size_t>> votes(width);
    for (const auto& [text, cell] : ours) {
        auto found = theirs.find(text);
        if (found == theirs.end() || !is_near(found->second.row, cell.row)) continue;
        if (cell.column < width) ++votes[cell.column][found->second.column];
    }
    std::vector<uint32_t> from(width, kNowhere);
    for (uint32_t c = 0; c < width; ++c) {
        size_t best = 0;
        for (auto [column, count] : votes[c]) {
            // Where votes are even, staying is likelier.
            if (count > best || (count == best && column == c)) {
                best = count;
                from[c] = column;
            }
        }
    }
    return from;
}

}  // namespace

Straightened straighten(const xlsx::Grid& form, const xlsx::Grid& copy) {
    Straightened result;
    uint32_t width = width_of(form);
    result.from = voted(form, copy, width);
    std::set<uint32_t> taken;
    for (uint32_t column : result.from) {
        if (column != kNowhere) taken.insert(column);
    }
    int64_t shift = 0;
    for (uint32_t c = 0; c < width; ++c) {
        if (result.from[c] != kNowhere) {
            shift = static_cast<int64_t>(result.from[c]) - c;
            continue;
        }
        // A column without a text of its own goes with its neighbour on the left.
        int64_t at = c + shift;
        if (at < 0 || taken.contains(static_cast<uint32_t>(at))) {
            result.missing.push_back(c);
            continue;
        }
        result.from[c] = static_cast<uint32_t>(at);
        taken.insert(result.from[c]);
    }
    std::map<uint32_t, uint32_t> to;
    for (uint32_t c = 0; c < width; ++c) {
        if (result.from[c] == kNowhere) continue;
        to.emplace(result.from[c], c);
        result.moved = result.moved || result.from[c] != c;
    }
    result.moved = result.moved || !result.missing.empty();
    if (!result.moved) {
        result.grid = copy;
        return result;
    }
    for (const auto& [cell, content] : copy.cells) {
        auto found = to.find(cell.column);
        if (found != to.end()) result.grid.cells[{cell.row, found->second}] = content;
    }
    return result;
}

}  // namespace yitao::report
