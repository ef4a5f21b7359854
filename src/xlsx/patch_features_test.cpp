// A printed form with everything such forms carry (22 features, counted by their traces in the
// package) is filled and grown; nothing of it may be lost. The fixture is drawn by a script of
// ours.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "xlsx/patch_testing.h"

namespace yitao::xlsx {
namespace {

const std::string kForm = "xl/worksheets/sheet1.xml";

std::string fixture() {
    std::ifstream in(YITAO_SOURCE_DIR "/tests/fixtures/features.xlsx", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

size_t count(const std::string& text, const std::string& what) {
    size_t found = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

using Features = std::map<std::string, size_t>;

Features look(const std::string& bytes) {
    auto package = Package::from_bytes(bytes);
    EXPECT_TRUE(package);
    std::map<std::string, std::string> texts;
    Features features;
    for (const PackageEntry& entry : package->entries()) {
        const std::string name(entry.name);
        if (name.ends_with(".xml") || name.ends_with(".vml")) {
            texts[name] = *Package::read(entry, size_t{1} << 24);
        }
        features["comment"] += name.find("comment") != std::string::npos ? 1 : 0;
    }
    const std::string& sheet = texts[kForm];
    const std::string& drawing = texts["xl/drawings/drawing1.xml"];
    const std::string& workbook = texts["xl/workbook.xml"];
    const std::string& styles = texts["xl/styles.xml"];
    features["merge"] = count(sheet, "<mergeCell ");
    features["validation"] = count(sheet, "<dataValidation ");
    features["validation x14"] = count(sheet, "<x14:dataValidation ");
    features["format rule"] = count(sheet, "<cfRule ");
    features["format rule x14"] = count(sheet, "<x14:cfRule ");
    features["sparkline"] = count(sheet, "<x14:sparkline>");
    features["picture"] = count(drawing, "<xdr:pic>");
    features["text box"] = count(drawing, "<xdr:sp ");
    features["chart"] = count(drawing, "<c:chart ");
    features["A4 landscape"] =
        count(sheet, "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"");
    features["fit to page"] = count(sheet, "fitToPage");
    features["header and footer"] = count(sheet, "<oddHeader>") + count(sheet, "<oddFooter>");
    features["frozen panes"] = count(sheet, "frozen");
    features["protection"] = count(sheet, "<sheetProtection");
    features["print area and titles"] = count(workbook, "_xlnm.Print");
    features["defined name"] = count(workbook, "name=\"合计\"");
    features["hidden sheet"] = count(workbook, "state=\"hidden\"");
    features["rich text runs"] = count(texts["xl/sharedStrings.xml"], "<r>");
    features["cell formats"] = count(styles, "<xf ");
    features["B4 styled"] = count(sheet, "<c r=\"B4\" s=\"3\"");
    features["column widths"] = count(sheet, "<col ");
    return features;
}

Edits fifty_numbers(uint32_t first_row) {
    Edits edits;
    for (uint32_t k = 0; k < 50; ++k) {
        edits.cells.push_back(
            {0, {first_row + k / 10, 1 + k % 10}, 1000.0 + k, CellEdit::Formula::kReplace});
    }
    return edits;
}

TEST(PatchFeatures, TheFixtureHasThemAll) {
    const Features features = look(fixture());
    EXPECT_EQ(features.size(), 22u);
    for (const auto& [name, number] : features) EXPECT_GT(number, 0u) << name;
}

TEST(PatchFeatures, FiftyEditsLoseNothing) {
    const std::string before = fixture();
    const std::string after = patched(before, fifty_numbers(3));
    EXPECT_EQ(look(after), look(before));
    expect_others_untouched(before, after, {kForm});
    // The sheet itself differs by the fifty values and nothing else.
    std::string sheet = part_of(after, kForm);
    for (uint32_t k = 0; k < 50; ++k) {
        const std::string cell =
            "<c r=\"" + format_cell_ref({3 + k / 10, 1 + k % 10}) + "\" s=\"3\"";
        const std::string filled = cell + "><v>" + std::to_string(1000 + k) + "</v></c>";
        const size_t at = sheet.find(filled);
        ASSERT_NE(at, std::string::npos) << filled;
        sheet.replace(at, filled.size(), cell + "/>");
    }
    EXPECT_EQ(sheet, part_of(before, kForm));
}

TEST(PatchFeatures, InsertedRowsLoseNothing) {
    const std::string before = fixture();
    Edits edits = fifty_numbers(25);
    edits.insertions.push_back({0, 3, 27, 12});
    const std::string after = patched(before, edits);
    EXPECT_EQ(look(after), look(before));
    expect_others_untouched(before, after, {kForm, "xl/workbook.xml", "xl/drawings/drawing1.xml"});
    const std::string sheet = part_of(after, kForm);
    EXPECT_EQ(count(sheet, "<row "), count(part_of(before, kForm), "<row ") + 12);
    for (const char* moved :
         {"sqref=\"B4:B40\"", "sqref=\"B4:K40\"", "<xm:sqref>L4:L40</xm:sqref>",
          "<xm:sqref>E4:E40</xm:sqref>", "<f>SUM(B40:K40)</f>",
          "<c r=\"B41\" s=\"4\"><f>IFERROR(B4/L4,0)</f>", "<c r=\"C30\" s=\"3\"><v>1041</v></c>",
          "<dimension ref=\"A1:L41\"/>"}) {
        EXPECT_EQ(count(sheet, moved), 1u) << moved;
    }
    const std::string workbook = part_of(after, "xl/workbook.xml");
    EXPECT_EQ(count(workbook, "统计表!$A$1:$L$41"), 1u);
    EXPECT_EQ(count(workbook, "统计表!$L$4:$L$40"), 1u);
    EXPECT_EQ(count(part_of(after, "xl/drawings/drawing1.xml"), "<xdr:row>41</xdr:row>"), 1u);
}

}  // namespace
}  // namespace yitao::xlsx
