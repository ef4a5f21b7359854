// Headings as people write them, to the columns they mean: full width, spaces, line breaks, marks of
// what must be filled in, and units of measure in brackets are forgiven.
//
//     HeadingIndex index;
//     index.add("年收入", 7, HeadingIndex::Rank::kName);
//     index.find("＊年 收入\n（万元）")  →  column 7, measure "万元"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace yitao::dictionary {

struct Heading {
    std::string key;      // match_key of the whole, without marks
    std::string bare;     // the same without a bracket at its end and without the measure
    std::string measure;  // as written, "万元"; empty: none
};

Heading read_heading(std::string_view text);

class HeadingIndex {
  public:
    // How sure a match is; a better one takes the column from a worse.
    enum class Rank : uint8_t { kBare, kSynonym, kName };
    struct Match {
        size_t column = 0;
        Rank rank = Rank::kBare;
        std::string measure;
    };

    // The first to add a word keeps it.
    void add(std::string_view word, size_t column, Rank rank);
    [[nodiscard]] std::optional<Match> find(std::string_view text) const;
    // The word that the text may have meant.
    [[nodiscard]] std::optional<std::string> nearest(std::string_view text) const;

  private:
    struct Entry {
        size_t column;
        Rank rank;
    };
    std::unordered_map<std::string, Entry> words_;  // by match_key
    std::vector<std::string> names_;                // as added, for nearest()
};

}  // namespace yitao::dictionary
