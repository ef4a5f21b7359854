#include "recognise/proof/aggregate_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace yitao::recognise {

namespace {

struct Known {
    std::string_view name;
    std::string_view with_criteria;
    bool counts;
};
// Longest first: SUMIFS before SUM.
constexpr std::array kKnown = std::to_array<Known>({
    {"AVERAGEIFS", "AVERAGEIFS", false},
    {"COUNTIFS", "COUNTIFS", true},
    {"AVERAGE", "AVERAGEIFS", false},
    {"SUMIFS", "SUMIFS", false},
    {"MAXIFS", "MAXIFS", false},
    {"MINIFS", "MINIFS", false},
    {"COUNTA", "COUNTIFS", true},
    {"SUM", "SUMIFS", false},
    {"MAX", "MAXIFS", false},
    {"MIN", "MINIFS", false},
});

bool is_name_byte(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::string ledger_of(std::string_view reference) {
    size_t open = reference.find('[');
    bool whole = open != std::string_view::npos && open > 0 && reference.ends_with(']') &&
                 std::ranges::all_of(reference.substr(0, open), is_name_byte);
    return whole ? std::string(reference.substr(0, open)) : "";
}

// Arguments from behind the opening bracket at `open`; `end` is behind the closing one. Nothing
// where the brackets do not close.
std::optional<std::vector<std::string>> arguments(std::string_view text, size_t open, size_t& end) {
    std::vector<std::string> all(1);
    int depth = 0;
    bool quoted = false;
    for (size_t i = open; i < text.size(); ++i) {
        char c = text[i];
        if (c == '"') quoted = !quoted;
        if (!quoted) {
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' && depth == 0) {
                end = i + 1;
                return all;
            }
            if (c == ')' || c == ']' || c == '}') --depth;
            if (c == ',' && depth == 0) {
                all.emplace_back();
                continue;
            }
        }
        all.back() += c;
    }
    return std::nullopt;
}

std::optional<CallText> call_of(const Known& known, std::vector<std::string> arguments) {
    CallText call;
    call.name = known.with_criteria;
    bool bare = known.name != known.with_criteria;
    size_t next = 0;
    if (!known.counts || bare) {
        if (arguments.empty() || (bare && arguments.size() != 1)) return std::nullopt;
        call.ledger = ledger_of(arguments[0]);
        if (!known.counts) call.amount = arguments[0];
        next = 1;
    }
    if ((arguments.size() - next) % 2 != 0) return std::nullopt;
    for (; next < arguments.size(); next += 2) {
        std::string ledger = ledger_of(arguments[next]);
        if (call.ledger.empty()) call.ledger = ledger;
        if (ledger.empty() || ledger != call.ledger) return std::nullopt;
        call.criteria.push_back({std::move(arguments[next]), std::move(arguments[next + 1])});
    }
    if (call.ledger.empty()) return std::nullopt;
    return call;
}

// The text between quotes of a test that is one constant; nothing for an expression.
std::optional<std::string> constant_of(std::string_view test) {
    if (test.size() < 2 || test.front() != '"' || test.back() != '"') return std::nullopt;
    std::string_view inner = test.substr(1, test.size() - 2);
    if (inner.find('"') != std::string_view::npos) return std::nullopt;
    return std::string(inner);
}

struct Compared {
    std::string_view sign;
    std::string value;  // as a formula writes it, without quotes for text
    bool is_expression = false;
};

// "\">=60\"" → >=, 60; "\">=\"&期初" → >=, 期初; "\"女\"" → =, 女.
Compared compared(std::string_view test) {
    auto sign_of = [](std::string_view text) -> std::string_view {
        for (std::string_view sign : {"<>", ">=", "<=", ">", "<", "="}) {
            if (text.starts_with(sign)) return sign;
        }
        return "";
    };
    if (auto constant = constant_of(test)) {
        std::string_view sign = sign_of(*constant);
        std::string value = constant->substr(sign.size());
        return {sign.empty() ? "=" : sign, std::move(value), false};
    }
    size_t joint = test.find("\"&");
    if (test.starts_with('"') && joint != std::string_view::npos) {
        std::string_view sign = sign_of(test.substr(1, joint - 1));
        if (sign.size() == joint - 1) return {sign, std::string(test.substr(joint + 2)), true};
    }
    return {"=", std::string(test), true};
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

std::string test_words(const std::string& column, std::string_view test) {
    Compared c = compared(test);
    if (!c.is_expression && c.value.empty()) return column + (c.sign == "<>" ? "已登记" : "为空");
    static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
        {"<>", "不是"}, {">=", "≥"}, {"<=", "≤"}, {">", "＞"}, {"<", "＜"}, {"=", "为"}};
    for (const auto& [sign, said] : kSigns) {
        if (sign == c.sign) return fmt::format("{}{}{}", column, said, c.value);
    }
    return column;
}

}  // namespace

std::string key_reference(const ledger::Schema& schema) {
    auto key = schema.find_column(schema.key.empty() ? schema.unit_column : schema.key[0]);
    return fmt::format("{}[{}]", schema.name, schema.columns[key.value_or(0)].name);
}

std::optional<size_t> ledger_named(const Vocabulary& words, std::string_view name) {
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        if (words.schema(i).name == name) return i;
    }
    return std::nullopt;
}

std::optional<size_t> column_of(const ledger::Schema& schema, std::string_view reference) {
    size_t open = reference.find('[');
    if (open == std::string_view::npos || !reference.ends_with(']')) return std::nullopt;
    return schema.find_column_named(reference.substr(open + 1, reference.size() - open - 2));
}

AggregateText take_apart(std::string_view formula) {
    AggregateText result;
    result.between.emplace_back();
    bool quoted = false;
    for (size_t i = 0; i < formula.size();) {
        if (formula[i] == '"') quoted = !quoted;
        bool begins = !quoted && (i == 0 || !is_name_byte(formula[i - 1]));
        const Known* known = nullptr;
        for (const Known& one : kKnown) {
            if (!begins || !formula.substr(i).starts_with(one.name)) continue;
            size_t open = i + one.name.size();
            if (open < formula.size() && formula[open] == '(') {
                known = &one;
                break;
            }
        }
        size_t end = 0;
        if (known != nullptr) {
            auto all = arguments(formula, i + known->name.size() + 1, end);
            auto call = all ? call_of(*known, std::move(*all)) : std::nullopt;
            if (call) {
                result.calls.push_back(std::move(*call));
                result.between.emplace_back();
                i = end;
                continue;
            }
        }
        result.between.back() += formula[i++];
    }
    return result;
}

std::string AggregateText::text(const Vocabulary& words) const {
    std::string out;
    for (size_t i = 0; i < between.size(); ++i) {
        out += between[i];
        if (i == calls.size()) break;
        const CallText& call = calls[i];
        std::string_view name = call.name;
        std::string inside = call.amount;
        if (call.criteria.empty()) {
            for (const Known& known : kKnown) {
                bool bare = known.name != known.with_criteria;
                if (bare && known.with_criteria == call.name) name = known.name;
            }
            if (call.counts()) {
                auto ledger = ledger_named(words, call.ledger);
                if (ledger) inside = key_reference(words.schema(*ledger));
            }
        }
        for (const CriterionText& criterion : call.criteria) {
            if (!inside.empty()) inside += ",";
            inside += criterion.column + "," + criterion.test;
        }
        out += fmt::format("{}({})", name, inside);
    }
    return out;
}

std::string words_of_call(const CallText& call, const Vocabulary& words) {
    auto ledger = ledger_named(words, call.ledger);
    if (!ledger) return call.ledger;
    const ledger::Schema& schema = words.schema(*ledger);
    auto name_of = [&](const std::string& reference) {
        auto column = column_of(schema, reference);
        return column ? schema.columns[*column].name : reference;
    };
    std::string rows;
    for (const CriterionText& criterion : call.criteria) {
        auto column = column_of(schema, criterion.column);
        if (column && schema.columns[*column].id == schema.unit_column) continue;
        rows += (rows.empty() ? "" : "、") + test_words(name_of(criterion.column), criterion.test);
    }
    const std::string& measure = words.facts(*ledger).measure;
    std::string what = measure.empty() ? "数量" : measure + "数";
    if (!call.counts()) {
        std::string_view how = call.name == "SUMIFS"       ? "合计"
                               : call.name == "AVERAGEIFS" ? "平均"
                               : call.name == "MAXIFS"     ? "最大值"
                                                           : "最小值";
        what = name_of(call.amount) + std::string(how);
    }
    return fmt::format("“{}”台账中{}{}", schema.name, rows.empty() ? "全部" : rows + "的", what);
}

std::optional<std::string> mask_of_call(const CallText& call) {
    std::string mask;
    for (const CriterionText& criterion : call.criteria) {
        Compared c = compared(criterion.test);
        bool wild = !c.is_expression && c.value.find_first_of("*?~") != std::string::npos;
        if (c.sign.empty() || wild) return std::nullopt;
        bool bare = c.is_expression || is_number(c.value);
        bool order = c.sign != "=" && c.sign != "<>";
        // A unit's code is text although it is all digits.
        if (bare && !c.is_expression && !order && c.value.size() >= 12) bare = false;
        std::string value = bare ? c.value : "\"" + c.value + "\"";
        if (!mask.empty()) mask += "*";
        if (bare && !c.is_expression &&
            !order) {  // COUNTIFS takes the number and its text for equal
            mask += fmt::format(fmt::runtime(c.sign == "=" ? "(({0}={1})+({0}=\"{1}\"))"
                                                           : "(({0}<>{1})*({0}<>\"{1}\"))"),
                                criterion.column, c.value);
            continue;
        }
        mask += fmt::format("({}{}{})", criterion.column, c.sign, value);
        if (order) mask += fmt::format("*({}<>\"\")", criterion.column);
    }
    return mask;
}

}  // namespace yitao::recognise
