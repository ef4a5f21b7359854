#include "recognise/proposal/align.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMostRows = 50'000;
constexpr size_t kMostPairs = 4'000;  // compared with each other
constexpr size_t kMostPlaces = 64;    // of one text in a copy
constexpr size_t kMostTextsOfRow = 64;

using Label = std::pair<uint32_t, std::string>;         // column, text as it matches
using Labels = std::map<uint32_t, std::vector<Label>>;  // by row

Labels labels_of(const xlsx::Grid& grid) {
    Labels labels;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > 400 || cell.row >= kMostRows) continue;
        std::string key = match_key(*text);
        if (key.empty()) continue;
        auto& row = labels[cell.row];
        if (row.size() < kMostTextsOfRow) row.emplace_back(cell.column, std::move(key));
    }
    return labels;
}

uint32_t last_row(const xlsx::Grid& grid) {
    return grid.cells.empty() ? 0 : grid.cells.rbegin()->first.row;
}

struct Pair {
    uint32_t form = 0;
    uint32_t copy = 0;
    double weight = 0;
};

// Rows of the copy that hold at least half of the texts of a row of the form.
std::vector<Pair> pairs_of(const Labels& form, const Labels& copy) {
    std::map<Label, std::vector<uint32_t>> places;
    for (const auto& [row, labels] : copy) {
        for (const Label& label : labels) {
            auto& rows = places[label];
            if (rows.size() < kMostPlaces) rows.push_back(row);
        }
    }
    std::vector<Pair> pairs;
    for (const auto& [row, labels] : form) {
        std::map<uint32_t, size_t> found;
        for (const Label& label : labels) {
            auto at = places.find(label);
            if (at == places.end()) continue;
            for (uint32_t there : at->second) ++found[there];
        }
        for (const auto& [there, count] : found) {
            if (count * 2 < labels.size() || pairs.size() >= kMostPairs) continue;
            pairs.push_back({row, there, static_cast<double>(count)});
        }
    }
    return pairs;
}

// The heaviest chain of pairs that goes down in both.
std::vector<Pair> best_chain(const std::vector<Pair>& pairs) {
    constexpr double kSameShift = 0.25;
    std::vector<double> best(pairs.size());
    std::vector<int> before(pairs.size(), -1);
    for (size_t i = 0; i < pairs.size(); ++i) {
        double base = pairs[i].form == pairs[i].copy ? kSameShift : 0;
        for (size_t j = 0; j < i; ++j) {
            if (pairs[j].form >= pairs[i].form || pairs[j].copy >= pairs[i].copy) continue;
            bool same = pairs[i].form - pairs[j].form == pairs[i].copy - pairs[j].copy;
            double weight = best[j] + (same ? kSameShift : 0);
            if (before[i] >= 0 && weight <= base) continue;
            if (before[i] < 0 && weight < base) continue;
            base = weight;
            before[i] = static_cast<int>(j);
        }
        best[i] = base + pairs[i].weight;
    }
    std::vector<Pair> chain;
    if (pairs.empty()) return chain;
    int at = static_cast<int>(std::ranges::max_element(best) - best.begin());
    for (; at >= 0; at = before[static_cast<size_t>(at)])
        chain.push_back(pairs[static_cast<size_t>(at)]);
    std::ranges::reverse(chain);
    return chain;
}

struct SheetRows {
    std::vector<uint32_t> rows;
    std::vector<uint32_t> found;
    size_t printed = 0;
};

SheetRows align_rows(const xlsx::Grid& form, const xlsx::Grid& copy) {
    SheetRows result;
    Labels labels = labels_of(form);
    std::vector<Pair> chain = best_chain(pairs_of(labels, labels_of(copy)));
    result.printed = labels.size();
    for (const Pair& pair : chain) result.found.push_back(pair.form);
    uint32_t rows = std::min<uint32_t>(last_row(form) + 1, kMostRows);
    size_t next = 0;
    int64_t shift = 0;
    for (uint32_t row = 0; row < rows; ++row) {
        if (next < chain.size() && chain[next].form == row) {
            shift = static_cast<int64_t>(chain[next].copy) - row;
            ++next;
        }
        result.rows.push_back(static_cast<uint32_t>(std::max<int64_t>(0, row + shift)));
    }
    return result;
}

}  // namespace

Result<std::vector<SheetGrid>> read_grids(xlsx::Workbook& book) {
    std::vector<SheetGrid> all;
    for (size_t s = 0; s < book.sheets().size(); ++s) {
        all.push_back({book.sheets()[s].name, TRY(book.grid(s))});
    }
    return all;
}

uint32_t AlignedCopy::row(size_t sheet, uint32_t form_row) const {
    const auto& map = rows[sheet];
    if (form_row < map.size()) return map[form_row];
    return map.empty() ? form_row : map.back() + (form_row - static_cast<uint32_t>(map.size()) + 1);
}

const xlsx::Grid::GridCell* AlignedCopy::find(size_t sheet, xlsx::CellRef form_cell) const {
    return sheets[sheet].grid.find({row(sheet, form_cell.row), form_cell.column});
}

std::pair<uint32_t, uint32_t> AlignedCopy::rows_of(size_t sheet, uint32_t first,
                                                   uint32_t last) const {
    uint32_t begin = row(sheet, first);
    const auto& marks = printed[sheet];
    auto below = std::ranges::upper_bound(marks, last);
    uint32_t end = last_row(sheets[sheet].grid);
    if (below != marks.end()) {
        uint32_t blank = *below - last;  // rows between the list and the next printed one, and that
        uint32_t there = row(sheet, *below);
        end = there > blank ? there - blank : begin;
    }
    return {begin, std::max(begin, end)};
}

AlignedCopy align_copy(const std::vector<SheetGrid>& form, std::vector<SheetGrid> copy) {
    AlignedCopy aligned;
    size_t printed = 0;
    size_t found = 0;
    for (size_t s = 0; s < form.size(); ++s) {
        auto same = std::ranges::find_if(copy, [&](const SheetGrid& one) {
            return match_key(one.name) == match_key(form[s].name);
        });
        // A renamed sheet is found by its place where the books have as many.
        if (same == copy.end() && copy.size() == form.size())
            same = copy.begin() + static_cast<long>(s);
        SheetGrid sheet{form[s].name, same == copy.end() ? xlsx::Grid{} : same->grid};
        SheetRows rows = align_rows(form[s].grid, sheet.grid);
        printed += rows.printed;
        found += rows.found.size();
        if (!rows.rows.empty() && rows.rows.back() >= rows.rows.size()) {
            aligned.inserted += rows.rows.back() + 1 - rows.rows.size();
        }
        aligned.rows.push_back(std::move(rows.rows));
        aligned.printed.push_back(std::move(rows.found));
        aligned.sheets.push_back(std::move(sheet));
    }
    aligned.share = printed == 0 ? 0 : static_cast<double>(found) / static_cast<double>(printed);
    return aligned;
}

}  // namespace yitao::recognise
