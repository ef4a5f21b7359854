// What a formula can see: the organisation tree and the ledgers as tables, all at one date; and the
// scope it is evaluated for. Immutable while formulas run over it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "ledger/table.h"
#include "org/tree.h"

namespace yitao::formula {

struct Period {
    Date start;
    Date end;  // inclusive
};

// A formula is evaluated for a unit (its subtree), as of a date and for a period. Defined names:
// 本单位/ThisUnit, 本单位名称/ThisUnitName, 截至日期/AsOf, 期初/PeriodStart, 期末/PeriodEnd,
// 填表日期/FilledOn. TODAY() is as_of.
struct Scope {
    org::UnitIndex unit = 0;
    Date as_of;
    Period period;
    Date filled_on;
};

// The ledgers that formulas may name. Index in `schemas` is the table's number everywhere below.
// The organisation tree itself is a table 单位 (code/代码, name/名称, level/级别, parent/上级): its
// schema is added by whoever builds the catalog, see unit_schema().
struct Catalog {
    std::vector<const ledger::Schema*> schemas;
    [[nodiscard]] std::optional<size_t> find(std::string_view table_name) const;
};

const ledger::Schema& unit_schema();
ledger::Table unit_table(const org::Tree& tree);

struct World {
    std::shared_ptr<const org::Tree> tree;
    std::vector<ledger::Table> tables;  // as Catalog::schemas
};

// Worlds of other dates, for ASOF(date, expr).
class WorldSource {
  public:
    virtual ~WorldSource() = default;
    virtual Result<std::shared_ptr<const World>> world_at(Date as_of) = 0;
};

}  // namespace yitao::formula
