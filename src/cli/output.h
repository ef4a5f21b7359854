// What commands print: errors and progress on stderr, results on stdout.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace yitao::cli {

void print_error(const Error& error);
// Prints the error and returns kBadInput.
int refuse(const Error& error);

// Columns aligned for a terminal, Chinese characters counted as two cells.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> headings);
    void add(std::vector<std::string> cells);
    void print() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

// Cells a text takes on a terminal.
size_t display_width(std::string_view text);

// One line on stderr that is rewritten, on a terminal only.
class Progress {
  public:
    explicit Progress(std::string label);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void show(std::string_view text);

  private:
    std::string label_;
    bool is_terminal_;
    bool shown_ = false;
};

// "1,234,567"
std::string grouped(size_t number);

}  // namespace yitao::cli
