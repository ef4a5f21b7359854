#include "recognise/structure/identity.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

enum class Part : uint8_t { kNumber, kIssuer, kApprover, kApproval, kValid, kOther };

struct Label {
    std::string_view word;  // without white space
    Part part;
};

// Longer words before those they end in: 批准文号 before 文号. The last ones are not the form's
// identity but end what stands before them on a line.
constexpr auto kLabels = std::to_array<Label>({
    {"批准（备案）文号", Part::kApproval},
    {"批准(备案)文号", Part::kApproval},
    {"批准/备案文号", Part::kApproval},
    {"批准或备案文号", Part::kApproval},
    {"批准文号", Part::kApproval},
    {"审批文号", Part::kApproval},
    {"备案文号", Part::kApproval},
    {"批准（备案）机关", Part::kApprover},
    {"批准(备案)机关", Part::kApprover},
    {"批准机关", Part::kApprover},
    {"审批机关", Part::kApprover},
    {"备案机关", Part::kApprover},
    {"批准单位", Part::kApprover},
    {"制定机关", Part::kIssuer},
    {"制定单位", Part::kIssuer},
    {"制定部门", Part::kIssuer},
    {"制表机关", Part::kIssuer},
    {"制发机关", Part::kIssuer},
    {"制发单位", Part::kIssuer},
    {"制发部门", Part::kIssuer},
    {"有效期限至", Part::kValid},
    {"有效期截至", Part::kValid},
    {"有效期至", Part::kValid},
    {"有效期限", Part::kValid},
    {"有效期", Part::kValid},
    {"报表编号", Part::kNumber},
    {"表格编号", Part::kNumber},
    {"报表号", Part::kNumber},
    {"表号", Part::kNumber},
    {"文号", Part::kApproval},
    {"填报单位", Part::kOther},
    {"综合单位", Part::kOther},
    {"报告期", Part::kOther},
    {"计量单位", Part::kOther},
    {"单位", Part::kOther},
});

size_t space_at(std::string_view text) {
    for (std::string_view space : {" ", "\t", "\u3000", "\u00a0", "\u2002", "\u2003"}) {
        if (text.starts_with(space)) return space.size();
    }
    return 0;
}

size_t letter_at(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

// How much of `text` the word takes, blanks between its letters allowed; 0: it does not begin so.
size_t match_word(std::string_view text, std::string_view word) {
    size_t at = 0;
    while (!word.empty()) {
        const size_t letter = letter_at(word);
        while (at > 0 && at < text.size() && space_at(text.substr(at)) > 0) {
            at += space_at(text.substr(at));
        }
        if (!text.substr(at).starts_with(word.substr(0, letter))) return 0;
        at += letter;
        word.remove_prefix(letter);
    }
    return at;
}

struct Found {
    Part part = Part::kOther;
    size_t begin = 0;
    size_t end = 0;  // behind the label and its colon
    bool colon = false;
};

std::optional<Found> label_at(std::string_view line, size_t at) {
    for (const Label& label : kLabels) {
        const size_t length = match_word(line.substr(at), label.word);
        if (length == 0) continue;
        Found found{label.part, at, at + length, false};
        size_t next = found.end;
        while (next < line.size() && space_at(line.substr(next)) > 0) {
            next += space_at(line.substr(next));
        }
        for (std::string_view colon : {"：", ":"}) {
            if (!line.substr(next).starts_with(colon)) continue;
            found.end = next + colon.size();
            found.colon = true;
        }
        return found;
    }
    return std::nullopt;
}

// Labels with a colon, in order; one without a colon only where it is the whole line.
std::vector<Found> labels_of(std::string_view line) {
    std::vector<Found> labels;
    for (size_t at = 0; at < line.size();) {
        auto found = label_at(line, at);
        const bool whole = found && at == 0 && trim(line.substr(found->end)).empty();
        if (found && (found->colon || whole)) {
            labels.push_back(*found);
            at = found->end;
        } else {
            at += letter_at(line.substr(at));
        }
    }
    return labels;
}

// "____", "20  年  月", "□□": a blank to be written on.
bool is_open(std::string_view text) {
    std::string rest = without_space(fold_width(text));
    if (rest.starts_with("20") && !(rest.size() > 2 && rest[2] >= '0' && rest[2] <= '9')) {
        rest.erase(0, 2);
    }
    for (std::string_view mark : {"_", "□", "年", "月", "日", "…", ".", "-", "—", "/"}) {
        for (size_t at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) {
            rest.erase(at, mark.size());
        }
    }
    return rest.empty();
}

// A text beside a label that has no colon must look like what the label asks for: in a list,
// 表号 and 有效期至 are headings with other headings beside them.
bool fits(Part part, std::string_view text) {
    const std::string key = without_space(text);
    const bool digit = std::ranges::any_of(key, [](char c) { return c >= '0' && c <= '9'; });
    switch (part) {
        case Part::kNumber:
        case Part::kValid:
            return digit || key.ends_with("表");
        case Part::kApproval:
            return digit && key.ends_with("号");
        case Part::kIssuer:
        case Part::kApprover:
            return std::ranges::any_of(
                std::array{"局", "委", "部", "办", "厅", "政府", "中心", "委员会", "办公室"},
                [&](const char* end) { return key.ends_with(end); });
        case Part::kOther:
            break;
    }
    return false;
}

std::optional<int> number_before(std::string_view text, size_t end, size_t& begin) {
    begin = end;
    while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
    if (begin == end || end - begin > 4) return std::nullopt;
    int number = 0;
    for (size_t i = begin; i < end; ++i) number = number * 10 + (text[i] - '0');
    return number;
}

// The last day that a text names: "2026年1月" is valid to the end of January.
std::optional<Date> last_day_of(std::string_view printed) {
    std::string text = without_space(fold_width(printed));
    std::vector<int> numbers;
    size_t begin = 0;
    // The date at the end: "2024年2月至2026年1月" ends with the second.
    size_t end = text.size();
    while (end > 0 && numbers.size() < 3) {
        if (text[end - 1] < '0' || text[end - 1] > '9') {
            --end;
            continue;
        }
        auto number = number_before(text, end, begin);
        if (!number) return std::nullopt;
        numbers.insert(numbers.begin(), *number);
        end = begin;
        if (*number >= 1900) break;
    }
    if (numbers.empty() || numbers[0] < 1900) return std::nullopt;
    const int month = numbers.size() > 1 ? numbers[1] : 12;
    if (month < 1 || month > 12) return std::nullopt;
    const int day = numbers.size() > 2 ? numbers[2] : days_in_month(numbers[0], month);
    return Date::from_civil(numbers[0], month, day);
}

class IdentityReader {
  public:
    IdentityReader(const xlsx::Grid& grid, size_t sheet, FormIdentity& identity)
        : grid_(grid), sheet_(sheet), identity_(identity) {}

    void run() {
        size_t seen = 0;
        for (const auto& [cell, content] : grid_.cells) {
            const auto* text = std::get_if<std::string>(&content.value);
            if (text == nullptr || !content.formula.empty()) continue;
            if (++seen > kMaxIdentityCells) return;
            if (text->size() <= kMaxHeadingBytes) read_cell(cell, *text);
        }
    }

  private:
    void read_cell(xlsx::CellRef cell, std::string_view text) {
        while (!text.empty()) {
            const size_t end = std::min(text.find('\n'), text.size());
            read_line(cell, text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void read_line(xlsx::CellRef cell, std::string_view line) {
        const auto labels = labels_of(line);
        for (size_t i = 0; i < labels.size(); ++i) {
            const Found& label = labels[i];
            const size_t end = i + 1 < labels.size() ? labels[i + 1].begin : line.size();
            std::string_view value = trim(line.substr(label.end, end - label.end));
            if (!value.empty()) {
                set(label.part, std::string(value), cell);
            } else if (i + 1 == labels.size()) {
                read_beside(label, cell);
            }
        }
    }

    // The first cell with content to the right, not far and no label itself.
    void read_beside(const Found& label, xlsx::CellRef cell) {
        constexpr uint32_t kFarthest = 6;
        for (uint32_t step = 1; step <= kFarthest; ++step) {
            const xlsx::CellRef at{cell.row, cell.column + step};
            const auto* content = grid_.find(at);
            if (content == nullptr || std::holds_alternative<std::monostate>(content->value)) {
                continue;
            }
            std::string text;
            if (const auto* words = std::get_if<std::string>(&content->value)) text = *words;
            if (const auto* number = std::get_if<double>(&content->value)) {
                text = shown(*number, content->is_date);
            }
            if (trim(text).empty()) continue;
            const bool is_label = !labels_of(text).empty() || ends_in_colon(without_space(text));
            if (is_label || (!label.colon && !fits(label.part, text))) return;
            set(label.part, std::string(trim(text)), at);
            return;
        }
    }

    static std::string shown(double number, bool is_date) {
        if (is_date) {
            if (auto date = Date::from_serial_number(number)) return date->iso();
        }
        return fmt::format("{}", number);
    }

    void set(Part part, std::string text, xlsx::CellRef cell) {
        std::optional<FormIdentity::Item>* item = nullptr;
        switch (part) {
            case Part::kNumber:
                item = &identity_.number;
                break;
            case Part::kIssuer:
                item = &identity_.issued_by;
                break;
            case Part::kApprover:
                item = &identity_.approved_by;
                break;
            case Part::kApproval:
                item = &identity_.approval;
                break;
            case Part::kValid:
                item = &identity_.valid_to;
                break;
            case Part::kOther:
                return;
        }
        if (item->has_value() || is_open(text)) return;
        if (part == Part::kValid) identity_.last_day = last_day_of(text);
        *item = FormIdentity::Item{std::move(text), sheet_, cell};
    }

    const xlsx::Grid& grid_;
    size_t sheet_;
    FormIdentity& identity_;
};

}  // namespace

void read_identity(const xlsx::Grid& grid, size_t sheet, FormIdentity& identity) {
    IdentityReader(grid, sheet, identity).run();
}

Result<FormIdentity> read_identity(xlsx::Workbook& book) {
    FormIdentity identity;
    const size_t count = std::min(book.sheets().size(), kMaxStructureSheets);
    for (size_t sheet = 0; sheet < count; ++sheet) {
        if (!book.sheets()[sheet].visible) continue;
        read_identity(TRY(book.grid(sheet)), sheet, identity);
    }
    return identity;
}

std::vector<Message> check_identity(const FormIdentity& identity, Date today) {
    std::vector<Message> findings;
    std::string zh, en;
    auto want = [&](bool there, std::string_view name_zh, std::string_view name_en) {
        if (there) return;
        zh += (zh.empty() ? "" : "、") + std::string(name_zh);
        en += (en.empty() ? "" : ", ") + std::string(name_en);
    };
    want(identity.number.has_value(), "表号", "form number");
    want(identity.issued_by.has_value(), "制定机关", "issuing authority");
    want(identity.approval.has_value(), "批准（备案）文号", "approval number");
    want(identity.valid_to.has_value(), "有效期", "validity");
    if (!zh.empty()) findings.push_back({"没有印" + zh, "not printed: " + en});
    if (identity.is_expired(today)) {
        const std::string day = identity.last_day->iso();
        findings.push_back({"已过有效期（至 " + day + "）", "expired on " + day});
    }
    return findings;
}

}  // namespace yitao::recognise
