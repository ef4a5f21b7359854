// Which rows and columns a note speaks of, where it calls them by neither number nor name alone.
//
//     前两行限户籍人口; 末栏按处计                    by where they stand
//     ★：平日住在本地的; （户）——按户籍               by a mark that is printed with them
//     除“外来青年”一行外，都只采集本地户籍的          all but some
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yitao::recognise {

// 前两行 → 1, 2; 末栏, 最后两栏 → -1, -2. Taken from the text; nothing: it begins with none.
struct Places {
    std::vector<int> numbers;
    bool rows = false;
};
std::optional<Places> take_places(std::string_view& text);

// ★：…, ①栏…, （户）——…: the mark, and what is said of it.
struct Marked {
    std::string mark;
    std::string_view said;
};
std::optional<Marked> marked_in(std::string_view clause);

// 除…一行外，…: the exception as printed, and what is said of the others.
struct AllBut {
    std::string_view but;
    std::string_view said;
};
std::optional<AllBut> all_but(std::string_view clause);

// 经商两行 → 经商: a name without the word for what is called so.
std::string_view without_row_word(std::string_view name);

}  // namespace yitao::recognise
