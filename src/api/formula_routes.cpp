// The formula bar: whether what is typed holds, what it says, and what may follow.
#include <algorithm>

#include "api/reading.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "base/text.h"
#include "formula/functions.h"
#include "ledger/type_name.h"

namespace yitao::api {

namespace {

constexpr size_t kMostOffers = 30;

// What is being typed at the end of a formula: after the last sign.
struct Typing {
    std::string ledger;    // 居民[ … : a column of it
    std::string start;     // what there is of the word
    bool in_text = false;  // inside "…": a code of `column`
    std::string column;
};

Typing typing_of(std::string_view text) {
    Typing typing;
    const size_t quotes = static_cast<size_t>(std::ranges::count(text, '"'));
    if (quotes % 2 == 1) {
        typing.in_text = true;
        const size_t quote = text.rfind('"');
        typing.start = std::string(text.substr(quote + 1));
        const size_t close = text.rfind(']', quote);
        const size_t open = close == std::string_view::npos ? close : text.rfind('[', close);
        if (open == std::string_view::npos) return typing;
        typing.column = std::string(text.substr(open + 1, close - open - 1));
        text = text.substr(0, open);
    } else if (const size_t open = text.rfind('[');
               open != std::string_view::npos && text.find(']', open) == std::string_view::npos) {
        typing.start = std::string(text.substr(open + 1));
        text = text.substr(0, open);
    } else {
        const size_t sign = text.find_last_of("=(,+-*/&<>^ :\"");
        typing.start = std::string(text.substr(sign == std::string_view::npos ? 0 : sign + 1));
        return typing;
    }
    const size_t sign = text.find_last_of("=(,+-*/&<>^ :\"");
    typing.ledger = std::string(text.substr(sign == std::string_view::npos ? 0 : sign + 1));
    return typing;
}

void offer(json::array& items, std::string_view insert, std::string_view label,
           std::string_view kind, std::string_view detail) {
    if (items.size() < kMostOffers) {
        items.push_back(
            json::object{{"insert", insert}, {"label", label}, {"kind", kind}, {"detail", detail}});
    }
}

void offer_functions(json::array& items, std::string_view start) {
    std::string upper(start);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (upper.empty()) return;
    for (const std::string& name : formula::function_names()) {
        if (name.starts_with(upper)) offer(items, name + "(", name, "function", "");
    }
}

bool fits(std::string_view name, std::string_view start) {
    return match_key(name).find(match_key(start)) != std::string::npos;
}

}  // namespace

Answer check_formula(Call& call) {
    std::string text = TRY(text_of(call, "formula"));
    if (!text.starts_with('=')) text = "=" + text;
    const auto compiled = formula::compile(text, call.office.site.catalog());
    if (compiled) {
        return reply(json::object{{"ok", true}, {"words", in_words(call.office, text)}});
    }
    return reply(json::object{{"ok", false},
                              {"title", call.in_words(compiled.error().message)},
                              {"place", compiled.error().place}});
}

Answer complete_formula(Call& call) {
    std::string text(call.query("text"));
    if (!call.query("at").empty()) {
        // Counted in UTF-16 as browsers do.
        const size_t wanted = TRY(number_of(call, "at", 0));
        std::string before;
        size_t units = 0;
        for (const char32_t c : code_points(text)) {
            if (units >= wanted) break;
            append_utf8(before, c);
            units += c > 0xFFFF ? 2 : 1;
        }
        text = before;
    }
    const Typing typing = typing_of(text);
    json::array items;
    const ledger::Schema* schema =
        typing.ledger.empty() ? nullptr : call.office.site.schema(typing.ledger);
    if (typing.in_text) {
        const auto column =
            schema != nullptr ? schema->find_column_named(typing.column) : std::nullopt;
        const ledger::CodeList* list =
            column ? call.office.site.code_list(schema->columns[*column].code_list) : nullptr;
        for (size_t i = 0; list != nullptr && i < list->codes.size(); ++i) {
            const std::string& name = list->codes[i].name;
            if (fits(name, typing.start)) offer(items, name + "\"", name, "code", list->name);
        }
    } else if (schema != nullptr) {
        for (const ledger::Column& column : schema->columns) {
            if (call.scope.view_of(column) == access::View::kHidden) continue;
            if (fits(column.name, typing.start)) {
                offer(items, column.name + "]", column.name, "column",
                      ledger::type_name(column.type));
            }
        }
    } else {
        for (const ledger::Schema* one : call.office.site.catalog().schemas) {
            const bool is_units = one == &formula::unit_schema();
            if (!is_units && !call.scope.sees_ledger(*one)) continue;
            if (fits(one->name, typing.start))
                offer(items, one->name + "[", one->name, "ledger", one->name_en);
        }
        offer_functions(items, typing.start);
        for (const std::string_view name :
             {"本单位", "本单位名称", "截至日期", "期初", "期末", "填表日期"}) {
            if (!typing.start.empty() && fits(name, typing.start))
                offer(items, name, name, "name", "");
        }
    }
    return reply(json::object{{"typed", typing.start}, {"items", std::move(items)}});
}

}  // namespace yitao::api
