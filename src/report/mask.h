// Personal values as somebody may see them who only has to recognise a row, not to learn of the
// person: enough of a number or a name to find the paper file by.
//
//     masked(id_number, "421221194610030012") == "421***********0012"
//     masked(name, "张美玲") == "张**"
#pragma once

#include <string>

#include "ledger/schema.h"

namespace yitao::report {

enum class Personal : uint8_t { kMasked, kShown };

// `text` as format_field gives it. Of a personal column: texts and references to a few characters,
// dates to their year; codes and numbers stay, since without them the row explains nothing. Of a
// sealed column nothing is left. Other columns stay as they are.
std::string masked(const ledger::Column& column, std::string text);
// The same as it is asked for.
inline std::string shown(const ledger::Column& column, std::string text, Personal personal) {
    return personal == Personal::kShown ? std::move(text) : masked(column, std::move(text));
}

}  // namespace yitao::report
