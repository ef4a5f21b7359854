// A running installation: every bound cell of the reports it was given, for every unit, at today
// and at the end of each open period, current after each change that goes through the site.
//
//     LiveCity city = …(site);
//     uint32_t report = TRY(city.add_report(templates, month));        // no reload of anything
//     TRY(site.apply(batch, info));                                    // the way in stays the one
//     for (const CellUpdate& u : city.take_updates()) publish(u);
//     city.value(report, binding, unit)
//
// Dates are kept in step, each with its own rows: a correction that holds since last month reaches
// last month's report and today's. It belongs to one thread, the site's; cuts are for readers.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "live/calculation.h"
#include "live/cells.h"
#include "live/view.h"
#include "site/past_worlds.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::site {

// What a bound cell shows for a unit is something else than before; or it looks at rows that
// changed, or at another day, and may show the same (live/cells.h).
struct CellUpdate {
    uint32_t report = 0;
    uint32_t binding = 0;  // of the template
    org::UnitIndex unit = 0;
    bool is_certain = true;
    auto operator<=>(const CellUpdate&) const = default;
};

// How much is kept current.
struct LiveSize {
    size_t cells = 0;            // of all reports
    size_t reading_rows = 0;     // of them: lists and others that look at rows when they are asked
    size_t values = 0;           // cells × units
    size_t measures = 0;         // different ones, of all dates
    size_t distinct_counts = 0;  // of them: numbers of different values
    size_t calculated = 0;       // columns, of one date
    size_t across_ledgers = 0;   // of them: read another ledger
    size_t rows = 0;             // of one date
    size_t bytes = 0;            // rows, values, tables of conditions; of all dates
};

class LiveCity final : public ChangeListener {
  public:
    // Listens to the site, which must outlive it.
    explicit LiveCity(Site& site);
    ~LiveCity() override;
    LiveCity(const LiveCity&) = delete;
    LiveCity& operator=(const LiveCity&) = delete;

    // The report of a period, as at `as_of`. What it needs is loaded once; the template must stay
    // until the report is removed.
    Result<uint32_t> add_report(const templates::Template& report, Date as_of,
                                const formula::Period& period);
    void remove_report(uint32_t report);

    // As the copy of the unit shows it: blank where the row of the form belongs to another unit.
    [[nodiscard]] Result<formula::Operand> value(uint32_t report, uint32_t binding,
                                                 org::UnitIndex unit) const;
    // Values of all measures at a date that is kept, for any thread; null: it is not kept.
    [[nodiscard]] std::shared_ptr<const live::Cut> cut(Date as_of);
    // Since this was last asked, in no order. Each once.
    [[nodiscard]] std::vector<CellUpdate> take_updates();
    // Reports asked at `from` are asked at `to` from now on (a day has passed, the site's clock
    // says): ages move, facts recorded for that day begin to hold. Returns the rows that changed.
    Result<size_t> advance(Date from, Date to);
    // What went wrong since the last change, and made a date be loaded anew; none: all well.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] std::vector<Date> dates() const;
    [[nodiscard]] LiveSize size() const;

    void rows_changed(size_t table, std::span<const ledger::RowId> rows,
                      std::optional<Date> effective_on) override;
    void units_changed() override;
    void everything_changed() override;

  private:
    struct Scoped {  // cells of one period at one date
        formula::Period period;
        std::unique_ptr<live::Cells> cells;
        std::map<uint32_t, std::pair<uint32_t, uint32_t>> report_of;  // cell → report, binding
    };
    struct Moment {
        Date as_of;
        std::shared_ptr<const org::Tree> tree;
        std::unique_ptr<live::View> view;
        std::unique_ptr<live::Calculation> calculation;
        std::list<Scoped> scopes;
    };
    struct Report {
        const templates::Template* form = nullptr;
        Date as_of;
        formula::Period period;
        std::vector<uint32_t> cells;  // by binding
    };

    Result<Moment*> moment_at(Date as_of);
    Result<void> load_tables(Moment& moment, std::span<const formula::ColumnUse> uses);
    Result<void> attach(Report& report, uint32_t number);
    Scoped& scope_of(Moment& moment, const formula::Period& period);
    [[nodiscard]] bool were_there(size_t table, std::span<const ledger::RowId> rows) const;
    Result<void> follow(Moment& moment, size_t table, std::span<const ledger::RowId> rows,
                        Date came);
    Result<void> tell_past(Moment& moment, size_t table, std::span<const ledger::RowId> rows,
                           Date since);
    void publish(Moment& moment, std::span<const live::ValueChange> changes, Date came);
    void publish(const Moment& moment, const Scoped& scoped,
                 std::span<const live::CellChange> cells);
    // Of the copy of a unit that the cell's row of the form does not belong to.
    static bool is_outside(const Report& report, uint32_t binding, const org::Tree& tree,
                           org::UnitIndex unit);
    // What the reports of a date show, to tell later where that is something else.
    struct Shown {
        std::shared_ptr<const org::Tree> tree;
        std::map<uint32_t, std::vector<std::vector<uint64_t>>> digests;  // by report, cell, unit
    };
    Shown shown_at(Date as_of);
    void reload(Date as_of, const Shown& before);
    void publish_differences(uint32_t number, const Shown& before);

    Site& site_;
    PastWorlds past_{site_};
    std::list<Moment> moments_;
    std::map<uint32_t, Report> reports_;
    uint32_t next_report_ = 1;
    std::vector<CellUpdate> updates_;
    std::optional<Error> failure_;
};

}  // namespace yitao::site
