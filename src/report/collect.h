// Filled copies of one form read back: the reverse of filling. Each copy is laid over the blank
// form by its headings, so rows put in, taken out and columns moved are found again; then what was
// typed is compared with what the ledgers hold. Nothing is changed: what comes out are proposals.
//
//     Collected all = collect(form, copies);
//     all.corrections[0].typed          // "13", where the ledger says "12"
//     all.direct[0].term                // a fact no ledger holds, for the ledger 直报
//
// Pure: the copies, and what the ledgers would have written into them, come in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "org/tree.h"
#include "recognise/burden/cells.h"
#include "recognise/proposal/align.h"
#include "template/template.h"

namespace yitao::report {

// The blank form: its bindings and the cells it asks.
struct CollectForm {
    const templates::Template* bound = nullptr;
    std::vector<recognise::SheetGrid> sheets;
    recognise::FormCells cells;
    const formula::Catalog* catalog = nullptr;
};

struct CollectCopy {
    std::string file;  // as people know it
    org::UnitCode unit = 0;
    std::vector<recognise::SheetGrid> sheets;  // as sent
    std::vector<recognise::SheetGrid> ours;    // the same form filled from the ledgers
};

// What stands in a cell, as far as it can be said.
struct Typed {
    enum class Kind : uint8_t { kBlank, kNumber, kText, kUnclear };
    Kind kind = Kind::kBlank;
    double number = 0;
    std::string text;  // as typed
};
// A cell that is to hold a number in this unit of measure (empty: not printed): "12人", "１２",
// "无" and "1.2万" are read, "约30" is unclear.
Typed read_typed(const xlsx::Grid::GridCell* cell, std::string_view measure);

// Where a value stands: in the copy as sent.
struct Source {
    size_t copy = 0;
    size_t sheet = 0;
    xlsx::CellRef cell;
};

// A bound cell that says something else than the ledgers.
struct Correction {
    Source at;
    size_t asked = 0;  // index into FormCells::cells
    std::string typed;
    std::string held;
    std::string formula;
};

// A row of a list as sent; values by column of the list.
struct RosterRow {
    Source at;  // its first cell
    std::vector<std::string> values;
};

// One list of the form.
struct Roster {
    struct Column {
        size_t asked = 0;      // index into FormCells::cells
        int table = -1;        // of the catalog: the ledger column that fills it, taken as is;
        int column = -1;       // -1: none, or computed from some
        bool is_unit = false;  // the name of the row's unit
        bool bound = false;
    };
    struct Change {
        size_t row = 0;     // of rows
        size_t column = 0;  // of columns
        std::string held;
    };
    struct Missing {
        size_t copy = 0;
        std::vector<std::string> values;  // as the ledger says
    };
    size_t list = 0;  // of FormCells::lists
    int table = -1;   // the ledger the list is of; -1: none
    int key = -1;     // the column rows are told apart by; -1: none
    std::vector<Column> columns;
    std::vector<RosterRow> rows;  // of all copies, in their order
    std::vector<Change> changes;
    std::vector<size_t> added;     // rows the ledgers' list lacks
    std::vector<Missing> missing;  // rows of the ledgers' list that the copy lacks: questions
};

// A fact no ledger holds, or none for sure.
struct DirectValue {
    Source at;
    size_t asked = 0;
    org::UnitCode unit = 0;
    std::string term;
    std::optional<double> number;  // nothing: `text` says it
    std::string text;
    bool may_be_held = false;  // a ledger may hold it: which reading is meant is not yet said
};

// Something a person must look at, with its place.
struct CollectRemark {
    size_t copy = 0;
    std::string place;
    Message message;
};

struct Collected {
    // Number typed for each asked cell by each copy: values[copy][cell]; kBlank where none.
    std::vector<std::vector<Typed>> values;
    std::vector<Correction> corrections;
    std::vector<Roster> rosters;
    std::vector<DirectValue> direct;
    std::vector<CollectRemark> remarks;
    size_t compared = 0;  // bound cells with something typed
    size_t agreed = 0;
};

// A copy that is of another form is refused with its name.
Result<Collected> collect(const CollectForm& form, const std::vector<CollectCopy>& copies,
                          const org::Tree& tree);

// A copy whose columns were moved, put in, or taken out, with each column back in its place;
// `missing`: columns of the form it has no longer.
struct Straightened {
    xlsx::Grid grid;
    std::vector<uint32_t> from;  // by column of the form: column of the copy
    std::vector<uint32_t> missing;
    bool moved = false;
};
Straightened straighten(const xlsx::Grid& form, const xlsx::Grid& copy);

}  // namespace yitao::report
