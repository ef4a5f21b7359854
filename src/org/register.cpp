#include "org/register.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitao::org {

namespace {

constexpr int kMaxSuccessors = 64;  // reforms a code can have gone through

Contradiction contradiction(size_t unit, ErrorCode code, std::string zh, std::string en) {
    return {unit, code, {std::move(zh), std::move(en)}};
}

std::string describe(const Unit& unit) {
    return fmt::format("{} {}", format_unit_code(unit.code), unit.name);
}

// Follows parents upwards; longer than the levels there are means a circle.
bool is_circular(const VersionIndex& index, const Unit& start) {
    const Unit* unit = &start;
    for (size_t steps = 0; steps <= 16; ++steps) {
        if (unit->parent == 0) return false;
        unit = index.on_or_after(unit->parent, start.opened);
        if (unit == nullptr) return false;
        if (unit->code == start.code) return true;
    }
    return false;
}

// The parent must exist at a higher level on every day of the child's life.
std::optional<Contradiction> check_parent(const VersionIndex& index, const Unit& unit, size_t at) {
    if (unit.parent == 0) return std::nullopt;
    for (Date day = unit.opened; day < unit.closed;) {
        const Unit* parent = index.on_or_after(unit.parent, day);
        if (parent == nullptr) {
            bool never = index.of(unit.parent).empty();
            std::string code = format_unit_code(unit.parent);
            return contradiction(
                at, ErrorCode::kNotFound,
                never ? fmt::format("上级 {} 不在表中", code)
                      : fmt::format("上级 {} 在 {} 不存在", code, day.iso()),
                never ? fmt::format("its parent {} is not in the file", code)
                      : fmt::format("its parent {} does not exist on {}", code, day.iso()));
        }
        if (parent->level >= unit.level) {
            if (is_circular(index, unit)) {
                return contradiction(at, ErrorCode::kConflict,
                                     fmt::format("{} 是自己的上级（循环）", describe(unit)),
                                     fmt::format("{} is its own ancestor (a cycle)", describe(unit)));
            }
            return contradiction(
                at, ErrorCode::kConflict,
                fmt::format("级别 {} 不低于上级 {} 的级别 {}", level_name_zh(unit.level),
                            describe(*parent), level_name_zh(parent->level)),
                fmt::format("level {} is not below level {} of its parent {}",
                            level_name(unit.level), level_name(parent->level), describe(*parent)));
        }
        Date next = parent->closed;
        for (const Unit& version : index.of(unit.parent)) {
            if (version.opened > day) next = std::min(next, version.opened);
        }
        day = next;
    }
    return std::nullopt;
}

std::optional<Contradiction> check_version(const VersionIndex& index,
                                           std::span<const Unit> sorted, size_t at) {
    const Unit& unit = sorted[at];
    if (unit.closed <= unit.opened) {
        return contradiction(at, ErrorCode::kInvalid,
                             fmt::format("停用日期 {} 不晚于启用日期 {}", unit.closed.iso(),
                                         unit.opened.iso()),
                             fmt::format("closed on {}, not after it opened on {}",
                                         unit.closed.iso(), unit.opened.iso()));
    }
    if (at > 0 && sorted[at - 1].code == unit.code && sorted[at - 1].closed > unit.opened) {
        return contradiction(at, ErrorCode::kConflict,
                             fmt::format("代码 {} 重复（有效期重叠）", format_unit_code(unit.code)),
                             fmt::format("code {} appears twice for the same days",
                                         format_unit_code(unit.code)));
    }
    if (unit.replaced_by == unit.code) {
        return contradiction(at, ErrorCode::kConflict, "并入的单位是自己", "it is replaced by itself");
    }
    if (unit.replaced_by != 0 && index.of(unit.replaced_by).empty()) {
        std::string code = format_unit_code(unit.replaced_by);
        return contradiction(at, ErrorCode::kNotFound, fmt::format("并入的单位 {} 不在表中", code),
                             fmt::format("its successor {} is not in the file", code));
    }
    return std::nullopt;
}

}  // namespace

std::span<const Unit> VersionIndex::of(UnitCode code) const {
    auto found = std::ranges::equal_range(units_, code, {}, &Unit::code);
    return {found.begin(), found.end()};
}

const Unit* VersionIndex::on(UnitCode code, Date day) const {
    for (const Unit& version : of(code)) {
        if (version.opened <= day && day < version.closed) return &version;
    }
    return nullptr;
}

const Unit* VersionIndex::on_or_after(UnitCode code, Date day) const {
    for (int step = 0; step < kMaxSuccessors; ++step) {
        const Unit* last_closed = nullptr;
        for (const Unit& version : of(code)) {
            if (version.opened <= day && day < version.closed) return &version;
            if (version.closed <= day) last_closed = &version;
        }
        if (last_closed == nullptr || last_closed->replaced_by == 0) return nullptr;
        code = last_closed->replaced_by;
    }
    return nullptr;
}

std::optional<Contradiction> find_contradiction(std::span<const Unit> sorted) {
    VersionIndex index(sorted);
    for (size_t at = 0; at < sorted.size(); ++at) {
        if (auto found = check_version(index, sorted, at)) return found;
    }
    for (size_t at = 0; at < sorted.size(); ++at) {
        if (auto found = check_parent(index, sorted[at], at)) return found;
    }
    return std::nullopt;
}

}  // namespace yitao::org
