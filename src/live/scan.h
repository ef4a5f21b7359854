// Runs a Program over the rows of some units, block by block, and adds what it finds to their own
// numbers (not yet to their parents'). One Scanner a thread; units of two scanners never meet.
#pragma once

#include <set>
#include <vector>

#include "formula/world.h"
#include "live/distinct.h"
#include "live/lines.h"
#include "live/plan.h"
#include "live/results.h"
#include "live/rows.h"

namespace yitao::live {

class Scanner {
  public:
    // Of `table` only what is the same for all rows is read: dictionaries, which codes are errors.
    // `distinct` has room for all rows.
    Scanner(const Program& program, const ledger::Table& table, const RowSource& rows,
            const Kernels& kernels, Values& values, DistinctRows& distinct);

    // Units first .. last-1; errors met are appended in row order.
    void run(org::UnitIndex first, org::UnitIndex last, std::vector<FoundError>& errors);
    // Columns met with numbers beyond Program::sum_limit: their 64-bit sums may be wrong.
    [[nodiscard]] const std::set<size_t>& large_columns() const { return large_columns_; }

  private:
    // One value column in the current block, made ready when a step first asks for it.
    struct ValueBlock {
        uint32_t uses = 0;  // of the program
        bool ready = false;
        LineVector<int64_t> values;    // dates as serials
        LineVector<uint64_t> numbers;  // rows that hold one
        LineVector<uint64_t> present;  // rows that are not blank
        LineVector<uint64_t> errors;
        bool all_numbers = false;
        bool any_error = false;
        int64_t least = 0;
        int width = 0;  // bytes of values minus least; -1: planes not made yet
        int64_t greatest = 0;
        LineVector<uint8_t> planes;
    };
    void fetch_ahead(org::UnitIndex unit, size_t number, org::UnitIndex last);
    void make_bitmaps();
    void run_steps();
    void run_use(const ValueUse& use, const uint64_t* mask, uint32_t matched);
    bool walk_use(const ValueUse& use, const uint64_t* mask, uint32_t matched);
    void add_sum(const ValueUse& use, ValueBlock& block, const uint64_t* rows, uint32_t count);
    [[nodiscard]] int64_t greatest_of(const ValueBlock& block, const uint64_t* rows,
                                      uint32_t count) const;
    [[nodiscard]] int64_t least_of(const ValueBlock& block, const uint64_t* rows,
                                   uint32_t count) const;
    void find_error(const ValueUse& use, const ValueBlock& block, const uint64_t* mask);
    ValueBlock& value_block(uint32_t value);
    void read_numbers(const ValueColumn& column, ValueBlock& block);
    void read_codes(const ValueColumn& column, ValueBlock& block);
    [[nodiscard]] uint64_t* bitmap(uint32_t predicate) {
        return bitmaps_.data() + size_t{predicate} * kBlockWords;
    }
    [[nodiscard]] ExcelError error_at(const ValueColumn& column, size_t row) const;

    const Program& program_;
    const ledger::Table& table_;
    const RowSource& source_;
    const Kernels& kernels_;
    Values& results_;
    DistinctRows& distinct_;

    size_t rows_ = 0;
    size_t words_ = 0;
    size_t first_word_ = 0;  // of the current block in distinct_
    org::UnitIndex unit_ = 0;
    UnitNumbers target_;                     // of the current unit
    std::vector<ledger::PackedView> views_;  // of the current block
    std::vector<ledger::PackedView> ahead_;  // of the next
    LineVector<uint8_t> classes_;
    LineVector<uint64_t> bitmaps_;
    LineVector<uint64_t> masks_;            // one a depth
    std::vector<const uint64_t*> mask_at_;  // of the current step's prefixes
    LineVector<uint64_t> kept_;             // mask of the rows whose value takes part
    std::vector<ValueBlock> values_;
    std::vector<FoundError>* errors_ = nullptr;
    std::set<size_t> large_columns_;
};

// What a scan of all units met.
struct Scanned {
    std::vector<FoundError> errors;  // in row order
    std::set<size_t> large_columns;  // as Scanner::large_columns()
    DistinctRows distinct;
};

// All units; their own numbers are added to `values`, which has grown to the program's slots.
// `threads` 0: one a core, and one only where the work is small.
Scanned scan_units(const Program& program, const ledger::Table& table, const RowSource& rows,
                   const org::Tree& tree, const Kernels& kernels, unsigned threads, Values& values);

}  // namespace yitao::live
