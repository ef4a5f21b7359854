// Random sheets, random edits, random insertions: read back by the reader (which shares no code
// with the patcher) and compared with naive models written here.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <random>

#include "xlsx/patch_testing.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {
namespace {

class Dice {
  public:
    explicit Dice(uint64_t seed) : engine_(seed) {}
    uint32_t upto(uint32_t last) { return static_cast<uint32_t>(engine_() % (last + 1)); }
    uint32_t between(uint32_t first, uint32_t last) { return first + upto(last - first); }
    bool one_in(uint32_t n) { return upto(n - 1) == 0; }

  private:
    std::mt19937_64 engine_;
};

CellValue random_value(Dice& dice) {
    switch (dice.upto(5)) {
        case 0:
            return std::monostate{};
        case 1:
            return dice.one_in(2);
        case 2:
            return CellError{"#N/A"};
        case 3:
            return std::string("文 <&>\"'_x0041_\n\x01 ") + std::to_string(dice.upto(99));
        default:
            return (static_cast<double>(dice.upto(2'000'000)) - 1e6) / 128;
    }
}

std::string value_part(Dice& dice) {
    switch (dice.upto(3)) {
        case 0:
            return "/>";
        case 1:
            return "><v>" + std::to_string(dice.upto(999)) + "</v></c>";
        case 2:
            return " t=\"inlineStr\"><is><t>旧" + std::to_string(dice.upto(9)) + "</t></is></c>";
        default:
            return "><f>A1+" + std::to_string(dice.upto(9)) + "</f><v>1</v></c>";
    }
}

std::string random_sheet(Dice& dice, uint32_t rows, uint32_t columns) {
    std::string xml = "<dimension ref=\"A1:B2\"/><sheetData>";
    for (uint32_t row = 0; row < rows; ++row) {
        if (dice.one_in(4)) continue;
        xml += "<row r=\"" + std::to_string(row + 1) + "\"";
        if (dice.one_in(3)) xml += " spans=\"1:3\" ht=\"20\"";
        if (dice.one_in(5)) {
            xml += "/>";
            continue;
        }
        xml += ">";
        for (uint32_t column = 0; column < columns; ++column) {
            if (dice.one_in(3)) continue;
            xml += "<c r=\"" + format_cell_ref({row, column}) + "\"";
            if (!dice.one_in(3)) xml += " s=\"" + std::to_string(dice.upto(7)) + "\"";
            xml += value_part(dice);
        }
        xml += "</row>";
    }
    return xml + "</sheetData>";
}

Grid grid_of(const std::string& bytes, size_t sheet) {
    auto book = Workbook::from_bytes(bytes);
    RC_ASSERT(book.has_value());
    auto grid = book->grid(sheet);
    RC_ASSERT(grid.has_value());
    return *std::move(grid);
}

bool is_blank(const CellValue& value) {
    return std::holds_alternative<std::monostate>(value);
}

// Text as it comes back: carriage returns aside, what was written.
void check_cell(const Grid& before, const Grid& after, const CellEdit& edit) {
    const Grid::GridCell* was = before.find(edit.cell);
    const Grid::GridCell* is = after.find(edit.cell);
    if (was != nullptr) {
        RC_ASSERT(is != nullptr);
        RC_ASSERT(is->style == was->style);
        const bool keeps = edit.formula == CellEdit::Formula::kCache;
        RC_ASSERT(is->formula == (keeps ? was->formula : ""));
    }
    if (is == nullptr) {
        RC_ASSERT(is_blank(edit.value));
        return;
    }
    RC_ASSERT(is->value == edit.value);
}

void random_edits_property(uint64_t seed) {
    Dice dice(seed);
    TestBook book;
    book.add_sheet("表", random_sheet(dice, 14, 7));
    book.add_sheet("旁", random_sheet(dice, 5, 3));
    book.set_workbook_tail("<calcPr/>");
    std::map<CellRef, CellEdit> edits;
    for (uint32_t i = dice.upto(20); i > 0; --i) {
        const CellRef cell{dice.upto(17), dice.upto(9)};
        edits[cell] = {0, cell, random_value(dice),
                       dice.one_in(2) ? CellEdit::Formula::kCache : CellEdit::Formula::kReplace};
    }
    Edits all;
    for (const auto& [cell, edit] : edits) all.cells.push_back(edit);
    const std::string bytes = book.bytes();
    const auto copy = try_patch(bytes, all);
    RC_ASSERT(copy.has_value());
    const Grid before = grid_of(bytes, 0);
    const Grid after = grid_of(*copy, 0);
    for (const auto& [cell, edit] : edits) check_cell(before, after, edit);
    for (const auto& [cell, was] : before.cells) {
        if (edits.contains(cell)) continue;
        const Grid::GridCell* is = after.find(cell);
        RC_ASSERT(is != nullptr);
        RC_ASSERT(is->value == was.value);
        RC_ASSERT(is->formula == was.formula);
        RC_ASSERT(is->style == was.style);
    }
    for (const auto& [cell, is] : after.cells) {
        RC_ASSERT(before.cells.contains(cell) || edits.contains(cell));
    }
    RC_ASSERT(part_of(*copy, "xl/worksheets/sheet2.xml") ==
              part_of(bytes, "xl/worksheets/sheet2.xml"));
}

TEST(PatchProperty, RandomEditsChangeTheirCellsAndNothingElse) {
    EXPECT_TRUE(rc::check("edits", [](uint64_t seed) { random_edits_property(seed); }));
}

// ---- insertions: the model is a list of rows into which new ones are put one by one

struct Model {
    std::vector<RowInsertion> insertions;
    std::vector<uint32_t> place;       // where each old row stands
    std::map<uint32_t, uint32_t> end;  // last_row -> the last of its new rows

    Model(std::vector<RowInsertion> given, uint32_t rows) : insertions(std::move(given)) {
        uint32_t next = 0;
        for (uint32_t row = 0; row < rows; ++row) {
            place.push_back(next++);
            for (const RowInsertion& insertion : insertions) {
                if (insertion.last_row != row) continue;
                next += insertion.count;
                end[row] = next - 1;
            }
        }
    }
    [[nodiscard]] const RowInsertion* ending(uint32_t row) const {
        for (const RowInsertion& i : insertions) {
            if (i.last_row == row) return &i;
        }
        return nullptr;
    }
};

// A reference as the test wrote it.
struct Written {
    CellRef first;
    CellRef last;
    bool range = false;
    bool dollar_first = false;
    bool dollar_last = false;
    bool other_sheet = false;
};

std::string text_of(const Written& ref, uint32_t first, uint32_t last) {
    const auto corner = [](uint32_t column, uint32_t row, bool dollar) {
        return column_letters(column) + (dollar ? "$" : "") + std::to_string(row + 1);
    };
    std::string text = ref.other_sheet ? "旁!" : "";
    text += corner(ref.first.column, first, ref.dollar_first);
    if (ref.range) text += ":" + corner(ref.last.column, last, ref.dollar_last);
    return text;
}

// Where the reference stands for a formula in old row `home`; `copy` rows below it.
std::string expected(const Written& ref, const Model& model, uint32_t home, uint32_t copy) {
    const RowInsertion* own = copy > 0 ? model.ending(home) : nullptr;
    const auto corner = [&](uint32_t row, bool dollar) {
        if (ref.other_sheet) return row + (dollar ? 0 : copy);
        const bool below = own != nullptr && row > own->last_row;
        return model.place[row] + (dollar || below ? 0 : copy);
    };
    const uint32_t first = corner(ref.first.row, ref.dollar_first);
    uint32_t last = corner(ref.last.row, ref.dollar_last);
    const RowInsertion* grown =
        ref.range && !ref.other_sheet ? model.ending(ref.last.row) : nullptr;
    if (grown != nullptr && ref.first.row <= grown->first_row) {
        const bool inside = home >= grown->first_row && home <= grown->last_row;
        if (!inside || (ref.dollar_first && ref.dollar_last)) {
            last += model.end.at(ref.last.row) - model.place[ref.last.row];
        }
    }
    return text_of(ref, first, last);
}

Written random_reference(Dice& dice, uint32_t rows) {
    Written ref;
    ref.range = dice.one_in(2);
    ref.first = {dice.upto(rows - 1), dice.upto(3)};
    ref.last = {dice.between(ref.first.row, rows - 1), dice.between(ref.first.column, 5)};
    if (!ref.range) ref.last = ref.first;
    ref.dollar_first = dice.one_in(3);
    ref.dollar_last = dice.one_in(3);
    ref.other_sheet = dice.one_in(5);
    return ref;
}

std::vector<RowInsertion> random_insertions(Dice& dice, uint32_t rows) {
    std::vector<RowInsertion> insertions;
    for (uint32_t row = dice.upto(4); row < rows; row += dice.between(1, 5)) {
        const uint32_t last = std::min(rows - 1, row + dice.upto(3));
        insertions.push_back({0, row, last, dice.between(1, 4)});
        row = last;
    }
    if (insertions.size() > 1 && dice.one_in(2)) std::swap(insertions.front(), insertions.back());
    return insertions;
}

constexpr uint32_t kRows = 16;

// Copies with relative corners may cross ($A5:A3); the model does not write those.
bool may_cross(const Written& ref) {
    return ref.range && ref.dollar_first != ref.dollar_last;
}

void random_insertions_property(uint64_t seed) {
    Dice dice(seed);
    std::map<CellRef, Written> written;
    std::string xml = "<sheetData>";
    for (uint32_t row = 0; row < kRows; ++row) {
        xml += "<row r=\"" + std::to_string(row + 1) + "\">";
        for (uint32_t column = 0; column < 3; ++column) {
            Written ref = random_reference(dice, kRows);
            if (may_cross(ref)) ref.dollar_last = ref.dollar_first;
            written[{row, column}] = ref;
            xml += "<c r=\"" + format_cell_ref({row, column}) + "\" s=\"" +
                   std::to_string(row + 1) + "\"><f>SUM(" +
                   text_of(ref, ref.first.row, ref.last.row) + ")</f></c>";
        }
        xml += "</row>";
    }
    TestBook book;
    book.add_sheet("表", xml + "</sheetData>");
    book.add_sheet("旁", "<sheetData/>");
    const Model model(random_insertions(dice, kRows), kRows);
    const auto copy = try_patch(book.bytes(), {{}, model.insertions});
    RC_ASSERT(copy.has_value());
    const Grid after = grid_of(*copy, 0);
    size_t cells = 0;
    for (const auto& [cell, ref] : written) {
        const RowInsertion* grown = model.ending(cell.row);
        for (uint32_t down = 0; down <= (grown != nullptr ? grown->count : 0); ++down, ++cells) {
            const Grid::GridCell* is = after.find({model.place[cell.row] + down, cell.column});
            RC_ASSERT(is != nullptr);
            RC_ASSERT(is->style == cell.row + 1);
            const bool crossing = down > 0 && ref.range && ref.last.row > grown->last_row &&
                                  !ref.dollar_first && ref.first.row <= grown->last_row;
            if (!crossing) {
                RC_ASSERT(is->formula == "SUM(" + expected(ref, model, cell.row, down) + ")");
            }
        }
    }
    RC_ASSERT(after.cells.size() == cells);
}

TEST(PatchProperty, RandomInsertionsMoveEveryReference) {
    EXPECT_TRUE(rc::check("insertions", [](uint64_t seed) { random_insertions_property(seed); }));
}

void random_ranges_property(uint64_t seed) {
    Dice dice(seed);
    const Model model(random_insertions(dice, kRows), kRows);
    std::string merges;
    std::string formats;
    std::set<CellRange> expected_merges;
    std::string expected_formats;
    bool torn = false;
    for (uint32_t column = 0; column < 6; ++column) {
        const uint32_t first = dice.upto(kRows - 1);
        const CellRange range{{first, 2 * column},
                              {dice.between(first, kRows - 1), 2 * column + 1}};
        merges += "<mergeCell ref=\"" + format_cell_range(range) + "\"/>";
        formats += "<conditionalFormatting sqref=\"" + format_cell_range(range) + "\"/>";
        CellRange moved = range;
        moved.first.row = model.place[range.first.row];
        moved.last.row = model.place[range.last.row];
        const RowInsertion* grown = model.ending(range.last.row);
        CellRange format = moved;
        if (grown != nullptr) format.last.row = model.end.at(range.last.row);
        const bool one_row = range.first.row == range.last.row;
        if (grown != nullptr && !one_row && range.first.row <= grown->first_row) {
            moved.last.row = format.last.row;
        }
        expected_merges.insert(moved);
        for (uint32_t down = 1; one_row && grown != nullptr && down <= grown->count; ++down) {
            ++moved.first.row;
            ++moved.last.row;
            expected_merges.insert(moved);
        }
        expected_formats += "<conditionalFormatting sqref=\"" + format_cell_range(format) + "\"/>";
        for (const RowInsertion& i : model.insertions) {
            torn |= first > i.first_row && first <= i.last_row && range.last.row > i.last_row;
        }
    }
    TestBook book;
    book.add_sheet("表", "<sheetData/><mergeCells>" + merges + "</mergeCells>" + formats);
    const auto copy = try_patch(book.bytes(), {{}, model.insertions});
    RC_ASSERT(copy.has_value() != torn);
    if (torn) return;
    const Grid after = grid_of(*copy, 0);
    RC_ASSERT(std::set<CellRange>(after.merges.begin(), after.merges.end()) == expected_merges);
    const std::string xml = part_of(*copy, "xl/worksheets/sheet1.xml");
    RC_ASSERT(xml.find(expected_formats) != std::string::npos);
}

TEST(PatchProperty, RandomInsertionsMoveMergesAndFormats) {
    EXPECT_TRUE(rc::check("ranges", [](uint64_t seed) { random_ranges_property(seed); }));
}

}  // namespace
}  // namespace yitao::xlsx
