// bench live: the live engine on the common workload of bench/, in memory. Prints one line that
// anyone can repeat: full computation, edits, a new cell, and a recount of everything at the end.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <random>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/spent.h"
#include "live/engine.h"
#include "live/view.h"
#include "sample/workload.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;
namespace workload = sample::workload;
using formula::MeasureState;
using ledger::Field;
using ledger::RowId;

constexpr size_t kNewCells = 40;
constexpr size_t kBatch = 1000;

// One change of the script.
struct Change {
    RowId row = 0;
    bool is_removal = false;
    std::vector<size_t> columns;
    std::vector<Field> fields;
};

// Random changes, drawn from the same distributions as the rows; the same for the same numbers.
class Script {
  public:
    Script(const workload::Gen& source, const org::Tree& tree)
        : source_(source), tree_(tree), next_id_(source.n + 1) {
        for (RowId id = 1; id <= source.n; ++id) alive_.push_back(id);
    }

    // Two fields of a row.
    Change update() {
        Change change{.row = alive_[random_() % alive_.size()]};
        const std::vector<Field> donor = random_fields(tree_.unit(random_leaf()).code);
        while (change.columns.size() < 2) {
            const size_t column = 2 + random_() % (donor.size() - 2);
            if (std::ranges::find(change.columns, column) != change.columns.end()) continue;
            change.columns.push_back(column);
            change.fields.push_back(donor[column]);
        }
        return change;
    }

    // Any kind: fields, blanks, moves, new rows, deletions.
    Change any() {
        switch (random_() % 8) {
            case 0: {
                Change change{.row = alive_[random_() % alive_.size()]};
                change.columns = {2 + random_() % (workload::NCOL - 2)};
                change.fields = {Field()};
                return change;
            }
            case 1: {
                Change change{.row = alive_[random_() % alive_.size()]};
                change.columns = {1};
                change.fields = {tree_.unit(random_leaf()).code};
                return change;
            }
            case 2: {
                Change change{.row = next_id_++};
                change.fields = random_fields(tree_.unit(random_leaf()).code);
                for (size_t c = 0; c < change.fields.size(); ++c) change.columns.push_back(c);
                change.fields[0] = change.row;
                alive_.push_back(change.row);
                return change;
            }
            case 3: {
                const size_t at = random_() % alive_.size();
                Change change{.row = alive_[at], .is_removal = true};
                alive_[at] = alive_.back();
                alive_.pop_back();
                return change;
            }
            default:
                return update();
        }
    }

  private:
    org::UnitIndex random_leaf() {
        return static_cast<org::UnitIndex>(source_.leaf[random_() % source_.leaf.size()]);
    }
    std::vector<Field> random_fields(org::UnitCode unit) {
        const auto row = static_cast<int64_t>(random_() % 1'000'000'000);
        return sample::workload_fields(source_.row(row, 0), unit);
    }

    const workload::Gen& source_;
    const org::Tree& tree_;
    std::mt19937_64 random_{20240101};
    std::vector<RowId> alive_;
    RowId next_id_;
};

struct Figures {
    double columns_cpu_s = 0;
    double load_cpu_s = 0;
    double load_wall_s = 0;
    int64_t peak_mb = 0;
    double edit_mean_us = 0;
    double edit_p99_us = 0;
    double edits_per_s = 0;        // in files
    double mixed_edits_per_s = 0;  // likewise, of all kinds
    double changed_values = 0;     // a change of two fields
    double add_cell_ms = 0;
    double add_cell_wall_ms = 0;
    uint64_t differences = 0;
};

class LiveBench {
  public:
    explicit LiveBench(const BenchLiveOptions& options)
        : source_(options.rows, workload::shape_of(options.units)),
          schema_(sample::workload_schema()),
          catalog_{{&schema_}},
          cells_(workload::make_cells(options.cells)) {}

    Figures run(size_t edits) {
        load();
        edit(edits);
        add_cells();
        figures_.peak_mb = peak_megabytes();
        figures_.differences = recount();
        return figures_;
    }
    [[nodiscard]] size_t units() const { return tree_->size(); }

  private:
    void load() {
        double cpu = spent_now().cpu_s;
        tree_ = sample::workload_tree(source_);
        ledger::Table table = sample::workload_table(source_, schema_, *tree_);
        figures_.columns_cpu_s = spent_now().cpu_s - cpu;
        view_ = std::make_unique<live::View>(catalog_, tree_);
        view_->load(0, std::move(table));
        formula::MeasureSet set;
        sample::add_workload_cells(cells_, schema_, set);
        cpu = spent_now().cpu_s;
        const double wall = wall_now();
        view_->add(set);
        figures_.load_cpu_s = spent_now().cpu_s - cpu;
        figures_.load_wall_s = wall_now() - wall;
    }

    // A third updates of two fields one by one, whose times are told; a third the same in files of
    // kBatch rows; a third changes of all kinds, in files too.
    void edit(size_t edits) {
        Script script(source_, *tree_);
        const size_t third = edits / 3;
        for (size_t i = 0; i < 3 * third; ++i) {
            script_.push_back(i < 2 * third ? script.update() : script.any());
        }
        if (third == 0) return;
        std::vector<live::ValueChange> changes;
        std::vector<double> times;
        size_t told = 0;
        const double start = spent_now().cpu_s;
        for (size_t i = 0; i < third; ++i) {
            const double before = wall_now();
            view_->apply(edit_of(script_[i]), changes);
            times.push_back(wall_now() - before);
            told += changes.size();
            changes.clear();
        }
        figures_.edit_mean_us = (spent_now().cpu_s - start) / static_cast<double>(third) * 1e6;
        figures_.changed_values = static_cast<double>(told) / static_cast<double>(third);
        std::ranges::sort(times);
        figures_.edit_p99_us = times[times.size() * 99 / 100] * 1e6;
        const std::span<const Change> in_files = std::span(script_).subspan(third);
        figures_.edits_per_s = rate_in_files(in_files.first(third));
        figures_.mixed_edits_per_s = rate_in_files(in_files.subspan(third));
    }

    // Changes a CPU second.
    double rate_in_files(std::span<const Change> changes) {
        std::vector<live::ValueChange> told;
        std::vector<live::RowEdit> file;
        const double start = spent_now().cpu_s;
        for (size_t i = 0; i < changes.size();) {
            for (file.clear(); i < changes.size() && file.size() < kBatch; ++i) {
                file.push_back(edit_of(changes[i]));
            }
            view_->apply(file, told);
            told.clear();
        }
        return static_cast<double>(changes.size()) / (spent_now().cpu_s - start);
    }

    static live::RowEdit edit_of(const Change& change) {
        return {.row = change.row,
                .is_removal = change.is_removal,
                .columns = change.columns,
                .fields = change.fields};
    }

    void add_cells() {
        const std::vector<workload::Cell> more =
            workload::make_cells(static_cast<int>(cells_.size() + kNewCells));
        const double start = spent_now().cpu_s;
        const double wall = wall_now();
        for (size_t i = cells_.size(); i < more.size(); ++i) {
            formula::MeasureSet set;
            sample::add_workload_cells({more[i]}, schema_, set);
            view_->add(set);
        }
        figures_.add_cell_ms = (spent_now().cpu_s - start) / kNewCells * 1e3;
        figures_.add_cell_wall_ms = (wall_now() - wall) / kNewCells * 1e3;
    }

    // Rows as the script leaves them, without the view: generated again, the changed ones replaced.
    formula::World final_world() {
        std::map<RowId, std::optional<std::vector<Field>>> changed;
        for (const Change& change : script_) {
            std::optional<std::vector<Field>>& row = changed[change.row];
            if (change.is_removal) {
                row = std::nullopt;
                continue;
            }
            if (!row) row = original(change.row);
            for (size_t i = 0; i < change.columns.size(); ++i) {
                (*row)[change.columns[i]] = change.fields[i];
            }
        }
        std::map<org::UnitIndex, std::map<RowId, const std::vector<Field>*>> replaced;
        for (const auto& [id, row] : changed) {
            if (row) replaced[*tree_->find(std::get<int64_t>((*row)[1]))][id] = &*row;
        }
        formula::World world;
        world.tree = tree_;
        ledger::Table table;
        table.schema = &schema_;
        table.columns.resize(schema_.columns.size());
        std::vector<std::unique_ptr<ledger::DictionaryBuilder>> texts(schema_.columns.size());
        for (size_t c = 0; c < texts.size(); ++c) {
            table.columns[c].loaded = true;
            if (ledger::is_number_type(schema_.columns[c].type)) continue;
            texts[c] = std::make_unique<ledger::DictionaryBuilder>(table.columns[c]);
        }
        const auto append = [&](RowId id, const std::vector<Field>& fields) {
            table.row_ids.push_back(id);
            for (size_t c = 0; c < fields.size(); ++c) {
                ledger::ColumnData& data = table.columns[c];
                const auto* number = std::get_if<int64_t>(&fields[c]);
                const auto* text = std::get_if<std::string>(&fields[c]);
                if (texts[c]) {
                    data.codes.push_back(text ? texts[c]->code(*text) : ledger::kBlankCode);
                } else {
                    data.numbers.push_back(number ? *number : ledger::kBlankNumber);
                }
            }
        };
        table.unit_begin.assign(1, 0);
        size_t leaf = 0;
        for (org::UnitIndex unit = 0; unit < tree_->size(); ++unit) {
            auto& here = replaced[unit];
            if (leaf < source_.leaf.size() && source_.leaf[leaf] == static_cast<int>(unit)) {
                for (int64_t i = source_.start[leaf]; i < source_.start[leaf + 1]; ++i) {
                    if (changed.contains(i + 1)) continue;
                    append(i + 1, sample::workload_fields(source_.row(i, static_cast<int>(leaf)),
                                                          tree_->unit(unit).code));
                }
                ++leaf;
            }
            // Which row comes first matters to nothing here: no cell meets an error.
            for (const auto& [id, fields] : here) append(id, *fields);
            table.unit_begin.push_back(static_cast<uint32_t>(table.row_ids.size()));
        }
        world.tables.push_back(std::move(table));
        return world;
    }

    std::vector<Field> original(RowId id) const {
        if (id > source_.n) return std::vector<Field>(schema_.columns.size());
        const auto after = std::ranges::upper_bound(source_.start, id - 1);
        const auto leaf = static_cast<size_t>(after - source_.start.begin()) - 1;
        const org::UnitCode unit =
            tree_->unit(static_cast<org::UnitIndex>(source_.leaf[leaf])).code;
        return sample::workload_fields(source_.row(id - 1, static_cast<int>(leaf)), unit);
    }

    static bool same(const MeasureState& a, const MeasureState& b) {
        return a.sum == b.sum && a.count == b.count && a.extreme == b.extreme &&
               a.has_error == b.has_error;
    }

    // Every measure at every unit against a computation from scratch over rows made afresh, and
    // some cells row by row.
    uint64_t recount() {
        const formula::World world = final_world();
        const formula::MeasureSet& set = view_->definitions().set;
        const auto expected = live::compute(catalog_, world, set);
        uint64_t differences = 0;
        for (uint32_t m = 0; m < set.measures().size(); ++m) {
            for (org::UnitIndex unit = 0; unit < tree_->size(); ++unit) {
                differences += same(expected->state(m, unit), view_->state(m, unit)) ? 0 : 1;
            }
        }
        const auto step = std::max<size_t>(1, set.measures().size() / 60);
        for (size_t m = 0; m < set.measures().size(); m += step) {
            differences += count_by_rows(world, static_cast<uint32_t>(m));
        }
        return differences;
    }

    // Differences of one measure at all units from the plainest loop over the rows.
    uint64_t count_by_rows(const formula::World& world, uint32_t number) const {
        const formula::MeasureSet& set = view_->definitions().set;
        const formula::Measure& measure = set.measures()[number];
        const ledger::Table& table = world.tables[0];
        std::vector<std::pair<size_t, formula::Predicate>> tests;
        for (uint32_t condition : measure.conditions) {
            const formula::Condition& asked = set.conditions()[condition];
            tests.emplace_back(asked.column, formula::compile_predicate(
                                                 asked.criterion, schema_.columns[asked.column],
                                                 table.columns[asked.column]));
        }
        std::vector<MeasureState> states(tree_->size());
        for (org::UnitIndex unit = 0; unit < tree_->size(); ++unit) {
            for (uint32_t row = table.unit_begin[unit]; row < table.unit_begin[unit + 1]; ++row) {
                const bool all = std::ranges::all_of(tests, [&](const auto& test) {
                    return test.second.matches(table.columns[test.first], row);
                });
                if (all) add_row(table, measure, row, states[unit]);
            }
        }
        uint64_t differences = 0;
        for (auto unit = static_cast<org::UnitIndex>(tree_->size()); unit-- > 0;) {
            MeasureState counted = states[unit];
            if (measure.aggregate == formula::Aggregate::kSum) counted.count = 0;  // not kept
            differences += same(counted, view_->state(number, unit)) ? 0 : 1;
            const org::UnitIndex parent = tree_->parent_of(unit);
            if (parent != unit) merge(measure.aggregate, states[unit], states[parent]);
        }
        return differences;
    }

    static void add_row(const ledger::Table& table, const formula::Measure& measure, uint32_t row,
                        MeasureState& state) {
        if (measure.aggregate == formula::Aggregate::kCountRows) {
            ++state.count;
            return;
        }
        const int64_t value =
            table.columns[static_cast<size_t>(measure.value_column)].numbers.at(row);
        if (value < ledger::kLeastNumber) return;
        merge(measure.aggregate, {.sum = value, .count = 1, .extreme = value}, state);
    }

    static void merge(formula::Aggregate aggregate, MeasureState from, MeasureState& to) {
        if (from.count == 0) return;
        const bool is_sum =
            aggregate == formula::Aggregate::kSum || aggregate == formula::Aggregate::kAverage;
        const bool is_extreme =
            aggregate == formula::Aggregate::kMax || aggregate == formula::Aggregate::kMin;
        if (is_sum) to.sum += from.sum;
        if (is_extreme) {
            const bool better = to.count == 0 ||
                                (aggregate == formula::Aggregate::kMax ? from.extreme > to.extreme
                                                                       : from.extreme < to.extreme);
            if (better) to.extreme = from.extreme;
            to.count = 1;
        } else {
            to.count += from.count;
        }
    }

    workload::Gen source_;
    ledger::Schema schema_;
    formula::Catalog catalog_;
    std::vector<workload::Cell> cells_;
    std::shared_ptr<const org::Tree> tree_;
    std::unique_ptr<live::View> view_;
    std::vector<Change> script_;
    Figures figures_;
};

}  // namespace

int run_bench_live(const CommonOptions& common, const BenchLiveOptions& options) {
    LiveBench bench(options);
    const Figures f = bench.run(options.edits);
    const json::object result{{"rows", options.rows},
                              {"cells", options.cells},
                              {"units", bench.units()},
                              {"columns_cpu_s", f.columns_cpu_s},
                              {"load_cpu_s", f.load_cpu_s},
                              {"load_wall_s", f.load_wall_s},
                              {"peak_memory_mb", f.peak_mb},
                              {"edit_mean_us", f.edit_mean_us},
                              {"edit_p99_us", f.edit_p99_us},
                              {"edits_per_s", f.edits_per_s},
                              {"mixed_edits_per_s", f.mixed_edits_per_s},
                              {"changed_values", f.changed_values},
                              {"add_cell_ms", f.add_cell_ms},
                              {"add_cell_wall_ms", f.add_cell_wall_ms},
                              {"differences", f.differences}};
    if (common.json) {
        fmt::print("{}\n", json::serialize(result));
    } else {
        for (const auto& [key, value] : result) {
            fmt::print("{:16} {}\n", std::string_view(key), json::serialize(value));
        }
    }
    return f.differences == 0 ? int{kOk} : int{kFindings};
}

}  // namespace yitao::cli
