#include "recognise/proposal/columns.h"

#include "base/text.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

bool is_place(const std::string& heading) {
    const std::string key = match_key(heading);
    bool place = key.ends_with("村") || key.ends_with("社区") || key.ends_with("属地");
    return place && code_point_count(key) <= 8;
}

bool is_village(const std::string& inner) {
    const std::string key = match_key(inner);
    return key == "村、社区" || key == "村(社区)" || key == "村(居)" || key == "村居" ||
           key == "村/社区" || key == "村社区" || key == "村、居" || key == "社区、村" ||
           key == "居";
}

std::string without_brackets(const std::string& heading) {
    for (auto [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        const size_t from = heading.find(open);
        const size_t to = heading.find(close, std::min(from, heading.size()));
        if (to == std::string::npos) continue;
        return heading.substr(0, from) + heading.substr(to + std::string_view(close).size());
    }
    return heading;
}

bool names_others(const std::string& heading) {
    const std::string key = match_key(heading);
    return key.ends_with("方") || key.ends_with("领导");
}

bool is_ahead(const std::string& heading, const std::string& column) {
    for (std::string_view word : {"预计", "拟", "计划", "下步", "下一步"}) {
        if (heading.starts_with(word) && !column.contains(word)) return true;
    }
    return false;
}

std::optional<size_t> column_of_number(const ledger::Schema& schema, const std::string& heading) {
    const std::string key = match_key(heading);
    bool numbers = key.ends_with("编号") || key.ends_with("编码");
    if (!numbers || schema.key.size() != 1) return std::nullopt;
    auto own = schema.find_column(schema.key[0]);
    return own && schema.columns[*own].name.ends_with("编号") ? own : std::nullopt;
}

std::optional<size_t> column_of_time(const Vocabulary& words, size_t ledger,
                                     const std::string& heading) {
    constexpr std::string_view kTime = "时间";
    std::string key = match_key(heading);
    bool time = key.ends_with(kTime) || key.ends_with("日期") || key.ends_with("时限");
    if (!time || key.size() <= kTime.size()) return std::nullopt;
    key.resize(key.size() - kTime.size());
    const auto& columns = words.schema(ledger).columns;
    for (std::string_view due : {"应", "要求", "规定", "限定"}) {
        if (!key.starts_with(due)) continue;
        for (size_t c = 0; c < columns.size(); ++c) {
            if (columns[c].name.ends_with("期限")) return c;
        }
    }
    Cut cut = words.cut(key);
    if (cut.unknown > 0 || is_ahead(heading, "")) return std::nullopt;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            bool event = term.kind == PhraseKind::kEvent && term.column >= 0 &&
                         term.ledger == static_cast<int>(ledger);
            if (event) return static_cast<size_t>(term.column);
        }
    }
    return std::nullopt;
}

}  // namespace yitao::recognise
