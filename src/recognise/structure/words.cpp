#include "recognise/structure/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"
#include "dictionary/measure.h"

namespace yitao::recognise {

namespace {

using namespace std::string_view_literals;

template <size_t N>
bool one_of(std::string_view key, const std::array<std::string_view, N>& words) {
    return std::ranges::find(words, key) != words.end();
}
template <size_t N>
bool starts_with_one(std::string_view key, const std::array<std::string_view, N>& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return key.starts_with(word); });
}
template <size_t N>
bool ends_with_one(std::string_view key, const std::array<std::string_view, N>& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return key.ends_with(word); });
}

constexpr auto kSpaces = std::to_array<std::string_view>(
    {" ", "\t", "\n", "\r", "\u00a0", "\u3000", "\u2002", "\u2003", "\u2009", "\u200b", "\ufeff"});

size_t space_length(std::string_view text) {
    for (std::string_view space : kSpaces) {
        if (text.starts_with(space)) return space.size();
    }
    return 0;
}

bool is_latin(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::ispunct(static_cast<unsigned char>(c)) != 0;
}

size_t character_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

constexpr auto kCircled =
    std::to_array<std::string_view>({"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩",
                                     "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"});

}  // namespace

std::string bare_mark(std::string_view key) {
    std::string text = fold_width(key);
    std::erase_if(text, [](char c) { return c == '(' || c == ')' || c == '[' || c == ']'; });
    for (size_t i = 0; i < kCircled.size() && text.size() <= 48; ++i) {
        for (size_t at = text.find(kCircled[i]); at != std::string::npos;
             at = text.find(kCircled[i])) {
            text.replace(at, kCircled[i].size(), std::to_string(i + 1));
        }
    }
    return text;
}

std::string without_rings(std::string text) {
    constexpr auto kSigns =
        std::to_array<std::string_view>({"＝", "=", "÷", "×", "＋", "+", "－", "—", "-", "/"});
    for (size_t ring = 0; ring < kCircled.size(); ++ring) {
        for (size_t at = text.find(kCircled[ring]); at != std::string::npos;
             at = text.find(kCircled[ring], at + 1)) {
            const std::string_view before = std::string_view(text).substr(0, at);
            const std::string_view behind =
                std::string_view(text).substr(at + kCircled[ring].size());
            const bool sign = std::ranges::any_of(kSigns, [&](std::string_view one) {
                return before.ends_with(one) || behind.starts_with(one);
            });
            if (sign) text.replace(at, kCircled[ring].size(), std::to_string(ring + 1));
        }
    }
    return text;
}

namespace {

bool is_all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Digits with thousands separators, one point, a sign, brackets, currency, a percent sign.
bool reads_as_number(std::string_view key) {
    std::string text = fold_width(key);
    if (text.size() > 32) return false;
    std::string_view rest = text;
    for (std::string_view sign : {"¥"sv, "￥"sv, "$"sv, "("sv, "+"sv, "-"sv, "−"sv, "<"sv, ">"sv}) {
        if (rest.starts_with(sign)) rest.remove_prefix(sign.size());
    }
    for (std::string_view end : {")"sv, "%"sv, "‰"sv}) {
        if (rest.ends_with(end)) rest.remove_suffix(end.size());
    }
    bool digit = false;
    bool point = false;
    for (char c : rest) {
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c == '.' && !point)
            point = true;
        else if (c != ',')
            return false;
    }
    return digit;
}

// "2021-12-31", "2021.5.4", "2003年9月", "12月31日", "2021/1/1-2021/3/1".
bool reads_as_date(std::string_view key) {
    std::string text = fold_width(key);
    if (text.size() > 48) return false;
    size_t digits = 0;
    size_t marks = 0;
    bool year = false;
    std::string_view rest = text;
    while (!rest.empty()) {
        const size_t length = character_length(rest);
        const std::string_view c = rest.substr(0, length);
        if (c[0] >= '0' && c[0] <= '9')
            ++digits;
        else if (c == "年" || c == "月" || c == "日" || c == "号")
            ++marks, year |= c == "年";
        else if (c == "-" || c == "/" || c == ".")
            ++marks;
        else if (c != "至" && c != "—" && c != "~" && c != ":" && c != " ")
            return false;
        rest.remove_prefix(length);
    }
    // 2000—2009年: a band of years, no day.
    constexpr std::string_view kTo = "—";
    const size_t to = text.find(kTo);
    const bool band = digits == 8 && to == 4 && text.ends_with("年") &&
                      text.size() == 4 + kTo.size() + 4 + std::string_view("年").size();
    return !band && ((digits >= 3 && marks >= 2) || (digits >= 4 && year));
}

std::vector<std::string_view> split_letters(std::string_view text) {
    std::vector<std::string_view> letters;
    while (!text.empty()) {
        const size_t length = character_length(text);
        letters.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return letters;
}

constexpr auto kStems =
    std::to_array<std::string_view>({"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"});

}  // namespace

std::string without_space(std::string_view text) {
    std::string key;
    key.reserve(text.size());
    while (!text.empty()) {
        const size_t space = space_length(text);
        const size_t length = space > 0 ? space : character_length(text);
        if (space == 0) key += text.substr(0, length);
        text.remove_prefix(length);
    }
    return key;
}

std::string plain_text(std::string_view text) {
    std::string plain;
    bool blank_before = false;
    while (!text.empty()) {
        const size_t space = space_length(text);
        const size_t length = space > 0 ? space : character_length(text);
        if (space == 0) {
            if (blank_before && !plain.empty() && is_latin(plain.back()) && is_latin(text[0])) {
                plain += ' ';
            }
            plain += text.substr(0, length);
        }
        blank_before = space > 0;
        text.remove_prefix(length);
    }
    return plain;
}

SpotKind text_kind(std::string_view text) {
    const std::string key = without_space(text);
    if (key.empty()) return SpotKind::kBlank;
    static constexpr auto kDashes = std::to_array<std::string_view>(
        {"-", "--", "—", "——", "/", "\\", "－", "―", "不适用", "N/A", "×", "*", "──"});
    if (one_of(key, kDashes)) return SpotKind::kDash;
    if (reads_as_number(key)) return SpotKind::kNumber;
    return reads_as_date(key) ? SpotKind::kDate : SpotKind::kText;
}

TotalWord total_word(std::string_view key) {
    static constexpr auto kGrand = std::to_array<std::string_view>(
        {"总计", "总合计", "GrandTotal", "Grandtotal", "grandtotal"});
    static constexpr auto kTotals = std::to_array<std::string_view>(
        {"合计", "共计", "累计", "Total", "total", "TOTAL", "总和", "总数合计"});
    static constexpr auto kParts =
        std::to_array<std::string_view>({"小计", "Subtotal", "subtotal", "Sub-total", "SubTotal"});
    while (ends_in_colon(key)) key.remove_suffix(key.ends_with("：") ? 3 : 1);
    if (key.size() > 90) return TotalWord::kNone;
    std::string bare(key);
    for (std::string_view open : {"("sv, "（"sv}) {  // 合计（人）
        const size_t bracket = bare.find(open);
        if (bracket != std::string::npos && bracket > 0) bare.resize(bracket);
    }
    if (ends_with_one(bare, kGrand)) return TotalWord::kGrandTotal;
    if (ends_with_one(bare, kParts)) return TotalWord::kSubtotal;
    if (bare == "计" || bare == "总数" || ends_with_one(bare, kTotals)) return TotalWord::kTotal;
    return TotalWord::kNone;
}

bool is_of_which(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"其中", "#", "＃", "内：", "内含", "Ofwhich", "ofwhich", "包括："});
    return starts_with_one(key, kWords);
}

bool is_serial_word(std::string_view key) {
    static constexpr auto kWords =
        std::to_array<std::string_view>({"序号", "序", "顺序", "顺序号", "题号", "No.", "No", "NO.",
                                         "NO", "№", "S/N", "项次", "序列", "名次", "排名"});
    constexpr size_t kLongest = 15;  // 选区序号
    return one_of(key, kWords) || (key.size() <= kLongest && key.ends_with("序号"));
}

bool is_number_word(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"编号", "号", "#", "ID", "行次", "行号", "栏号", "栏次", "项号"});
    return one_of(key, kWords);
}

bool explains_rows(std::string_view key) {
    // 户籍人口口径 over blanks is whom the column counts.
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"说明", "解释", "含义", "注释", "定义", "统计口径", "指标口径", "填报口径", "计算口径",
         "取数口径", "统计范围", "取数范围", "核查口径"});
    return key == "口径" || key == "界限" || key == "组限" || key == "界定" ||
           std::ranges::any_of(kEnds, [&](std::string_view end) { return key.ends_with(end); });
}

bool is_code_word(std::string_view key) {
    static constexpr auto kWords =
        std::to_array<std::string_view>({"代码", "编码", "指标代码", "行次", "行号", "Code"});
    return one_of(key, kWords);
}

bool is_unit_word(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"计量单位", "单位", "计算单位", "计量", "度量单位", "户数单位", "人数单位", "数量单位",
         "指标单位", "Unit", "Units"});
    return one_of(key, kWords);
}

bool is_value_word(std::string_view key) {
    static constexpr auto kEnds = std::to_array<std::string_view>(
        {"数量",   "金额", "数值", "本期", "本月", "本年", "本期数", "期末数", "累计",   "本季",
         "实际数", "数据", "内容", "结果", "填写", "数额", "指标值", "完成数", "填报数", "Value"});
    return ends_with_one(key, kEnds);
}

bool is_note(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"注：",     "注:",      "备注：",   "备注:",    "说明：",  "说明:",    "填表说明",
         "填报说明", "填写说明", "填表要求", "补充资料", "附注",    "平衡关系", "审核关系",
         "校验",     "本表",     "Note:",    "Notes:",   "Source:", "Sources:", "资料来源",
         "数据来源", "指标解释", "逻辑关系", "注1",      "注１"});
    return starts_with_one(key, kWords);
}

bool is_signature(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"填报人",     "填表人",     "填表",     "审核人",     "审核",         "审批人",
         "审批",       "批准人",     "编制人",   "编制",       "制表人",       "制表",
         "复核人",     "复核",       "负责人",   "单位负责人", "统计负责人",   "经办人",
         "主要负责人", "分管负责人", "分管领导", "主管领导",   "主要领导",     "签发",
         "报出日期",   "填表日期",   "填报日期", "填报时间",   "填表时间",     "联系电话",
         "日期",       "时间",       "编制日期", "审核日期",   "批准日期",     "联系人",
         "校对",       "统计员",     "会计",     "出纳",       "报送人",       "盖章",
         "制表日期",   "上报日期",   "报表日期", "组织委员",   "乡村振兴专干", "签字",
         "签名"});
    const size_t colon = std::min(key.find("："), key.find(':'));
    if (colon == std::string_view::npos) return false;
    key = key.substr(0, colon);
    for (std::string_view open : {"("sv, "（"sv}) {
        const size_t bracket = key.find(open);
        if (bracket != std::string_view::npos && bracket > 0) key = key.substr(0, bracket);
    }
    return one_of(key, kWords) ||
           (key.size() <= 24 && (key.ends_with("人") || key.ends_with("签字") ||
                                 key.ends_with("签名") || key.ends_with("盖章")));
}

namespace {

// One number where it stands, Chinese up to ten or digits; 0: none.
int number_at(std::span<const std::string_view> letters, size_t& at) {
    static constexpr auto kNumerals = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
    if (at < letters.size()) {
        const auto numeral = std::ranges::find(kNumerals, letters[at]);
        if (numeral != kNumerals.end()) {
            ++at;
            return static_cast<int>(numeral - kNumerals.begin()) + 1;
        }
    }
    int number = 0;
    for (size_t digits = 0; digits < 2 && at < letters.size(); ++digits, ++at) {
        if (letters[at].size() != 1 || letters[at][0] < '0' || letters[at][0] > '9') break;
        number = number * 10 + (letters[at][0] - '0');
    }
    return number;
}

// 一、二级残疾人, 11、12月应竣工的项目: two of what they are, no number of the row.
bool lists_numbers(std::span<const std::string_view> letters) {
    static constexpr auto kCounted =
        std::to_array<std::string_view>({"级", "类", "档", "等", "月", "日", "季"});
    size_t at = 0;
    const int first = number_at(letters, at);
    if (first == 0 || at >= letters.size() || letters[at] != "、") return false;
    const int next = number_at(letters, ++at);
    return next == first + 1 && at < letters.size() && one_of(letters[at], kCounted);
}

}  // namespace

size_t part_number(std::string_view key) {
    constexpr std::string_view kNth = "第";
    constexpr auto kParts = std::to_array<std::string_view>({"部分", "大块", "板块", "篇"});
    constexpr auto kNumerals = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "甲", "乙", "丙", "丁", "戊"});
    size_t at = key.starts_with(kNth) ? kNth.size() : 0;
    const auto numeral = std::ranges::find_if(
        kNumerals, [&](std::string_view one) { return key.substr(at).starts_with(one); });
    if (numeral == kNumerals.end()) return 0;
    at += numeral->size();
    const auto part = std::ranges::find_if(
        kParts, [&](std::string_view one) { return key.substr(at).starts_with(one); });
    return part == kParts.end() ? 0 : at + part->size();
}

RowNumber row_number(std::string_view text) {
    constexpr size_t kMostDigits = 3;
    constexpr auto kMeasures = std::to_array<std::string_view>(
        {"月", "日", "年", "季", "岁", "周岁", "级", "类", "人", "户", "亩",   "个",    "件",
         "条", "至", "到", "—",  "-",  "－",   "～", "~",  "万", "元", "公顷", "平方米"});
    int number = 0;
    size_t digits = 0;
    while (digits < text.size() && digits <= kMostDigits && is_digit(text[digits]))
        number = number * 10 + (text[digits++] - '0');
    if (digits == 0 || digits > kMostDigits) return {};
    const size_t space = space_length(text.substr(digits));
    const std::string label = without_space(text.substr(digits));
    if (space == 0 || label.empty() || starts_with_one(label, kMeasures)) return {};
    return {number, digits + space};
}

bool is_group_number(std::string_view key) {
    if (part_number(key) > 0) return true;
    const std::string text = fold_width(key);
    std::vector<std::string_view> letters = split_letters(std::string_view(text).substr(0, 24));
    size_t at = 0;
    const bool open = at < letters.size() && letters[at] == "(";
    if (open) ++at;
    const size_t first = at;
    static constexpr auto kNumbers = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "甲", "乙", "丙",
         "丁", "戊", "0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9"});
    while (at < letters.size() && one_of(letters[at], kNumbers)) ++at;
    if (at == first || at == letters.size()) return false;
    if (open) return letters[at] == ")";
    if (lists_numbers(letters)) return false;
    return letters[at] == "、" || letters[at] == "." || letters[at] == "．";
}

bool begins_with_decimal(std::string_view text) {
    size_t at = 0;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > 0 && at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1]);
}

bool ends_in_colon(std::string_view key) {
    return key.ends_with("：") || key.ends_with(":");
}

bool is_meta(std::string_view key) {
    if (is_of_which(key)) return false;  // 其中：本地户籍
    static constexpr auto kStarts = std::to_array<std::string_view>(
        {"填报单位", "报送单位", "编报单位", "综合单位",   "单位：",   "单位:",    "（单位：",
         "(单位:",   "（单位:",  "(单位：",  "计量单位：", "填报日期", "填报时间", "报告期",
         "截至",     "截止",     "统计时点", "统计时间",   "表号",     "制定机关", "批准文号",
         "文号",     "有效期",   "填表单位", "填表日期",   "登记时间", "编号：",   "时间：",
         "日期：",   "年份：",   "月份：",   "Date:",      "As of"});
    if (starts_with_one(key, kStarts)) return true;
    if (key.ends_with("（盖章）") || key.ends_with("(盖章)") || key.ends_with("（公章）"))
        return true;
    if (ends_in_colon(key) && key.size() <= 60) return true;
    const size_t colon = std::min(key.find("："), key.find(':'));
    if (colon != std::string_view::npos && colon <= 36 && key.size() <= 150) return true;
    return key == "年月" || key == "年月日" || key == "年度" ||
           (key.ends_with("年月日") && key.size() <= 40);
}

bool is_place_to_sign(std::string_view key) {
    std::string rest = fold_width(key);
    bool signs = false;
    for (std::string_view word :
         {"盖章"sv, "公章"sv, "签章"sv, "签字"sv, "签名"sv, "年"sv, "月"sv, "日"sv}) {
        for (size_t at = rest.find(word); at != std::string::npos; at = rest.find(word)) {
            rest.erase(at, word.size());
            signs = true;
        }
    }
    return signs && rest.find_first_not_of("():_,.") == std::string::npos;
}

bool names_table(std::string_view key) {
    static constexpr auto kStarts = std::to_array<std::string_view>(
        {"表名：", "表名:", "报表名称：", "报表名称:", "表格名称：", "表格名称:", "标题：",
         "Title:", "TemplateName:", "ReportName:", "FormName:"});
    return starts_with_one(key, kStarts) && !ends_in_colon(key);
}

bool is_sheet_mark(std::string_view key) {
    static constexpr auto kStarts = std::to_array<std::string_view>({"附件", "附表", "附录"});
    return starts_with_one(key, kStarts) && key.size() <= 18;
}

bool is_placeholder(std::string_view key) {
    return (key.starts_with("{{") && key.ends_with("}}")) ||
           ((key.starts_with("${") || key.starts_with("#{")) && key.ends_with("}")) ||
           (key.starts_with("<%") && key.ends_with("%>"));
}

bool is_column_number(std::string_view key) {
    const std::string text = bare_mark(key);
    if (text.empty() || text.size() > 12) return false;
    if (is_all_digits(text)) return text.size() <= 3;
    if (text.size() == 1 && std::isupper(static_cast<unsigned char>(text[0])) != 0) return true;
    const std::vector<std::string_view> letters = split_letters(text);
    if (letters.size() == 1 && one_of(letters[0], kStems)) return true;
    // A number with how it is calculated: "3=1+2".
    return is_digit(text[0]) && text.find_first_not_of("0123456789=+-*/×÷") == std::string::npos &&
           text.find('=') != std::string::npos;
}

bool is_annotation_word(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"Required",    "Optional", "Conditional",  "Required/Optional",
         "HelpText",    "Help",     "FieldID",      "FieldName",
         "Fieldname",   "DataType", "Type",         "Format",
         "Description", "Example",  "Instructions", "必填",
         "选填",        "非必填",   "可选",         "必填项",
         "是否必填",    "字段名",   "字段名称",     "字段编码",
         "字段代码",    "字段类型", "字段说明",     "填写要求",
         "填写说明",    "示例",     "类型",         "数据类型",
         "格式",        "长度",     "中文名称",     "英文名称",
         "文本",        "数字",     "日期",         "说明"});
    return one_of(key, kWords);
}

bool is_field_name_word(std::string_view key) {
    static constexpr auto kWords = std::to_array<std::string_view>(
        {"FieldName", "Fieldname", "Name", "Label", "字段名称", "中文名称", "名称", "字段名"});
    return one_of(key, kWords);
}

bool has_sentence_mark(std::string_view key) {
    for (std::string_view mark : {"，"sv, "。"sv, "；"sv, "、"sv, ","sv, ";"sv, "！"sv}) {
        if (key.find(mark) != std::string_view::npos) return true;
    }
    return false;
}

bool ends_like_label(std::string_view key) {
    static constexpr auto kEnds = std::to_array<std::string_view>(
        {"名称", "姓名", "性别", "年龄", "民族", "日期", "时间", "年月", "编号", "号码",
         "代码", "号",   "电话", "方式", "地址", "地点", "单位", "部门", "职务", "职称",
         "情况", "意见", "原因", "事由", "内容", "类型", "类别", "种类", "性质", "用途",
         "范围", "标准", "要求", "说明", "备注", "数量", "数",   "金额", "额",   "价格",
         "单价", "面积", "重量", "尺寸", "规格", "型号", "参数", "比例", "率",   "人",
         "者",   "学历", "专业", "院校", "籍贯", "状况", "经历", "简介", "关系", "期限",
         "周期", "项目", "结果", "签名", "签字", "盖章", "名",   "度",   "量",   "费",
         "期",   "码",   "址",   "信息", "主体", "方法", "措施", "目标", "计划"});
    return ends_with_one(key, kEnds);
}

bool is_tick(std::string_view key) {
    static constexpr auto kTicks =
        std::to_array<std::string_view>({"是", "否", "有", "无", "√", "男", "女"});
    return one_of(key, kTicks) || key.starts_with("□") || key.starts_with("√") ||
           key.starts_with("☑") || key.find("□") != std::string_view::npos;
}

bool is_share_heading(std::string_view key) {
    std::string text = fold_width(key);
    text.resize(std::min(text.size(), text.find('(')));
    constexpr auto kShares = std::to_array<std::string_view>({"率", "比重", "比例", "占比"});
    return std::ranges::any_of(kShares, [&](auto end) { return text.ends_with(end); });
}

std::string measure_in(std::string_view key) {
    const std::string text = fold_width(key);
    std::string found;
    size_t from = 0;
    while ((from = text.find('(', from)) != std::string::npos) {
        const size_t close = text.find(')', from);
        if (close == std::string::npos) break;
        std::string inside = text.substr(from + 1, close - from - 1);
        const size_t colon = inside.find(':');  // (单位:元)
        if (colon != std::string::npos) inside = inside.substr(colon + 1);
        inside = inside.substr(0, inside.find(','));  // (万元,2位小数)
        const size_t slash = inside.find('/');
        if (inside.size() <= 24 &&
            (dictionary::is_measure(inside) ||
             (slash != std::string::npos && dictionary::is_measure(inside.substr(0, slash)) &&
              dictionary::is_measure(inside.substr(slash + 1))) ||
             inside == "项次" || inside == "例次" || inside == "亩次")) {
            found = inside;
        }
        from = close;
    }
    if (!found.empty()) return found;
    std::string_view rest = text;
    while (rest.ends_with("*")) rest.remove_suffix(1);
    return rest.ends_with("%") ? "%" : rest.ends_with("‰") ? "‰" : "";
}

std::string bare_measure(std::string_view key) {
    std::string text = fold_width(key);
    if (text.starts_with("(") && text.ends_with(")")) text = text.substr(1, text.size() - 2);
    const size_t slash = text.find('/');  // 亩/户
    const bool rate = slash != std::string::npos && dictionary::is_measure(text.substr(0, slash)) &&
                      dictionary::is_measure(text.substr(slash + 1));
    return rate || dictionary::is_measure(text) ? text : "";
}

std::string printed_measure(std::string_view key) {
    const std::string text = fold_width(key);
    const std::string bare = bare_measure(text);
    if (!bare.empty()) return bare;
    const size_t end = std::min({text.find(','), text.find('('), text.find("、"), text.size()});
    return bare_measure(std::string_view(text).substr(0, end));
}

namespace {

// Each part must be a measure: a name of a unit (组织) may stand behind the same word.
bool are_measures(std::string_view parts) {
    while (!parts.empty()) {
        const size_t end = std::min(
            {parts.find("、"), parts.find(','), parts.find('/'), parts.find(';'), parts.size()});
        if (!dictionary::is_measure(parts.substr(0, end))) return false;
        const size_t mark = end < parts.size() && parts.substr(end).starts_with("、") ? 3 : 1;
        parts.remove_prefix(std::min(end + mark, parts.size()));
    }
    return true;
}

}  // namespace

std::string table_measure(std::string_view key) {
    constexpr std::string_view kWord = "单位:";
    const std::string text = fold_width(key);
    if (text.contains("、") && are_measures(text)) return text;  // 户、平方米
    if (text == "%" || text == "‰" || text == "(%)" || text == "(‰)")
        return std::string(text.contains("%") ? "%" : "‰");
    // "填报单位:＿＿＿ 2026年＿月 单位:人": any of them may be it.
    for (size_t at = text.find(kWord); at != std::string::npos; at = text.find(kWord, at + 1)) {
        std::string rest = text.substr(at + kWord.size());
        rest = rest.substr(0, rest.find_first_of(")],;"));
        if (!rest.empty() && rest.size() <= 40 && are_measures(rest)) return rest;
    }
    return "";
}

}  // namespace yitao::recognise
