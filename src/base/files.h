// Whole small files, and names people can save.
//
//     std::string bytes = TRY(read_file(path));
//     TRY(write_file(path, bytes, Durable::kYes));
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace yitao {

// kNotFound where it cannot be opened, kIo where it cannot be read.
Result<std::string> read_file(const std::string& path);

enum class Durable : uint8_t { kNo, kYes };  // kYes: it is on the disk when this returns
// Written beside and renamed, so that nobody finds half a file; folders on the way are made.
Result<void> write_file(const std::string& path, std::string_view bytes,
                        Durable durable = Durable::kNo);

// Characters that Windows or Linux forbid in the names of files become "_".
std::string file_name_text(std::string_view text);

}  // namespace yitao
