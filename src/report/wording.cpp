#include "report/wording.h"

#include <algorithm>

namespace yitao::report {

std::vector<size_t> label_columns(const ledger::Schema& schema) {
    std::vector<size_t> columns;
    const auto add = [&](std::string_view id) {
        const auto column = schema.find_column(id);
        if (!column || id == schema.unit_column) return;
        if (std::ranges::find(columns, *column) == columns.end()) columns.push_back(*column);
    };
    for (const std::string& id : schema.key) add(id);
    add("name");
    return columns;
}

std::string signed_text(__int128 units, int scale) {
    if (units == 0) return "0";
    std::string digits;
    for (__int128 rest = units < 0 ? -units : units; rest > 0; rest /= 10) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    }
    const auto wanted = static_cast<size_t>(scale);
    if (digits.size() <= wanted) digits.insert(0, wanted + 1 - digits.size(), '0');
    if (wanted > 0) digits.insert(digits.size() - wanted, ".");
    return (units < 0 ? "-" : "+") + digits;
}

}  // namespace yitao::report
