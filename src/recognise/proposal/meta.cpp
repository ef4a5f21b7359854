// The head of a form: whose it is and of when.
#include "recognise/proposal/meta.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/meaning/meaning.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// 监管所（乡镇）：, 文化站（村）： the office by its own name, and in brackets of which unit.
bool names_level(std::string_view label) {
    std::string key = match_key(label);
    for (std::string_view level :
         {"乡镇", "镇", "街道", "乡镇街道", "村", "村居", "社区", "村社区"}) {
        if (key.ends_with(fmt::format("({})", level)) && !key.starts_with("(")) return true;
    }
    return false;
}

// What a label of a head asks for is told by how it ends, whatever the office is called by:
// 退役军人服务站：, 统计时段：, 登记截止：.
struct LabelEnd {
    std::string_view end;
    std::string_view meta;
};
constexpr auto kLabelEnds = std::to_array<LabelEnd>(
    {{"起止日期", "period"}, {"起止时间", "period"}, {"时段", "period"},   {"区间", "period"},
     {"周期", "period"},     {"期间", "period"},     {"报告期", "period"}, {"报表期", "period"},
     {"统计期", "period"},   {"期别", "month"},      {"月份", "month"},    {"年月", "month"},
     {"日期", "date"},       {"时间", "date"},       {"时点", "date"},     {"截至", "date"},
     {"截止", "date"},       {"截至日", "date"},     {"截止日", "date"},   {"截止到", "date"},
     {"截至到", "date"},     {"期末", "date"},       {"填报日", "date"},   {"基准日", "date"},
     {"单位", "unit"},       {"机关", "unit"},       {"机构", "unit"},     {"组织", "unit"},
     {"党委", "unit"},       {"支部", "unit"},       {"工委", "unit"},     {"党)委", "unit"},
     {"工)委", "unit"},      {"站", "unit"},         {"所", "unit"},       {"中心", "unit"},
     {"办", "unit"},         {"办公室", "unit"},     {"局", "unit"},       {"镇", "unit"},
     {"乡镇", "unit"},       {"街道", "unit"},       {"村", "unit"},       {"社区", "unit"},
     {"村居", "unit"},       {"居委会", "unit"},     {"村委会", "unit"},   {"委员会", "unit"},
     {"部门", "unit"},       {"填报", "unit"},       {"上报", "unit"},     {"报送", "unit"},
     {"站名", "unit"},       {"单位名", "unit"},     {"政府", "unit"},     {"区划代码", "code"},
     {"单位代码", "code"},   {"村代码", "code"}});

// Of somebody else, or of the matter and not of the report: 主管部门：, 成立日期：, 联系地址：.
bool speaks_of_others(std::string_view key) {
    for (std::string_view word :
         {"主管",     "上级",     "所属",     "制定", "批准", "备案", "审批", "审核",
          "审定",     "承办",     "有效",     "成立", "出生", "建立", "建成", "开工",
          "竣工",     "发证",     "检查",     "巡查", "整改", "培训", "会议", "发现",
          "签发",     "签名",     "签字",     "签章", "经手", "复核", "鉴定", "工作时间",
          "服务时间", "开放时间", "活动时间", "举办", "户籍", "居住", "现住", "工作",
          "就业",     "计量",     "毕业",     "学校", "就读", "务工", "开户", "收款",
          "建设单位", "施工",     "监理",     "设计"}) {
        if (key.contains(word)) return true;
    }
    return false;
}

// Only for labels with a colon and a blank behind it.
std::string meta_by_end(std::string_view label) {
    constexpr size_t kLongest = 12;
    std::string key = match_key(label);
    for (std::string_view seal : {"(盖章)", "(公章)", "(章)", "(签章)"}) {
        if (key.ends_with(seal)) key.resize(key.size() - seal.size());
    }
    while (key.ends_with(")") && key.find('(') != std::string::npos && key.find('(') > 0)
        key.resize(key.rfind('('));
    if (key.empty() || code_point_count(key) > kLongest || speaks_of_others(key)) return "";
    constexpr std::string_view kName = "名称";
    bool named = key.ends_with(kName) && key.size() > kName.size();
    if (named) key.resize(key.size() - kName.size());
    for (const LabelEnd& known : kLabelEnds) {
        if (key.ends_with(known.end) && (!named || known.meta == "unit"))
            return std::string(known.meta);
    }
    return "";
}

// "填报单位（盖章）：" → the kind of head it is ("unit", "date", "hand" …); "" for other labels.
std::string meta_of(const Vocabulary& words, std::string_view label) {
    std::string text(trim(label));
    bool asks = false;  // with a colon: no heading of a column
    for (std::string_view colon : {"：", ":"}) {
        if (!text.ends_with(colon)) continue;
        text.resize(text.size() - colon.size());
        asks = true;
    }
    Cut cut = words.cut(text);
    std::string meta;
    size_t known = 0;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            if (term.kind != PhraseKind::kMeta) continue;
            if (meta.empty() || meta == "hand") meta = term.meta;
            known += token.to - token.from;
            break;
        }
    }
    if (known == 0 && asks && names_level(text)) return "unit";
    const std::string ends = asks ? meta_by_end(text) : "";
    bool person = text.ends_with("人") || text.ends_with("长") || text.ends_with("书记");
    if (asks && person) return "hand";
    // 起止日期： is no single day; 制表时间： no signature.
    bool closer = ends == "period" || (ends == "date" && meta == "hand");
    if (meta == "date" && speaks_of_others(match_key(text))) return "";
    return known * 2 >= cut.length && !meta.empty() && !closer ? meta : ends;
}

// A blank made of spaces, lines and the words of a date: where it ends, and its style.
struct Blank {
    size_t end = 0;
    bool any = false;
    bool year = false;
    bool month = false;
    bool day = false;
    size_t dots = 0;  // "    .  .  "
};

bool is_gap(char32_t c) {
    return c == U' ' || c == U'\u3000' || c == U'_' || c == U'＿' || c == U'□' || c == U'\u00a0';
}

// "20  年", "2026年  月  日": of a year that is printed in part or whole; 2026.05 is an answer.
size_t year_digits(std::span<const char32_t> text) {
    if (text.size() < 3 || text[0] != U'2' || text[1] != U'0') return 0;
    size_t digits = 2;
    while (digits < text.size() && text[digits] >= U'0' && text[digits] <= U'9') ++digits;
    bool cut = digits < text.size() && (is_gap(text[digits]) || text[digits] == U'年');
    return cut ? digits : 0;
}

Blank read_blank(std::span<const char32_t> text, size_t at) {
    Blank blank;
    size_t i = at;
    size_t gap = 0;
    for (; i < text.size(); ++i) {
        char32_t c = text[i];
        if (is_gap(c)) {
            ++gap;
        } else if (c == U'年' && !blank.year && gap > 0) {
            blank.year = true;
        } else if (c == U'.' && gap > 0 && !blank.year && blank.dots < 2) {
            ++blank.dots;
        } else if (c == U'月' && !blank.month && gap > 0) {
            blank.month = true;
        } else if (c == U'日' && blank.month && !blank.day) {
            blank.day = true;
        } else if (size_t digits = year_digits(text.subspan(i)); digits > 0 && !blank.year) {
            i += digits - 1;
            ++gap;
        } else {
            break;
        }
    }
    blank.end = i;
    blank.any = i > at || at == text.size();
    return blank;
}

std::string value_of(const std::string& meta, const Blank& blank) {
    if (meta == "unit") return "本单位名称";
    if (meta == "code") return "本单位";
    if (meta == "period" && !blank.month) {
        return "TEXT(期初,\"yyyy年m月d日\")&\"至\"&TEXT(期末,\"m月d日\")";
    }
    if (meta == "date" && blank.dots == 2) return "TEXT(截至日期,\"yyyy.mm.dd\")";
    if (blank.month && !blank.year)
        return blank.day ? "TEXT(截至日期,\"m月d日\")" : "TEXT(期末,\"m月\")";
    bool months = meta == "month" && !blank.day;
    if (months || (blank.month && !blank.day)) return "TEXT(期末,\"yyyy年m月\")";
    return "TEXT(截至日期,\"yyyy年m月d日\")";
}

// A text that a date goes on: 截至, 更新至.
bool ends_open(std::string_view text) {
    return std::ranges::any_of(std::array{"截至", "截止", "更新至", "截止到", "截至到"},
                               [&](const char* end) { return text.ends_with(end); });
}

// Worth a look: with a colon, a gap, or 截至 at its end.
bool may_be_head(std::string_view text) {
    bool marked = text.find_first_of(" :") != std::string_view::npos || text.contains("：") ||
                  text.contains("\u3000");
    return marked || (text.size() <= 40 && ends_open(text));
}

std::string quoted(std::span<const char32_t> text) {
    std::string out = "\"";
    for (char32_t c : text) {
        if (c == U'"') out += '"';
        append_utf8(out, c);
    }
    return out + "\"";
}

Reading meta_reading(std::string formula, double confidence, const std::string& meta) {
    Reading reading;
    reading.formula = std::move(formula);
    reading.key = reading.formula;
    reading.confidence = confidence;
    reading.explanation = meta == "unit" || meta == "code"
                              ? Message{"填报单位的名称或代码。", "The unit's name or code."}
                              : Message{"这份报表的日期。", "The date of the report."};
    return reading;
}

// Walks over a text label by label.
class LineReader {
  public:
    LineReader(const Vocabulary& words, const std::string& text)
        : words_(words), points_(code_points(text)) {}

    std::string formula() {
        size_t literal = 0;  // what is printed and not yet written
        size_t from = 0;     // where the label begins
        for (size_t i = 0; i < points_.size(); ++i) {
            bool colon = points_[i] == U'：' || points_[i] == U':';
            if (colon) i = seal_end(i);
            Blank blank = colon ? read_blank(points_, i + 1) : dated_blank(i);
            if (!blank.any) {
                if (colon) from = i + 1;
                continue;
            }
            size_t label_end = colon ? i + 1 : i;
            std::string meta = kind_of(from, label_end, blank, colon);
            if (!meta.empty() && meta != "hand") {
                append(quoted(std::span(points_).subspan(literal, label_end - literal)),
                       label_end > literal);
                append(value_of(meta, blank), true);
                meta_ = meta;
                literal = value_end(blank);
            }
            from = blank.end;
            i = std::max(i, blank.end > 0 ? blank.end - 1 : 0);
        }
        if (meta_.empty() && ends_with_date()) {
            append(quoted(points_), true);
            append(value_of("date", {}), true);
            meta_ = "date";
            literal = points_.size();
        }
        if (meta_.empty()) return "";
        append(quoted(std::span(points_).subspan(literal)), literal < points_.size());
        return "=" + formula_;
    }
    [[nodiscard]] const std::string& meta() const { return meta_; }

  private:
    // 填报单位：（公章）____: the last of the colon or of the seal behind it.
    size_t seal_end(size_t colon) const {
        std::string rest;
        for (size_t i = colon + 1; i < points_.size() && i < colon + 6; ++i)
            append_utf8(rest, points_[i]);
        const std::string key = match_key(rest);
        for (std::string_view seal : {"(盖章)", "(公章)", "(签章)", "(章)"}) {
            if (key.starts_with(seal)) return colon + code_point_count(seal);
        }
        return colon;
    }
    // 统计截至, and nothing behind it.
    bool ends_with_date() const {
        std::string text;
        if (points_.size() > 10) return false;
        for (char32_t c : points_) append_utf8(text, c);
        return ends_open(text);
    }
    // "截至      年    月底", "    年    月": a blank for a date without a colon before it.
    Blank dated_blank(size_t at) const {
        bool century = points_[at] == U'2' && at + 2 < points_.size() && points_[at + 1] == U'0' &&
                       is_gap(points_[at + 2]);
        bool bare = at == 0 && points_[at] == U'年';
        if (!is_gap(points_[at]) && !century && !bare) return {};
        Blank blank = read_blank(points_, bare ? at + 1 : at);
        blank.year = blank.year || bare;
        blank.any = blank.month;
        return blank;
    }
    std::string kind_of(size_t from, size_t end, const Blank& blank, bool colon) const {
        std::string label;
        for (size_t i = from; i < end; ++i) append_utf8(label, points_[i]);
        if (!colon && trim(label).empty()) return "date";
        std::string meta = meta_of(words_, label);
        if (meta.empty() && blank.month && !colon) return "date";
        return meta;
    }
    // Spaces behind a value keep what follows apart; a date's own words are replaced.
    size_t value_end(const Blank& blank) const {
        if (blank.month || blank.end >= points_.size()) return blank.end;
        return blank.end >= 8 && is_gap(points_[blank.end - 4]) ? blank.end - 4 : blank.end;
    }
    void append(const std::string& part, bool wanted) {
        if (!wanted) return;
        if (!formula_.empty()) formula_ += "&";
        formula_ += part;
    }

    const Vocabulary& words_;
    std::vector<char32_t> points_;
    std::string formula_;
    std::string meta_;
};

}  // namespace

bool is_hand_label(const Vocabulary& words, std::string_view label) {
    if (meta_of(words, label) == "hand") return true;
    std::string key = match_key(label);
    return std::ranges::any_of(
        std::array{"备注", "签字", "意见", "简介", "打算", "责任人", "做法", "原因", "措施", "建议",
                   "电话", "调解员", "承办人", "经办人", "负责人", "联系人", "督办", "月份计划",
                   "下月计划"},
        [&](const char* word) { return key.find(word) != std::string::npos; });
}

std::optional<ProposedCell> propose_meta(const Vocabulary& words, const SheetCells& cells,
                                         size_t sheet, const Field& field, bool shows_dates) {
    if (field.label.texts.empty() || field.label.cells.empty()) return std::nullopt;
    xlsx::CellRef target = field.answer.first;
    if (target == field.label.cells.back() || !cells.is_blank(target)) return std::nullopt;
    const std::string& label = field.label.texts.back();
    std::string meta = meta_of(words, label);
    if (meta.empty() && match_key(label) == "代码") meta = "code";
    if (meta.empty() && field.label.texts.size() == 2) {  // 单位 | 名称
        meta = meta_of(words, field.label.texts[0] + label);
    }
    if (meta.empty() || meta == "hand") return std::nullopt;
    ProposedCell cell;
    cell.sheet = sheet;
    cell.cell = target;
    cell.path = field.label.texts;
    cell.is_meta = true;
    std::string value = meta == "date" && shows_dates ? "截至日期" : value_of(meta, {});
    cell.readings.push_back(meta_reading("=" + value, 0.9, meta));
    return cell;
}

std::optional<ProposedCell> propose_meta_beside(const Vocabulary& words, const SheetCells& cells,
                                                size_t sheet, xlsx::CellRef cell,
                                                const std::string& text) {
    const xlsx::CellRef beside{cell.row, cell.column + 1};
    const auto& merges = cells.grid.merges;
    auto drawn =
        std::ranges::find_if(std::span(merges).first(std::min(merges.size(), kMaxMergesSeen)),
                             [&](const xlsx::CellRange& merge) {
                                 return merge.first == beside && merge.last.column > beside.column;
                             });
    bool apart = drawn != std::span(merges).first(std::min(merges.size(), kMaxMergesSeen)).end();
    if (!apart || !cells.is_blank(beside)) return std::nullopt;
    std::string_view label = trim(text);
    if (code_point_count(label) > 12) return std::nullopt;
    std::string meta = meta_of(words, label);
    if (meta.empty() || meta == "hand") return std::nullopt;
    ProposedCell proposed;
    proposed.sheet = sheet;
    proposed.cell = beside;
    proposed.path = {std::string(label)};
    proposed.is_meta = true;
    proposed.readings.push_back(meta_reading("=" + value_of(meta, {}), 0.9, meta));
    return proposed;
}

std::optional<ProposedCell> propose_meta_line(const Vocabulary& words, size_t sheet,
                                              xlsx::CellRef cell, const std::string& text) {
    LineReader line(words, text);
    std::string formula = line.formula();
    if (formula.empty()) return std::nullopt;
    ProposedCell proposed;
    proposed.sheet = sheet;
    proposed.cell = cell;
    proposed.path = {std::string(trim(text))};
    proposed.is_meta = true;
    proposed.readings.push_back(meta_reading(std::move(formula), 0.9, line.meta()));
    return proposed;
}

// Below its tables a form is signed: 填报：, 日期： there are written by hand.
static bool is_foot(const Structure& structure, size_t sheet, uint32_t row) {
    bool below = false;
    for (const Table& table : structure.tables) {
        if (table.sheet != sheet) continue;
        if (std::ranges::find(table.footer_rows, row) != table.footer_rows.end()) return true;
        if (row <= table.range.last.row) return false;
        below = true;
    }
    return below;
}

void add_meta_lines(const Structure& structure, size_t sheet, const xlsx::Grid& grid,
                    const Vocabulary& words, Proposal& proposal) {
    constexpr size_t kMaxLines = 2'000;
    constexpr uint32_t kHeadRows = 8;
    std::set<xlsx::CellRef> taken;
    for (const ProposedCell& cell : proposal.cells) {
        if (cell.sheet == sheet) taken.insert(cell.cell);
    }
    size_t lines = 0;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || !content.formula.empty() || text->size() > 400) continue;
        // Its blank beside it is proposed already.
        const xlsx::CellRef beside{cell.row, cell.column + 1};
        if (taken.contains(beside) && SheetCells{grid}.is_blank(beside)) continue;
        if (taken.contains(cell) || is_foot(structure, sheet, cell.row)) continue;
        const bool top = cell.row < kHeadRows;
        auto next =
            !top ? std::nullopt : propose_meta_beside(words, SheetCells{grid}, sheet, cell, *text);
        if (next && taken.insert(next->cell).second) {
            proposal.cells.push_back(std::move(*next));
            continue;
        }
        if (!may_be_head(*text)) continue;
        if (++lines > kMaxLines) return;
        if (auto meta = propose_meta_line(words, sheet, cell, *text)) {
            proposal.cells.push_back(std::move(*meta));
        }
    }
}

}  // namespace yitao::recognise
