// A form's identity as the law wants it printed, usually at its top right: 表号, 制定机关,
// 批准（备案）机关 and 文号, 有效期至. A form without them, or past its date, may be refused by
// those who are asked to fill it; so what is missing or expired is said.
//
//     FormIdentity form = TRY(read_identity(book));
//     form.number->text              // "统基1表"
//     check_identity(form, today)    // {"没有批准文号 …", "已过有效期（至2026年1月31日） …"}
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "xlsx/workbook.h"

namespace yitao::recognise {

struct FormIdentity {
    // What is printed behind a label; a label with a blank behind it is no item.
    struct Item {
        std::string text;
        size_t sheet = 0;
        xlsx::CellRef cell;  // where the text stands
    };
    std::optional<Item> number;       // 表号
    std::optional<Item> issued_by;    // 制定机关
    std::optional<Item> approved_by;  // 批准机关, 备案机关
    std::optional<Item> approval;     // 批准文号, 备案文号
    std::optional<Item> valid_to;     // as printed: "2026年1月"
    std::optional<Date> last_day;     // of valid_to; nothing: not printed, or no day ("长期")

    [[nodiscard]] bool is_expired(Date today) const { return last_day && *last_day < today; }
};

// The workbook's: each item as first printed, sheets and cells in reading order. Bounded: the first
// kMaxIdentityCells texts of each visible sheet are looked at.
inline constexpr size_t kMaxIdentityCells = 20'000;
Result<FormIdentity> read_identity(xlsx::Workbook& book);
// One sheet's, added to what is known already.
void read_identity(const xlsx::Grid& grid, size_t sheet, FormIdentity& identity);

// What is missing or expired, one sentence each; empty: all is in order.
std::vector<Message> check_identity(const FormIdentity& identity, Date today);

}  // namespace yitao::recognise
