#include "recognise/structure/sums.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

namespace yitao::recognise {

namespace {

// Reads "C3", "$C$3" off the front; nothing: something else stands there.
std::optional<xlsx::CellRef> take_cell(std::string_view& text) {
    size_t at = 0;
    const auto letter = [&](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    std::string address;
    if (at < text.size() && text[at] == '$') ++at;
    while (at < text.size() && letter(text[at])) address += text[at++];
    const size_t letters = address.size();
    if (at < text.size() && text[at] == '$') ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') address += text[at++];
    if (letters == 0 || letters > 3 || address.size() == letters) return std::nullopt;
    const auto cell = xlsx::parse_cell_ref(address);
    if (!cell) return std::nullopt;
    text.remove_prefix(at);
    return *cell;
}

class SumReader {
  public:
    SumReader(std::string_view formula, xlsx::CellRef at) : text_(formula), at_(at) {}

    std::optional<ColumnSum> read() {
        if (text_.starts_with("=")) text_.remove_prefix(1);
        do {
            const bool sum = text_.starts_with("SUM(") || text_.starts_with("sum(");
            if (sum ? !take_arguments() : !take_range()) return std::nullopt;
        } while (take('+'));
        if (!text_.empty()) return std::nullopt;
        return sum_;
    }

  private:
    bool take(char mark) {
        if (!text_.starts_with(mark)) return false;
        text_.remove_prefix(1);
        return true;
    }

    bool take_arguments() {
        text_.remove_prefix(4);
        do {
            if (!take_range()) return false;
        } while (take(','));
        return take(')');
    }

    bool take_range() {
        const auto first = take_cell(text_);
        if (!first) return false;
        const auto last = take(':') ? take_cell(text_) : first;
        if (!last || first->column != at_.column || last->column != at_.column) return false;
        if (last->row < first->row) return false;
        sum_.first = sum_.cells == 0 ? first->row : std::min(sum_.first, first->row);
        sum_.last = std::max(sum_.last, last->row);
        sum_.cells += last->row - first->row + 1;
        return true;
    }

    std::string_view text_;
    xlsx::CellRef at_;
    ColumnSum sum_;
};

std::optional<double> number_of(const Spot& spot) {
    if (spot.kind != SpotKind::kNumber || spot.has_formula) return std::nullopt;
    std::string text = spot.key;
    std::erase(text, ',');
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0' || !std::isfinite(number)) return std::nullopt;
    return number;
}

// A column as evidence for a total.
enum class Says : uint8_t { kNothing, kNo, kByFormula, kInNumbers };

Says ask_formula(const Spot& spot, std::span<const uint32_t> others) {
    if (spot.sum.cells < 2 || spot.sum.cells < others.size()) return Says::kNo;
    const bool inside = spot.sum.first >= others.front() && spot.sum.last <= others.back();
    return inside ? Says::kByFormula : Says::kNo;
}

Says ask_column(const Sheet& sheet, uint32_t column, std::span<const uint32_t> others,
                uint32_t row) {
    const Spot& spot = sheet.at(row, column);
    if (spot.has_formula) return ask_formula(spot, others);
    const std::optional<double> total = number_of(spot);
    if (!total) return Says::kNothing;
    double sum = 0;
    size_t parts = 0;
    for (uint32_t other : others) {
        const Spot& part = sheet.at(other, column);
        if (part.is_blank() || part.kind == SpotKind::kDash) continue;
        const std::optional<double> number = number_of(part);
        if (!number || *number < 0) return Says::kNo;
        sum += *number;
        parts += *number > 0 ? 1 : 0;
    }
    if (parts < 2) return *total == sum ? Says::kNothing : Says::kNo;
    return std::abs(sum - *total) <= 1e-6 * std::max(1.0, std::abs(sum)) ? Says::kInNumbers
                                                                         : Says::kNo;
}

}  // namespace

ColumnSum column_sum(std::string_view formula, xlsx::CellRef at) {
    return SumReader(formula, at).read().value_or(ColumnSum{});
}

bool names_whole(std::string_view key) {
    constexpr std::string_view kAll = "全";
    if (!key.starts_with(kAll)) return false;
    for (std::string_view level :
         {"国", "省", "市", "州", "县", "区", "旗", "乡", "镇", "街道", "社区", "村"}) {
        if (key.substr(kAll.size()) == level) return true;
    }
    return false;
}

std::optional<Evidence> find_whole(const Sheet& sheet, std::span<const uint32_t> columns,
                                   std::span<const uint32_t> others, uint32_t row) {
    if (others.size() < 2) return std::nullopt;
    size_t formulas = 0;
    size_t numbers = 0;
    size_t against = 0;
    for (uint32_t column : columns) {
        const Says says = ask_column(sheet, column, others, row);
        formulas += says == Says::kByFormula ? 1 : 0;
        numbers += says == Says::kInNumbers ? 1 : 0;
        against += says == Says::kNo ? 1 : 0;
    }
    if (formulas > 0 && formulas >= against) return Evidence{0.95, {}, "total.adds_up"};
    // One column may add up by chance; two, or one of many rows, do not.
    const bool enough = numbers >= 2 || (numbers == 1 && others.size() >= 4);
    if (enough && numbers > against) return Evidence{0.85, {}, "total.numbers"};
    return std::nullopt;
}

}  // namespace yitao::recognise
