// What things are called: 名称含“反诈”的活动, 群名带“网格”二字的, 鱼塘（按名称）.
#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using Points = std::span<const char32_t>;

bool takes(Points text, size_t& at, std::initializer_list<std::u32string_view> words) {
    for (std::u32string_view word : words) {
        if (text.size() - at < word.size()) continue;
        if (!std::ranges::equal(text.subspan(at, word.size()), word)) continue;
        at += word.size();
        return true;
    }
    return false;
}

// “反诈”: what stands between the quotation marks; empty: none do, or too much.
Points take_quoted(Points text, size_t& at) {
    constexpr size_t kMost = 12;
    size_t close = at;
    if (!takes(text, close, {U"“", U"\"", U"「", U"‘"})) return {};
    const size_t from = close;
    while (close < text.size() && close - from <= kMost) {
        const size_t to = close;
        if (!takes(text, close, {U"”", U"\"", U"」", U"’"})) {
            ++close;
            continue;
        }
        at = close;
        return text.subspan(from, to - from);
    }
    return {};
}

bool is_letter(char32_t c) {
    return (c >= U'\u4e00' && c <= U'\u9fff') || (c >= U'a' && c <= U'z');
}

// 鱼塘（按名称）: a word of its own, and that it is a name.
Points take_bare(Points text, size_t& at) {
    constexpr size_t kMost = 8;
    constexpr std::u32string_view kPart = U"其中";
    const auto is_part = [&](size_t from) {
        return text.size() - from >= kPart.size() &&
               std::ranges::equal(text.subspan(from, kPart.size()), kPart);
    };
    const bool behind = at >= kPart.size() && is_part(at - kPart.size());
    const bool begins = at == 0 || behind || !is_letter(text[at - 1]);
    if (!begins || is_part(at)) return {};
    size_t to = at;
    while (to < text.size() && to - at < kMost && is_letter(text[to])) ++to;
    const Points word = text.subspan(at, to - at);
    if (word.size() < 2 || !takes(text, to, {U"("})) return {};
    const bool says = takes(text, to, {U"按", U"看", U"以", U"依"}) &&
                      takes(text, to, {U"招牌名", U"名称", U"名字", U"群名", U"招牌"});
    if (!says) return {};
    takes(text, to, {U"为准", U"归类", U"分", U"判断"});
    if (!takes(text, to, {U")"})) return {};
    at = to;
    return word;
}

Points take_name(Points text, size_t& at) {
    size_t to = at;
    if (takes(text, to, {U"群名称", U"群名", U"账号名称", U"名称", U"名字", U"招牌名", U"招牌"})) {
        takes(text, to, {U"中", U"里", U"上"});
        if (!takes(text, to,
                   {U"含有", U"包含", U"带有", U"写有", U"含", U"带", U"有", U"为", U"叫", U"是"}))
            return {};
    } else if (!takes(text, to,
                      {U"取名为", U"取名叫", U"取名", U"名为", U"名叫", U"叫做", U"叫"})) {
        return {};
    }
    takes(text, to, {U"有"});
    const Points word = take_quoted(text, to);
    if (word.empty()) return {};
    takes(text, to, {U"二字", U"两字", U"两个字", U"三字", U"三个字", U"四字", U"字样", U"字"});
    takes(text, to, {U"的"});
    at = to;
    return word;
}

}  // namespace

Pattern match_names(Points text, size_t at, std::span<const ledger::Schema* const> schemas) {
    size_t to = at;
    Points word = take_name(text, to);
    if (word.empty()) word = take_bare(text, to);
    if (word.empty()) return {};
    std::string part;
    for (char32_t point : word) append_utf8(part, point);
    if (part.find_first_of("*?~") != std::string::npos) return {};
    Pattern found{.length = to - at, .terms = {}};
    for (size_t ledger = 0; ledger < schemas.size(); ++ledger) {
        const auto column = schemas[ledger]->find_column_named("名称");
        if (!column) continue;
        Term term;
        term.kind = dictionary::PhraseKind::kCondition;
        term.ledger = static_cast<int>(ledger);
        term.column = static_cast<int>(*column);
        term.when = {{Test{.column = *column, .words = {"*" + part + "*"}}}};
        term.generic = true;  // of which ledger it is said, other words must say
        term.source = Source::kPattern;
        found.terms.push_back(std::move(term));
    }
    if (found.terms.empty()) found.length = 0;
    return found;
}

}  // namespace yitao::recognise
