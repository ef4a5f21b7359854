// Several files as one zip, in memory: copies of a workbook to hand on.
//
//     ZipBundle bundle;
//     TRY(bundle.add("月报_四邑村.xlsx", bytes));
//     std::string zip = TRY(bundle.finish());
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace yitao::xlsx {

class ZipBundle {
  public:
    ZipBundle();
    ~ZipBundle();
    ZipBundle(const ZipBundle&) = delete;
    ZipBundle& operator=(const ZipBundle&) = delete;

    // Names are told apart by the caller. Stored as it is: a workbook is compressed already.
    Result<void> add(const std::string& name, std::string bytes);
    Result<std::string> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
