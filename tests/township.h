// A township set (tests/fixtures/township-a): ledgers, departments' blank workbooks, the formulas
// behind their cells, and the same workbooks correctly filled.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace yitao::township {

struct Township {
    std::string folder;
    std::string as_of;
    std::string period_start;
    std::string period_end;
    std::vector<std::string> units;
    std::vector<std::string> templates;                // file names
    std::map<std::string, std::string> bindings_toml;  // by template
};

// Reads set.json and turns cells.json into bindings files.
Township read_township(const std::string& folder);

}  // namespace yitao::township
