// Checks of the code itself: arrows between rooms point up the list only, library headers stay in
// the files that may know them, files and lines stay readable.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "formula/functions.h"
#include "recognise/proposal/doubts.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;

// The order of ARCHITECTURE.md: a room may include itself and rooms before it.
const std::vector<std::string> kRooms = {"base",   "org",  "dictionary", "ledger",    "formula",
                                         "live",   "xlsx", "template",   "recognise", "form",
                                         "report", "pack", "site",       "access",    "intake",
                                         "sample", "http", "api",        "cli"};

// Stages of recognise/, in the same order.
const std::vector<std::string> kStages = {"text",    "structure", "vocabulary", "notes",
                                          "meaning", "proposal",  "proof",      "burden"};

struct SourceFile {
    fs::path path;     // below src/
    std::string room;  // empty: main.cpp
    std::vector<std::string> lines;
};

std::vector<SourceFile> read_sources() {
    std::vector<SourceFile> files;
    fs::path root = fs::path(YITAO_SOURCE_DIR) / "src";
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        std::string extension = entry.path().extension().string();
        if (extension != ".h" && extension != ".cpp") continue;
        SourceFile file;
        file.path = fs::relative(entry.path(), root);
        if (file.path.has_parent_path()) file.room = file.path.begin()->string();
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) file.lines.push_back(line);
        files.push_back(std::move(file));
    }
    return files;
}

size_t rank_of(const std::string& room) {
    return static_cast<size_t>(std::ranges::find(kRooms, room) - kRooms.begin());
}

// Of a path below src/ that lies in recognise/; past the end: in no stage of the list.
size_t stage_of(const fs::path& path) {
    const std::string stage = std::next(path.begin())->string();
    return static_cast<size_t>(std::ranges::find(kStages, stage) - kStages.begin());
}

TEST(Tidy, ArrowsPointUpTheListOfRooms) {
    size_t seen = 0;
    for (const SourceFile& file : read_sources()) {
        if (file.room.empty()) continue;
        ASSERT_LT(rank_of(file.room), kRooms.size()) << file.path << ": a room not in the list";
        for (const std::string& line : file.lines) {
            if (!line.starts_with("#include \"")) continue;
            std::string target = line.substr(10, line.find('"', 10) - 10);
            size_t slash = target.find('/');
            ASSERT_NE(slash, std::string::npos) << file.path << ": " << line;
            ++seen;
            EXPECT_LE(rank_of(target.substr(0, slash)), rank_of(file.room))
                << file.path << " includes " << target;
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST(Tidy, ArrowsPointUpTheListOfStages) {
    size_t seen = 0;
    for (const SourceFile& file : read_sources()) {
        if (file.room != "recognise") continue;
        ASSERT_LT(stage_of(file.path), kStages.size()) << file.path << ": a stage not in the list";
        for (const std::string& line : file.lines) {
            if (!line.starts_with("#include \"recognise/")) continue;
            const std::string target = line.substr(10, line.find('"', 10) - 10);
            ++seen;
            EXPECT_LE(stage_of(target), stage_of(file.path)) << file.path << " includes " << target;
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST(Tidy, LibrariesStayInTheirRooms) {
    const std::map<std::string, std::vector<std::string>> kAllowed = {
        {"sqlite3.h", {"ledger"}},
        {"sodium.h", {"ledger", "access"}},
        {"CLI/CLI.hpp", {"cli"}},
        {"boost/asio", {"http"}},
        {"boost/beast", {"http"}},
        {"xlsxwriter.h", {"xlsx"}},
        {"pugixml.hpp", {"xlsx"}},
        {"unicode/", {"base"}},
        {"toml++/toml.h", {"template", "pack", "sample", "site"}}};
    for (const SourceFile& file : read_sources()) {
        for (const std::string& line : file.lines) {
            if (!line.starts_with("#include <")) continue;
            for (const auto& [header, rooms] : kAllowed) {
                if (line.find(header) == std::string::npos) continue;
                EXPECT_NE(std::ranges::find(rooms, file.room), rooms.end())
                    << file.path << ": " << line;
            }
        }
    }
}

TEST(Tidy, FilesAndLinesStayReadable) {
    for (const SourceFile& file : read_sources()) {
        EXPECT_LE(file.lines.size(), 700U) << file.path;
        for (size_t i = 0; i < file.lines.size(); ++i) {
            EXPECT_LE(code_point_count(file.lines[i]), 120U) << file.path << ":" << i + 1;
        }
        if (file.path.extension() != ".h") continue;
        ASSERT_FALSE(file.lines.empty()) << file.path;
        EXPECT_TRUE(file.lines.front().starts_with("//"))
            << file.path << ": a header opens with what it is for";
    }
}

TEST(Tidy, EveryFunctionIsDocumented) {
    std::ifstream in(fs::path(YITAO_SOURCE_DIR) / "docs/formulas.md");
    std::string words;
    for (std::string line; std::getline(in, line);) words += " " + line + " ";
    for (const std::string& name : formula::function_names()) {
        EXPECT_NE(words.find(" " + name + " "), std::string::npos) << name;
    }
}

TEST(Tidy, DocsOfBothLanguagesHaveTheSameSections) {
    size_t pairs = 0;
    fs::path root = YITAO_SOURCE_DIR;
    for (const fs::path& folder : {root, root / "docs"}) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            std::string name = entry.path().filename().string();
            size_t mark = name.find(".zh-CN.md");
            if (mark == std::string::npos) continue;
            ++pairs;
            auto levels = [](const fs::path& path) {
                std::vector<size_t> out;
                std::ifstream in(path);
                bool code = false;
                for (std::string line; std::getline(in, line);) {
                    if (line.starts_with("```")) code = !code;
                    if (!code && line.starts_with("#")) out.push_back(line.find(' '));
                }
                return out;
            };
            EXPECT_EQ(levels(entry.path()), levels(folder / (name.substr(0, mark) + ".md")))
                << name;
        }
    }
    EXPECT_GE(pairs, 1U);
}

// What recognition doubts is told to people: a doubt without its sentence would be shown as the
// code has it.
TEST(Tidy, EveryDoubtHasASentence) {
    size_t seen = 0;
    for (const SourceFile& file : read_sources()) {
        if (file.room != "recognise" || file.path.filename() == "doubts.cpp") continue;
        for (const std::string& line : file.lines) {
            for (std::string_view call : {"doubt(k", "doubt(losses::k", "doubts.emplace_back(\""}) {
                const size_t at = line.find(call);
                const size_t open = at == std::string::npos ? at : line.find('"', at);
                if (open == std::string::npos) continue;
                const std::string doubt =
                    line.substr(open + 1, line.find('"', open + 1) - open - 1);
                if (doubt.empty()) continue;
                ++seen;
                EXPECT_NE(recognise::doubt_zh(doubt), doubt) << file.path.string();
            }
        }
    }
    EXPECT_GT(seen, 80U);
}

}  // namespace
}  // namespace yitao
