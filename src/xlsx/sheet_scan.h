// A worksheet part as rows of cells. Two ways through a row: the form Excel, WPS and every common
// writer produce is taken straight from the buffer (fast_row.cpp); a row that is anything else
// (prefixes, comments, CDATA, other quotes, formulas wanted) is read again exactly (exact_row.cpp).
//
//     SheetScanner scanner(part, context);
//     while (const Row* row = TRY(scanner.next())) …
//     scanner.take_ranges();   // after the last row, if asked for
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "xlsx/cell_text.h"
#include "xlsx/cell_value.h"
#include "xlsx/part_window.h"
#include "xlsx/shared_strings.h"
#include "xlsx/styles.h"
#include "xlsx/workbook.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {

enum class DateSystem { k1900, k1904 };

struct SheetContext {
    const SharedStrings* strings = nullptr;
    const Styles* styles = nullptr;
    std::string sheet;  // its name, for errors
    DateSystem dates = DateSystem::k1900;
    ReadFormulas formulas = ReadFormulas::kNo;
    ReadBlanks blanks = ReadBlanks::kNo;
    ReadRanges ranges = ReadRanges::kNo;
    size_t most_ranges = SIZE_MAX;  // further merges and validations are passed over
};

// The row being read, filled by both ways.
struct RowDraft {
    Row row;
    struct ArrayStart {
        uint32_t column;
        std::string_view range;  // "A4:A9"
        bool spills;             // takes as many cells as its result has (attribute cm)
    };
    std::vector<ArrayStart> arrays;  // array formulas that begin in this row

    void clear() {
        row.cells.clear();
        arrays.clear();
        for (; used_texts_ > 0; --used_texts_) {  // long ones are not kept for the next row
            std::string& text = texts_[used_texts_ - 1];
            if (text.capacity() > kKeptCapacity) text = std::string();
        }
    }
    // A string of its own that stays where it is until the row is cleared.
    std::string& new_text() {
        if (used_texts_ == texts_.size()) texts_.emplace_back();
        std::string& text = texts_[used_texts_++];
        text.clear();
        return text;
    }

  private:
    static constexpr size_t kKeptCapacity = 1024;
    std::deque<std::string> texts_;
    size_t used_texts_ = 0;
};

enum class RowScan {
    kRow,       // the draft is complete, `position` stands behind the row
    kNeedMore,  // the text ends inside the row
    kUnusual,   // to be read exactly
    kEnd,       // the end of the sheet's data
    kDamaged,   // `error` says why
};

// Sets a number of a date format, kept in the 1900 system.
inline void set_number(Cell& cell, double number, FormatKind kind, DateSystem dates) {
    constexpr double kDaysFrom1900To1904 = 1462;
    cell.is_date = kind != FormatKind::kNumber;
    if (dates == DateSystem::k1904 && kind == FormatKind::kDate) number += kDaysFrom1900To1904;
    cell.value = number;
}

// The fast way. `text` must be followed by '\0'; `expected` is the row that comes next by count.
RowScan scan_row_fast(std::string_view text, uint32_t expected, const SheetContext& context,
                      RowDraft& draft, const char*& position);

// The exact way, with the shared formulas met so far.
class ExactRows {
  public:
    explicit ExactRows(const SheetContext& context) : context_(context) {}
    // The prefix of the sheet's elements ("x" of <x:row>); others are foreign.
    void set_prefix(std::string prefix) { prefix_ = std::move(prefix); }
    RowScan scan(XmlScanner& xml, uint32_t expected, RowDraft& draft);
    [[nodiscard]] const Error& error() const { return error_; }

  private:
    struct RawCell;
    struct SharedFormula {
        std::string text;
        CellRef origin;
    };
    RowScan read_row(XmlScanner& xml, uint32_t expected, RowDraft& draft);
    RowScan read_cell(XmlScanner& xml, RowDraft& draft, uint32_t next_column);
    RowScan read_cell_content(XmlScanner& xml, RowDraft& draft, RawCell& raw);
    RowScan read_formula(XmlScanner& xml, RowDraft& draft, RawCell& raw);
    RowScan take_formula(RowDraft& draft, RawCell& raw);
    RowScan add_cell(RowDraft& draft, const RawCell& raw);
    RowScan set_value(Cell& cell, std::string_view text, const RawCell& raw);
    RowScan locate(const XmlScanner& xml, RowDraft& draft, uint32_t next_column, CellRef& at);
    [[nodiscard]] bool is_ours(const XmlScanner& xml, std::string_view local) const {
        return xml.prefix() == prefix_ && xml.local() == local;
    }
    RowScan stop(XmlToken token, const XmlScanner& xml, const RowDraft& draft);
    RowScan damaged(Message message, std::string place);
    RowScan over_limit(Message message, std::string place);
    [[nodiscard]] std::string place(CellRef at) const;

    const SheetContext& context_;
    std::string prefix_;
    bool row_is_counted_ = false;  // the row has no r of its own
    uint32_t last_column_ = 0;
    std::unordered_map<uint32_t, SharedFormula> shared_;
    size_t shared_bytes_ = 0;
    size_t formula_bytes_ = 0;
    Error error_;
};

class SheetScanner {
  public:
    SheetScanner(const PackageEntry& part, SheetContext context);
    SheetScanner(const SheetScanner&) = delete;
    SheetScanner& operator=(const SheetScanner&) = delete;

    // The next row that has cells, nullptr after the last. Valid until the next call.
    Result<const Row*> next();
    // Array ranges of the last row: column and range.
    [[nodiscard]] const auto& arrays() const { return draft_.arrays; }
    // Complete after the last row, with ReadRanges::kYes.
    [[nodiscard]] SheetRanges take_ranges() { return std::move(ranges_); }

  private:
    enum class Stage { kBefore, kRows, kFinished };
    Result<void> open();
    Result<void> open_element(const XmlScanner& xml);
    Result<RowScan> scan_row();
    Result<void> finish();
    Result<void> read_ranges();
    Result<void> add_merge(const XmlScanner& xml);
    void add_validation(const XmlScanner& xml);
    [[nodiscard]] XmlScanner scanner() const {
        return {window_.text(), window_.is_final() ? XmlScanner::kWhole : XmlScanner::kMoreFollows};
    }

    SheetContext context_;
    PartWindow window_;
    ExactRows exact_;
    RowDraft draft_;
    Stage stage_ = Stage::kBefore;
    size_t depth_ = 0;
    std::string prefix_;
    uint32_t expected_row_ = 0;
    SheetRanges ranges_;
};

}  // namespace yitao::xlsx
