// Importing as `import` and `demo` do it, with progress on a terminal.
#pragma once

#include <string>

#include "cli/support.h"
#include "intake/import.h"

namespace yitao::cli {

Result<intake::ImportReport> import_with_progress(site::Site& site, const ledger::Schema& schema,
                                                  const std::string& path,
                                                  intake::ImportOptions options);
void print_import(const intake::ImportReport& report, double seconds);

}  // namespace yitao::cli
