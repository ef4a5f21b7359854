#include "live/sql_answers.h"

#include <istream>

namespace yitao::live {

using formula::Aggregate;
using formula::MeasureState;

namespace {

constexpr size_t kExamples = 20;

std::optional<int128> parse_whole(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    constexpr size_t kMostDigits = 38;  // of 128 bits
    if (text.empty() || text.size() > kMostDigits) return std::nullopt;
    int128 out = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        out = out * 10 + (c - '0');
    }
    return negative ? -out : out;
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

void put(MeasureState& state, SqlPart part, std::optional<int128> number) {
    switch (part) {
        case SqlPart::kCount:
            state.count = static_cast<int64_t>(number.value_or(0));
            return;
        case SqlPart::kSum:
            state.sum = number.value_or(0);
            return;
        case SqlPart::kExtreme:
            state.count = number ? 1 : 0;
            state.extreme = static_cast<int64_t>(number.value_or(0));
            return;
        case SqlPart::kFirstError:
            state.has_error = number.has_value();
            if (number) state.error = static_cast<ExcelError>(*number % kSqlErrorBase);
    }
}

bool same(const MeasureState& a, const MeasureState& b) {
    return a.sum == b.sum && a.count == b.count && a.extreme == b.extreme &&
           a.has_error == b.has_error && (!a.has_error || a.error == b.error);
}

}  // namespace

std::optional<SqlAnswer> parse_answer(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::vector<std::string_view> fields;
    for (size_t at = 0; at <= line.size();) {
        const size_t end = std::min(line.find_first_of("|,\t", at), line.size());
        fields.push_back(unquoted(line.substr(at, end - at)));
        at = end + 1;
    }
    if (fields.size() < 2 || !fields[0].starts_with('@')) return std::nullopt;
    const auto query = parse_whole(fields[0].substr(1));
    const auto unit = parse_whole(fields[1]);
    if (!query || !unit) return std::nullopt;
    SqlAnswer out{static_cast<uint32_t>(*query), static_cast<org::UnitCode>(*unit), {}};
    for (size_t i = 2; i < fields.size(); ++i) {
        const auto number = parse_whole(fields[i]);
        const bool blank = fields[i].empty() || fields[i] == "\\N" || fields[i] == "NULL";
        if (!number && !blank) return std::nullopt;
        out.numbers.push_back(number);
    }
    return out;
}

SqlComparison compare_answers(std::istream& lines, std::span<const SqlQuery> queries,
                              const formula::MeasureResults& results, const org::Tree& tree) {
    SqlComparison out;
    size_t expected = 0;
    for (const SqlQuery& query : queries) {
        uint32_t measures = 0;
        for (size_t i = 0; i < query.columns.size(); ++i) {
            measures += i == 0 || query.columns[i].measure != query.columns[i - 1].measure ? 1 : 0;
        }
        expected += measures * tree.size();
    }
    for (std::string line; std::getline(lines, line);) {
        const auto answer = parse_answer(line);
        if (!answer || answer->query >= queries.size()) continue;
        const SqlQuery& query = queries[answer->query];
        const auto unit = tree.find(answer->unit);
        if (!unit || answer->numbers.size() != query.columns.size()) continue;
        for (size_t i = 0; i < query.columns.size();) {
            const uint32_t measure = query.columns[i].measure;
            MeasureState theirs;
            for (; i < query.columns.size() && query.columns[i].measure == measure; ++i) {
                put(theirs, query.columns[i].part, answer->numbers[i]);
            }
            const MeasureState ours = results.state(measure, *unit);
            ++out.values;
            if (same(ours, theirs)) continue;
            ++out.differences;
            if (out.examples.size() < kExamples) {
                out.examples.push_back({measure, *unit, ours, theirs});
            }
        }
    }
    out.missing = expected > out.values ? expected - out.values : 0;
    return out;
}

}  // namespace yitao::live
