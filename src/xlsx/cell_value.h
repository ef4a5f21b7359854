// The text of a <v> as a value, by the cell's type.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yitao::xlsx {

enum class CellType : uint8_t {
    kNumber,
    kShared,   // t="s": number of a shared string
    kText,     // t="str": result of a formula
    kInline,   // t="inlineStr": text in <is>
    kBoolean,  // t="b"
    kError,    // t="e"
    kIsoDate,  // t="d"
};

// Of a t attribute; unknown types are read as numbers (and as text where they are none).
CellType cell_type(std::string_view name);

// A finite number and nothing else; white space around it is forgiven.
std::optional<double> parse_number(std::string_view text);
// Digits and nothing else.
std::optional<uint32_t> parse_index(std::string_view text);
// "2024-11-21", "2024-11-21T10:30:00.5Z", "10:30:00" to a serial of the 1900 system.
std::optional<double> parse_iso_serial(std::string_view text);

}  // namespace yitao::xlsx
