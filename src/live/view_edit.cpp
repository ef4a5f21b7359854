#include "live/view_edit.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"

namespace yitao::live {

using formula::Aggregate;

namespace {

// Sums that are doubles as they are.
bool is_exact(int128 sum) {
    constexpr int128 kExact = int128{1} << 53;
    return sum >= -kExact && sum <= kExact;
}

// What formula::measure_value() gives for an exact sum, with nothing looked up.
double average(const formula::MeasureState& state, double power) {
    return static_cast<double>(static_cast<int64_t>(state.sum)) / power /
           static_cast<double>(state.count);
}

}  // namespace

std::optional<std::pair<org::UnitIndex, org::UnitIndex>> View::Edit::run(
    Table& table, const RowEdit& edit, std::vector<ValueChange>& changes) {
    table_ = &table;
    changes_ = &changes;
    // Columns are made wide enough first: bytes read before would no longer hold.
    raws_.resize(edit.columns.size());
    for (uint64_t codings = table.codings + 1; codings != table.codings;) {
        codings = table.codings;
        for (size_t i = 0; i < edit.columns.size(); ++i) {
            if (!table.head.columns[edit.columns[i]].loaded) continue;
            raws_[i] = table.encode(edit.columns[i], edit.fields[i]);
        }
    }
    const bool was = table.rows.read(edit.row, before_);
    const bool is = !edit.is_removal;
    if (!was && !is) return std::nullopt;
    if (is) {
        after_ = was ? before_ : table.blank_image();
        if (!was) after_.unit = nowhere();
        for (size_t i = 0; i < edit.columns.size(); ++i) {
            const size_t column = edit.columns[i];
            if (!table.head.columns[column].loaded) continue;
            after_.raw[column] = raws_[i];
            if (column != table.unit_column) continue;
            const int64_t code = table.number_at(column, after_.raw[column]);
            after_.unit =
                code < ledger::kLeastNumber ? nowhere() : tree_.find(code).value_or(nowhere());
        }
    }
    plan(was, is);
    note_errors();
    if (!was) {
        table.rows.insert(edit.row, after_);
    } else if (!is) {
        table.rows.remove(edit.row);
    } else {
        table.rows.update(edit.row, before_, after_);
    }
    for (const Stretch& stretch : stretches_) {
        collect(stretch.before, stretch.after);
        set_units(stretch);
        if (!units_.empty()) apply();
        for (const Distinct& distinct : distincts_) count_distinct(distinct);
    }
    apply_distinct();
    return std::pair(was ? before_.unit : nowhere(), is ? after_.unit : nowhere());
}

// A move: below where the two ways up meet the row came or went, above it only changed.
void View::Edit::plan(bool was, bool is) {
    stretches_.clear();
    if (!was || !is || before_.unit == after_.unit) {
        stretches_.push_back({was ? &before_ : nullptr, is ? &after_ : nullptr,
                              is ? after_.unit : before_.unit, nowhere()});
        return;
    }
    const org::UnitIndex both = meeting(before_.unit, after_.unit);
    stretches_.push_back({&before_, nullptr, before_.unit, both});
    stretches_.push_back({nullptr, &after_, after_.unit, both});
    if (both != nowhere()) stretches_.push_back({&before_, &after_, both, nowhere()});
}

void View::Edit::set_units(const Stretch& stretch) {
    units_.clear();
    for (org::UnitIndex unit = stretch.first; unit != nowhere() && unit != stretch.end;
         unit = above(unit)) {
        units_.push_back(unit);
    }
}

void View::Edit::note_errors() {
    errors_before_.clear();
    if (!table_->may_err) return;
    for (const Stretch& stretch : stretches_) {
        collect(stretch.before, stretch.after);
        set_units(stretch);
        for (const Check& check : checks_) {
            if (check.use->errors == kNoSlot) continue;
            for (const org::UnitIndex unit : units_) {
                errors_before_[{check.measure, unit}] =
                    table_->first_error(check.group, *check.use, values_, tree_, unit);
            }
        }
    }
}

org::UnitIndex View::Edit::meeting(org::UnitIndex a, org::UnitIndex b) const {
    if (a == nowhere() || b == nowhere()) return nowhere();
    while (a != nowhere() && !tree_.contains(a, b)) a = above(a);
    return a;
}

void View::Edit::forget() {
    counts_.clear();
    sums_.clear();
    wide_sums_.clear();
    extremes_.clear();
    distincts_.clear();
    changed_.clear();
    averages_.clear();
    checks_.clear();
    known_before_.assign(table_->head.columns.size(), 0);
    known_after_.assign(table_->head.columns.size(), 0);
    cells_before_.resize(table_->head.columns.size());
    cells_after_.resize(table_->head.columns.size());
}

View::Edit::Cell View::Edit::cell_of(const RowImage& image, size_t column) const {
    const ledger::ColumnData& data = table_->head.columns[column];
    const uint64_t raw = image.raw[column];
    if (data.is_coded()) {
        const auto code = static_cast<uint32_t>(raw);
        const auto error = data.code_errors.find(code);
        if (error == data.code_errors.end()) return {.present = code != ledger::kBlankCode};
        return {.present = true, .error = true, .which = error->second};
    }
    const int64_t stored = data.numbers.coding().value(raw);
    const ledger::ColumnType type = table_->schema.columns[column].type;
    if (stored == ledger::kBlankNumber) return {};
    if (stored < ledger::kLeastNumber) {
        return {.present = true, .error = true, .which = ledger::number_error(stored)};
    }
    return {.number = true, .present = true, .value = formula::number_units(type, stored)};
}

const View::Edit::Cell& View::Edit::cell_before(size_t column) {
    if (known_before_[column] == 0) {
        cells_before_[column] = cell_of(*image_before_, column);
        known_before_[column] = 1;
    }
    return cells_before_[column];
}

const View::Edit::Cell& View::Edit::cell_after(size_t column) {
    if (known_after_[column] == 0) {
        cells_after_[column] = cell_of(*image_after_, column);
        known_after_[column] = 1;
    }
    return cells_after_[column];
}

void View::Edit::collect(const RowImage* before, const RowImage* after) {
    forget();
    image_before_ = before;
    image_after_ = after;
    Matcher& matcher = table_->matcher;
    if (matcher.words() == 0) return;
    const bool is_move = before != nullptr && after != nullptr && before->unit != after->unit;
    if (before != nullptr && after != nullptr) {
        // A row that moves may no longer be, or become, the first with an error.
        const bool all = is_move && table_->may_err;
        value_bits_.assign(matcher.words(), all ? ~uint64_t{0} : 0);
        for (size_t c = 0; c < before->raw.size(); ++c) {
            if (before->raw[c] == after->raw[c] || table_->value_groups[c].empty()) continue;
            for (size_t w = 0; w < value_bits_.size(); ++w) {
                value_bits_[w] |= table_->value_groups[c][w];
            }
        }
        matcher.match_both(*before, *after, value_bits_.data(), groups_);
    } else {
        groups_.before.assign(matcher.words(), 0);
        groups_.after.assign(matcher.words(), 0);
        matcher.match(before != nullptr ? *before : *after,
                      (before != nullptr ? groups_.before : groups_.after).data());
    }
    for (size_t w = 0; w < groups_.before.size(); ++w) {
        const uint64_t was = groups_.before[w];
        const uint64_t is = groups_.after[w];
        for (uint64_t bits = was | is; bits != 0; bits &= bits - 1) {
            const auto bit = static_cast<uint32_t>(std::countr_zero(bits));
            collect_group(static_cast<uint32_t>(w * 64) + bit, (was >> bit & 1) != 0,
                          (is >> bit & 1) != 0);
        }
    }
}

void View::Edit::collect_group(uint32_t number, bool was, bool is) {
    const LiveGroup& group = table_->groups[number];
    if (was != is && group.row_count != kNoSlot) {
        counts_.push_back({group.row_count, is ? 1 : -1});
        if (group.count_rows != kNoSlot) changed_.push_back(group.count_rows);
    }
    for (const LiveUse& use : table_->uses_of(group)) collect_use(use, number, was, is);
}

void View::Edit::collect_use(const LiveUse& use, uint32_t group, bool was, bool is) {
    static const Cell kNothing;
    const Cell& before = was ? cell_before(use.column) : kNothing;
    const Cell& after = is ? cell_after(use.column) : kNothing;
    const auto present_by = int64_t{after.present} - int64_t{before.present};
    if (use.present != kNoSlot && present_by != 0) {
        counts_.push_back({use.present, present_by});
        if (use.count_values != kNoSlot) changed_.push_back(use.count_values);
    }
    const auto errors_by = int64_t{after.error} - int64_t{before.error};
    const bool may_err = use.errors != kNoSlot;
    const bool err_differs =
        may_err && (before.error != after.error || (after.error && before.which != after.which) ||
                    (after.error && image_before_->unit != image_after_->unit));
    if (may_err && errors_by != 0) counts_.push_back({use.errors, errors_by});
    const auto count_by = use.numeric ? int64_t{after.number} - int64_t{before.number} : int64_t{0};
    int128 sum_by = 0;
    if (use.numeric) {
        sum_by = int128{after.number ? after.value : 0} - int128{before.number ? before.value : 0};
    }
    const bool is_average = use.average_of != kNoSlot && (sum_by != 0 || count_by != 0);
    const bool plain_average = is_average && !may_err && !use.wide;
    const uint32_t plain_sum = may_err || sum_by == 0 ? kNoSlot : use.sum_of;  // else checked below
    const int scale = table_->schema.columns[use.column].scale;
    if (plain_average) {
        averages_.push_back({use.average_of, static_cast<uint32_t>(counts_.size()),
                             static_cast<uint32_t>(sums_.size()), &use});
    }
    if (use.numbers != kNoSlot && (count_by != 0 || plain_average)) {
        counts_.push_back({use.numbers, count_by});
        if (use.count_numbers != kNoSlot && count_by != 0) changed_.push_back(use.count_numbers);
    }
    if (use.sum != kNoSlot && (sum_by != 0 || plain_average)) {
        if (use.wide) {
            wide_sums_.push_back({use.sum, plain_sum, scale, sum_by});
        } else {
            sums_.push_back({use.sum, plain_sum, scale, static_cast<int64_t>(sum_by)});
        }
    }
    const auto check = [&](uint32_t measure, Aggregate aggregate) {
        checks_.push_back({measure, group, &use, aggregate, count_by, sum_by, errors_by});
    };
    if (may_err && use.sum_of != kNoSlot && (sum_by != 0 || err_differs)) {
        check(use.sum_of, Aggregate::kSum);
    }
    if (use.average_of != kNoSlot && !plain_average && (is_average || err_differs)) {
        check(use.average_of, Aggregate::kAverage);
    }
    if (use.numeric) {
        const Cell* number_before = before.number ? &before : nullptr;
        const Cell* number_after = after.number ? &after : nullptr;
        if (use.max != kNoSlot) collect_extreme(use, group, true, number_before, number_after);
        if (use.min != kNoSlot) collect_extreme(use, group, false, number_before, number_after);
    }
    if (use.distinct != kNoSlot) collect_distinct(use.distinct, was, is);
    if (!err_differs) return;
    if (use.max_of != kNoSlot) check(use.max_of, Aggregate::kMax);
    if (use.min_of != kNoSlot) check(use.min_of, Aggregate::kMin);
}

void View::Edit::collect_extreme(const LiveUse& use, uint32_t group, bool is_max,
                                 const Cell* before, const Cell* after) {
    if (before == nullptr && after == nullptr) return;
    if (before != nullptr && after != nullptr && before->value == after->value) return;
    extremes_.push_back({group, &use, is_max, before != nullptr, after != nullptr,
                         before != nullptr ? before->value : 0,
                         after != nullptr ? after->value : 0});
}

void View::Edit::collect_distinct(uint32_t number, bool was, bool is) {
    const bool above_a_move = image_before_ != nullptr && image_after_ != nullptr &&
                              image_before_->unit != image_after_->unit;
    if (above_a_move) return;  // told by the two ways up to there
    const LiveDistinct& distinct = table_->distincts[number];
    const ledger::ColumnData& data = table_->head.columns[distinct.column];
    const auto key_of = [&](const RowImage& image) {
        const uint64_t raw = image.raw[distinct.column];
        formula::DistinctKeys& keys = distinct.counts->keys();
        return data.is_coded() ? keys.of_code(data, static_cast<uint32_t>(raw))
                               : keys.of_number(data.numbers.coding().value(raw));
    };
    const int64_t before = was ? key_of(*image_before_) : formula::DistinctKeys::kNone;
    const int64_t after = is ? key_of(*image_after_) : formula::DistinctKeys::kNone;
    if (before != after) distincts_.push_back({number, before, after});
}

void View::Edit::count_distinct(const Distinct& distinct) {
    DistinctCounts& counts = *table_->distincts[distinct.number].counts;
    const auto note = [&](org::UnitIndex unit, org::UnitIndex stop, int by) {
        for (; unit != stop && unit != nowhere(); unit = above(unit)) {
            distinct_by_[{distinct.number, unit}] += by;
        }
    };
    constexpr int64_t kNone = formula::DistinctKeys::kNone;
    if (distinct.before != kNone && image_before_->unit != nowhere()) {
        note(image_before_->unit, counts.remove(distinct.before, image_before_->unit), -1);
    }
    if (distinct.after != kNone && image_after_->unit != nowhere()) {
        note(image_after_->unit, counts.add(distinct.after, image_after_->unit), 1);
    }
}

void View::Edit::apply_distinct() {
    for (const auto& [where, by] : distinct_by_) {
        if (by == 0) continue;
        const LiveDistinct& distinct = table_->distincts[where.first];
        values_.change<uint32_t>(Section::kCounts, where.second, distinct.slot) +=
            static_cast<uint32_t>(by);
        changes_->push_back({distinct.measure, where.second});
    }
    distinct_by_.clear();
}

void View::Edit::apply() {
    apply_deltas();
    for (size_t i = 0; i < units_.size(); ++i) tell(i);
    for (const Extreme& extreme : extremes_) apply_extreme(extreme);
}

// The numbers lie all over memory: all are asked for before the first is waited for.
void View::Edit::apply_deltas() {
    count_at_.clear();
    sum_at_.clear();
    for (const org::UnitIndex unit : units_) {
        Values::UnitWriter values = values_.writer(unit);
        for (const Delta& delta : counts_) {
            count_at_.push_back(&values.at<uint32_t>(Section::kCounts, delta.slot));
            __builtin_prefetch(count_at_.back(), 1);
        }
        for (const SumDelta& delta : sums_) {
            sum_at_.push_back(&values.at<int64_t>(Section::kSums, delta.slot));
            __builtin_prefetch(sum_at_.back(), 1);
        }
    }
    uint32_t** count = count_at_.data();
    int64_t** sum = sum_at_.data();
    for (size_t u = 0; u < units_.size(); ++u) {
        const org::UnitIndex unit = units_[u];
        for (const Delta& delta : counts_) **count++ += static_cast<uint32_t>(delta.by);
        for (const SumDelta& delta : sums_) {
            const int64_t before = **sum;
            **sum++ += delta.by;
            tell_sum(delta.measure, unit, delta.scale, before, before + delta.by);
        }
        for (const WideDelta& delta : wide_sums_) {
            auto& sum_here = values_.change<int128>(Section::kWideSums, unit, delta.slot);
            sum_here += delta.by;
            tell_sum(delta.measure, unit, delta.scale, sum_here - delta.by, sum_here);
        }
    }
}

// Beyond 2^53 units two sums may be one double: what is shown does not differ then.
void View::Edit::tell_sum(uint32_t measure, org::UnitIndex unit, int scale, int128 before,
                          int128 after) {
    if (measure == kNoSlot) return;
    const bool equal = !(is_exact(before) && is_exact(after)) &&
                       decimal_to_double(before, scale) == decimal_to_double(after, scale);
    if (!equal) changes_->push_back({measure, unit});
}

void View::Edit::tell(size_t place) {
    const org::UnitIndex unit = units_[place];
    for (const uint32_t measure : changed_) changes_->push_back({measure, unit});
    for (const Average& one : averages_) {
        const Delta& count = counts_[one.count];
        const SumDelta& sum = sums_[one.sum];
        const int64_t count_now = *count_at_[place * counts_.size() + one.count];
        const int64_t sum_now = *sum_at_[place * sums_.size() + one.sum];
        if (differs({.sum = sum_now - sum.by, .count = count_now - count.by},
                    {.sum = sum_now, .count = count_now}, *one.use)) {
            changes_->push_back({one.measure, unit});
        }
    }
    for (const Check& check : checks_) {
        if (differs(check, unit)) changes_->push_back({check.measure, unit});
    }
}

// Sums, averages and extremes: an error among the rows hides the number; equal averages are equal.
bool View::Edit::differs(const Check& check, org::UnitIndex unit) const {
    const LiveUse& use = *check.use;
    int64_t errors = 0;
    if (use.errors != kNoSlot) {
        errors = values_.get<uint32_t>(Section::kCounts, unit, use.errors);
    }
    const int64_t errors_before = errors - check.errors_by;
    const auto error_before = [&] {
        const auto known = errors_before_.find({check.measure, unit});
        return known == errors_before_.end() ? std::nullopt : known->second;
    };
    const auto error_now = [&] {
        return table_->first_error(check.group, use, values_, tree_, unit);
    };
    if (errors > 0 && errors_before > 0) return error_before() != error_now();
    if (errors > 0 || errors_before > 0) {
        // An average of nothing is an error too, and may be the same one.
        const std::optional<ExcelError> error = errors > 0 ? error_now() : error_before();
        if (check.aggregate != Aggregate::kAverage) return true;
        const int64_t count = values_.get<uint32_t>(Section::kCounts, unit, use.numbers) -
                              (errors > 0 ? check.count_by : 0);
        return count != 0 || error != ExcelError::kDiv0;
    }
    if (check.aggregate == Aggregate::kMax || check.aggregate == Aggregate::kMin) return false;
    formula::MeasureState after;
    if (use.numbers != kNoSlot) {
        after.count = values_.get<uint32_t>(Section::kCounts, unit, use.numbers);
    }
    after.sum = use.wide ? values_.get<int128>(Section::kWideSums, unit, use.sum)
                         : values_.get<int64_t>(Section::kSums, unit, use.sum);
    formula::MeasureState before = after;
    before.count -= check.count_by;
    before.sum -= check.sum_by;
    if (check.aggregate == Aggregate::kAverage) return differs(before, after, use);
    const int scale = table_->schema.columns[use.column].scale;
    return !(formula::measure_value(before, check.aggregate, use.type, scale) ==
             formula::measure_value(after, check.aggregate, use.type, scale));
}

// Two averages, as they are shown.
bool View::Edit::differs(const formula::MeasureState& before, const formula::MeasureState& after,
                         const LiveUse& use) const {
    const int scale = table_->schema.columns[use.column].scale;
    if (before.count > 0 && after.count > 0 && is_exact(before.sum) && is_exact(after.sum)) {
        const double power =
            use.type == ledger::ColumnType::kDecimal ? static_cast<double>(power_of_ten(scale)) : 1;
        return average(before, power) != average(after, power);
    }
    return !(formula::measure_value(before, Aggregate::kAverage, use.type, scale) ==
             formula::measure_value(after, Aggregate::kAverage, use.type, scale));
}

}  // namespace yitao::live
