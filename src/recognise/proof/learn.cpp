#include "recognise/proof/learn.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "recognise/proof/aggregate_text.h"

namespace yitao::recognise {

namespace {

constexpr std::string_view kUnitMark = "{unit}";
constexpr size_t kMaxLessons = 2'000;
constexpr double kLearned = 0.95;
constexpr double kAsked = 0.6;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// Formulas that differ in blanks and full-width signs only are the same.
std::string formula_key(std::string_view formula) {
    std::string text = fold_width(formula);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    return text;
}

// The path without the row's own village, so that all villages' rows share one lesson.
std::vector<std::string> heading_path(const ProposedCell& cell, const Vocabulary& words) {
    std::vector<std::string> path;
    for (const std::string& text : cell.path) {
        if (cell.for_unit != 0 && words.find_unit(text)) continue;
        path.push_back(text);
    }
    return path;
}

std::string joined(const std::vector<std::string>& path) {
    return fmt::format("{}", fmt::join(path, "/"));
}

std::string title_of(const Structure& structure, const Proposal& proposal,
                     const ProposedCell& cell) {
    for (const Table& table : structure.tables) {
        if (table.sheet == cell.sheet && table.range.contains(cell.cell) && !table.title.empty()) {
            return table.title;
        }
    }
    return proposal.sheets[cell.sheet];
}

// "\">=60\"" of 居民[年龄] → "年龄>=60"; nothing for what is no constant.
std::optional<std::string> test_of(const CriterionText& criterion) {
    size_t open = criterion.column.find('[');
    const std::string& test = criterion.test;
    bool constant = test.size() >= 2 && test.front() == '"' && test.back() == '"';
    if (open == std::string::npos || !constant) return std::nullopt;
    std::string name = criterion.column.substr(open + 1, criterion.column.size() - open - 2);
    std::string value = test.substr(1, test.size() - 2);
    if (value.find('"') != std::string::npos || value.find("且") != std::string::npos) {
        return std::nullopt;
    }
    bool compares = value.starts_with('<') || value.starts_with('>') || value.starts_with('=');
    return name + (compares ? "" : "=") + value;
}

class Learner {
  public:
    Learner(const Proposal& proposal, const Structure& structure, const Vocabulary& words)
        : proposal_(proposal), structure_(structure), words_(words) {}

    std::vector<Lesson> run(const templates::BindingsFile& confirmed) {
        std::map<std::pair<std::string, xlsx::CellRef>, const ProposedCell*> cells;
        for (const ProposedCell& cell : proposal_.cells) {
            if (!cell.is_meta) cells[{proposal_.sheets[cell.sheet], cell.cell}] = &cell;
        }
        for (const templates::CellEntry& entry : confirmed.cells) {
            auto found = cells.find({sheet_of(entry.sheet), entry.cell});
            if (found != cells.end()) compare(*found->second, entry);
        }
        for (const templates::ListEntry& entry : confirmed.lists) compare_list(entry);
        return {lessons_.begin(), lessons_.end()};
    }

  private:
    std::string sheet_of(const std::string& named) const {
        return named.empty() && !proposal_.sheets.empty() ? proposal_.sheets[0] : named;
    }
    void add(Lesson lesson) {
        if (lessons_.size() < kMaxLessons) lessons_.insert(std::move(lesson));
    }

    void compare(const ProposedCell& cell, const templates::CellEntry& entry) {
        bool same =
            cell.is_sure() && formula_key(cell.readings[0].formula) == formula_key(entry.formula);
        std::vector<std::string> path = heading_path(cell, words_);
        if (same || path.empty()) return;
        std::string formula = entry.formula;
        if (cell.for_unit != 0) {
            formula = replaced(formula, org::format_unit_code(cell.for_unit), kUnitMark);
        }
        add({LessonKind::kHeading, joined(path), title_of(structure_, proposal_, cell), "", formula,
             ""});
        learn_word(cell, path, entry.formula);
    }

    // A word nobody knew, where it is the only one: what the confirmed formula has more is its
    // meaning.
    void learn_word(const ProposedCell& cell, const std::vector<std::string>& path,
                    const std::string& confirmed) {
        std::set<std::string> unknown;
        for (const std::string& text : path) {
            for (const Token& token : words_.cut(text).tokens) {
                if (token.terms.empty() && code_point_count(token.text) >= 2) {
                    unknown.insert(token.text);
                }
            }
        }
        if (unknown.size() != 1) return;
        AggregateText right = take_apart(confirmed);
        if (!right.is_single()) return;
        std::optional<std::vector<CriterionText>> least;
        for (const Reading& reading : cell.readings) {
            auto more = more_than(take_apart(reading.formula), right);
            if (more && (!least || more->size() < least->size())) least = std::move(more);
        }
        if (!least) return;
        if (least->empty()) {
            return add({LessonKind::kFiller, *unknown.begin(), "", "", "", ""});
        }
        std::string meaning;
        for (const CriterionText& criterion : *least) {
            auto test = test_of(criterion);
            if (!test) return;
            meaning += (meaning.empty() ? "" : "且") + *test;
        }
        add({LessonKind::kCondition, *unknown.begin(), "", right.calls[0].ledger, meaning, ""});
    }

    // The criteria `right` has beyond `own`; nothing where it is not `own` narrowed.
    static std::optional<std::vector<CriterionText>> more_than(const AggregateText& own,
                                                               const AggregateText& right) {
        if (!own.is_single() || own.between != right.between) return std::nullopt;
        const CallText& a = own.calls[0];
        const CallText& b = right.calls[0];
        if (a.ledger != b.ledger || a.name != b.name || a.amount != b.amount) return std::nullopt;
        std::vector<CriterionText> more = b.criteria;
        for (const CriterionText& criterion : a.criteria) {
            if (std::erase(more, criterion) == 0) return std::nullopt;
        }
        return more;
    }

    void compare_list(const templates::ListEntry& entry) {
        for (const ProposedList& list : proposal_.lists) {
            bool same = proposal_.sheets[list.sheet] == sheet_of(entry.sheet) &&
                        list.region.first.row == entry.region.first.row;
            if (!same) continue;
            for (const auto& column : entry.columns) {
                for (const auto& own : list.columns) {
                    if (own.column != column.column || own.heading.empty()) continue;
                    if (formula_key(own.formula) != formula_key(column.formula)) {
                        learn_column(own.heading, column.formula);
                    }
                }
            }
        }
    }

    // =SORTBY(FILTER(居民[联系电话],…),…) under 联系方式: a name of that column.
    void learn_column(const std::string& heading, const std::string& formula) {
        constexpr std::string_view kFilter = "FILTER(";
        size_t begin = formula.find(kFilter);
        if (begin == std::string::npos) return;
        begin += kFilter.size();
        size_t open = formula.find('[', begin);
        size_t close = formula.find("],", begin);
        if (open == std::string::npos || close == std::string::npos || open > close) return;
        std::string name = formula.substr(begin, open - begin);
        auto ledger = ledger_named(words_, name);
        std::string column = formula.substr(open + 1, close - open - 1);
        if (!ledger || !words_.schema(*ledger).find_column_named(column)) return;
        add({LessonKind::kColumn, heading, "", name, column, ""});
    }

    const Proposal& proposal_;
    const Structure& structure_;
    const Vocabulary& words_;
    std::set<Lesson> lessons_;
};

void doubt(Reading& reading, std::string why) {
    reading.confidence = std::min(reading.confidence, kAsked);
    reading.doubts.push_back(std::move(why));
}

void apply_heading(ProposedCell& cell, const Lesson& lesson, bool same_form) {
    std::string formula = lesson.meaning;
    if (cell.for_unit != 0) {
        formula = replaced(formula, kUnitMark, org::format_unit_code(cell.for_unit));
    }
    auto known = std::ranges::find_if(cell.readings, [&](const Reading& reading) {
        return formula_key(reading.formula) == formula_key(formula);
    });
    if (cell.is_sure() && known == cell.readings.begin()) return;
    Reading learned;
    if (known != cell.readings.end()) {
        learned = std::move(*known);
        cell.readings.erase(known);
    } else {
        learned.formula = formula;
        learned.key = formula.substr(formula.starts_with('=') ? 1 : 0);
        learned.explanation = {"这里确认过的公式 " + formula + "。",
                               "The formula confirmed here: " + formula + "."};
    }
    bool contradicted = cell.is_sure();
    learned.confidence = kLearned;
    learned.doubts.clear();
    if (contradicted) doubt(learned, "learned " + lesson.word);
    if (!same_form) doubt(learned, "learned elsewhere " + lesson.form);
    if (contradicted && !cell.readings.empty()) doubt(cell.readings[0], "learned " + lesson.word);
    cell.readings.insert(cell.readings.begin(), std::move(learned));
    cell.note = "记得：" + (lesson.source.empty() ? lesson.form : lesson.source) + " 里确认过";
}

}  // namespace

std::vector<Lesson> lessons_of(const Proposal& proposal, const Structure& structure,
                               const templates::BindingsFile& confirmed, const Vocabulary& words) {
    return Learner(proposal, structure, words).run(confirmed);
}

void apply_lessons(Proposal& proposal, const Structure& structure, const Vocabulary& words,
                   const std::vector<Lesson>& lessons, const std::vector<std::string>& doubtful) {
    std::map<std::string, std::vector<const Lesson*>> headings;
    for (const Lesson& lesson : lessons) {
        if (lesson.kind == LessonKind::kHeading)
            headings[match_key(lesson.word)].push_back(&lesson);
    }
    for (ProposedCell& cell : proposal.cells) {
        if (cell.is_meta) continue;
        std::string path = match_key(joined(heading_path(cell, words)));
        for (const std::string& word : doubtful) {
            bool stands = path.find(match_key(word)) != std::string::npos;
            if (stands && cell.is_sure()) doubt(cell.readings[0], "learned " + word);
        }
        auto found = headings.find(path);
        if (found == headings.end()) continue;
        std::string form = match_key(title_of(structure, proposal, cell));
        const Lesson* best = nullptr;
        bool same_form = false;
        for (const Lesson* lesson : found->second) {
            bool same = match_key(lesson->form) == form;
            if (best == nullptr || (same && !same_form)) best = lesson;
            same_form = same_form || same;
        }
        apply_heading(cell, *best, same_form);
    }
}

}  // namespace yitao::recognise
