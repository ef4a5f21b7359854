#include "dictionary/heading.h"

#include <array>

#include "base/text.h"
#include "dictionary/measure.h"

namespace yitao::dictionary {

namespace {

constexpr std::array kMarks = std::to_array<std::string_view>({
    "(必填)", "(必填项)", "(必选)", "(选填)", "(可选)", "[必填]", "[选填]", "【必填】", "【选填】",
    "(*)", "(required)", "*", "＊", "★", "※", "●",
});

bool remove_mark(std::string& key) {
    for (std::string_view mark : kMarks) {
        if (key.size() <= mark.size()) continue;
        if (key.starts_with(mark)) {
            key.erase(0, mark.size());
            return true;
        }
        if (key.ends_with(mark)) {
            key.erase(key.size() - mark.size());
            return true;
        }
    }
    return false;
}

// Where the bracket that closes at the end of the key opens, in bytes; npos: there is none.
size_t last_bracket(std::string_view key) {
    struct Pair {
        std::string_view open, close;
    };
    for (Pair pair : {Pair{"(", ")"}, Pair{"[", "]"}, Pair{"【", "】"}, Pair{"〔", "〕"}}) {
        if (!key.ends_with(pair.close)) continue;
        size_t open = key.rfind(pair.open);
        if (open != std::string_view::npos && open > 0) return open;
    }
    return std::string_view::npos;
}

std::string_view inside(std::string_view key, size_t open) {
    size_t width = static_cast<signed char>(key[open]) < 0 ? 3 : 1;
    std::string_view text = key.substr(open + width, key.size() - open - 2 * width);
    for (std::string_view prefix : {"单位:", "计量单位:", "单位"}) {
        if (text.starts_with(prefix)) return text.substr(prefix.size());
    }
    // (户,可重复): the columns below may count one twice.
    for (std::string_view aside :
         {",可重复", ",可交叉", ",可重叠", ",有重复", ",有交叉", ",有重叠"}) {
        if (text.ends_with(aside)) return text.substr(0, text.size() - aside.size());
    }
    return text;
}

}  // namespace

Heading read_heading(std::string_view text) {
    Heading heading;
    heading.key = match_key(text);  // also makes brackets and colons half width
    while (remove_mark(heading.key)) {}
    std::string_view key = heading.key;
    if (size_t open = last_bracket(key); open != std::string_view::npos) {
        std::string_view word = inside(key, open);
        if (is_measure(word)) heading.measure = word;
        heading.bare = key.substr(0, open);
        while (remove_mark(heading.bare)) {}
        return heading;
    }
    // "年收入/万元", "年收入:万元", "年收入_万元", "年收入,万元"
    size_t cut = key.find_last_of("/:_,");
    if (cut != std::string_view::npos && cut > 0 && is_measure(key.substr(cut + 1))) {
        heading.measure = key.substr(cut + 1);
        heading.bare = key.substr(0, cut);
    } else if (key.ends_with(":")) {
        heading.bare = key.substr(0, key.size() - 1);
    }
    return heading;
}

void HeadingIndex::add(std::string_view word, size_t column, Rank rank) {
    std::string key = match_key(word);
    if (key.empty()) return;
    if (words_.emplace(key, Entry{column, rank}).second) names_.emplace_back(word);
}

std::optional<HeadingIndex::Match> HeadingIndex::find(std::string_view text) const {
    Heading heading = read_heading(text);
    if (auto found = words_.find(heading.key); found != words_.end()) {
        return Match{found->second.column, found->second.rank, ""};
    }
    if (heading.bare.empty()) return std::nullopt;
    if (auto found = words_.find(heading.bare); found != words_.end()) {
        return Match{found->second.column,
                     heading.measure.empty() ? Rank::kBare : found->second.rank, heading.measure};
    }
    return std::nullopt;
}

std::optional<std::string> HeadingIndex::nearest(std::string_view text) const {
    Heading heading = read_heading(text);
    return nearest_name(heading.bare.empty() ? heading.key : heading.bare, names_);
}

}  // namespace yitao::dictionary
