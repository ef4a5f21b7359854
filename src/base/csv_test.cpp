#include "base/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "base/mapped_file.h"

namespace yitao {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string_view bytes) {
    auto reader = CsvReader::from_text(bytes);
    EXPECT_TRUE(reader) << reader.error().text();
    Rows rows;
    while (true) {
        auto record = reader->next();
        EXPECT_TRUE(record) << record.error().text();
        if (!record || *record == nullptr) return rows;
        rows.emplace_back((*record)->fields.begin(), (*record)->fields.end());
    }
}

Error first_error(std::string_view bytes) {
    auto reader = CsvReader::from_text(bytes);
    if (!reader) return reader.error();
    while (true) {
        auto record = reader->next();
        if (!record) {
            EXPECT_EQ(*reader->next(), nullptr);  // it stays at its end
            return record.error();
        }
        if (*record == nullptr) return {};
    }
}

TEST(Csv, QuotesLineEndsAndBlankLines) {
    EXPECT_EQ(read_all("a,b\r\n1,\"x,\"\"y\"\"\nz\"\n\n,\n3,4"),
              (Rows{{"a", "b"}, {"1", "x,\"y\"\nz"}, {"", ""}, {"3", "4"}}));
    EXPECT_EQ(read_all("a\rb\r"), (Rows{{"a"}, {"b"}}));
    EXPECT_EQ(read_all("\xEF\xBB\xBF" "姓名,年龄\n"), (Rows{{"姓名", "年龄"}}));
    EXPECT_EQ(read_all("\"张三\"（男）,1\n"), (Rows{{"张三（男）", "1"}}));
    EXPECT_EQ(read_all("5\" pipe,2\n"), (Rows{{"5\" pipe", "2"}}));
    EXPECT_EQ(read_all("a,b\n1,2\n\x1A"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read_all(""), Rows{});
    EXPECT_EQ(read_all("\xEF\xBB\xBF"), Rows{});
    EXPECT_EQ(read_all("\"\",\"\""), (Rows{{"", ""}}));
}

TEST(Csv, SeparatorsAreSniffedOutsideQuotes) {
    EXPECT_EQ(read_all("a;b\n1;\"2,3,4\"\n"), (Rows{{"a", "b"}, {"1", "2,3,4"}}));
    EXPECT_EQ(read_all("a\tb\n1\t2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read_all("sep=;\r\na;b,c,d,e\r\n"), (Rows{{"a", "b,c,d,e"}}));
}

TEST(Csv, RowsAndLinesDifferWhereAFieldBreaks) {
    auto reader = CsvReader::from_text("h\n\"a\nb\"\n\nx\n");
    ASSERT_TRUE(reader);
    std::vector<std::pair<size_t, size_t>> places;
    while (const CsvRecord* record = *reader->next()) places.emplace_back(record->line, record->row);
    EXPECT_EQ(places, (std::vector<std::pair<size_t, size_t>>{{1, 1}, {2, 2}, {5, 4}}));
}

TEST(Csv, RewindsToTheFirstRecord) {
    auto reader = CsvReader::from_text("sep=;\na;b\nc;d\n");
    ASSERT_TRUE(reader);
    for (int round = 0; round < 2; ++round) {
        const CsvRecord* record = *reader->next();
        EXPECT_EQ(record->line, 2U);
        EXPECT_EQ(record->fields[0], "a");
        EXPECT_EQ((*reader->next())->row, 3U);
        EXPECT_EQ(*reader->next(), nullptr);
        reader->rewind();
    }
}

TEST(Csv, Encodings) {
    EXPECT_EQ(read_all("\xD0\xD5\xC3\xFB,1\n\xB8\xB1|\xD0\xD4,2\n"),
              (Rows{{"姓名", "1"}, {"副|性", "2"}}));
    // GB18030 lines in a UTF-8 file are read too; what is neither shows as U+FFFD.
    EXPECT_EQ(read_all("姓名,备注\n\xD0\xD5\xC3\xFB,\xFF\n"),
              (Rows{{"姓名", "备注"}, {"姓名", "\xEF\xBF\xBD"}}));
    EXPECT_EQ(first_error("\xFF\xFE" "a\0b").code, ErrorCode::kUnsupported);
    EXPECT_EQ(first_error(std::string_view("PK\3\4\0\0", 6)).code, ErrorCode::kInvalid);
    EXPECT_EQ(read_all("\xF0\xA0\xAE\xB7,\xED\xA0\x80\n")[0][0], "𠮷");
}

TEST(Csv, LimitsHoldOnBothSides) {
    std::string field(kMaxCsvField, 'x');
    EXPECT_EQ(read_all("a," + field + "\n")[0][1].size(), kMaxCsvField);
    EXPECT_EQ(read_all("a,\"" + field + "\"\n")[0][1].size(), kMaxCsvField);
    EXPECT_EQ(first_error("a\nb," + field + "x\n").place, "line 2");
    EXPECT_EQ(first_error("a\n\"" + field + "x\"\n").code, ErrorCode::kLimit);
    std::string wide(kMaxCsvColumns - 1, ',');
    EXPECT_EQ(read_all(wide + "\n")[0].size(), kMaxCsvColumns);
    EXPECT_EQ(first_error(wide + ",\n").code, ErrorCode::kLimit);
}

TEST(Csv, AnOpenQuoteIsNamedByItsLine) {
    Error error = first_error("a,b\n1,2\n3,\"oops\n4,5\n");
    EXPECT_EQ(error.place, "line 3");
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
}

TEST(Csv, WhatIsWrittenIsRead) {
    rc::check([](const std::vector<std::vector<std::string>>& rows) {
        std::string text = "h1,h2\n";
        Rows expected{{"h1", "h2"}};
        for (const auto& row : rows) {
            std::vector<std::string> fields{"x"};
            text += "x";
            for (std::string field : row) {
                std::erase_if(field, [](char c) { return static_cast<signed char>(c) <= 0; });
                text += ',';
                append_csv_field(text, field);
                fields.push_back(field);
            }
            text += '\n';
            expected.push_back(fields);
        }
        // Commas must win the sniffing: other separators in fields are always quoted.
        RC_ASSERT(read_all(text) == expected);
    });
}

TEST(MappedFile, OpensFilesAndRefusesTheRest) {
    auto folder = std::filesystem::temp_directory_path();
    EXPECT_EQ(MappedFile::open((folder / "no such file.csv").string()).error().code,
              ErrorCode::kNotFound);
    EXPECT_EQ(MappedFile::open(folder.string()).error().code, ErrorCode::kIo);
    auto path = (folder / ("yitao_mapped_" + std::to_string(::getpid()))).string();
    std::ofstream(path) << "";
    EXPECT_EQ(MappedFile::open(path)->bytes(), "");
    std::ofstream(path) << "a,b\n";
    auto reader = CsvReader::open(path);
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader->next())->fields.size(), 2U);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace yitao
