// In which order a form wants the rows of a list: 按出生先后，最近出生的排最前面; 按金额由高到低;
// 先按村，同村的年龄大者在前.
#pragma once

#include <string>
#include <vector>

#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 按出生日期先后, 岁数大的在前.
bool speaks_of_order(std::string_view text);

struct ListOrder {
    size_t column = 0;  // of the ledger
    bool down = false;
    bool operator==(const ListOrder&) const = default;
};

// What one text says; `headings` are those of the list's columns with the ledger's column each
// shows. Empty: it speaks of no order.
struct OrderHeading {
    std::string text;
    size_t column = 0;
};
std::vector<ListOrder> order_in(const Vocabulary& words, size_t ledger, std::string_view text,
                                const std::vector<OrderHeading>& headings);
// What the texts of a list's table say.
std::vector<ListOrder> order_asked(const Vocabulary& words, size_t ledger, const SheetCells& cells,
                                   const Table& table, const std::vector<OrderHeading>& headings);

}  // namespace yitao::recognise
