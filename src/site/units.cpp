// A new register of units: validated, journalled, and rows flagged for their unit looked at again.
#include <algorithm>

#include "site/state.h"

namespace yitao::site {

namespace {

bool is_unit_flag(const ledger::Flag& flag) {
    return flag.rule == kRuleUnitUnknown;
}

// Rows whose unit is known by now lose that flag and keep their others.
Result<void> mend_flags(ledger::Store& store, const ledger::Schema& schema, const KnownUnits& units,
                        const ledger::EntryInfo& info) {
    std::vector<ledger::Flag> flags = TRY(store.flags(schema.id));
    if (std::ranges::none_of(flags, is_unit_flag)) return {};
    std::unique_ptr<ledger::Writer> writer = TRY(store.begin(schema.id, info));
    for (auto first = flags.begin(); first != flags.end();) {
        const ledger::RowId row = first->row;
        const auto last = std::find_if(first, flags.end(),
                                       [row](const ledger::Flag& flag) { return flag.row != row; });
        std::vector<ledger::Flag> kept;
        const ledger::Row* stored = TRY(writer->read(row));
        std::copy_if(first, last, std::back_inserter(kept), [&](const ledger::Flag& flag) {
            const auto column = schema.find_column(flag.column);
            if (!is_unit_flag(flag) || stored == nullptr || !column) return true;
            const auto* code = std::get_if<int64_t>(&stored->fields[*column]);
            return code != nullptr && !units.contains(*code);
        });
        if (kept.size() != static_cast<size_t>(last - first)) TRY(writer->set_flags(row, kept));
        first = last;
    }
    return writer->commit();
}

}  // namespace

Result<std::string> Site::units_csv() {
    return state_->store->units_csv(std::nullopt);
}

Result<void> Site::update_units(std::string_view units_csv, const ledger::EntryInfo& info) {
    State& state = *state_;
    TRY(state.need_writing());
    const org::Register units = TRY(org::Register::parse_csv(units_csv, "units.csv"));
    TRY(units.tree(state.clock.today()));
    TRY(state.store->set_units_csv(units_csv, info));
    state.forget_units();
    const KnownUnits* known = TRY(state.all_units());
    for (size_t t = 0; t + 1 < state.catalog.schemas.size(); ++t) {
        TRY(mend_flags(*state.store, *state.catalog.schemas[t], *known, info));
    }
    if (state.listener != nullptr) state.listener->units_changed();
    return {};
}

}  // namespace yitao::site
