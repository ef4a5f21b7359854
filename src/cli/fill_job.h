// Filling as `fill` and `demo` do it: templates opened, a world loaded with just their columns, all
// copies made on the machine's cores and written to files.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/support.h"
#include "report/fill.h"
#include "site/prepared_fill.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::cli {

using site::Copy;

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

    [[nodiscard]] const site::PreparedFill& ready() const { return *ready_; }
    [[nodiscard]] const org::Tree& tree() const { return ready_->tree(); }
    [[nodiscard]] const formula::World& world() const { return ready_->world(); }
    // Rows of all ledgers that were loaded.
    [[nodiscard]] size_t rows_read() const;

    FillTotals run(const std::vector<Copy>& copies) const;

  private:
    std::unique_ptr<std::mutex> site_mutex_;
    std::unique_ptr<site::PreparedFill> ready_;
};

}  // namespace yitao::cli
