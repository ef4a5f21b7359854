// Proved by example on a township set: the departments' forms of the last month, filled by some
// units, are tried against the ledgers. What comes out as sure is compared with the right formulas
// in every unit of the tree, not only where there was an example.
// YITAO_TOWNSHIP names another set; YITAO_SCORE=all prints each cell that is not right.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "base/clock.h"
#include "recognise/proof/prove.h"
#include "site/answers.h"
#include "site/words.h"
#include "template/template.h"
#include "township.h"
#include "township_site.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using recognise::Proposal;

struct Right {
    std::string formula;
    org::UnitCode for_unit = 0;
};
using Place = std::tuple<std::string, std::string, xlsx::CellRef>;  // template, sheet, cell

std::string field(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::map<Place, Right> read_facts(const std::string& folder) {
    std::map<Place, Right> facts;
    json::value all = json::parse(township::read_file(folder + "/cells.json"));
    for (const json::value& item : all.as_array()) {
        const json::object& cell = item.as_object();
        auto ref = xlsx::parse_cell_ref(field(cell, "cell"));
        if (field(cell, "kind") != "fact" || !ref) continue;
        Right right{field(cell, "formula"), 0};
        if (auto code = org::parse_unit_code(field(cell, "for_unit"))) right.for_unit = *code;
        facts.emplace(Place{field(cell, "template"), field(cell, "sheet"), *ref}, right);
    }
    return facts;
}

bool same(const recognise::Values& a, const recognise::Values& b) {
    if (a.size() != 1 || b.size() != 1) return false;
    auto nothing = [](const formula::Value& v) {
        return v.is_blank() || (v.is_text() && v.text().empty());
    };
    if (nothing(a[0]) && nothing(b[0])) return true;
    if (!a[0].is_number() || !b[0].is_number()) return a[0] == b[0];
    return std::fabs(a[0].number() - b[0].number()) <=
           1e-9 * std::max(1.0, std::fabs(b[0].number()));
}

struct Counts {
    size_t right = 0, wrong = 0, open = 0;
    size_t proved_wrong = 0;  // of wrong: not sure before the proof
};

class ProveTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const char* other = std::getenv("YITAO_TOWNSHIP");
        folder_ = other != nullptr ? other : YITAO_SOURCE_DIR "/tests/fixtures/township-a";
        set_ = new township::Township(township::read_township(folder_));
        data_ = fs::temp_directory_path() / ("yitao-prove-" + std::to_string(::getpid()));
        fs::remove_all(data_);
        clock_ = new FixedClock(*Date::from_civil(2026, 11, 3));
        site_ = new Result<site::Site>(township::make_site(folder_, data_, *clock_));
        facts_ = read_facts(folder_);
    }
    static void TearDownTestSuite() {
        delete site_;
        delete clock_;
        delete set_;
        fs::remove_all(data_);
    }

    formula::Period period() const {
        return {*Date::parse_iso(set_->period_start), *Date::parse_iso(set_->period_end)};
    }
    Date as_of() const { return *Date::parse_iso(set_->as_of); }

    // With `poor`, two of three words of the dictionary are missing.
    Result<township::PoorWords> words_of(const org::Tree* tree) {
        return township::poor_words(**site_, tree, [&](const std::string&, int number) {
            return poor_ < 0 || number == 0 || number % 3 == poor_;
        });
    }

    Result<Proposal> blank(const std::string& name) {
        auto tree = TRY((*site_)->tree(as_of()));
        auto words = TRY(words_of(tree.get()));
        auto book =
            TRY(xlsx::Workbook::from_bytes(township::read_file(folder_ + "/templates/" + name)));
        return recognise::propose(book, TRY(recognise::read_structure(book)), words.vocabulary);
    }

    Result<recognise::AlignedCopy> copy_of(const std::string& name, const std::string& unit) {
        auto form =
            TRY(xlsx::Workbook::from_bytes(township::read_file(folder_ + "/templates/" + name)));
        auto filled = TRY(xlsx::Workbook::from_bytes(
            township::read_file(folder_ + "/filled/" + unit + "/" + name)));
        auto copy = recognise::align_copy(TRY(recognise::read_grids(form)),
                                          TRY(recognise::read_grids(filled)));
        copy.name = unit;
        copy.unit = *org::parse_unit_code(unit);
        copy.as_of = as_of();
        copy.period = period();
        return copy;
    }

    Result<recognise::Proof> prove(const std::string& name, const std::vector<std::string>& units,
                                   Proposal& proposal) {
        auto tree = TRY((*site_)->tree(as_of()));
        auto words = TRY(words_of(tree.get()));
        std::vector<recognise::AlignedCopy> copies;
        std::vector<site::AskedScope> scopes;
        for (const std::string& unit : units) {
            copies.push_back(TRY(copy_of(name, unit)));
            EXPECT_GT(copies.back().share, 0.9) << name << " " << unit;
            scopes.push_back({copies.back().unit, as_of(), period()});
        }
        site::Answers answers(**site_, std::move(scopes));
        return recognise::prove(
            proposal, words.vocabulary, copies,
            [&](std::span<const recognise::Asking> askings) { return answers.ask(askings); });
    }

    // Every unit.
    Result<std::vector<site::AskedScope>> everywhere() {
        auto tree = TRY((*site_)->tree(as_of()));
        std::vector<site::AskedScope> scopes;
        for (const org::Unit& unit : tree->units()) {
            scopes.push_back({unit.code, as_of(), period()});
        }
        return scopes;
    }

    Result<Counts> score(const std::string& name, const Proposal& proposal,
                         const std::set<std::pair<size_t, xlsx::CellRef>>& sure_before = {}) {
        auto scopes = TRY(everywhere());
        site::Answers answers(**site_, scopes);
        std::vector<recognise::Asking> askings;
        std::vector<const recognise::ProposedCell*> cells;
        Counts counts;
        for (const auto& cell : proposal.cells) {
            auto right = facts_.find({name, proposal.sheets[cell.sheet], cell.cell});
            if (right == facts_.end()) continue;
            if (!cell.is_sure()) {
                ++counts.open;
                continue;
            }
            cells.push_back(&cell);
            for (size_t s = 0; s < scopes.size(); ++s) {
                askings.push_back({cell.readings[0].formula, cell.for_unit, s});
                askings.push_back({right->second.formula, right->second.for_unit, s});
            }
        }
        auto values = TRY(answers.ask(askings));
        size_t at = 0;
        for (const auto* cell : cells) {
            bool right = true;
            for (size_t s = 0; s < scopes.size(); ++s, at += 2) {
                right = right && same(values[at], values[at + 1]);
            }
            ++(right ? counts.right : counts.wrong);
            bool fresh = !sure_before.contains({cell->sheet, cell->cell});
            counts.proved_wrong += !right && fresh ? 1 : 0;
            if (!right && std::getenv("YITAO_SCORE") != nullptr) {
                fmt::print("WRONG{} {}!{}!{} {}\n   ours {}\n   right {}\n   {}\n",
                           fresh ? "!" : "", name, proposal.sheets[cell->sheet],
                           xlsx::format_cell_ref(cell->cell), fmt::join(cell->path, " / "),
                           cell->readings[0].formula,
                           facts_.at({name, proposal.sheets[cell->sheet], cell->cell}).formula,
                           cell->note);
            }
        }
        return counts;
    }

    void measure(const std::vector<std::string>& units, std::span<const std::string> templates,
                 Counts& before, Counts& after, std::map<recognise::Verdict, size_t>& verdicts) {
        double worst = 0;
        for (const std::string& name : templates) {
            auto proposal = blank(name);
            ASSERT_TRUE(proposal) << proposal.error().text();
            auto first = score(name, *proposal);
            ASSERT_TRUE(first) << first.error().text();
            std::set<std::pair<size_t, xlsx::CellRef>> sure;
            for (const auto& cell : proposal->cells) {
                if (cell.is_sure()) sure.insert({cell.sheet, cell.cell});
            }
            auto begin = std::chrono::steady_clock::now();
            auto proof = prove(name, units, *proposal);
            ASSERT_TRUE(proof) << proof.error().text();
            worst = std::max(
                worst,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
            auto second = score(name, *proposal, sure);
            ASSERT_TRUE(second) << second.error().text();
            for (auto [sum, one] : {std::pair(&before, &*first), std::pair(&after, &*second)}) {
                sum->right += one->right;
                sum->wrong += one->wrong;
                sum->open += one->open;
                sum->proved_wrong += sum == &after ? one->proved_wrong : 0;
            }
            for (const auto& cell : proof->cells) ++verdicts[cell.verdict];
            for (const auto& list : proof->lists) {
                bool right = list.verdict == recognise::Verdict::kConfirmed ||
                             list.verdict == recognise::Verdict::kProved ||
                             list.verdict == recognise::Verdict::kNoEvidence;
                EXPECT_TRUE(right || poor_ >= 0) << name << " list " << list.list;
                lists_ += list.verdict == recognise::Verdict::kConfirmed ? 1 : 0;
            }
            tell(name, *proposal, *proof);
        }
        std::string text;
        for (auto [verdict, count] : verdicts) {
            text += fmt::format(" {}:{}", static_cast<int>(verdict), count);
        }
        fmt::print(
            "{} copies: right {} → {}, wrong {} → {} (proved {}), open {} → {}; verdicts{}; worst "
            "{:.2f} s\n",
            units.size(), before.right, after.right, before.wrong, after.wrong, after.proved_wrong,
            before.open, after.open, text, worst);
    }

    void tell(const std::string& name, const Proposal& proposal, const recognise::Proof& proof) {
        if (std::getenv("YITAO_SCORE") == nullptr) return;
        for (const auto& one : proof.cells) {
            const auto& cell = proposal.cells[one.cell];
            if (cell.is_sure()) continue;
            auto right = facts_.find({name, proposal.sheets[cell.sheet], cell.cell});
            if (right == facts_.end()) continue;
            fmt::print("OPEN {} {}!{}!{} {}\n   right {}\n   ours {} {{{}}}\n",
                       static_cast<int>(one.verdict), name, proposal.sheets[cell.sheet],
                       xlsx::format_cell_ref(cell.cell), fmt::join(cell.path, " / "),
                       right->second.formula, cell.readings.empty() ? "" : cell.readings[0].formula,
                       cell.readings.empty()
                           ? ""
                           : fmt::format("{}", fmt::join(cell.readings[0].doubts, "; ")));
        }
        for (const auto& list : proof.lists) {
            fmt::print("LIST {} {} {}\n", static_cast<int>(list.verdict), name,
                       proposal.lists[list.list].explanation.zh);
            for (const auto& copy : list.copies) {
                fmt::print("    {} theirs {} ours {} columns {}\n", copy.copy, copy.theirs,
                           copy.ours, fmt::join(copy.columns, " "));
            }
        }
    }

    static bool thorough() { return std::getenv("YITAO_SCORE") != nullptr; }

    int poor_ = -1;
    size_t lists_ = 0;  // confirmed
    static inline std::string folder_;
    static inline township::Township* set_ = nullptr;
    static inline fs::path data_;
    static inline FixedClock* clock_ = nullptr;
    static inline Result<site::Site>* site_ = nullptr;
    static inline std::map<Place, Right> facts_;
};

TEST_F(ProveTest, CopiesOfTwoVillagesAndTheTownAnswerWhatWordsLeaveOpen) {
    ASSERT_TRUE(*site_) << site_->error().text();
    std::vector<std::vector<std::string>> subsets = {{set_->units[1]}, set_->units};
    if (thorough())
        subsets.insert(subsets.end(), {{set_->units[0]}, {set_->units[1], set_->units[2]}});
    size_t open = SIZE_MAX;
    for (const auto& units : subsets) {
        Counts before, after;
        std::map<recognise::Verdict, size_t> verdicts;
        measure(units, set_->templates, before, after, verdicts);
        EXPECT_EQ(after.wrong, 0U);
        EXPECT_GE(after.right, before.right);
        open = std::min(open, after.open);
    }
    EXPECT_LE(open, 40U);
    EXPECT_GE(lists_, 5U);
}

// Words missing make questions and cells nobody understands; copies answer many of them, and what
// they are said to prove is right in units that gave none.
TEST_F(ProveTest, WithPoorWordsCopiesProveNothingWrong) {
    ASSERT_TRUE(*site_) << site_->error().text();
    std::vector<std::vector<std::string>> subsets = {{set_->units[1]}, set_->units};
    if (thorough())
        subsets.insert(subsets.end(), {{set_->units[0]}, {set_->units[1], set_->units[2]}});
    for (int poor = 0; poor < (thorough() ? 3 : 1); ++poor) {
        poor_ = poor;
        for (const auto& units : subsets) {
            Counts before, after;
            std::map<recognise::Verdict, size_t> verdicts;
            // Each half of the workbooks with one of the two, where not all is asked.
            const auto all = std::span<const std::string>(set_->templates);
            const size_t half = all.size() / 2;
            const bool every_copy = units.size() == set_->units.size();
            const auto some = every_copy ? all.subspan(half) : all.first(half);
            measure(units, thorough() ? all : some, before, after, verdicts);
            EXPECT_EQ(after.proved_wrong, 0U);
            EXPECT_LE(after.wrong, before.wrong);
            EXPECT_GT(after.right, before.right);
            if (units.size() == set_->units.size()) {
                // A quarter of the questions is answered (which, the words left out decide), and no
                // wrong reading stays sure.
                EXPECT_EQ(after.wrong, 0U);
                EXPECT_LE(after.open, before.open * 3 / 4);
            }
        }
    }
}

}  // namespace
}  // namespace yitao
