// Lists against filled copies: as many rows, and the same values in every column bound.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "dictionary/typed.h"
#include "recognise/proof/aggregate_text.h"
#include "recognise/proof/evidence.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMostVariants = 60;
constexpr size_t kRowsThatProve = 4;         // of a list as read
constexpr size_t kRowsThatProveVariant = 8;  // of one changed to fit

struct Mask {
    std::string from;  // as it stands in the formulas
    std::vector<std::string> factors;
};

// The second argument of the first FILTER of a formula, its factors apart.
std::optional<Mask> mask_in(const std::string& formula) {
    size_t at = formula.find("FILTER(");
    if (at == std::string::npos) return std::nullopt;
    int depth = 0;
    bool quoted = false;
    size_t begin = std::string::npos;
    for (size_t i = at + 7; i < formula.size(); ++i) {
        char c = formula[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        bool ends = depth == 0 && (c == ',' || c == ')');
        if (ends && begin == std::string::npos) {
            if (c == ')') return std::nullopt;
            begin = i + 1;
        } else if (ends) {
            Mask mask{formula.substr(begin, i - begin), {""}};
            int inner = 0;
            for (char m : mask.from) {
                inner += m == '(' ? 1 : m == ')' ? -1 : 0;
                if (m == '*' && inner == 0) {
                    mask.factors.emplace_back();
                } else {
                    mask.factors.back() += m;
                }
            }
            return mask;
        }
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    }
    return std::nullopt;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

struct ListCandidate {
    std::string mask;  // empty: as read
    Message how;
    bool agrees = true;
    size_t rows = 0;
    std::vector<ListProof::Copy> copies;
};

class ListProver {
  public:
    ListProver(ProposedList& list, const Vocabulary& words, std::span<const AlignedCopy> copies,
               const Ask& ask, const std::vector<size_t>& left_out)
        : list_(list), words_(words), copies_(copies), ask_(ask), left_out_(left_out) {}

    Result<ListProof> run(size_t index) {
        ListProof proof;
        proof.list = index;
        bool bound =
            std::ranges::any_of(list_.columns, [](const auto& c) { return !c.formula.empty(); });
        if (!bound) return proof;
        read_copies();
        TRY(write_dates());
        ListCandidate own;
        TRY(evaluate({&own, 1}));
        proof.copies = own.copies;
        bool was_sure = list_.is_sure();
        std::vector<size_t> with_rows;
        for (const auto& copy : own.copies) with_rows.push_back(copy.copy);
        if (own.agrees) {
            if (own.rows == 0) return proof;
            bool enough = own.rows >= kRowsThatProve;
            proof.verdict = was_sure ? Verdict::kConfirmed
                            : enough ? Verdict::kProved
                                     : Verdict::kWeak;
            if (was_sure || enough) accept("已填表证实：" + names_of(copies_, with_rows));
            return proof;
        }
        if (with_rows.empty()) return proof;
        proof.verdict = was_sure ? Verdict::kContradicted : Verdict::kNone;
        TRY(try_variants(was_sure, with_rows, proof));
        return proof;
    }

  private:
    void accept(std::string note) {
        list_.confidence = 1;
        list_.doubts.clear();
        list_.note = std::move(note);
    }

    // Rows of each copy that hold something in a bound column.
    void read_copies() {
        for (const AlignedCopy& copy : copies_) {
            // A printed row inside the region (a total) ends the list.
            uint32_t form_last = list_.region.last.row;
            const auto& marks = copy.printed[list_.sheet];
            auto printed = std::ranges::upper_bound(marks, list_.region.first.row);
            if (printed != marks.end()) form_last = std::min(form_last, *printed - 1);
            auto [first, last] = copy.rows_of(list_.sheet, list_.region.first.row, form_last);
            constexpr uint32_t kMost = 100'000;
            last = std::min(last, first + kMost);
            std::vector<uint32_t> rows;
            for (uint32_t row = first; row <= last; ++row) {
                bool any = std::ranges::any_of(list_.columns, [&](const auto& column) {
                    return !column.formula.empty() &&
                           !says_nothing(value_at(copy, row, column.column));
                });
                if (any) rows.push_back(row);
            }
            rows_.push_back(std::move(rows));
        }
    }
    // Blank, or 无 where there is no row.
    static bool says_nothing(const xlsx::CellValue& value) {
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) return is_blank_value(value);
        return dictionary::is_dash(trim(*text)) || dictionary::says_none(trim(*text));
    }
    xlsx::CellValue value_at(const AlignedCopy& copy, uint32_t row, uint32_t column) const {
        const auto* cell = copy.sheets[list_.sheet].grid.find({row, column});
        // Text that looks like a number (an identity number) stays text in a list.
        if (cell == nullptr) return {};
        const auto* text = std::get_if<std::string>(&cell->value);
        if (text != nullptr && trim(*text).empty()) return {};
        return cell->value;
    }

    Result<void> evaluate(std::span<ListCandidate> candidates) {
        auto mask = first_mask();
        std::vector<Asking> askings;
        for (const ListCandidate& candidate : candidates) {
            for (size_t c = 0; c < copies_.size(); ++c) {
                for (const auto& column : list_.columns) {
                    if (column.formula.empty()) continue;
                    bool own = candidate.mask.empty() || !mask;
                    askings.push_back({own ? column.formula
                                           : replaced(column.formula, mask->from, candidate.mask),
                                       0, c});
                }
            }
        }
        std::vector<Values> answers = TRY(ask_(askings));
        size_t at = 0;
        for (ListCandidate& candidate : candidates) {
            for (size_t c = 0; c < copies_.size(); ++c) {
                ListProof::Copy one{.copy = c, .theirs = rows_[c].size()};
                for (const auto& column : list_.columns) {
                    if (!column.formula.empty()) compare(c, column.column, answers[at++], one);
                }
                bool out = std::ranges::find(left_out_, c) != left_out_.end();
                if (out || (one.theirs == 0 && one.ours == 0)) continue;
                candidate.rows += one.theirs;
                candidate.agrees =
                    candidate.agrees && one.theirs == one.ours && one.columns.empty();
                candidate.copies.push_back(std::move(one));
            }
        }
        return {};
    }

    void compare(size_t c, uint32_t column, const Values& values, ListProof::Copy& one) const {
        bool nothing = values.empty() ||
                       (values.size() == 1 && (values[0].is_error() || text_of(values[0]).empty()));
        size_t ours = nothing ? 0 : values.size();
        one.ours = std::max(one.ours, ours);
        if (ours != one.theirs) return;
        bool same = true;
        std::vector<std::string> our_texts, their_texts;
        for (size_t i = 0; i < ours; ++i) {
            xlsx::CellValue theirs = value_at(copies_[c], rows_[c][i], column);
            bool blank = is_blank_value(theirs) && text_of(values[i]).empty();
            same = same && (blank || match_values(theirs, values[i]) != Match::kNo);
            our_texts.push_back(match_key(text_of(values[i])));
            their_texts.push_back(match_key(text_of(theirs)));
        }
        if (same) return;
        // The same rows in another order are the same list.
        std::ranges::sort(our_texts);
        std::ranges::sort(their_texts);
        if (our_texts != their_texts) one.columns.push_back(column);
    }

    // Dates that the copies hold as text (1950.10.03): the column is turned into that text.
    Result<void> write_dates() {
        static constexpr std::array kFormats = {
            "yyyy.mm.dd",   "yyyy-mm-dd",     "yyyymmdd", "yyyy/m/d", "yyyy.m.d",
            "yyyy/mm/dd",   "yyyy-m-d",       "yyyy.mm",  "yyyy-mm",  "yyyymm",
            "yyyy年m月d日", "yyyy年mm月dd日", "yyyy年m月"};
        for (auto& column : list_.columns) {
            auto expression = filtered_in(column.formula);
            if (!expression || !holds_text_dates(column.column)) continue;
            std::vector<Asking> askings;
            for (const char* format : kFormats) {
                for (size_t c = 0; c < copies_.size(); ++c) {
                    askings.push_back({with_text(column.formula, *expression, format), 0, c});
                }
            }
            std::vector<Values> answers = TRY(ask_(askings));
            for (size_t f = 0; f < kFormats.size(); ++f) {
                bool same = true;
                for (size_t c = 0; c < copies_.size() && same; ++c) {
                    ListProof::Copy one{.copy = c, .theirs = rows_[c].size()};
                    compare(c, column.column, answers[f * copies_.size() + c], one);
                    same = one.columns.empty() && one.ours == one.theirs;
                }
                if (!same) continue;
                column.formula = with_text(column.formula, *expression, kFormats[f]);
                break;
            }
        }
        return {};
    }

    // The first argument of the first FILTER.
    static std::optional<std::string> filtered_in(const std::string& formula) {
        constexpr std::string_view kFilter = "FILTER(";
        size_t begin = formula.find(kFilter);
        if (begin == std::string::npos) return std::nullopt;
        begin += kFilter.size();
        size_t end = formula.find("],", begin);
        bool plain = end != std::string::npos && formula.find('(', begin) > end;
        return plain ? std::optional(formula.substr(begin, end + 1 - begin)) : std::nullopt;
    }
    static std::string with_text(std::string formula, const std::string& expression,
                                 std::string_view format) {
        return formula.replace(formula.find(expression), expression.size(),
                               fmt::format("TEXT({},\"{}\")", expression, format));
    }
    bool holds_text_dates(uint32_t column) const {
        for (size_t c = 0; c < copies_.size(); ++c) {
            for (uint32_t row : rows_[c]) {
                xlsx::CellValue value = value_at(copies_[c], row, column);
                const auto* text = std::get_if<std::string>(&value);
                if (text == nullptr) continue;
                auto problem = dictionary::read_date(trim(*text)).problem;
                return problem == dictionary::DateProblem::kNone ||
                       problem == dictionary::DateProblem::kIncomplete;
            }
        }
        return false;
    }

    std::optional<Mask> first_mask() const {
        for (const auto& column : list_.columns) {
            if (!column.formula.empty()) return mask_in(column.formula);
        }
        return std::nullopt;
    }

    // Which rows might be meant instead: other people, one condition more or less.
    std::vector<ListCandidate> variants(const Mask& mask) const {
        std::vector<ListCandidate> all;
        size_t open = mask.from.find('[');
        size_t begin = mask.from.find_first_not_of("(");
        if (open == std::string::npos || begin == std::string::npos || begin > open) return all;
        auto ledger = ledger_named(words_, mask.from.substr(begin, open - begin));
        if (!ledger) return all;
        const ledger::Schema& schema = words_.schema(*ledger);
        std::set<std::string> seen = {mask.from};
        auto add = [&](const std::vector<std::string>& factors, std::string zh, std::string en) {
            std::vector<std::string> kept = factors;
            if (kept.empty()) kept.push_back("(" + key_reference(schema) + "<>\"\")");
            std::string text = fmt::format("{}", fmt::join(kept, "*"));
            if (all.size() < kMostVariants && seen.insert(text).second) {
                all.push_back({text, {std::move(zh), std::move(en)}, true, 0, {}});
            }
        };
        for (const auto& tests : words_.facts(*ledger).standing) {
            std::vector<std::string> factors;
            for (const std::string& factor : mask.factors) {
                if (!tests_standing(factor, *ledger)) factors.push_back(factor);
            }
            std::string more = mask_of({*ledger, tests}, schema);
            if (!more.empty()) factors.push_back(more);
            std::string said = words_of({*ledger, tests}, schema);
            add(factors, said.empty() ? "不分状态" : said, said.empty() ? "whatever state" : said);
        }
        for (size_t i = 0; i < mask.factors.size() && mask.factors.size() > 1; ++i) {
            std::vector<std::string> factors = mask.factors;
            factors.erase(factors.begin() + static_cast<long>(i));
            add(factors, "不限" + mask.factors[i], "without " + mask.factors[i]);
        }
        for (const ledger::Column& column : schema.columns) {
            const ledger::CodeList* list = words_.code_list(column);
            if (list == nullptr || list->codes.size() > 8) continue;
            for (const auto& code : list->codes) {
                std::vector<std::string> factors = mask.factors;
                factors.push_back(
                    fmt::format("({}[{}]=\"{}\")", schema.name, column.name, code.name));
                add(factors, column.name + "为" + code.name, column.name_en + " is " + code.name);
            }
        }
        return all;
    }

    bool tests_standing(const std::string& factor, size_t ledger) const {
        const ledger::Schema& schema = words_.schema(ledger);
        for (const auto& tests : words_.facts(ledger).standing) {
            for (const Test& test : tests) {
                const std::string& name = schema.columns[test.column].name;
                if (factor.find("[" + name + "]") != std::string::npos) return true;
            }
        }
        return false;
    }

    Result<void> try_variants(bool was_sure, const std::vector<size_t>& with_rows,
                              ListProof& proof) {
        auto mask = first_mask();
        if (!mask) return {};
        std::vector<ListCandidate> agreeing = variants(*mask);
        TRY(evaluate(agreeing));
        std::erase_if(agreeing, [](const ListCandidate& c) { return !c.agrees || c.rows == 0; });
        std::string names = names_of(copies_, with_rows);
        if (agreeing.size() != 1) {
            if (was_sure) list_.confidence = std::min(list_.confidence, 0.5);
            list_.doubts.emplace_back(was_sure ? "example contradicts" : "example differs");
            list_.note = "与已填表不符：" + names;
            return {};
        }
        for (auto& column : list_.columns) {
            column.formula = replaced(column.formula, mask->from, agreeing[0].mask);
        }
        proof.how = agreeing[0].how;
        proof.copies = agreeing[0].copies;
        list_.explanation.zh += "改为：" + agreeing[0].how.zh + "。";
        list_.explanation.en += " Changed: " + agreeing[0].how.en + ".";
        if (!was_sure && agreeing[0].rows >= kRowsThatProveVariant) {
            proof.verdict = Verdict::kProved;
            accept("已填表证实：" + names);
            return {};
        }
        list_.confidence = std::min(list_.confidence, 0.5);
        list_.doubts.emplace_back(was_sure ? "example contradicts" : "example weak");
        proof.verdict = was_sure ? Verdict::kContradicted : Verdict::kWeak;
        return {};
    }

    ProposedList& list_;
    const Vocabulary& words_;
    std::span<const AlignedCopy> copies_;
    const Ask& ask_;
    const std::vector<size_t>& left_out_;
    std::vector<std::vector<uint32_t>> rows_;  // of each copy, of the copy's own rows
};

}  // namespace

Result<void> prove_lists(Proposal& proposal, const Vocabulary& words,
                         std::span<const AlignedCopy> copies, const Ask& ask, Proof& proof) {
    for (size_t i = 0; i < proposal.lists.size(); ++i) {
        proof.lists.push_back(
            TRY(ListProver(proposal.lists[i], words, copies, ask, proof.left_out).run(i)));
    }
    return {};
}

}  // namespace yitao::recognise
