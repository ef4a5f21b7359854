#include "intake/code_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace yitao::intake {

namespace {

constexpr size_t kMaxRemembered = 10'000;
constexpr size_t kMaxTyped = 256;  // bytes; no code is longer
constexpr size_t kShownChoices = 12;

constexpr std::array kYes =
    std::to_array<std::string_view>({"√", "✓", "✔", "☑", "v", "y", "yes", "true", "t", "1", "对"});
constexpr std::array kNo =
    std::to_array<std::string_view>({"×", "✗", "✘", "☐", "x", "n", "no", "false", "f", "0", "错"});

}  // namespace

CodeIndex::CodeIndex(const ledger::CodeList& list) : list_(list) {
    for (size_t i = 0; i < list.codes.size(); ++i) names_.add(list.codes[i].name);
    for (size_t i = 0; i < list.codes.size(); ++i) add(list.codes[i].name, i);
    for (size_t i = 0; i < list.codes.size(); ++i) add(list.codes[i].code, i);
    for (size_t i = 0; i < list.codes.size(); ++i) {
        for (const std::string& synonym : list.codes[i].synonyms) add(synonym, i);
    }
    const auto yes = names_.find("是");
    const auto no = names_.find("否");
    if (yes && no) {
        for (std::string_view mark : kYes) add(mark, *yes);
        for (std::string_view mark : kNo) add(mark, *no);
    }
    // "2" for "02": a spreadsheet has cut the zeros off. Where nothing else is called so.
    for (size_t i = 0; i < list.codes.size(); ++i) {
        std::string_view code = list.codes[i].code;
        size_t digits = code.find_first_not_of('0');
        if (digits != 0 && digits != std::string_view::npos) add(code.substr(digits), i);
    }
}

void CodeIndex::add(std::string_view word, size_t code) {
    std::string key = match_key(word);
    if (!key.empty()) keys_.emplace(std::move(key), code);
}

const std::string* CodeIndex::find(std::string_view typed) {
    if (auto name = names_.find(typed)) return &list_.codes[*name].name;
    if (typed.size() > kMaxTyped) return nullptr;
    if (auto known = remembered_.find(typed); known != remembered_.end()) return known->second;
    auto code = keys_.find(match_key(typed));
    const std::string* name = code == keys_.end() ? nullptr : &list_.codes[code->second].name;
    if (remembered_.size() < kMaxRemembered) remembered_.emplace(typed, name);
    return name;
}

std::string CodeIndex::choices() const {
    std::string text;
    for (size_t i = 0; i < std::min(list_.codes.size(), kShownChoices); ++i) {
        if (i > 0) text += "、";
        text += list_.codes[i].name;
    }
    if (list_.codes.size() > kShownChoices) text += "……";
    return text;
}

size_t CodeIndex::position(std::string_view name) const {
    return names_.find(name).value_or(list_.codes.size());
}

}  // namespace yitao::intake
