// Column snapshots beside the database, columns/<number of the ledger>.cols: written after much has
// changed, used by loads (load_columns.cpp) while the journal bears them out, compared by a check.
#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

#include "base/check.h"
#include "ledger/store/column_file.h"
#include "ledger/store/column_sink.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

// A snapshot is made anew when more rows than this share of it changed: each costs a read apiece.
constexpr size_t kStaleShare = 50;
// And when so many times as many entries of any ledger came since: a load looks through them.
constexpr size_t kStaleEntries = 5;

ChainHash schema_hash(const Layout& layout) {
    std::string text;
    for (size_t column : layout.stored) {
        const Column& declared = layout.schema->columns[column];
        text += fmt::format("{}:{}:{}:{};", layout.numbers[column], declared.id,
                            static_cast<int>(declared.type), declared.scale);
    }
    text += layout.unit ? layout.schema->columns[*layout.unit].id : "";
    return content_hash(text);
}

// All stored columns of a ledger, in the order of unit codes, then of rows.
class ColumnCollector {
  public:
    ColumnCollector(Database& database, const Layout& layout)
        : database_(database), layout_(layout), columns_(layout.schema->columns.size()) {}

    Result<void> collect();
    Result<void> write(const std::string& path, const ColumnStamp& stamp) const;

  private:
    void sort();

    Database& database_;
    const Layout& layout_;
    PackedNumbers ids_, seqs_, dates_, units_;
    std::vector<ColumnData> columns_;
    std::vector<int64_t> run_units_, run_ends_;
};

Result<void> ColumnCollector::collect() {
    std::vector<ColumnSink> sinks;
    for (size_t column : layout_.stored) {
        sinks.emplace_back(column, layout_.schema->columns[column], columns_[column]);
    }
    Statement rows = TRY(database_.prepare(
        fmt::format("SELECT _row, _seq, _dated, {}{}{} FROM {} ORDER BY _row",
                    layout_.unit ? ledger::quoted(layout_.schema->columns[*layout_.unit].id) : "NULL",
                    layout_.column_list.empty() ? "" : ", ", layout_.column_list, layout_.table)));
    while (TRY(rows.step())) {
        CHECK(ids_.size() < UINT32_MAX);
        ids_.push_back(rows.integer(0));
        seqs_.push_back(rows.integer(1));
        dates_.push_back(rows.integer(2));
        units_.push_back(rows.is_null(3) ? kBlankNumber : rows.integer(3));
        int at = 4;
        for (ColumnSink& sink : sinks) sink.add(rows, at++);
    }
    sort();
    return {};
}

void ColumnCollector::sort() {
    const auto place = [](int64_t unit) { return unit == kBlankNumber ? INT64_MAX : unit; };
    std::map<int64_t, uint32_t> counts;
    for (const int64_t unit : units_) ++counts[place(unit)];
    std::map<int64_t, uint32_t> next;
    uint32_t begin = 0;
    for (const auto& [unit, count] : counts) {
        next[unit] = begin;
        begin += count;
        run_units_.push_back(unit == INT64_MAX ? kBlankNumber : unit);
        run_ends_.push_back(begin);
    }
    std::vector<uint32_t> order(units_.size());
    auto at = next.end();
    for (uint32_t row = 0; row < order.size(); ++row) {
        const int64_t unit = place(units_[row]);
        if (at == next.end() || at->first != unit) at = next.find(unit);
        order[at->second++] = row;
    }
    for (PackedNumbers* numbers : {&ids_, &seqs_, &dates_}) {
        numbers->reorder(order);
        numbers->shrink();
    }
    for (ColumnData& data : columns_) {
        if (!data.loaded) continue;
        if (data.is_coded()) {
            data.codes.reorder(order);
        } else {
            data.numbers.reorder(order);
            data.numbers.shrink();
        }
    }
}

Result<void> ColumnCollector::write(const std::string& path, const ColumnStamp& stamp) const {
    size_t sections = 5;
    for (size_t column : layout_.stored) sections += columns_[column].is_coded() ? 3 : 1;
    auto file = TRY(ColumnFileWriter::create(path, stamp, ids_.size(), sections));
    TRY(file.add({Section::kRows}, ids_));
    TRY(file.add({Section::kSeqs}, seqs_));
    TRY(file.add({Section::kDates}, dates_));
    TRY(file.add({Section::kUnits}, PackedNumbers(std::span(run_units_))));
    TRY(file.add({Section::kRunEnds}, PackedNumbers(std::span(run_ends_))));
    for (size_t column : layout_.stored) {
        const ColumnData& data = columns_[column];
        const uint32_t number = layout_.numbers[column];
        if (data.is_coded()) {
            TRY(file.add({Section::kCodes, number}, data.codes));
            TRY(file.add_texts(number, data.dictionary));
        } else {
            TRY(file.add({Section::kNumbers, number}, data.numbers));
        }
    }
    return file.finish();
}

}  // namespace

std::string SqliteStore::columns_path(int64_t ledger) const {
    return fmt::format("{}/columns/{}.cols", folder_, ledger);
}

Result<std::shared_ptr<const ColumnFile>> SqliteStore::column_snapshot(const Layout& layout) {
    Result<std::shared_ptr<const ColumnFile>> file = ColumnFile::open(columns_path(layout.number));
    if (!file) return nullptr;
    const ColumnStamp& stamp = (*file)->stamp();
    if (stamp.ledger != layout.number || stamp.schema != schema_hash(layout)) return nullptr;
    if (!TRY(bears_out(stamp))) return nullptr;
    return *std::move(file);
}

Result<bool> SqliteStore::bears_out(const ColumnStamp& stamp) {
    Statement entry = TRY(database_.prepare("SELECT hash FROM journal WHERE seq = ?1"));
    entry.bind(1, stamp.position);
    return TRY(entry.step()) && std::ranges::equal(entry.blob(0), stamp.head);
}

// By the journal: so many entries are newer that it is better made anew.
Result<bool> SqliteStore::is_stale(const Layout& layout, const ColumnFile& file) {
    const size_t most = std::max(least_snapshot_rows_, file.rows() / kStaleShare);
    const int64_t last = TRY(database_.integer("SELECT max(seq) FROM journal", 0));
    if (last - file.stamp().position >= static_cast<int64_t>(most * kStaleEntries)) return true;
    return TRY(database_.integer(
               fmt::format("SELECT count(*) FROM (SELECT 1 FROM journal WHERE seq > {} AND "
                           "ledger = {} LIMIT {})",
                           file.stamp().position, layout.number, most),
               0)) >= static_cast<int64_t>(most);
}

Result<size_t> SqliteStore::save_columns() {
    CHECK(!writing_);
    TRY(need_writing());
    size_t written = 0;
    for (const auto& layout : layouts_) {
        const Snapshot state = TRY(Snapshot::begin(database_));
        const int64_t rows = TRY(database_.integer(
            fmt::format("SELECT rows FROM ledgers WHERE number = {}", layout->number), 0));
        const std::string path = columns_path(layout->number);
        if (rows < static_cast<int64_t>(least_snapshot_rows_)) {
            TRY(erase_column_file(path));
            continue;
        }
        const auto known = TRY(column_snapshot(*layout));
        if (known != nullptr && !TRY(is_stale(*layout, *known))) continue;
        ColumnStamp stamp{.ledger = layout->number, .schema = schema_hash(*layout)};
        Statement last =
            TRY(database_.prepare("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"));
        CHECK(TRY(last.step()));
        stamp.position = last.integer(0);
        CHECK(last.blob(1).size() == stamp.head.size());
        std::ranges::copy(last.blob(1), stamp.head.begin());
        last.reset();
        ColumnCollector collector(database_, *layout);
        TRY(collector.collect());
        TRY(collector.write(path, stamp));
        ++written;
    }
    return written;
}

// What a crash left half written, and what this journal does not bear out (a folder restored from
// another day's backup): nobody would use it, and nobody would forget what it says.
Result<void> SqliteStore::tidy_columns() {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/columns", none)) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".cols") && !path.ends_with(".cols.new")) continue;
        std::optional<ColumnStamp> stamp;  // without the file: it must not be open to be erased
        if (const auto file = ColumnFile::open(path)) stamp = (*file)->stamp();
        if (stamp && path.ends_with(".cols") && TRY(bears_out(*stamp))) continue;
        TRY(erase_column_file(path));
    }
    return {};
}

// The stored bytes of a ledger's rows outside the database are gone when this returns.
Result<void> SqliteStore::erase_columns(int64_t ledger) {
    TRY(erase_unfinished_column_file(columns_path(ledger)));
    return erase_column_file(columns_path(ledger));
}

}  // namespace yitao::ledger
