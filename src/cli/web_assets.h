// The page, embedded in the program: web/dist as the build made it, compressed where that helps.
#pragma once

#include "api/app.h"

namespace yitao::cli {

// False: there is no such file, or the program was built without the page (-DYITAO_WEB=OFF).
bool find_web_asset(std::string_view path, api::Asset& asset);

}  // namespace yitao::cli
