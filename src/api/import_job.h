// One import as a job, with the office let go between batches so that others are answered.
#pragma once

#include <string>

#include "api/office.h"

namespace yitao::api {

void run_import(Office& office, const ledger::Schema& schema, const std::string& path,
                intake::ImportOptions options, Job job, const Jobs::Tell& tell);

}  // namespace yitao::api
