#include "api/office.h"
#include "api/routes.h"

namespace yitao::api {

namespace {

constexpr size_t kFoundByName = 20;

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
        const org::UnitIndex above = TRY(seen_unit(call.scope, tree, parent));
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
    const org::UnitIndex unit = TRY(seen_unit(call.scope, tree, call.arguments[0]));
    json::object out = to_json(tree, unit);
    out["path"] = path_json(call, unit);
    return reply(out);
}

}  // namespace yitao::api
