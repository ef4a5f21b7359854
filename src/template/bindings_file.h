// The bindings file that may lie beside a workbook ("01民政.xlsx" → "01民政.bindings.toml"); its form
// is documented in docs/templates.md. Its text only: names and cells are resolved by Template.
//
//     each = '居民[低保]="是"'            # one copy for each of these rows
//     [[cell]]                         [[list]]
//     sheet = "月报"                    sheet = "名册"
//     cell = "C7"                      region = "A4:K11"      # the rows drawn for it
//     formula = '=COUNTIFS(…)'         serial = "A"
//     for_unit = "421221106001"        none = "无"
//                                      columns.B = '=SORTBY(FILTER(居民[姓名],…),…)'
//     [[question]]                     # not filled
//     cell = "D9"
//     why = "population"
//     candidates = ['=…', '=…']
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "org/tree.h"
#include "xlsx/cell.h"

namespace yitao::templates {

struct CellEntry {
    std::string sheet;  // empty: the first sheet
    xlsx::CellRef cell;
    std::string formula;
    org::UnitCode for_unit = 0;
    uint32_t line = 0;  // of the file, for errors
};

struct ListEntry {
    std::string sheet;
    xlsx::CellRange region;
    std::optional<uint32_t> serial_column;
    std::string none;
    struct Column {
        uint32_t column;
        std::string formula;
    };
    std::vector<Column> columns;
    uint32_t line = 0;
};

// A cell that `yitao recognise` could not read for sure: nothing is filled until a person turns it
// into a [[cell]].
struct QuestionEntry {
    std::string sheet;
    xlsx::CellRef cell;
    org::UnitCode for_unit = 0;
    std::string why;
    std::vector<std::string> candidates;  // formulas, the likeliest first
    uint32_t line = 0;
};

struct BindingsFile {
    std::string each;  // condition over a ledger: one copy for each row it picks; may be empty
    std::vector<CellEntry> cells;
    std::vector<ListEntry> lists;
    std::vector<QuestionEntry> questions;
};

// Unknown keys are refused with their line: a misspelt key must not silently unbind a cell.
Result<BindingsFile> parse_bindings_file(std::string_view toml);
// The text of a file that says the same; comments are not kept. (bindings_writer.cpp)
std::string write_bindings_file(const BindingsFile& bindings);
// A text as TOML's value. Formulas are full of quotation marks: as they stand, where that is
// possible. Ends of lines become spaces.
std::string toml_value(std::string_view text);

}  // namespace yitao::templates
