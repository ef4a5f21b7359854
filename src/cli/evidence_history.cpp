// evidence --since: what moved a value between two dates.
#include <boost/json.hpp>

#include "cli/evidence_job.h"
#include "cli/output.h"
#include "report/wording.h"
#include "site/value_history.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

// Beijing time, to the minute.
std::string moment_text(Timestamp moment) {
    const Date day = civil_date(moment);
    const Timestamp into = moment - (end_of_day(day) + 1 - kMicrosecondsPerDay);
    const auto minutes = static_cast<int>(into / 60'000'000);
    return fmt::format("{} {:02}:{:02}", day.iso(), minutes / 60, minutes % 60);
}

std::string_view kind_text(ledger::EntryKind kind) {
    switch (kind) {
        case ledger::EntryKind::kInsert:
            return "新增 added";
        case ledger::EntryKind::kDelete:
            return "删除 deleted";
        case ledger::EntryKind::kForget:
            return "依法删除 forgotten";
        case ledger::EntryKind::kMove:
            return "迁移 moved";
        default:
            return "修改 changed";
    }
}

std::string_view cause_text(site::MovedBy by) {
    switch (by) {
        case site::MovedBy::kTime:
            return "时间推移 by the passing of time";
        case site::MovedBy::kOtherLedgers:
            return "其他台账或时间 through other ledgers or time";
        case site::MovedBy::kUnits:
            return "单位调整 by a change of units";
        case site::MovedBy::kEntries:
            break;
    }
    return "";
}

std::string_view cause_id(site::MovedBy by) {
    static constexpr std::string_view kIds[] = {"entries", "time", "other_ledgers", "units"};
    return kIds[static_cast<size_t>(by)];
}

struct Told {
    EvidenceJob& job;
    const ledger::Schema& schema;
    const org::Tree& tree;

    [[nodiscard]] std::string field(const ledger::Column& column,
                                    const ledger::Field& value) const {
        if (column.type == ledger::ColumnType::kUnit) {
            if (const auto* code = std::get_if<int64_t>(&value)) {
                if (auto unit = tree.find(*code)) return tree.unit(*unit).name;
            }
        }
        return report::shown(column, ledger::format_field(column, value), job.personal());
    }
    // "户籍状态 外地户籍→本地户籍；…"; of a new row only what it came with.
    [[nodiscard]] std::string changes(const ledger::JournalEntry& entry) const {
        std::string text;
        for (const ledger::JournalEntry::FieldChange& change : entry.changes) {
            const auto at = schema.find_column(change.column);
            if (!at) continue;
            const ledger::Column& column = schema.columns[*at];
            const bool is_new = std::holds_alternative<std::monostate>(change.before);
            if (entry.kind == ledger::EntryKind::kDelete) continue;
            text += fmt::format("{}{} {}→{}", text.empty() ? "" : "；", column.name,
                                is_new ? "" : field(column, change.before),
                                field(column, change.after));
        }
        return text;
    }
    // The same of the columns the value depends on, for a row without an entry.
    [[nodiscard]] std::string cells(const site::MovedRow& row,
                                    const report::EvidencePart& part) const {
        std::string text;
        for (size_t i = 0; i < part.columns.size(); ++i) {
            if (i >= row.cells_before.size() || i >= row.cells_after.size()) continue;
            if (row.cells_before[i] == row.cells_after[i]) continue;
            text += fmt::format("{}{} {}→{}", text.empty() ? "" : "；",
                                schema.columns[part.columns[i]].name, row.cells_before[i],
                                row.cells_after[i]);
        }
        return text;
    }
};

void print_moved(const Told& told, const report::PartChanges& part,
                 const std::vector<site::MovedRow>& rows) {
    std::vector<std::string> headings = {"变动"};
    for (size_t column : report::label_columns(told.schema)) {
        headings.push_back(told.schema.columns[column].name);
    }
    for (const char* heading : {"缘由", "生效", "登记", "经手", "经由", "改动"}) {
        headings.emplace_back(heading);
    }
    TextTable table(headings);
    for (const site::MovedRow& row : rows) {
        std::vector<std::string> cells = {report::signed_text(row.moved, part.scale)};
        for (std::string& text : told.job.label(told.schema, row.fields)) {
            cells.push_back(std::move(text));
        }
        const size_t before = cells.size();
        if (row.entries.empty()) {
            cells.emplace_back(cause_text(row.by));
            cells.resize(before + 5);
            cells.push_back(told.cells(row, part.part()));
            table.add(std::move(cells));
        }
        for (const ledger::JournalEntry& entry : row.entries) {
            cells.emplace_back(kind_text(entry.kind));
            cells.push_back(entry.effective_on == kEarliestDate ? "" : entry.effective_on.iso());
            cells.push_back(moment_text(entry.recorded_at));
            cells.push_back(entry.who);
            cells.push_back(entry.line == 0 ? entry.through
                                            : fmt::format("{}:{}", entry.through, entry.line));
            cells.push_back(told.changes(entry));
            table.add(std::move(cells));
            cells.assign(before, "");
        }
    }
    table.print();
}

json::array moved_json(const Told& told, const report::PartChanges& part,
                       const std::vector<site::MovedRow>& rows) {
    json::array out;
    for (const site::MovedRow& row : rows) {
        json::array entries;
        for (const ledger::JournalEntry& entry : row.entries) {
            json::array changes;
            for (const ledger::JournalEntry::FieldChange& change : entry.changes) {
                const auto at = told.schema.find_column(change.column);
                if (!at) continue;
                const ledger::Column& column = told.schema.columns[*at];
                changes.push_back({{"column", column.name},
                                   {"before", told.field(column, change.before)},
                                   {"after", told.field(column, change.after)}});
            }
            entries.push_back({{"seq", entry.seq},
                               {"kind", kind_text(entry.kind)},
                               {"effective_on", entry.effective_on.iso()},
                               {"recorded_at", moment_text(entry.recorded_at)},
                               {"who", entry.who},
                               {"through", entry.through},
                               {"line", entry.line},
                               {"changes", std::move(changes)}});
        }
        out.push_back({{"row", row.row},
                       {"moved", report::signed_text(row.moved, part.scale)},
                       {"by", cause_id(row.by)},
                       {"label", json::value_from(told.job.label(told.schema, row.fields))},
                       {"changes", told.cells(row, part.part())},
                       {"entries", std::move(entries)}});
    }
    return out;
}

formula::Value value_of(const report::EvidencePart* part) {
    return part == nullptr ? formula::Value() : part->value;
}

struct Sums {
    size_t up = 0;
    size_t down = 0;
    int128 gained = 0;
    int128 lost = 0;
};

Sums sums_of(const report::PartChanges& part) {
    Sums sums;
    for (const report::RowChange& row : part.rows) {
        ++(row.moved < 0 ? sums.down : sums.up);
        (row.moved < 0 ? sums.lost : sums.gained) += row.moved;
    }
    return sums;
}

std::string sums_text(const report::PartChanges& part) {
    if (part.rows.empty()) return "没有变动 / nothing moved it";
    const Sums sums = sums_of(part);
    if (!part.part().is_additive()) {
        return fmt::format("{0} 行有变动 / {0} rows changed", grouped(part.rows.size()));
    }
    const std::string all = report::signed_text(sums.gained + sums.lost, part.scale);
    if (sums.up == 0 || sums.down == 0) {
        return fmt::format("{0} 行，合计 {1} / {0} rows, in all {1}", grouped(part.rows.size()),
                           all);
    }
    return fmt::format("{0} 行 {1}，{2} 行 {3}，合计 {4} / {0} rows {1}, {2} rows {3}, in all {4}",
                       grouped(sums.up), report::signed_text(sums.gained, part.scale),
                       grouped(sums.down), report::signed_text(sums.lost, part.scale), all);
}

Result<site::ValueHistory> history_of(EvidenceJob& job) {
    const AskedDate& date = job.date();
    const auto since = TRY(parse_date_option(job.options().since, "--since"));
    if (*since >= date.date.as_of) {
        return fail(ErrorCode::kInvalid, fmt::format("应早于截至日期 {}", date.date.as_of.iso()),
                    fmt::format("must be before {}", date.date.as_of.iso()), "--since");
    }
    std::optional<Timestamp> known_before = date.known_at;
    std::optional<Timestamp> known_after = date.known_at;
    if (job.options().as_known_then) {
        known_before = end_of_day(*since);
        known_after = date.known_at.value_or(end_of_day(date.date.as_of));
    }
    return site::ValueHistory::between(
        job.site(), job.asked(), {TRY(job.scope_at(*since, known_before)), known_before},
        {TRY(job.scope_at(date.date.as_of, known_after)), known_after});
}

}  // namespace

Result<int> print_history(const CommonOptions& common, EvidenceJob& job) {
    site::ValueHistory history = TRY(history_of(job));
    const report::Evidence& before = history.before();
    const report::Evidence& after = history.after();
    const size_t first = (job.options().page - 1) * job.options().rows;
    const std::string from = job.value_text(before.value());
    const std::string to = job.value_text(after.value());
    json::array parts;
    if (!common.json) {
        fmt::print("{0}：{1} {2}，{3}为 {4}，{5}为 {6} / {4} on {3}, {6} on {5}\n", job.unit().name,
                   job.name(), from == to ? "未变" : "有变", before.scope().as_of.iso(), from,
                   after.scope().as_of.iso(), to);
        fmt::print("{}\n", after.formula());
    }
    for (size_t i = 0; i < history.parts().size(); ++i) {
        const report::PartChanges& part = history.parts()[i];
        const Told told{job, *job.site().catalog().schemas[part.part().table], *after.world().tree};
        const std::string words = job.in_words(part.part().text);
        const auto rows = TRY(history.page(i, first, job.options().rows, job.personal()));
        if (common.json) {
            parts.push_back({{"cell", part.part().cell},
                             {"formula", part.part().text},
                             {"words", words},
                             {"before", to_json(value_of(part.before))},
                             {"after", to_json(value_of(part.after))},
                             {"moved_rows", part.rows.size()},
                             {"rows", moved_json(told, part, rows)}});
            continue;
        }
        fmt::print("\n{}{}：{} → {}；{}\n", part.part().cell.empty() ? "" : part.part().cell + " ",
                   words, formula::general_text(value_of(part.before)),
                   formula::general_text(value_of(part.after)), sums_text(part));
        if (!rows.empty()) print_moved(told, part, rows);
        if (part.rows.size() > rows.size() && !rows.empty()) {
            fmt::print("第 {0}–{1} 行，共 {2} 行 / rows {0}–{1} of {2}\n", grouped(first + 1),
                       grouped(first + rows.size()), grouped(part.rows.size()));
        }
    }
    if (common.json) {
        json::object result{
            {"asked", job.name()},
            {"unit", org::format_unit_code(job.unit().code)},
            {"since", before.scope().as_of.iso()},
            {"as_of", after.scope().as_of.iso()},
            {"before", before.value().is_text() ? json::value(from) : to_json(before.value())},
            {"after", after.value().is_text() ? json::value(to) : to_json(after.value())},
            {"parts", std::move(parts)}};
        fmt::print("{}\n", json::serialize(result));
    }
    return int{kOk};
}

}  // namespace yitao::cli
