// Which row of a sheet holds the headings, and which column each of them means.
//
//     HeadingFinder finder(schema);
//     while (const SourceRow* row = …) if (!finder.offer(*row)) break;     // the first rows
//     Headings headings = TRY(finder.decide());
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "dictionary/heading.h"
#include "intake/import.h"
#include "intake/source.h"
#include "ledger/schema.h"

namespace yitao::intake {

struct Headings {
    struct Column {
        size_t file_column = 0;  // zero-based
        size_t column = 0;       // index into Schema::columns, none calculated
        std::string measure;
    };
    size_t row = 0;                 // the last row of the headings
    std::vector<Column> columns;    // what is read, in the order of the file
    std::vector<std::string> texts; // of every column of the file; "" where there is none
    std::vector<HeadingOutcome> outcomes;  // of every heading but those of a rejects workbook
};

// Headings that a rejects workbook adds begin with one of these; they are not read.
inline constexpr std::string_view kRejectMark = "退回：";

class HeadingFinder {
  public:
    explicit HeadingFinder(const ledger::Schema& schema);

    // Takes the next of the first rows; false when it has seen enough.
    bool offer(const SourceRow& row);
    // Columns that the best row names; 0: no row is one of headings.
    [[nodiscard]] size_t best_count() const;
    // Refused: no headings, one column named twice.
    [[nodiscard]] Result<Headings> decide() const;

  private:
    struct Line {
        size_t row = 0;
        std::vector<std::string> texts;
        std::vector<std::optional<dictionary::HeadingIndex::Match>> matches;
        size_t count = 0;  // distinct columns matched
    };
    [[nodiscard]] size_t best_line() const;
    [[nodiscard]] Line merged(size_t best) const;

    const ledger::Schema& schema_;
    dictionary::HeadingIndex index_;
    std::vector<Line> lines_;
};

}  // namespace yitao::intake
