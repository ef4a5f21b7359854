#include "live/matcher.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace yitao::live {

using ledger::ColumnData;

namespace {

constexpr size_t kSpecials = ledger::NumberCoding::kSpecials;
constexpr size_t kWordsStep = 8;  // 512 bits, the widest register

void set_bit(LineVector<uint64_t>& bits, uint32_t at) {
    bits[at / 64] |= uint64_t{1} << at % 64;
}

}  // namespace

Matcher::Matcher(const ledger::Schema& schema, const ledger::Table& head, const Kernels& kernels)
    : schema_(schema), head_(head), kernels_(kernels) {}

Matcher::Column& Matcher::column_at(size_t column) {
    for (Column& known : columns_) {
        if (known.column == column) return known;
    }
    Column& added = columns_.emplace_back();
    added.column = column;
    added.asked.resize(words_);
    return added;
}

void Matcher::add(const Program& program, const formula::MeasureSet& set) {
    const uint32_t first = group_count_;
    grow_to(first + static_cast<uint32_t>(program.groups.size()));
    std::vector<std::vector<uint32_t>> groups_of(program.predicates.size());
    for (uint32_t g = 0; g < program.groups.size(); ++g) {
        set_bit(alive_, first + g);
        for (uint32_t p : program.groups[g].predicates) groups_of[p].push_back(first + g);
    }
    std::vector<size_t> fresh;  // columns with conditions not tested before
    for (size_t p = 0; p < program.predicates.size(); ++p) {
        const PlannedPredicate& planned = program.predicates[p];
        Column& column = column_at(planned.column);
        const auto known = std::ranges::find(column.tests, planned.condition, &Test::condition);
        if (known != column.tests.end()) {
            if (std::ranges::find(fresh, planned.column) == fresh.end()) accept(column, *known, groups_of[p]);
            known->groups.insert(known->groups.end(), groups_of[p].begin(), groups_of[p].end());
            continue;
        }
        const formula::Criterion& criterion = set.conditions()[planned.condition].criterion;
        column.tests.push_back({planned.condition, planned.predicate, criterion,
                                formula::CriterionTest(criterion), std::move(groups_of[p]), {}});
        fresh.push_back(planned.column);
    }
    std::ranges::sort(fresh);
    fresh.erase(std::unique(fresh.begin(), fresh.end()), fresh.end());
    for (size_t column : fresh) build(column_at(column));
    for (uint32_t g = first; g < group_count_; ++g) {
        std::vector<uint32_t>& columns = columns_of_group_[g];
        for (uint32_t c = 0; c < columns_.size(); ++c) {
            if ((columns_[c].asked[g / 64] >> g % 64 & 1) != 0) columns.push_back(c);
        }
    }
}

void Matcher::grow_to(uint32_t groups) {
    group_count_ = groups;
    columns_of_group_.resize(groups);
    const size_t wanted = (size_t{groups} + 63) / 64;
    if (wanted <= words_) return;
    // A quarter more than asked: definitions come one by one on a running city.
    const size_t words = (wanted + wanted / 4 + kWordsStep - 1) / kWordsStep * kWordsStep;
    alive_.resize(words);
    candidates_.resize(words);
    words_ = words;
    for (Column& column : columns_) {
        column.asked.resize(words);
        build_accept(column);
    }
}

void Matcher::retire(uint32_t group) {
    alive_[group / 64] &= ~(uint64_t{1} << group % 64);
}

void Matcher::build(Column& column) {
    if (head_.columns[column.column].is_coded()) {
        build_codes(column);
    } else {
        build_numbers(column);
    }
    build_accept(column);
}

bool Matcher::accepts(const Column& column, const Test& test, uint32_t item) const {
    if (head_.columns[column.column].is_coded()) return test.predicate.code_matches[item] != 0;
    const size_t segments = column.starts.size() + 1;
    if (item >= segments) {
        return test.predicate.contains(INT64_MIN + static_cast<int64_t>(item - segments));
    }
    return test.predicate.contains(item == 0 ? ledger::kLeastNumber : column.starts[item - 1]);
}

// One character a test; codes with the same verdicts are one class.
std::string Matcher::verdicts_on_code(const Column& column, uint32_t code) const {
    std::string verdicts;
    verdicts.reserve(column.tests.size());
    for (const Test& test : column.tests)
        verdicts += test.predicate.code_matches[code] != 0 ? '1' : '0';
    return verdicts;
}

void Matcher::build_codes(Column& column) {
    const auto codes = static_cast<uint32_t>(head_.columns[column.column].dictionary.size());
    column.class_of_verdicts.clear();
    column.class_of_item.clear();
    // The dictionary may have grown since a test was compiled.
    for (Test& test : column.tests) {
        for (auto code = static_cast<uint32_t>(test.predicate.code_matches.size()); code < codes;
             ++code) {
            const bool match = formula::matches_code(test.text_test, schema_.columns[column.column],
                                                     head_.columns[column.column], code);
            test.predicate.code_matches.push_back(match ? 1 : 0);
        }
    }
    for (uint32_t code = 0; code < codes; ++code) {
        const auto next = static_cast<uint32_t>(column.class_of_verdicts.size());
        column.class_of_item.push_back(
            column.class_of_verdicts.try_emplace(verdicts_on_code(column, code), next)
                .first->second);
    }
    column.classes = static_cast<uint32_t>(column.class_of_verdicts.size());
}

// Every segment and every special number is a class of its own.
void Matcher::build_numbers(Column& column) {
    std::vector<int64_t>& starts = column.starts;
    starts.clear();
    for (const Test& test : column.tests) {
        for (const formula::NumberRange& range : test.predicate.ranges) {
            if (range.first > ledger::kLeastNumber) starts.push_back(range.first);
            if (range.last >= ledger::kLeastNumber && range.last != INT64_MAX) {
                starts.push_back(range.last + 1);
            }
        }
    }
    std::ranges::sort(starts);
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    column.classes = static_cast<uint32_t>(starts.size() + 1 + kSpecials);
    column.class_of_item.resize(column.classes);
    for (uint32_t item = 0; item < column.classes; ++item) column.class_of_item[item] = item;
    column.class_of_raw.clear();
    const ledger::NumberCoding coding = head_.columns[column.column].numbers.coding();
    if (coding.width > 2) return;
    std::vector<uint32_t> classes(ledger::NumberCoding::greatest_raw(coding.width) + 1);
    for (size_t raw = 0; raw < classes.size(); ++raw) classes[raw] = class_of(column, raw);
    column.class_of_raw = std::move(classes);
}

void Matcher::build_accept(Column& column) {
    column.accept.assign(size_t{column.classes} * words_, ~uint64_t{0});
    std::ranges::fill(column.asked, 0);
    for (Test& test : column.tests) {
        test.accepted.resize(column.classes);
        for (uint32_t item = 0; item < column.class_of_item.size(); ++item) {
            test.accepted[column.class_of_item[item]] = accepts(column, test, item) ? 1 : 0;
        }
        accept(column, test, test.groups);
    }
}

// Bits are set where nothing speaks against them.
void Matcher::accept(Column& column, const Test& test, std::span<const uint32_t> groups) const {
    for (uint32_t group : groups) set_bit(column.asked, group);
    for (uint32_t c = 0; c < column.classes; ++c) {
        if (test.accepted[c] != 0) continue;
        uint64_t* row = column.accept.data() + size_t{c} * words_;
        for (uint32_t group : groups) row[group / 64] &= ~(uint64_t{1} << group % 64);
    }
}

void Matcher::code_added(size_t column_number) {
    for (Column& column : columns_) {
        if (column.column != column_number) continue;
        const ColumnData& data = head_.columns[column_number];
        for (auto code = static_cast<uint32_t>(column.class_of_item.size());
             code < data.dictionary.size(); ++code) {
            for (Test& test : column.tests) {
                const bool match = formula::matches_code(
                    test.text_test, schema_.columns[column_number], data, code);
                test.predicate.code_matches.push_back(match ? 1 : 0);
            }
            const auto known = column.class_of_verdicts.find(verdicts_on_code(column, code));
            if (known == column.class_of_verdicts.end()) return build(column);
            column.class_of_item.push_back(known->second);
        }
    }
}

void Matcher::recoded(size_t column_number) {
    for (Column& column : columns_) {
        if (column.column == column_number) build(column);
    }
}

void Matcher::unit_code_added(size_t column_number) {
    for (Column& column : columns_) {
        if (column.column != column_number) continue;
        for (Test& test : column.tests) {
            test.predicate = formula::compile_predicate(
                test.criterion, schema_.columns[column_number], head_.columns[column_number]);
        }
        build(column);
    }
}

uint32_t Matcher::class_of(const Column& column, uint64_t raw) const {
    const ColumnData& data = head_.columns[column.column];
    if (data.is_coded()) return column.class_of_item[raw];
    if (!column.class_of_raw.empty()) return column.class_of_raw[raw];
    const int64_t number = data.numbers.coding().value(raw);
    if (number < ledger::kLeastNumber) {
        return static_cast<uint32_t>(column.starts.size() + 1 +
                                     static_cast<size_t>(number - INT64_MIN));
    }
    const auto after = std::ranges::upper_bound(column.starts, number);
    return static_cast<uint32_t>(after - column.starts.begin());
}

void Matcher::match(const RowImage& image, uint64_t* out) {
    rows_.assign(1, alive_.data());
    for (const Column& column : columns_) rows_.push_back(row_of(column, image.raw[column.column]));
    kernels_.and_all(rows_.data(), rows_.size(), words_, out);
}

void Matcher::match_both(const RowImage& before, const RowImage& after,
                         const uint64_t* value_groups, Difference& out) {
    out.before.resize(words_);
    out.after.resize(words_);
    std::copy_n(value_groups, words_, candidates_.data());
    for (const Column& column : columns_) {
        const uint64_t old_raw = before.raw[column.column];
        const uint64_t new_raw = after.raw[column.column];
        if (old_raw == new_raw) continue;
        const uint64_t* a = row_of(column, old_raw);
        const uint64_t* b = row_of(column, new_raw);
        if (a != b) kernels_.or_difference(a, b, words_, candidates_.data());
    }
    rows_.assign(1, alive_.data());
    rows_.push_back(candidates_.data());
    for (const Column& column : columns_) {
        if (before.raw[column.column] == after.raw[column.column]) {
            rows_.push_back(row_of(column, after.raw[column.column]));
        }
    }
    kernels_.and_all(rows_.data(), rows_.size(), words_, candidates_.data());
    for (const bool is_after : {false, true}) {
        const RowImage& image = is_after ? after : before;
        rows_.assign(1, candidates_.data());
        for (const Column& column : columns_) {
            if (before.raw[column.column] != after.raw[column.column]) {
                rows_.push_back(row_of(column, image.raw[column.column]));
            }
        }
        kernels_.and_all(rows_.data(), rows_.size(), words_,
                         (is_after ? out.after : out.before).data());
    }
}

bool Matcher::matches(uint32_t group, std::span<const ledger::PackedView> columns,
                      size_t row) const {
    for (uint32_t c : columns_of_group_[group]) {
        const Column& column = columns_[c];
        const ledger::PackedView& view = columns[column.column];
        const uint64_t* accept =
            row_of(column, ledger::load_raw(view.bytes, view.coding.width, row));
        if ((accept[group / 64] >> group % 64 & 1) == 0) return false;
    }
    return true;
}

size_t Matcher::bytes() const {
    size_t total = 0;
    for (const Column& column : columns_) {
        total += column.accept.size() * sizeof(uint64_t) +
                 (column.class_of_item.size() + column.class_of_raw.size()) * sizeof(uint32_t);
    }
    return total;
}

}  // namespace yitao::live
