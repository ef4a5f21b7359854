#include "xlsx/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/limits.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;

std::string two_parts() {
    PackageWriter writer;
    EXPECT_TRUE(writer.add("xl/workbook.xml", "<workbook/>"));
    EXPECT_TRUE(writer.add("xl/worksheets/表1.xml", std::string(5000, 'x')));
    return *std::move(writer).finish();
}

template <typename Integer>
void poke(std::string& bytes, size_t at, Integer value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

Error error_of(std::string bytes) {
    auto package = Package::from_bytes(std::move(bytes));
    EXPECT_FALSE(package);
    return package ? Error{} : package.error();
}

TEST(Package, ReadsWhatItWrote) {
    auto package = Package::from_bytes(two_parts());
    ASSERT_TRUE(package) << package.error().text();
    ASSERT_EQ(package->entries().size(), 2u);
    EXPECT_EQ(package->entries()[1].name, "xl/worksheets/表1.xml");
    EXPECT_EQ(package->entries()[1].size, 5000u);
    EXPECT_EQ(*Package::read(*package->find("xl/workbook.xml"), 100), "<workbook/>");
    EXPECT_EQ(*Package::read(*package->find("xl/worksheets/表1.xml"), 5000),
              std::string(5000, 'x'));
    EXPECT_EQ(package->find("xl/other.xml"), nullptr);
}

TEST(Package, FindsPartsAsOpcNamesThem) {
    auto package = Package::from_bytes(two_parts());
    ASSERT_TRUE(package);
    EXPECT_NE(package->find("/xl/workbook.xml"), nullptr);
    EXPECT_NE(package->find("XL\\Workbook.XML"), nullptr);
}

TEST(Package, RefusesAPartOverTheCallersLimit) {
    auto package = Package::from_bytes(two_parts());
    ASSERT_TRUE(package);
    const PackageEntry& entry = package->entries()[1];
    EXPECT_TRUE(Package::read(entry, 5000));
    auto over = Package::read(entry, 4999);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::kLimit);
    EXPECT_EQ(over.error().place, "xl/worksheets/表1.xml");
}

TEST(Package, StreamsInBlocksOfAnySize) {
    PackageWriter writer;
    std::string text;
    for (int i = 0; i < 50000; ++i) text += std::to_string(i * 7919);
    ASSERT_TRUE(writer.add("a", text));
    auto package = Package::from_bytes(*std::move(writer).finish());
    ASSERT_TRUE(package);
    for (size_t block : {1u, 7u, 4096u, 1u << 20}) {
        PartStream stream(package->entries()[0]);
        std::string read;
        std::string buffer(block, '\0');
        while (true) {
            auto count = stream.read(buffer.data(), block);
            ASSERT_TRUE(count);
            if (*count == 0) break;
            read.append(buffer, 0, *count);
        }
        ASSERT_EQ(read, text);
    }
}

TEST(Package, OpensFilesAndSaysWhichIsMissing) {
    const auto path = std::filesystem::temp_directory_path() / "yitao_package_test.xlsx";
    std::ofstream(path, std::ios::binary) << two_parts();
    auto package = Package::open(path.string());
    ASSERT_TRUE(package) << package.error().text();
    EXPECT_EQ(package->entries().size(), 2u);
    std::filesystem::remove(path);
    auto missing = Package::open(path.string());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(missing.error().place, path.string());
    EXPECT_FALSE(Package::open(std::filesystem::temp_directory_path().string()));
}

TEST(Package, TellsForeignFilesApart) {
    const std::string compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
    const auto wide = [](std::string_view ascii) {
        std::string out;
        for (char c : ascii) out += {c, '\0'};
        return out;
    };
    EXPECT_THAT(error_of("").message.en, HasSubstr("empty"));
    EXPECT_THAT(error_of("姓名,年龄\n").message.en, HasSubstr("not a workbook"));
    EXPECT_THAT(error_of(compound + wide("EncryptedPackage")).message.en, HasSubstr("password"));
    EXPECT_THAT(error_of(compound + wide("Workbook")).message.zh, HasSubstr("LibreOffice"));
    EXPECT_THAT(error_of(compound + wide("Book")).message.zh, HasSubstr(".et"));
    EXPECT_THAT(error_of(compound + wide("WordDocument")).message.en, HasSubstr("not a workbook"));
}

TEST(Package, RefusesEveryTruncation) {
    const std::string whole = two_parts();
    for (size_t size = 0; size < whole.size(); ++size) {
        ASSERT_FALSE(Package::from_bytes(whole.substr(0, size))) << size;
    }
    EXPECT_EQ(error_of(whole.substr(0, whole.size() - 1)).code, ErrorCode::kDamaged);
    EXPECT_TRUE(Package::from_bytes(whole + std::string(300, '\0')));  // padded by a download
}

TEST(Package, SurvivesEveryFlippedByte) {
    const std::string whole = two_parts();
    for (size_t at = 0; at < whole.size(); ++at) {
        for (int bit : {0, 3, 7}) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
            auto package = Package::from_bytes(std::move(bytes));
            if (!package) continue;
            for (const PackageEntry& entry : package->entries()) {
                auto content = Package::read(entry, 10000);
                if (!content) continue;
                ASSERT_TRUE(*content == "<workbook/>" || content->size() == 5000);
            }
        }
    }
}

TEST(Package, ChecksTheChecksum) {
    std::string bytes = two_parts();
    const size_t central = bytes.rfind("PK\1\2");
    bytes[central + 16] ^= 1;
    auto package = Package::from_bytes(std::move(bytes));
    ASSERT_TRUE(package);
    auto content = Package::read(package->entries()[1], 10000);
    ASSERT_FALSE(content);
    EXPECT_EQ(content.error().code, ErrorCode::kDamaged);
}

TEST(Package, RefusesEncryptedEntries) {
    std::string bytes = two_parts();
    bytes[bytes.rfind("PK\1\2") + 8] |= 1;
    EXPECT_THAT(error_of(bytes).message.en, HasSubstr("password"));
}

TEST(Package, RefusesNamesGivenTwice) {
    PackageWriter writer;
    ASSERT_TRUE(writer.add("xl/a.xml", "1"));
    ASSERT_TRUE(writer.add("XL/A.xml", "2"));
    EXPECT_EQ(error_of(*std::move(writer).finish()).code, ErrorCode::kDamaged);
}

TEST(Package, RefusesOverlappingEntries) {
    PackageWriter writer;  // same names, so that the second record may point at the first part
    ASSERT_TRUE(writer.add("a", "1"));
    ASSERT_TRUE(writer.add("b", "1"));
    std::string bytes = *std::move(writer).finish();
    const size_t second = bytes.rfind("PK\1\2");
    poke(bytes, second + 42, uint32_t{0});
    EXPECT_EQ(error_of(bytes).code, ErrorCode::kDamaged);
    bytes[second + 46] = 'a';  // now names agree, too: duplicate
    EXPECT_EQ(error_of(bytes).code, ErrorCode::kDamaged);
    // A part hidden inside another one's (stored) bytes.
    PackageWriter inner;
    ASSERT_TRUE(inner.add("b", "1"));
    const std::string hidden = *std::move(inner).finish();
    PackageWriter outer;
    ASSERT_TRUE(outer.add("a", hidden));
    ASSERT_TRUE(outer.add("b", "1"));
    std::string nested = *std::move(outer).finish();
    auto honest = Package::from_bytes(nested);
    ASSERT_TRUE(honest);
    const PackageEntry& a = honest->entries()[0];
    std::string stored(a.local);
    poke(stored, 8, uint16_t{0});
    poke(stored, 18, static_cast<uint32_t>(hidden.size()));
    const std::string rest = nested.substr(a.local.size() + a.data.size());
    const auto grown = static_cast<uint32_t>(hidden.size() - a.data.size());
    std::string forged = stored + hidden + rest;
    const size_t central = forged.find("PK\1\2", stored.size() + hidden.size());
    poke(forged, central + 10, uint16_t{0});
    poke(forged, central + 20, static_cast<uint32_t>(hidden.size()));
    const size_t end = forged.rfind("PK\5\6");
    poke(forged, end + 16, static_cast<uint32_t>(central));
    const size_t b = forged.rfind("PK\1\2");
    uint32_t b_offset = 0;
    std::memcpy(&b_offset, forged.data() + b + 42, 4);
    poke(forged, b + 42, b_offset + grown);
    EXPECT_TRUE(Package::from_bytes(forged)) << error_of(forged).text();
    poke(forged, b + 42, static_cast<uint32_t>(stored.size()));
    EXPECT_THAT(error_of(forged).message.en, HasSubstr("overlap"));
}

TEST(Package, BoundsTheInflateRatioOnBothSides) {
    std::string bytes = two_parts();
    const size_t central = bytes.rfind("PK\1\2");
    uint32_t compressed = 0;
    std::memcpy(&compressed, bytes.data() + central + 20, 4);
    const auto most = static_cast<uint32_t>((compressed + 1) * kMaxInflateRatio - 1);
    poke(bytes, central + 24, most);
    EXPECT_TRUE(Package::from_bytes(bytes));
    poke(bytes, central + 24, most + 1);
    EXPECT_EQ(error_of(bytes).code, ErrorCode::kLimit);
}

TEST(Package, BoundsThePartSizeOnBothSides) {
    // Only the directory claims the size, in a zip64 field; such a ratio is refused as well, but
    // with other words.
    const auto claim = [](uint64_t size) {
        PackageWriter writer;
        EXPECT_TRUE(writer.add("a", "1"));
        std::string bytes = *std::move(writer).finish();
        const size_t central = bytes.rfind("PK\1\2");
        poke(bytes, central + 24, uint32_t{0xffffffff});
        poke(bytes, central + 30, uint16_t{12});
        std::string extra("\1\0\10\0\0\0\0\0\0\0\0\0", 12);
        poke(extra, 4, size);
        bytes.insert(central + 47, extra);
        const size_t end = bytes.rfind("PK\5\6");
        poke(bytes, end + 12, uint32_t{47 + 12});
        return error_of(bytes);
    };
    EXPECT_THAT(claim(kMaxPartBytes).message.en, HasSubstr("zip bomb"));
    EXPECT_THAT(claim(kMaxPartBytes + 1).message.en, HasSubstr("more than the limit"));
}

TEST(Package, StopsABombThatLiesAboutItsSize) {
    PackageWriter writer;
    ASSERT_TRUE(writer.add("bomb", std::string(10'000'000, '\0')));
    std::string bytes = *std::move(writer).finish();
    poke(bytes, bytes.rfind("PK\1\2") + 24, uint32_t{1000});
    auto package = Package::from_bytes(std::move(bytes));
    ASSERT_TRUE(package);
    auto content = Package::read(package->entries()[0], 10000);
    ASSERT_FALSE(content);
    EXPECT_EQ(content.error().code, ErrorCode::kDamaged);
}

TEST(Package, BoundsTheNumberOfPartsOnBothSides) {
    const auto parts = [](size_t count) {
        PackageWriter writer;
        for (size_t i = 0; i < count; ++i) {
            if (!writer.add(std::to_string(i), "")) return std::string("over");
        }
        return *std::move(writer).finish();
    };
    std::string most = parts(kMaxWorkbookEntries);
    EXPECT_TRUE(Package::from_bytes(most));
    poke(most, most.rfind("PK\5\6") + 10, static_cast<uint16_t>(kMaxWorkbookEntries + 1));
    EXPECT_EQ(error_of(most).code, ErrorCode::kLimit);
    EXPECT_EQ(parts(kMaxWorkbookEntries + 1), "over");
}

TEST(Package, ReadsZip64Fields) {
    // One stored part whose sizes and offset stand in zip64 fields, as streaming writers do.
    const std::string content = "<workbook/>";
    std::string local("PK\3\4\x2d\0\0\0\0\0\0\0\x21\0", 14);
    local += std::string(4, '\0') + std::string(8, '\xff');  // the directory's CRC counts
    local += std::string("\1\0\x14\0", 4) + "w" + std::string("\1\0\x10\0", 4);
    const auto wide = [](uint64_t value) {
        return std::string(reinterpret_cast<const char*>(&value), 8);
    };
    local += wide(content.size()) + wide(content.size());
    const std::string data = content;
    std::string central("PK\1\2\x2d\0\x2d\0\0\0\0\0\0\0\x21\0", 16);
    PackageWriter helper;
    ASSERT_TRUE(helper.add("w", content));
    auto known = Package::from_bytes(*std::move(helper).finish());
    central.append(known->entries()[0].central.substr(16, 4));
    central += std::string(8, '\xff') + std::string("\1\0\x1c\0\0\0\0\0\0\0\0\0\0\0", 14) +
               std::string(4, '\xff') + "w" + std::string("\1\0\x18\0", 4) + wide(content.size()) +
               wide(content.size()) + wide(0);
    const size_t offset = local.size() + data.size();
    std::string end64 = std::string("PK\6\6", 4) + wide(44) + std::string("\x2d\0\x2d\0", 4) +
                        std::string(8, '\0') + wide(1) + wide(1) + wide(central.size()) +
                        wide(offset);
    std::string locator = std::string("PK\6\7\0\0\0\0", 8) + wide(offset + central.size()) +
                          std::string("\1\0\0\0", 4);
    std::string end =
        std::string("PK\5\6\0\0\0\0", 8) + std::string(12, '\xff') + std::string(2, '\0');
    const std::string bytes = local + data + central + end64 + locator + end;
    auto package = Package::from_bytes(bytes);
    ASSERT_TRUE(package) << package.error().text();
    EXPECT_EQ(*Package::read(package->entries()[0], 100), content);

    PackageWriter writer;  // and copies them as plain ones
    ASSERT_TRUE(writer.copy(package->entries()[0]));
    auto copy = Package::from_bytes(*std::move(writer).finish());
    ASSERT_TRUE(copy) << copy.error().text();
    EXPECT_EQ(*Package::read(copy->entries()[0], 100), content);
    EXPECT_EQ(copy->entries()[0].local.size(), 31u);
}

TEST(PackageWriter, CopiesEntriesByteForByte) {
    const std::string bytes = two_parts();
    auto package = Package::from_bytes(bytes);
    ASSERT_TRUE(package);
    PackageWriter writer(bytes.size());
    for (const PackageEntry& entry : package->entries()) ASSERT_TRUE(writer.copy(entry));
    EXPECT_EQ(*std::move(writer).finish(), bytes);
}

TEST(PackageWriter, ReplacesOneAndKeepsTheOther) {
    auto package = Package::from_bytes(two_parts());
    ASSERT_TRUE(package);
    PackageWriter writer;
    ASSERT_TRUE(writer.replace(package->entries()[0], "<other/>"));
    ASSERT_TRUE(writer.copy(package->entries()[1]));
    auto copy = Package::from_bytes(*std::move(writer).finish());
    ASSERT_TRUE(copy);
    EXPECT_EQ(*Package::read(copy->entries()[0], 100), "<other/>");
    EXPECT_EQ(copy->entries()[1].data, package->entries()[1].data);
    EXPECT_EQ(copy->entries()[1].local, package->entries()[1].local);
}

TEST(PackageWriter, TurnsADataDescriptorIntoSizes) {
    // A local header as streaming writers leave it: no sizes, flag 8, descriptor behind the data.
    const std::string plain = two_parts();
    auto package = Package::from_bytes(plain);
    ASSERT_TRUE(package);
    const PackageEntry& last = package->entries()[1];
    const size_t local =
        static_cast<size_t>(last.local.data() - package->entries()[0].local.data());
    std::string bytes = plain;
    bytes[local + 6] |= 8;
    poke(bytes, local + 14, uint32_t{0});
    poke(bytes, local + 18, uint64_t{0});
    const size_t central = bytes.rfind("PK\1\2");
    bytes[central + 8] |= 8;
    const size_t end_of_data = local + last.local.size() + last.data.size();
    bytes.insert(end_of_data, std::string("PK\7\10", 4) + std::string(12, '\1'));
    poke(bytes, bytes.rfind("PK\5\6") + 16, static_cast<uint32_t>(end_of_data + 16));
    auto streamed = Package::from_bytes(bytes);
    ASSERT_TRUE(streamed) << streamed.error().text();
    PackageWriter writer;
    for (const PackageEntry& entry : streamed->entries()) ASSERT_TRUE(writer.copy(entry));
    EXPECT_EQ(*std::move(writer).finish(), plain);
}

}  // namespace
}  // namespace yitao::xlsx
