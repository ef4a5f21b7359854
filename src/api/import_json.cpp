#include "api/import_json.h"

#include <algorithm>
#include <array>

namespace yitao::api {

namespace json = boost::json;

namespace {

using intake::HeadingOutcome;
using intake::ImportReport;

constexpr std::string_view kKinds[] = {"matched", "unknown", "calculated", "taken"};

struct Count {
    std::string_view name;
    size_t ImportReport::* count;
};
constexpr auto kCounts = std::to_array<Count>({{"heading_row", &ImportReport::heading_row},
                                               {"read", &ImportReport::read},
                                               {"inserted", &ImportReport::inserted},
                                               {"updated", &ImportReport::updated},
                                               {"unchanged", &ImportReport::unchanged},
                                               {"rejected", &ImportReport::rejected},
                                               {"flagged", &ImportReport::flagged},
                                               {"warned", &ImportReport::warned},
                                               {"rounded", &ImportReport::rounded},
                                               {"untried", &ImportReport::untried}});

std::string text_at(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

size_t number_at(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    boost::system::error_code none;
    return value != nullptr ? value->to_number<size_t>(none) : 0;
}

const json::array& array_at(const json::object& from, std::string_view name) {
    static const json::array kEmpty;
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_array() ? value->as_array() : kEmpty;
}

}  // namespace

json::object to_json(const ImportReport& report) {
    json::array headings;
    for (const HeadingOutcome& heading : report.headings) {
        headings.push_back(json::object{{"heading", heading.heading},
                                        {"kind", kKinds[static_cast<size_t>(heading.kind)]},
                                        {"column", heading.column},
                                        {"nearest", heading.nearest},
                                        {"measure", heading.measure}});
    }
    json::array examples;
    for (const intake::RowRemark& remark : report.examples) {
        examples.push_back(json::object{{"row", remark.row},
                                        {"column", remark.column},
                                        {"value", remark.value},
                                        {"zh", remark.message.zh},
                                        {"en", remark.message.en}});
    }
    json::object out{{"ledger", report.ledger}, {"sheet", report.sheet}};
    for (const auto& [name, count] : kCounts) out[name] = report.*count;
    out["rejects"] = report.rejects;
    out["headings"] = std::move(headings);
    out["examples"] = std::move(examples);
    out["stopped"] = report.stopped ? json::value(to_json(*report.stopped)) : json::value(nullptr);
    return out;
}

Result<ImportReport> import_report_of(const json::value& json) {
    if (!json.is_object() || !json.as_object().contains("inserted")) {
        return fail(ErrorCode::kInvalid, "不是导入结果", "this is no report of an import");
    }
    const json::object& from = json.as_object();
    ImportReport report;
    report.ledger = text_at(from, "ledger");
    report.sheet = text_at(from, "sheet");
    report.rejects = text_at(from, "rejects");
    for (const auto& [name, count] : kCounts) report.*count = number_at(from, name);
    for (const json::value& one : array_at(from, "headings")) {
        if (!one.is_object()) continue;
        const json::object& heading = one.as_object();
        const auto kind = std::ranges::find(kKinds, text_at(heading, "kind"));
        if (kind == std::end(kKinds)) continue;
        report.headings.push_back({.heading = text_at(heading, "heading"),
                                   .kind = static_cast<HeadingOutcome::Kind>(kind - kKinds),
                                   .column = text_at(heading, "column"),
                                   .nearest = text_at(heading, "nearest"),
                                   .measure = text_at(heading, "measure")});
    }
    for (const json::value& one : array_at(from, "examples")) {
        if (!one.is_object()) continue;
        const json::object& remark = one.as_object();
        report.examples.push_back({.row = number_at(remark, "row"),
                                   .column = text_at(remark, "column"),
                                   .value = text_at(remark, "value"),
                                   .message = {text_at(remark, "zh"), text_at(remark, "en")}});
    }
    const json::value* stopped = from.if_contains("stopped");
    if (stopped != nullptr && stopped->is_object()) report.stopped = error_of(stopped->as_object());
    return report;
}

json::object to_json(const Error& error) {
    return {{"zh", error.message.zh}, {"en", error.message.en}, {"place", error.place}};
}

Error error_of(const json::object& json) {
    return {
        ErrorCode::kInvalid, {text_at(json, "zh"), text_at(json, "en")}, text_at(json, "place")};
}

}  // namespace yitao::api
