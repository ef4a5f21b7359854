#include "site/prepared_fill.h"

#include <set>

#include "formula/predicate.h"
#include "formula/value.h"
#include "site/past_worlds.h"
#include "site/tables_read.h"

namespace yitao::site {

namespace {

// A Site belongs to one thread; copies made in parallel ask it one after another.
class LockedWorlds final : public formula::WorldSource {
  public:
    LockedWorlds(Site& site, std::span<const formula::ColumnUse> columns,
                 std::optional<Timestamp> known_at, std::mutex& mutex)
        : source_(site, columns, known_at), mutex_(mutex) {}
    Result<std::shared_ptr<const formula::World>> world_at(Date as_of) override {
        std::lock_guard lock(mutex_);
        return source_.world_at(as_of);
    }

  private:
    PastWorlds source_;
    std::mutex& mutex_;
};

// Every stored and calculated column of the row ledger, for file names and [@column].
void add_columns_of(const formula::Formula& each, const formula::Catalog& catalog,
                    std::set<formula::ColumnUse>& uses) {
    uses.insert(each.columns().begin(), each.columns().end());
    size_t table = each.columns().front().table;
    for (size_t column = 0; column < catalog.schemas[table]->columns.size(); ++column) {
        uses.insert({table, column});
    }
}

}  // namespace

Result<std::unique_ptr<PreparedFill>> PreparedFill::open(Site& site, Templates templates,
                                                         const report::FillDate& date,
                                                         std::optional<Timestamp> known_at,
                                                         std::mutex& site_mutex) {
    auto ready = std::make_unique<PreparedFill>();
    ready->catalog_ = &site.catalog();
    ready->date_ = date;
    ready->templates_ = std::move(templates);
    std::vector<const templates::Template*> pointers;
    for (const auto& form : ready->templates_) pointers.push_back(form.get());
    std::set<formula::ColumnUse> uses;
    for (const formula::ColumnUse& use : report::columns_used(pointers)) uses.insert(use);
    for (const auto& form : ready->templates_) {
        if (form->each()) add_columns_of(*form->each(), site.catalog(), uses);
    }
    const std::vector columns(uses.begin(), uses.end());
    ready->world_ =
        TRY(site.world({.as_of = date.as_of, .known_at = known_at, .columns = columns}));
    ready->tables_ = TRY(tables_read(site.catalog(), columns));
    ready->worlds_ = std::make_unique<LockedWorlds>(site, columns, known_at, site_mutex);
    ready->filler_ = std::make_unique<report::Filler>(TRY(report::Filler::prepare(
        site.catalog(), *ready->world_, ready->worlds_.get(), std::move(pointers), date)));
    return ready;
}

Result<std::vector<Copy>> PreparedFill::copies_of(size_t template_index,
                                                  org::UnitIndex unit) const {
    std::vector<Copy> copies;
    const auto& each = templates_[template_index]->each();
    if (!each) {
        copies.push_back({template_index, unit, std::nullopt, ""});
        return copies;
    }
    formula::Scope scope{unit, date_.as_of, date_.period, date_.filled_on};
    formula::Evaluator evaluator(*catalog_, *world_, scope);
    formula::Operand picked = evaluator.evaluate(*each);
    size_t table = each->columns().front().table;
    ledger::RowRange range = world_->tables[table].rows_of(tree(), unit);
    if (range.begin == range.end) return copies;
    // A ledger of one row gives a single value.
    const auto* matrix = std::get_if<formula::MatrixPtr>(&picked);
    size_t results = matrix == nullptr ? 1 : (*matrix)->rows * (*matrix)->columns;
    if (results != range.end - range.begin) {
        return fail(ErrorCode::kInvalid, "条件应对台账每行给出一个结果",
                    "the condition must give one result for each row of the ledger",
                    templates_[template_index]->file_name() + ": each");
    }
    for (uint32_t r = range.begin; r < range.end; ++r) {
        const formula::Value& value = matrix == nullptr ? std::get<formula::Value>(picked)
                                                        : (*matrix)->values[r - range.begin];
        bool keep =
            (value.is_boolean() && value.boolean()) || (value.is_number() && value.number() != 0);
        if (keep) copies.push_back({template_index, unit, report::EachRow{table, r}, ""});
    }
    return copies;
}

std::optional<std::string> PreparedFill::row_text(const report::EachRow& row,
                                                  std::string_view column) const {
    const ledger::Table& table = world_->tables[row.table];
    auto index = table.schema->find_column_named(column);
    if (!index || !table.columns[*index].loaded) return std::nullopt;
    const ledger::Column& declared = table.schema->columns[*index];
    formula::Value value = formula::cell_value(declared, table.columns[*index], row.row);
    if (declared.type == ledger::ColumnType::kDate && value.is_number()) {
        if (auto day = Date::from_serial_number(value.number())) return day->iso();
    }
    return formula::general_text(value);
}

}  // namespace yitao::site
