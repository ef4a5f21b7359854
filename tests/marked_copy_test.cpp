// Marked copies of the township's forms: they open again, every cell keeps its value, and they are
// read as the forms they were made of.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/clock.h"
#include "base/temporary_folder.h"
#include "recognise/proposal/marked_copy.h"
#include "site/words.h"
#include "township.h"
#include "township_site.h"

namespace yitao {
namespace {

std::string told(const recognise::Structure& structure, size_t sheets) {
    std::string text;
    for (const recognise::Table& table : structure.tables) {
        if (table.sheet >= sheets) continue;  // the legend
        text += fmt::format(
            "{} {} {} {} {}-{}\n", table.sheet, xlsx::format_cell_range(table.range), table.title,
            static_cast<int>(table.orientation), table.data_start_row, table.data_end_row);
        for (const auto& column : table.columns) {
            text += fmt::format("  {} {}\n", column.column, fmt::join(column.path.texts, "/"));
        }
        for (const auto& row : table.rows) {
            text += fmt::format("  {} {} {}\n", row.row, static_cast<int>(row.role),
                                fmt::join(row.path.texts, "/"));
        }
        for (const auto& one : table.fields) {
            text += fmt::format("  {} {}\n", xlsx::format_cell_range(one.answer),
                                fmt::join(one.label.texts, "/"));
        }
    }
    return text;
}

TEST(MarkedCopy, IsTheFormItWasMadeOf) {
    const std::string folder = YITAO_SOURCE_DIR "/tests/fixtures/township-a";
    township::Township set = township::read_township(folder);
    TemporaryFolder data;
    FixedClock clock(*Date::from_civil(2026, 11, 3));
    auto site = township::make_site(folder, data.path("data"), clock);
    ASSERT_TRUE(site) << site.error().text();
    auto tree = site->tree(clock.today());
    auto words = site::vocabulary_of(*site, tree->get());
    ASSERT_TRUE(words) << words.error().text();
    size_t comments = 0;
    for (const std::string& name : set.templates) {
        std::string bytes = township::read_file(folder + "/templates/" + name);
        auto book = xlsx::Workbook::from_bytes(bytes);
        ASSERT_TRUE(book) << name;
        auto structure = recognise::read_structure(*book);
        auto proposal = recognise::propose(*book, *structure, *words);
        auto grids = recognise::read_grids(*book);
        ASSERT_TRUE(structure && proposal && grids) << name;
        xlsx::Marks marks = recognise::marks_of(*structure, *proposal, *grids);
        for (const auto& mark : marks.cells) comments += mark.comment.empty() ? 0 : 1;
        auto copy = xlsx::mark_cells(bytes, marks);
        ASSERT_TRUE(copy) << name << copy.error().text();
        auto again = xlsx::Workbook::from_bytes(*copy);
        ASSERT_TRUE(again) << name << again.error().text();
        ASSERT_EQ(again->sheets().size(), book->sheets().size() + 1) << name;
        auto copied = recognise::read_grids(*again);
        ASSERT_TRUE(copied) << name;
        for (size_t s = 0; s < grids->size(); ++s) {
            EXPECT_EQ((*copied)[s].grid.merges, (*grids)[s].grid.merges) << name;
            for (const auto& [cell, content] : (*grids)[s].grid.cells) {
                const auto* there = (*copied)[s].grid.find(cell);
                ASSERT_NE(there, nullptr) << name << xlsx::format_cell_ref(cell);
                EXPECT_EQ(there->value, content.value) << name << xlsx::format_cell_ref(cell);
                EXPECT_EQ(there->formula, content.formula) << name << xlsx::format_cell_ref(cell);
                EXPECT_EQ(again->number_format(there->style), book->number_format(content.style));
            }
        }
        auto reread = recognise::read_structure(*again);
        ASSERT_TRUE(reread) << name;
        EXPECT_EQ(told(*reread, grids->size()), told(*structure, grids->size())) << name;
    }
    EXPECT_GT(comments, 300U);
}

}  // namespace
}  // namespace yitao
