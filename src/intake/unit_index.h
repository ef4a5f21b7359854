// Units as people write them in a column: a 12-digit code, a shorter code without its zeros, a name,
// or a path of names ("嘉鱼县潘家湾镇四邑村"). 四邑村, 四邑村委会 and 四邑村民委员会 are one name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "intake/code_index.h"
#include "org/tree.h"

namespace yitao::intake {

class UnitIndex {
  public:
    // The tree must outlive the index.
    explicit UnitIndex(const org::Tree& tree) : tree_(tree) {}
    // Twelve digits are taken as they are. kNotFound; kConflict when several units are called so: the
    // message names them.
    Result<org::UnitCode> find(std::string_view typed);

  private:
    Result<org::UnitCode> look_up(std::string_view typed);
    Result<org::UnitCode> by_name(std::string_view typed);
    void build();
    [[nodiscard]] bool fits_path(org::UnitIndex unit, std::string_view before) const;
    [[nodiscard]] std::string path(org::UnitIndex unit) const;

    const org::Tree& tree_;
    bool built_ = false;
    std::unordered_map<std::string, std::vector<org::UnitIndex>> by_name_;  // by plain name
    size_t longest_ = 0;  // bytes of the longest plain name
    TextMap<Result<org::UnitCode>> remembered_;
};

// The name without what offices add to it: 村民委员会, 居民委员会, 人民政府, 办事处.
std::string plain_unit_name(std::string_view name);

}  // namespace yitao::intake
