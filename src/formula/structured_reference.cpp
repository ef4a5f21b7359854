#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "formula/lexer.h"
#include "formula/parser.h"

namespace yitao::formula {

namespace {

// What stands inside one reference: a list of bracketed parts, or one bare part.
struct Part {
    std::string text;    // without escapes
    bool is_item = false;  // began with an unescaped #
    uint32_t position = 0;
};

std::unexpected<Error> malformed(uint32_t position) {
    return fail_at(ErrorCode::kInvalid, position,
                   "方括号里写得不对，应如 台账[字段]、台账[[甲]:[乙]]、[@字段]",
                   "malformed reference; write Table[column], Table[[a]:[b]] or [@column]");
}

std::string_view without_spaces(std::string_view text, uint32_t& position) {
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
        ++position;
    }
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// ' takes the special meaning from the character behind it.
std::string unescape(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

bool has_open_bracket(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') {
            ++i;
        } else if (text[i] == '[') {
            return true;
        }
    }
    return false;
}

class StructuredParser {
  public:
    StructuredParser(std::string_view inner, uint32_t position, LedgerReference& reference)
        : rest_(inner), position_(position), reference_(reference) {}

    Result<void> run() {
        rest_ = without_spaces(rest_, position_);
        if (rest_.starts_with('@')) {
            reference_.item = LedgerItem::kThisRow;
            advance(1);
            rest_ = without_spaces(rest_, position_);
            return read_columns();
        }
        if (!has_open_bracket(rest_) && rest_.starts_with('#')) {
            return add_item({std::string(rest_), true, position_});
        }
        return read_columns();
    }

  private:
    void advance(size_t bytes) {
        position_ += static_cast<uint32_t>(code_point_count(rest_.substr(0, bytes)));
        rest_.remove_prefix(bytes);
    }
    void skip_spaces() {
        while (rest_.starts_with(' ')) advance(1);
    }
    bool take(std::string_view sign, std::string_view full_width) {
        for (std::string_view one : {sign, full_width}) {
            if (!rest_.starts_with(one)) continue;
            advance(one.size());
            return true;
        }
        return false;
    }

    // Empty, a bare column name, or [items and] columns in their own brackets.
    Result<void> read_columns() {
        if (rest_.empty()) return {};
        if (!has_open_bracket(rest_)) {
            set_column({unescape(rest_), false, position_});
            return {};
        }
        for (bool first = true; !rest_.empty(); first = false) {
            skip_spaces();
            if (!first && !take(",", "，")) return malformed(position_);
            skip_spaces();
            Part part = TRY(read_part());
            if (part.is_item) {
                auto added = add_item(part);
                if (!added) return added;
            } else {
                auto added = read_column_range(std::move(part));
                if (!added) return added;
            }
            skip_spaces();
        }
        return {};
    }

    Result<void> read_column_range(Part first) {
        if (!reference_.first_name.empty()) return malformed(first.position);
        set_column(std::move(first));
        skip_spaces();
        if (!take(":", "：")) return {};
        skip_spaces();
        Part last = TRY(read_part());
        if (last.is_item) return malformed(last.position);
        reference_.last_name = last.text;
        reference_.last_position = last.position;
        return {};
    }

    Result<Part> read_part() {
        if (!take("[", "［")) return malformed(position_);
        Part part;
        part.position = position_;
        part.is_item = rest_.starts_with('#');
        size_t n = 0;
        while (n < rest_.size() && rest_[n] != ']') {
            if (rest_[n] == '[') return malformed(position_);
            n += rest_[n] == '\'' && n + 1 < rest_.size() ? 2 : 1;
        }
        if (n >= rest_.size() || n == 0) return malformed(part.position);
        std::string_view inner = rest_.substr(0, n);
        if (inner.starts_with('@')) return malformed(part.position);
        part.text = part.is_item ? std::string(inner) : unescape(inner);
        advance(n + 1);
        return part;
    }

    void set_column(Part part) {
        reference_.first_name = part.text;
        reference_.first_position = part.position;
        reference_.last_name = std::move(part.text);
        reference_.last_position = part.position;
    }

    Result<void> add_item(const Part& part) {
        static constexpr std::array<std::pair<std::string_view, LedgerItem>, 5> kItems = {{
            {"#all", LedgerItem::kAll},
            {"#data", LedgerItem::kData},
            {"#headers", LedgerItem::kHeaders},
            {"#totals", LedgerItem::kTotals},
            {"#thisrow", LedgerItem::kThisRow},
        }};
        std::string key = match_key(part.text);
        for (const auto& [name, item] : kItems) {
            if (key != name) continue;
            return combine(item, part.position);
        }
        return fail_at(ErrorCode::kInvalid, part.position,
                       fmt::format("“{}”不是 #All、#Data、#Headers、#Totals、#This Row 之一",
                                   part.text),
                       fmt::format("\"{}\" is none of #All, #Data, #Headers, #Totals, #This Row",
                                   part.text));
    }

    // Only headers + data and data + totals may stand together.
    Result<void> combine(LedgerItem item, uint32_t position) {
        bool after_columns = !reference_.first_name.empty();
        bool is_first = !had_item_ && reference_.item != LedgerItem::kThisRow;
        auto either = [&](LedgerItem a, LedgerItem b) {
            return (reference_.item == a && item == b) || (reference_.item == b && item == a);
        };
        if (after_columns) return malformed(position);
        if (is_first) {
            reference_.item = item;
        } else if (either(LedgerItem::kHeaders, LedgerItem::kData)) {
            reference_.item = LedgerItem::kAll;  // a ledger has no totals row
        } else if (either(LedgerItem::kData, LedgerItem::kTotals)) {
            reference_.item = LedgerItem::kDataTotals;
        } else {
            return fail_at(ErrorCode::kInvalid, position,
                           "只有 #Headers 与 #Data、#Data 与 #Totals 可以并用",
                           "only #Headers with #Data and #Data with #Totals may be combined");
        }
        had_item_ = true;
        return {};
    }

    std::string_view rest_;
    uint32_t position_;
    LedgerReference& reference_;
    bool had_item_ = false;
};

}  // namespace

Result<void> parse_structured(std::string_view inner, uint32_t position,
                              LedgerReference& reference) {
    return StructuredParser(inner, position, reference).run();
}

}  // namespace yitao::formula
