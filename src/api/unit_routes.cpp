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

Answer update_units(Call& call) {
    Office& office = call.office;
    if (call.scope.begin != 0 || call.scope.end != call.tree->size()) return forbidden(call);
    constexpr std::string_view kThrough = "units.csv";
    // Read once more inside; here so that nothing is recorded of a file that does not hold.
    TRY(org::Register::parse_csv(call.request.body, std::string(kThrough)));
    TRY(office.accounts->record_units_update(call.session->actor(), kThrough));
    TRY(office.site.update_units(
        call.request.body,
        {.who = call.who, .through = std::string(kThrough), .effective_on = {}}));
    told(office);
    const auto tree = TRY(office.site.tree(office.site.clock().today()));
    return reply(json::object{{"units", tree->size()}});
}

Answer units_file(Call& call) {
    if (call.scope.begin != 0 || call.scope.end != call.tree->size()) return forbidden(call);
    return attachment(TRY(call.office.site.units_csv()), "text/csv; charset=utf-8", "units.csv");
}

}  // namespace yitao::api
