// The wording of what a form asks: for people, and to tell facts apart where no ledger knows them.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/burden/cells.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

// "（一）", "1.", "一、", "其中：", "#" before what is meant.
std::string without_marks(std::string text) {
    for (bool cut = true; cut;) {
        cut = false;
        for (std::string_view mark :
             {"其中:",  "其中", "#",    "一、", "二、", "三、",   "四、",   "五、",
              "六、",   "七、", "八、", "九、", "十、", "（一）", "（二）", "（三）",
              "（四）", "(一)", "(二)", "(三)", "(四)", "(五)",   "(六)"}) {
            if (text.starts_with(mark) && text.size() > mark.size()) {
                text.erase(0, mark.size());
                cut = true;
            }
        }
        size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
        if (digits == 0 || digits >= text.size()) continue;
        std::string_view rest = std::string_view(text).substr(digits);
        for (std::string_view mark : {".", "、", ")"}) {
            bool more = rest.starts_with(mark) && rest.size() > mark.size() &&
                        !(rest[mark.size()] >= '0' && rest[mark.size()] <= '9');
            if (!more) continue;
            text.erase(0, digits + mark.size());
            cut = true;
            break;
        }
    }
    return text;
}

// The heading of the one column of values.
bool adds_nothing(std::string_view key) {
    static constexpr std::array<std::string_view, 8> kWords = {
        "数量", "数值", "数", "本期", "本期数", "期末数", "指标值", "数据"};
    return std::ranges::find(kWords, key) != kWords.end();
}

bool says_little(std::string_view key) {
    static constexpr std::array<std::string_view, 22> kWords = {
        "数量", "人数", "户数", "个数", "金额", "面积", "合计", "总计", "小计", "计",   "男",
        "女",   "户",   "人",   "本月", "本年", "本期", "累计", "总数", "数值", "情况", "其他"};
    return std::ranges::find(kWords, key) != kWords.end();
}

}  // namespace

std::string label_of(const std::vector<std::string>& path) {
    std::string label;
    std::string last;
    for (const std::string& part : path) {
        std::string text = plain_text(part);
        bool mark = is_group_number(without_space(text));
        if (mark) {
            std::string bare = without_marks(text);
            if (!bare.empty()) text = bare;
        }
        bool adds = label.empty() || (text != last && !adds_nothing(match_key(text)));
        if (text.empty() || !adds) continue;
        label += (label.empty() ? "" : " / ") + text;
        last = text;
    }
    return label;
}

std::string wording_key(const std::vector<std::string>& path, const std::string& title) {
    std::string key;
    bool clear = false;
    for (size_t i = 0; i < path.size(); ++i) {
        std::string plain = dictionary::read_heading(path[i]).bare;
        std::string part = without_marks(match_key(plain.empty() ? path[i] : plain));
        bool value_word = path.size() > 1 && adds_nothing(part);
        if (part.empty() || value_word || key.ends_with("/" + part)) continue;
        clear = clear || !says_little(part);
        key += "/" + part;
    }
    return clear ? key : match_key(title) + key;
}

}  // namespace yitao::recognise
