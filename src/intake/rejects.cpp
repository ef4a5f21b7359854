#include "intake/rejects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "base/date.h"
#include "base/limits.h"
#include "xlsx/writer.h"

namespace yitao::intake {

namespace {

using xlsx::CellRef;
using xlsx::WriteStyle;

constexpr double kColumnWidth = 14;
constexpr size_t kReasonColumns = 5;
constexpr std::array<std::string_view, kReasonColumns> kReasonHeadings = {
    "行号", "字段", "值", "原因", "Reason"};
constexpr std::array<double, kReasonColumns> kReasonWidths = {8, 14, 20, 40, 40};

struct Reason {
    std::string columns;
    std::string values;
    std::string zh;
    std::string en;
};

class RejectsWriter {
  public:
    RejectsWriter(xlsx::Writer& writer, const ledger::Schema& schema, const Headings& headings)
        : writer_(writer), schema_(schema), headings_(headings) {
        for (const Headings::Column& column : headings.columns) {
            file_columns_.emplace(column.column, column.file_column);
        }
    }

    Result<void> begin_rejected() {
        size_t count = headings_.texts.size();
        std::vector<double> widths(count, kColumnWidth);
        widths.insert(widths.end(), kReasonWidths.begin(), kReasonWidths.end());
        TRY(writer_.add_sheet("退回", widths));
        for (size_t i = 0; i < count; ++i) {
            if (headings_.texts[i].empty()) continue;
            TRY(writer_.write({0, column(i)}, headings_.texts[i], WriteStyle::kHeading));
        }
        for (size_t i = 0; i < kReasonColumns; ++i) {
            TRY(writer_.write({0, column(count + i)},
                              std::string(kRejectMark) + std::string(kReasonHeadings[i]),
                              WriteStyle::kHeading));
        }
        return writer_.freeze_rows(1);
    }

    Result<void> add_rejected(const SourceRow& row, const RemarkedRow& remarked) {
        uint32_t line = next_line();
        for (size_t i = 0; i < std::min(row.cells.size(), headings_.texts.size()); ++i) {
            TRY(write_cell({line, column(i)}, row.cells[i], is_named(remarked, i)));
        }
        size_t at = headings_.texts.size();
        Reason reason = reason_of(row, remarked);
        TRY(writer_.write({line, column(at)}, static_cast<double>(remarked.row)));
        TRY(writer_.write({line, column(at + 1)}, reason.columns));
        TRY(writer_.write({line, column(at + 2)}, reason.values, WriteStyle::kText));
        TRY(writer_.write({line, column(at + 3)}, reason.zh));
        return writer_.write({line, column(at + 4)}, reason.en);
    }

    Result<void> begin_landed() {
        line_ = 0;
        TRY(writer_.add_sheet("已入库但有疑点", {kReasonWidths.begin(), kReasonWidths.end()}));
        for (size_t i = 0; i < kReasonColumns; ++i) {
            TRY(writer_.write({0, column(i)}, std::string(kReasonHeadings[i]),
                              WriteStyle::kHeading));
        }
        return writer_.freeze_rows(1);
    }

    Result<void> add_landed(size_t row, const Reason& reason) {
        uint32_t line = next_line();
        TRY(writer_.write({line, 0}, static_cast<double>(row)));
        TRY(writer_.write({line, 1}, reason.columns));
        TRY(writer_.write({line, 2}, reason.values, WriteStyle::kText));
        TRY(writer_.write({line, 3}, reason.zh));
        return writer_.write({line, 4}, reason.en);
    }

    Result<void> add_beyond(size_t beyond, size_t at) {
        if (beyond == 0) return {};
        return writer_.write({next_line(), column(at)},
                             fmt::format("另有 {} 行未列出 / {} more rows are not listed", beyond,
                                         beyond),
                             WriteStyle::kWarning);
    }

    [[nodiscard]] Reason reason_of(const SourceRow& row, const RemarkedRow& remarked) const {
        Reason reason;
        auto join = [](std::string& to, std::string_view text) {
            if (!to.empty()) to += "；";
            to += text;
        };
        for (const RejectRemark& remark : remarked.remarks) {
            std::string name;
            if (remark.column < schema_.columns.size()) name = schema_.columns[remark.column].name;
            if (!name.empty()) join(reason.columns, name);
            if (auto at = file_columns_.find(remark.column); at != file_columns_.end()) {
                join(reason.values, cell_text(row.cell(at->second)).substr(0, kMaxCellText));
            }
            std::string prefix = remarked.remarks.size() > 1 && !name.empty() ? name + "：" : "";
            join(reason.zh, prefix + remark.message.zh);
            join(reason.en, prefix + remark.message.en);
        }
        return reason;
    }

  private:
    static uint32_t column(size_t index) { return static_cast<uint32_t>(index); }
    uint32_t next_line() { return ++line_; }

    [[nodiscard]] bool is_named(const RemarkedRow& remarked, size_t file_column) const {
        return std::ranges::any_of(remarked.remarks, [&](const RejectRemark& remark) {
            auto found = file_columns_.find(remark.column);
            return found != file_columns_.end() && found->second == file_column;
        });
    }

    Result<void> write_cell(CellRef at, const SourceCell& cell, bool named) {
        WriteStyle style = named ? WriteStyle::kWarning : WriteStyle::kPlain;
        switch (cell.kind) {
            case SourceCell::Kind::kBlank:
                return named ? writer_.write(at, xlsx::CellValue(), style) : Result<void>();
            case SourceCell::Kind::kBoolean: return writer_.write(at, cell.boolean, style);
            case SourceCell::Kind::kNumber: break;
            default:
                return writer_.write(at, std::string(cell.text), named ? style : WriteStyle::kText);
        }
        if (cell.is_date && cell.number == std::floor(cell.number)) {
            auto date = Date::from_serial_number(cell.number);
            if (date) return writer_.write_date(at, *date);
        }
        // A percentage as text, for the number alone would be read as another one.
        if (cell.is_percent) return writer_.write(at, cell_text(cell), style);
        return writer_.write(at, cell.number, style);
    }

    xlsx::Writer& writer_;
    const ledger::Schema& schema_;
    const Headings& headings_;
    std::unordered_map<size_t, size_t> file_columns_;  // by column of the schema
    uint32_t line_ = 0;
};

}  // namespace

Result<void> write_rejects(const std::string& path, const ledger::Schema& schema,
                           const Headings& headings, RowSource rows, const Remarks& remarks) {
    xlsx::Writer writer = TRY(xlsx::Writer::create(path, xlsx::WriteMemory::kRows));
    RejectsWriter rejects(writer, schema, headings);
    TRY(rejects.begin_rejected());
    // Sheets are written one after another: the second one's rows wait.
    std::vector<std::pair<size_t, Reason>> landed;
    auto next_rejected = remarks.rejected.begin();
    auto next_landed = remarks.landed.begin();
    while (next_rejected != remarks.rejected.end() || next_landed != remarks.landed.end()) {
        Result<const SourceRow*> row = rows.next();
        if (!row || *row == nullptr) break;  // the file broke off here the first time, too
        if (next_rejected != remarks.rejected.end() && next_rejected->row == (*row)->row) {
            TRY(rejects.add_rejected(**row, *next_rejected++));
        } else if (next_landed != remarks.landed.end() && next_landed->row == (*row)->row) {
            landed.emplace_back((*row)->row, rejects.reason_of(**row, *next_landed++));
        }
    }
    TRY(rejects.add_beyond(remarks.rejected_beyond, headings.texts.size()));
    if (!landed.empty()) {
        TRY(rejects.begin_landed());
        for (const auto& [row, reason] : landed) TRY(rejects.add_landed(row, reason));
        TRY(rejects.add_beyond(remarks.landed_beyond, 0));
    }
    return writer.close();
}

}  // namespace yitao::intake
