// What several commands need: opening the data directory, dates and units as typed.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/commands.h"
#include "report/fill.h"
#include "site/site.h"

namespace yitao::cli {

Result<site::Site> open_site(const CommonOptions& common, site::OpenMode mode);

// As told, else the user who runs this.
std::string who_or_user(const std::string& who);

// Nothing for empty text.
Result<std::optional<Date>> parse_date_option(std::string_view text, std::string_view option);

struct AskedDate {
    report::FillDate date;
    std::optional<Timestamp> known_at;
};
Result<AskedDate> parse_date_options(const DateOptions& options, Date today);

// A unit by 12-digit code or by name; a name that several units bear is refused with their codes.
Result<org::UnitIndex> find_unit(const org::Tree& tree, std::string_view text);

// A value as JSON: whole numbers as such, errors and texts as text, blank as null.
boost::json::value to_json(const formula::Value& value);

// Workbooks as named, and those in folders as named, in order of their names. At most 5,000.
Result<std::vector<std::string>> workbooks_of(const std::vector<std::string>& paths);

// A ledger by id or name; an unknown one is refused with the nearest name.
Result<const ledger::Schema*> find_ledger(const site::Site& site, const std::string& name);

// "COUNTIFS 居民 | 性别=女 | 年龄>=60": a measure as an officer can read it.
std::string measure_text(const formula::MeasureSet& set, const formula::Measure& measure,
                         const formula::Catalog& catalog);

}  // namespace yitao::cli
