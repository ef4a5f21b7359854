// One load: rows of the database, or of the column snapshot and what changed since, as a Table.
// load.cpp reads rows and puts them in the order of the tree, load_columns.cpp takes the snapshot.
#pragma once

#include <optional>
#include <vector>

#include "ledger/store/column_file.h"
#include "ledger/store/column_sink.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

class TableLoader {
  public:
    TableLoader(SqliteStore& store, const Layout& layout, const LoadRequest& request)
        : store_(store), layout_(layout), request_(request) {}
    Result<Table> load();

  private:
    Result<void> plan();
    Result<void> scan();
    Result<void> add_dead_rows();
    Result<void> add_row(const Statement& row);
    Result<void> add_rebuilt(RowId row, int64_t seq);
    [[nodiscard]] std::string select() const;  // "SELECT … FROM …", what add_row() reads
    org::UnitIndex unit_of(bool known, org::UnitCode code);
    void sort_rows();

    // load_columns.cpp. False: nothing taken, or in doubt; the loader is to be planned anew.
    Result<bool> take_columns();
    Result<bool> take(const ColumnFile& file);
    Result<void> lend_columns(const ColumnFile& file);
    Result<std::optional<std::vector<RowId>>> changed_rows(const ColumnFile& file);
    Result<int64_t> add_changed(std::span<const RowId> changed);
    size_t drop_changed(std::span<const RowId> changed, size_t base);
    void place_base(std::span<const ColumnFile::Run> runs, size_t base, bool unchanged);

    SqliteStore& store_;
    const Layout& layout_;
    const LoadRequest& request_;
    Table table_;
    std::vector<ColumnSink> sinks_;
    // Of each row: the tree's size where it is unknown, one more where the row is to be dropped.
    std::vector<org::UnitIndex> units_;
    std::vector<StoredEntry> history_;
    std::vector<Field> fields_;
    org::UnitCode last_code_ = 0;
    org::UnitIndex last_unit_ = 0;
    int64_t row_count_ = 0;  // by the ledger's counter
    int64_t last_seq_ = INT64_MAX;
    bool travels_ = false;  // some rows may have to be rebuilt
};

}  // namespace yitao::ledger
