#include "dictionary/pinyin.h"

#include <string>
#include <vector>

#include "base/latin_letter.h"
#include "base/text.h"

namespace yitao::dictionary {

namespace {

// Characters of names and places with a reading that ICU does not give: character, initials.
constexpr std::pair<char32_t, std::string_view> kOther[] = {
    {U'长', "zc"}, {U'单', "sdc"}, {U'曾', "zc"}, {U'解', "xj"}, {U'查', "zc"}, {U'仇', "qc"},
    {U'朴', "pb"}, {U'盖', "gg"},  {U'覃', "qt"}, {U'翟', "zd"}, {U'尉', "wy"}, {U'区', "oq"},
    {U'乐', "yl"}, {U'行', "hx"},  {U'重', "zc"}, {U'朝', "cz"}, {U'石', "sd"}, {U'沈', "sc"},
    {U'种', "cz"}, {U'召', "sz"},  {U'纪', "j"},  {U'员', "y"},  {U'褚', "cz"}, {U'缪', "m"},
    {U'俞', "ys"}, {U'卜', "b"},   {U'嵇', "j"},  {U'都', "d"},  {U'洗', "x"},  {U'燕', "y"},
    {U'调', "td"}, {U'弹', "td"},  {U'降', "xj"}, {U'传', "cz"}, {U'厦', "xs"}, {U'番', "pf"}};

bool reads(char32_t character, char initial) {
    if (character < 0x80) {
        const char32_t small = character >= 'A' && character <= 'Z' ? character + 32 : character;
        return small == static_cast<char32_t>(initial);
    }
    if (latin_letter_of(character) == initial) return true;
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
