// For tests of live: rows under random changes, in a view and in the plainest possible copy.
//
//     Changing world(seed, 60);
//     world.change(changes);              // one random change of one row, in both
//     world.expect_exact();               // every measure of the view against a computation anew
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "formula/test_aggregates.h"
#include "live/engine.h"
#include "live/kernels.h"
#include "live/view.h"

namespace yitao::live {

using formula::MeasureState;
using formula::TestLedger;
using ledger::Field;

inline bool same(const MeasureState& a, const MeasureState& b) {
    if (a.has_error != b.has_error || (a.has_error && a.error != b.error)) return false;
    return a.sum == b.sum && a.count == b.count && a.extreme == b.extreme;
}

inline std::string text_of(const MeasureState& state) {
    return fmt::format("count {} sum {} extreme {} error {}", state.count,
                       static_cast<double>(state.sum), state.extreme,
                       state.has_error ? error_text(state.error) : "none");
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

}  // namespace yitao::live
