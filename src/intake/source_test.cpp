#include "intake/source.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "base/temporary_folder.h"
#include "intake/convert.h"

namespace yitao::intake {
namespace {

constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

TEST(FileKind, IsToldByContent) {
    TemporaryFolder folder;
    auto kind = [&](std::string_view name, std::string_view text) {
        return *file_kind(folder.write(name, text));
    };
    EXPECT_EQ(kind("a.csv", "a,b\n"), FileKind::kText);
    EXPECT_EQ(kind("a.csv", ""), FileKind::kEmpty);
    EXPECT_EQ(kind("a.csv", "PK,1\n"), FileKind::kText);
    EXPECT_EQ(kind("a.csv", "PK\x03\x04"), FileKind::kWorkbook);
    EXPECT_EQ(kind("a.xlsx", "not a workbook"), FileKind::kWorkbook);
    EXPECT_EQ(kind("a.xlsx", std::string(kCompound) + "…"), FileKind::kOldWorkbook);
    EXPECT_EQ(kind("a.et", kCompound), FileKind::kOldWorkbook);
    EXPECT_EQ(kind("a.xls", "<html><table></table></html>"), FileKind::kOldWorkbook);
    std::string stream;
    for (char c : std::string_view("EncryptedPackage")) {
        stream += c;
        stream += '\0';
    }
    EXPECT_EQ(kind("a.xlsx", std::string(kCompound) + stream), FileKind::kEncrypted);
    EXPECT_EQ(as_xlsx(folder.path("a.xlsx")).error().code, ErrorCode::kUnsupported);
    EXPECT_EQ(file_kind(folder.path("none")).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(*as_xlsx(folder.write("b.csv", "a\n")), folder.path("b.csv"));
}

TEST(Convert, WithoutLibreOfficeItSaysWhatToDo) {
    TemporaryFolder folder;
    std::string path = folder.write("月报.xls", kCompound);
    const char* before = std::getenv("PATH");
    std::string kept = before != nullptr ? before : "";
    ::setenv("PATH", folder.path("").c_str(), 1);
    auto converted = as_xlsx(path);
    ::setenv("PATH", kept.c_str(), 1);
    ASSERT_FALSE(converted);
    EXPECT_EQ(converted.error().code, ErrorCode::kUnsupported);
    EXPECT_NE(converted.error().message.zh.find("另存为"), std::string::npos);
}

// A converter that is a script: what is run, with which words, is seen from the outside.
TEST(Convert, RunsTheProgramItFindsWithoutAShell) {
    TemporaryFolder folder;
    std::string script = folder.write("soffice",
                                      "#!/bin/sh\n"
                                      "while [ $# -gt 1 ]; do\n"
                                      "  if [ \"$1\" = --outdir ]; then out=\"$2\"; fi; shift\n"
                                      "done\n"
                                      "cp \"$1\" \"$out/workbook.xlsx\"\n");
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    std::string path = folder.write("-月报;touch x.xls", std::string(kCompound) + "content");
    const char* before = std::getenv("PATH");
    std::string kept = before != nullptr ? before : "";
    ::setenv("PATH", (folder.path("") + ":/usr/bin:/bin").c_str(), 1);
    auto converted = as_xlsx(path);
    std::filesystem::remove(script);
    std::string failing = folder.write("soffice", "#!/bin/sh\nexit 3\n");
    std::filesystem::permissions(failing, std::filesystem::perms::owner_all);
    auto failed = as_xlsx(path);
    ::setenv("PATH", kept.c_str(), 1);
    ASSERT_TRUE(converted) << converted.error().text();
    EXPECT_TRUE(std::filesystem::exists(*converted));
    EXPECT_NE(*converted, path);
    EXPECT_EQ(failed.error().code, ErrorCode::kDamaged);
}

TEST(Source, TextComesAsTrimmedCells) {
    TemporaryFolder folder;
    auto file = SourceFile::open(folder.write("a.csv", "姓名 ,　年龄\n,\n张三, 30 \n"));
    ASSERT_TRUE(file);
    ASSERT_EQ(file->sheets().size(), 1U);
    auto rows = file->rows(0);
    ASSERT_TRUE(rows);
    const SourceRow* row = *rows->next();
    EXPECT_EQ(row->cell(0).text, "姓名");
    EXPECT_EQ(row->cell(1).text, "年龄");
    EXPECT_EQ(row->cell(2).kind, SourceCell::Kind::kBlank);
    row = *rows->next();
    EXPECT_EQ(row->row, 3U);  // the blank row is stepped over and counted
    EXPECT_EQ(row->cell(1).text, "30");
    EXPECT_EQ(*rows->next(), nullptr);
    EXPECT_DOUBLE_EQ(rows->part(), 1.0);
    EXPECT_EQ(SourceFile::open(folder.write("e.csv", "")).error().code, ErrorCode::kInvalid);
}

TEST(Source, ShowsCellsAsPeopleSeeThem) {
    SourceCell cell;
    EXPECT_EQ(cell_text(cell), "");
    cell.kind = SourceCell::Kind::kNumber;
    cell.number = 0.35;
    EXPECT_EQ(cell_text(cell), "0.35");
    cell.is_percent = true;
    EXPECT_EQ(cell_text(cell), "35%");
    cell.is_percent = false;
    cell.number = 45617;
    EXPECT_EQ(cell_text(cell), "45617");
    cell.is_date = true;
    EXPECT_EQ(cell_text(cell), "2024-11-21");
    cell.number = 45617.5;
    EXPECT_EQ(cell_text(cell), "45617.5");
    cell.number = 1e20;
    EXPECT_EQ(cell_text(cell), "1E+20");
    EXPECT_EQ(quick_trim("　a　"), "a");
    EXPECT_EQ(quick_trim("〇"), "〇");
    EXPECT_EQ(quick_trim(" "), "");
}

}  // namespace
}  // namespace yitao::intake
