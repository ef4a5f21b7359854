// Which groups of measures a single row belongs to, found without looking at the measures one by
// one: for each column a table from the value's class to the bits of the groups that accept it. The
// groups of a row are the AND over the columns.
//
//     Matcher matcher(schema, head);
//     matcher.add(program, set);
//     matcher.match(image, bits);             // bit g: the row meets all conditions of group g
//
// It serves one ledger whose rows change; texts not seen before get their class when they come.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "formula/predicate.h"
#include "live/kernels.h"
#include "live/lines.h"
#include "live/live_rows.h"
#include "live/plan.h"

namespace yitao::live {

class Matcher {
  public:
    Matcher(const ledger::Schema& schema, const ledger::Table& head, const Kernels& kernels);

    // The groups of a program, planned with rows_change, numbered on from those there are. All
    // programs are planned for one growing set.
    void add(const Program& program, const formula::MeasureSet& set);
    // Groups that no measure needs any more match nothing.
    void retire(uint32_t group);
    [[nodiscard]] uint32_t groups() const { return group_count_; }
    [[nodiscard]] size_t words() const { return words_; }

    // The dictionary of a column has grown, its numbers are coded otherwise, a unit code has come
    // that head's numbers did not have.
    void code_added(size_t column);
    void recoded(size_t column);
    void unit_code_added(size_t column);

    // `out` has words() words.
    void match(const RowImage& image, uint64_t* out);
    // Groups whose answer may differ between two rows, by their conditions alone: those that test a
    // column in which they differ.
    struct Difference {
        LineVector<uint64_t> before;
        LineVector<uint64_t> after;
    };
    // Bits of groups that the row belonged to and belongs to now, among those whose conditions or
    // whose `value_groups` (bits) it may have changed for.
    void match_both(const RowImage& before, const RowImage& after, const uint64_t* value_groups,
                    Difference& out);
    // One group and one row of a block.
    [[nodiscard]] bool matches(uint32_t group, std::span<const ledger::PackedView> columns,
                               size_t row) const;
    [[nodiscard]] size_t bytes() const;

  private:
    struct Test {                // a condition
        uint32_t condition = 0;  // of the set the programs were planned for
        formula::Predicate predicate;
        formula::Criterion criterion;
        formula::CriterionTest text_test;
        std::vector<uint32_t> groups;
        std::vector<uint8_t> accepted;  // by class
    };
    struct Column {
        size_t column = 0;
        std::vector<Test> tests;
        // Items are codes, or segments of numbers between bounds and then the special numbers.
        std::vector<int64_t> starts;
        std::vector<uint32_t> class_of_item;
        std::vector<uint32_t> class_of_raw;                 // numbers of one or two bytes
        std::map<std::string, uint32_t> class_of_verdicts;  // coded: one character a test
        uint32_t classes = 0;
        LineVector<uint64_t> accept;  // class after class
        LineVector<uint64_t> asked;   // groups that test this column
    };

    Column& column_at(size_t column);
    void build(Column& column);
    void build_codes(Column& column);
    void build_numbers(Column& column);
    void build_accept(Column& column);
    void accept(Column& column, const Test& test, std::span<const uint32_t> groups) const;
    [[nodiscard]] std::string verdicts_on_code(const Column& column, uint32_t code) const;
    [[nodiscard]] bool accepts(const Column& column, const Test& test, uint32_t item) const;
    void grow_to(uint32_t groups);
    [[nodiscard]] uint32_t class_of(const Column& column, uint64_t raw) const;
    [[nodiscard]] const uint64_t* row_of(const Column& column, uint64_t raw) const {
        return column.accept.data() + size_t{class_of(column, raw)} * words_;
    }

    const ledger::Schema& schema_;
    const ledger::Table& head_;
    const Kernels& kernels_;
    std::vector<Column> columns_;
    std::vector<std::vector<uint32_t>> columns_of_group_;  // indices into columns_
    LineVector<uint64_t> alive_;
    uint32_t group_count_ = 0;
    size_t words_ = 0;
    std::vector<const uint64_t*> rows_;  // scratch
    LineVector<uint64_t> candidates_;    // scratch
};

}  // namespace yitao::live
