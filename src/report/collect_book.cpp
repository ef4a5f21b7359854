#include "report/collect_book.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "recognise/structure/words.h"
#include "xlsx/writer.h"

namespace yitao::report {

namespace {

using recognise::AskedCell;
using xlsx::WriteStyle;

std::string path_text(const AskedCell& asked) {
    std::string text;
    for (const std::string& part : asked.path) {
        text += (text.empty() ? "" : " / ") + recognise::plain_text(part);
    }
    return text;
}

class ComparisonWriter {
  public:
    ComparisonWriter(xlsx::Writer& writer, const CollectForm& form,
                     const std::vector<CollectCopy>& copies, const Collected& collected,
                     const org::Tree& tree)
        : writer_(writer), form_(form), copies_(copies), collected_(collected), tree_(tree) {}

    Result<void> run(const std::vector<CollectNote>& notes) {
        TRY(write_overview(notes));
        TRY(write_cells());
        TRY(write_changes());
        TRY(write_presence());
        TRY(write_direct_values());
        return {};
    }

  private:
    Result<void> sheet(const std::string& name, const std::vector<double>& widths,
                       const std::vector<std::string>& headings) {
        TRY(writer_.add_sheet(name, widths));
        for (uint32_t c = 0; c < headings.size(); ++c) {
            TRY(writer_.write({0, c}, headings[c], WriteStyle::kHeading));
        }
        row_ = 1;
        return writer_.freeze_rows(1);
    }

    Result<void> line(const std::vector<std::string>& texts) {
        if (row_ >= kMaxLines) return {};
        for (uint32_t c = 0; c < texts.size(); ++c) {
            TRY(writer_.write({row_, c}, texts[c], WriteStyle::kWrapped));
        }
        ++row_;
        return {};
    }

    std::string unit_of(size_t copy) const {
        auto unit = tree_.find(copies_[copy].unit);
        return unit ? tree_.unit(*unit).name : org::format_unit_code(copies_[copy].unit);
    }

    std::string place_of(const Source& at) const {
        return fmt::format("{}!{}", form_.sheets[at.sheet].name, xlsx::format_cell_ref(at.cell));
    }

    Result<void> write_overview(const std::vector<CollectNote>& notes) {
        TRY(sheet("请先看", {30, 34, 70}, {"单位或文件", "位置", "要看的事"}));
        for (const CollectRemark& remark : collected_.remarks) {
            TRY(line({unit_of(remark.copy) + "（" + copies_[remark.copy].file + "）", remark.place,
                      remark.message.zh}));
        }
        for (const CollectNote& note : notes) TRY(line({note.place, "", note.text}));
        if (row_ == 1) TRY(line({"", "", "没有需要特别留意的事。"}));
        return {};
    }

    Result<void> write_cells() {
        TRY(sheet("与台账不一致", {24, 16, 40, 12, 12, 40, 50},
                  {"单位", "位置", "指标", "填的数", "台账的数", "台账怎样算", "公式"}));
        for (const Correction& correction : collected_.corrections) {
            const AskedCell& asked = form_.cells.cells[correction.asked];
            bool read = !asked.readings.empty() && asked.readings[0].formula == correction.formula;
            TRY(line({unit_of(correction.at.copy), place_of(correction.at), path_text(asked),
                      correction.typed, correction.held,
                      read ? asked.readings[0].explanation.zh : "", correction.formula}));
        }
        return {};
    }

    std::string heading(const Roster& roster, size_t column) const {
        return path_text(form_.cells.cells[roster.columns[column].asked]);
    }

    std::string key_of(const Roster& roster, const std::vector<std::string>& values) const {
        return roster.key < 0 ? "" : values[static_cast<size_t>(roster.key)];
    }

    Result<void> write_changes() {
        TRY(sheet("名册不一致", {24, 18, 30, 26, 18, 24, 24},
                  {"单位", "位置", "名册", "哪一行", "栏目", "填的", "台账的"}));
        for (const Roster& roster : collected_.rosters) {
            for (const Roster::Change& change : roster.changes) {
                const RosterRow& row = roster.rows[change.row];
                TRY(line({unit_of(row.at.copy), place_of(row.at),
                          form_.cells.lists[roster.list].label, key_of(roster, row.values),
                          heading(roster, change.column), row.values[change.column], change.held}));
            }
        }
        return {};
    }

    std::string joined(const std::vector<std::string>& values) const {
        std::string text;
        for (const std::string& value : values) {
            if (!value.empty()) text += (text.empty() ? "" : "，") + value;
        }
        return text;
    }

    Result<void> write_presence() {
        TRY(sheet("名册多出和缺少", {24, 18, 30, 16, 70},
                  {"单位", "位置", "名册", "情况", "这一行"}));
        for (const Roster& roster : collected_.rosters) {
            const std::string& label = form_.cells.lists[roster.list].label;
            for (size_t r : roster.added) {
                const RosterRow& row = roster.rows[r];
                TRY(line({unit_of(row.at.copy), place_of(row.at), label, "台账没有",
                          joined(row.values)}));
            }
            for (const Roster::Missing& missing : roster.missing) {
                TRY(line({unit_of(missing.copy), "", label, "表里没有，请核实",
                          joined(missing.values)}));
            }
        }
        return {};
    }

    Result<void> write_direct_values() {
        TRY(sheet("台账没有的事实", {24, 18, 50, 20, 14, 50},
                  {"单位", "位置", "指标", "填的", "计量单位", "台账中可能的口径"}));
        for (const DirectValue& value : collected_.direct) {
            auto unit = tree_.find(value.unit);
            TRY(line({unit ? tree_.unit(*unit).name : "", place_of(value.at), value.term,
                      value.text, form_.cells.cells[value.asked].measure,
                      value.may_be_held ? form_.cells.cells[value.asked].formula : ""}));
        }
        return {};
    }

    static constexpr uint32_t kMaxLines = 100'000;
    xlsx::Writer& writer_;
    const CollectForm& form_;
    const std::vector<CollectCopy>& copies_;
    const Collected& collected_;
    const org::Tree& tree_;
    uint32_t row_ = 0;
};

// What a ledger's row says in a column.
std::string field_text(const ledger::Table& table, size_t column, uint32_t row) {
    const ledger::ColumnData& data = table.columns[column];
    const ledger::Column& schema = table.schema->columns[column];
    if (!data.loaded) return "";
    if (data.is_coded()) {
        return data.codes[row] == ledger::kBlankCode ? "" : data.dictionary[data.codes[row]];
    }
    int64_t number = data.numbers[row];
    if (number == ledger::kBlankNumber || ledger::is_error_number(number)) return "";
    return ledger::format_field(schema, number);
}

// Rows of the ledger by the roster's key.
std::unordered_map<std::string, uint32_t> rows_by_key(const Roster& roster,
                                                      const ledger::Table& table) {
    std::unordered_map<std::string, uint32_t> rows;
    const Roster::Column& key = roster.columns[static_cast<size_t>(roster.key)];
    for (uint32_t r = 0; r < table.row_count(); ++r) {
        rows.emplace(match_key(field_text(table, static_cast<size_t>(key.column), r)), r);
    }
    return rows;
}

bool holds_key(const Roster& roster, const ledger::Schema& schema) {
    if (roster.key < 0 || schema.key.size() != 1) return false;
    const Roster::Column& key = roster.columns[static_cast<size_t>(roster.key)];
    return key.table == roster.table && key.column >= 0 &&
           schema.columns[static_cast<size_t>(key.column)].id == schema.key[0];
}

// Key, what a row must have, and `further`, each once, in the ledger's order.
std::vector<size_t> columns_with(const ledger::Schema& schema, std::set<size_t> further) {
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        const ledger::Column& column = schema.columns[c];
        bool key = std::ranges::find(schema.key, column.id) != schema.key.end();
        if (!column.is_calculated() && (key || column.required)) further.insert(c);
    }
    return {further.begin(), further.end()};
}

Result<void> write_text_rows(const std::string& path, const std::string& sheet,
                             const std::vector<std::string>& headings,
                             const std::vector<std::vector<std::string>>& rows) {
    xlsx::Writer writer = TRY(xlsx::Writer::create(path));
    TRY(writer.add_sheet(sheet, std::vector<double>(headings.size(), 20)));
    for (uint32_t c = 0; c < headings.size(); ++c) {
        TRY(writer.write({0, c}, headings[c], WriteStyle::kHeading));
    }
    for (uint32_t r = 0; r < rows.size(); ++r) {
        for (uint32_t c = 0; c < rows[r].size(); ++c) {
            if (rows[r][c].empty()) continue;
            TRY(writer.write({r + 1, c}, rows[r][c], WriteStyle::kText));
        }
    }
    TRY(writer.freeze_rows(1));
    return writer.close();
}

}  // namespace

Result<void> write_comparison(const std::string& path, const CollectForm& form,
                              const std::vector<CollectCopy>& copies, const Collected& collected,
                              const std::vector<CollectNote>& notes, const org::Tree& tree) {
    xlsx::Writer writer = TRY(xlsx::Writer::create(path));
    TRY(ComparisonWriter(writer, form, copies, collected, tree).run(notes));
    return writer.close();
}

ImportRows corrections_of(const CollectForm& form, const Roster& roster,
                          const ledger::Table& table) {
    ImportRows out;
    out.schema = form.catalog->schemas[static_cast<size_t>(roster.table)];
    if (!holds_key(roster, *out.schema)) return out;
    std::map<size_t, std::map<size_t, std::string>> changed;  // row → ledger column → text
    std::set<size_t> further;
    for (const Roster::Change& change : roster.changes) {
        const Roster::Column& column = roster.columns[change.column];
        if (column.column < 0) continue;
        auto target = static_cast<size_t>(column.column);
        changed[change.row][target] = roster.rows[change.row].values[change.column];
        further.insert(target);
    }
    out.columns = columns_with(*out.schema, further);
    auto known = rows_by_key(roster, table);
    for (const auto& [row, texts] : changed) {
        auto found =
            known.find(match_key(roster.rows[row].values[static_cast<size_t>(roster.key)]));
        if (found == known.end()) continue;
        std::vector<std::string> values;
        for (size_t column : out.columns) {
            auto typed = texts.find(column);
            values.push_back(typed != texts.end() ? typed->second
                                                  : field_text(table, column, found->second));
        }
        out.rows.push_back(std::move(values));
    }
    return out;
}

ImportRows additions_of(const CollectForm& form, const std::vector<CollectCopy>& copies,
                        Collected& collected, const Roster& roster, const ledger::Table& table) {
    ImportRows out;
    out.schema = form.catalog->schemas[static_cast<size_t>(roster.table)];
    if (roster.key < 0) return out;
    std::map<size_t, size_t> from;  // ledger column → roster column
    std::set<size_t> further;
    for (size_t c = 0; c < roster.columns.size(); ++c) {
        if (roster.columns[c].column < 0) continue;
        from.emplace(static_cast<size_t>(roster.columns[c].column), c);
        further.insert(static_cast<size_t>(roster.columns[c].column));
    }
    auto unit = out.schema->find_column(out.schema->unit_column);
    if (unit) further.insert(*unit);
    out.columns = columns_with(*out.schema, further);
    bool by_key = holds_key(roster, *out.schema);
    auto known = by_key ? rows_by_key(roster, table) : std::unordered_map<std::string, uint32_t>();
    for (size_t r : roster.added) {
        const RosterRow& row = roster.rows[r];
        if (known.contains(match_key(row.values[static_cast<size_t>(roster.key)]))) {
            collected.remarks.push_back(
                {row.at.copy,
                 fmt::format("{}!{}", form.sheets[row.at.sheet].name,
                             xlsx::format_cell_ref(row.at.cell)),
                 {fmt::format("台账里有这一行，但按台账不该列入这份名册：{}",
                              row.values[static_cast<size_t>(roster.key)]),
                  "the ledger has this row, but not for this list"}});
            continue;
        }
        std::vector<std::string> values;
        for (size_t column : out.columns) {
            auto typed = from.find(column);
            if (unit && column == *unit) {
                values.push_back(org::format_unit_code(copies[row.at.copy].unit));
            } else {
                values.push_back(typed == from.end() ? "" : row.values[typed->second]);
            }
        }
        out.rows.push_back(std::move(values));
    }
    return out;
}

Result<void> write_rows(const std::string& path, const ImportRows& rows) {
    std::vector<std::string> headings;
    for (size_t column : rows.columns) headings.push_back(rows.schema->columns[column].name);
    return write_text_rows(path, rows.schema->name, headings, rows.rows);
}

std::string period_text(const formula::Period& period) {
    Civil start = period.start.civil();
    bool from_first = start.day == 1;
    if (from_first && period.end == period.start.month_end()) {
        return fmt::format("{:04}-{:02}", start.year, start.month);
    }
    if (from_first && start.month % 3 == 1 &&
        period.end == period.start.plus_months(2).month_end()) {
        return fmt::format("{:04}Q{}", start.year, (start.month + 2) / 3);
    }
    if (from_first && start.month == 1 && period.end == period.start.plus_months(11).month_end()) {
        return fmt::format("{:04}", start.year);
    }
    return period.end.iso();
}

Result<void> write_direct(const std::string& path, const CollectForm& form,
                          const std::vector<CollectCopy>& copies, const Collected& collected,
                          const FillDate& date) {
    std::vector<std::vector<std::string>> rows;
    std::set<std::pair<org::UnitCode, std::string>> taken;
    for (const DirectValue& value : collected.direct) {
        if (value.may_be_held) continue;
        const AskedCell& asked = form.cells.cells[value.asked];
        std::string term = value.term;
        // Two cells of one form under the same headings stay two facts.
        for (int n = 2; !taken.emplace(value.unit, term).second; ++n) {
            term = fmt::format("{}（{}）", value.term, n);
        }
        std::string note =
            fmt::format("{} {}!{}", copies[value.at.copy].file, form.sheets[value.at.sheet].name,
                        xlsx::format_cell_ref(value.at.cell));
        if (!value.number) note = value.text + "（" + note + "）";
        rows.push_back({org::format_unit_code(value.unit), period_text(date.period), term,
                        value.number ? fmt::format("{}", *value.number) : "",
                        asked.measure.size() <= 24 ? asked.measure : "",
                        value.number && asked.adds_up ? "求和" : "不汇总", date.filled_on.iso(),
                        note});
    }
    return write_text_rows(
        path, "直报", {"单位", "期间", "指标", "数值", "计量单位", "汇总方式", "填报日期", "说明"},
        rows);
}

}  // namespace yitao::report
