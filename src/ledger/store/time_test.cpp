// Random inserts, updates, moves and deletions with random dates: as of any day, as known at any
// moment, the store answers what a naive fold over a plain list of entries answers, with column
// snapshots made in between or not.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "ledger/store/test_store.h"

namespace yitao::ledger {
namespace {

using namespace testing;

struct Entry {
    EntryKind kind;
    RowId row;
    Timestamp recorded_at;
    int32_t effective_on;
    std::map<size_t, Field> changes;
};

struct RowState {
    bool there = false;
    std::vector<Field> fields;
};

class TimeTest : public ::testing::TestWithParam<uint32_t> {
  protected:
    TimeTest() : random_(GetParam()) {
        store_ = must(open_store(folder_.path(), {.mode = StoreMode::kWrite, .least_snapshot_rows = 1}, clock_));
        must(store_->declare(std::vector<const Schema*>{&schema_}));
    }

    uint32_t below(uint32_t limit) { return random_() % limit; }
    // Few days, so that dates collide; sometimes ever, sometimes tomorrow.
    int32_t any_day() { return today() - 4 + static_cast<int32_t>(below(7)); }
    int32_t today() const { return clock_.today().days; }
    org::UnitCode any_unit() { return below(2) == 0 ? kVillageA : kVillageB; }

    // The fold, said as plainly as possible.
    std::map<RowId, RowState> naive(int32_t as_of, Timestamp known_at) const {
        std::vector<const Entry*> valid;
        std::map<RowId, bool> dead;
        for (const Entry& entry : entries_) {
            if (entry.recorded_at > known_at || entry.effective_on > as_of) continue;
            if (entry.kind == EntryKind::kDelete) dead[entry.row] = true;
            valid.push_back(&entry);
        }
        std::ranges::stable_sort(valid, {}, &Entry::effective_on);
        std::map<RowId, RowState> rows;
        for (const Entry* entry : valid) {
            RowState& row = rows[entry->row];
            row.fields.resize(schema_.columns.size());
            if (entry->kind == EntryKind::kInsert) row.there = true;
            for (const auto& [column, value] : entry->changes) row.fields[column] = value;
        }
        std::erase_if(rows, [&](const auto& item) {
            return !item.second.there || dead.contains(item.first);
        });
        return rows;
    }

    void insert(Writer& writer) {
        const std::string id = below(4) == 0 ? "" : std::to_string(++last_id_);
        std::vector<Field> fields = resident(id, "人" + std::to_string(below(5)), any_unit(),
                                             static_cast<int64_t>(below(10)));
        WriteOptions options;
        if (below(3) == 0) options.effective_on = Date{any_day()};
        const RowId row = must(writer.insert(fields, options));
        Entry entry{EntryKind::kInsert,
                    row,
                    clock_.now(),
                    options.effective_on.value_or(kEarliestDate).days,
                    {}};
        for (size_t c = 0; c < fields.size(); ++c) {
            if (!std::holds_alternative<std::monostate>(fields[c])) entry.changes[c] = fields[c];
        }
        first_day_[row] = entry.effective_on;
        entries_.push_back(std::move(entry));
        alive_.push_back(row);
    }

    void update(Writer& writer) {
        const RowId row = alive_[below(static_cast<uint32_t>(alive_.size()))];
        std::vector<size_t> columns = {1 + below(2)};
        if (below(2) == 0) columns.push_back(4);
        std::vector<Field> fields;
        for (size_t column : columns) {
            if (column == 1) fields.emplace_back("人" + std::to_string(below(5)));
            if (column == 2) fields.emplace_back(any_unit());
            if (column == 4) {
                fields.push_back(below(4) == 0 ? Field{} : Field(static_cast<int64_t>(below(10))));
            }
        }
        WriteOptions options;
        if (below(2) == 0) options.effective_on = Date{any_day()};
        const bool changed = must(writer.update(row, columns, fields, options));
        const int32_t day =
            std::max(options.effective_on.value_or(clock_.today()).days, first_day_[row]);
        Entry entry{EntryKind::kUpdate, row, clock_.now(), day, {}};
        const auto before = naive(day, INT64_MAX);
        const RowState& state = before.at(row);
        for (size_t i = 0; i < columns.size(); ++i) {
            if (state.fields[columns[i]] != fields[i]) entry.changes[columns[i]] = fields[i];
        }
        ASSERT_EQ(changed, !entry.changes.empty());
        if (changed) entries_.push_back(std::move(entry));
    }

    void remove(Writer& writer) {
        const uint32_t at = below(static_cast<uint32_t>(alive_.size()));
        const RowId row = alive_[at];
        alive_.erase(alive_.begin() + at);
        WriteOptions options;
        if (below(2) == 0) options.effective_on = Date{any_day()};
        must(writer.remove(row, options));
        entries_.push_back({EntryKind::kDelete,
                            row,
                            clock_.now(),
                            options.effective_on.value_or(clock_.today()).days,
                            {}});
    }

    void expect_equal(int32_t as_of, std::optional<Timestamp> known_at) {
        const Table table = must(store_->load_table({.schema = &schema_,
                                                     .columns = {0, 1, 2, 3, 4},
                                                     .tree = &tree_,
                                                     .as_of = Date{as_of},
                                                     .known_at = known_at}));
        const auto expected = naive(as_of, known_at.value_or(INT64_MAX));
        ASSERT_EQ(table.row_count(), expected.size());
        for (uint32_t r = 0; r < table.row_count(); ++r) {
            const auto row = expected.find(table.row_ids[r]);
            ASSERT_NE(row, expected.end()) << table.row_ids[r];
            for (size_t c = 0; c < 5; ++c) {
                const ColumnData& data = table.columns[c];
                Field field;
                if (!data.is_coded() && data.numbers[r] != kBlankNumber) field = data.numbers[r];
                if (data.is_coded() && data.codes[r] != kBlankCode) {
                    field = data.dictionary[data.codes[r]];
                }
                ASSERT_EQ(field, row->second.fields[c]) << "row " << row->first << " column " << c;
            }
            const auto unit = *tree_.find(std::get<int64_t>(row->second.fields[2]));
            const RowRange range = table.rows_of(tree_, unit);
            ASSERT_TRUE(r >= range.begin && r < range.end);
            if (r > range.begin) {
                ASSERT_LT(table.row_ids[r - 1], table.row_ids[r]);
            }
        }
    }

    std::mt19937 random_;
    TemporaryFolder folder_;
    FixedClock clock_{*Date::from_civil(2026, 10, 3)};
    Schema schema_ = resident_schema();
    org::Tree tree_ = small_tree();
    std::unique_ptr<Store> store_;
    std::vector<Entry> entries_;
    std::vector<RowId> alive_;
    std::map<RowId, int32_t> first_day_;
    int last_id_ = 0;
};

TEST_P(TimeTest, AnswersEqualANaiveFold) {
    std::vector<Timestamp> moments;
    for (int batch = 0; batch < 12; ++batch) {
        auto writer = must(store_->begin("resident", {"clerk", "batch"}));
        for (int i = 0; i < 12; ++i) {
            const uint32_t kind = below(10);
            if (alive_.empty() || kind < 4)
                insert(*writer);
            else if (kind < 9)
                update(*writer);
            else
                remove(*writer);
            if (HasFatalFailure()) return;
        }
        must(writer->commit());
        // Half of what follows is answered from a column snapshot and what came after it.
        if (below(3) == 0) must(store_->save_columns());
        moments.push_back(clock_.now());
        clock_.advance(kMicrosecondsPerDay / 3);
    }
    const int32_t last = today() + 4;
    for (int32_t day = last - 14; day <= last; ++day) {
        SCOPED_TRACE(Date{day}.iso());
        expect_equal(day, std::nullopt);
        if (HasFatalFailure()) return;
        expect_equal(day, moments[below(static_cast<uint32_t>(moments.size()))]);
        if (HasFatalFailure()) return;
    }
    expect_equal(kLatestDate.days, std::nullopt);
    expect_equal(kEarliestDate.days, std::nullopt);
    for (const Finding& finding : must(store_->verify()))
        ADD_FAILURE() << finding.place << finding.message.en;
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimeTest, ::testing::Range(1U, 13U));

}  // namespace
}  // namespace yitao::ledger
