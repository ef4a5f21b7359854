// The proof that rows are nothing but folds of the journal: the chain of hashes is recomputed from
// the first entry, and every row is rebuilt from its entries and compared with what is stored.
#include <algorithm>

#include "base/check.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

constexpr size_t kMaxFindings = 1000;  // of one verification; a broken store would give millions

}  // namespace

class Verifier {
  public:
    explicit Verifier(SqliteStore& store) : store_(store) {}
    Result<std::vector<Finding>> run();

  private:
    Result<void> check_chain();
    Result<void> check_units();
    Result<void> check_ledger(const Layout& layout);
    Result<int64_t> check_rows(const Layout& layout);
    Result<int64_t> check_dead_rows(const Layout& layout);
    void compare(const Layout& layout, RowId row, const std::vector<Field>& stored);
    void add(std::string place, std::string zh, std::string en);

    SqliteStore& store_;
    std::vector<Finding> findings_;
    std::vector<StoredEntry> history_;
    std::vector<Field> rebuilt_;
};

Result<std::vector<Finding>> SqliteStore::verify() {
    CHECK(!writing_);
    const Snapshot rows = TRY(Snapshot::begin(database_));
    const Keyring::Reading keys = TRY(keys_.begin_reading());
    return Verifier(*this).run();
}

void Verifier::add(std::string place, std::string zh, std::string en) {
    if (findings_.size() >= kMaxFindings) return;
    findings_.push_back({std::move(place), {std::move(zh), std::move(en)}});
}

Result<std::vector<Finding>> Verifier::run() {
    TRY(check_chain());
    TRY(check_units());
    for (const auto& layout : store_.layouts_) TRY(check_ledger(*layout));
    for (const auto& layout : store_.layouts_) {
        TRY(store_.verify_columns(*layout, findings_));
    }
    return std::move(findings_);
}

Result<void> Verifier::check_chain() {
    Statement entries = TRY(store_.database_.prepare(
        "SELECT seq, batch, ledger, row, kind, line, effective_on, previous, payload, hash "
        "FROM journal ORDER BY seq"));
    ChainHash head{};
    int64_t expected = 1;
    int64_t batch = 0;
    while (TRY(entries.step())) {
        const EntryHeader entry{.seq = entries.integer(0),
                                .batch = entries.integer(1),
                                .ledger = entries.integer(2),
                                .row = entries.integer(3),
                                .kind = static_cast<EntryKind>(entries.integer(4)),
                                .line = entries.integer(5),
                                .effective_on = static_cast<int32_t>(entries.integer(6)),
                                .previous = entries.integer(7)};
        const std::string place = fmt::format("journal {}", entry.seq);
        if (entry.seq != expected)
            add(place, "流水编号不连续", "the numbers of the journal have a gap");
        if (entry.batch != batch) {
            batch = entry.batch;
            Result<const BatchHeader*> header = store_.journal_->batch(batch);
            if (header) head = chain_batch(head, **header);
            if (!header) add(place, header.error().message.zh, header.error().message.en);
        }
        const std::span<const uint8_t> payload = entries.blob(8);
        head = chain_entry(head, entry,
                           {reinterpret_cast<const char*>(payload.data()), payload.size()});
        const std::span<const uint8_t> stored = entries.blob(9);
        if (!std::ranges::equal(stored, head)) {
            add(place, "流水被改动过：与校验链不符",
                "the journal was altered: the chain of hashes breaks here");
            // Go on from what is stored, so that one altered entry is one finding.
            if (stored.size() == head.size()) std::ranges::copy(stored, head.begin());
        }
        expected = entry.seq + 1;
    }
    return {};
}

Result<void> Verifier::check_units() {
    Statement registers = TRY(store_.database_.prepare(
        "SELECT units.seq, csv, payload FROM units LEFT JOIN journal ON journal.seq = units.seq"));
    while (TRY(registers.step())) {
        const ChainHash hash = content_hash(registers.text(1));
        const std::span<const uint8_t> payload = registers.blob(2);
        if (payload.size() != hash.size() + 1 || !std::ranges::equal(payload.subspan(1), hash)) {
            add(fmt::format("units {}", registers.integer(0)), "单位名册与流水不符",
                "a register of units differs from the journal");
        }
    }
    return {};
}

Result<void> Verifier::check_ledger(const Layout& layout) {
    const int64_t walked = TRY(check_rows(layout)) + TRY(check_dead_rows(layout));
    Statement counts =
        TRY(store_.database_.prepare(fmt::format("SELECT rows, entries, (SELECT count(*) FROM {}), "
                                                 "(SELECT count(*) FROM journal WHERE ledger = ?1 "
                                                 "AND row > 0) FROM ledgers WHERE number = ?1",
                                                 layout.table)));
    counts.bind(1, layout.number);
    CHECK(TRY(counts.step()));
    const std::string& place = layout.schema->name;
    if (counts.integer(0) != counts.integer(2)) {
        add(place, "记录数与计数不符", "the number of rows differs from its counter");
    }
    if (counts.integer(1) != counts.integer(3)) {
        add(place, "流水条数与计数不符", "the number of journal entries differs from its counter");
    }
    if (walked != counts.integer(3)) {
        add(place, fmt::format("有 {} 条流水不属于任何记录", counts.integer(3) - walked),
            fmt::format("{} journal entries belong to no row", counts.integer(3) - walked));
    }
    return {};
}

// The number of entries that the rows account for.
Result<int64_t> Verifier::check_rows(const Layout& layout) {
    Statement rows = TRY(store_.database_.prepare(
        fmt::format("SELECT _row, _seq, _dated{}{} FROM {} ORDER BY _row",
                    layout.column_list.empty() ? "" : ", ", layout.column_list, layout.table)));
    int64_t walked = 0;
    std::vector<Field> stored;
    while (TRY(rows.step())) {
        const RowId row = rows.integer(0);
        const std::string place = fmt::format("{} {}", layout.schema->name, row);
        Result<void> history = store_.journal_->walk(rows.integer(1), history_);
        if (!history) {
            add(place, history.error().message.zh, history.error().message.en);
            continue;
        }
        walked += static_cast<int64_t>(history_.size());
        int32_t dated = kEarliestDate.days;
        bool readable = true;
        bool own = true;
        for (const StoredEntry& entry : history_) {
            dated = std::max(dated, entry.header.effective_on);
            readable = readable && entry.readable;
            own = own && entry.header.row == row && entry.header.ledger == layout.number;
        }
        if (!own || history_.back().header.kind != EntryKind::kInsert) {
            add(place, "流水与记录对不上", "the entries are not those of this row");
            continue;
        }
        if (!readable) {
            add(place, "流水无法解密，不能重建（缺少密钥）",
                "the entries cannot be decrypted, so the row cannot be rebuilt (a key is missing)");
            continue;
        }
        if (dated != rows.integer(2))
            add(place, "生效日期与流水不符", "the latest date differs from the journal");
        read_fields(rows, 3, layout, stored);
        compare(layout, row, stored);
    }
    return walked;
}

void Verifier::compare(const Layout& layout, RowId row, const std::vector<Field>& stored) {
    const std::string place = fmt::format("{} {}", layout.schema->name, row);
    if (!fold(layout, history_, kLatestDate, INT64_MAX, rebuilt_)) {
        add(place, "按流水这条记录不应存在", "by the journal this row is not there");
        return;
    }
    for (size_t column : layout.stored) {
        if (stored[column] == rebuilt_[column]) continue;
        const Column& declared = layout.schema->columns[column];
        add(place, fmt::format("字段“{}”与流水不符", declared.name),
            fmt::format("column “{}” differs from the journal", declared.id));
    }
}

Result<int64_t> Verifier::check_dead_rows(const Layout& layout) {
    Statement dead = TRY(store_.database_.prepare(
        // A ledger may have a column of any name, "row" too.
        fmt::format("SELECT row, seq, EXISTS(SELECT 1 FROM {} WHERE _row = tombstones.row) "
                    "FROM tombstones WHERE ledger = ?1 ORDER BY row",
                    layout.table)));
    dead.bind(1, layout.number);
    int64_t walked = 0;
    while (TRY(dead.step())) {
        const std::string place = fmt::format("{} {}", layout.schema->name, dead.integer(0));
        if (dead.integer(2) != 0) add(place, "已删除的记录仍在", "a deleted row is still there");
        Result<void> history = store_.journal_->walk(dead.integer(1), history_);
        if (!history) {
            add(place, history.error().message.zh, history.error().message.en);
            continue;
        }
        walked += static_cast<int64_t>(history_.size());
        const EntryKind last = history_.front().header.kind;
        if (last != EntryKind::kDelete && last != EntryKind::kForget) {
            add(place, "按流水这条记录应当存在", "by the journal this row should be there");
        }
    }
    return walked;
}

}  // namespace yitao::ledger
