#include "formula/wildcard.h"

#include "base/text.h"

namespace yitao::formula {

namespace {

constexpr char kAnyCharacter = '\xFF';
constexpr size_t kNowhere = std::string_view::npos;

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

size_t next_character(std::string_view text, size_t at) {
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
    return at;
}

// End of the match of `piece` that begins at `at`, or kNowhere.
size_t match_at(std::string_view piece, std::string_view text, size_t at) {
    for (char c : piece) {
        if (at >= text.size()) return kNowhere;
        if (c == kAnyCharacter) {
            at = next_character(text, at);
        } else if (text[at++] != c) {
            return kNowhere;
        }
    }
    return at;
}

// End of the leftmost match at or after `from`: for the pieces between stars leftmost is best.
size_t match_from(std::string_view piece, std::string_view text, size_t from) {
    if (piece.find(kAnyCharacter) == kNowhere) {
        size_t at = text.find(piece, from);
        return at == kNowhere ? kNowhere : at + piece.size();
    }
    for (size_t at = from; at < text.size(); at = next_character(text, at)) {
        size_t end = match_at(piece, text, at);
        if (end != kNowhere) return end;
    }
    return kNowhere;
}

bool matches_suffix(std::string_view piece, std::string_view text, size_t from) {
    size_t at = text.size();
    for (char c : piece) {
        if (is_continuation(c)) continue;
        if (at == 0) return false;
        --at;
        while (at > 0 && is_continuation(text[at])) --at;
    }
    return at >= from && match_at(piece, text, at) == text.size();
}

// First byte of U+3000..U+9FFF: kana, ideographs and their punctuation, all of three bytes.
bool is_caseless_lead(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte >= 0xE3 && byte <= 0xE9;
}

bool may_change_when_folded(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c >= 'A' && c <= 'Z') return true;
        if (c < 0x80) continue;
        if (!is_caseless_lead(text[i])) return true;
        i += 2;
    }
    return false;
}

}  // namespace

std::string_view folded(std::string_view text, std::string& buffer) {
    if (!may_change_when_folded(text)) return text;
    buffer = fold_case(text);
    return buffer;
}

WildcardPattern::WildcardPattern(std::string_view pattern) : pieces_(1) {
    std::string buffer;
    std::string_view lower = folded(pattern, buffer);
    for (size_t i = 0; i < lower.size(); ++i) {
        char c = lower[i];
        if (c == '~' && i + 1 < lower.size() &&
            (lower[i + 1] == '*' || lower[i + 1] == '?' || lower[i + 1] == '~')) {
            pieces_.back() += lower[++i];
        } else if (c == '*') {
            pieces_.emplace_back();
        } else {
            pieces_.back() += c == '?' ? kAnyCharacter : c;
        }
    }
}

bool WildcardPattern::is_literal() const {
    return pieces_.size() == 1 && pieces_.front().find(kAnyCharacter) == kNowhere;
}

std::string_view WildcardPattern::lead() const {
    std::string_view piece = pieces_.front();
    bool caseless = piece.size() >= 3 && is_caseless_lead(piece[0]);
    return caseless ? piece.substr(0, 3) : std::string_view();
}

bool WildcardPattern::matches(std::string_view text) const {
    std::string buffer;
    return matches_folded(folded(text, buffer));
}

bool WildcardPattern::matches_folded(std::string_view text) const {
    size_t at = match_at(pieces_.front(), text, 0);
    if (pieces_.size() == 1) return at == text.size();
    if (at == kNowhere) return false;
    for (size_t i = 1; i + 1 < pieces_.size(); ++i) {
        at = match_from(pieces_[i], text, at);
        if (at == kNowhere) return false;
    }
    return matches_suffix(pieces_.back(), text, at);
}

}  // namespace yitao::formula
