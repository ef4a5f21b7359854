#include "formula/predicate.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"
#include "formula/number_text.h"

namespace yitao::formula {

using ledger::Column;
using ledger::ColumnData;
using ledger::ColumnType;

namespace {

constexpr std::string_view kMemberSeparator = "、";

Comparison take_operator(std::string_view& text, bool& has_operator) {
    struct Spelling {
        std::string_view text;
        Comparison comparison;
    };
    static constexpr Spelling kSpellings[] = {
        {"<>", Comparison::kNotEqual},     {"<=", Comparison::kLessEqual},
        {">=", Comparison::kGreaterEqual}, {"=", Comparison::kEqual},
        {"<", Comparison::kLess},          {">", Comparison::kGreater},
    };
    for (const Spelling& spelling : kSpellings) {
        if (!text.starts_with(spelling.text)) continue;
        text.remove_prefix(spelling.text.size());
        has_operator = true;
        return spelling.comparison;
    }
    has_operator = false;
    return Comparison::kEqual;
}

Value parse_operand(std::string_view rest, TextMode mode) {
    if (rest.empty()) return {};
    std::string lower = fold_case(rest);
    if (lower == "true") return true;
    if (lower == "false") return false;
    if (rest.front() == '#') {
        std::string upper(rest);
        for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        if (auto error = parse_error_text(upper)) return *error;
    }
    if (mode == TextMode::kExcel) {
        if (auto number = number_from_text(rest)) return *number;
    }
    return rest;
}

bool holds(Comparison comparison, int order) {
    switch (comparison) {
        case Comparison::kEqual:
            return order == 0;
        case Comparison::kNotEqual:
            return order != 0;
        case Comparison::kLess:
            return order < 0;
        case Comparison::kLessEqual:
            return order <= 0;
        case Comparison::kGreater:
            return order > 0;
        case Comparison::kGreaterEqual:
            return order >= 0;
    }
    return false;
}

template <typename T>
int order_of(T a, T b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

bool is_empty_text_match(const Criterion& criterion) {
    return criterion.comparison == Comparison::kNotEqual ||
           (criterion.comparison == Comparison::kEqual && !criterion.has_operator);
}

double number_value(const Column& column, int64_t stored) {
    if (column.type == ColumnType::kDate) {
        return static_cast<double>(Date{static_cast<int32_t>(stored)}.serial());
    }
    return decimal_to_double(stored, column.type == ColumnType::kDecimal ? column.scale : 0);
}

constexpr NumberRange kAllNumbers{ledger::kLeastNumber, INT64_MAX};

// Where to look for a bound: stored dates are 32-bit days.
NumberRange searched(ColumnType type) {
    return type == ColumnType::kDate ? NumberRange{INT32_MIN, INT32_MAX} : kAllNumbers;
}

enum class Bound : uint8_t { kAtLeast, kAbove };

// The least stored number whose double is at least (or above) `limit`; nothing when there is none.
std::optional<int64_t> first_stored(const Column& column, double limit, Bound bound) {
    auto reaches = [&](int64_t stored) {
        double value = number_value(column, stored);
        return bound == Bound::kAtLeast ? value >= limit : value > limit;
    };
    // Almost always the answer lies beside limit × 10^scale: look there before halving the range.
    long double guess = static_cast<long double>(limit);
    if (column.type == ColumnType::kDate) guess -= 25569;
    if (column.type == ColumnType::kDecimal) guess *= power_of_ten(column.scale);
    constexpr int64_t kWindow = 4;
    auto [low, high] = searched(column.type);
    bool near_guess = false;
    if (std::fabs(guess) < 1e9L) {
        auto middle = static_cast<int64_t>(guess);
        near_guess = !reaches(middle - kWindow) && reaches(middle + kWindow);
        if (near_guess) {
            low = middle - kWindow;
            high = middle + kWindow;
        }
    }
    if (!near_guess) {
        if (!reaches(high)) return std::nullopt;
        if (reaches(low)) return kAllNumbers.first;
    }
    while (int128{high} - low > 1) {
        auto middle = static_cast<int64_t>((int128{low} + high) / 2);
        (reaches(middle) ? high : low) = middle;
    }
    return high;
}

void add_below(std::vector<NumberRange>& out, std::optional<int64_t> end) {
    if (!end) {
        out.push_back(kAllNumbers);
    } else if (*end > kAllNumbers.first) {
        out.push_back({kAllNumbers.first, *end - 1});
    }
}

void add_from(std::vector<NumberRange>& out, std::optional<int64_t> begin) {
    if (begin) out.push_back({*begin, kAllNumbers.last});
}

std::vector<NumberRange> normalised(std::vector<NumberRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const NumberRange& a, const NumberRange& b) { return a.first < b.first; });
    std::vector<NumberRange> out;
    for (const NumberRange& range : ranges) {
        bool joins =
            !out.empty() && (out.back().last == INT64_MAX || range.first <= out.back().last + 1);
        if (joins) {
            out.back().last = std::max(out.back().last, range.last);
        } else {
            out.push_back(range);
        }
    }
    return out;
}

void add_numbers(std::vector<NumberRange>& out, const Column& column, Comparison comparison,
                 double limit) {
    auto least = first_stored(column, limit, Bound::kAtLeast);
    auto above = first_stored(column, limit, Bound::kAbove);
    switch (comparison) {
        case Comparison::kLess:
            return add_below(out, least);
        case Comparison::kLessEqual:
            return add_below(out, above);
        case Comparison::kGreater:
            return add_from(out, above);
        case Comparison::kGreaterEqual:
            return add_from(out, least);
        case Comparison::kNotEqual:
            add_below(out, least);
            add_from(out, above);
            return;
        case Comparison::kEqual:
            if (!least) return;
            int64_t last = above ? *above - 1 : kAllNumbers.last;
            if (*least <= last) out.push_back({*least, last});
    }
}

// Blanks and errors are tested as values: there are ten of them.
void add_special(std::vector<NumberRange>& out, const Criterion& one) {
    if (one.operand.is_number() && one.alternatives.empty()) {
        if (one.comparison != Comparison::kNotEqual) return;
        return out.push_back({ledger::kBlankNumber, ledger::kLeastNumber - 1});
    }
    CriterionTest test(one);
    if (test.matches(Value())) out.push_back({ledger::kBlankNumber, ledger::kBlankNumber});
    for (size_t i = 0; i < kExcelErrorTexts.size(); ++i) {
        auto error = static_cast<ExcelError>(i);
        if (!test.matches(Value(error))) continue;
        // The last takes the unused numbers behind it along, so that "<>x" is two ranges, not
        // three.
        bool last = i + 1 == kExcelErrorTexts.size();
        int64_t number = ledger::error_number(error);
        out.push_back({number, last ? ledger::kLeastNumber - 1 : number});
    }
}

void add_criterion(std::vector<NumberRange>& out, const Criterion& criterion,
                   const Column& column) {
    add_special(out, criterion);
    if (criterion.operand.is_number()) {
        add_numbers(out, column, criterion.comparison, criterion.operand.number());
    } else if (criterion.comparison == Comparison::kNotEqual) {
        out.push_back(kAllNumbers);
    }
    for (const Criterion& other : criterion.alternatives) add_criterion(out, other, column);
}

// Unit columns hold codes as numbers and compare as text: each code that occurs is tested.
std::vector<NumberRange> matching_units(const CriterionTest& test, const ColumnData& data) {
    std::vector<int64_t> codes;
    for (int64_t number : data.numbers) {
        // Rows lie in unit order, so this drops nearly all repetitions.
        if (number >= ledger::kLeastNumber && (codes.empty() || codes.back() != number)) {
            codes.push_back(number);
        }
    }
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    std::vector<NumberRange> out;
    for (int64_t code : codes) {
        if (test.matches_text(org::format_unit_code(code))) out.push_back({code, code});
    }
    return out;
}

}  // namespace

TextMode text_mode(ColumnType type) {
    switch (type) {
        case ColumnType::kInteger:
        case ColumnType::kDecimal:
        case ColumnType::kDate:
            return TextMode::kExcel;
        default:
            return TextMode::kAsText;
    }
}

Criterion parse_criterion(const Value& argument, TextMode mode) {
    Criterion out;
    if (argument.is_text()) {
        std::string_view rest = argument.text();
        out.comparison = take_operator(rest, out.has_operator);
        out.operand = parse_operand(rest, mode);
    } else {
        out.operand = argument.is_blank() ? Value(0) : argument;
        if (mode == TextMode::kAsText && out.operand.is_number()) {
            out.operand = general_number(out.operand.number());
        }
    }
    // One meaning, one value: what was typed matters only before an empty rest.
    if (!out.operand.is_blank()) out.has_operator = false;
    return out;
}

CriterionTest::CriterionTest(const Criterion& criterion)
    : criterion_(criterion),
      pattern_(criterion.operand.is_text() ? criterion.operand.text() : std::string()) {
    for (const Criterion& other : criterion.alternatives) alternatives_.emplace_back(other);
    bool equality = criterion.comparison == Comparison::kEqual && criterion.operand.is_text();
    if (equality && alternatives_.empty()) lead_ = pattern_.lead();
}

bool CriterionTest::equals_text(std::string_view cell) const {
    return pattern_.matches(cell);
}

bool CriterionTest::one_matches_text(std::string_view cell) const {
    const Value& operand = criterion_.operand;
    Comparison comparison = criterion_.comparison;
    if (operand.is_blank()) {
        if (comparison == Comparison::kNotEqual) return true;
        return cell.empty() && is_empty_text_match(criterion_);
    }
    if (operand.is_text()) {
        if (comparison == Comparison::kEqual) return equals_text(cell);
        if (comparison == Comparison::kNotEqual) return !equals_text(cell);
        return holds(comparison, compare_collated(cell, operand.text()));
    }
    if (operand.is_number() && comparison == Comparison::kEqual) {
        auto number = number_from_text(cell);
        return number && *number == operand.number();
    }
    // "<>5" matches the text "5" too: Excel compares kinds first.
    return comparison == Comparison::kNotEqual;
}

bool CriterionTest::one_matches(const Value& cell) const {
    if (cell.is_text()) return one_matches_text(cell.text());
    const Value& operand = criterion_.operand;
    Comparison comparison = criterion_.comparison;
    if (operand.is_blank()) {
        if (comparison == Comparison::kNotEqual) return !cell.is_blank();
        return comparison == Comparison::kEqual && cell.is_blank();
    }
    if (operand.is_number() && cell.is_number()) {
        return holds(comparison, order_of(cell.number(), operand.number()));
    }
    if (operand.is_boolean() && cell.is_boolean()) {
        return holds(comparison, order_of(cell.boolean(), operand.boolean()));
    }
    if (operand.is_error() && cell.is_error()) {
        return holds(comparison, order_of(cell.error(), operand.error()));
    }
    return comparison == Comparison::kNotEqual;
}

bool CriterionTest::matches(const Value& cell) const {
    if (one_matches(cell)) return true;
    return std::any_of(alternatives_.begin(), alternatives_.end(),
                       [&](const CriterionTest& other) { return other.one_matches(cell); });
}

bool CriterionTest::any_matches_text(std::string_view cell) const {
    if (one_matches_text(cell)) return true;
    return std::any_of(alternatives_.begin(), alternatives_.end(),
                       [&](const CriterionTest& other) { return other.one_matches_text(cell); });
}

bool CriterionTest::matches_multi_code(std::string_view cell) const {
    auto has_member = [&](const CriterionTest& test) {
        if (test.equals_text(cell)) return true;
        for (std::string_view rest = cell;;) {
            size_t at = rest.find(kMemberSeparator);
            if (test.equals_text(rest.substr(0, at))) return true;
            if (at == std::string_view::npos) return false;
            rest.remove_prefix(at + kMemberSeparator.size());
        }
    };
    auto one = [&](const CriterionTest& test) {
        Comparison comparison = test.criterion_.comparison;
        if (!test.criterion_.operand.is_text()) return test.one_matches_text(cell);
        if (comparison == Comparison::kEqual) return has_member(test);
        if (comparison == Comparison::kNotEqual) return !has_member(test);
        return test.one_matches_text(cell);
    };
    return one(*this) || std::any_of(alternatives_.begin(), alternatives_.end(), one);
}

const std::string* CriterionTest::exact_text() const {
    bool exact = criterion_.comparison == Comparison::kEqual && criterion_.operand.is_text() &&
                 alternatives_.empty() && pattern_.is_literal();
    return exact ? &pattern_.literal() : nullptr;
}

bool matches(const Criterion& criterion, const Value& cell) {
    return CriterionTest(criterion).matches(cell);
}

std::vector<NumberRange> matching_numbers(const Criterion& criterion, const Column& column) {
    std::vector<NumberRange> ranges;
    add_criterion(ranges, criterion, column);
    return normalised(std::move(ranges));
}

bool matches_code(const CriterionTest& test, const Column& column, const ColumnData& data,
                  uint32_t code) {
    if (code == ledger::kBlankCode) return test.matches(Value());
    if (!data.code_errors.empty()) {
        auto error = data.code_errors.find(code);
        if (error != data.code_errors.end()) return test.matches(Value(error->second));
    }
    const std::string& text = data.dictionary[code];
    if (column.type == ColumnType::kMultiCode) return test.matches_multi_code(text);
    return test.matches_text(text);
}

Predicate compile_predicate(const Criterion& criterion, const Column& column,
                            const ColumnData& data) {
    Predicate out;
    if (data.is_coded()) {
        CriterionTest test(criterion);
        out.code_matches.resize(data.dictionary.size());
        for (uint32_t code = 0; code < out.code_matches.size(); ++code) {
            out.code_matches[code] = matches_code(test, column, data, code) ? 1 : 0;
        }
        return out;
    }
    if (column.type == ColumnType::kUnit) {
        CriterionTest test(criterion);
        std::vector<NumberRange> ranges = matching_units(test, data);
        add_special(ranges, criterion);
        out.ranges = normalised(std::move(ranges));
        return out;
    }
    out.ranges = matching_numbers(criterion, column);
    return out;
}

Value cell_value(const Column& column, const ColumnData& data, uint32_t row) {
    if (data.is_coded()) {
        uint32_t code = data.codes[row];
        if (code == ledger::kBlankCode) return {};
        if (!data.code_errors.empty()) {
            auto error = data.code_errors.find(code);
            if (error != data.code_errors.end()) return error->second;
        }
        return data.dictionary[code];
    }
    int64_t number = data.numbers[row];
    if (number == ledger::kBlankNumber) return {};
    if (ledger::is_error_number(number)) return ledger::number_error(number);
    if (column.type == ColumnType::kUnit) return org::format_unit_code(number);
    return number_value(column, number);
}

}  // namespace yitao::formula
