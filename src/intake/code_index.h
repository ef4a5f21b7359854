// A code list for quick look-up of what people type: names, then codes, then synonyms, and for
// yes/no lists the usual marks (√ × Y N …).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/schema.h"
#include "ledger/word_table.h"

namespace yitao::intake {

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

class CodeIndex {
  public:
    explicit CodeIndex(const ledger::CodeList& list);
    // The stored name; nullptr when no code is meant, or several are.
    const std::string* find(std::string_view typed);
    // "男、女、…": what could be typed, for messages.
    [[nodiscard]] std::string choices() const;
    // Position of a stored name in the list.
    [[nodiscard]] size_t position(std::string_view name) const;

  private:
    void add(std::string_view word, size_t code);

    const ledger::CodeList& list_;
    ledger::WordTable names_;                 // as stored, in the order of the list
    TextMap<size_t> keys_;                    // match_key of names, codes, synonyms
    TextMap<const std::string*> remembered_;  // typed before; bounded
};

}  // namespace yitao::intake
