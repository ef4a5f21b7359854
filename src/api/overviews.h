// Leader's pages as they were last made: good while every workbook prepared for them is still the
// one that would be taken (Fills forgets those whose rows changed).
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "api/fills.h"

namespace yitao::api {

class Overviews {
  public:
    struct Key {
        org::UnitIndex unit = 0;
        bool english = false;
        std::vector<Fills::Ready> made_of;
    };
    // Any thread.
    std::optional<boost::json::object> find(const Key& key) {
        const std::lock_guard lock(mutex_);
        for (auto known = known_.begin(); known != known_.end(); ++known) {
            if (!known->is(key)) continue;
            known_.splice(known_.begin(), known_, known);
            return known_.front().body;
        }
        return std::nullopt;
    }
    void keep(const Key& key, const boost::json::object& body) {
        const std::lock_guard lock(mutex_);
        known_.push_front({key.unit, key.english, {key.made_of.begin(), key.made_of.end()}, body});
        if (known_.size() > kKept) known_.pop_back();
    }

  private:
    static constexpr size_t kKept = 64;
    struct Known {
        org::UnitIndex unit;
        bool english;
        std::vector<std::weak_ptr<const site::PreparedFill>> made_of;  // not kept alive for this
        boost::json::object body;

        [[nodiscard]] bool is(const Key& key) const {
            return unit == key.unit && english == key.english &&
                   std::ranges::equal(made_of, key.made_of, [](const auto& one, const auto& other) {
                       return one.lock() == other;
                   });
        }
    };
    std::mutex mutex_;
    std::list<Known> known_;
};

}  // namespace yitao::api
