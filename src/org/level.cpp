#include <array>

#include "base/text.h"
#include "org/tree.h"

namespace yitao::org {

namespace {

struct LevelWords {
    std::string_view name;
    std::string_view name_zh;
    std::string_view words;  // further spellings, each between spaces
};

constexpr std::array<LevelWords, 6> kLevels = {{
    {"nation", "全国", " 国家 国 国家级 中央 country "},
    {"province", "省", " 省级 自治区 直辖市 "},
    {"city", "市", " 市级 地市 地级 地级市 州 市州 市(州) 地区 设区市 prefecture "},
    {"county", "县（市、区）",
     " 县 区 县级 区县 县区 市区县 县市区 县(市区) 县级市 区(县) 县(区) district "},
    {"township", "乡镇（街道）",
     " 乡 镇 街道 乡镇 乡级 镇街 乡镇级 街镇 乡镇街道 镇(街) 镇(街道) 乡(镇) 街道办 街道办事处 town "
     "subdistrict "},
    {"village", "村（社区）",
     " 村 社区 村级 居 居委会 村委会 村居 村社区 村(居) 居(村) 社区(村) 村民委员会 居民委员会 community "},
}};

}  // namespace

std::string_view level_name(Level level) { return kLevels[static_cast<size_t>(level)].name; }
std::string_view level_name_zh(Level level) { return kLevels[static_cast<size_t>(level)].name_zh; }

std::optional<Level> parse_level(std::string_view text) {
    std::string key = match_key(text);
    std::erase(key, ' ');
    if (key.empty()) return std::nullopt;
    std::string word = " " + key + " ";
    for (size_t i = 0; i < kLevels.size(); ++i) {
        const LevelWords& level = kLevels[i];
        if (key == level.name || key == match_key(level.name_zh) ||
            level.words.find(word) != std::string_view::npos) {
            return static_cast<Level>(i);
        }
    }
    return std::nullopt;
}

}  // namespace yitao::org
