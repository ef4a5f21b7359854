#include "recognise/proposal/alike.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "recognise/meaning/meaning.h"
#include "recognise/meaning/understood.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr double kAlike = 0.7;
constexpr size_t kMostCompared = 12;  // of one fact: more are a pattern of the form

// Words that tell no fact from another: 合计, 其中, 人数, 情况.
bool is_neutral(const Token& token) {
    if (token.terms.empty()) return false;
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        switch (term.kind) {
            case PhraseKind::kTotal:
            case PhraseKind::kOfWhich:
            case PhraseKind::kGrain:
            case PhraseKind::kStanding:
            case PhraseKind::kMeta:
                return true;
            case PhraseKind::kFiller:
                return token.to - token.from < 3;
            default:
                return false;
        }
    });
}

bool means_the_same(const Token& a, const Token& b) {
    if (a.text == b.text) return true;
    return std::ranges::any_of(a.terms, [&](const Term& one) {
        if (one.kind == PhraseKind::kFiller) return false;
        return std::ranges::any_of(b.terms, [&](const Term& other) {
            return one.ledger == other.ledger && one.column == other.column &&
                   one.kind == other.kind && one.when == other.when && one.window == other.window &&
                   one.month == other.month && one.dates == other.dates;
        });
    });
}

void doubt(ProposedCell& cell) {
    Reading& reading = cell.readings[0];
    reading.confidence *= kAlike;
    reading.doubts.emplace_back("alike");
}

class AlikeFinder {
  public:
    AlikeFinder(const Vocabulary& words, std::span<ProposedCell> cells)
        : words_(words), cells_(cells) {}

    void run() {
        std::map<std::string, std::vector<size_t>> by_key;
        for (size_t i = 0; i < cells_.size(); ++i) {
            bool fact = !cells_[i].is_meta && cells_[i].is_sure();
            if (fact) by_key[cells_[i].readings[0].key].push_back(i);
        }
        std::vector<size_t> doubted;
        for (const auto& [key, same] : by_key) {
            if (same.size() > kMostCompared) continue;
            for (size_t a : same) {
                bool differs = std::ranges::any_of(same, [&](size_t b) {
                    if (a == b || takes_back(a) || takes_back(b)) return false;
                    if (stand_in_line(a, b)) return tell_apart(a, b);
                    if (tells_moment(a) && tells_moment(b)) return false;
                    return says_more(a, b) && (says_more(b, a) || narrows(a));
                });
                if (differs) doubted.push_back(a);
            }
        }
        for (size_t i : doubted) doubt(cells_[i]);
    }

  private:
    // In one row or column, with the same labels but for one: 1月 / 月末未整改 and 2月 /
    // 月末未整改.
    bool stand_in_line(size_t a, size_t b) const {
        const ProposedCell& first = cells_[a];
        const ProposedCell& second = cells_[b];
        if (first.cell.row != second.cell.row && first.cell.column != second.cell.column)
            return false;
        return labels_apart(first.path, second.path) == 1;
    }

    // How many labels are left of either when those alike at both ends are taken away.
    static size_t labels_apart(std::span<const std::string> one,
                               std::span<const std::string> other) {
        while (!one.empty() && !other.empty() && one.front() == other.front()) {
            one = one.subspan(1);
            other = other.subspan(1);
        }
        while (!one.empty() && !other.empty() && one.back() == other.back()) {
            one = one.first(one.size() - 1);
            other = other.first(other.size() - 1);
        }
        return std::max(one.size(), other.size());
    }

    // Either says what the other does not: of a whole and its 其中, the part.
    bool tell_apart(size_t a, size_t b) {
        return says_more(a, b) || says_more(b, a) || narrows(a) != narrows(b);
    }

    // 其中：本年新建, 面积未登记: fewer than what stands without it.
    bool narrows(size_t cell) {
        bool part = std::ranges::any_of(
            cells_[cell].path, [&](const std::string& text) { return begins_part(words_, text); });
        return part || std::ranges::any_of(content(cell), [](const Token& token) {
                   return std::ranges::any_of(token.terms, [](const Term& term) {
                       return term.kind == PhraseKind::kNot && term.how == "blank";
                   });
               });
    }

    // 一季度 | 期末未了结 and 二季度 | 期初未了结: one moment, told twice.
    bool tells_moment(size_t cell) {
        bool span = false;
        bool moment = false;
        for (const Token& token : content(cell)) {
            for (const Term& term : token.terms) {
                span = span || (term.kind == PhraseKind::kWindow && term.month > 0);
                moment = moment || term.window == "now" || term.window == "before";
            }
        }
        return span && moment;
    }

    // 不分行业: the rows' words for it make no difference there.
    bool takes_back(size_t cell) {
        return std::ranges::any_of(content(cell), [](const Token& token) {
            return std::ranges::any_of(token.terms, [](const Term& term) {
                return term.kind == PhraseKind::kNot && term.how == "any";
            });
        });
    }

    // The first has a word that none of the second's means.
    bool says_more(size_t first, size_t second) {
        const auto& others = content(second);
        return std::ranges::any_of(content(first), [&](const Token& token) {
            return std::ranges::none_of(
                others, [&](const Token& other) { return means_the_same(token, other); });
        });
    }

    const std::vector<Token>& content(size_t cell) {
        auto [at, fresh] = contents_.try_emplace(cell);
        if (!fresh) return at->second;
        for (const std::string& text : cells_[cell].path) {
            if (words_.find_unit(text)) continue;
            for (Token& token : words_.cut(text).tokens) {
                if (!is_neutral(token)) at->second.push_back(std::move(token));
            }
        }
        return at->second;
    }

    const Vocabulary& words_;
    std::span<ProposedCell> cells_;
    std::unordered_map<size_t, std::vector<Token>> contents_;
};

}  // namespace

bool counts_people(const Vocabulary& words, const std::string& formula) {
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        const bool people = words.facts(i).standing.size() > 1;
        if (people && formula.contains(words.schema(i).name + "[")) return true;
    }
    return false;
}

namespace {

// Counts people, and no test says whose.
bool leaves_people_open(const Vocabulary& words, const std::string& formula) {
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        if (words.facts(i).standing.size() < 2) continue;
        for (const auto& tests : words.facts(i).standing) {
            for (const Test& test : tests) {
                const std::string& name = words.schema(i).columns[test.column].name;
                if (formula.contains(words.schema(i).name + "[" + name + "]")) return false;
            }
        }
    }
    return counts_people(words, formula);
}

// Whether texts begin a part: each is cut once, of however many cells it is a heading.
class Parts {
  public:
    explicit Parts(const Vocabulary& words) : words_(words) {}
    bool begins(const std::string& text) {
        const auto [at, fresh] = known_.try_emplace(text, false);
        if (fresh) at->second = begins_part(words_, text);
        return at->second;
    }
    bool says(const ProposedCell& cell) {
        return std::ranges::any_of(cell.path,
                                   [&](const std::string& text) { return begins(text); });
    }

  private:
    const Vocabulary& words_;
    std::unordered_map<std::string, bool> known_;
};

using Places = std::map<std::pair<uint32_t, uint32_t>, ProposedCell*>;

// What a cell is part of: left of it where its column begins with 其中, else above it.
const ProposedCell* whole_of(Parts& parts, const Places& places, const ProposedCell& part) {
    constexpr uint32_t kFarthest = 5;  // rows or columns
    const bool by_column = parts.begins(part.path.back());
    const auto& [row, column] = part.cell;
    for (uint32_t step = 1; step <= std::min(kFarthest, by_column ? column : row); ++step) {
        const auto at =
            places.find(by_column ? std::pair(row, column - step) : std::pair(row - step, column));
        if (at != places.end() && !parts.says(*at->second)) return at->second;
    }
    return nullptr;
}

// A word of its headings was not understood; what else is asked of it (when, in which unit) is not
// its parts' matter.
bool is_misread(const Reading& reading) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"unknown", "vague", "silent", "negation", "contradiction"});
    return !reading.is_sure() && std::ranges::any_of(reading.doubts, [&](const std::string& doubt) {
        return std::ranges::any_of(kWords,
                                   [&](std::string_view word) { return doubt.starts_with(word); });
    });
}

}  // namespace

void doubt_parts_of_questions(const Vocabulary& words, std::span<ProposedCell> cells) {
    const bool any = std::ranges::any_of(cells, [](const ProposedCell& cell) {
        return !cell.is_meta && !cell.readings.empty() && is_misread(cell.readings[0]);
    });
    if (!any) return;
    Places places;
    for (ProposedCell& cell : cells) {
        if (!cell.is_meta) places[{cell.cell.row, cell.cell.column}] = &cell;
    }
    Parts parts(words);
    for (ProposedCell& cell : cells) {
        if (cell.is_meta || !cell.is_sure() || cell.path.empty() || !parts.says(cell)) continue;
        const ProposedCell* whole = whole_of(parts, places, cell);
        if (whole == nullptr || whole->readings.empty() || !is_misread(whole->readings[0]))
            continue;
        cell.readings[0].confidence *= kAlike;
        cell.readings[0].doubts.emplace_back("part of a question");
    }
}

void doubt_parts_of_asked(const Vocabulary& words, std::span<ProposedCell> cells) {
    std::set<uint32_t> rows;
    for (const ProposedCell& cell : cells) {
        if (cell.is_meta || cell.readings.empty()) continue;
        const auto& doubts = cell.readings[0].doubts;
        bool open = std::ranges::find(doubts, "population") != doubts.end();
        if (open) rows.insert(cell.cell.row);
    }
    for (ProposedCell& cell : cells) {
        if (cell.is_meta || !cell.is_sure() || !rows.contains(cell.cell.row)) continue;
        Reading& reading = cell.readings[0];
        // 退役军人情况: the title says who all of them are.
        const bool titled = std::ranges::find(reading.doubts, "context") != reading.doubts.end();
        const bool part = std::ranges::any_of(cell.path, [&](const std::string& text) {
            return begins_part(words, text) || match_key(text).ends_with("中");
        });
        if (titled || !part || !leaves_people_open(words, reading.formula)) continue;
        reading.confidence *= kAlike;
        reading.doubts.emplace_back("population");
    }
}

void doubt_alike(const Vocabulary& words, std::span<ProposedCell> cells) {
    AlikeFinder(words, cells).run();
}

void doubt_twins(std::span<ProposedCell> cells) {
    std::map<std::pair<size_t, std::string>, std::vector<size_t>> twins;
    for (size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].is_meta || !cells[i].is_sure()) continue;
        std::string said = cells[i].readings[0].key;
        for (const std::string& text : cells[i].path) said += "\n" + text;
        twins[{cells[i].sheet, std::move(said)}].push_back(i);
    }
    for (const auto& [said, same] : twins) {
        if (same.size() < 2) continue;
        for (size_t i : same) doubt(cells[i]);
    }
}

void keep_one_each(std::vector<ProposedCell>& cells) {
    const auto place = [](const ProposedCell& cell) {
        return std::tuple(cell.sheet, cell.cell.row, cell.cell.column);
    };
    const auto confidence = [](const ProposedCell& cell) {
        return cell.readings.empty() ? 0.0 : cell.readings[0].confidence;
    };
    std::ranges::stable_sort(cells, {}, place);
    std::vector<ProposedCell> kept;
    kept.reserve(cells.size());
    for (ProposedCell& cell : cells) {
        if (kept.empty() || place(kept.back()) != place(cell)) {
            kept.push_back(std::move(cell));
            continue;
        }
        ProposedCell& other = kept.back();
        const bool same = !cell.readings.empty() && !other.readings.empty() &&
                          cell.readings[0].formula == other.readings[0].formula;
        if (confidence(cell) > confidence(other)) std::swap(cell, other);
        if (same || cell.readings.empty() || other.readings.empty()) continue;
        other.readings[0].confidence *= losses::kStrayWord;
        other.readings[0].doubts.emplace_back("two labels");
        other.readings.push_back(std::move(cell.readings[0]));
    }
    cells = std::move(kept);
}

}  // namespace yitao::recognise
