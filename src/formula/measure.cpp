#include "formula/measure.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace yitao::formula {

namespace {

// Canonical keys are bytes: every part has its length or a fixed width, so no two meanings collide.
template <typename T>
void append_number(std::string& key, T number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    key.append(bytes, sizeof number);
}

void append_value(std::string& key, const Value& value) {
    if (value.is_number()) {
        key += 'n';
        append_number(key, value.number() == 0 ? 0.0 : value.number());  // -0 is 0
    } else if (value.is_text()) {
        std::string buffer;
        std::string_view text = folded(value.text(), buffer);
        key += 't';
        append_number(key, text.size());
        key += text;
    } else if (value.is_boolean()) {
        key += value.boolean() ? "b1" : "b0";
    } else if (value.is_error()) {
        key += 'e';
        key += static_cast<char>(value.error());
    } else {
        key += '-';
    }
}

void append_criterion(std::string& key, const Criterion& criterion) {
    key += static_cast<char>(criterion.comparison);
    key += criterion.operand.is_blank() && criterion.has_operator ? '1' : '0';
    append_value(key, criterion.operand);
    append_number(key, criterion.alternatives.size());
    for (const Criterion& other : criterion.alternatives) append_criterion(key, other);
}

std::string condition_key(const Condition& condition) {
    std::string key;
    append_number(key, condition.table);
    append_number(key, condition.column);
    append_criterion(key, condition.criterion);
    return key;
}

Measure canonical(Measure measure) {
    std::vector<uint32_t>& conditions = measure.conditions;
    std::sort(conditions.begin(), conditions.end());
    conditions.erase(std::unique(conditions.begin(), conditions.end()), conditions.end());
    if (measure.aggregate == Aggregate::kCountRows) measure.value_column = -1;
    return measure;
}

std::string measure_key(const Measure& measure) {
    std::string key;
    append_number(key, measure.table);
    key += static_cast<char>(measure.aggregate);
    append_number(key, measure.value_column);
    for (uint32_t condition : measure.conditions) append_number(key, condition);
    return key;
}

std::optional<uint32_t> find_in(const std::unordered_map<std::string, uint32_t>& index,
                                const std::string& key) {
    auto found = index.find(key);
    if (found == index.end()) return std::nullopt;
    return found->second;
}

}  // namespace

uint32_t MeasureSet::add_condition(const Condition& condition) {
    auto [at, added] = condition_index_.try_emplace(condition_key(condition),
                                                    static_cast<uint32_t>(conditions_.size()));
    if (added) conditions_.push_back(condition);
    return at->second;
}

uint32_t MeasureSet::add(Measure measure) {
    measure = canonical(std::move(measure));
    for (uint32_t condition : measure.conditions) {
        CHECK(condition < conditions_.size());
        CHECK(conditions_[condition].table == measure.table);
    }
    auto [at, added] =
        measure_index_.try_emplace(measure_key(measure), static_cast<uint32_t>(measures_.size()));
    if (added) measures_.push_back(std::move(measure));
    return at->second;
}

std::optional<uint32_t> MeasureSet::find(const Measure& measure) const {
    return find_in(measure_index_, measure_key(canonical(measure)));
}

std::optional<uint32_t> MeasureSet::find_condition(const Condition& condition) const {
    return find_in(condition_index_, condition_key(condition));
}

Value measure_value(const MeasureState& state, Aggregate aggregate, ledger::ColumnType type,
                    int scale) {
    if (type != ledger::ColumnType::kDecimal) scale = 0;
    switch (aggregate) {
        case Aggregate::kCountRows:
        case Aggregate::kCountValues:
        case Aggregate::kCountNumbers:
        case Aggregate::kCountDistinct:
            return static_cast<double>(state.count);
        default:
            break;
    }
    if (state.has_error) return state.error;
    switch (aggregate) {
        case Aggregate::kSum:
            return decimal_to_double(state.sum, scale);
        case Aggregate::kAverage:
            if (state.count == 0) return ExcelError::kDiv0;
            return decimal_to_double(state.sum, scale) / static_cast<double>(state.count);
        default:
            if (state.count == 0) return 0.0;
            return decimal_to_double(state.extreme, scale);
    }
}

}  // namespace yitao::formula
