#include "live/engine.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <set>
#include <thread>
#include <vector>

#include "base/check.h"
#include "live/plan.h"
#include "live/results.h"
#include "live/scan.h"

namespace yitao::live {

namespace {

// Enough rows that handing out a piece costs nothing, few enough that the last one is not waited
// for.
constexpr uint32_t kPieceRows = 64 * 1024;
// Rows × steps below which a second thread costs more than it brings.
constexpr double kSmallWork = 2e7;

// Consecutive units whose rows one scanner takes at a time.
struct Piece {
    org::UnitIndex first;
    org::UnitIndex last;
    std::vector<FoundError> errors;
};

std::vector<Piece> cut(const ledger::Table& table, const org::Tree& tree) {
    std::vector<Piece> pieces;
    auto end = static_cast<org::UnitIndex>(tree.size());
    for (org::UnitIndex first = 0; first < end;) {
        org::UnitIndex last = first;
        while (last < end && table.unit_begin[last] - table.unit_begin[first] < kPieceRows) ++last;
        pieces.push_back({first, last, {}});
        first = last;
    }
    return pieces;
}

// Pieces write to the rows of their own units only, so threads share nothing but the next number.
// Returns the columns whose sums need 128 bits after all.
std::set<size_t> scan_all(const Program& program, const ledger::Table& table,
                          const Kernels& kernels, unsigned threads, std::vector<Piece>& pieces,
                          TableResults& results) {
    std::atomic<size_t> next = 0;
    std::vector<std::exception_ptr> failures(threads);
    std::vector<std::set<size_t>> large(threads);
    auto work = [&](unsigned worker) {
        try {
            Scanner scanner(program, table, kernels, results);
            for (size_t i = next++; i < pieces.size(); i = next++) {
                scanner.run(pieces[i].first, pieces[i].last, pieces[i].errors);
            }
            large[worker] = scanner.large_columns();
        } catch (...) {
            failures[worker] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned worker = 1; worker < threads; ++worker) others.emplace_back(work, worker);
        work(0);
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
    for (unsigned worker = 1; worker < threads; ++worker) large[0].merge(large[worker]);
    return large[0];
}

unsigned thread_count(const ComputeOptions& options, const ledger::Table& table,
                      const Program& program) {
    if (options.threads != 0) return options.threads;
    double work =
        static_cast<double>(table.row_count()) * static_cast<double>(program.steps.size());
    if (work < kSmallWork) return 1;
    return std::max(1U, std::thread::hardware_concurrency());
}

void compute_table(size_t number, const formula::Catalog& catalog, const formula::World& world,
                   const ComputeOptions& options, Results& results) {
    const ledger::Table& table = world.tables[number];
    const org::Tree& tree = *world.tree;
    CHECK(table.unit_begin.size() == tree.size() + 1);
    const Kernels& kernels = options.kernels != nullptr ? *options.kernels : best_kernels();
    std::set<size_t> wide;
    for (;;) {
        Program program =
            make_program(number, catalog, world, results.set(), wide, results.slots());
        TableResults own(program.slots, table, tree);
        std::vector<Piece> pieces = cut(table, tree);
        unsigned threads = thread_count(options, table, program);
        std::set<size_t> large = scan_all(program, table, kernels, threads, pieces, own);
        size_t known = wide.size();
        wide.merge(large);
        if (wide.size() > known) continue;  // numbers of 18 digits: once more, in 128 bits
        own.roll_up(tree);
        for (const Piece& piece : pieces) results.add_errors(piece.errors);
        results.add_table(number, std::move(own));
        return;
    }
}

}  // namespace

std::unique_ptr<formula::MeasureResults> compute(const formula::Catalog& catalog,
                                                 const formula::World& world,
                                                 const formula::MeasureSet& set,
                                                 const ComputeOptions& options) {
    auto results = std::make_unique<Results>(set, world.tree);
    std::set<size_t> tables;
    for (const formula::Measure& measure : set.measures()) tables.insert(measure.table);
    for (size_t table : tables) compute_table(table, catalog, world, options, *results);
    return results;
}

}  // namespace yitao::live
