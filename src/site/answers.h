// Many formulas for several units and dates at once: what recognise/proof/prove.h asks. Everything
// of one batch is compiled once and its measures are computed together, one world a date.
//
//     Answers answers(site, {{village, day, month}, {town, day, month}});
//     answers.ask({{"=COUNTIFS(居民[低保],\"是\")", 0, 1}})     // of the town
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "recognise/proof/prove.h"
#include "site/past_worlds.h"
#include "site/site.h"

namespace yitao::site {

struct AskedScope {
    org::UnitCode unit = 0;
    Date as_of;
    formula::Period period;
};

class Answers {
  public:
    // `site` must outlive the answers. `scopes`: as Asking::copy counts them.
    Answers(Site& site, std::vector<AskedScope> scopes) : site_(site), scopes_(std::move(scopes)) {}

    // As `askings`. A formula that does not compile is #NAME?, a unit that is not there #REF!.
    Result<std::vector<recognise::Values>> ask(std::span<const recognise::Asking> askings);

  private:
    Site& site_;
    std::vector<AskedScope> scopes_;
    PastWorlds worlds_{site_};  // of all columns asked for so far
    std::map<std::string, std::optional<formula::Formula>, std::less<>> formulas_;
};

}  // namespace yitao::site
