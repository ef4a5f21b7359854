// Decimals that another sheet gives: 户均面积的算法同调查表（一）.
#pragma once

#include <string>
#include <vector>

#include "xlsx/workbook.h"

namespace yitao::recognise {

// Notes for this sheet, one of each word that is reckoned as before: 户均面积保留1位小数. `before`:
// the notes on decimals of the sheets before; where they disagree about the word, they say nothing.
std::vector<std::string> decimals_as_before(const xlsx::Grid& grid,
                                            const std::vector<std::string>& before);

}  // namespace yitao::recognise
