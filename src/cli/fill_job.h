// Filling as `fill` and `demo` do it: templates opened, a world loaded with just their columns, all
// copies made on the machine's cores and written to files.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/support.h"
#include "report/fill.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::cli {

// One workbook to be made.
struct Copy {
    size_t template_index = 0;
    org::UnitIndex unit = 0;
    std::optional<report::EachRow> row;
    std::string path;
};

struct FillTotals {
    size_t workbooks = 0;
    size_t cells = 0;
    size_t list_rows = 0;
    std::vector<std::pair<std::string, report::Finding>> findings;  // workbook, cell
    std::vector<Error> errors;     // of copies that could not be made
    std::set<std::string> failed;  // their paths
};

class FillJob {
  public:
    // `each`: condition over a ledger that picks the rows, for one copy each; empty: what the
    // templates themselves say.
    static Result<FillJob> open(site::Site& site, const std::vector<std::string>& templates,
                                const AskedDate& asked, const std::string& each = {});

    [[nodiscard]] const org::Tree& tree() const { return *world_->tree; }
    [[nodiscard]] const std::vector<templates::Template>& templates() const { return *templates_; }
    [[nodiscard]] const formula::World& world() const { return *world_; }
    [[nodiscard]] size_t measure_count() const { return filler_->measure_count(); }
    // Rows of all ledgers that were loaded.
    [[nodiscard]] size_t rows_read() const;
    // The copies of one template for one unit: one, or one for each row its condition picks.
    [[nodiscard]] Result<std::vector<Copy>> copies_of(size_t template_index,
                                                      org::UnitIndex unit) const;
    // Text of a row's column, for file names; nothing when there is no such column.
    [[nodiscard]] std::optional<std::string> row_text(const report::EachRow& row,
                                                      std::string_view column) const;

    FillTotals run(const std::vector<Copy>& copies) const;

  private:
    const formula::Catalog* catalog_ = nullptr;
    AskedDate asked_;
    std::shared_ptr<const formula::World> world_;
    std::unique_ptr<std::vector<templates::Template>> templates_;
    std::unique_ptr<formula::WorldSource> worlds_;
    std::unique_ptr<report::Filler> filler_;
};

}  // namespace yitao::cli
