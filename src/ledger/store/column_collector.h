// All stored columns of a ledger, in the order of unit codes, then of rows: what a snapshot holds.
// Rows come one by one as they are inserted, or are read from the database at once.
//
//     ColumnCollector collector(layout);
//     TRY(collector.read_all(database));
//     TRY(collector.write(path, stamp));
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/store/column_file.h"
#include "ledger/store/column_sink.h"
#include "ledger/store/layout.h"
#include "ledger/store/sqlite.h"

namespace yitao::ledger {

class ColumnCollector {
  public:
    // The layout must outlive it.
    explicit ColumnCollector(const Layout& layout);

    // A row as it is now, after all rows with smaller ids.
    void add(RowId row, int64_t seq, int32_t dated, std::span<const Field> fields);
    // Every row, where none was added before.
    Result<void> read_all(Database& database);
    [[nodiscard]] size_t rows() const { return ids_.size(); }
    // Once: the rows are put in order for it.
    Result<void> write(const std::string& path, const ColumnStamp& stamp);

  private:
    void sort();

    const Layout& layout_;
    PackedNumbers ids_, seqs_, dates_, units_;
    std::vector<ColumnData> columns_;
    std::vector<ColumnSink> sinks_;  // into columns_
    std::vector<int64_t> run_units_, run_ends_;
};

}  // namespace yitao::ledger
