// Sheets as the page draws them.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "template/template.h"
#include "xlsx/drawing.h"

namespace yitao::api {

boost::json::object sheet_json(const xlsx::Drawing& drawing);
// Of the workbook as it came, without values; cells that hold a formula of ours are blank.
Result<std::vector<xlsx::Drawing>> blank_drawings(const templates::Template& form);
Result<std::vector<xlsx::Drawing>> drawings_of(std::string bytes);

}  // namespace yitao::api
