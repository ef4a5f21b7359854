// Excel's wildcards over whole texts, ignoring case: * any run of characters (also none), ? exactly
// one, ~* ~? ~~ the character itself; ~ before anything else is itself.
//
//     WildcardPattern("张?").matches("张三");     WildcardPattern("*医保").matches("城乡居民医保")
//
// Time is at most text × pattern, and linear where a piece between two stars holds no "?".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yitao::formula {

class WildcardPattern {
  public:
    explicit WildcardPattern(std::string_view pattern);

    // No wildcard in it: matching is equality of folded texts.
    [[nodiscard]] bool is_literal() const;
    // The text a literal pattern means, case folded.
    [[nodiscard]] const std::string& literal() const { return pieces_.front(); }
    [[nodiscard]] bool matches(std::string_view text) const;
    // The first character where it has no case and is no wildcard, else nothing: texts that do not
    // begin with it cannot match.
    [[nodiscard]] std::string_view lead() const;

  private:
    [[nodiscard]] bool matches_folded(std::string_view text) const;

    std::vector<std::string> pieces_;  // between the stars; a byte 0xFF is "?" (never in UTF-8)
};

// fold_case(text) where that changes anything, without copying where it plainly does not: ASCII
// without capitals and Chinese. `buffer` holds the copy.
std::string_view folded(std::string_view text, std::string& buffer);

}  // namespace yitao::formula
