#include "recognise/text/decimals.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace yitao::recognise {

namespace {

constexpr std::string_view kPlaces = "小数";

// Takes one of them off the end; false: it ends in none.
bool take_end(std::string_view& text, std::span<const std::string_view> ends) {
    for (std::string_view end : ends) {
        if (!text.ends_with(end)) continue;
        text.remove_suffix(end.size());
        return true;
    }
    return false;
}

// Where the words before a number of decimals begin: 小数点后都只留一位, 各取一位; its own place:
// there are none.
size_t start_of_places(std::string_view text, size_t at) {
    constexpr auto kKeep = std::to_array<std::string_view>(
        {"保留到", "保留至", "保留", "留", "取", "写到", "算到", "带"});
    constexpr auto kHow = std::to_array<std::string_view>(
        {"一律", "统一", "各自", "都", "均", "各", "只", "仅", "亦", "也", "再"});
    constexpr auto kBehind = std::to_array<std::string_view>(
        {"小数点后面", "小数点以后", "小数点后", "小数点", "小数部分", "小数后", "小数位", "小数"});
    std::string_view before = text.substr(0, at);
    bool keeps = take_end(before, kKeep);
    std::string_view rest = before;
    while (take_end(rest, kHow)) {
    }
    if (take_end(rest, kBehind)) {
        constexpr auto kTo = std::to_array<std::string_view>(
            {"精确到", "精确至", "保留到", "保留至", "计算到", "算到", "保留", "取", "留"});
        take_end(rest, kTo);
        return rest.size();
    }
    return keeps ? before.size() : at;
}

// 精确到0.01, 算到0.1㎡, 四舍五入到0.001: by the number itself.
struct Fraction {
    std::string_view text;
    int places;
};
constexpr auto kFractions = std::to_array<Fraction>(
    {{"0.0001", 4}, {"0.001", 3}, {"0.01", 2}, {"0.1", 1}, {"百分之一", 2}, {"十分之一", 1}});

// 平均到分, 得出，到分: money to its smallest coins.
constexpr auto kCoins = std::to_array<Fraction>({{"分", 2}, {"角", 1}, {"个位", 0}});

// Where what is said to be rounded begins: the verb before 到.
std::optional<size_t> start_of_rounding(std::string_view text, size_t at) {
    constexpr auto kTo = std::to_array<std::string_view>({"到", "至"});
    constexpr auto kVerbs =
        std::to_array<std::string_view>({"四舍五入后保留", "四舍五入", "保留", "精确", "计算", "算",
                                         "取", "平均", "写", "填", "舍入"});
    std::string_view before = text.substr(0, at);
    if (!take_end(before, kTo)) return std::nullopt;
    const size_t to = before.size();
    if (take_end(before, kVerbs)) return before.size();
    constexpr auto kMarks =
        std::to_array<std::string_view>({"，", ",", "；", "：", "。", "（", "都", "均", "各"});
    const bool begins = before.empty() || std::ranges::any_of(kMarks, [&](auto end) {
                            return before.ends_with(end);
                        });
    return begins ? std::optional(to) : std::nullopt;
}

bool ends_word(std::string_view rest) {
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"，", ",", "；", ";", "。", "）", ")", "、", "为止", "\n", "（"});
    return rest.empty() ||
           std::ranges::any_of(kMarks, [&](auto mark) { return rest.starts_with(mark); });
}

}  // namespace

std::optional<Decimals> find_decimals(std::string_view text) {
    constexpr auto kNumbers = std::to_array<std::pair<std::string_view, int>>({{"一位", 1},
                                                                               {"两位", 2},
                                                                               {"二位", 2},
                                                                               {"三位", 3},
                                                                               {"四位", 4},
                                                                               {"1位", 1},
                                                                               {"2位", 2},
                                                                               {"3位", 3},
                                                                               {"4位", 4},
                                                                               {"五位", 5},
                                                                               {"5位", 5},
                                                                               {"六位", 6},
                                                                               {"6位", 6}});
    constexpr auto kWhole = std::to_array<std::string_view>(
        {"保留整数", "取整数", "取整", "四舍五入到整数", "保留到整数", "填整数", "整数",
         "不保留小数", "不留小数", "不带小数", "不填小数", "不要小数"});
    std::optional<Decimals> first;
    const auto offer = [&](size_t at, size_t end, int number) {
        if (!first || at < first->at) first = Decimals{at, end, number};
    };
    for (const auto& [word, number] : kNumbers) {
        for (size_t at = text.find(word); at != std::string_view::npos;
             at = text.find(word, at + word.size())) {
            const size_t from = start_of_places(text, at);
            const size_t end = at + word.size();
            const bool places = text.substr(end).starts_with(kPlaces);
            if (from == at && !places) continue;  // 第一位
            offer(from, end + (places ? kPlaces.size() : 0), number);
            break;
        }
    }
    for (const Fraction& one : kFractions) {
        const size_t at = text.find(one.text);
        if (at == std::string_view::npos) continue;
        if (const auto from = start_of_rounding(text, at))
            offer(*from, at + one.text.size(), one.places);
    }
    for (const Fraction& coin : kCoins) {
        for (size_t at = text.find(coin.text); at != std::string_view::npos;
             at = text.find(coin.text, at + coin.text.size())) {
            const auto from = start_of_rounding(text, at);
            if (!from || !ends_word(text.substr(at + coin.text.size()))) continue;
            offer(*from, at + coin.text.size(), coin.places);
            break;
        }
    }
    for (std::string_view word : kWhole) {
        const size_t at = text.find(word);
        if (at != std::string_view::npos) offer(at, at + word.size(), 0);
    }
    return first;
}

}  // namespace yitao::recognise
