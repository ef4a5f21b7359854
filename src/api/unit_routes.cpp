#include "api/office.h"
#include "api/routes.h"

namespace yitao::api {

namespace {

constexpr size_t kFoundByName = 20;

Result<org::UnitIndex> seen_unit(const Call& call, std::string_view text) {
    const auto code = org::parse_unit_code(text);
    const auto unit = code ? call.tree->find(*code) : std::nullopt;
    if (unit && call.scope.sees(*unit)) return *unit;
    return fail(ErrorCode::kNotFound, "没有这个单位，或不在您岗位的范围内",
                "there is no such unit, or your post does not see it", std::string(text));
}

}  // namespace

Answer list_units(Call& call) {
    const org::Tree& tree = *call.tree;
    json::array items;
    if (const std::string_view wanted = call.query("q"); !wanted.empty()) {
        for (const org::UnitIndex unit : tree.find_by_name(wanted)) {
            if (call.scope.sees(unit)) items.push_back(to_json(tree, unit));
            if (items.size() == kFoundByName) break;
        }
    } else if (const std::string_view parent = call.query("parent"); !parent.empty()) {
        const org::UnitIndex above = TRY(seen_unit(call, parent));
        for (org::UnitIndex unit = above + 1; unit < tree.end_of(above); unit = tree.end_of(unit)) {
            items.push_back(to_json(tree, unit));
        }
    } else if (call.scope.begin < call.scope.end) {
        items.push_back(to_json(tree, call.scope.begin));
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer show_unit(Call& call) {
    const org::Tree& tree = *call.tree;
    const org::UnitIndex unit = TRY(seen_unit(call, call.arguments[0]));
    json::object out = to_json(tree, unit);
    std::vector<json::object> above;
    for (org::UnitIndex at = unit; call.scope.sees(at); at = tree.parent_of(at)) {
        above.push_back(to_json(tree, at));
        if (tree.parent_of(at) == at) break;
    }
    json::array path;
    for (auto one = above.rbegin(); one != above.rend(); ++one) path.push_back(std::move(*one));
    out["path"] = std::move(path);
    return reply(out);
}

}  // namespace yitao::api
