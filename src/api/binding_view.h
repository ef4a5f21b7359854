// The bindings of a form as its page shows them: what a cell asks, how it was read, what is behind
// it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/call.h"
#include "api/reading.h"
#include "template/template.h"

namespace yitao::api {

using Place = std::pair<size_t, xlsx::CellRef>;  // sheet, cell

// Of the body's "sheet" and "cell".
Result<Place> place_of(const Call& call, const templates::Template& form);
// "人口 / 女"
std::string path_text(const std::vector<std::string>& parts);

// All cells that ask something: bound, in question, not understood, the workbook's own. `reading`:
// of an uploaded form, else null.
Result<json::array> bindings_json(Office& office, const site::ShelfItem& item,
                                  const templates::Template& form, const Reading* reading);
// Puts the formula behind the cell ("": none) and answers with the binding.
Answer rebind_cell(Call& call, const std::string& formula);
// A form is bound anew or gone: who shows it is told.
void rebound(Office& office, const std::string& id);

}  // namespace yitao::api
