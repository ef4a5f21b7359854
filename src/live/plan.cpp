#include "live/plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "base/check.h"

namespace yitao::live {

using formula::Aggregate;
using formula::Measure;
using formula::Predicate;
using ledger::ColumnData;

namespace {

// Conditions turned into predicates, equal ones into one.
class PredicatePool {
  public:
    explicit PredicatePool(const PlanRequest& request) : request_(request) {}

    uint32_t add(uint32_t number_of_condition) {
        const formula::Condition& condition = request_.set.conditions()[number_of_condition];
        const ColumnData& data = request_.head.columns[condition.column];
        CHECK(data.loaded);
        Predicate predicate = formula::compile_predicate(
            condition.criterion, request_.schema.columns[condition.column], data);
        auto number = static_cast<uint32_t>(predicates_.size());
        std::string key = request_.rows_change ? std::to_string(number_of_condition)
                                               : key_of(condition.column, predicate);
        auto [at, added] = known_.try_emplace(std::move(key), number);
        if (added) {
            predicates_.push_back({condition.column, number_of_condition, std::move(predicate)});
            by_column_[condition.column].push_back(number);
        }
        return at->second;
    }

    // Lanes for all, and the kind of test each predicate became.
    std::vector<Lane> lanes(std::vector<ClassTest::Kind>& kinds) const {
        kinds.resize(predicates_.size());
        std::vector<Lane> out;
        for (const auto& [column, numbers] : by_column_) {
            std::vector<const Predicate*> predicates;
            for (uint32_t number : numbers) predicates.push_back(&predicates_[number].predicate);
            for (Lane& lane :
                 make_lanes(column, request_.head.columns[column], predicates, numbers)) {
                for (size_t i = 0; i < lane.tests.size(); ++i) {
                    kinds[lane.predicates[i]] = lane.tests[i].kind;
                }
                out.push_back(std::move(lane));
            }
        }
        return out;
    }
    [[nodiscard]] size_t size() const { return predicates_.size(); }
    std::vector<PlannedPredicate> take() { return std::move(predicates_); }

  private:
    static std::string key_of(size_t column, const Predicate& predicate) {
        std::string key = std::to_string(column) + ":";
        key.append(predicate.code_matches.begin(), predicate.code_matches.end());
        for (const formula::NumberRange& range : predicate.ranges) {
            key += std::to_string(range.first) + "," + std::to_string(range.last) + ";";
        }
        return key;
    }

    const PlanRequest& request_;
    std::vector<PlannedPredicate> predicates_;
    std::unordered_map<std::string, uint32_t> known_;
    std::map<size_t, std::vector<uint32_t>> by_column_;
};

// Measures with the same rows.
struct Sharing {
    std::vector<uint32_t> predicates;
    std::vector<uint32_t> measures;
};

class Planner {
  public:
    Planner(const PlanRequest& request, std::span<Slots> slots)
        : request_(request), set_(request.set), slots_(slots), pool_(request) {
        program_.table = request.table;
        program_.first = request.first;
        program_.sum_limit = INT64_MAX / std::max<int64_t>(1, request.most_rows);
    }

    Program plan() {
        compile_conditions();
        for (uint32_t number : request_.measures) add_measure(number);
        order_predicates();
        write_steps();
        drop_unused_tests();
        for (uint32_t number : request_.measures) place_behind(slots_[number]);
        program_.predicates = pool_.take();
        return std::move(program_);
    }

  private:
    void compile_conditions() {
        predicate_of_.resize(set_.conditions().size(), kNoSlot);
        for (uint32_t number : request_.measures) {
            for (uint32_t condition : set_.measures()[number].conditions) {
                uint32_t& predicate = predicate_of_[condition];
                if (predicate == kNoSlot) predicate = pool_.add(condition);
            }
        }
        program_.lanes = pool_.lanes(kinds_);
    }

    // From slots of the program to slots of all.
    void place_behind(Slots& slots) const {
        const auto shift = [&](uint32_t& slot, Section section) {
            if (slot != kNoSlot) slot += request_.first[section];
        };
        shift(slots.count, Section::kCounts);
        shift(slots.errors, Section::kCounts);
        shift(slots.sum, slots.wide ? Section::kWideSums : Section::kSums);
        shift(slots.extreme, slots.is_max ? Section::kMaxima : Section::kMinima);
    }

    void add_measure(uint32_t number) {
        const Measure& measure = set_.measures()[number];
        std::vector<uint32_t> predicates;
        bool never = false;
        for (uint32_t condition : measure.conditions) {
            uint32_t predicate = predicate_of_[condition];
            never = never || kinds_[predicate] == ClassTest::Kind::kNever;
            const bool always = kinds_[predicate] == ClassTest::Kind::kAlways;
            if (request_.rows_change || !always) predicates.push_back(predicate);
        }
        if (never && !request_.rows_change)
            return;  // no row of the ledger can match: the state stays empty
        std::sort(predicates.begin(), predicates.end());
        predicates.erase(std::unique(predicates.begin(), predicates.end()), predicates.end());
        auto [at, added] = group_of_.try_emplace(predicates, groups_.size());
        if (added) groups_.push_back({std::move(predicates), {}});
        groups_[at->second].measures.push_back(number);
    }

    // Slots are numbered in the order of the steps, so that a block writes them one after another.
    void add_uses(const Sharing& sharing, Step& step) {
        // By value column, each with the measures that an error spoils.
        std::vector<std::pair<ValueUse, std::vector<uint32_t>>> uses;
        for (uint32_t number : sharing.measures) {
            const Measure& measure = set_.measures()[number];
            if (measure.aggregate == Aggregate::kCountRows) {
                slots_[number].count = slot(step.row_count, program_.slots[Section::kCounts]);
                continue;
            }
            uint32_t value = value_column(static_cast<size_t>(measure.value_column));
            auto use = std::find_if(uses.begin(), uses.end(),
                                    [&](const auto& known) { return known.first.value == value; });
            if (use == uses.end()) {
                use = uses.emplace(uses.end());
                use->first.value = value;
            }
            if (!add_value(measure.aggregate, use->first, slots_[number])) continue;
            use->second.push_back(number);
            if (request_.rows_change && program_.values[value].calculated) {
                slots_[number].errors = slot(use->first.errors, program_.slots[Section::kCounts]);
            }
        }
        step.first_use = static_cast<uint32_t>(program_.uses.size());
        step.uses = static_cast<uint32_t>(uses.size());
        for (auto& [use, errors] : uses) {
            use.first_error_measure = static_cast<uint32_t>(program_.error_measures.size());
            use.error_measures = static_cast<uint32_t>(errors.size());
            program_.error_measures.insert(program_.error_measures.end(), errors.begin(),
                                           errors.end());
            program_.uses.push_back(use);
        }
    }

    // True when an error among the rows is the result.
    bool add_value(Aggregate aggregate, ValueUse& use, Slots& out) {
        bool wide = program_.values[use.value].wide;
        SlotCounts& next = program_.slots;
        switch (aggregate) {
            case Aggregate::kCountRows:
                CHECK(false);
            case Aggregate::kCountValues:
                out.count = slot(use.present, next[Section::kCounts]);
                return false;
            case Aggregate::kCountNumbers:
                out.count = slot(use.numbers, next[Section::kCounts]);
                return false;
            case Aggregate::kAverage:
                out.count = slot(use.numbers, next[Section::kCounts]);
                [[fallthrough]];
            case Aggregate::kSum:
                out.wide = wide;
                out.sum = slot(use.sum, next[wide ? Section::kWideSums : Section::kSums]);
                return true;
            case Aggregate::kMax:
                out.is_max = true;
                out.extreme = slot(use.max, next[Section::kMaxima]);
                return true;
            case Aggregate::kMin:
                out.extreme = slot(use.min, next[Section::kMinima]);
                return true;
            case Aggregate::kCountDistinct:
                if (use.distinct == kNoSlot) {
                    use.distinct = static_cast<uint32_t>(program_.distincts.size());
                    program_.distincts.push_back({use.value, next[Section::kCounts]++});
                }
                out.count = program_.distincts[use.distinct].slot;
                return false;
        }
        return false;
    }

    static uint32_t slot(uint32_t& known, uint32_t& next) {
        if (known == kNoSlot) known = next++;
        return known;
    }

    uint32_t value_column(size_t column) {
        auto [at, added] =
            value_of_column_.try_emplace(column, static_cast<uint32_t>(program_.values.size()));
        if (added) {
            const ledger::Column& declared = request_.schema.columns[column];
            const ColumnData& data = request_.head.columns[column];
            CHECK(data.loaded);
            bool numeric = formula::is_summable(declared.type) && !data.is_coded();
            program_.values.push_back({column, declared.type, numeric,
                                       request_.wide_columns.contains(column),
                                       declared.is_calculated()});
        }
        return at->second;
    }

    // Groups share most when the predicates that most of them have come first.
    void order_predicates() {
        std::vector<uint32_t> uses(pool_.size());
        for (const Sharing& group : groups_) {
            for (uint32_t predicate : group.predicates) ++uses[predicate];
        }
        auto before = [&](uint32_t a, uint32_t b) {
            return uses[a] != uses[b] ? uses[a] > uses[b] : a < b;
        };
        std::vector<uint32_t> order(pool_.size());
        for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
        std::sort(order.begin(), order.end(), before);
        std::vector<uint32_t> rank(order.size());
        for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
        for (Sharing& group : groups_) {
            std::sort(group.predicates.begin(), group.predicates.end(), before);
        }
        std::sort(groups_.begin(), groups_.end(), [&](const Sharing& a, const Sharing& b) {
            return std::lexicographical_compare(
                a.predicates.begin(), a.predicates.end(), b.predicates.begin(), b.predicates.end(),
                [&](uint32_t x, uint32_t y) { return rank[x] < rank[y]; });
        });
    }

    void write_steps() {
        std::vector<uint32_t> open;  // the steps of the current prefix
        auto close_to = [&](size_t depth) {
            while (open.size() > depth) {
                program_.steps[open.back()].after = static_cast<uint32_t>(program_.steps.size());
                open.pop_back();
            }
        };
        for (Sharing& group : groups_) {
            program_.groups.push_back({group.predicates, group.measures, kNoSlot, 0, 0});
            // No condition: its rows are all rows, and nothing builds on that.
            if (group.predicates.empty()) {
                group.predicates.push_back(static_cast<uint32_t>(pool_.size()));
            }
            size_t shared = 0;
            while (shared < open.size() && shared < group.predicates.size() &&
                   program_.steps[open[shared]].predicate == group.predicates[shared]) {
                ++shared;
            }
            close_to(shared);
            for (size_t depth = shared; depth < group.predicates.size(); ++depth) {
                open.push_back(static_cast<uint32_t>(program_.steps.size()));
                Step step;
                step.predicate = group.predicates[depth];
                step.depth = static_cast<uint32_t>(depth);
                program_.steps.push_back(step);
            }
            Step& last = program_.steps[open.back()];
            add_uses(group, last);
            Group& planned = program_.groups.back();
            planned.row_count = last.row_count;
            planned.first_use = last.first_use;
            planned.uses = last.uses;
            program_.depth = std::max(program_.depth, last.depth + 1);
        }
        close_to(0);
    }

    void drop_unused_tests() {
        std::vector<bool> used(pool_.size() + 1);
        for (const Step& step : program_.steps) used[step.predicate] = true;
        for (Lane& lane : program_.lanes) {
            size_t kept = 0;
            for (size_t i = 0; i < lane.tests.size(); ++i) {
                if (!used[lane.predicates[i]]) continue;
                lane.predicates[kept] = lane.predicates[i];
                lane.tests[kept++] = lane.tests[i];
            }
            lane.predicates.resize(kept);
            lane.tests.resize(kept);
        }
        std::erase_if(program_.lanes, [](const Lane& lane) { return lane.tests.empty(); });
    }

    const PlanRequest& request_;
    const formula::MeasureSet& set_;
    std::span<Slots> slots_;
    PredicatePool pool_;
    Program program_;
    std::vector<uint32_t> predicate_of_;  // by condition of the set
    std::vector<ClassTest::Kind> kinds_;
    std::map<std::vector<uint32_t>, size_t> group_of_;
    std::vector<Sharing> groups_;
    std::map<size_t, uint32_t> value_of_column_;
};

}  // namespace

Program make_program(const PlanRequest& request, std::span<Slots> slots) {
    return Planner(request, slots).plan();
}

}  // namespace yitao::live
