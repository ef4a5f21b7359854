#include "org/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/limits.h"
#include "org/register.h"

namespace yitao::org {

namespace {

constexpr UnitIndex kNoUnit = UINT32_MAX;

bool before(const Unit& a, const Unit& b) {
    return a.code != b.code ? a.code < b.code : a.opened < b.opened;
}

// Units valid on one day, still by code, and the position of each one's parent among them.
struct Resolved {
    std::vector<const Unit*> units;
    std::vector<UnitIndex> parents;  // kNoUnit: a root
};

std::optional<UnitIndex> position_of(const std::vector<const Unit*>& units, UnitCode code) {
    auto found = std::ranges::lower_bound(units, code, {}, [](const Unit* u) { return u->code; });
    if (found == units.end() || (*found)->code != code) return std::nullopt;
    return static_cast<UnitIndex>(found - units.begin());
}

Result<Resolved> resolve(std::span<const Unit> sorted, const VersionIndex& index, Date day) {
    Resolved resolved;
    resolved.units.reserve(sorted.size());
    for (const Unit& unit : sorted) {
        if (unit.opened <= day && day < unit.closed) resolved.units.push_back(&unit);
    }
    resolved.parents.reserve(resolved.units.size());
    UnitIndex last = kNoUnit;  // brothers mostly stand together
    for (const Unit* unit : resolved.units) {
        if (unit->parent == 0) {
            resolved.parents.push_back(kNoUnit);
            continue;
        }
        if (last == kNoUnit || resolved.units[last]->code != unit->parent) {
            std::optional<UnitIndex> parent = position_of(resolved.units, unit->parent);
            if (!parent) {
                const Unit* successor = index.on_or_after(unit->parent, day);
                if (successor != nullptr) parent = position_of(resolved.units, successor->code);
            }
            if (!parent || resolved.units[*parent]->level >= unit->level) {
                return fail(ErrorCode::kConflict,
                            fmt::format("{} 的单位 {} {} 没有上级", day.iso(),
                                        format_unit_code(unit->code), unit->name),
                            fmt::format("on {} unit {} {} has no parent above it", day.iso(),
                                        format_unit_code(unit->code), unit->name));
            }
            last = *parent;
        }
        resolved.parents.push_back(last);
    }
    return resolved;
}

// Order of a depth-first walk, children by code: position → depth-first number. Parents stand at a
// level above their children, so the walk ends.
std::vector<UnitIndex> number_depth_first(const Resolved& resolved) {
    size_t count = resolved.units.size();
    std::vector<UnitIndex> children(count);
    auto above = [&](size_t i) {
        return resolved.parents[i] == kNoUnit ? count : size_t{resolved.parents[i]};
    };
    std::vector<UnitIndex> begin(count + 2, 0);
    for (size_t i = 0; i < count; ++i) ++begin[above(i) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<UnitIndex> next(begin.begin(), begin.end() - 1);
    for (size_t i = 0; i < count; ++i) children[next[above(i)]++] = static_cast<UnitIndex>(i);

    std::vector<UnitIndex> number(count, kNoUnit);
    std::vector<UnitIndex> stack;
    UnitIndex given = 0;
    auto push_children = [&](size_t parent) {
        for (UnitIndex c = begin[parent + 1]; c > begin[parent]; --c) {
            stack.push_back(children[c - 1]);
        }
    };
    push_children(count);
    while (!stack.empty()) {
        UnitIndex unit = stack.back();
        stack.pop_back();
        number[unit] = given++;
        push_children(unit);
    }
    return number;
}

}  // namespace

std::optional<UnitCode> parse_unit_code(std::string_view text) {
    if (text.size() != 12) return std::nullopt;
    UnitCode code = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        code = code * 10 + (c - '0');
    }
    return code == 0 ? std::nullopt : std::optional(code);
}

std::string format_unit_code(UnitCode code) { return fmt::format("{:012}", code); }

std::optional<UnitIndex> Tree::find(UnitCode code) const {
    auto found = index_.find(code);
    if (found == index_.end()) return std::nullopt;
    return found->second;
}

bool Tree::says_the_same(const Tree& other) const {
    return index_ == other.index_ &&
           std::ranges::equal(units_, other.units_, [](const Unit& a, const Unit& b) {
               return a.code == b.code && a.name == b.name && a.level == b.level &&
                      a.parent == b.parent;
           });
}

std::vector<UnitIndex> Tree::of_level(Level level, UnitIndex within) const {
    std::vector<UnitIndex> found;
    for (UnitIndex u = within; u < end_of(within); ++u) {
        if (units_[u].level == level) found.push_back(u);
    }
    return found;
}

std::span<const UnitIndex> Tree::named(std::string_view name) const {
    std::call_once(names_->once, [this] {
        names_->sorted.resize(units_.size());
        std::iota(names_->sorted.begin(), names_->sorted.end(), UnitIndex{0});
        std::ranges::stable_sort(names_->sorted, {}, [this](UnitIndex u) -> const std::string& {
            return units_[u].name;
        });
    });
    auto found = std::ranges::equal_range(names_->sorted, name, {}, [this](UnitIndex u) {
        return std::string_view(units_[u].name);
    });
    return {found.begin(), found.end()};
}

std::vector<UnitIndex> Tree::find_by_name(std::string_view name) const {
    std::vector<UnitIndex> equal;
    std::vector<UnitIndex> containing;
    if (name.empty()) return equal;
    for (UnitIndex u = 0; u < units_.size(); ++u) {
        if (units_[u].name == name) equal.push_back(u);
        if (units_[u].name.find(name) != std::string::npos) containing.push_back(u);
    }
    return equal.empty() ? containing : equal;
}

Result<Register> Register::from_units(std::vector<Unit> units) {
    if (units.size() > kMaxUnits) {
        return fail(ErrorCode::kLimit, fmt::format("单位超过 {} 个", kMaxUnits),
                    fmt::format("more than {} units", kMaxUnits));
    }
    std::ranges::stable_sort(units, before);
    if (auto found = find_contradiction(units)) {
        const Unit& unit = units[found->unit];
        return fail(found->code, std::move(found->message.zh), std::move(found->message.en),
                    fmt::format("{} {}", format_unit_code(unit.code), unit.name));
    }
    Register made;
    made.units_ = std::move(units);
    return made;
}

Result<Tree> Register::tree(Date as_of) const {
    VersionIndex index(units_);
    Resolved resolved = TRY(resolve(units_, index, as_of));
    std::vector<UnitIndex> number = number_depth_first(resolved);
    size_t count = resolved.units.size();
    if (count == 0) {
        return fail(ErrorCode::kNotFound, fmt::format("{} 没有任何单位", as_of.iso()),
                    fmt::format("there are no units on {}", as_of.iso()));
    }
    Tree tree;
    tree.as_of_ = as_of;
    tree.units_.resize(count);
    tree.parent_.resize(count);
    tree.end_.resize(count);
    tree.index_.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        UnitIndex own = number[i];
        tree.units_[own] = *resolved.units[i];
        UnitIndex parent = resolved.parents[i];
        tree.parent_[own] = parent == kNoUnit ? own : number[parent];
        tree.index_.emplace(resolved.units[i]->code, own);
    }
    // A child's number is above its parent's: backwards, each subtree is complete before it is used.
    for (size_t u = count; u-- > 0;) {
        tree.end_[u] = std::max(tree.end_[u], static_cast<UnitIndex>(u + 1));
        UnitIndex parent = tree.parent_[u];
        if (parent != u) tree.end_[parent] = std::max(tree.end_[parent], tree.end_[u]);
    }
    for (const Unit& unit : units_) {
        if (unit.closed > as_of || tree.index_.contains(unit.code)) continue;
        const Unit* successor = index.on_or_after(unit.code, as_of);
        if (successor == nullptr) continue;
        if (auto found = tree.index_.find(successor->code); found != tree.index_.end()) {
            tree.index_.emplace(unit.code, found->second);
        }
    }
    return tree;
}

}  // namespace yitao::org
