// A template taken apart once: its sheets with their indexes, the parts that belong to them, and
// what becomes of the workbook part and the calculation chain when something is filled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "xlsx/package.h"
#include "xlsx/patch_index.h"
#include "xlsx/patch_parts.h"

namespace yitao::xlsx {

struct BookSheet {
    std::string name;
    const PackageEntry* entry = nullptr;
    std::string xml;
    SheetIndex index;
    bool is_worksheet = true;  // else a chart or macro sheet
    std::optional<Error>
        refusal;  // why its cells cannot be edited (no worksheet, damaged, too big)
    std::optional<Error> row_refusal;  // why no rows can be inserted into it
};

struct BookPart {
    const PackageEntry* entry = nullptr;
    PartKind kind = PartKind::kChart;
    size_t sheet = 0;  // FormulaPlace::kNoSheet: none
    std::string xml;
};

// What has to go together when the chain is dropped.
struct CalcChain {
    const PackageEntry* entry = nullptr;
    const PackageEntry* relations = nullptr;
    std::string relations_xml;  // without the chain
    const PackageEntry* types = nullptr;
    std::string types_xml;  // without the chain
};

struct Book {
    explicit Book(Package opened) : package(std::move(opened)) {}

    Package package;
    const PackageEntry* workbook = nullptr;
    std::string workbook_xml;
    std::vector<BookSheet> sheets;
    std::vector<BookPart> parts;
    std::optional<CalcChain> chain;
    std::optional<Error> row_refusal;  // why no rows can be inserted into any sheet

    [[nodiscard]] std::vector<std::string> sheet_names() const;
};

// Errors name the part: no workbook part, damaged relations, over a limit.
Result<Book> open_book(Package package);

// workbook.xml with fullCalcOnLoad="1", so that the program that opens the copy computes all its
// formulas; the same text where it was set already.
std::string with_full_calculation(std::string_view workbook_xml);

}  // namespace yitao::xlsx
