#include "xlsx/sheet_scan.h"

namespace yitao::xlsx {

SheetScanner::SheetScanner(const PackageEntry& part, SheetContext context)
    : context_(std::move(context)), window_(part), exact_(context_) {}

Result<const Row*> SheetScanner::next() {
    if (stage_ == Stage::kBefore) TRY_WITHIN(open(), context_.sheet);
    while (stage_ == Stage::kRows) {
        const RowScan scan = TRY_WITHIN(scan_row(), context_.sheet);
        if (scan == RowScan::kDamaged) return std::unexpected(exact_.error());
        if (scan == RowScan::kEnd) {
            stage_ = Stage::kFinished;
            TRY_WITHIN(finish(), context_.sheet);
            break;
        }
        expected_row_ = draft_.row.index + 1;
        if (!draft_.row.cells.empty()) return &draft_.row;
    }
    return nullptr;
}

// Reads up to the first row. Sheets without cells (charts) have no sheetData.
Result<void> SheetScanner::open() {
    TRY(window_.more());
    window_.consume_to(TRY(xml_text(window_.text())).data());
    while (stage_ == Stage::kBefore) {
        XmlScanner xml = scanner();
        const XmlToken token = xml.next();
        if (token == XmlToken::kNeedMore) {
            TRY(window_.more());
            continue;
        }
        if (token == XmlToken::kDamaged) return std::unexpected(xml_error(xml, {}));
        if (token == XmlToken::kFinished && depth_ > 0) {
            return std::unexpected(xml_error(xml, {}));
        }
        window_.consume_to(xml.position());
        if (token == XmlToken::kFinished) stage_ = Stage::kFinished;
        if (token == XmlToken::kEnd && depth_ > 0) --depth_;
        if (token == XmlToken::kStart) TRY(open_element(xml));
    }
    return {};
}

Result<void> SheetScanner::open_element(const XmlScanner& xml) {
    const bool is_data = depth_ == 1 && xml.local() == "sheetData" && xml.prefix() == prefix_;
    if (depth_ == 0) {
        prefix_ = xml.prefix();
        if (!xml.local().ends_with("sheet")) {
            return fail(ErrorCode::kDamaged, "不是工作表", "not a worksheet");
        }
    }
    if (is_data && xml.closes_itself()) {
        stage_ = Stage::kFinished;
        return finish();
    }
    if (is_data) {
        stage_ = Stage::kRows;
        exact_.set_prefix(prefix_);
    }
    if (!xml.closes_itself()) ++depth_;
    return {};
}

Result<RowScan> SheetScanner::scan_row() {
    while (true) {
        draft_.clear();
        const char* position = nullptr;
        RowScan scan = RowScan::kUnusual;
        if (prefix_.empty()) {
            scan = scan_row_fast(window_.text(), expected_row_, context_, draft_, position);
        }
        if (scan == RowScan::kUnusual || (scan == RowScan::kNeedMore && window_.is_final())) {
            draft_.clear();
            XmlScanner xml = scanner();
            scan = exact_.scan(xml, expected_row_, draft_);
            position = xml.position();
        }
        if (scan == RowScan::kNeedMore) {
            TRY(window_.more());
            continue;
        }
        if (scan == RowScan::kRow || scan == RowScan::kEnd) window_.consume_to(position);
        return scan;
    }
}

Result<void> SheetScanner::finish() {
    if (context_.ranges == ReadRanges::kYes) TRY(read_ranges());
    while (!window_.is_final()) {  // to the end, for length and checksum
        window_.consume_to(window_.end());
        TRY(window_.more());
    }
    return {};
}

Result<void> SheetScanner::read_ranges() {
    while (true) {
        XmlScanner xml = scanner();
        const XmlToken token = xml.next();
        if (token == XmlToken::kNeedMore) {
            TRY(window_.more());
            continue;
        }
        if (token == XmlToken::kDamaged) return std::unexpected(xml_error(xml, {}));
        window_.consume_to(xml.position());
        if (token == XmlToken::kFinished) return {};
        if (token != XmlToken::kStart) continue;
        if (xml.local() == "mergeCell") TRY(add_merge(xml));
        if (xml.local() == "dataValidation") add_validation(xml);
    }
}

Result<void> SheetScanner::add_merge(const XmlScanner& xml) {
    const auto range = parse_cell_range(xml.attribute("ref").value_or(""));
    if (!range) return fail(ErrorCode::kDamaged, "合并单元格地址错误", "bad merged range");
    if (ranges_.merges.size() < context_.most_ranges) ranges_.merges.push_back(*range);
    return {};
}

// Ranges between spaces; what is none is no reason to refuse a sheet.
void SheetScanner::add_validation(const XmlScanner& xml) {
    std::string_view list = xml.attribute("sqref").value_or("");
    while (!list.empty() && ranges_.validations.size() < context_.most_ranges) {
        const size_t space = std::min(list.find(' '), list.size());
        if (const auto range = parse_cell_range(list.substr(0, space))) {
            ranges_.validations.push_back(*range);
        }
        list.remove_prefix(std::min(space + 1, list.size()));
    }
}

}  // namespace yitao::xlsx
