#include "xlsx/writer.h"

#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {
namespace {

constexpr const char* kFont = "宋体";
constexpr double kFontSize = 11;
constexpr double kLineHeight = 15;
constexpr size_t kMaxLines = 27;  // Excel's rows end at 409 points
constexpr uint8_t kGb2312Charset = 134;
constexpr lxw_color_t kBorderColor = 0xbfbfbf;
constexpr size_t kMaxListText = 255;  // Excel's limit for a list inside the rule
constexpr const char* kListSheet = "_选项";
constexpr size_t kStyles = 10;

std::unexpected<Error> refused(lxw_error code, std::string place) {
    return fail(ErrorCode::kInvalid, fmt::format("工作簿不接受这项内容：{}", lxw_strerror(code)),
                fmt::format("the workbook does not take this: {}", lxw_strerror(code)),
                std::move(place));
}

std::unexpected<Error> cannot_write(const std::string& path, std::string_view reason) {
    return fail(ErrorCode::kIo, fmt::format("无法写入文件：{}", reason),
                fmt::format("cannot write the file: {}", reason), path);
}

// What Excel counts: UTF-16 code units.
size_t excel_length(std::string_view text) {
    size_t units = 0;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
}

std::string cut_to_excel_length(std::string text) {
    if (text.size() <= kMaxCellText || excel_length(text) <= kMaxCellText) return text;
    std::string cut;
    size_t units = 0;
    for (char32_t c : code_points(text)) {
        units += c >= 0x10000 ? 2 : 1;
        if (units >= kMaxCellText) break;
        append_utf8(cut, c);
    }
    return cut + "…";
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Text as the library may have it: UTF-8, no NUL, and "_x0041_" meant literally escaped.
std::string clean_text(std::string_view raw) {
    std::string text =
        cut_to_excel_length(is_valid_utf8(raw) ? std::string(raw) : repair_utf8(raw));
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = std::string_view(text).substr(i);
        const bool is_escape = rest.size() >= 7 && rest[0] == '_' && rest[1] == 'x' &&
                               rest[6] == '_' && is_hex(rest[2]) && is_hex(rest[3]) &&
                               is_hex(rest[4]) && is_hex(rest[5]);
        if (is_escape) out += "_x005F";
        if (text[i] == '\0') {
            out += "\uFFFD";
        } else {
            out += text[i];
        }
    }
    return out;
}

// Lines that wrapped text takes in a column of this width (in digits of the default font; a Chinese
// character is two wide).
size_t wrapped_lines(std::string_view text, double column_width) {
    const auto room = static_cast<size_t>(std::max(column_width - 1, 2.0));
    size_t lines = 1;
    size_t used = 0;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0) == 0x80) continue;
        const size_t width = byte < 0x80 ? 1 : 2;
        if (c == '\n' || used + width > room) {
            ++lines;
            used = 0;
        }
        if (c != '\n') used += width;
    }
    return lines;
}

}  // namespace

struct Writer::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (book != nullptr) free_book();
        remove_temporary();
    }

    void free_book();
    void remove_temporary() const {
        if (!temporary.empty()) ::unlink(temporary.c_str());
    }
    Result<void> choose_temporary();
    void make_formats();
    [[nodiscard]] Result<void> check(lxw_error code, CellRef cell) const;
    Result<void> write_text(CellRef cell, std::string_view text, lxw_format* format);
    void fit_row(CellRef cell, std::string_view text);
    void write_lists();
    Result<void> publish();

    std::string path;
    std::string temporary;
    std::string folder;
    WriteMemory memory = WriteMemory::kWhole;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    std::string sheet_name;
    std::array<lxw_format*, kStyles> formats{};
    std::vector<double> widths;
    uint32_t last_row = 0;
    size_t row_lines = 1;                         // of last_row
    std::vector<std::vector<std::string>> lists;  // columns of the hidden sheet
};

// Without writing the file. The library forgets its row files then.
void Writer::State::free_book() {
    lxw_worksheet* worksheet = nullptr;
    STAILQ_FOREACH(worksheet, book->worksheets, list_pointers) {
        if (worksheet->optimize_tmpfile != nullptr) std::fclose(worksheet->optimize_tmpfile);
    }
    lxw_workbook_free(book);
    book = nullptr;
}

// A free name beside the target. The file itself is made by the library on close, so that a killed
// process leaves nothing and the usual permissions hold.
Result<void> Writer::State::choose_temporary() {
    const std::filesystem::path target(path);
    folder = target.has_parent_path() ? target.parent_path().string() : ".";
    std::string name = fmt::format("{}/.{}.XXXXXX", folder, target.filename().string());
    const int file = ::mkstemp(name.data());
    if (file < 0) return cannot_write(path, std::strerror(errno));
    ::close(file);
    ::unlink(name.c_str());
    temporary = name;
    return {};
}

void Writer::State::make_formats() {
    for (size_t i = 0; i < kStyles; ++i) {
        lxw_format* format = workbook_add_format(book);
        format_set_font_name(format, kFont);
        format_set_font_charset(format, kGb2312Charset);
        format_set_font_size(format, kFontSize);
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, kBorderColor);
        formats[i] = format;
    }
    const auto at = [this](WriteStyle style) { return formats[static_cast<size_t>(style)]; };
    lxw_format* const heading = at(WriteStyle::kHeading);
    format_set_bold(heading);
    format_set_align(heading, LXW_ALIGN_CENTER);
    format_set_text_wrap(heading);
    format_set_bg_color(heading, 0xdce6f1);
    format_set_num_format(at(WriteStyle::kDate), "yyyy-mm-dd");
    format_set_align(at(WriteStyle::kDate), LXW_ALIGN_CENTER);
    format_set_num_format(at(WriteStyle::kText), "@");
    format_set_num_format(at(WriteStyle::kMoney), "#,##0.00");
    lxw_format* const warning = at(WriteStyle::kWarning);
    format_set_font_color(warning, 0x9c0006);
    format_set_bg_color(warning, 0xffc7ce);
    format_set_text_wrap(warning);
    format_set_text_wrap(at(WriteStyle::kWrapped));
    format_set_num_format(at(WriteStyle::kPercent), "0.0%");
    for (WriteStyle line : {WriteStyle::kTitle, WriteStyle::kNote}) {
        format_set_border(at(line), LXW_BORDER_NONE);
    }
    format_set_bold(at(WriteStyle::kTitle));
    format_set_font_size(at(WriteStyle::kTitle), 14);
}

Result<void> Writer::State::check(lxw_error code, CellRef cell) const {
    if (code == LXW_NO_ERROR) return {};
    return refused(code, fmt::format("{}!{}", sheet_name, format_cell_ref(cell)));
}

Result<void> Writer::State::write_text(CellRef cell, std::string_view text, lxw_format* format) {
    return check(worksheet_write_string(sheet, cell.row, static_cast<lxw_col_t>(cell.column),
                                        clean_text(text).c_str(), format),
                 cell);
}

// Not every program makes room for wrapped text when it opens a file.
void Writer::State::fit_row(CellRef cell, std::string_view text) {
    const double width = cell.column < widths.size() ? widths[cell.column] : LXW_DEF_COL_WIDTH;
    const size_t lines = std::min(wrapped_lines(text, width), kMaxLines);
    if (lines <= row_lines) return;
    row_lines = lines;
    worksheet_set_row(sheet, cell.row, kLineHeight * static_cast<double>(lines), nullptr);
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<Writer> Writer::create(const std::string& path, WriteMemory memory) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->memory = memory;
    TRY(state->choose_temporary());
    lxw_workbook_options options{};
    options.constant_memory = memory == WriteMemory::kRows ? LXW_TRUE : LXW_FALSE;
    options.tmpdir = state->folder.data();
    state->book = workbook_new_opt(state->temporary.c_str(), &options);
    if (state->book == nullptr) return cannot_write(path, "libxlsxwriter");
    state->make_formats();
    return Writer(std::move(state));
}

Result<void> Writer::add_sheet(const std::string& name, const std::vector<double>& column_widths) {
    State& state = *state_;
    CHECK(state.book != nullptr);
    const lxw_error valid = workbook_validate_sheet_name(state.book, name.c_str());
    if (valid != LXW_NO_ERROR || name.empty() || !is_valid_utf8(name) || name == kListSheet) {
        return refused(valid == LXW_NO_ERROR ? LXW_ERROR_INVALID_SHEETNAME_CHARACTER : valid, name);
    }
    state.sheet = workbook_add_worksheet(state.book, name.c_str());
    if (state.sheet == nullptr) return cannot_write(state.path, "libxlsxwriter");
    state.sheet_name = name;
    state.widths = column_widths;
    state.last_row = 0;
    state.row_lines = 1;
    worksheet_set_paper(state.sheet, 9);  // A4
    worksheet_set_landscape(state.sheet);
    worksheet_fit_to_pages(state.sheet, 1, 0);
    for (size_t i = 0; i < column_widths.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        TRY(state.check(
            worksheet_set_column(state.sheet, column, column, column_widths[i], nullptr),
            {0, static_cast<uint32_t>(i)}));
    }
    return {};
}

Result<void> Writer::write(CellRef cell, const CellValue& value, WriteStyle style) {
    State& state = *state_;
    CHECK(state.sheet != nullptr);
    CHECK(state.memory == WriteMemory::kWhole || cell.row >= state.last_row);
    if (cell.row >= kMaxSheetRows || cell.column >= kMaxSheetColumns) {
        return refused(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, state.sheet_name);
    }
    if (cell.row != state.last_row) state.row_lines = 1;
    state.last_row = cell.row;
    lxw_format* const format = state.formats[static_cast<size_t>(style)];
    const auto column = static_cast<lxw_col_t>(cell.column);
    if (const auto* number = std::get_if<double>(&value)) {
        if (!std::isfinite(*number)) return state.write_text(cell, "#NUM!", format);
        return state.check(worksheet_write_number(state.sheet, cell.row, column, *number, format),
                           cell);
    }
    if (const auto* truth = std::get_if<bool>(&value)) {
        return state.check(
            worksheet_write_boolean(state.sheet, cell.row, column, *truth ? 1 : 0, format), cell);
    }
    if (const auto* error = std::get_if<CellError>(&value)) {
        return state.write_text(cell, error->text, format);
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && !text->empty()) {
        TRY(state.write_text(cell, *text, format));
        if (style == WriteStyle::kHeading || style == WriteStyle::kWarning ||
            style == WriteStyle::kWrapped) {
            state.fit_row(cell, *text);
        }
        return {};
    }
    return state.check(worksheet_write_blank(state.sheet, cell.row, column, format), cell);
}

Result<void> Writer::write_date(CellRef cell, Date date) {
    const int64_t serial = date.serial();
    if (serial < 1) return write(cell, date.iso(), WriteStyle::kDate);
    return write(cell, static_cast<double>(serial), WriteStyle::kDate);
}

Result<void> Writer::add_table(CellRange range, const std::string& name,
                               const std::vector<std::string>& columns) {
    State& state = *state_;
    CHECK(state.sheet != nullptr && state.memory == WriteMemory::kWhole);
    CHECK(range.last.row > range.first.row);
    CHECK(columns.size() == size_t{range.last.column} - range.first.column + 1);
    std::vector<std::string> headings;
    for (const std::string& column : columns) headings.push_back(clean_text(column));
    std::vector<lxw_table_column> described(columns.size());
    std::vector<lxw_table_column*> pointers;
    for (size_t i = 0; i < columns.size(); ++i) {
        described[i].header = headings[i].data();
        described[i].header_format = state.formats[static_cast<size_t>(WriteStyle::kHeading)];
        pointers.push_back(&described[i]);
    }
    pointers.push_back(nullptr);
    lxw_table_options options{};
    std::string table_name = name;
    options.name = table_name.data();
    options.columns = pointers.data();
    options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options.style_type_number = 9;
    return state.check(worksheet_add_table(
                           state.sheet, range.first.row, static_cast<lxw_col_t>(range.first.column),
                           range.last.row, static_cast<lxw_col_t>(range.last.column), &options),
                       range.first);
}

Result<void> Writer::define_name(const std::string& name, const std::string& formula) {
    State& state = *state_;
    return state.check(workbook_define_name(state.book, name.c_str(), formula.c_str()), {0, 0});
}

Result<void> Writer::add_list_validation(CellRange range, const std::vector<std::string>& choices) {
    State& state = *state_;
    CHECK(state.sheet != nullptr && !choices.empty());
    std::vector<std::string> texts;
    size_t length = choices.size() - 1;
    bool has_comma = false;
    for (const std::string& choice : choices) {
        texts.push_back(clean_text(choice));
        length += excel_length(choice);
        has_comma = has_comma || choice.find_first_of(",\"") != std::string::npos;
    }
    lxw_data_validation rule{};
    std::vector<char*> items;
    std::string formula;
    if (length > kMaxListText || has_comma) {
        const std::string column = column_letters(static_cast<uint32_t>(state.lists.size()));
        formula = fmt::format("='{0}'!${1}$1:${1}${2}", kListSheet, column, texts.size());
        state.lists.push_back(std::move(texts));
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.value_formula = formula.data();
    } else {
        for (std::string& text : texts) items.push_back(text.data());
        items.push_back(nullptr);
        rule.validate = LXW_VALIDATION_TYPE_LIST;
        rule.value_list = items.data();
    }
    return state.check(worksheet_data_validation_range(
                           state.sheet, range.first.row, static_cast<lxw_col_t>(range.first.column),
                           range.last.row, static_cast<lxw_col_t>(range.last.column), &rule),
                       range.first);
}

Result<void> Writer::freeze_rows(uint32_t rows) {
    State& state = *state_;
    CHECK(state.sheet != nullptr);
    worksheet_freeze_panes(state.sheet, rows, 0);
    if (rows > 0) return state.check(worksheet_repeat_rows(state.sheet, 0, rows - 1), {0, 0});
    return {};
}

void Writer::State::write_lists() {
    if (lists.empty()) return;
    sheet = workbook_add_worksheet(book, kListSheet);
    CHECK(sheet != nullptr);
    size_t longest = 0;
    for (const auto& list : lists) longest = std::max(longest, list.size());
    for (size_t row = 0; row < longest; ++row) {
        for (size_t column = 0; column < lists.size(); ++column) {
            if (row >= lists[column].size()) continue;
            worksheet_write_string(sheet, static_cast<lxw_row_t>(row),
                                   static_cast<lxw_col_t>(column), lists[column][row].c_str(),
                                   nullptr);
        }
    }
    worksheet_hide(sheet);
}

namespace {

// The library does not see every write error (its row files), so the result is read to its end.
Result<void> check_readable(const std::string& path) {
    Workbook book = TRY(Workbook::open(path));
    for (size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
        RowReader rows = TRY(book.rows(sheet));
        while (TRY(rows.next()) != nullptr) {
        }
    }
    return {};
}

bool sync_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool synced = ::fsync(file) == 0;
    ::close(file);
    return synced;
}

}  // namespace

Result<void> Writer::State::publish() {
    if (auto readable = check_readable(temporary); !readable) {
        return cannot_write(path, "磁盘可能已满 (is the disk full?)");
    }
    if (!sync_file(temporary) || ::rename(temporary.c_str(), path.c_str()) != 0) {
        return cannot_write(path, std::strerror(errno));
    }
    temporary.clear();
    return {};
}

Result<void> Writer::close() {
    State& state = *state_;
    CHECK(state.book != nullptr);
    state.write_lists();
    lxw_workbook* const book = std::exchange(state.book, nullptr);
    state.sheet = nullptr;
    const lxw_error written = workbook_close(book);  // frees it in any case
    Result<void> closed;
    if (written == LXW_NO_ERROR) {
        closed = state.publish();
    } else {
        closed = cannot_write(state.path, lxw_strerror(written));
    }
    if (!closed) state.remove_temporary();
    return closed;
}

}  // namespace yitao::xlsx
