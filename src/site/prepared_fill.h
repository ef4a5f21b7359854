// Workbooks ready to be filled for any unit: a world with just the columns they read, and the
// measures of all of them, computed once.
//
//     auto ready = TRY(PreparedFill::open(site, {form}, date, {}, site_mutex));
//     for (const Copy& copy : TRY(ready->copies_of(0, unit))) ready->fill(copy)     // any thread
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "report/fill.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::site {

// One workbook to be made.
struct Copy {
    size_t template_index = 0;
    org::UnitIndex unit = 0;
    std::optional<report::EachRow> row;
    std::string path = {};  // where it goes, if to a file
};

class PreparedFill {
  public:
    using Templates = std::vector<std::shared_ptr<const templates::Template>>;
    // `site` and `site_mutex` must outlive it; what is filled later asks the site for other dates
    // under that mutex, which the caller may hold now but not then.
    static Result<std::unique_ptr<PreparedFill>> open(Site& site, Templates templates,
                                                      const report::FillDate& date,
                                                      std::optional<Timestamp> known_at,
                                                      std::mutex& site_mutex);

    [[nodiscard]] const org::Tree& tree() const { return *world_->tree; }
    [[nodiscard]] const templates::Template& at(size_t index) const { return *templates_[index]; }
    [[nodiscard]] size_t size() const { return templates_.size(); }
    [[nodiscard]] const formula::World& world() const { return *world_; }
    // The same columns at other dates; takes the site's mutex.
    [[nodiscard]] formula::WorldSource* other_dates() const { return worlds_.get(); }
    // What it shows hangs on rows of that ledger, also by way of calculated columns.
    [[nodiscard]] bool reads(size_t table) const { return tables_.contains(table); }
    [[nodiscard]] const report::FillDate& date() const { return date_; }
    [[nodiscard]] size_t measure_count() const { return filler_->measure_count(); }
    [[nodiscard]] Result<report::Filled> fill(
        const Copy& copy, report::Personal personal = report::Personal::kShown) const {
        return filler_->fill(copy.template_index, copy.unit, copy.row, personal);
    }
    // The copies of one template for one unit: one, or one for each row its condition picks.
    [[nodiscard]] Result<std::vector<Copy>> copies_of(size_t template_index,
                                                      org::UnitIndex unit) const;
    // Text of a row's column, for file names; nothing when there is no such column.
    [[nodiscard]] std::optional<std::string> row_text(const report::EachRow& row,
                                                      std::string_view column) const;

  private:
    const formula::Catalog* catalog_ = nullptr;
    report::FillDate date_;
    std::shared_ptr<const formula::World> world_;
    Templates templates_;
    std::set<size_t> tables_;
    std::unique_ptr<formula::WorldSource> worlds_;
    std::unique_ptr<report::Filler> filler_;
};

}  // namespace yitao::site
