#include "intake/source.h"

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "formula/value.h"
#include "intake/convert.h"

namespace yitao::intake {

namespace {

constexpr double kOffset1904 = 1462;  // days between Excel's two calendars

// A character whose first byte this is may be a blank (U+00A0, U+2000…, U+3000, U+FEFF).
bool may_begin_blank(unsigned char lead) {
    return lead <= 0x20 || lead == 0xC2 || lead == 0xE2 || lead == 0xE3 || lead == 0xEF;
}

}  // namespace

std::string_view quick_trim(std::string_view text) {
    if (text.empty()) return text;
    auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    size_t last = text.size() - 1;
    while (last > 0 && (byte(last) & 0xC0) == 0x80) --last;
    if (may_begin_blank(byte(0)) || may_begin_blank(byte(last))) return trim(text);
    return text;
}

std::string cell_text(const SourceCell& cell) {
    switch (cell.kind) {
        case SourceCell::Kind::kBlank: return {};
        case SourceCell::Kind::kText:
        case SourceCell::Kind::kError: return std::string(cell.text);
        case SourceCell::Kind::kBoolean: return cell.boolean ? "TRUE" : "FALSE";
        case SourceCell::Kind::kNumber: break;
    }
    if (cell.is_date && cell.number == std::floor(cell.number)) {
        if (auto date = Date::from_serial_number(cell.number)) return date->iso();
    }
    if (cell.is_percent) return formula::general_number(cell.number * 100) + "%";
    if (cell.number == std::floor(cell.number) && std::fabs(cell.number) < 1e15) {
        return std::to_string(static_cast<int64_t>(cell.number));
    }
    return formula::general_number(cell.number);
}

RowSource::RowSource(xlsx::Workbook& book, xlsx::RowReader rows)
    : sheet_(std::make_unique<xlsx::RowReader>(std::move(rows))), book_(&book) {}

double RowSource::part() const {
    if (csv_ == nullptr || csv_->size() == 0) return 0;
    return static_cast<double>(csv_->position()) / static_cast<double>(csv_->size());
}

Result<const SourceRow*> RowSource::next() {
    while (TRY(csv_ != nullptr ? read_csv() : read_sheet())) {
        bool anything = std::ranges::any_of(row_.cells, [](const SourceCell& cell) {
            return cell.kind != SourceCell::Kind::kBlank;
        });
        if (anything) return &row_;
    }
    return nullptr;
}

Result<bool> RowSource::read_csv() {
    const CsvRecord* record = TRY(csv_->next());
    if (record == nullptr) return false;
    row_.row = record->row;
    row_.cells.resize(record->fields.size());
    for (size_t i = 0; i < row_.cells.size(); ++i) {
        SourceCell& cell = row_.cells[i];
        cell.text = quick_trim(record->fields[i]);
        cell.kind = cell.text.empty() ? SourceCell::Kind::kBlank : SourceCell::Kind::kText;
    }
    return true;
}

Result<bool> RowSource::read_sheet() {
    const xlsx::Row* row = TRY(sheet_->next());
    if (row == nullptr) return false;
    row_.row = size_t{row->index} + 1;
    row_.cells.clear();
    for (const xlsx::Cell& cell : row->cells) take(cell);
    return true;
}

void RowSource::take(const xlsx::Cell& from) {
    row_.cells.resize(size_t{from.column} + 1);
    SourceCell& cell = row_.cells.back();
    if (const auto* number = std::get_if<double>(&from.value)) {
        cell.kind = SourceCell::Kind::kNumber;
        cell.number = *number;
        cell.is_date = from.is_date;
        if (cell.is_date && book_->uses_1904_dates()) cell.number += kOffset1904;
        if (is_percent_.size() <= from.style) is_percent_.resize(size_t{from.style} + 1, -1);
        int8_t& percent = is_percent_[from.style];
        if (percent < 0) {
            percent = book_->number_format(from.style).find('%') != std::string_view::npos ? 1 : 0;
        }
        cell.is_percent = percent == 1;
    } else if (const auto* text = std::get_if<std::string_view>(&from.value)) {
        cell.text = quick_trim(*text);
        cell.kind = cell.text.empty() ? SourceCell::Kind::kBlank : SourceCell::Kind::kText;
    } else if (const auto* boolean = std::get_if<bool>(&from.value)) {
        cell.kind = SourceCell::Kind::kBoolean;
        cell.boolean = *boolean;
    } else if (const auto* error = std::get_if<xlsx::CellErrorView>(&from.value)) {
        cell.kind = SourceCell::Kind::kError;
        cell.text = error->text;
    }
}

Result<SourceFile> SourceFile::open(const std::string& path) {
    SourceFile file;
    file.path_ = TRY(as_xlsx(path));
    FileKind kind = TRY(file_kind(file.path_));
    if (kind == FileKind::kEmpty) {
        return fail(ErrorCode::kInvalid, "文件是空的", "the file is empty", path);
    }
    if (kind == FileKind::kText) {
        file.names_.emplace_back();
        return file;
    }
    file.book_ =
        std::make_unique<xlsx::Workbook>(TRY_WITHIN(xlsx::Workbook::open(file.path_), path));
    auto sheets = file.book_->sheets();
    for (size_t i = 0; i < sheets.size(); ++i) {
        if (!sheets[i].visible) continue;
        file.names_.push_back(sheets[i].name);
        file.indices_.push_back(i);
    }
    if (file.names_.empty()) {
        return fail(ErrorCode::kInvalid, "工作簿没有可见的工作表", "the workbook has no visible sheet",
                    path);
    }
    return file;
}

Result<RowSource> SourceFile::rows(size_t sheet) {
    if (book_ == nullptr) {
        if (csv_ == nullptr) csv_ = std::make_shared<CsvReader>(TRY(CsvReader::open(path_)));
        csv_->rewind();
        return RowSource(csv_);
    }
    return RowSource(*book_, TRY(book_->rows(indices_[sheet])));
}

}  // namespace yitao::intake
