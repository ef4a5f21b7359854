// Reads dictionary/*.toml of a pack; used by load.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "dictionary/phrase.h"

namespace yitao::pack {

Result<std::vector<dictionary::Phrase>> read_dictionary(const std::string& path);

}  // namespace yitao::pack
