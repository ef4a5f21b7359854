// What a leader's page shows: numbers and charts that stand in a pack's reports already, by report,
// sheet and cell. A pack's overview.toml; packs/README.md has its form.
//
//     for (const Card& card : TRY(read_overview(pack)).cards) … card.report, card.sheet, card.cell
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pack/pack.h"
#include "xlsx/cell.h"

namespace yitao::pack {

struct Card {
    Message label;
    std::string report;  // ReportTemplate::name
    std::string sheet;   // empty: the first
    xlsx::CellRef cell;
};

enum class ChartKind : uint8_t { kBar, kPie, kLine };

struct Chart {
    struct Series {
        std::string name;
        xlsx::CellRange cells;
    };
    Message title;
    ChartKind kind = ChartKind::kBar;
    std::string report;
    std::string sheet;
    xlsx::CellRange labels;
    std::vector<Series> series;  // each as many cells as there are labels
};

struct Overview {
    std::vector<Card> cards;
    std::vector<Chart> charts;
};

// Empty where the pack has none. Refuses reports that the pack does not have, with file:line.
Result<Overview> read_overview(const Pack& pack);

}  // namespace yitao::pack
