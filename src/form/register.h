// The burden register (一套表目录): which forms there are, what each asks, what of it is known, and
// what is left to be asked, as a workbook for people and paper.
//
//     TRY(write_register("负担清单.xlsx", forms, burden, tree, today));
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "org/tree.h"
#include "recognise/burden/burden.h"

namespace yitao::form {

// 民政 of "01民政_社会救助月报"; empty where a name begins otherwise.
std::string department_in_name(std::string_view name);
// 制发部门: as printed on the form, else what the file's name begins with ("01民政_…" → 民政).
std::string issuer_of(const recognise::AskingForm& form);

// Sheets 精简情况 (each unit's figures), 报表目录 (a row for each form), 待填清单 (a row for each
// question). `tree` may be nullptr.
Result<void> write_register(const std::string& path,
                            const std::vector<recognise::AskingForm>& forms,
                            const recognise::Burden& burden, const org::Tree* tree, Date today);

}  // namespace yitao::form
