// The table of texts that cells refer to by number; kept in one arena, so that a text is a view
// that stays where it is for the life of the table.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "xlsx/package.h"

namespace yitao::xlsx {

class SharedStrings {
  public:
    // Rich text becomes its runs' text, phonetic guides are left out. Errors: kLimit, kDamaged.
    static Result<SharedStrings> read(const PackageEntry& part,
                                      size_t max_count = kMaxSharedStrings);

    [[nodiscard]] size_t size() const { return texts_.size(); }
    [[nodiscard]] std::string_view operator[](size_t index) const { return texts_[index]; }

  private:
    class Parser;
    void add(std::string_view text);

    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;
    size_t free_size_ = 0;
    size_t text_bytes_ = 0;
    std::vector<std::string_view> texts_;
};

}  // namespace yitao::xlsx
