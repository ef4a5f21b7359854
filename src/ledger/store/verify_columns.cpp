// The proof that a column snapshot is nothing but the rows: each of its rows and values is compared
// with the database, but for what the journal names since.
#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "ledger/store/column_file.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

constexpr size_t kMaxFindings = 100;

class ColumnVerifier {
  public:
    ColumnVerifier(Database& database, const Layout& layout, const ColumnFile& file,
                   std::vector<Finding>& findings)
        : database_(database), layout_(layout), file_(file), findings_(findings) {}

    Result<void> run() {
        TRY(read());
        TRY(read_changed());
        std::vector<uint32_t> by_id(ids_.size());
        std::iota(by_id.begin(), by_id.end(), 0);
        std::ranges::sort(by_id, {}, [&](uint32_t row) { return ids_[row]; });
        Statement rows = TRY(database_.prepare(fmt::format(
            "SELECT _row, _seq, _dated{}{} FROM {} ORDER BY _row",
            layout_.column_list.empty() ? "" : ", ", layout_.column_list, layout_.table)));
        size_t next = 0;
        while (TRY(rows.step())) {
            const RowId row = rows.integer(0);
            for (; next < by_id.size() && ids_[by_id[next]] < row; ++next) {
                missing(ids_[by_id[next]], "快照中的记录已不存在", "a row of the snapshot is gone");
            }
            if (next < by_id.size() && ids_[by_id[next]] == row) {
                if (!changed_.contains(row)) compare(rows, by_id[next]);
                ++next;
            } else {
                missing(row, "快照中缺这条记录", "the snapshot lacks this row");
            }
        }
        for (; next < by_id.size(); ++next) {
            missing(ids_[by_id[next]], "快照中的记录已不存在", "a row of the snapshot is gone");
        }
        return {};
    }

  private:
    Result<void> read() {
        ids_ = TRY(file_.numbers(Section::kRows));
        seqs_ = TRY(file_.numbers(Section::kSeqs));
        dates_ = TRY(file_.numbers(Section::kDates));
        for (const ColumnFile::Run& run : TRY(file_.runs())) {
            units_.insert(units_.end(), run.end - run.begin, run.unit);
        }
        for (size_t column : layout_.stored) {
            columns_.push_back(TRY(file_.column(
                layout_.numbers[column], is_number_type(layout_.schema->columns[column].type))));
        }
        return {};
    }

    Result<void> read_changed() {
        Statement entries =
            TRY(database_.prepare("SELECT row FROM journal WHERE seq > ?1 AND ledger = ?2"));
        entries.bind(1, file_.stamp().position);
        entries.bind(2, layout_.number);
        while (TRY(entries.step())) changed_.insert(entries.integer(0));
        return {};
    }

    void add(RowId row, std::string zh, std::string en) {
        if (findings_.size() >= kMaxFindings) return;
        findings_.push_back(
            {fmt::format("{} {}", layout_.schema->name, row), {std::move(zh), std::move(en)}});
    }

    void missing(RowId row, std::string zh, std::string en) {
        if (!changed_.contains(row)) add(row, std::move(zh), std::move(en));
    }

    void compare(const Statement& stored, uint32_t row) {
        bool same = seqs_[row] == stored.integer(1) && dates_[row] == stored.integer(2);
        int at = 3;
        for (size_t i = 0; i < columns_.size(); ++i, ++at) {
            const ColumnData& data = columns_[i];
            if (data.is_coded()) {
                const uint32_t code = data.codes[row];
                same = same && (code == kBlankCode) == stored.is_null(at) &&
                       (code == kBlankCode || data.dictionary[code] == stored.text(at));
            } else {
                const int64_t number = stored.is_null(at) ? kBlankNumber : stored.integer(at);
                same = same && data.numbers[row] == number;
                if (layout_.unit == layout_.stored[i]) same = same && units_[row] == number;
            }
        }
        if (!same) {
            add(ids_[row], "列快照与记录不符", "the column snapshot differs from the row");
        }
    }

    Database& database_;
    const Layout& layout_;
    const ColumnFile& file_;
    std::vector<Finding>& findings_;
    PackedNumbers ids_, seqs_, dates_;
    std::vector<int64_t> units_;
    std::vector<ColumnData> columns_;  // as layout.stored
    std::unordered_set<RowId> changed_;
};

}  // namespace

Result<void> SqliteStore::verify_columns(const Layout& layout, std::vector<Finding>& findings) {
    const auto file = ColumnFile::open(columns_path(layout.number));
    const auto tell = [&](const Error& error) {
        findings.push_back({layout.schema->name, error.message});
    };
    if (!file) {
        if (file.error().code != ErrorCode::kNotFound) tell(file.error());
        return {};
    }
    // One of another history or declaration is not used, and made anew by the next large change.
    if (TRY(column_snapshot(layout)) == nullptr) return {};
    std::vector<Finding> found;
    const Result<void> done = ColumnVerifier(database_, layout, **file, found).run();
    if (!done && done.error().code != ErrorCode::kDamaged) return done;
    if (!done) tell(done.error());
    findings.insert(findings.end(), found.begin(), found.end());
    return {};
}

}  // namespace yitao::ledger
