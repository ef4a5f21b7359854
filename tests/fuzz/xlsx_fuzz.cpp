// Any bytes as a workbook: refused or read to the end, never a crash, a hang or unbounded memory.
// Inputs that are no zip become the sheet of a sound package, so that the scanners are reached too:
// the first byte chooses the part that the rest stands for.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "xlsx/drawing.h"
#include "xlsx/formula_refs.h"
#include "xlsx/package.h"
#include "xlsx/workbook.h"

namespace {

using yitao::Result;
using namespace yitao::xlsx;

constexpr std::pair<const char*, const char*> kParts[] = {
    {"xl/worksheets/sheet1.xml",
     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>"
     "</worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"c\" Type=\"/styles\" Target=\"styles.xml\"/>"
     "<Relationship Id=\"d\" Type=\"/theme\" Target=\"theme1.xml\"/></Relationships>"},
    {"xl/theme1.xml",
     "<a:theme xmlns:a=\"a\"><a:themeElements><a:clrScheme><a:dk1><a:srgbClr val=\"123456\"/>"
     "</a:dk1></a:clrScheme></a:themeElements></a:theme>"},
};

std::string package_around(size_t chosen, const std::string& content) {
    PackageWriter writer;
    for (size_t i = 0; i < std::size(kParts); ++i) {
        if (!writer.add(kParts[i].first, i == chosen ? content : kParts[i].second)) return {};
    }
    return std::move(writer).finish().value_or(std::string());
}

Result<void> read_everything(std::string bytes) {
    Workbook book = TRY(Workbook::from_bytes(std::move(bytes)));
    for (const DefinedName& name : book.defined_names()) translate_formula(name.formula, 1, 1);
    for (size_t sheet = 0; sheet < book.sheets().size() && sheet < 4; ++sheet) {
        RowReader rows = TRY(book.rows(sheet, ReadFormulas::kYes, ReadBlanks::kYes));
        while (TRY(rows.next()) != nullptr) {
        }
        RowReader values = TRY(book.rows(sheet));
        while (TRY(values.next()) != nullptr) {
        }
        TRY(book.grid(sheet));
        TRY(draw_sheet(book, sheet));
    }
    return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    if (size > 0 && !bytes.starts_with("PK") && data[0] < std::size(kParts)) {
        bytes = package_around(data[0], bytes.substr(1));
    }
    (void)read_everything(std::move(bytes));
    return 0;
}
