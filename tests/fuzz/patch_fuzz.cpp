// Any bytes as a template: opened, edited and grown as the first bytes say. Must neither crash nor
// hang; what comes out must open again and take the same edits.
//
// The input is either a whole package, or (first byte even) one sheet part's XML that is wrapped
// into a package here, so that mutations reach the XML and not the container's checksums.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "xlsx/package.h"
#include "xlsx/patch.h"

namespace {

using yitao::xlsx::CellEdit;
using yitao::xlsx::Edits;
using yitao::xlsx::PackageWriter;
using yitao::xlsx::Patcher;

constexpr size_t kChoices = 8;

std::string relations(std::string_view list) {
    return "<Relationships>" + std::string(list) + "</Relationships>";
}

// `part` is the kind of part the XML becomes.
std::string wrapped(uint8_t part, std::string_view xml) {
    constexpr std::string_view kTypes[] = {"drawing", "vmlDrawing", "comments",
                                           "table",   "ctrlProp",   "chart"};
    constexpr std::string_view kSheet =
        "<worksheet><dimension ref=\"A1:C9\"/><sheetData><row r=\"3\"><c r=\"B3\" s=\"1\"><f>A5</f>"
        "</c></row></sheetData><mergeCells count=\"1\"><mergeCell ref=\"A4:B4\"/></mergeCells>"
        "</worksheet>";
    PackageWriter writer;
    const bool is_sheet = part % 8 >= 6;
    const bool is_book = part % 8 == 7 && xml.find("<sheets") != std::string_view::npos;
    const std::string type(kTypes[part % 6]);
    bool ok = writer.add("[Content_Types].xml", "<Types/>").has_value();
    ok &= writer
              .add("_rels/.rels", relations("<Relationship Id=\"r1\" Type=\"x/officeDocument\" "
                                            "Target=\"xl/workbook.xml\"/>"))
              .has_value();
    ok &= writer
              .add("xl/workbook.xml",
                   is_book ? xml
                           : "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"r1\"/>"
                             "</sheets></workbook>")
              .has_value();
    ok &= writer
              .add("xl/_rels/workbook.xml.rels",
                   relations("<Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/>"))
              .has_value();
    ok &= writer.add("xl/s.xml", is_sheet && !is_book ? xml : kSheet).has_value();
    ok &= writer
              .add("xl/_rels/s.xml.rels",
                   relations("<Relationship Id=\"r1\" Type=\"x/" + type + "\" Target=\"p.xml\"/>"))
              .has_value();
    ok &= writer.add("xl/p.xml", is_sheet ? std::string_view("<a/>") : xml).has_value();
    auto bytes = std::move(writer).finish();
    return ok && bytes ? *bytes : std::string();
}

Edits edits_from(const uint8_t* choice) {
    Edits edits;
    const uint32_t first = choice[1] % 16;
    edits.insertions.push_back({0, first, first + choice[2] % 4, choice[3] % 5u});
    if (choice[3] % 2 == 0) edits.insertions.push_back({0, 24, 25, 2});
    for (uint32_t i = 0; i < choice[4] % 8u; ++i) {
        const auto formula =
            (choice[5] >> i) % 2 == 0 ? CellEdit::Formula::kCache : CellEdit::Formula::kReplace;
        CellEdit edit{0, {(choice[6] + 3 * i) % 20, (choice[7] + i) % 8}, 1.5, formula};
        if (i % 3 == 1) edit.value = std::string("<字>_x0001_ ");
        if (i % 3 == 2) edit.value = std::monostate{};
        edits.cells.push_back(edit);
    }
    return edits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < kChoices) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + kChoices, size - kChoices);
    const bool wrap = data[0] % 2 == 0;
    auto patcher = Patcher::open(wrap ? wrapped(data[0] / 2, rest) : std::string(rest));
    if (!patcher) return 0;
    Edits edits = edits_from(data);
    auto copy = patcher->apply(edits);
    edits.insertions.clear();
    if (!copy) copy = patcher->apply(edits);
    if (!copy) return 0;
    auto again = Patcher::open(*copy);
    if (!again) std::abort();
    if (!again->apply(edits)) std::abort();
    return 0;
}
