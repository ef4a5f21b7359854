// The meaning of a cell: its headings, outermost to innermost, become a formula over a ledger. Each
// word says something (vocabulary.h); together they must be one consistent question to one ledger,
// or the reading is a doubt and the officer is asked.
//
//     auto readings = read_meaning(words, {.path = {{"60岁以上"}, {"女"}}, .context =
//     {"残疾人统计表"}}); readings[0].formula       //
//     =COUNTIFS(居民[性别],"女",居民[残疾类别],"<>",居民[年龄],">=60") readings[0].confidence    //
//     ≥ kSure: may be filled without asking
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "recognise/structure/number_shape.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// A reading at least this sure is bound; below it, it is a question.
inline constexpr double kSure = 0.8;

// The doubt about a state of which the form does not say when the rows came in.
inline constexpr const char* kWhenItCame = "when it came in";

struct PathPart {
    std::string text;
    // A heading above in sense, not in place (what 其中 is part of): its conditions hold, what it
    // counts does not.
    bool inherited = false;
};

struct Asked {
    std::vector<std::string> scope;     // what the form says of all its cells: 统计范围：户籍人口
    std::vector<std::string> lines;     // what lines above the headings say of all rows
    std::string excepted;               // 写明“女”的除外
    std::vector<std::string> sections;  // headings of all sections of the table
    std::vector<std::string> context;   // sheet, title, sections: outermost first
    std::vector<PathPart> path;         // outermost first
    size_t row_parts = 0;  // how many of the path are the row's; the others the column's
    std::vector<std::string> siblings;  // headings of the same rank as the cell's own
    std::vector<std::string> beside;    // those of them in one group: what its 合计 is the total of
    std::vector<std::string> around;    // headings of the table's other columns
    std::vector<std::string> groups;    // outermost headings over them: 9月份 | 10月份
    std::vector<std::string> before;    // headings of the columns before its own, with their groups
    std::vector<std::string> after;     // and of those behind it
    std::string leading;                // heading of the table's first column of counts
    bool row_total = false;             // the row, not the column, is the total of `beside`
    bool scattered = false;             // the siblings are labels from all over a form
    std::string axis;                   // heading over the row's own: 投资规模 | 500万元以下
    std::string measure;                // unit of measure as printed; empty: none
    bool measured_here = false;         // in the cell's own headings, not for the whole table
    NumberShape shape;
    org::UnitCode unit = 0;      // the row belongs to one unit
    bool of_which_sex = false;   // 总人口 | 女 | 其中：残疾: of the women or of all, nobody knows
    bool of_some_units = false;  // 村 | 社区 over columns: of which of them nobody knows
};

struct Because {
    std::string text;     // of the heading, normalised
    std::string meaning;  // "年龄≥60"
};

struct Reading {
    std::string formula;  // with "="
    // The same for two readings that ask for the same fact, in whatever unit of measure.
    std::string key;
    double confidence = 0;
    std::vector<Because> because;
    std::vector<std::string> doubts;  // why it is not surer: "unknown 五保", "population" …
    Message explanation;              // one sentence
    [[nodiscard]] bool is_sure() const { return confidence >= kSure; }
};

// Reads cell after cell of one workbook; a heading is cut into words once.
class MeaningReader {
  public:
    // `words` must outlive the reader.
    explicit MeaningReader(const Vocabulary& words) : words_(words) {}
    // The readings of a cell, the likeliest first; empty where no ledger could know. At most five.
    std::vector<Reading> read(const Asked& asked);

  private:
    std::shared_ptr<const Cut> cut(const std::string& text);
    std::string with_area(const std::string& text, const std::string& measure);
    const std::string& spelled(const std::string& group, const std::string& own);
    void join_spelled(Asked& asked);

    const Vocabulary& words_;
    std::unordered_map<std::string, std::shared_ptr<const Cut>> cuts_;
    std::map<std::pair<std::string, std::string>, std::string> spelled_;
};

inline std::vector<Reading> read_meaning(const Vocabulary& words, const Asked& asked) {
    return MeaningReader(words).read(asked);
}

}  // namespace yitao::recognise
