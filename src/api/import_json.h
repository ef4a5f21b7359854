// How an import ended, as JSON: for `yitao import --json`, and between a running server and the
// command line that has it import a file.
#pragma once

#include <boost/json.hpp>

#include "intake/import.h"

namespace yitao::api {

boost::json::object to_json(const intake::ImportReport& report);
// The reverse; kInvalid where it is no such object.
Result<intake::ImportReport> import_report_of(const boost::json::value& json);

// {"zh","en","place"} of an error.
boost::json::object to_json(const Error& error);
Error error_of(const boost::json::object& json);

}  // namespace yitao::api
