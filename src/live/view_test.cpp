// A view after any changes against a computation from scratch, for every measure and unit, bit for
// bit; the changes it tells against the values before and after.
#include "live/view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

#include "formula/test_aggregates.h"
#include "live/engine.h"
#include "live/kernels.h"

namespace yitao::live {
namespace {

using formula::MeasureState;
using formula::TestLedger;
using ledger::Field;

bool same(const MeasureState& a, const MeasureState& b) {
    if (a.has_error != b.has_error || (a.has_error && a.error != b.error)) return false;
    return a.sum == b.sum && a.count == b.count && a.extreme == b.extreme;
}

std::string text_of(const MeasureState& state) {
    return fmt::format("count {} sum {} extreme {} error {}", state.count,
                       static_cast<double>(state.sum), state.extreme,
                       state.has_error ? error_text(state.error) : "none");
}

std::vector<size_t> all_columns() {
    std::vector<size_t> columns(TestLedger::kColumns);
    for (size_t c = 0; c < columns.size(); ++c) columns[c] = c;
    return columns;
}

// A world under change, with the plainest possible copy of its rows.
class Changing {
  public:
    Changing(uint32_t seed, size_t rows, const Kernels* kernels = nullptr)
        : random(seed),
          ledger(TestLedger::random(seed, rows)),
          view(ledger.catalog, ledger.world.tree, kernels) {
        // Only calculated columns hold errors.
        ledger.schema->columns[TestLedger::kScore].formula = "=1";
        ledger.schema->columns[TestLedger::kRemark].formula = "=1";
        const ledger::Table& table = ledger.world.tables[0];
        for (uint32_t row = 0; row < table.row_count(); ++row) {
            std::vector<Field>& fields = model[table.row_ids[row]];
            for (const ledger::ColumnData& data : table.columns) {
                fields.push_back(field_of(data, row));
            }
            next_id = std::max(next_id, table.row_ids[row] + 1);
        }
        view.load(0, std::move(ledger.world.tables[0]));
    }

    formula::MeasureSet random_measures(size_t count) {
        formula::MeasureSet set;
        while (set.measures().size() < count) {
            formula::add_measure(formula::random_call(random, ledger), ledger.catalog, set);
        }
        return set;
    }

    // One random change, to the view and to the model.
    void change(std::vector<ValueChange>& changes) {
        draw_change();
        view.apply(edit_of(drawn.front()), changes);
        drawn.clear();
    }

    // Many in one call; a row may be among them again and again.
    void change_many(size_t count, std::vector<ValueChange>& changes) {
        while (drawn.size() < count) draw_change();
        std::vector<RowEdit> edits;
        for (const Drawn& one : drawn) edits.push_back(edit_of(one));
        view.apply(edits, changes);
        drawn.clear();
    }

    struct Drawn {
        ledger::RowId row;
        bool is_removal;
        std::vector<size_t> columns;
        std::vector<Field> fields;
    };
    static RowEdit edit_of(const Drawn& drawn) {
        return {.row = drawn.row,
                .is_removal = drawn.is_removal,
                .columns = drawn.columns,
                .fields = drawn.fields};
    }

    // To the model, and kept for the view.
    void draw_change() {
        RowEdit edit{.row = next_id};
        if (!model.empty() && random() % 6 != 0) {
            auto at = model.begin();
            std::advance(at, random() % model.size());
            edit.row = at->first;
            edit.is_removal = random() % 7 == 0;
        }
        std::vector<size_t> columns;
        std::vector<Field> fields;
        const bool is_new = !model.contains(edit.row);
        for (size_t c = 0; c < TestLedger::kColumns && !edit.is_removal; ++c) {
            if (!is_new && random() % 4 != 0) continue;
            columns.push_back(c);
            fields.push_back(random_field(c));
        }
        drawn.push_back({edit.row, edit.is_removal, columns, fields});
        if (edit.is_removal) {
            model.erase(edit.row);
            return;
        }
        std::vector<Field>& row = model[edit.row];
        row.resize(TestLedger::kColumns);
        for (size_t i = 0; i < columns.size(); ++i) row[columns[i]] = fields[i];
        next_id += is_new ? 1 + random() % 3 : 0;
    }

    // The model as a world, built without anything of the view.
    formula::World world() const {
        formula::World out;
        out.tree = ledger.world.tree;
        ledger::Table table;
        table.schema = ledger.schema.get();
        table.columns.resize(TestLedger::kColumns);
        const auto units = static_cast<org::UnitIndex>(out.tree->size());
        std::map<std::pair<org::UnitIndex, ledger::RowId>, const std::vector<Field>*> in_order;
        for (const auto& [id, fields] : model) {
            const auto* code = std::get_if<int64_t>(&fields[TestLedger::kUnitCode]);
            const auto unit = code == nullptr ? units : out.tree->find(*code).value_or(units);
            in_order[{unit, id}] = &fields;
        }
        table.unit_begin.assign(units + 1, 0);
        std::vector<std::unique_ptr<ledger::DictionaryBuilder>> texts(TestLedger::kColumns);
        for (size_t c = 0; c < TestLedger::kColumns; ++c) {
            table.columns[c].loaded = true;
            if (!ledger::is_number_type(ledger.schema->columns[c].type)) {
                texts[c] = std::make_unique<ledger::DictionaryBuilder>(table.columns[c]);
            }
        }
        for (const auto& [place, fields] : in_order) {
            table.row_ids.push_back(place.second);
            for (org::UnitIndex u = place.first + 1; u <= units; ++u) ++table.unit_begin[u];
            for (size_t c = 0; c < TestLedger::kColumns; ++c)
                append(table.columns[c], texts[c].get(), (*fields)[c]);
        }
        out.tables.push_back(std::move(table));
        return out;
    }

    void expect_exact() {
        const formula::World now = world();
        const formula::MeasureSet& set = view.definitions().set;
        const auto expected = compute(ledger.catalog, now, set, {.threads = 1});
        const auto cut = view.cut();
        for (uint32_t m = 0; m < set.measures().size(); ++m) {
            if (retired.contains(m)) continue;
            for (org::UnitIndex unit = 0; unit < now.tree->size(); ++unit) {
                const MeasureState wanted = expected->state(m, unit);
                ASSERT_TRUE(same(view.state(m, unit), wanted))
                    << "measure " << m << " unit " << unit << ": " << text_of(view.state(m, unit))
                    << " is not " << text_of(wanted) << ", aggregate "
                    << static_cast<int>(set.measures()[m].aggregate) << " of column "
                    << set.measures()[m].value_column;
                ASSERT_TRUE(same(cut->state(m, unit), wanted)) << "cut, measure " << m;
            }
        }
    }

    std::mt19937 random;
    TestLedger ledger;
    View view;
    std::map<ledger::RowId, std::vector<Field>> model;
    std::set<uint32_t> retired;
    std::vector<Drawn> drawn;
    ledger::RowId next_id = 1;

  private:
    static Field field_of(const ledger::ColumnData& data, uint32_t row) {
        if (!data.is_coded()) {
            const int64_t number = data.numbers.at(row);
            return number == ledger::kBlankNumber ? Field() : Field(number);
        }
        const uint32_t code = data.codes.at(row);
        if (code == ledger::kBlankCode) return {};
        if (const auto error = data.code_errors.find(code); error != data.code_errors.end()) {
            return ledger::error_number(error->second);
        }
        return data.dictionary[code];
    }

    static void append(ledger::ColumnData& data, ledger::DictionaryBuilder* texts,
                       const Field& field) {
        const auto* number = std::get_if<int64_t>(&field);
        const auto* text = std::get_if<std::string>(&field);
        if (texts == nullptr) {
            data.numbers.push_back(number != nullptr ? *number : ledger::kBlankNumber);
        } else if (text != nullptr) {
            data.codes.push_back(texts->code(*text));
        } else if (number != nullptr) {
            const ExcelError error = ledger::number_error(*number);
            data.codes.push_back(texts->code("\x01" + std::string(error_text(error))));
            data.code_errors[data.codes.back()] = error;
        } else {
            data.codes.push_back(ledger::kBlankCode);
        }
    }

    Field random_field(size_t column) {
        static const std::vector<std::string> kTexts = {"张三", "李四", "男",   "女", "低保",
                                                        "残疾", "12",   "wang", "好", "低保、残疾"};
        if (random() % 7 == 0) return {};
        const bool may_err = column == TestLedger::kScore || column == TestLedger::kRemark;
        if (may_err && random() % 5 == 0) {
            return ledger::error_number(static_cast<ExcelError>(random() % 3));
        }
        switch (column) {
            case TestLedger::kUnitCode:
            case TestLedger::kOther:
                if (random() % 9 == 0)
                    return int64_t{421299999000} + static_cast<int64_t>(random() % 900);
                return ledger.world.tree
                    ->unit(static_cast<org::UnitIndex>(random() % ledger.codes.size()))
                    .code;
            case TestLedger::kAge:
                return static_cast<int64_t>(random() % 120) - 3;
            case TestLedger::kAmount:
                if (random() % 30 == 0) return static_cast<int64_t>(random()) << 28;
                return static_cast<int64_t>(random() % 2000000) - 1000000;
            case TestLedger::kBorn:
                return static_cast<int64_t>(random() % 50000) - 26500;
            case TestLedger::kScore:
                return static_cast<int64_t>(random() % 9) - 4;
            default:
                // New words come all the time.
                if (random() % 12 == 0) return "新" + std::to_string(random() % 1000);
                return kTexts[random() % kTexts.size()];
        }
    }
};

TEST(View, EqualsAComputationFromScratchAfterRandomChanges) {
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Changing world(seed, 20 + seed * 40, seed % 3 == 0 ? &portable_kernels() : nullptr);
        world.view.add(world.random_measures(90));
        ASSERT_NO_FATAL_FAILURE(world.expect_exact());
        std::vector<ValueChange> changes;
        for (int round = 0; round < 8; ++round) {
            if (round % 2 == 0) {
                for (int i = 0; i < 60; ++i) world.change(changes);
            } else {
                world.change_many(60, changes);
            }
            ASSERT_NO_FATAL_FAILURE(world.expect_exact());
            if (round % 3 == 1) world.view.add(world.random_measures(15));
        }
    }
}

// What is told is just what differs.
TEST(View, TellsExactlyWhatChanged) {
    for (uint32_t seed = 21; seed <= 26; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Changing world(seed, 60);
        world.view.add(world.random_measures(60));
        const formula::MeasureSet& set = world.view.definitions().set;
        const size_t units = world.view.tree().size();
        for (int i = 0; i < 150; ++i) {
            const auto before = world.view.cut();
            std::vector<ValueChange> told;
            world.change(told);
            std::ranges::sort(told);
            ASSERT_EQ(std::ranges::adjacent_find(told), told.end()) << "told twice";
            for (uint32_t m = 0; m < set.measures().size(); ++m) {
                const formula::Measure& measure = set.measures()[m];
                const int column = std::max(0, measure.value_column);
                const ledger::Column& declared =
                    world.ledger.schema->columns[static_cast<size_t>(column)];
                const auto value = [&](const MeasureState& state) {
                    return formula::measure_value(state, measure.aggregate, declared.type,
                                                  declared.scale);
                };
                for (org::UnitIndex unit = 0; unit < units; ++unit) {
                    const bool differs =
                        !(value(before->state(m, unit)) == value(world.view.state(m, unit)));
                    const bool is_told = std::ranges::binary_search(told, ValueChange{m, unit});
                    ASSERT_EQ(is_told, differs)
                        << "change " << i << " measure " << m << " unit " << unit << ", aggregate "
                        << static_cast<int>(measure.aggregate) << " of column "
                        << measure.value_column << ": " << text_of(before->state(m, unit))
                        << " then " << text_of(world.view.state(m, unit));
                }
            }
        }
    }
}

// Sums that fit 64 bits at first and do not later.
TEST(View, NumbersThatGrowLargeStayExact) {
    Changing world(61, 80);
    std::vector<ValueChange> changes;
    const auto set_amount = [&](ledger::RowId row, int64_t amount) {
        const size_t column[] = {TestLedger::kAmount};
        const Field field[] = {amount};
        world.view.apply({.row = row, .columns = column, .fields = field}, changes);
        world.model[row][TestLedger::kAmount] = amount;
    };
    int64_t next = 1;
    for (const auto& [row, fields] : std::map(world.model)) set_amount(row, next++);
    world.view.add(world.random_measures(120));
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    const auto before = world.view.cut();
    for (const auto& [row, fields] : std::map(world.model)) {
        set_amount(row, row % 2 == 0 ? INT64_MAX - next : INT64_MAX / 2 + next);
        ++next;
    }
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    EXPECT_EQ(before->set().measures().size(), world.view.set().measures().size());
}

TEST(View, RetiredMeasuresAreToldNoMoreAndComeBackExact) {
    Changing world(31, 200);
    const formula::MeasureSet set = world.random_measures(40);
    const std::vector<uint32_t> numbers = world.view.add(set);
    const std::vector<uint32_t> half(numbers.begin(), numbers.begin() + 20);
    world.view.retire(half);
    world.retired.insert(half.begin(), half.end());
    std::vector<ValueChange> changes;
    for (int i = 0; i < 200; ++i) world.change(changes);
    for (const ValueChange& change : changes) EXPECT_FALSE(world.retired.contains(change.measure));
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    EXPECT_EQ(world.view.add(set), numbers);
    world.retired.clear();
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
}

// Cuts taken while changes go on stay as they were, read by other threads meanwhile.
TEST(View, ReadersSeeOneMoment) {
    Changing world(41, 400);
    world.view.add(world.random_measures(50));
    const size_t measures = world.view.definitions().set.measures().size();
    const size_t units = world.view.tree().size();
    std::vector<std::jthread> readers;
    std::vector<ValueChange> changes;
    std::atomic<int> mixed = 0;
    for (int i = 0; i < 40; ++i) {
        std::vector<MeasureState> now;
        for (uint32_t m = 0; m < measures; ++m) {
            for (org::UnitIndex u = 0; u < units; ++u) now.push_back(world.view.state(m, u));
        }
        readers.emplace_back(
            [cut = world.view.cut(), now = std::move(now), measures, units, &mixed] {
                size_t at = 0;
                for (uint32_t m = 0; m < measures; ++m) {
                    for (org::UnitIndex u = 0; u < units; ++u) {
                        if (!same(cut->state(m, u), now[at++])) ++mixed;
                    }
                }
            });
        for (int k = 0; k < 20; ++k) world.change(changes);
    }
    readers.clear();
    EXPECT_EQ(mixed, 0);
}

TEST(View, RowsOfAUnitAreThoseOfTheModel) {
    Changing world(51, 300);
    std::vector<ValueChange> changes;
    for (int i = 0; i < 300; ++i) world.change(changes);
    const std::vector<size_t> columns = all_columns();
    const ledger::Table all = world.view.rows_of(0, std::nullopt, columns);
    const formula::World expected = world.world();
    ASSERT_EQ(all.row_ids, expected.tables[0].row_ids);
    ASSERT_EQ(all.unit_begin, expected.tables[0].unit_begin);
    for (const size_t c : columns) {
        const ledger::ColumnData& mine = all.columns[c];
        const ledger::ColumnData& wanted = expected.tables[0].columns[c];
        ASSERT_EQ(mine.numbers, wanted.numbers);
        for (uint32_t row = 0; row < all.row_count() && mine.is_coded(); ++row) {
            ASSERT_EQ(mine.dictionary[mine.codes.at(row)], wanted.dictionary[wanted.codes.at(row)]);
        }
    }
    for (const auto& [id, fields] : world.model)
        ASSERT_EQ(world.view.read(0, id).has_value(), true);
}

}  // namespace
}  // namespace yitao::live
