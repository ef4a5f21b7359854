// A site with the ledgers of a township set (tests/fixtures/township-a), for tests that ask it.
#pragma once

#include <filesystem>
#include <string>

#include "site/site.h"

namespace yitao::township {

std::string read_file(const std::string& path);

// Made in `data`, which must be missing or empty.
Result<site::Site> make_site(const std::string& folder, const std::filesystem::path& data,
                             const Clock& clock);

}  // namespace yitao::township
