#include "intake/unit_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace yitao::intake {

namespace {

constexpr size_t kMaxRemembered = 50'000;
constexpr size_t kMaxTyped = 512;
constexpr size_t kShownCandidates = 5;

struct Ending {
    std::string_view long_form;
    std::string_view plain;
};
constexpr std::array kEndings = std::to_array<Ending>({
    {"村村民委员会", "村"}, {"社区居民委员会", "社区"}, {"社区居委会", "社区"}, {"村民委员会", "村"},
    {"村委会", "村"},       {"居民委员会", "社区"},     {"居委会", "社区"},     {"街道办事处", "街道"},
    {"街道办", "街道"},     {"人民政府", ""},           {"生活区管委会", "生活区"},
});

std::optional<org::UnitCode> digits_to_code(std::string_view digits) {
    std::string code(digits);
    if (code.size() != 6 && code.size() != 9 && code.size() != 12) return std::nullopt;
    code.resize(12, '0');
    return org::parse_unit_code(code);
}

}  // namespace

std::string plain_unit_name(std::string_view name) {
    std::string key = match_key(name);
    for (const Ending& ending : kEndings) {
        if (!key.ends_with(ending.long_form) || key.size() == ending.long_form.size()) continue;
        key.resize(key.size() - ending.long_form.size());
        key += ending.plain;
        break;
    }
    return key;
}

Result<org::UnitCode> UnitIndex::find(std::string_view typed) {
    // A whole code is one even where the tree does not know it: the row lands, and is flagged.
    if (std::optional<org::UnitCode> code = org::parse_unit_code(typed)) return *code;
    if (auto known = remembered_.find(typed); known != remembered_.end()) return known->second;
    Result<org::UnitCode> found = look_up(typed);
    if (remembered_.size() < kMaxRemembered) remembered_.emplace(typed, found);
    return found;
}

Result<org::UnitCode> UnitIndex::look_up(std::string_view typed) {
    if (typed.size() > kMaxTyped) {
        return fail(ErrorCode::kNotFound, "不是单位名称", "not the name of a unit");
    }
    std::string text = fold_width(typed);
    size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits >= 6) {
        // A code with a name behind it is the code.
        std::optional<org::UnitCode> code = digits_to_code(std::string_view(text).substr(0, digits));
        if (code && (digits == 12 || tree_.find(*code))) return *code;
        return fail(ErrorCode::kNotFound, fmt::format("单位代码 {} 不在组织机构中", text.substr(0, 40)),
                    fmt::format("unit code {} is not in the organisation", text.substr(0, 40)));
    }
    return by_name(typed);
}

void UnitIndex::build() {
    if (built_) return;
    built_ = true;
    for (org::UnitIndex u = 0; u < tree_.size(); ++u) {
        std::string plain = plain_unit_name(tree_.unit(u).name);
        longest_ = std::max(longest_, plain.size());
        by_name_[std::move(plain)].push_back(u);
    }
}

// Whether the words before a unit's name are names of what it belongs to, upwards: any of them may
// be left out.
bool UnitIndex::fits_path(org::UnitIndex unit, std::string_view before) const {
    while (!before.empty() && (before.back() == '-' || before.back() == '/' || before.back() == '>')) {
        before.remove_suffix(1);
    }
    if (before.empty()) return true;
    for (org::UnitIndex above = unit; tree_.parent_of(above) != above;) {
        above = tree_.parent_of(above);
        std::string name = plain_unit_name(tree_.unit(above).name);
        if (before.ends_with(name)) {
            return fits_path(above, before.substr(0, before.size() - name.size()));
        }
    }
    // The province stands above many trees.
    return before.ends_with("省") && before.size() <= 12;
}

std::string UnitIndex::path(org::UnitIndex unit) const {
    std::string text = tree_.unit(unit).name;
    for (org::UnitIndex u = unit; tree_.parent_of(u) != u;) {
        u = tree_.parent_of(u);
        if (tree_.parent_of(u) != u || u == unit) text = tree_.unit(u).name + text;
    }
    return fmt::format("{} {}", org::format_unit_code(tree_.unit(unit).code), text);
}

Result<org::UnitCode> UnitIndex::by_name(std::string_view typed) {
    build();
    std::string key = plain_unit_name(typed);
    std::vector<org::UnitIndex> found;
    // The whole text is a name, or its end is one and the rest names what it belongs to.
    for (size_t cut = 0; cut < key.size() && found.empty(); ++cut) {
        if ((static_cast<unsigned char>(key[cut]) & 0xC0) == 0x80) continue;
        if (key.size() - cut > longest_) continue;
        auto named = by_name_.find(key.substr(cut));
        if (named == by_name_.end()) continue;
        for (org::UnitIndex unit : named->second) {
            if (fits_path(unit, std::string_view(key).substr(0, cut))) found.push_back(unit);
        }
    }
    if (found.empty()) {
        return fail(ErrorCode::kNotFound, fmt::format("没有叫“{}”的单位", typed),
                    fmt::format("no unit is called \"{}\"", typed));
    }
    if (found.size() == 1) return tree_.unit(found[0]).code;
    std::string names;
    for (size_t i = 0; i < std::min(found.size(), kShownCandidates); ++i) {
        names += (i > 0 ? "；" : "") + path(found[i]);
    }
    if (found.size() > kShownCandidates) names += "……";
    return fail(ErrorCode::kConflict,
                fmt::format("“{}”有 {} 个，请写代码或写全称：{}", typed, found.size(), names),
                fmt::format("{} units are called \"{}\"; give the code or the full path: {}",
                            found.size(), typed, names));
}

}  // namespace yitao::intake
