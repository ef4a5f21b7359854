#include "base/text.h"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

#include "base/check.h"

namespace yitao {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; });
}

// Next code point of valid or invalid UTF-8; negative for an invalid byte. Advances `at`.
int32_t next_code_point(std::string_view text, size_t& at) {
    UChar32 c = 0;
    auto i = static_cast<int32_t>(at);
    U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
    at = static_cast<size_t>(i);
    return c;
}

bool is_blank(int32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000 || c == 0xA0 || c == 0xFEFF ||
           (c >= 0x200B && c <= 0x200D) || c == 0x2060 || (c >= 0x2000 && c <= 0x200A);
}

icu::UnicodeString to_unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

const icu::Collator& collator() {
    static const std::unique_ptr<icu::Collator> instance = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> c(
            icu::Collator::createInstance(icu::Locale("zh", "CN"), status));
        CHECK(U_SUCCESS(status));
        c->setStrength(icu::Collator::SECONDARY);
        return c;
    }();
    return *instance;
}

// Length of the valid UTF-8 sequence at `at`, 0 if there is none.
size_t utf8_length(const unsigned char* at, size_t left) {
    unsigned char lead = at[0];
    if (lead < 0x80) return 1;
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < length) return 0;
    for (size_t i = 1; i < length; ++i) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    // Overlong forms, surrogates, beyond U+10FFFF.
    if (lead == 0xE0 && at[1] < 0xA0) return 0;
    if (lead == 0xED && at[1] > 0x9F) return 0;
    if (lead == 0xF0 && at[1] < 0x90) return 0;
    if (lead == 0xF4 && at[1] > 0x8F) return 0;
    return length;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* end = at + bytes.size();
    while (at != end) {
        if (end - at >= 8) {
            uint64_t word = 0;
            std::memcpy(&word, at, 8);
            uint64_t high = word & 0x8080808080808080ULL;
            if (high == 0) {
                at += 8;
                continue;
            }
            if constexpr (std::endian::native == std::endian::little) {
                at += std::countr_zero(high) / 8;
            }
        }
        // Chinese: three bytes, but for E0 (overlong forms) and ED (surrogates).
        while (end - at >= 3 && at[0] > 0xE0 && at[0] < 0xF0 && at[0] != 0xED &&
               (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80) {
            at += 3;
        }
        if (at == end) break;
        size_t length = utf8_length(at, static_cast<size_t>(end - at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string repair_utf8(std::string_view bytes) {
    std::string out;
    for (size_t at = 0; at < bytes.size();) {
        int32_t c = next_code_point(bytes, at);
        append_utf8(out, c < 0 ? 0xFFFD : static_cast<char32_t>(c));
    }
    return out;
}

namespace {

// GB18030 through ICU; nothing when the bytes are not that.
std::optional<icu::UnicodeString> unicode_from_gb18030(std::string_view bytes) {
    using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;
    // A converter serves one thread.
    thread_local const Converter converter = [] {
        UErrorCode status = U_ZERO_ERROR;
        Converter opened(ucnv_open("gb18030", &status), &ucnv_close);
        CHECK(U_SUCCESS(status));
        ucnv_setToUCallBack(opened.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                            &status);
        CHECK(U_SUCCESS(status));
        return opened;
    }();
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(),
                            status);
    if (U_FAILURE(status)) return std::nullopt;
    return text;
}

constexpr unsigned kFirstLead = 0x81;
constexpr unsigned kFirstTrail = 0x40;
constexpr unsigned kTrails = 0xFF - kFirstTrail;

// Characters of the two-byte forms, nearly all there are; 0: ask ICU.
const std::vector<char16_t>& two_byte_characters() {
    static const std::vector<char16_t> table = [] {
        std::vector<char16_t> made((0xFF - kFirstLead) * kTrails, 0);
        for (unsigned lead = kFirstLead; lead < 0xFF; ++lead) {
            for (unsigned trail = kFirstTrail; trail < 0xFF; ++trail) {
                if (trail == 0x7F) continue;
                const char pair[] = {static_cast<char>(lead), static_cast<char>(trail)};
                auto text = unicode_from_gb18030({pair, 2});
                if (!text || text->length() != 1) continue;
                made[(lead - kFirstLead) * kTrails + trail - kFirstTrail] = text->charAt(0);
            }
        }
        return made;
    }();
    return table;
}

}  // namespace

std::optional<std::string> utf8_from_gb18030(std::string_view bytes) {
    static const std::vector<char16_t>& table = two_byte_characters();
    std::string out;
    out.reserve(bytes.size() * 3 / 2);
    for (size_t at = 0; at < bytes.size();) {
        auto lead = static_cast<unsigned char>(bytes[at]);
        if (lead < 0x80) {
            out.push_back(bytes[at++]);
            continue;
        }
        auto trail = at + 1 < bytes.size() ? static_cast<unsigned char>(bytes[at + 1]) : 0U;
        bool pair = lead >= kFirstLead && lead < 0xFF && trail >= kFirstTrail && trail < 0xFF;
        char16_t c = pair ? table[(lead - kFirstLead) * kTrails + trail - kFirstTrail] : u'\0';
        if (c == 0) {  // four bytes, or no text at all
            auto text = unicode_from_gb18030(bytes.substr(at));
            if (!text) return std::nullopt;
            text->toUTF8String(out);
            return out;
        }
        append_utf8(out, c);
        at += 2;
    }
    return out;
}

namespace {

// Printable ASCII at both ends: nothing to trim.
bool has_solid_ends(std::string_view text) {
    const auto solid = [](char c) { return c > 0x20 && c < 0x7F; };
    return !text.empty() && solid(text.front()) && solid(text.back());
}

}  // namespace

std::string_view trim(std::string_view text) {
    if (has_solid_ends(text)) return text;
    size_t begin = 0;
    while (begin < text.size()) {
        size_t next = begin;
        if (!is_blank(next_code_point(text, next))) break;
        begin = next;
    }
    size_t end = begin;
    for (size_t at = begin; at < text.size();) {
        if (!is_blank(next_code_point(text, at))) end = at;
    }
    return text.substr(begin, end - begin);
}

std::string fold_width(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        int32_t c = next_code_point(text, at);
        if (c < 0) c = 0xFFFD;
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == 0x3000) c = ' ';
        if (c == 0x201C || c == 0x201D) c = '"';
        if (c == 0x2018 || c == 0x2019) c = '\'';
        append_utf8(out, static_cast<char32_t>(c));
    }
    return out;
}

namespace {

// Whether it is of ASCII and Chinese characters (U+4000 to U+9FFF) alone, of which only A to Z have
// another case: nearly every text of a ledger.
bool folds_as_ascii(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
        if (byte(0) < 0x80) {
            ++at;
            continue;
        }
        const bool chinese = byte(0) >= 0xE4 && byte(0) <= 0xE9 && text.size() - at >= 3 &&
                             (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80;
        if (!chinese) return false;
        at += 3;
    }
    return true;
}

}  // namespace

std::string fold_case(std::string_view text) {
    if (folds_as_ascii(text)) {
        std::string out(text);
        for (char& c : out) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        return out;
    }
    std::string out;
    to_unicode(text).foldCase().toUTF8String(out);
    return out;
}

namespace {

// The key of a text of ASCII, Chinese characters, their usual marks and full-width ASCII alone:
// nearly every heading. Nothing: it has others, which may fold or compose.
std::optional<std::string> plain_key(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto put = [&](int32_t c) {
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        if (!is_blank(c)) out += static_cast<char>(c);
    };
    for (size_t at = 0; at < text.size();) {
        const auto byte = [&](size_t i) {
            return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i]));
        };
        if (byte(0) < 0x80) {
            put(static_cast<int32_t>(byte(0)));
            ++at;
            continue;
        }
        const bool three = byte(0) >= 0xE2 && byte(0) <= 0xEF && text.size() - at >= 3 &&
                           (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80;
        if (!three) return std::nullopt;
        const uint32_t c = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        const bool chinese = c >= 0x4E00 && c <= 0x9FFF;
        const bool mark = c == 0x3001 || c == 0x3002 || c == 0x2014 || c == 0x201C || c == 0x201D;
        if (chinese || mark) {
            out += text.substr(at, 3);
        } else if (c >= 0xFF01 && c <= 0xFF5E) {
            put(static_cast<int32_t>(c - 0xFF01 + 0x21));
        } else if (c != 0x3000) {
            return std::nullopt;
        }
        at += 3;
    }
    return out;
}

}  // namespace

std::string match_key(std::string_view text) {
    if (auto key = plain_key(text)) return std::move(*key);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
    CHECK(U_SUCCESS(status));
    icu::UnicodeString folded = nfkc->normalize(to_unicode(text), status);
    CHECK(U_SUCCESS(status));
    icu::UnicodeString kept;
    for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
        UChar32 c = folded.char32At(i);
        if (!is_blank(c)) kept.append(c);
    }
    std::string out;
    kept.toUTF8String(out);
    return out;
}

size_t code_point_count(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        int32_t c = next_code_point(text, at);
        out.push_back(c < 0 ? 0xFFFD : static_cast<char32_t>(c));
    }
    return out;
}

void append_utf8(std::string& out, char32_t code_point) {
    char bytes[4];
    int32_t length = 0;
    UBool is_error = false;
    U8_APPEND(bytes, length, 4, code_point, is_error);
    if (!is_error) out.append(bytes, static_cast<size_t>(length));
}

int compare_collated(std::string_view a, std::string_view b) {
    if (a == b) return 0;
    UErrorCode status = U_ZERO_ERROR;
    auto piece = [](std::string_view t) {
        return icu::StringPiece(t.data(), static_cast<int32_t>(t.size()));
    };
    UCollationResult order = collator().compareUTF8(piece(a), piece(b), status);
    CHECK(U_SUCCESS(status));
    return order;
}

namespace {

// Edits between two words: a character added, dropped or changed, or two neighbours swapped.
size_t edit_distance(std::span<const char32_t> a, std::span<const char32_t> b) {
    std::vector<size_t> before_last(b.size() + 1);
    std::vector<size_t> last(b.size() + 1);
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view word,
                                        std::span<const std::string> candidates) {
    auto key = code_points(match_key(word));
    std::optional<std::string> best;
    size_t best_distance = std::max<size_t>(1, key.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        auto other = code_points(match_key(candidate));
        size_t distance = edit_distance(key, other);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace yitao
