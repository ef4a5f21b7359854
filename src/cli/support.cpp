#include "cli/support.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "report/period.h"

namespace yitao::cli {

Result<site::Site> open_site(const CommonOptions& common, site::OpenMode mode) {
    return site::Site::open(common.data, mode, system_clock());
}

std::string who_or_user(const std::string& who) {
    if (!who.empty()) return who;
    const char* user = std::getenv("USER");
    return user != nullptr ? user : "cli";
}

Result<std::optional<Date>> parse_date_option(std::string_view text, std::string_view option) {
    if (text.empty()) return std::optional<Date>();
    if (auto date = Date::parse_iso(text)) return date;
    return fail(ErrorCode::kInvalid, fmt::format("“{}”不是日期，应如 2026-10-31", text),
                fmt::format("\"{}\" is no date such as 2026-10-31", text), std::string(option));
}

Result<AskedDate> parse_date_options(const DateOptions& options, Date today) {
    auto as_of = TRY(parse_date_option(options.as_of, "--as-of"));
    auto known_at = TRY(parse_date_option(options.known_at, "--known-at"));
    std::optional<formula::Period> period;
    if (!options.period.empty()) {
        period = TRY_WITHIN(report::parse_period(options.period), "--period");
    }
    AskedDate asked;
    asked.date = report::complete_date(as_of, period, today);
    if (known_at) asked.known_at = end_of_day(*known_at);
    return asked;
}

namespace {

// 4212, 421221 and 421221106 are how people write the codes of a city, a county and a township.
std::optional<org::UnitCode> unit_code(std::string_view text) {
    static constexpr std::array<size_t, 4> kLengths = {2, 4, 6, 9};
    std::string code(text);
    if (std::ranges::find(kLengths, code.size()) != kLengths.end()) code.resize(12, '0');
    return org::parse_unit_code(code);
}

}  // namespace

Result<org::UnitIndex> find_unit(const org::Tree& tree, std::string_view text) {
    if (auto code = unit_code(text)) {
        if (auto index = tree.find(*code)) return *index;
        return fail(ErrorCode::kNotFound, fmt::format("{} 没有单位 {}", tree.as_of().iso(), text),
                    fmt::format("there is no unit {} on {}", text, tree.as_of().iso()), "--unit");
    }
    auto named = tree.find_by_name(text);
    if (named.size() == 1) return named.front();
    if (named.empty()) {
        return fail(ErrorCode::kNotFound,
                    fmt::format("没有名为“{}”的单位；yitao units --name 可查找", text),
                    fmt::format("no unit is named \"{}\"; look with yitao units --name", text),
                    "--unit");
    }
    std::string candidates;
    for (size_t i = 0; i < named.size() && i < 5; ++i) {
        const org::Unit& unit = tree.unit(named[i]);
        candidates += fmt::format(" {}{}", unit.name, org::format_unit_code(unit.code));
    }
    return fail(
        ErrorCode::kConflict,
        fmt::format("有 {} 个单位叫“{}”，请用代码：{}", named.size(), text, candidates),
        fmt::format("{} units are named \"{}\"; give the code:{}", named.size(), text, candidates),
        "--unit");
}

namespace {

bool is_workbook(const std::filesystem::path& path) {
    std::string name = path.filename().string();
    std::string ending = path.extension().string();
    if (name.starts_with(".") || name.starts_with("~$")) return false;
    return ending == ".xlsx" || ending == ".xlsm" || ending == ".xls" || ending == ".et";
}

}  // namespace

Result<std::vector<std::string>> workbooks_of(const std::vector<std::string>& paths) {
    namespace fs = std::filesystem;
    constexpr size_t kMaxWorkbooks = 5'000;
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code code;
        if (!fs::is_directory(path, code)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::string> found;
        auto skip = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator at(path, skip, code), end; !code && at != end;
             at.increment(code)) {
            if (at->is_regular_file(code) && is_workbook(at->path())) {
                found.push_back(at->path().string());
            }
            if (found.size() > kMaxWorkbooks) break;
        }
        std::ranges::sort(found);
        files.insert(files.end(), found.begin(), found.end());
    }
    if (files.empty()) {
        return fail(ErrorCode::kNotFound, "这里没有工作簿", "there is no workbook here",
                    paths.empty() ? "" : paths[0]);
    }
    if (files.size() > kMaxWorkbooks) {
        return fail(ErrorCode::kLimit, fmt::format("一次最多 {} 份工作簿", kMaxWorkbooks),
                    fmt::format("at most {} workbooks at a time", kMaxWorkbooks), paths[0]);
    }
    return files;
}

boost::json::value to_json(const formula::Value& value) {
    if (value.is_number()) {
        constexpr double kWhole = 9007199254740992;  // 120, not 1.2E2
        double number = value.number();
        if (std::fabs(number) <= kWhole && number == std::floor(number)) {
            return static_cast<int64_t>(number);
        }
        return number;
    }
    if (value.is_boolean()) return value.boolean();
    if (value.is_blank()) return nullptr;
    return boost::json::value(formula::general_text(value));
}

Result<const ledger::Schema*> find_ledger(const site::Site& site, const std::string& name) {
    if (const ledger::Schema* schema = site.schema(name)) return schema;
    std::vector<std::string> names;
    for (const ledger::Schema* schema : site.catalog().schemas) names.push_back(schema->name);
    auto nearest = nearest_name(name, names);
    return fail(ErrorCode::kNotFound,
                fmt::format("没有台账“{}”{}", name, nearest ? "，是“" + *nearest + "”吗？" : ""),
                fmt::format("no ledger \"{}\"{}", name,
                            nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
}

namespace {

std::string_view aggregate_name(formula::Aggregate aggregate) {
    switch (aggregate) {
        case formula::Aggregate::kCountRows:
            return "COUNTIFS";
        case formula::Aggregate::kCountValues:
            return "COUNTA";
        case formula::Aggregate::kCountNumbers:
            return "COUNT";
        case formula::Aggregate::kSum:
            return "SUMIFS";
        case formula::Aggregate::kAverage:
            return "AVERAGEIFS";
        case formula::Aggregate::kMax:
            return "MAXIFS";
        case formula::Aggregate::kMin:
            return "MINIFS";
        case formula::Aggregate::kCountDistinct:
            return "COUNTUNIQUEIFS";
    }
    return "";
}

std::string_view comparison_text(formula::Comparison comparison) {
    static constexpr std::string_view kTexts[] = {"=", "<>", "<", "<=", ">", ">="};
    return kTexts[static_cast<size_t>(comparison)];
}

}  // namespace

std::string measure_text(const formula::MeasureSet& set, const formula::Measure& measure,
                         const formula::Catalog& catalog) {
    const ledger::Schema& schema = *catalog.schemas[measure.table];
    std::string text = fmt::format("{} {}", aggregate_name(measure.aggregate), schema.name);
    if (measure.value_column >= 0) {
        text += "[" + schema.columns[static_cast<size_t>(measure.value_column)].name + "]";
    }
    for (uint32_t index : measure.conditions) {
        const formula::Condition& condition = set.conditions()[index];
        text += fmt::format(" | {}{}{}", schema.columns[condition.column].name,
                            comparison_text(condition.criterion.comparison),
                            formula::general_text(condition.criterion.operand));
    }
    return text;
}

}  // namespace yitao::cli
