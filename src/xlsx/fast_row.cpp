#include <array>
#include <cstring>

#include "base/text.h"
#include "xlsx/sheet_scan.h"

namespace yitao::xlsx {
namespace {

constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Never looks beyond the '\0' behind the text: every step compares the character before it goes on.
class FastRow {
  public:
    FastRow(std::string_view text, const SheetContext& context, RowDraft& draft)
        : at_(text.data()), end_(text.data() + text.size()), context_(context), draft_(draft) {}

    RowScan run(uint32_t expected) {
        if (!eat("<row")) return miss();
        if (!read_row_attributes(expected)) return miss();
        if (*at_ == '/') return eat("/>") ? RowScan::kRow : miss();
        if (!eat(">")) return miss();
        while (at_[0] == '<' && at_[1] == 'c') {
            at_ += 2;
            if (!read_cell()) return miss();
        }
        return eat("</row>") ? RowScan::kRow : miss();
    }
    [[nodiscard]] const char* position() const { return at_; }

  private:
    // Why a step failed: the text ended there, or it is something for the exact way.
    [[nodiscard]] RowScan miss() const {
        return at_ == end_ ? RowScan::kNeedMore : RowScan::kUnusual;
    }

    template <size_t kSize>
    bool eat(const char (&literal)[kSize]) {
        constexpr size_t kLength = kSize - 1;
        if (static_cast<size_t>(end_ - at_) >= kLength && std::memcmp(at_, literal, kLength) == 0)
            [[likely]] {
            at_ += kLength;
            return true;
        }
        for (size_t i = 0; i < kLength && *at_ == literal[i]; ++i) ++at_;
        return false;
    }

    bool eat_number(uint32_t& number) {
        const char* const begin = at_;
        uint32_t value = 0;
        while (is_digit(*at_)) value = value * 10 + static_cast<uint32_t>(*at_++ - '0');
        number = value;
        return at_ != begin && at_ - begin <= 9;
    }

    // An attribute nobody asks for: its name and quoted value.
    bool skip_attribute() {
        const char* const begin = at_;
        while (*at_ > ' ' && *at_ != '=' && *at_ != '>' && *at_ != '/' && *at_ != '<') ++at_;
        if (at_ == begin || !eat("=\"")) return false;
        while (*at_ != '"' && *at_ != '<' && *at_ != '\0') ++at_;
        return eat("\"");
    }

    bool read_row_attributes(uint32_t expected) {
        uint32_t number = expected + 1;
        row_digits_ = nullptr;
        while (*at_ == ' ') {
            ++at_;
            if (at_[0] == '/' || at_[0] == '>') break;
            if (at_[0] == 'r' && at_[1] == '=') {
                at_ += 2;
                if (!eat("\"")) return false;
                row_digits_ = at_;
                if (!eat_number(number)) return false;
                row_digits_size_ = static_cast<size_t>(at_ - row_digits_);
                if (*row_digits_ == '0' || !eat("\"")) return false;
            } else if (!skip_attribute()) {
                return false;
            }
        }
        draft_.row.index = number - 1;
        return row_digits_ != nullptr && number > expected && number <= kMaxSheetRows;
    }

    // r="AB12": the letters are read, the digits must be the row's.
    bool read_reference() {
        uint32_t column = 0;
        const char* const begin = at_;
        while (*at_ >= 'A' && *at_ <= 'Z')
            column = column * 26 + static_cast<uint32_t>(*at_++ - '@');
        if (at_ == begin || at_ - begin > 3 || column > kMaxSheetColumns) return false;
        for (size_t i = 0; i < row_digits_size_; ++i) {
            if (*at_ != row_digits_[i]) return false;
            ++at_;
        }
        if (column <= next_column_) return false;  // not ascending
        next_column_ = column - 1;
        return eat("\"");
    }

    bool read_type() {
        const char* const begin = at_;
        while (*at_ >= 'A' && *at_ <= 'z') ++at_;
        type_ = cell_type({begin, at_});
        return eat("\"");
    }

    bool read_cell_attributes() {
        style_ = 0;
        type_ = CellType::kNumber;
        while (*at_ == ' ') {
            ++at_;
            if (at_[0] == '/') return true;
            bool known = false;
            if (at_[0] == 'r' && at_[1] == '=' && at_[2] == '"') {
                at_ += 3;
                known = read_reference();
            } else if (at_[0] == 's' && at_[1] == '=' && at_[2] == '"') {
                at_ += 3;
                known = eat_number(style_) && eat("\"");
            } else if (at_[0] == 't' && at_[1] == '=' && at_[2] == '"') {
                at_ += 3;
                known = read_type();
            } else {
                known = skip_attribute();
            }
            if (!known) return false;
        }
        return true;
    }

    bool read_cell() {
        if (!read_cell_attributes() || next_column_ >= kMaxSheetColumns) return false;
        if (*at_ == '/') {
            add_blank();
            return eat("/>");
        }
        if (!eat(">")) return false;
        if (at_[0] == '<' && at_[1] == 'f') {
            if (context_.formulas == ReadFormulas::kYes || !skip_formula()) return false;
        }
        if (at_[0] == '<' && at_[1] == 'v') {
            at_ += 2;
            return read_value();
        }
        if (at_[0] == '<' && at_[1] == 'i') return read_inline();
        add_blank();
        return eat("</c>");
    }

    bool skip_formula() {
        at_ += 2;
        while (*at_ == ' ') {
            ++at_;
            if (at_[0] != '/' && !skip_attribute()) return false;
        }
        if (*at_ == '/') return eat("/>");
        if (!eat(">")) return false;
        while (*at_ != '<' && *at_ != '\0') ++at_;
        return eat("</f>");
    }

    void add_blank() {
        if (context_.blanks == ReadBlanks::kYes) {
            new_cell().is_date = context_.styles->kind(style_) != FormatKind::kNumber;
        }
        ++next_column_;
    }

    Cell& new_cell() {
        Cell& cell = draft_.row.cells.emplace_back();
        cell.column = next_column_;
        cell.style = style_;
        return cell;
    }

    bool end_value(bool taken) {
        if (!taken || !eat("</v></c>")) return false;
        ++next_column_;
        return true;
    }

    bool read_value() {
        if (at_[0] == ' ' && at_[1] == '/') ++at_;
        if (*at_ == '/') {
            add_blank();
            return eat("/></c>");
        }
        if (!eat(">")) return false;
        if (*at_ == '<') {
            add_blank();
            return eat("</v></c>");
        }
        switch (type_) {
            case CellType::kShared:
                return end_value(take_shared());
            case CellType::kNumber:
                return end_value(take_number());
            case CellType::kText:
                return end_value(take_text());
            case CellType::kBoolean:
                return end_value(take_boolean());
            default:
                return false;
        }
    }

    bool take_shared() {
        uint32_t index = 0;
        if (!eat_number(index) || index >= context_.strings->size()) return false;
        Cell& cell = new_cell();
        cell.shared = index;
        cell.value = (*context_.strings)[index];
        cell.is_date = context_.styles->kind(style_) != FormatKind::kNumber;
        return true;
    }

    bool take_number() {
        double number = 0;
        if (!eat_decimal(number)) return false;
        set_number(new_cell(), number, context_.styles->kind(style_), context_.dates);
        return true;
    }

    // Up to 15 digits and their power of ten are both exact doubles, so one division rounds
    // correctly; anything longer goes the general way.
    bool eat_decimal(double& number) {
        const char* const begin = at_;
        const bool negative = *at_ == '-';
        if (negative) ++at_;
        const char* const first = at_;
        uint64_t mantissa = 0;
        while (is_digit(*at_)) mantissa = mantissa * 10 + static_cast<uint64_t>(*at_++ - '0');
        auto digits = at_ - first;
        size_t decimals = 0;
        if (*at_ == '.') {
            const char* const point = at_++;
            while (is_digit(*at_)) mantissa = mantissa * 10 + static_cast<uint64_t>(*at_++ - '0');
            decimals = static_cast<size_t>(at_ - point - 1);
            digits += static_cast<ptrdiff_t>(decimals);
        }
        if (*at_ == '<' && digits > 0 && digits <= 15) [[likely]] {
            number = static_cast<double>(mantissa);
            if (decimals > 0) number /= kPowersOfTen[decimals];
            if (negative) number = -number;
            return true;
        }
        while (*at_ != '<' && *at_ != '\0') ++at_;
        if (*at_ != '<') return false;
        const auto parsed = parse_number({begin, at_});
        number = parsed.value_or(0);
        return parsed.has_value();
    }

    bool take_boolean() {
        if ((at_[0] != '0' && at_[0] != '1') || at_[1] != '<') return false;
        Cell& cell = new_cell();
        cell.value = *at_++ == '1';
        cell.is_date = context_.styles->kind(style_) != FormatKind::kNumber;
        return true;
    }

    bool take_text() {
        const RawText raw = scan_text(at_);
        at_ = raw.text.data() + raw.text.size();
        if (*at_ != '<') return false;
        std::string_view text;
        const bool is_plain = !raw.has_entities && !raw.has_underscore;
        std::string& scratch = is_plain ? unused_ : draft_.new_text();
        if (decode_text(raw, scratch, text) != TextProblem::kNone) return false;
        Cell& cell = new_cell();
        cell.value = text;
        cell.is_date = context_.styles->kind(style_) != FormatKind::kNumber;
        return true;
    }

    bool read_inline() {
        if (type_ != CellType::kInline || !eat("<is><t")) return false;
        if (*at_ == ' ' && !eat(" xml:space=\"preserve\"")) return false;
        if (!eat(">") || !take_text() || !eat("</t></is></c>")) return false;
        ++next_column_;
        return true;
    }

    const char* at_;
    const char* const end_;
    const SheetContext& context_;
    RowDraft& draft_;
    const char* row_digits_ = nullptr;
    size_t row_digits_size_ = 0;
    uint32_t next_column_ = 0;
    uint32_t style_ = 0;
    CellType type_ = CellType::kNumber;
    std::string unused_;
};

}  // namespace

RowScan scan_row_fast(std::string_view text, uint32_t expected, const SheetContext& context,
                      RowDraft& draft, const char*& position) {
    FastRow row(text, context, draft);
    const RowScan scan = row.run(expected);
    position = row.position();
    return scan;
}

}  // namespace yitao::xlsx
