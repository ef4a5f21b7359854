#include "pack/toml_file.h"

#include <toml++/toml.h>

#include <algorithm>

#include "base/mapped_file.h"
#include "base/text.h"

namespace yitao::pack {

namespace {

constexpr int kMaxDepth = 8;

std::string at_line(const std::string& path, size_t line) {
    return fmt::format("{}:{}", path, line);
}

size_t line_of(const toml::node& node) { return node.source().begin.line; }

class Converter {
  public:
    explicit Converter(const std::string& path) : path_(path) {}

    Result<TomlTable> table(const toml::table& from, int depth) {
        TomlTable to;
        to.line = line_of(from);
        for (const auto& [key, node] : from) {
            to.entries.push_back({std::string(key.str()), TRY(value(node, depth))});
        }
        return to;
    }

  private:
    Result<TomlValue> value(const toml::node& node, int depth) {
        TomlValue to;
        to.line = line_of(node);
        if (depth > kMaxDepth) return unreadable(node);
        if (const auto* text = node.as_string()) {
            to.value = text->get();
        } else if (const auto* number = node.as_integer()) {
            to.value = number->get();
        } else if (const auto* boolean = node.as_boolean()) {
            to.value = boolean->get();
        } else if (const auto* inner = node.as_table()) {
            to.value = std::vector<TomlTable>{TRY(table(*inner, depth + 1))};
        } else if (const auto* list = node.as_array()) {
            return array(*list, depth);
        } else {
            return unreadable(node);
        }
        return to;
    }

    Result<TomlValue> array(const toml::array& list, int depth) {
        TomlValue to;
        to.line = line_of(list);
        bool holds_tables = !list.empty() && list[0].is_table();
        std::vector<TomlTable> tables;
        std::vector<TomlValue> values;
        for (const toml::node& node : list) {
            if (node.is_table() != holds_tables) return unreadable(node);
            if (holds_tables) {
                tables.push_back(TRY(table(*node.as_table(), depth + 1)));
            } else {
                values.push_back(TRY(value(node, depth + 1)));
            }
        }
        if (holds_tables) {
            to.value = std::move(tables);
        } else {
            to.value = std::move(values);
        }
        return to;
    }

    [[nodiscard]] std::unexpected<Error> unreadable(const toml::node& node) const {
        return fail(ErrorCode::kInvalid, "这里只能写文字、整数、true/false 或它们的列表",
                    "only text, whole numbers, true/false and lists of them stand here",
                    at_line(path_, line_of(node)));
    }

    const std::string& path_;
};

}  // namespace

Result<TomlTable> read_toml(const std::string& path) {
    MappedFile file = TRY(MappedFile::open(path));
    toml::table parsed;
    try {
        parsed = toml::parse(file.bytes(), path);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::kInvalid, fmt::format("不是 TOML 文本：{}", error.description()),
                    fmt::format("not TOML: {}", error.description()),
                    at_line(path, error.source().begin.line));
    }
    return Converter(path).table(parsed, 0);
}

const TomlValue* TomlFields::find(std::string_view key) const {
    for (const auto& [name, value] : table_.entries) {
        if (name == key) return &value;
    }
    return nullptr;
}

const TomlValue* TomlFields::ask(std::string_view key) {
    asked_.emplace(key);
    return find(key);
}

std::string TomlFields::place(std::string_view key) const {
    const TomlValue* value = find(key);
    return at_line(file_, value != nullptr ? value->line : table_.line);
}

void TomlFields::refuse(ErrorCode code, std::string_view key, std::string zh, std::string en) {
    if (failure_) return;
    failure_ = Error{code, {std::move(zh), std::move(en)}, place(key)};
}

void TomlFields::wrong_type(std::string_view key, std::string_view zh, std::string_view en) {
    refuse(ErrorCode::kInvalid, key, fmt::format("{} 应是{}", key, zh),
           fmt::format("{} is not {}", key, en));
}

std::string TomlFields::text(std::string_view key, Need need) {
    const TomlValue* found = ask(key);
    const auto* text = found != nullptr ? std::get_if<std::string>(&found->value) : nullptr;
    if (found != nullptr && text == nullptr) wrong_type(key, "文字", "text");
    std::string result(text != nullptr ? trim(*text) : std::string_view());
    if (need == Need::kRequired && result.empty()) {
        refuse(ErrorCode::kInvalid, key, fmt::format("缺少 {}", key),
               fmt::format("{} is missing", key));
    }
    return result;
}

int64_t TomlFields::integer(std::string_view key, int64_t otherwise, int64_t least, int64_t most) {
    const TomlValue* found = ask(key);
    if (found == nullptr) return otherwise;
    const auto* number = std::get_if<int64_t>(&found->value);
    if (number == nullptr || *number < least || *number > most) {
        wrong_type(key, fmt::format("{}–{} 的整数", least, most),
                   fmt::format("a whole number from {} to {}", least, most));
        return otherwise;
    }
    return *number;
}

bool TomlFields::boolean(std::string_view key, bool otherwise) {
    const TomlValue* found = ask(key);
    if (found == nullptr) return otherwise;
    const auto* boolean = std::get_if<bool>(&found->value);
    if (boolean == nullptr) {
        wrong_type(key, " true 或 false", "true or false");
        return otherwise;
    }
    return *boolean;
}

std::vector<std::string> TomlFields::texts(std::string_view key) {
    std::vector<std::string> result;
    const TomlValue* found = ask(key);
    if (found == nullptr) return result;
    const auto* list = std::get_if<std::vector<TomlValue>>(&found->value);
    if (list == nullptr) {
        wrong_type(key, "文字的列表", "a list of texts");
        return result;
    }
    for (const TomlValue& value : *list) {
        const auto* text = std::get_if<std::string>(&value.value);
        if (text == nullptr || trim(*text).empty()) {
            wrong_type(key, "文字的列表", "a list of texts");
            return result;
        }
        result.emplace_back(trim(*text));
    }
    return result;
}

std::vector<TomlTable> TomlFields::tables(std::string_view key) {
    const TomlValue* found = ask(key);
    if (found == nullptr) return {};
    if (const auto* tables = std::get_if<std::vector<TomlTable>>(&found->value)) return *tables;
    const auto* list = std::get_if<std::vector<TomlValue>>(&found->value);
    if (list == nullptr || !list->empty()) {
        wrong_type(key, fmt::format(" [[{}]] 段", key), fmt::format("a [[{}]] section", key));
    }
    return {};
}

size_t TomlFields::choice(std::string_view key, const std::vector<std::string>& words,
                          size_t otherwise) {
    std::string word = text(key);
    if (word.empty()) return otherwise;
    auto found = std::ranges::find(words, word);
    if (found == words.end()) {
        std::string all = fmt::format("{}", fmt::join(words, " | "));
        refuse(ErrorCode::kInvalid, key, fmt::format("{} 应是 {} 之一，不是“{}”", key, all, word),
               fmt::format("{} is one of {}, not \"{}\"", key, all, word));
        return otherwise;
    }
    return static_cast<size_t>(found - words.begin());
}

Result<void> TomlFields::finish() {
    if (failure_) return std::unexpected(*failure_);
    for (const auto& [name, value] : table_.entries) {
        if (asked_.contains(name)) continue;
        std::vector<std::string> known(asked_.begin(), asked_.end());
        std::optional<std::string> nearest = nearest_name(name, known);
        return fail(ErrorCode::kInvalid,
                    nearest ? fmt::format("不认识的词 {}，是 {} 吗？", name, *nearest)
                            : fmt::format("不认识的词 {}", name),
                    nearest ? fmt::format("unknown key {}; did you mean {}?", name, *nearest)
                            : fmt::format("unknown key {}", name),
                    at_line(file_, value.line));
    }
    return {};
}

}  // namespace yitao::pack
