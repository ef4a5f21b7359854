#include "base/latin_letter.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>
#include <vector>

#include "base/check.h"

namespace yitao {

namespace {

constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;

std::vector<char> read_all() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> latin(icu::Transliterator::createInstance(
        "Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    CHECK(U_SUCCESS(status));
    std::vector<char> letters(kLast - kFirst + 1, 0);
    for (char32_t c = kFirst; c <= kLast; ++c) {
        icu::UnicodeString text(static_cast<UChar32>(c));
        latin->transliterate(text);
        const char16_t letter = text.charAt(0);
        if (letter >= 'a' && letter <= 'z') letters[c - kFirst] = static_cast<char>(letter);
    }
    return letters;
}

}  // namespace

char latin_letter_of(char32_t character) {
    if (character < kFirst || character > kLast) return 0;
    static const std::vector<char> letters = read_all();  // a fifth of a second, once
    return letters[character - kFirst];
}

}  // namespace yitao
