#include "recognise/decimals.h"

#include <algorithm>
#include <array>
#include <utility>

namespace yitao::recognise {

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
    constexpr auto kKeep = std::to_array<std::string_view>({"保留到", "保留", "留"});
    constexpr std::string_view kPlaces = "小数";
    std::optional<Decimals> first;
    const auto offer = [&](size_t at, size_t end, int number) {
        if (!first || at < first->at) first = Decimals{at, end, number};
    };
    for (const auto& [word, number] : kNumbers) {
        for (size_t at = text.find(word); at != std::string_view::npos;
             at = text.find(word, at + word.size())) {
            size_t from = at;
            const std::string_view before = text.substr(0, at);
            for (std::string_view keep : kKeep) {
                if (before.ends_with(keep)) from = std::min(from, at - keep.size());
            }
            const size_t end = at + word.size();
            const bool places = text.substr(end).starts_with(kPlaces);
            if (from == at && !places) continue;  // 第一位
            offer(from, end + (places ? kPlaces.size() : 0), number);
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
