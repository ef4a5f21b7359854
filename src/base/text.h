// UTF-8 text as people type it: full and half width, case, GBK files, nearest names. The one place
// that knows ICU. All functions take and give valid UTF-8 unless they say otherwise.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yitao {

bool is_valid_utf8(std::string_view bytes);
// Every invalid byte replaced by U+FFFD.
std::string repair_utf8(std::string_view bytes);
// GB18030 (a superset of GBK and GB2312) to UTF-8; nothing when the bytes are not that either.
std::optional<std::string> utf8_from_gb18030(std::string_view bytes);

// Without leading and trailing white space, also U+3000, U+00A0, U+FEFF and zero-width characters.
std::string_view trim(std::string_view text);
// Full-width ASCII (Ａ １ （ ， “ ”) and U+3000 to their ASCII twins; all else unchanged.
std::string fold_width(std::string_view text);
// Excel's idea of "same text": simple case folding. ASCII is done without ICU.
std::string fold_case(std::string_view text);
// Key under which headings and names match: NFKC, case folded, no white space. Never stored.
std::string match_key(std::string_view text);

// 0 to 9, of bytes and of code points alike, whatever the locale.
constexpr bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

// Number of Unicode code points.
size_t code_point_count(std::string_view text);
std::vector<char32_t> code_points(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

// Three-way comparison in Excel's sort order for the zh-CN locale: numbers-in-text as characters,
// case-insensitive, pinyin for Chinese (ICU collation).
int compare_collated(std::string_view a, std::string_view b);

// The candidate with the smallest edit distance to `word`, if it is near enough to be worth
// offering ("did you mean …"): at most a third of the length, at least one.
std::optional<std::string> nearest_name(std::string_view word,
                                        std::span<const std::string> candidates);

}  // namespace yitao
