// Reads every cell of a workbook's sheets and prints what it met, like wc: the yardstick of the
// reader against `unzip -p` and other libraries.
//
//     xlsx_read FILE [SHEET]     SHEET from 1; all sheets without it
#include <cstdio>
#include <cstdlib>
#include <string>

#include "xlsx/workbook.h"

namespace yitao::xlsx {
namespace {

struct Counts {
    size_t rows = 0;
    size_t cells = 0;
    size_t texts = 0;
    size_t text_bytes = 0;
    size_t dates = 0;
    double sum = 0;
};

Result<void> count_sheet(Workbook& book, size_t sheet, Counts& counts) {
    RowReader rows = TRY(book.rows(sheet));
    while (const Row* row = TRY(rows.next())) {
        ++counts.rows;
        counts.cells += row->cells.size();
        for (const Cell& cell : row->cells) {
            if (const auto* number = std::get_if<double>(&cell.value)) {
                counts.sum += *number;
                counts.dates += cell.is_date ? 1 : 0;
            } else if (const auto* text = std::get_if<std::string_view>(&cell.value)) {
                ++counts.texts;
                counts.text_bytes += text->size();
            }
        }
    }
    return {};
}

Result<void> run(const std::string& path, size_t only) {
    Workbook book = TRY(Workbook::open(path));
    for (size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
        if (only != 0 && sheet + 1 != only) continue;
        Counts counts;
        TRY(count_sheet(book, sheet, counts));
        std::printf("%s: %zu rows, %zu cells, %zu texts of %zu bytes, %zu dates, sum %.2f\n",
                    book.sheets()[sheet].name.c_str(), counts.rows, counts.cells, counts.texts,
                    counts.text_bytes, counts.dates, counts.sum);
    }
    return {};
}

}  // namespace
}  // namespace yitao::xlsx

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: xlsx_read FILE [SHEET]\n");
        return 2;
    }
    const auto done = yitao::xlsx::run(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0);
    if (done) return 0;
    std::fprintf(stderr, "%s\n", done.error().text().c_str());
    return 2;
}
