#include "live/distinct.h"

#include <algorithm>
#include <atomic>
#include <bit>

#include "base/check.h"
#include "base/parallel.h"

namespace yitao::live {

namespace {

size_t hash_of(int64_t key) {
    uint64_t hash = static_cast<uint64_t>(key) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32);
}

// All rows of one use, unit after unit: how many of each value, then on to the counts.
class UseCounter {
  public:
    UseCounter(const Program& program, uint32_t number, const ledger::Table& table,
               const RowSource& rows, const org::Tree& tree, const DistinctRows& matched)
        : value_(program.values[program.distincts[number].value]),
          data_(table.columns[value_.column]),
          rows_(rows),
          tree_(tree),
          matched_(matched),
          bits_(matched.bits[number]),
          views_(table.columns.size()) {}

    // By unit, what is to be added to its number.
    std::vector<uint32_t> run(DistinctCounts& counts) {
        std::vector<uint32_t> numbers(tree_.size());
        for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) {
            collect(unit, counts.keys());
            for (size_t i = 0; i < keys_.size();) {
                size_t end = i + 1;
                while (end < keys_.size() && keys_[end] == keys_[i]) ++end;
                const org::UnitIndex stop =
                    counts.add(keys_[i], unit, static_cast<uint32_t>(end - i));
                for (org::UnitIndex u = unit; u != stop;) {
                    ++numbers[u];
                    const org::UnitIndex parent = tree_.parent_of(u);
                    if (parent == u) break;
                    u = parent;
                }
                i = end;
            }
        }
        return numbers;
    }

  private:
    // The keys of the unit's matched rows, equal ones together.
    void collect(org::UnitIndex unit, formula::DistinctKeys& keys) {
        keys_.clear();
        size_t word = matched_.first_word[unit];
        for (size_t b = 0; b < rows_.block_count(unit); ++b) {
            const size_t words = words_of(rows_.block(unit, b, views_));
            const ledger::PackedView& view = views_[value_.column];
            for (size_t w = 0; w < words; ++w) {
                for (uint64_t bits = bits_[word + w]; bits != 0; bits &= bits - 1) {
                    const size_t row = w * 64 + static_cast<size_t>(std::countr_zero(bits));
                    const uint64_t raw = ledger::load_raw(view.bytes, view.coding.width, row);
                    const int64_t key = data_.is_coded()
                                            ? keys.of_code(data_, static_cast<uint32_t>(raw))
                                            : keys.of_number(view.coding.value(raw));
                    if (key != formula::DistinctKeys::kNone) keys_.push_back(key);
                }
            }
            word += words;
        }
        std::ranges::sort(keys_);
    }

    const ValueColumn& value_;
    const ledger::ColumnData& data_;
    const RowSource& rows_;
    const org::Tree& tree_;
    const DistinctRows& matched_;
    const std::vector<uint64_t>& bits_;
    std::vector<ledger::PackedView> views_;
    std::vector<int64_t> keys_;
};

}  // namespace

org::UnitIndex DistinctCounts::add(int64_t key, org::UnitIndex unit, uint32_t rows) {
    if (4 * (used_ + 1) > 3 * entries_.size()) make_room();
    Entry& known = entry(key);
    if (known.unit == kFree) {
        known = {key, unit, rows};
        ++used_;
        return nowhere();
    }
    if (known.unit == unit || known.rows == 0) {
        const bool is_new = known.rows == 0;
        known.unit = unit;
        known.rows += rows;
        return is_new ? nowhere() : unit;
    }
    if (known.unit != kSpread) {
        const org::UnitIndex stop = met(known.unit, unit);
        spread_[key] = {{known.unit, known.rows}, {unit, rows}};
        known.unit = kSpread;
        return stop;
    }
    Units& units = spread_.at(key);
    if (const auto at = units.find(unit); at != units.end()) {
        at->second += rows;
        return unit;
    }
    const org::UnitIndex stop = met(units, unit);
    units.emplace(unit, rows);
    return stop;
}

org::UnitIndex DistinctCounts::remove(int64_t key, org::UnitIndex unit) {
    CHECK(!entries_.empty());
    Entry& known = entry(key);
    if (known.unit != kSpread) {
        CHECK(known.unit == unit && known.rows > 0);
        return --known.rows == 0 ? nowhere() : unit;
    }
    const auto spread = spread_.find(key);
    Units& units = spread->second;
    const auto at = units.find(unit);
    CHECK(at != units.end());
    if (--at->second > 0) return unit;
    units.erase(at);
    const org::UnitIndex stop = met(units, unit);
    if (units.size() == 1) {
        known.unit = units.begin()->first;
        known.rows = units.begin()->second;
        spread_.erase(spread);
    }
    return stop;
}

// The key's entry, or the free one where it would stand.
DistinctCounts::Entry& DistinctCounts::entry(int64_t key) {
    const size_t mask = entries_.size() - 1;
    size_t at = hash_of(key) & mask;
    while (entries_[at].unit != kFree && entries_[at].key != key) at = (at + 1) & mask;
    return entries_[at];
}

// Values that no row has any more are left behind.
void DistinctCounts::make_room() {
    const auto is_live = [](const Entry& e) { return e.unit != kFree && e.rows > 0; };
    const auto live = static_cast<size_t>(std::ranges::count_if(entries_, is_live));
    std::vector<Entry> known(std::bit_ceil(std::max<size_t>(8, 2 * (live + 1))));
    known.swap(entries_);
    used_ = live;
    for (const Entry& e : known) {
        if (is_live(e)) entry(e.key) = e;
    }
}

// Subtrees are intervals: of the others those next to `unit` meet it first.
org::UnitIndex DistinctCounts::met(const Units& others, org::UnitIndex unit) const {
    const auto after = others.lower_bound(unit);
    org::UnitIndex stop = nowhere();
    if (after != others.end()) stop = met(after->first, unit);
    if (after != others.begin()) {
        const org::UnitIndex before = met(std::prev(after)->first, unit);
        // Both lie on the way up: the deeper one has the higher number.
        if (stop == nowhere() || (before != nowhere() && before > stop)) stop = before;
    }
    return stop;
}

org::UnitIndex DistinctCounts::met(org::UnitIndex other, org::UnitIndex unit) const {
    while (!tree_.contains(unit, other)) {
        const org::UnitIndex parent = tree_.parent_of(unit);
        if (parent == unit) return nowhere();
        unit = parent;
    }
    return unit;
}

size_t DistinctCounts::bytes() const {
    constexpr size_t kNode = 48;  // of a map
    size_t total = entries_.capacity() * sizeof(Entry);
    for (const auto& [key, units] : spread_) total += kNode * (units.size() + 1);
    return total;
}

std::vector<std::unique_ptr<DistinctCounts>> count_distinct(
    const Program& program, const ledger::Schema& schema, const ledger::Table& table,
    const RowSource& rows, const org::Tree& tree, const DistinctRows& matched, unsigned threads,
    Values& values) {
    const size_t uses = program.distincts.size();
    std::vector<std::unique_ptr<DistinctCounts>> out(uses);
    std::vector<std::vector<uint32_t>> numbers(uses);
    std::atomic<size_t> next = 0;
    if (threads == 0) threads = processors();
    threads = static_cast<unsigned>(std::min<size_t>(threads, uses));
    run_at_once(threads, [&](unsigned) {
        for (size_t i = next++; i < uses; i = next++) {
            const size_t column = program.values[program.distincts[i].value].column;
            out[i] = std::make_unique<DistinctCounts>(tree, schema.columns[column]);
            UseCounter counter(program, static_cast<uint32_t>(i), table, rows, tree, matched);
            numbers[i] = counter.run(*out[i]);
        }
    });
    for (size_t i = 0; i < uses; ++i) {
        const uint32_t slot = program.first[Section::kCounts] + program.distincts[i].slot;
        for (org::UnitIndex unit = 0; unit < numbers[i].size(); ++unit) {
            if (numbers[i][unit] == 0) continue;
            values.change<uint32_t>(Section::kCounts, unit, slot) = numbers[i][unit];
        }
    }
    return out;
}

}  // namespace yitao::live
