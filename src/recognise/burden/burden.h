// What forms ask of those who fill them, and how much of it is asked for nothing: each cell is
// already known to a ledger, computed by the form itself, asked by an earlier form, or still to be
// answered. For many forms, the smallest set of questions that answers them all.
//
//     Burden burden = weigh({form_a, form_b}, words, tree);
//     burden.cells[17].earlier         // the cell that asked the same fact before
//     burden.questions[0].label        // "老年食堂 / 座位数"
//
// Pure: forms as read in, facts out; nothing of the ledgers' rows is looked at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "org/tree.h"
#include "recognise/proposal/propose.h"
#include "recognise/structure/identity.h"
#include "template/template.h"

namespace yitao::recognise {

// Cells that the form's own bindings fill: a person confirmed them, nothing is surer.
struct BoundCell {
    std::string formula;
    org::UnitCode for_unit = 0;
    bool is_head = false;  // reads the scope only: the unit's name, dates
};
using BoundCells = std::map<std::pair<size_t, xlsx::CellRef>, BoundCell>;  // by sheet and cell
BoundCells bound_cells(const templates::Template& form);
// Its workbook with the bound cells emptied, so that it can be read as if it were blank.
Result<std::string> without_bindings(const templates::Template& form);

// One workbook as read; all must outlive the call.
struct AskingForm {
    std::string name;  // as people know it: the file's name without its ending
    const Structure* structure = nullptr;
    const Proposal* proposal = nullptr;
    const xlsx::Workbook* book = nullptr;            // its number formats
    const std::vector<xlsx::Grid>* grids = nullptr;  // by sheet
    const FormIdentity* identity = nullptr;
    const BoundCells* bound = nullptr;  // nullptr: none
};

enum class Answer : uint8_t {
    kFormula,   // the form's own formula: nobody types it
    kHead,      // the unit's name, dates: known from the scope
    kKnown,     // a ledger holds it, for sure
    kDerived,   // no ledger for sure, but the total of cells that are asked anyway
    kRepeated,  // not known, but an earlier cell asks for it
    kQuestion,  // a ledger may hold it: which reading is meant must be said
    kNew,       // no ledger knows it
    kHand,      // signatures, remarks, opinions: written by hand on each form
};
inline constexpr size_t kAnswers = 8;

enum class AnswerType : uint8_t { kInteger, kDecimal, kText, kDate, kChoice };

// One cell asked, or one column of a list.
struct AskedCell {
    size_t form = 0;
    size_t sheet = 0;
    xlsx::CellRef cell;
    uint32_t rows = 1;  // drawn rows of a list's column; else 1
    int list = -1;      // number of the list within the form; -1: a cell
    Answer answer = Answer::kNew;
    std::vector<std::string> path;  // headings as printed, outermost first
    std::string measure;            // as printed; may be empty
    org::UnitCode for_unit = 0;     // the row belongs to this unit
    std::vector<Reading> readings;  // of a cell; the likeliest first
    std::string formula;            // kKnown, kHead, and the likeliest of kQuestion
    std::string topic;              // the table's title, else the sheet's or the form's name
    AnswerType type = AnswerType::kInteger;
    const ledger::CodeList* choices = nullptr;
    bool adds_up = true;    // the whole is the sum of the parts
    bool is_total = false;  // of cells of its own row or column that are asked too
    std::string key;        // the same for cells that ask the same fact of the same unit
    int earlier = -1;       // index of the first cell of that key; -1: this is the first
    int question = -1;      // index of the question that answers it; -1: none needed
    [[nodiscard]] bool is_typed() const { return answer != Answer::kFormula; }
};

// A fact that somebody must still tell, asked once of each unit that owns it.
struct Question {
    std::string label;  // 老年食堂 / 座位数（个）
    std::string topic;  // the form or sheet it stands in first
    std::string measure;
    std::vector<size_t> cells;  // that it answers
    bool of_villages = false;   // some form has a row for each village: each answers its own
    bool adds_up = true;
    AnswerType type = AnswerType::kInteger;
    const ledger::CodeList* choices = nullptr;  // what may be answered, where it is one of a list
    std::vector<Reading> candidates;  // where a ledger may hold it: confirm one instead of typing
    int list = -1;                    // index of the list it is a column of
};

// A list that no ledger fills: its questions are asked again for each row.
struct QuestionList {
    std::string label;
    std::string row_label;  // what tells its rows apart (姓名), where a ledger lists them
    size_t form = 0;
    size_t sheet = 0;
    xlsx::CellRange region;
    std::vector<size_t> questions;
};

struct Tally {
    size_t cells[kAnswers] = {};  // by Answer
    size_t again = 0;             // of all: asked by an earlier cell, known or not
    [[nodiscard]] size_t of(Answer answer) const { return cells[static_cast<size_t>(answer)]; }
    // What is typed where nothing is known: all but the form's own formulas.
    [[nodiscard]] size_t typed_before() const;
};

// What one unit types in one round of all forms.
struct UnitBurden {
    org::UnitCode unit = 0;  // 0: whoever fills one copy of each
    size_t before = 0;       // cells it had to type
    size_t after = 0;        // questions left for it, and what is written by hand
    size_t hand = 0;         // part of after
};

struct Burden {
    std::vector<AskedCell> cells;  // form by form, in reading order
    std::vector<Question> questions;
    std::vector<QuestionList> lists;
    std::vector<Tally> forms;  // by form
    std::vector<UnitBurden> units;
};

// `tree` may be nullptr: no units then. `within`: whose burden; 0: the units that the forms name
// and the unit above them.
Burden weigh(const std::vector<AskingForm>& forms, const Vocabulary& words, const org::Tree* tree,
             org::UnitCode within = 0);

}  // namespace yitao::recognise
