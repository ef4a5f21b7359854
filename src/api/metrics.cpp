#include "api/metrics.h"

#include <fmt/format.h>

namespace yitao::api {

void Metrics::answered(unsigned status, double seconds) {
    ++by_class_[std::min<size_t>(status / 100, by_class_.size() - 1)];
    size_t bucket = 0;
    while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
    ++by_time_[bucket];
    microseconds_ += static_cast<uint64_t>(seconds * 1e6);
}

std::string Metrics::text(size_t open_pages, uint64_t password_checks) const {
    std::string out =
        "# HELP yitao_requests_total Requests answered, by class of status.\n"
        "# TYPE yitao_requests_total counter\n";
    for (size_t i = 1; i < by_class_.size(); ++i) {
        out += fmt::format("yitao_requests_total{{status=\"{}xx\"}} {}\n", i, by_class_[i].load());
    }
    out += "# HELP yitao_request_seconds Time to answer.\n# TYPE yitao_request_seconds histogram\n";
    uint64_t below = 0;
    for (size_t i = 0; i < kBounds.size(); ++i) {
        below += by_time_[i];
        out += fmt::format("yitao_request_seconds_bucket{{le=\"{}\"}} {}\n", kBounds[i], below);
    }
    below += by_time_.back();
    out += fmt::format("yitao_request_seconds_bucket{{le=\"+Inf\"}} {}\n", below);
    out += fmt::format("yitao_request_seconds_sum {}\n", static_cast<double>(microseconds_) / 1e6);
    out += fmt::format("yitao_request_seconds_count {}\n", below);
    out += fmt::format(
        "# HELP yitao_rows_changed_total Rows that changed through this server.\n"
        "# TYPE yitao_rows_changed_total counter\nyitao_rows_changed_total {}\n"
        "# HELP yitao_open_pages Pages that are told of changes.\n"
        "# TYPE yitao_open_pages gauge\nyitao_open_pages {}\n"
        "# HELP yitao_password_checks_total Passwords checked.\n"
        "# TYPE yitao_password_checks_total counter\nyitao_password_checks_total {}\n",
        rows_.load(), open_pages, password_checks);
    return out;
}

}  // namespace yitao::api
