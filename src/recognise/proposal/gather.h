// What stands around a table and is said of its cells: notes of scope, chapters above its headings,
// lines of its title.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "recognise/notes/scope.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

struct Said {
    std::vector<std::string> context;  // sheet, title, chapters: outermost first
    std::vector<std::string> scope;    // what holds for all cells: 统计范围：户籍人口
    std::vector<std::string> lines;    // clauses of the lines above the headings: 只数常住的男性
    std::string excepted;              // 写明“女”的除外: rows that name the other
    std::vector<ScopeNote> notes;      // what holds for some
    std::string table_line;            // 表一　青壮年情况, above the headings
    std::vector<std::string> chapter;  // what the brackets of the line above the headings say
    // 附1：… | 附2：… beside each other over one table: of the columns from there on.
    std::map<uint32_t, std::vector<std::string>> chapters_beside;
    // … what holds over this column, the innermost first: what stands over it alone, the chapter.
    [[nodiscard]] std::vector<std::string> chapter_over(uint32_t column) const;
    std::vector<std::string> known_only;  // [政治面貌],"<>: columns whose blanks a note leaves out
    bool unread = false;                  // a note limits all rows, in words nobody knows
};

// `context`: what is known of it already.
Said gather_said(const Vocabulary& words, const SheetCells& cells, const Table& table,
                 std::vector<std::string> context);

}  // namespace yitao::recognise
