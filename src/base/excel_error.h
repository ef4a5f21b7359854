// Excel's error values: cell values like any other, not failures of the program (those are Error).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace yitao {

enum class ExcelError : uint8_t { kNull, kDiv0, kValue, kRef, kName, kNum, kNa, kSpill, kCalc };

inline constexpr std::array<std::string_view, 9> kExcelErrorTexts = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"};

constexpr std::string_view error_text(ExcelError error) {
    return kExcelErrorTexts[static_cast<size_t>(error)];
}

constexpr std::optional<ExcelError> parse_error_text(std::string_view text) {
    for (size_t i = 0; i < kExcelErrorTexts.size(); ++i) {
        if (kExcelErrorTexts[i] == text) return static_cast<ExcelError>(i);
    }
    return std::nullopt;
}

}  // namespace yitao
