// The way in: a batch is resolved to rows, checked, and written with its journal in one
// transaction.
#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "site/state.h"

namespace yitao::site {

using ledger::Batch;
using ledger::Change;
using ledger::ChangeKind;
using ledger::Field;
using ledger::Outcome;
using ledger::Remark;
using ledger::RowId;
using ledger::Severity;

std::vector<ledger::Flag> flags_of(const ledger::Schema& schema, std::span<const Remark> remarks) {
    std::vector<ledger::Flag> flags;
    for (const Remark& remark : remarks) {
        if (remark.severity != Severity::kFlag) continue;
        flags.push_back({.column = remark.column < schema.columns.size()
                                       ? schema.columns[remark.column].id
                                       : std::string(),
                         .rule = remark.rule});
    }
    return flags;
}

namespace {

bool is_blank(const Field& field) {
    return std::holds_alternative<std::monostate>(field);
}

std::string key_text(std::span<const Field> key) {
    std::string text;
    for (const Field& field : key) {
        if (const auto* number = std::get_if<int64_t>(&field)) text += std::to_string(*number);
        if (const auto* value = std::get_if<std::string>(&field)) {
            text += std::to_string(value->size());
            text += ':';
            text += *value;
        }
        text += ';';
    }
    return text;
}

// One batch on its way in. Changes wait in a round until the rules have judged them together; a
// change that could see the effect of one that waits ends the round first.
class Applying {
  public:
    // Takes the fields out of the batch as it goes.
    Applying(const ledger::Schema& schema, Batch& batch, ledger::Writer& writer,
             LedgerChecks& checks, const ImportRun& run)
        : schema_(schema),
          unit_column_(schema.find_column(schema.unit_column)),
          batch_(batch),
          writer_(writer),
          checks_(checks),
          run_(run) {}

    struct RuleContext {
        Date today;
        std::shared_ptr<const org::Tree> tree;
        RowRules::LoadTable load;
        bool dated = false;  // a day is stated from which the facts hold
        const MayTouch& may_touch;
    };
    Result<ApplyReport> run(const RuleContext& context);
    // Rows without a key that this batch stands for.
    [[nodiscard]] const std::unordered_set<RowId>& matched() const { return matched_; }

  private:
    struct Candidate {
        size_t change = 0;
        RowId row = 0;  // 0: an insert
        bool keyless = false;
        std::vector<Field> fields;  // the whole row as it will be
        std::vector<Remark> remarks;
    };

    Result<void> check_batch() const;
    Result<void> take(size_t change);
    Result<bool> may_touch(const Change& change, RowId row);
    Result<void> take_delete(size_t change);
    // Row of a change by id or key; 0: none. `key` becomes the text of its key, "" where it has
    // none.
    Result<RowId> locate(const Change& change, std::string& key);
    Result<void> take_insert(size_t change, std::string key);
    Result<void> take_update(size_t change, RowId row);
    Result<bool> key_is_taken(const Candidate& candidate);
    Result<void> end_round();
    Result<void> write(Candidate& candidate);
    Result<void> reflag(const Candidate& candidate);
    void check(Candidate& candidate, const std::vector<uint8_t>* given);
    void refuse(size_t change, size_t column, std::string_view rule);
    Candidate& new_candidate(size_t change);
    [[nodiscard]] std::optional<std::vector<Field>> key_of(std::span<const Field> fields) const;

    const ledger::Schema& schema_;
    const std::optional<size_t> unit_column_;
    Batch& batch_;
    ledger::Writer& writer_;
    LedgerChecks& checks_;
    const ImportRun& run_;
    std::unordered_set<RowId> matched_;
    const RuleContext* context_ = nullptr;
    ApplyReport report_;
    std::vector<uint8_t> given_;      // by column: the batch brings it
    std::vector<size_t> key_places_;  // of the key columns among the batch's; empty: not all there
    std::vector<size_t> key_columns_;
    std::vector<Candidate> round_;
    size_t round_size_ = 0;
    // Some row of it has no key: equal ones are not to be looked up again and again.
    bool round_is_keyless_ = false;
    std::unordered_set<std::string> round_keys_;
    std::unordered_set<RowId> round_rows_;
    std::vector<Field> sought_;  // key of the change looked at
};

Result<void> Applying::check_batch() const {
    const auto invalid = [&](std::string zh, std::string en) {
        return fail(ErrorCode::kInvalid, std::move(zh), std::move(en), schema_.name);
    };
    if (batch_.changes.size() > kImportBatchRows) {
        return fail(ErrorCode::kLimit, fmt::format("一批最多 {} 条", kImportBatchRows),
                    fmt::format("a batch has at most {} changes", kImportBatchRows), schema_.name);
    }
    std::unordered_set<size_t> seen;
    for (size_t column : batch_.columns) {
        if (column >= schema_.columns.size() || !seen.insert(column).second) {
            return invalid("批次中的字段不存在或重复",
                           "a column of the batch does not exist or comes twice");
        }
        if (schema_.columns[column].is_calculated()) {
            return invalid(fmt::format("“{}”是计算字段，不能填写", schema_.columns[column].name),
                           fmt::format("“{}” is calculated and cannot be entered",
                                       schema_.columns[column].id));
        }
    }
    for (const Change& change : batch_.changes) {
        const bool by_row = change.kind == ChangeKind::kDelete && change.row != 0;
        if (change.fields.size() == batch_.columns.size() || (by_row && change.fields.empty())) {
            continue;
        }
        return invalid("一条修改的值与字段数不符", "a change has not one value for each column");
    }
    return {};
}

Result<ApplyReport> Applying::run(const RuleContext& context) {
    TRY(check_batch());
    context_ = &context;
    report_.rows.resize(batch_.changes.size());
    given_.assign(schema_.columns.size(), 0);
    for (size_t column : batch_.columns) given_[column] = 1;
    for (const std::string& id : schema_.key) {
        const size_t column = *schema_.find_column(id);
        key_columns_.push_back(column);
        const auto place = std::ranges::find(batch_.columns, column);
        if (place != batch_.columns.end()) {
            key_places_.push_back(static_cast<size_t>(place - batch_.columns.begin()));
        }
    }
    if (key_places_.size() != key_columns_.size()) key_places_.clear();
    const bool small_rounds = !checks_.rules->any_wide();
    for (size_t i = 0; i < batch_.changes.size(); ++i) {
        TRY(take(i));
        if (small_rounds && !round_is_keyless_ && round_size_ >= kRoundRows) TRY(end_round());
    }
    TRY(end_round());
    for (const ledger::RowOutcome& row : report_.rows) {
        report_.inserted += row.outcome == Outcome::kInserted ? 1 : 0;
        report_.updated += row.outcome == Outcome::kUpdated ? 1 : 0;
        report_.deleted += row.outcome == Outcome::kDeleted ? 1 : 0;
        report_.unchanged += row.outcome == Outcome::kUnchanged ? 1 : 0;
        report_.refused += row.outcome == Outcome::kRefused ? 1 : 0;
        const bool landed = row.outcome == Outcome::kInserted || row.outcome == Outcome::kUpdated;
        report_.flagged += landed && std::ranges::any_of(row.remarks, [](const Remark& remark) {
                               return remark.severity == Severity::kFlag;
                           });
    }
    return std::move(report_);
}

void Applying::refuse(size_t change, size_t column, std::string_view rule) {
    ledger::RowOutcome& outcome = report_.rows[change];
    outcome.outcome = Outcome::kRefused;
    outcome.row = 0;
    outcome.remarks.push_back({.column = column,
                               .rule = std::string(rule),
                               .severity = Severity::kRefuse,
                               .message = rule_message(schema_, rule)});
}

std::optional<std::vector<Field>> Applying::key_of(std::span<const Field> fields) const {
    if (key_columns_.empty()) return std::nullopt;
    std::vector<Field> key;
    for (size_t column : key_columns_) {
        if (is_blank(fields[column])) return std::nullopt;
        key.push_back(fields[column]);
    }
    return key;
}

Result<RowId> Applying::locate(const Change& change, std::string& key) {
    if (change.row != 0) {
        if (round_rows_.contains(change.row)) TRY(end_round());
        return TRY(writer_.read(change.row)) != nullptr ? change.row : RowId{0};
    }
    if (key_places_.empty() || change.fields.empty()) return RowId{0};
    sought_.resize(key_places_.size());
    for (size_t i = 0; i < key_places_.size(); ++i) {
        sought_[i] = change.fields[key_places_[i]];
        if (is_blank(sought_[i])) return RowId{0};
    }
    key = key_text(sought_);
    if (round_keys_.contains(key)) TRY(end_round());
    const RowId row = TRY(writer_.find(sought_)).value_or(0);
    if (row != 0 && round_rows_.contains(row)) {
        TRY(end_round());
        return TRY(writer_.find(sought_)).value_or(0);
    }
    return row;
}

Result<void> Applying::take(size_t i) {
    const Change& change = batch_.changes[i];
    if (change.kind == ChangeKind::kDelete) return take_delete(i);
    std::string key;
    const RowId row = TRY(locate(change, key));
    if (row == 0 && (change.row != 0 || change.kind == ChangeKind::kUpdate)) {
        refuse(i, ledger::kWholeRow, kRuleMissingRow);
        return {};
    }
    if (!TRY(may_touch(change, row))) {
        refuse(i, unit_column_.value_or(ledger::kWholeRow), kRuleUnitBeyond);
        return {};
    }
    if (row == 0) return take_insert(i, std::move(key));
    if (change.kind == ChangeKind::kInsert) {
        refuse(i, key_columns_.empty() ? ledger::kWholeRow : key_columns_[0], kRuleKey);
        return {};
    }
    return take_update(i, row);
}

// Whether both units of a row, where it stands and where it goes, are within reach.
Result<bool> Applying::may_touch(const Change& change, RowId row) {
    if (!context_->may_touch) return true;
    const auto reaches = [&](const Field& unit) {
        const auto* code = std::get_if<int64_t>(&unit);
        return code != nullptr && context_->may_touch(*code);
    };
    if (!unit_column_) return false;
    if (row != 0) {
        const ledger::Row* stored = TRY(writer_.read(row));
        if (stored == nullptr || !reaches(stored->fields[*unit_column_])) return false;
    }
    const auto place = std::ranges::find(batch_.columns, *unit_column_);
    if (change.kind == ChangeKind::kDelete || place == batch_.columns.end()) return row != 0;
    return reaches(change.fields[static_cast<size_t>(place - batch_.columns.begin())]);
}

Result<void> Applying::take_delete(size_t i) {
    TRY(end_round());
    std::string key;
    const RowId row = TRY(locate(batch_.changes[i], key));
    if (row == 0) {
        refuse(i, ledger::kWholeRow, kRuleMissingRow);
        return {};
    }
    if (!TRY(may_touch(batch_.changes[i], row))) {
        refuse(i, unit_column_.value_or(ledger::kWholeRow), kRuleUnitBeyond);
        return {};
    }
    TRY(writer_.remove(row, {.line = batch_.changes[i].line}));
    report_.rows[i].outcome = Outcome::kDeleted;
    report_.rows[i].row = row;
    return {};
}

Applying::Candidate& Applying::new_candidate(size_t change) {
    if (round_size_ == round_.size()) round_.emplace_back();
    Candidate& candidate = round_[round_size_++];
    candidate.change = change;
    candidate.row = 0;
    candidate.keyless = false;
    candidate.remarks.clear();
    return candidate;
}

Result<void> Applying::take_insert(size_t i, std::string key) {
    Change& change = batch_.changes[i];
    Candidate& candidate = new_candidate(i);
    candidate.fields.assign(schema_.columns.size(), Field{});
    for (size_t c = 0; c < batch_.columns.size(); ++c) {
        candidate.fields[batch_.columns[c]] = std::move(change.fields[c]);
    }
    std::vector<Field>().swap(change.fields);  // a batch is held once, not twice
    candidate.keyless = key.empty();
    if (candidate.keyless && change.kind == ChangeKind::kPut) {
        for (RowId row : TRY(writer_.find_keyless(candidate.fields))) {
            if (run_.matched.contains(row) || !matched_.insert(row).second) continue;
            report_.rows[i].row = row;  // it came in like this before
            --round_size_;
            return {};
        }
    }
    round_is_keyless_ = round_is_keyless_ || candidate.keyless;
    if (!key.empty()) round_keys_.insert(std::move(key));
    check(candidate, nullptr);
    return {};
}

Result<void> Applying::take_update(size_t i, RowId row) {
    const Change& change = batch_.changes[i];
    const ledger::Row* stored = TRY(writer_.read(row));
    CHECK(stored != nullptr);
    report_.rows[i].row = row;
    // With a day stated it is the row as of that day that counts, which the store compares.
    bool changes = context_->dated;
    for (size_t c = 0; c < batch_.columns.size() && !changes; ++c) {
        changes = stored->fields[batch_.columns[c]] != change.fields[c];
    }
    if (!changes) return {};
    Candidate& candidate = new_candidate(i);
    candidate.row = row;
    candidate.fields = stored->fields;
    for (size_t c = 0; c < batch_.columns.size(); ++c) {
        candidate.fields[batch_.columns[c]] = change.fields[c];
    }
    round_rows_.insert(row);
    check(candidate, &given_);
    if (report_.rows[i].outcome != Outcome::kRefused && change.row != 0 &&
        TRY(key_is_taken(candidate))) {
        --round_size_;
        refuse(i, key_columns_[0], kRuleKey);
    }
    return {};
}

// An update by row id may bring a key that another row has, or one that waits in this round.
Result<bool> Applying::key_is_taken(const Candidate& candidate) {
    const std::optional<std::vector<Field>> key = key_of(candidate.fields);
    if (!key) return false;
    const RowId holder = TRY(writer_.find(*key)).value_or(candidate.row);
    if (holder != candidate.row) return true;
    return !round_keys_.insert(key_text(*key)).second;
}

// Refuses at once, or keeps the remarks with the candidate.
void Applying::check(Candidate& candidate, const std::vector<uint8_t>* given) {
    checks_.rows->check(candidate.fields, given, candidate.remarks);
    const bool refused = std::ranges::any_of(candidate.remarks, [](const Remark& remark) {
        return remark.severity == Severity::kRefuse;
    });
    if (!refused) return;
    ledger::RowOutcome& outcome = report_.rows[candidate.change];
    outcome.outcome = Outcome::kRefused;
    outcome.row = 0;
    outcome.remarks = std::move(candidate.remarks);
    --round_size_;
}

Result<void> Applying::end_round() {
    const std::span<Candidate> round(round_.data(), round_size_);
    if (!checks_.rules->empty() && !round.empty()) {
        std::vector<RowRules::BatchRow> rows;
        std::vector<std::vector<Remark>> remarks(round.size());
        for (const Candidate& candidate : round) rows.push_back({candidate.row, candidate.fields});
        TRY(checks_.rules->check(rows, context_->today, context_->tree, context_->load, remarks));
        for (size_t i = 0; i < round.size(); ++i) {
            std::ranges::move(remarks[i], std::back_inserter(round[i].remarks));
        }
    }
    for (Candidate& candidate : round) TRY(write(candidate));
    round_size_ = 0;
    round_is_keyless_ = false;
    round_keys_.clear();
    round_rows_.clear();
    return {};
}

Result<void> Applying::write(Candidate& candidate) {
    const Change& change = batch_.changes[candidate.change];
    ledger::RowOutcome& outcome = report_.rows[candidate.change];
    outcome.remarks = std::move(candidate.remarks);
    if (std::ranges::any_of(outcome.remarks, [](const Remark& remark) {
            return remark.severity == Severity::kRefuse;
        })) {
        outcome.outcome = Outcome::kRefused;
        outcome.row = 0;
        return {};
    }
    const std::vector<ledger::Flag> flags = flags_of(schema_, outcome.remarks);
    const ledger::WriteOptions options{.line = change.line, .flags = flags};
    if (candidate.row == 0) {
        outcome.row = TRY(writer_.insert(candidate.fields, options));
        outcome.outcome = Outcome::kInserted;
        if (candidate.keyless) matched_.insert(outcome.row);
        return {};
    }
    const bool changed = TRY(writer_.update(candidate.row, batch_.columns, change.fields, options));
    outcome.outcome = changed ? Outcome::kUpdated : Outcome::kUnchanged;
    return context_->dated ? reflag(candidate) : Result<void>{};
}

// After a backdated change later entries may still win: then it is the row as it is now that
// counts.
Result<void> Applying::reflag(const Candidate& candidate) {
    const ledger::Row* stored = TRY(writer_.read(candidate.row));
    if (stored->fields == candidate.fields) return {};
    const std::vector<Field> fields = stored->fields;
    const std::vector<uint8_t> nothing_new(fields.size(), 0);
    std::vector<Remark> remarks;
    checks_.rows->check(fields, &nothing_new, remarks);
    const RowRules::BatchRow row{candidate.row, fields};
    TRY(checks_.rules->check({&row, 1}, context_->today, context_->tree, context_->load,
                             {&remarks, 1}));
    return writer_.set_flags(candidate.row, flags_of(schema_, remarks));
}

}  // namespace

Result<ApplyReport> Site::apply(Batch&& batch, const ledger::EntryInfo& info, ImportRun* run,
                                const MayTouch& may_touch) {
    State& state = *state_;
    ApplyReport report =
        TRY(state.apply(std::move(batch), info, run, may_touch, State::Keep::kCommitted));
    if (state.listener != nullptr) {
        std::vector<RowId> rows;
        for (const ledger::RowOutcome& row : report.rows) {
            const bool landed =
                row.outcome != Outcome::kRefused && row.outcome != Outcome::kUnchanged;
            if (landed) rows.push_back(row.row);
        }
        const size_t table = TRY(state.table_of(batch.ledger));
        if (!rows.empty()) state.listener->rows_changed(table, rows, info.effective_on);
    }
    return report;
}

Result<ApplyReport> Site::try_out(Batch&& batch, const ledger::EntryInfo& info,
                                  const MayTouch& may_touch) {
    return state_->apply(std::move(batch), info, nullptr, may_touch, State::Keep::kNothing);
}

Result<ApplyReport> Site::State::apply(Batch&& batch, const ledger::EntryInfo& info, ImportRun* run,
                                       const MayTouch& may_touch, Keep keep) {
    TRY(need_writing());
    const size_t table = TRY(table_of(batch.ledger));
    LedgerChecks* checks_of_ledger = TRY(checks_of(table));
    const Date today = clock.today();
    Applying::RuleContext context{.today = today,
                                  .tree = TRY(tree(today, std::nullopt)),
                                  .load = {},
                                  .dated = info.effective_on.has_value(),
                                  .may_touch = may_touch};
    context.load = load_as_of(today, context.tree);
    const ImportRun none;
    std::unique_ptr<ledger::Writer> writer = TRY(store->begin(batch.ledger, info));
    Applying applying(*catalog.schemas[table], batch, *writer, *checks_of_ledger,
                      run != nullptr ? *run : none);
    ApplyReport report = TRY(applying.run(context));
    if (keep == Keep::kNothing) return report;
    std::set<AddedCode> codes;
    if (batch.ledger == kCodeLedger) {
        codes = TRY(read_codes(context.load));
        TRY(keep_codes_in_use(codes, context.load));
    }
    TRY(writer->commit());
    if (batch.ledger == kCodeLedger) take_codes(codes);
    if (run != nullptr) run->matched.insert(applying.matched().begin(), applying.matched().end());
    return report;
}

}  // namespace yitao::site
