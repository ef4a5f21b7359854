// The sample city of `demo`. It is made in a folder beside the data directory and put in its place
// when it is whole; a later run leaves it, only taking over packs that have changed since.
//
//     TRY(ready_city(common, options, as_of));   // now common.data is the sample city
//
// A data directory that `demo` did not make is never touched.
#pragma once

#include "base/date.h"
#include "base/result.h"
#include "cli/commands.h"

namespace yitao::cli {

Result<void> ready_city(const CommonOptions& common, const DemoOptions& options, Date as_of);

}  // namespace yitao::cli
