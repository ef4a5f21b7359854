#include "intake/headings.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace yitao::intake {

namespace {

using dictionary::HeadingIndex;
using Rank = HeadingIndex::Rank;

constexpr size_t kLinesTried = 30;
constexpr size_t kShownText = 120;   // bytes of the first row in a message
constexpr size_t kMaxHeading = 300;  // bytes; a longer text is no heading

}  // namespace

HeadingFinder::HeadingFinder(const ledger::Schema& schema) : schema_(schema) {
    for (Rank rank : {Rank::kName, Rank::kSynonym}) {
        for (size_t i = 0; i < schema.columns.size(); ++i) {
            const ledger::Column& column = schema.columns[i];
            if (rank == Rank::kName) {
                index_.add(column.name, i, rank);
                continue;
            }
            index_.add(column.name_en, i, rank);
            for (const std::string& synonym : column.synonyms) index_.add(synonym, i, rank);
            index_.add(column.id, i, rank);
        }
    }
}

bool HeadingFinder::offer(const SourceRow& row) {
    Line line;
    line.row = row.row;
    line.texts.resize(row.cells.size());
    line.matches.resize(row.cells.size());
    std::unordered_set<size_t> columns;
    for (size_t i = 0; i < row.cells.size(); ++i) {
        const SourceCell& cell = row.cells[i];
        if (cell.kind != SourceCell::Kind::kText || cell.text.size() > kMaxHeading) continue;
        line.texts[i] = cell.text;
        line.matches[i] = index_.find(cell.text);
        if (line.matches[i]) columns.insert(line.matches[i]->column);
    }
    line.count = columns.size();
    lines_.push_back(std::move(line));
    return lines_.size() < kLinesTried;
}

size_t HeadingFinder::best_line() const {
    auto best = std::ranges::max_element(lines_, {}, &Line::count);
    return static_cast<size_t>(best - lines_.begin());
}

size_t HeadingFinder::best_count() const {
    return lines_.empty() ? 0 : lines_[best_line()].count;
}

// Headings in two rows: what the best row leaves blank stands above it (merged downwards) or, where
// it only heads a group, below it.
HeadingFinder::Line HeadingFinder::merged(size_t best) const {
    Line line = lines_[best];
    auto take = [&](const Line& from, size_t i) {
        if (i >= line.texts.size()) {
            line.texts.resize(i + 1);
            line.matches.resize(i + 1);
        }
        line.texts[i] = from.texts[i];
        line.matches[i] = from.matches[i];
    };
    for (size_t above = best; above-- > 0 && best - above <= 2;) {
        const Line& from = lines_[above];
        for (size_t i = 0; i < from.texts.size(); ++i) {
            bool blank = i >= line.texts.size() || line.texts[i].empty();
            if (blank && from.matches[i]) take(from, i);
        }
    }
    if (best + 1 == lines_.size() || lines_[best + 1].row != line.row + 1) return line;
    const Line& below = lines_[best + 1];
    bool fits = below.count > 0;
    for (size_t i = 0; i < below.texts.size(); ++i) {
        bool taken = i < line.matches.size() && line.matches[i].has_value();
        if (!below.texts[i].empty() && (taken || !below.matches[i])) fits = false;
    }
    if (!fits) return line;
    for (size_t i = 0; i < below.texts.size(); ++i) {
        if (below.matches[i]) take(below, i);
    }
    line.row = below.row;
    return line;
}

Result<Headings> HeadingFinder::decide() const {
    if (best_count() == 0) {
        std::string wanted;
        for (size_t i = 0; i < std::min<size_t>(schema_.columns.size(), 8); ++i) {
            wanted += (i > 0 ? "、" : "") + schema_.columns[i].name;
        }
        std::string seen;
        for (const Line& line : lines_) {
            for (const std::string& text : line.texts) {
                if (!text.empty() && seen.size() < kShownText) seen += (seen.empty() ? "" : "、") + text;
            }
            if (!seen.empty()) break;
        }
        return fail(ErrorCode::kInvalid,
                    fmt::format("前 {} 行里没有找到标题行（开头是“{}”）；“{}”的字段是 {} 等", kLinesTried,
                                seen, schema_.name, wanted),
                    fmt::format("no row of headings among the first {} (they begin with \"{}\"); the "
                                "columns of {} are {} …",
                                kLinesTried, seen, schema_.name, wanted));
    }
    Line line = merged(best_line());
    Headings headings;
    headings.row = line.row;
    headings.texts = line.texts;
    std::unordered_map<size_t, size_t> owner;  // column → file column
    for (size_t i = 0; i < line.matches.size(); ++i) {
        if (!line.matches[i]) continue;
        auto [at, is_new] = owner.emplace(line.matches[i]->column, i);
        if (is_new) continue;
        Rank before = line.matches[at->second]->rank;
        Rank now = line.matches[i]->rank;
        if (before == now) {
            const std::string& name = schema_.columns[at->first].name;
            return fail(ErrorCode::kConflict,
                        fmt::format("标题“{}”和“{}”都指“{}”，请改名或删去一列", line.texts[at->second],
                                    line.texts[i], name),
                        fmt::format("headings \"{}\" and \"{}\" both mean {}; rename or remove one",
                                    line.texts[at->second], line.texts[i], name));
        }
        if (now > before) at->second = i;
    }
    for (size_t i = 0; i < line.texts.size(); ++i) {
        const std::string& text = line.texts[i];
        if (text.empty() || text.starts_with(kRejectMark)) continue;
        HeadingOutcome outcome{.heading = text, .kind = HeadingOutcome::Kind::kUnknown};
        if (!line.matches[i]) {
            outcome.nearest = index_.nearest(text).value_or("");
        } else {
            const auto& match = *line.matches[i];
            const ledger::Column& column = schema_.columns[match.column];
            outcome.column = column.name;
            outcome.measure = match.measure;
            outcome.kind = column.is_calculated()        ? HeadingOutcome::Kind::kCalculated
                           : owner[match.column] != i    ? HeadingOutcome::Kind::kTaken
                                                         : HeadingOutcome::Kind::kMatched;
            if (outcome.kind == HeadingOutcome::Kind::kMatched) {
                headings.columns.push_back({i, match.column, match.measure});
            }
        }
        headings.outcomes.push_back(std::move(outcome));
    }
    return headings;
}

}  // namespace yitao::intake
