// Rates that a form defines itself: 整改率＝今年排查并已整改的÷今年累计排查; 参保率＝（2＋3）÷1.
// Each side is read as if it stood where the rate stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recognise/meaning/meaning.h"
#include "recognise/notes/equation.h"
#include "recognise/proposal/standing.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// What the notes of a sheet say of how its numbers come about.
struct SheetNotes {
    std::vector<std::string> decimals;
    std::vector<Equation> equations;
    std::string general;  // whose people the sheets before count where nothing else is said
};

enum class Named : uint8_t {
    kByEnd,     // the note's word may be the end of the heading: 合格率 of 抽检合格率
    kByWord,    // the note defines this very word
    kByItself,  // the heading has the equation in brackets
};
// The cell by the equation of its own heading; nothing: it has none, or a side of it is not sure.
// `notes` say of which time some headings are.
std::optional<Reading> read_equation(MeaningReader& reader, const SheetCells& cells,
                                     const Table& table, const std::vector<Equation>& equations,
                                     const Asked& asked, const std::vector<ScopeNote>& notes,
                                     Named named);

}  // namespace yitao::recognise
