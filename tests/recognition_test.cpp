// Recognition measured on a township set, without its cells.json being shown to it: the
// department's blank workbooks are read, what is sure is bound and filled for each unit, and each
// cell's value is compared with the right one. YITAO_TOWNSHIP names another set; YITAO_SCORE=all
// prints each cell that is not right, YITAO_SCORE=offered what questions are worth.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "recognise/proposal/propose.h"
#include "report/fill.h"
#include "site/past_worlds.h"
#include "site/site.h"
#include "site/words.h"
#include "template/template.h"
#include "township.h"
#include "township_site.h"
#include "xlsx/workbook.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

using township::read_file;

std::string field(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

bool same(const xlsx::CellValue& ours, const json::value& right) {
    const auto* text = std::get_if<std::string>(&ours);
    bool blank = std::holds_alternative<std::monostate>(ours) || (text != nullptr && text->empty());
    if (right.is_null()) return blank;
    if (right.is_string())
        return right.as_string().empty() ? blank : text && *text == right.as_string();
    const auto* number = std::get_if<double>(&ours);
    if (number == nullptr) return false;
    double want = right.is_int64()    ? static_cast<double>(right.as_int64())
                  : right.is_uint64() ? static_cast<double>(right.as_uint64())
                                      : right.as_double();
    return std::fabs(*number - want) <= 1e-9 * std::max(1.0, std::fabs(want));
}

// A head's text without how its date is written and how wide its gaps are: 2026.10.31 is
// 2026年10月31日 where the form draws neither.
std::string plain_head(std::string_view text) {
    std::string numbers;
    std::string rest;
    const std::string key = match_key(text);
    for (size_t i = 0; i < key.size();) {
        if (std::isdigit(static_cast<unsigned char>(key[i]))) {
            size_t end = key.find_first_not_of("0123456789", i);
            size_t first = std::min(key.find_first_not_of('0', i), key.size());
            numbers += "/" + key.substr(first, std::min(end, key.size()) - first);
            i = std::min(end, key.size());
            continue;
        }
        size_t length = 1;
        while (i + length < key.size() &&
               (static_cast<unsigned char>(key[i + length]) & 0xC0) == 0x80)
            ++length;
        std::string_view one = std::string_view(key).substr(i, length);
        bool drawn = one == "年" || one == "月" || one == "日" || one == "份" || one == "至" ||
                     one == "." || one == "-" || one == "—" || one == "－";
        if (!drawn) rest += one;
        i += length;
    }
    return rest + numbers;
}

bool same_head(const xlsx::CellValue& ours, const json::value& right) {
    if (same(ours, right)) return true;
    const auto* text = std::get_if<std::string>(&ours);
    return text != nullptr && right.is_string() &&
           plain_head(*text) == plain_head(std::string_view(right.as_string()));
}

struct Score {
    size_t facts = 0, bound = 0, right = 0, wrong = 0, asked = 0, unknown = 0;
    size_t metas = 0, metas_right = 0, metas_wrong = 0, metas_otherwise = 0;
    size_t hand_bound = 0, lists = 0, lists_found = 0, lists_right = 0, lists_wrong = 0,
           lists_ordered = 0;
    size_t repeats = 0, said = 0, said_right = 0;
    double worst_ms = 0;
    std::vector<double> times;
};

struct Book {
    std::string name;
    recognise::Proposal proposal;
    templates::Template bound;
};

using Place = std::tuple<std::string, std::string, xlsx::CellRef>;  // template, sheet, cell

struct Golden {
    std::map<Place, json::object> cells;
    std::vector<Place> order;
};

Golden read_golden(const std::string& folder) {
    Golden golden;
    json::value all = json::parse(read_file(folder + "/cells.json"));
    for (const json::value& item : all.as_array()) {
        const json::object& cell = item.as_object();
        std::string at = field(cell, "cell");
        at = at.substr(0, at.find(':'));
        auto ref = xlsx::parse_cell_ref(at);
        if (!ref) continue;
        Place place{field(cell, "template"), field(cell, "sheet"), *ref};
        golden.order.push_back(place);
        golden.cells.emplace(place, cell);
    }
    return golden;
}

bool prints_all() {
    const char* wanted = std::getenv("YITAO_SCORE");
    return wanted != nullptr && std::string_view(wanted) == "all";
}

std::string joined(const recognise::ProposedCell& cell) {
    return fmt::format("{}", fmt::join(cell.path, " / "));
}

void tell(std::string_view what, const Place& place, const json::object& cell,
          const recognise::ProposedCell* ours) {
    if (!prints_all()) return;
    fmt::print("{} {}!{}!{} [{}]\n    right: {}\n", what, std::get<0>(place), std::get<1>(place),
               xlsx::format_cell_ref(std::get<2>(place)), ours ? joined(*ours) : "",
               field(cell, "formula"));
    if (ours == nullptr || ours->readings.empty()) return;
    const auto& first = ours->readings[0];
    fmt::print("    ours {:.2f}: {} {{{}}}\n", first.confidence, first.formula,
               fmt::join(first.doubts, "; "));
    for (const auto& one : first.because) fmt::print("        “{}” {}\n", one.text, one.meaning);
}

// Values of one book for one unit, by place.
using Values = std::map<Place, std::map<std::string, xlsx::CellValue>>;

void take_values(const std::string& name, const std::string& unit, std::string bytes,
                 Values& values) {
    auto book = xlsx::Workbook::from_bytes(std::move(bytes));
    ASSERT_TRUE(book) << book.error().text();
    for (size_t s = 0; s < book->sheets().size(); ++s) {
        auto grid = book->grid(s);
        ASSERT_TRUE(grid) << grid.error().text();
        for (const auto& [cell, content] : grid->cells) {
            values[{name, book->sheets()[s].name, cell}][unit] = content.value;
        }
    }
}

bool all_units_right(const json::object& cell, const Place& place, const Values& values,
                     const std::vector<std::string>& units, decltype(same)* equal = same) {
    const json::value* wanted = cell.if_contains("values");
    if (wanted == nullptr || !wanted->is_object()) return false;
    auto moved = cell.if_contains("moved_to");
    for (const std::string& unit : units) {
        Place there = place;
        if (moved != nullptr && moved->is_object()) {
            std::string at = field(moved->as_object(), unit);
            if (auto ref = xlsx::parse_cell_ref(at)) std::get<2>(there) = *ref;
        }
        xlsx::CellValue ours;
        if (auto found = values.find(there); found != values.end()) {
            if (auto one = found->second.find(unit); one != found->second.end()) ours = one->second;
        }
        const json::value* right = wanted->as_object().if_contains(unit);
        if (right == nullptr) continue;
        if (!equal(ours, *right)) return false;
    }
    return true;
}

// One roster of one unit: every right row is there, in whatever order (or `ordered`), and no row
// too many. A date counts where a date stands; how it is written is the form's matter.
bool roster_right(const json::object& cell, const Place& place, const Values& values,
                  const std::string& unit, bool ordered) {
    const json::array& rows = cell.at("rows").as_object().at(unit).as_array();
    const json::array& columns = cell.at("columns").as_array();
    auto value_at = [&](size_t row, size_t column) -> xlsx::CellValue {
        auto at = xlsx::parse_cell_ref(field(columns[column].as_object(), "column") + "1");
        Place there = place;
        if (at)
            std::get<2>(there) = {std::get<2>(place).row + static_cast<uint32_t>(row), at->column};
        auto found = values.find(there);
        if (found == values.end() || !found->second.contains(unit)) return {};
        return found->second.at(unit);
    };
    auto bound = [&](size_t column) {
        return !field(columns[column].as_object(), "formula").empty();
    };
    auto equal = [&](const json::array& right, size_t ours) {
        for (size_t c = 0; c < columns.size(); ++c) {
            if (!bound(c)) continue;
            xlsx::CellValue value = value_at(ours, c);
            bool date = right[c].is_string() && std::holds_alternative<double>(value);
            if (!date && !same(value, right[c])) return false;
        }
        return true;
    };
    std::vector<bool> taken(rows.size(), false);
    for (const json::value& row : rows) {
        size_t at = ordered ? static_cast<size_t>(&row - rows.data()) : 0;
        if (ordered && !equal(row.as_array(), at)) return false;
        while (at < rows.size() && (taken[at] || !equal(row.as_array(), at))) ++at;
        if (at == rows.size()) return false;
        taken[at] = true;
    }
    return true;
}

void tell_columns(const json::object& cell, const recognise::ProposedList* ours) {
    if (ours == nullptr) return;
    fmt::print("    doubts: {}\n", fmt::join(ours->doubts, "; "));
    for (const json::value& item : cell.at("columns").as_array()) {
        auto at = xlsx::parse_cell_ref(field(item.as_object(), "column") + "1");
        for (const auto& column : ours->columns) {
            if (!at || at->column != column.column) continue;
            fmt::print("    {} {}: {}\n        ours {}\n", column.column, column.heading,
                       field(item.as_object(), "formula"), column.formula);
        }
    }
}

void score_lists(const Golden& golden, const std::vector<Book>& books, const Values& values,
                 const std::vector<std::string>& units, Score& score) {
    for (const Place& place : golden.order) {
        const json::object& cell = golden.cells.at(place);
        if (field(cell, "kind") != "list") continue;
        ++score.lists;
        const recognise::ProposedList* ours = nullptr;
        for (const Book& book : books) {
            if (book.name != std::get<0>(place)) continue;
            for (const auto& list : book.proposal.lists) {
                bool here = book.proposal.sheets[list.sheet] == std::get<1>(place) &&
                            list.region.first.row == std::get<2>(place).row;
                if (here) ours = &list;
            }
        }
        score.lists_found += ours != nullptr ? 1 : 0;
        bool sure = ours != nullptr && ours->is_sure();
        bool right = sure && std::ranges::all_of(units, [&](const std::string& unit) {
                         return roster_right(cell, place, values, unit, false);
                     });
        bool ordered = right && std::ranges::all_of(units, [&](const std::string& unit) {
                           return roster_right(cell, place, values, unit, true);
                       });
        score.lists_ordered += ordered ? 1 : 0;
        if (right && !ordered && prints_all())
            fmt::print("ORDER {}!{}\n", std::get<0>(place), std::get<1>(place));
        score.lists_right += right ? 1 : 0;
        score.lists_wrong += sure && !right ? 1 : 0;
        if (right || !prints_all()) continue;
        fmt::print("LIST {} {}!{} {}\n    right: {}\n    ours: {}\n", sure ? "wrong" : "asked",
                   std::get<0>(place), std::get<1>(place), field(cell, "where"),
                   field(cell, "formula").substr(0, 200),
                   ours == nullptr ? "" : ours->explanation.zh);
        tell_columns(cell, ours);
    }
}

void score_cells(const Golden& golden, const std::map<Place, const recognise::ProposedCell*>& ours,
                 const Values& values, const std::vector<std::string>& units, Score& score) {
    for (const Place& place : golden.order) {
        const json::object& cell = golden.cells.at(place);
        std::string kind = field(cell, "kind");
        auto found = ours.find(place);
        const auto* mine = found == ours.end() ? nullptr : found->second;
        bool sure = mine != nullptr && mine->is_sure();
        if (kind == "hand" && sure) {
            ++score.hand_bound;
            tell("HAND", place, cell, mine);
        }
        if (kind == "meta") {
            ++score.metas;
            bool right = sure && all_units_right(cell, place, values, units);
            score.metas_right += right ? 1 : 0;
            bool otherwise =
                sure && !right && all_units_right(cell, place, values, units, same_head);
            score.metas_otherwise += otherwise ? 1 : 0;
            score.metas_wrong += sure && !right && !otherwise ? 1 : 0;
            if (!right) tell("META", place, cell, mine);
        }
        if (kind != "fact") continue;
        ++score.facts;
        if (sure) {
            bool right = all_units_right(cell, place, values, units);
            ++score.bound;
            ++(right ? score.right : score.wrong);
            if (!right) tell("WRONG", place, cell, mine);
        } else if (mine != nullptr && !mine->readings.empty()) {
            ++score.asked;
            tell("ASKED", place, cell, mine);
        } else {
            ++score.unknown;
            tell("UNKNOWN", place, cell, mine);
        }
    }
}

// Repeats: a cell whose definition an earlier one had already, against same_fact_as.
void score_repeats(const Golden& golden,
                   const std::map<Place, const recognise::ProposedCell*>& ours, Score& score) {
    std::map<std::string, std::string> group_of;  // place as text → its first place
    std::map<std::string, std::string> first_of;  // our key → place as text
    auto text_of = [](const Place& place) {
        return fmt::format("{}!{}!{}", std::get<0>(place), std::get<1>(place),
                           xlsx::format_cell_ref(std::get<2>(place)));
    };
    for (const Place& place : golden.order) {
        const json::object& cell = golden.cells.at(place);
        if (field(cell, "kind") != "fact") continue;
        std::string name = text_of(place);
        std::string first = field(cell, "same_fact_as");
        bool repeated = !first.empty();
        group_of[name] = repeated ? (group_of.contains(first) ? group_of[first] : first) : name;
        score.repeats += repeated ? 1 : 0;
        auto found = ours.find(place);
        if (found == ours.end() || !found->second->is_sure())
            continue;  // a question claims nothing
        const std::string& key = found->second->readings[0].key;
        auto [at, fresh] = first_of.emplace(key, name);
        if (fresh) continue;
        ++score.said;
        bool right = repeated && group_of[at->second] == group_of[name];
        score.said_right += right ? 1 : 0;
        if (!right && prints_all()) {
            fmt::print("REPEAT? {} as {}\n", name, at->second);
        }
    }
}

double part(size_t a, size_t b) {
    return b == 0 ? 1 : static_cast<double>(a) / static_cast<double>(b);
}

double f1_of(const Score& score) {
    double precision = part(score.said_right, score.said);
    double recall = part(score.said_right, score.repeats);
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}

// What was reached once, less a little: a change that reads a set worse is seen.
struct Floor {
    double right = 0;
    double wrong = 0;
    size_t lists = 0;
    double repeats = 0;
};
const std::map<std::string, Floor> kFloors = {
    {"township-a", {0.985, 0.001, 5, 0.98}},
    {"township-h", {0.965, 0.001, 8, 0.99}},
    {"township-i", {0.97, 0.001, 6, 0.975}},
    {"township-j", {0.985, 0.001, 7, 0.96}},
    {"township-k", {0.98, 0.001, 5, 0.965}},
    {"township-l", {0.975, 0.001, 11, 0.96}},
    {"township-m", {0.94, 0.001, 9, 0.96}},
    {"township-n", {0.945, 0.001, 11, 0.92}},
    {"township-p", {0.99, 0.001, 5, 0.95}},
    {"township-q", {0.96, 0.001, 7, 0.95}},
    {"township-r", {0.965, 0.001, 5, 0.92}},
    {"township-s", {0.895, 0.003, 5, 0.9}},
    {"township-t", {0.95, 0.001, 4, 0.935}},
    {"township-u", {0.955, 0.001, 4, 0.97}},
    {"township-v", {0.935, 0.002, 5, 0.95}},
    {"township-w", {0.975, 0.001, 5, 0.97}},
    {"township-x", {0.95, 0.002, 5, 0.925}},
    {"township-z", {0.96, 0.002, 5, 0.945}},
    {"township-o", {0.945, 0.001, 3, 0.92}},
    {"township-y", {0.935, 0.001, 6, 0.915}},
    {"township-d", {0.97, 0.001, 6, 0.955}},
    {"township-b", {0.84, 0.002, 4, 0.88}},
    {"township-c", {0.945, 0.001, 5, 0.96}},
    {"township-aa", {0.94, 0.002, 5, 0.96}},
    {"township-ab", {0.965, 0.001, 6, 0.94}},
    {"township-ac", {0.92, 0.004, 5, 0.94}},
    {"township-ad", {0.92, 0.003, 6, 0.905}},
    {"township-ae", {0.98, 0.001, 5, 0.985}},
    {"township-af", {0.945, 0.003, 5, 0.96}},
    {"township-ag", {0.945, 0.001, 7, 0.925}},
    {"township-ah", {0.95, 0.001, 6, 0.93}},
    {"township-ai", {0.97, 0.001, 4, 0.95}},
    {"township-aj", {0.985, 0.001, 7, 0.955}},
    {"township-ak", {0.945, 0.002, 5, 0.945}},
    {"township-al", {0.94, 0.001, 4, 0.935}},
    {"township-am", {0.95, 0.001, 5, 0.935}},
    {"township-an", {0.92, 0.001, 2, 0.895}},
    {"township-ao", {0.925, 0.004, 4, 0.925}},
    {"township-ap", {0.94, 0.001, 4, 0.94}},
    {"township-aq", {0.94, 0.001, 4, 0.905}},
    {"township-ar", {0.95, 0.001, 4, 0.92}},
    {"township-as", {0.895, 0.001, 6, 0.865}},
    {"township-at", {0.9, 0.001, 6, 0.855}},
    {"township-au", {0.94, 0.014, 7, 0.94}},
    {"township-av", {0.95, 0.007, 5, 0.935}},
    {"township-aw", {0.93, 0.001, 4, 0.945}},
    {"township-ax", {0.915, 0.003, 3, 0.945}},
    {"township-ay", {0.835, 0.012, 5, 0.81}},
    {"township-az", {0.9, 0.011, 5, 0.81}},
    {"township-ba", {0.935, 0.009, 6, 0.915}},
    {"township-bb", {0.935, 0.009, 3, 0.945}},
    {"township-bc", {0.92, 0.004, 6, 0.955}},
    {"township-bd", {0.95, 0.003, 5, 0.985}},
    {"township-be", {0.895, 0.01, 5, 0.96}},
    {"township-bf", {0.915, 0.015, 6, 0.92}},
    {"township-bg", {0.9, 0.001, 5, 0.835}},
    // Lists of indicators and small tables, worded as widely as their authors could.
    {"phrases-1", {0.87, 0.011, 0, 0}},
    {"phrases-2", {0.765, 0.025, 0, 0}},
    {"phrases-3", {0.7, 0.008, 0, 0}},
    {"phrases-4", {0.755, 0.013, 0, 0}},
    {"phrases-5", {0.7, 0.008, 0, 0}},
    {"phrases-6", {0.76, 0.013, 0, 0}},
    // Small forms that stand and fall with what is said around their headings.
    {"frames-whose", {0.715, 0.04, 2, 0}},
    {"frames-when", {0.475, 0.025, 1, 0}},
    {"frames-groups", {0.73, 0.032, 3, 0}},
    {"frames-figures", {0.56, 0.018, 4, 0}}};

void print(const Score& score, const std::string& folder) {
    double precision = part(score.said_right, score.said);
    double recall = part(score.said_right, score.repeats);
    double f1 = f1_of(score);
    auto times = score.times;
    std::ranges::sort(times);
    fmt::print(
        "{}: facts {} right {} ({:.3f}) wrong {} ({:.4f}) asked {} unknown {}; meta {}+{}/{} "
        "(wrong {}); hand bound {}; lists {}/{} found, {} right ({} in order), {} wrong; repeats P "
        "{:.3f} R "
        "{:.3f} "
        "F1 {:.3f}; median {:.1f} ms, worst {:.1f} ms\n",
        fs::path(folder).filename().string(), score.facts, score.right,
        part(score.right, score.facts), score.wrong, part(score.wrong, score.facts), score.asked,
        score.unknown, score.metas_right, score.metas_otherwise, score.metas, score.metas_wrong,
        score.hand_bound, score.lists_found, score.lists, score.lists_right, score.lists_ordered,
        score.lists_wrong, precision, recall, f1, times.empty() ? 0 : times[times.size() / 2],
        times.empty() ? 0 : times.back());
}

// YITAO_SCORE=offered: what questions are worth. Every first reading is bound, and each line says
// of how many questions with these doubts the first reading is right: a doubt that is hardly ever
// borne out is a timid one. So it says of cells that are sure in spite of a doubt.
using Doubts = std::map<Place, std::string>;

bool binds_all() {
    const char* wanted = std::getenv("YITAO_SCORE");
    return wanted != nullptr && std::string_view(wanted) == "offered";
}

void bind_questions(const std::string& name, recognise::Proposal& proposal, Doubts& doubts) {
    for (auto& cell : proposal.cells) {
        if (cell.is_meta || cell.readings.empty()) continue;
        auto& first = cell.readings[0];
        if (cell.is_sure() && first.doubts.empty()) continue;
        doubts[{name, proposal.sheets[cell.sheet], cell.cell}] =
            fmt::format("{}{}", cell.is_sure() ? "sure: " : "", fmt::join(first.doubts, "; "));
        first.confidence = 1;
    }
}

void print_offered(const Golden& golden, const Doubts& doubts, const Values& values,
                   const std::vector<std::string>& units) {
    std::map<std::string, std::pair<size_t, size_t>> counts;  // of each: right, all
    for (const auto& [place, why] : doubts) {
        auto cell = golden.cells.find(place);
        if (cell == golden.cells.end() || field(cell->second, "kind") != "fact") continue;
        bool right = all_units_right(cell->second, place, values, units);
        counts[why].first += right ? 1 : 0;
        counts[why].second += 1;
    }
    for (const auto& [why, count] : counts)
        fmt::print("OFFERED {} of {} right: {}\n", count.first, count.second, why);
}

// YITAO_ABLATE=7:30: without 30 of 100 words, which is said by the number 7. Words missing stand
// for those of departments nobody has met: what is then read wrongly, and not asked, should have
// been doubted.
Result<township::PoorWords> words_kept(site::Site& site, const org::Tree* tree) {
    const char* wanted = std::getenv("YITAO_ABLATE");
    unsigned seed = 0;
    unsigned percent = 0;
    if (wanted != nullptr) std::sscanf(wanted, "%u:%u", &seed, &percent);
    return township::poor_words(site, tree, [&](const std::string& word, int) {
        uint64_t hash = 1469598103934665603ULL + seed;
        for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        hash ^= hash >> 29;
        hash *= 0xbf58476d1ce4e5b9ULL;
        return (hash >> 33) % 100 >= percent;
    });
}

class Recognition : public testing::TestWithParam<std::string> {};

TEST_P(Recognition, BlankWorkbooksAreUnderstoodAndFilled) {
    const char* other = std::getenv("YITAO_TOWNSHIP");
    std::string folder =
        other != nullptr ? other : std::string(YITAO_SOURCE_DIR "/tests/fixtures/") + GetParam();
    township::Township set = township::read_township(folder);
    fs::path data = fs::temp_directory_path() / ("yitao-recognition-" + std::to_string(::getpid()));
    fs::remove_all(data);
    FixedClock clock(*Date::from_civil(2026, 11, 3));
    auto site = township::make_site(folder, data, clock);
    ASSERT_TRUE(site) << site.error().text();
    report::FillDate date{*Date::parse_iso(set.as_of),
                          {*Date::parse_iso(set.period_start), *Date::parse_iso(set.period_end)},
                          clock.today()};
    auto tree = site->tree(date.as_of);
    ASSERT_TRUE(tree) << tree.error().text();
    auto kept = words_kept(*site, tree->get());
    ASSERT_TRUE(kept) << kept.error().text();
    const recognise::Vocabulary* words = &kept->vocabulary;

    Score score;
    std::vector<Book> books;
    Doubts doubts;
    for (const std::string& name : set.templates) {
        std::string bytes = read_file(folder + "/templates/" + name);
        auto begin = std::chrono::steady_clock::now();
        auto book = xlsx::Workbook::from_bytes(bytes);
        ASSERT_TRUE(book) << book.error().text();
        auto structure = recognise::read_structure(*book);
        ASSERT_TRUE(structure) << structure.error().text();
        auto proposal = recognise::propose(*book, *structure, *words);
        ASSERT_TRUE(proposal) << proposal.error().text();
        score.times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count());
        if (binds_all()) bind_questions(name, *proposal, doubts);
        std::string toml = recognise::write_bindings(*proposal);
        auto bound = templates::Template::open(std::move(bytes), name, toml, site->catalog());
        ASSERT_TRUE(bound) << name << ": " << bound.error().text() << "\n" << toml;
        books.push_back({name, std::move(*proposal), std::move(*bound)});
    }
    std::vector<const templates::Template*> pointers;
    for (const Book& book : books) pointers.push_back(&book.bound);
    auto world = site->world({.as_of = date.as_of, .columns = report::columns_used(pointers)});
    ASSERT_TRUE(world) << world.error().text();
    site::PastWorlds past(*site, report::columns_used(pointers));
    auto filler = report::Filler::prepare(site->catalog(), **world, &past, pointers, date);
    ASSERT_TRUE(filler) << filler.error().text();

    Golden golden = read_golden(folder);
    Values values;
    std::map<Place, const recognise::ProposedCell*> ours;
    for (size_t i = 0; i < books.size(); ++i) {
        for (const auto& cell : books[i].proposal.cells) {
            ours[{books[i].name, books[i].proposal.sheets[cell.sheet], cell.cell}] = &cell;
        }
        for (const std::string& code : set.units) {
            auto unit = (*world)->tree->find(*org::parse_unit_code(code));
            ASSERT_TRUE(unit);
            auto filled = filler->fill(i, *unit);
            ASSERT_TRUE(filled) << books[i].name << ": " << filled.error().text();
            take_values(books[i].name, code, std::move(filled->bytes), values);
        }
    }
    if (binds_all()) return print_offered(golden, doubts, values, set.units);
    score_cells(golden, ours, values, set.units, score);
    score_lists(golden, books, values, set.units, score);
    score_repeats(golden, ours, score);
    print(score, folder);
    const bool poor = std::getenv("YITAO_ABLATE") != nullptr;
    if (other == nullptr && !poor) {
        const Floor& floor = kFloors.at(GetParam());
        EXPECT_GE(part(score.right, score.facts), floor.right);
        EXPECT_LE(part(score.wrong, score.facts), floor.wrong);
        EXPECT_GE(score.lists_right, floor.lists);
        EXPECT_GE(f1_of(score), floor.repeats);
    } else {
        EXPECT_LE(part(score.wrong, score.facts), 0.01);
    }
    fs::remove_all(data);
}

std::vector<std::string> sets() {
    std::vector<std::string> names;
    for (const auto& [name, floor] : kFloors) names.push_back(name);
    return names;
}

INSTANTIATE_TEST_SUITE_P(Townships, Recognition, testing::ValuesIn(sets()), [](const auto& info) {
    return info.param.substr(info.param.find('-') + 1);
});

}  // namespace
}  // namespace yitao
