// A workbook nobody prepared, understood: its structure (structure.h) and the meaning of each cell
// (meaning.h) joined to a proposal a person confirms. What is sure becomes a binding, what is not a
// question with its candidates; cells a person writes by hand stay as they are.
//
//     Proposal proposal = TRY(propose(book, TRY(read_structure(book)), words));
//     write_bindings(proposal)      // the text of 01民政.bindings.toml
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "org/tree.h"
#include "recognise/meaning/meaning.h"
#include "recognise/structure/structure.h"
#include "xlsx/workbook.h"

namespace yitao::recognise {

// Bound of one workbook: a form for people has hundreds of cells, not more.
inline constexpr size_t kMaxProposedCells = 20'000;

struct ProposedCell {
    size_t sheet = 0;
    xlsx::CellRef cell;
    std::vector<std::string> path;  // headings as printed, outermost first
    org::UnitCode for_unit = 0;
    bool is_meta = false;           // unit name, dates: the form's head
    std::vector<Reading> readings;  // the likeliest first; empty: unknown
    std::string note;               // what else a person should know: "已填表证实：…"; may be empty
    [[nodiscard]] bool is_sure() const { return !readings.empty() && readings[0].is_sure(); }
};

struct ProposedList {
    struct Column {
        uint32_t column = 0;
        std::string heading;
        std::string formula;  // empty: a person writes it
    };
    size_t sheet = 0;
    xlsx::CellRange region;
    std::optional<uint32_t> serial_column;
    std::vector<Column> columns;
    double confidence = 0;
    std::vector<std::string> doubts;
    Message explanation;
    std::string note;
    [[nodiscard]] bool is_sure() const { return confidence >= kSure; }
};

struct Proposal {
    std::vector<std::string> sheets;
    std::vector<ProposedCell> cells;  // in reading order
    std::vector<ProposedList> lists;
};

// Takes the workbook's own definitions (notes below its tables) into account; `words` stays as it
// is. Cells with formulas of their own are left to them.
Result<Proposal> propose(xlsx::Workbook& book, const Structure& structure, const Vocabulary& words);

// The text of the bindings file: sure ones active, questions as [[question]] with candidates.
std::string write_bindings(const Proposal& proposal);

}  // namespace yitao::recognise
