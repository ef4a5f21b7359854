// One ledger file and one file of code lists; used by load.cpp.
#pragma once

#include <string>
#include <vector>

#include "pack/pack.h"

namespace yitao::pack {

struct LedgerFile {
    ledger::Schema schema;
    LedgerNotes notes;
};

Result<LedgerFile> read_ledger(const std::string& path, const std::string& pack);
Result<std::vector<ledger::CodeList>> read_code_lists(const std::string& path);

// [a-z][a-z0-9_]*
bool is_id(std::string_view text);

}  // namespace yitao::pack
