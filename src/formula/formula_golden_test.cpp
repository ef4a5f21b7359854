#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "formula/test_golden.h"

namespace yitao::formula {
namespace {

std::vector<std::filesystem::path> case_files() {
    std::vector<std::filesystem::path> files;
    auto folder = std::filesystem::path(YITAO_SOURCE_DIR) / "tests/golden/formula";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

TEST(FormulaGolden, EveryCaseGivesWhatItSays) {
    size_t cases = 0;
    for (const std::filesystem::path& path : case_files()) {
        std::ifstream in(path);
        std::stringstream text;
        text << in.rdbuf();
        GoldenFile file(text.str(), path.filename().string());
        file.run();
        cases += file.cases();
        EXPECT_GT(file.cases(), 0u) << path;
        for (const std::string& failure : file.failures()) ADD_FAILURE() << failure;
    }
    EXPECT_GE(cases, 400u);
}

// The runner itself must notice a wrong value, a missing refusal and a refusal not expected.
TEST(FormulaGolden, TheRunnerNoticesWhatIsWrong) {
    GoldenFile file("= 1+1\n3\n\n= 1+1\n! nothing\n\n= 1+\n2\n\n= 1+\n! other words\n\n= 2\n2\n", "x");
    file.run();
    EXPECT_EQ(file.cases(), 5u);
    EXPECT_EQ(file.failures().size(), 4u);
}

}  // namespace
}  // namespace yitao::formula
