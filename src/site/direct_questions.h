// Facts that departments' forms ask and no ledger holds: asked of every village once a month, as
// rows of the ledger 直报 (unit, period, term, value). A form asks by its formula alone, so that a
// question is asked as long as a form on the shelf shows it, and once however many show it.
//
//     form.cell "C7" = direct_formula("图书室数量")
//     for (const std::string& term : direct_terms(catalog, form)) …
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formula/formula.h"
#include "template/template.h"

namespace yitao::site {

inline constexpr std::string_view kDirectLedger = "direct_value";

// The terms of 直报 that a form's cells show.
std::vector<std::string> direct_terms(const formula::Catalog& catalog,
                                      const templates::Template& form);
// The sum over a unit's villages for the month of the report.
std::string direct_formula(std::string_view term);
// The month that is asked for on a day: the last that has ended. "2026-10"
std::string asked_period(Date today);

}  // namespace yitao::site
