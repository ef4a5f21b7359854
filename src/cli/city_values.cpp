#include "cli/city_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "formula/digest.h"
#include "live/engine.h"
#include "report/fill.h"
#include "site/past_worlds.h"

namespace yitao::cli {

namespace {

constexpr size_t kSampled = 5;  // townships, and villages
constexpr size_t kTold = 5;     // differences printed

std::string text_of(const formula::Value& value) {
    if (value.is_blank()) return "blank";
    if (value.is_number()) return fmt::format("{}", value.number());  // reads back the same
    if (value.is_text()) return fmt::format("“{}”", value.text());
    return formula::general_text(value);
}

std::string text_of(const formula::Operand& operand) {
    if (const auto* value = std::get_if<formula::Value>(&operand)) return text_of(*value);
    const formula::Matrix& matrix = *std::get<formula::MatrixPtr>(operand);
    return fmt::format("{} × {} #{:016x}", matrix.rows, matrix.columns,
                       formula::digest_of(formula::kDigestStart, operand));
}

// The unit that still bears its code: not the one that took its rows over.
std::optional<org::UnitIndex> find_itself(const org::Tree& tree, org::UnitCode code) {
    const auto unit = tree.find(code);
    return unit && tree.unit(*unit).code == code ? unit : std::nullopt;
}

}  // namespace

CityValues::CityValues(const org::Tree& tree, const std::vector<LiveReport>& reports)
    : reports_(reports) {
    for (const org::Level level :
         {org::Level::kCity, org::Level::kCounty, org::Level::kTownship, org::Level::kVillage}) {
        const bool is_large = level == org::Level::kCity || level == org::Level::kCounty;
        const std::vector<org::UnitIndex> all = tree.of_level(level, 0);
        const size_t step = is_large ? 1 : std::max<size_t>(1, all.size() / kSampled);
        for (size_t i = step / 2; i < all.size(); i += step) {
            units_.push_back({tree.unit(all[i]).code, is_large});
        }
    }
}

Result<ShownValues> CityValues::live(site::Site& site, const site::LiveCity& city) const {
    ShownValues out;
    for (const LiveReport& report : reports_) {
        const auto tree = TRY(site.tree(report.as_of));
        for (uint32_t b = 0; b < report.form->bindings().size(); ++b) {
            for (const Sampled& sampled : units_) {
                const auto unit = find_itself(*tree, sampled.code);
                out.push_back(unit ? text_of(TRY(city.value(report.number, b, *unit))) : "");
            }
        }
    }
    return out;
}

Result<ShownValues> CityValues::fresh(site::Site& site) const {
    ShownValues out;
    std::set<Date> dates;
    size_t values = 0;
    for (const LiveReport& report : reports_) {
        dates.insert(report.as_of);
        values += report.form->bindings().size() * units_.size();
    }
    out.resize(values);
    for (const Date as_of : dates) TRY(fresh_at(site, as_of, out));
    return out;
}

Result<void> CityValues::fresh_at(site::Site& site, Date as_of, ShownValues& out) const {
    std::vector<const templates::Template*> forms;
    for (const LiveReport& report : reports_) {
        if (report.as_of == as_of) forms.push_back(report.form);
    }
    const formula::Catalog& catalog = site.catalog();
    const auto world =
        TRY(site.world({.as_of = as_of, .known_at = {}, .columns = report::columns_used(forms)}));
    site::PastWorlds past(site, report::columns_used(forms));
    size_t at = 0;
    for (const LiveReport& report : reports_) {
        const std::span bindings = report.form->bindings();
        if (report.as_of != as_of) {
            at += bindings.size() * units_.size();
            continue;
        }
        formula::Scope scope{0, as_of, report.period, as_of};
        formula::MeasureSet wanted;
        for (const templates::Binding& binding : bindings) {
            formula::collect_measures(binding.formula, catalog, *world, scope, wanted);
        }
        const auto measures = live::compute(catalog, *world, wanted);
        for (size_t u = 0; u < units_.size(); ++u) {
            const auto unit = find_itself(*world->tree, units_[u].code);
            if (!unit) continue;
            scope.unit = *unit;
            formula::Evaluator evaluator(catalog, *world, scope);
            evaluator.use_worlds(&past);
            if (units_[u].is_large) evaluator.use_measures(measures.get());
            for (size_t b = 0; b < bindings.size(); ++b) {
                const bool outside = templates::is_outside(bindings[b].for_unit, *world->tree, *unit);
                out[at + b * units_.size() + u] =
                    text_of(outside ? formula::Operand{} : evaluator.evaluate(bindings[b].formula));
            }
        }
        at += bindings.size() * units_.size();
    }
    return {};
}

size_t CityValues::differences(const ShownValues& shown, const ShownValues& fresh) {
    size_t count = 0;
    for (size_t i = 0; i < shown.size(); ++i) {
        const bool is_there = !shown[i].empty() && !fresh[i].empty();
        count += is_there && shown[i] != fresh[i] ? 1 : 0;
    }
    return count;
}

void CityValues::print_differences(const ShownValues& shown, const ShownValues& fresh) const {
    size_t told = 0;
    for (size_t i = 0; i < shown.size() && told < kTold; ++i) {
        if (shown[i].empty() || fresh[i].empty() || shown[i] == fresh[i]) continue;
        fmt::print(stderr, "{}: {}, {}\n", place(i), shown[i], fresh[i]);
        ++told;
    }
}

std::string CityValues::place(size_t index) const {
    size_t cell = index / units_.size();
    for (const LiveReport& report : reports_) {
        const std::span bindings = report.form->bindings();
        if (cell < bindings.size()) {
            const templates::Binding& binding = bindings[cell];
            return fmt::format("{} {} {} {} {}", report.as_of.iso(), report.form->file_name(),
                               report.form->cell_name(binding.sheet, binding.cell),
                               org::format_unit_code(units_[index % units_.size()].code),
                               binding.formula.text());
        }
        cell -= bindings.size();
    }
    return "";
}

}  // namespace yitao::cli
