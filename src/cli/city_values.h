// What bound cells show, of a sample of units: asked of a live city, and computed afresh from the
// store as a workbook is filled. Both in one order, so that they can be compared.
//
//     CityValues sample(*tree, reports);
//     auto shown = TRY(sample.live(site, city));
//     auto fresh = TRY(sample.fresh(site));
//     CityValues::differences(shown, fresh)
#pragma once

#include <string>
#include <vector>

#include "site/live_city.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::cli {

// A report of one period as it was given to the city.
struct LiveReport {
    uint32_t number = 0;
    const templates::Template* form = nullptr;
    Date as_of;
    formula::Period period;
};

// "12.5", "“text”", "3 × 2 #hash"; nothing: the unit is not there.
using ShownValues = std::vector<std::string>;

class CityValues {
  public:
    // All cities and counties of the tree, five townships and five villages. Reports are read when
    // asked: they may move to another date meanwhile.
    CityValues(const org::Tree& tree, const std::vector<LiveReport>& reports);

    Result<ShownValues> live(site::Site& site, const site::LiveCity& city) const;
    // Cities and counties by the full computation, the others row by row.
    Result<ShownValues> fresh(site::Site& site) const;
    // Where both say something and not the same.
    [[nodiscard]] static size_t differences(const ShownValues& shown, const ShownValues& fresh);
    // The first few.
    void print_differences(const ShownValues& shown, const ShownValues& fresh) const;
    [[nodiscard]] size_t units() const { return units_.size(); }

  private:
    struct Sampled {
        org::UnitCode code = 0;
        bool is_large = false;
    };
    Result<void> fresh_at(site::Site& site, Date as_of, ShownValues& out) const;
    [[nodiscard]] std::string place(size_t index) const;

    const std::vector<LiveReport>& reports_;
    std::vector<Sampled> units_;
};

}  // namespace yitao::cli
