// A few fixed words, such as the names of a code list, asked for by every row of an import. Words
// come from packs, never from the rows: the hash need not withstand anybody.
//
//     WordTable names;
//     for (const CodeList::Code& code : list.codes) names.add(code.name);
//     std::optional<size_t> place = names.find("男");      // in the order they were added
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yitao::ledger {

class WordTable {
  public:
    // A word that is there already keeps its place; the new one is reached by no look-up.
    void add(std::string_view word) {
        words_.emplace_back(word);
        if (words_.size() * 4 > slots_.size()) {
            slots_.assign(next_power(words_.size() * 8), 0);
            for (size_t i = 0; i < words_.size(); ++i) place(i);
        } else {
            place(words_.size() - 1);
        }
    }
    [[nodiscard]] std::optional<size_t> find(std::string_view word) const {
        if (slots_.empty()) return std::nullopt;
        size_t at = hash(word) & (slots_.size() - 1);
        while (slots_[at] != 0) {
            if (words_[slots_[at] - 1] == word) return slots_[at] - 1;
            at = (at + 1) & (slots_.size() - 1);
        }
        return std::nullopt;
    }
    [[nodiscard]] bool has(std::string_view word) const { return find(word).has_value(); }
    [[nodiscard]] bool empty() const { return words_.empty(); }

  private:
    static size_t next_power(size_t size) {
        size_t power = 16;
        while (power < size) power *= 2;
        return power;
    }
    // The length and the last bytes: codes often begin alike (城乡居民基本…).
    static size_t hash(std::string_view word) {
        uint64_t bits = 0;
        if (word.size() >= sizeof bits) {
            std::memcpy(&bits, word.data() + word.size() - sizeof bits, sizeof bits);
        } else {
            for (char c : word) bits = bits << 8 | static_cast<unsigned char>(c);
        }
        bits = (bits + word.size()) * 0x9E3779B97F4A7C15U;
        return static_cast<size_t>(bits >> 32);
    }
    void place(size_t word) {
        if (has(words_[word])) return;
        size_t at = hash(words_[word]) & (slots_.size() - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = static_cast<uint32_t>(word + 1);
    }

    std::vector<std::string> words_;
    std::vector<uint32_t> slots_;  // place of a word + 1; 0: free
};

}  // namespace yitao::ledger
