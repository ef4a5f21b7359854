#include "base/files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"

namespace yitao {
namespace {

TEST(Files, AreReadAsTheyWereWrittenOrNotAtAll) {
    const TemporaryFolder folder;
    const std::string path = folder.path("一/二.txt");
    const std::string bytes("a\0b\n", 4);
    ASSERT_TRUE(write_file(path, bytes, Durable::kYes).has_value());
    EXPECT_EQ(read_file(path).value(), bytes);
    ASSERT_TRUE(write_file(path, "short").has_value());
    EXPECT_EQ(read_file(path).value(), "short");
    EXPECT_FALSE(std::filesystem::exists(path + ".part"));
    EXPECT_EQ(read_file(folder.path("none")).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(write_file(path + "/below a file", "x").error().code, ErrorCode::kIo);
}

TEST(Files, NamesCanBeSavedAnywhere) {
    EXPECT_EQ(file_name_text("月报/四邑村:\"1\"\n"), "月报_四邑村__1__");
}

}  // namespace
}  // namespace yitao
