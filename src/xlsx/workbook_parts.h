// The small parts of a package that say what the workbook consists of: relationships and
// workbook.xml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/package.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {

struct Relationship {
    std::string id;
    std::string type;    // last segment of its URI: "worksheet", "sharedStrings", "styles"
    std::string target;  // name of the part, "xl/worksheets/sheet1.xml"
};

// Relationships of `part` (of the package itself: ""); none when it has no such file. Targets
// outside the package are left out.
Result<std::vector<Relationship>> read_relationships(const Package& package, std::string_view part);

struct WorkbookParts {
    std::string workbook;  // part names; empty: none
    std::string styles;
    std::string shared_strings;
    std::vector<SheetInfo> sheets;
    std::vector<DefinedName> names;
    bool uses_1904_dates = false;
};

// Adds the tables of the sheet in `part`.
Result<void> read_tables(const Package& package, std::string_view part, size_t sheet,
                         std::vector<TableInfo>& tables);

// Errors: kInvalid for a zip that is no workbook, kUnsupported for other spreadsheet formats.
Result<WorkbookParts> read_workbook_parts(const Package& package);

}  // namespace yitao::xlsx
