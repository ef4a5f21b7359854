#include "api/call.h"

#include <algorithm>
#include <charconv>

#include "api/office.h"
#include "report/period.h"

namespace yitao::api {

Result<std::string> text_of(const Call& call, std::string_view name) {
    const json::value* value = call.body.if_contains(name);
    if (value != nullptr && value->is_string()) return std::string(value->as_string());
    return fail(ErrorCode::kInvalid, fmt::format("缺少 {}", name),
                fmt::format("{} is missing", name), std::string(name));
}

std::string text_or(const Call& call, std::string_view name, std::string_view other) {
    const json::value* value = call.body.if_contains(name);
    return std::string(value != nullptr && value->is_string() ? std::string_view(value->as_string())
                                                              : other);
}

Result<json::array> array_of(const Call& call, std::string_view name) {
    const json::value* value = call.body.if_contains(name);
    if (value != nullptr && value->is_array()) return value->as_array();
    return fail(ErrorCode::kInvalid, fmt::format("缺少 {}", name),
                fmt::format("{} is missing", name), std::string(name));
}

http::Response attachment(std::string bytes, std::string_view type, std::string_view name) {
    std::string encoded;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        encoded +=
            plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    http::Response response{.type = std::string(type), .body = std::move(bytes)};
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
    return response;
}

std::string moment_text(Timestamp moment) {
    const Timestamp civil = moment + kCivilOffset;
    const Timestamp of_day =
        ((civil % kMicrosecondsPerDay) + kMicrosecondsPerDay) % kMicrosecondsPerDay / 1'000'000;
    return fmt::format("{}T{:02}:{:02}:{:02}+08:00", civil_date(moment).iso(), of_day / 3'600,
                       of_day / 60 % 60, of_day % 60);
}

Result<size_t> number_of(const Call& call, std::string_view name, size_t other) {
    const std::string_view text = call.query(name);
    if (text.empty()) return other;
    size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc() && end == text.data() + text.size()) return number;
    return fail(ErrorCode::kInvalid, fmt::format("{} 应是数字", name),
                fmt::format("{} is not a number", name), std::string(name));
}

Result<Page> page_of(const Call& call, size_t most) {
    // A page that scrolls says where it is, one that reads on says what it was given.
    const size_t offset = TRY(number_of(call, "offset", 0));
    Page page{.first = TRY(number_of(call, "cursor", offset)),
              .most = TRY(number_of(call, "limit", 50))};
    page.most = std::clamp<size_t>(page.most, 1, most);
    return page;
}

json::object page_body(json::array items, const Page& page, size_t total) {
    const size_t next = page.first + items.size();
    json::object body{
        {"items", std::move(items)}, {"next", nullptr}, {"total", total}, {"offset", page.first}};
    if (next < total) body["next"] = std::to_string(next);
    return body;
}

Result<std::optional<Date>> day_of(std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (const auto day = Date::parse_iso(text)) return day;
    return fail(ErrorCode::kInvalid, "日期应写成 2026-10-31", "a date is written 2026-10-31",
                std::string(text));
}

Result<org::UnitIndex> seen_unit(const access::Scope& scope, const org::Tree& tree,
                                 std::string_view code) {
    const auto parsed = org::parse_unit_code(code);
    const auto unit = parsed ? tree.find(*parsed) : std::nullopt;
    // Units beyond one's own are not there: their names are nobody's secret, their rows are.
    if (unit && scope.sees(*unit)) return *unit;
    return fail(ErrorCode::kNotFound, "没有这个单位，或不在您岗位的范围内",
                "there is no such unit, or your post does not see it", std::string(code));
}

Result<org::UnitIndex> unit_of(const Call& call, const org::Tree& tree) {
    const access::Scope scope = call.scope.at(tree);
    const std::string_view text = call.query("unit");
    if (text.empty() && scope.begin < scope.end) return scope.begin;
    return seen_unit(scope, tree, text);
}

Result<report::FillDate> date_of(const Call& call) {
    const auto as_of = TRY(day_of(call.query("as_of")));
    std::optional<formula::Period> period;
    if (const std::string_view text = call.query("period"); !text.empty()) {
        period = TRY(report::parse_period(text));
    }
    return report::complete_date(as_of, period, call.office.site.clock().today());
}

json::object to_json(const org::Tree& tree, org::UnitIndex unit) {
    const org::Unit& one = tree.unit(unit);
    const org::UnitIndex parent = tree.parent_of(unit);
    return {{"code", org::format_unit_code(one.code)},
            {"name", one.name},
            {"level", org::level_name(one.level)},
            {"parent", parent == unit ? "" : org::format_unit_code(tree.unit(parent).code)},
            {"has_children", tree.end_of(unit) > unit + 1}};
}

json::array path_json(const Call& call, org::UnitIndex unit) {
    std::vector<org::UnitIndex> above;
    for (org::UnitIndex at = unit; call.scope.sees(at); at = call.tree->parent_of(at)) {
        above.push_back(at);
        if (call.tree->parent_of(at) == at) break;
    }
    json::array path;
    for (auto one = above.rbegin(); one != above.rend(); ++one) {
        path.push_back(to_json(*call.tree, *one));
    }
    return path;
}

json::object post_json(const Call& call, const access::Post& post) {
    const access::Words name = access::role_name(post.role);
    json::object out{{"id", std::to_string(post.id)}, {"role", access::role_id(post.role)},
                     {"role_name", name.zh},          {"role_name_en", name.en},
                     {"department", post.department}, {"unit", nullptr}};
    if (const auto unit = call.tree->find(post.unit)) out["unit"] = to_json(*call.tree, *unit);
    return out;
}

}  // namespace yitao::api
