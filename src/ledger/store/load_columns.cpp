// A load from the column snapshot: its columns are lent as they lie in the file; rows that the
// journal names since then are read from the database and take their places. In any doubt it
// answers "no", and the rows are read as if there were no snapshot.
#include <algorithm>

#include "base/check.h"
#include "ledger/store/table_loader.h"

namespace yitao::ledger {

namespace {

// Rows read one by one cost several times what they cost in a scan: beyond an eighth of the rows
// (and some, for small ledgers) the scan is faster.
constexpr size_t kChangedShare = 8;
constexpr size_t kChangedAnyway = 1'000;

}  // namespace

Result<bool> TableLoader::take_columns() {
    const auto file = TRY(store_.column_snapshot(layout_));
    if (file == nullptr) return false;
    return take(*file);
}

Result<bool> TableLoader::take(const ColumnFile& file) {
    const Result<std::vector<ColumnFile::Run>> runs = file.runs();
    if (!runs || !lend_columns(file)) return false;
    const size_t base = table_.row_ids.size();
    const auto changed = TRY(changed_rows(file));
    if (!changed) return false;
    const int64_t alive = TRY(add_changed(*changed));
    if (travels_) TRY(add_dead_rows());
    place_base(*runs, base, changed->empty());
    const size_t dropped = drop_changed(*changed, base);
    return static_cast<int64_t>(base - dropped) + alive == row_count_;
}

Result<void> TableLoader::lend_columns(const ColumnFile& file) {
    const PackedNumbers ids = TRY(file.numbers(Section::kRows));
    table_.row_ids.resize(ids.size());
    unpack_numbers(ids.view(), ids.size(), table_.row_ids.data());
    for (ColumnSink& sink : sinks_) {
        sink.data() = TRY(file.column(layout_.numbers[sink.column()], sink.is_number()));
    }
    return {};
}

// Rows that are not as the snapshot has them, or were not then; ascending. Nothing: too many, or
// the ledger was declared anew.
Result<std::optional<std::vector<RowId>>> TableLoader::changed_rows(const ColumnFile& file) {
    const size_t most = file.rows() / kChangedShare + kChangedAnyway;
    std::vector<RowId> changed;
    Statement entries =
        TRY(store_.database_.prepare("SELECT row FROM journal WHERE seq > ?1 AND ledger = ?2"));
    entries.bind(1, file.stamp().position);
    entries.bind(2, layout_.number);
    while (TRY(entries.step())) {
        if (entries.integer(0) == 0 || changed.size() >= most * 2) return std::nullopt;
        changed.push_back(entries.integer(0));
    }
    if (travels_) {
        const Result<PackedNumbers> seqs = file.numbers(Section::kSeqs);
        const Result<PackedNumbers> dates = file.numbers(Section::kDates);
        if (!seqs || !dates) return std::nullopt;
        for (size_t row = 0; row < seqs->size() && changed.size() < most * 2; ++row) {
            if ((*seqs)[row] > last_seq_ || (*dates)[row] > request_.as_of.days) {
                changed.push_back(table_.row_ids[row]);
            }
        }
    }
    std::ranges::sort(changed);
    changed.erase(std::ranges::unique(changed).begin(), changed.end());
    if (changed.size() > most) return std::nullopt;
    return changed;
}

// Appends them as they are now, or were then. The number of those that are there now.
Result<int64_t> TableLoader::add_changed(std::span<const RowId> changed) {
    Statement find = TRY(store_.database_.prepare(select() + " WHERE _row = ?1"));
    int64_t alive = 0;
    for (const RowId row : changed) {
        find.bind(1, row);
        if (!TRY(find.step())) continue;
        ++alive;
        TRY(add_row(find));
        find.reset();
    }
    return alive;
}

// The base rows stand in the order of unit codes. Where the tree has its units in that order too,
// and nothing came to them, they stay where they are in the file.
void TableLoader::place_base(std::span<const ColumnFile::Run> runs, size_t base, bool unchanged) {
    const size_t unit_count = request_.tree->size();
    std::vector<org::UnitIndex> places;
    bool ascending = unchanged && units_.empty();
    for (const ColumnFile::Run& run : runs) {
        places.push_back(unit_of(run.unit != kBlankNumber, run.unit));
        ascending = ascending && (places.size() < 2 || places[places.size() - 2] < places.back());
    }
    if (ascending) {
        table_.unit_begin.reserve(unit_count + 1);
        for (size_t i = 0; i < runs.size(); ++i) {
            table_.unit_begin.resize(places[i] + 1, runs[i].begin);
        }
        table_.unit_begin.resize(unit_count + 1, static_cast<uint32_t>(base));
        return;
    }
    std::vector<org::UnitIndex> units;
    units.reserve(base + units_.size());
    for (size_t i = 0; i < runs.size(); ++i) {
        units.insert(units.end(), runs[i].end - runs[i].begin, places[i]);
    }
    units.insert(units.end(), units_.begin(), units_.end());
    units_ = std::move(units);
}

// The base rows that were changed; the number of them.
size_t TableLoader::drop_changed(std::span<const RowId> changed, size_t base) {
    if (changed.empty()) return 0;
    std::vector<bool> gone(static_cast<size_t>(changed.back()) + 1);
    for (const RowId row : changed) gone[static_cast<size_t>(row)] = true;
    size_t dropped = 0;
    for (size_t row = 0; row < base; ++row) {
        const auto id = static_cast<size_t>(table_.row_ids[row]);
        if (id >= gone.size() || !gone[id]) continue;
        units_[row] = static_cast<org::UnitIndex>(request_.tree->size() + 1);
        ++dropped;
    }
    return dropped;
}

}  // namespace yitao::ledger
