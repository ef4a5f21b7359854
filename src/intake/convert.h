// The door for old workbooks: .xls, .et and .ods are turned into .xlsx by headless LibreOffice
// where it is installed. Never in the filling path itself: callers convert before they open.
//
//     std::string path = TRY(intake::as_xlsx("月报.xls"));    // a .xlsx is its own path
#pragma once

#include <string>

#include "base/result.h"

namespace yitao::intake {

enum class FileKind : uint8_t {
    kWorkbook,     // .xlsx: a zip container
    kOldWorkbook,  // .xls or .et (a compound file), .ods, or a web page or XML named .xls
    kEncrypted,    // a workbook behind a password
    kText,         // separated text
    kEmpty,
};

// By content first: a .xls renamed .xlsx is kOldWorkbook. kNotFound, kIo.
Result<FileKind> file_kind(const std::string& path);

// `path` itself if it is no old workbook, else a converted copy that lives in a temporary folder
// until the process ends. kUnsupported without LibreOffice, kDamaged when it cannot read the file
// or takes over two minutes. The child has its own profile and no shell, and is killed in time.
Result<std::string> as_xlsx(const std::string& path);

// A workbook as PDF, by the same child; the file lives as long.
Result<std::string> as_pdf(const std::string& path);

}  // namespace yitao::intake
