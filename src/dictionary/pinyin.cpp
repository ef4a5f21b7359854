#include "dictionary/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace yitao::dictionary {

namespace {

constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;

// Characters of names and places with a reading that ICU does not give: character, initials.
constexpr std::pair<char32_t, std::string_view> kOther[] = {
    {U'长', "zc"}, {U'单', "sdc"}, {U'曾', "zc"}, {U'解', "xj"}, {U'查', "zc"}, {U'仇', "qc"},
    {U'朴', "pb"}, {U'盖', "gg"},  {U'覃', "qt"}, {U'翟', "zd"}, {U'尉', "wy"}, {U'区', "oq"},
    {U'乐', "yl"}, {U'行', "hx"},  {U'重', "zc"}, {U'朝', "cz"}, {U'石', "sd"}, {U'沈', "sc"},
    {U'种', "cz"}, {U'召', "sz"},  {U'纪', "j"},  {U'员', "y"},  {U'褚', "cz"}, {U'缪', "m"},
    {U'俞', "ys"}, {U'卜', "b"},   {U'嵇', "j"},  {U'都', "d"},  {U'洗', "x"},  {U'燕', "y"},
    {U'调', "td"}, {U'弹', "td"},  {U'降', "xj"}, {U'传', "cz"}, {U'厦', "xs"}, {U'番', "pf"}};

// The first letter ICU reads each character with; 0: none.
const std::vector<char>& first_letters() {
    static const std::vector<char> letters = [] {
        UErrorCode status = U_ZERO_ERROR;
        const std::unique_ptr<icu::Transliterator> latin(icu::Transliterator::createInstance(
            "Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        CHECK(U_SUCCESS(status));
        std::vector<char> out(kLast - kFirst + 1, 0);
        for (char32_t c = kFirst; c <= kLast; ++c) {
            icu::UnicodeString text(static_cast<UChar32>(c));
            latin->transliterate(text);
            const char16_t letter = text.charAt(0);
            if (letter >= 'a' && letter <= 'z') out[c - kFirst] = static_cast<char>(letter);
        }
        return out;
    }();
    return letters;
}

bool reads(char32_t character, char initial) {
    if (character < 0x80) {
        const char32_t small = character >= 'A' && character <= 'Z' ? character + 32 : character;
        return small == static_cast<char32_t>(initial);
    }
    if (character < kFirst || character > kLast) return false;
    if (first_letters()[character - kFirst] == initial) return true;
    for (const auto& [other, initials] : kOther) {
        if (other == character) return initials.find(initial) != std::string_view::npos;
    }
    return false;
}

}  // namespace

bool has_initials(std::string_view text, std::string_view initials) {
    if (initials.empty()) return true;
    const std::vector<char32_t> characters = code_points(text);
    for (size_t from = 0; from + initials.size() <= characters.size(); ++from) {
        size_t same = 0;
        while (same < initials.size() && reads(characters[from + same], initials[same])) ++same;
        if (same == initials.size()) return true;
    }
    return false;
}

}  // namespace yitao::dictionary
