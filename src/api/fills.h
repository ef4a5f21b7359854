// Workbooks prepared for filling, kept while no row they read changes: the next page of the same
// report needs no more than its own cells.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "site/prepared_fill.h"

namespace yitao::api {

class Fills {
  public:
    using Ready = std::shared_ptr<const site::PreparedFill>;

    // Under the office's mutex; what is returned may be used without it.
    Result<Ready> ready(site::Site& site, std::shared_ptr<const templates::Template> form,
                        const report::FillDate& date, std::mutex& site_mutex) {
        for (auto known = known_.begin(); known != known_.end(); ++known) {
            const report::FillDate& has = (*known)->date();
            const bool same = &(*known)->at(0) == form.get() && has.as_of == date.as_of &&
                              has.filled_on == date.filled_on &&
                              has.period.start == date.period.start &&
                              has.period.end == date.period.end;
            if (!same) continue;
            known_.splice(known_.begin(), known_, known);
            return known_.front();
        }
        known_.push_front(
            TRY(site::PreparedFill::open(site, {std::move(form)}, date, {}, site_mutex)));
        if (known_.size() > kKept) known_.pop_back();
        return known_.front();
    }
    void rows_changed(size_t table) {
        std::erase_if(known_, [&](const Ready& ready) { return ready->reads(table); });
    }
    void everything_changed() { known_.clear(); }

  private:
    static constexpr size_t kKept = 8;
    std::list<Ready> known_;
};

}  // namespace yitao::api
