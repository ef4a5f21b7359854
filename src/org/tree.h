// The organisation tree. A Register holds every version of every unit (names, parents and codes
// change over time); a Tree is the register resolved at one date, units numbered depth first, so
// that a subtree is one interval of indices. Both are immutable values once built.
//
//     Register units = TRY(Register::parse_csv(text, "units.csv"));
//     Tree tree = TRY(units.tree(as_of));
//     UnitIndex town = *tree.find(*parse_unit_code("421221106000"));
//     for (UnitIndex u = town; u < tree.end_of(town); ++u) …      // the township and its villages
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace yitao::org {

enum class Level : uint8_t { kNation, kProvince, kCity, kCounty, kTownship, kVillage };

std::string_view level_name(Level level);     // "village"
std::string_view level_name_zh(Level level);  // "村（社区）"
// "village", "村", "社区", "村级", "township", "乡镇", "县", "county" …
std::optional<Level> parse_level(std::string_view text);

using UnitCode = int64_t;    // the 12-digit code as a number; 0: none
using UnitIndex = uint32_t;  // depth-first number in one Tree

std::optional<UnitCode> parse_unit_code(std::string_view text);  // exactly 12 digits
std::string format_unit_code(UnitCode code);                     // 12 digits

// One version of a unit, valid on days opened <= day < closed.
struct Unit {
    UnitCode code = 0;
    std::string name;
    Level level = Level::kVillage;
    UnitCode parent = 0;       // 0: a root
    Date opened = kEarliestDate;
    Date closed = kLatestDate;
    UnitCode replaced_by = 0;  // what rows under this code belong to after `closed`
    bool legal_unit = true;    // false: development zones, farms of the statistics list
};

class Tree {
  public:
    [[nodiscard]] size_t size() const { return units_.size(); }
    [[nodiscard]] const Unit& unit(UnitIndex index) const { return units_[index]; }
    [[nodiscard]] std::span<const Unit> units() const { return units_; }
    // One past the last unit of the subtree of `index`.
    [[nodiscard]] UnitIndex end_of(UnitIndex index) const { return end_[index]; }
    // Index of the parent; the unit itself for a root.
    [[nodiscard]] UnitIndex parent_of(UnitIndex index) const { return parent_[index]; }
    [[nodiscard]] bool contains(UnitIndex ancestor, UnitIndex unit) const {
        return unit >= ancestor && unit < end_[ancestor];
    }
    // The unit that carries `code` at the tree's date; a closed code leads to its successor.
    [[nodiscard]] std::optional<UnitIndex> find(UnitCode code) const;
    [[nodiscard]] Date as_of() const { return as_of_; }
    // Whether all that is read from a tree is the same, its date aside: units with their numbers,
    // names and places, and which codes lead to them.
    [[nodiscard]] bool says_the_same(const Tree& other) const;
    // All units of one level inside a subtree, in depth-first order.
    [[nodiscard]] std::vector<UnitIndex> of_level(Level level, UnitIndex within) const;
    // Units with exactly this name, in depth-first order; the first call sorts all names.
    [[nodiscard]] std::span<const UnitIndex> named(std::string_view name) const;
    // Units whose name equals or, failing that, contains the text.
    [[nodiscard]] std::vector<UnitIndex> find_by_name(std::string_view name) const;

  private:
    friend class Register;
    Date as_of_;
    std::vector<Unit> units_;
    std::vector<UnitIndex> end_;
    std::vector<UnitIndex> parent_;
    std::unordered_map<UnitCode, UnitIndex> index_;  // successors of closed codes included
    struct Names {
        std::once_flag once;
        std::vector<UnitIndex> sorted;  // by name, then by number
    };
    std::shared_ptr<Names> names_ = std::make_shared<Names>();  // equal for copies
};

class Register {
  public:
    // Columns code,name,level,parent[,opened,closed,replaced_by,legal_unit] in any order, headings
    // in English or Chinese (代码 名称 级别 上级 启用日期 停用日期 并入 法定). Refuses cycles, orphans, overlapping
    // versions of one code, codes that are not 12 digits, a child whose level is not below its
    // parent's — each with its line.
    static Result<Register> parse_csv(std::string_view text, std::string_view file_name);
    static Result<Register> from_units(std::vector<Unit> units);

    [[nodiscard]] std::span<const Unit> versions() const { return units_; }
    // Fails when the versions valid at that date do not form a tree, or there are none.
    [[nodiscard]] Result<Tree> tree(Date as_of) const;

  private:
    std::vector<Unit> units_;
};

}  // namespace yitao::org
