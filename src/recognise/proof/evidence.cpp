#include "recognise/proof/evidence.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "dictionary/typed.h"

namespace yitao::recognise {

namespace {

double rounded(double value, int decimals) {
    double scale = std::pow(10.0, decimals);
    // As Excel's ROUND: away from zero, with the last bits of the product forgiven.
    double scaled = std::fabs(value) * scale;
    return std::copysign(std::floor(scaled + 0.5 + 1e-9 * std::max(1.0, scaled * 1e-3)) / scale,
                         value);
}

bool close(double a, double b) {
    return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

}  // namespace

xlsx::CellValue written_value(const xlsx::Grid::GridCell* cell) {
    if (cell == nullptr) return {};
    const auto* text = std::get_if<std::string>(&cell->value);
    if (text == nullptr) return cell->value;
    std::string_view trimmed = trim(*text);
    if (trimmed.empty() || dictionary::is_dash(trimmed)) return {};
    if (auto number = dictionary::read_number(trimmed)) {
        double value = static_cast<double>(number->digits) * std::pow(10.0, -number->decimals);
        return number->measure == "%" || number->measure == "％" ? value / 100 : value;
    }
    return std::string(trimmed);
}

bool is_blank_value(const xlsx::CellValue& value) {
    return std::holds_alternative<std::monostate>(value) ||
           std::holds_alternative<xlsx::CellError>(value);
}

int decimals_written(const xlsx::CellValue& value) {
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr) return 0;
    for (int decimals = 0; decimals < 8; ++decimals) {
        if (close(rounded(*number, decimals), *number)) return decimals;
    }
    return 8;
}

Match match_values(const xlsx::CellValue& theirs, const formula::Value& ours) {
    if (const auto* number = std::get_if<double>(&theirs)) {
        bool nothing = ours.is_blank() || (ours.is_text() && ours.text().empty());
        if (nothing) return *number == 0 ? Match::kExact : Match::kNo;
        if (!ours.is_number()) return Match::kNo;
        if (close(*number, ours.number())) return Match::kExact;
        bool same = close(rounded(ours.number(), decimals_written(theirs)), *number);
        return same && *number != 0 ? Match::kRounded : Match::kNo;
    }
    if (const auto* text = std::get_if<std::string>(&theirs)) {
        return ours.is_text() && match_key(ours.text()) == match_key(*text) ? Match::kExact
                                                                            : Match::kNo;
    }
    return Match::kNo;
}

double distance(const xlsx::CellValue& theirs, const formula::Value& ours) {
    if (match_values(theirs, ours) != Match::kNo) return 0;
    const auto* number = std::get_if<double>(&theirs);
    if (number == nullptr || !ours.is_number()) return 1e6;
    return std::fabs(*number - ours.number()) / std::max(1.0, std::fabs(*number));
}

double bits_of(const xlsx::CellValue& value) {
    constexpr double kMostBits = 12;
    constexpr double kTextBits = 4;
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr) return is_blank_value(value) ? 0 : kTextBits;
    double digits = std::fabs(*number) * std::pow(10.0, decimals_written(value));
    return std::min(kMostBits, std::log2(1 + digits));
}

std::string text_of(const formula::Value& value) {
    return formula::general_text(value);
}

std::string text_of(const xlsx::CellValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return formula::general_number(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "TRUE" : "FALSE";
    return "";
}

std::string names_of(std::span<const AlignedCopy> copies, const std::vector<size_t>& which) {
    constexpr size_t kMost = 4;
    std::string text;
    for (size_t i = 0; i < which.size() && i < kMost; ++i) {
        text += (text.empty() ? "" : "、") + copies[which[i]].name;
    }
    if (which.size() > kMost) text += fmt::format("等{}份", which.size());
    return text;
}

}  // namespace yitao::recognise
