// A pack's text file as plain values that know their line. Keys nobody asked for are refused, so a
// misspelt word never passes in silence.
//
//     TomlTable file = TRY(read_toml(path));
//     TomlFields fields(file, path);
//     pack.id = fields.text("id", Need::kRequired);
//     TRY(fields.finish());
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace yitao::pack {

struct TomlEntry;
struct TomlTable {
    size_t line = 0;
    std::vector<TomlEntry> entries;  // a table inside is a list of one
};
struct TomlValue {
    size_t line = 0;
    std::variant<std::string, int64_t, bool, std::vector<TomlValue>, std::vector<TomlTable>> value;
};
struct TomlEntry {
    std::string key;
    TomlValue value;
};

// kInvalid with file:line where the text is not TOML or holds a date, a float …
Result<TomlTable> read_toml(const std::string& path);

enum class Need : uint8_t { kOptional, kRequired };

// The fields of one table, asked for by name. The first failure is kept and told by finish().
class TomlFields {
  public:
    TomlFields(const TomlTable& table, std::string file) : table_(table), file_(std::move(file)) {}

    std::string text(std::string_view key, Need need = Need::kOptional);
    int64_t integer(std::string_view key, int64_t otherwise, int64_t least, int64_t most);
    bool boolean(std::string_view key, bool otherwise);
    std::vector<std::string> texts(std::string_view key);
    std::vector<TomlTable> tables(std::string_view key);
    // One of the words, its position; `otherwise` where the key is missing.
    size_t choice(std::string_view key, const std::vector<std::string>& words, size_t otherwise);

    // A failure at the line of `key`, or of the table itself where it has no such key.
    void refuse(ErrorCode code, std::string_view key, std::string zh, std::string en);
    [[nodiscard]] std::string place(std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    // The first failure, or a key that nobody asked for.
    Result<void> finish();

  private:
    [[nodiscard]] const TomlValue* find(std::string_view key) const;
    const TomlValue* ask(std::string_view key);
    void wrong_type(std::string_view key, std::string_view zh, std::string_view en);

    const TomlTable& table_;
    std::string file_;
    std::set<std::string, std::less<>> asked_;
    std::optional<Error> failure_;
};

}  // namespace yitao::pack
