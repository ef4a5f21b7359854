#include "recognise/proposal/paths.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/meaning/meaning.h"
#include "recognise/notes/days.h"
#include "recognise/notes/explain.h"
#include "recognise/proposal/axis.h"
#include "recognise/proposal/bands.h"
#include "recognise/proposal/chapter.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

// 占户籍人口比例, 占总数（%）, and no word of whose part.
bool is_share_of(const std::string& text) {
    const std::string key = match_key(text);
    constexpr auto kWhole = std::to_array<std::string_view>(
        {"总", "全部", "所有", "合计", "比", "户", "人", "数", "者", "对象", "%", "‰", "的"});
    constexpr auto kOther = std::to_array<std::string_view>({"占地", "占用", "占有", "占道"});
    return key.starts_with("占") && has_any(key, kWhole) && first_of(key, kOther) != 0;
}

// 第一部分　人口（户籍） → 人口（户籍）
std::string without_part_number(const std::string& text) {
    return std::string(trim(std::string_view(text).substr(part_number(text))));
}

// 没装宽带的家庭中：, 未改厕户的具体情形：: the section is what its rows are part of; empty: it
// only gives the scene.
std::string whole_named(std::string_view section) {
    section = trim(section);
    constexpr auto kColons = std::to_array<std::string_view>({"：", ":", "，"});
    constexpr auto kEnds =
        std::to_array<std::string_view>({"的具体情形", "具体情形", "的具体情况", "包括", "有"});
    // Without a colon too; （三）没参保的都是谁
    constexpr auto kAmong = std::to_array<std::string_view>({"当中", "中", "都是谁", "是谁"});
    const auto without = [&](Marks ends) {
        const auto end = std::ranges::find_if(
            ends, [&](std::string_view one) { return section.ends_with(one); });
        if (end != ends.end()) section.remove_suffix(end->size());
        return end != ends.end();
    };
    const bool colon = without(kColons);
    if (!without(kAmong) && !(colon && without(kEnds))) return "";
    return code_point_count(section) > 3 ? without_numeral(std::string(section)) : "";
}

// 按就业状态分, （一）按年龄分：, 二、按迁入时间分组
bool divides_rows(const std::string& section) {
    constexpr auto kEnds = std::to_array<std::string_view>({"分", "分组", "划分", "分类"});
    std::string key = match_key(section);
    if (begins_chapter(section)) key = match_key(without_numeral(section));
    std::string_view said = key;
    if (said.ends_with(":")) said.remove_suffix(1);
    return said.starts_with("按") &&
           std::ranges::any_of(kEnds, [&](std::string_view end) { return said.ends_with(end); });
}

// （亿元）
bool is_measure_alone(std::string_view text) {
    const std::string key = match_key(text);
    return key.starts_with("(") && key.ends_with(")") && dictionary::is_measure(bare_measure(key));
}

}  // namespace

RowAsked TablePaths::of_row(size_t index, const std::vector<std::string>& context) const {
    const DataRow& row = table_.rows[index];
    RowAsked of_row;
    Asked& base = of_row.asked;
    base.context = context;
    of_row.shown = row.path.texts;
    split_row_path(row, base);
    take_row_before(index, base);
    // 一年级 | 2019.9.1 | 2020.8.31: who they are, whatever they are called.
    if (std::string days = days_of_row(words_, cells_, table_, row.row); !days.empty())
        base.path = {{std::move(days)}};
    base.row_parts = base.path.size();
    std::vector<std::string> total_of = rows_of_total(table_, index);
    base.leading = leading();
    if (!row.path.cells.empty()) base.axis = stub_heading(row.path.cells.back().column);
    base.row_total = total_of.size() > 1;
    if (base.row_total) base.beside = std::move(total_of);
    return of_row;
}

Asked TablePaths::with_column(const RowAsked& row, size_t row_index, size_t column) const {
    Asked asked = row.asked;
    add_column_path(column, table_.rows[row_index], asked);
    take_kinds_above(column, asked);
    for (const std::string& label : row_labels()) asked.siblings.push_back(label);
    if (asked.measure.empty())
        asked.measure = measure_of(table_.rows[row_index], table_.columns[column]);
    return asked;
}

// 中共党员 | 含预备党员
std::string TablePaths::explained(std::string text, uint32_t row) const {
    std::string said = explanation_of(row_explanation(cells_, table_, row));
    return said.empty() ? text : text + "（" + said + "）";
}

// 户籍老人（60岁及以上） / 占户籍人口比例: of those of the row above.
void TablePaths::take_row_before(size_t index, Asked& base) const {
    const DataRow& row = table_.rows[index];
    if (index == 0 || row.path.texts.size() != 1) return;
    // 这些户的人口
    constexpr auto kThese = std::to_array<std::string_view>(
        {"这些", "上述", "这类", "该类", "此类", "该户", "上项", "上行"});
    const bool these = first_of(row.path.texts[0], kThese) == 0;
    if (!these && !is_share_of(row.path.texts[0])) return;
    const DataRow& before = table_.rows[index - 1];
    const bool whole = before.role == RowRole::kData || before.role == RowRole::kOfWhich ||
                       before.role == RowRole::kTotal;
    if (!whole || before.path.texts.empty() || is_share_of(before.path.texts.back())) return;
    base.path.insert(base.path.begin(), {before.path.texts.back(), true});
}

std::string TablePaths::leading() const {
    for (const Column& column : table_.columns) {
        bool counts = !column.is_stub && !column.is_serial && !column.path.texts.empty() &&
                      table_.unit_column != column.column &&
                      !is_code_heading(column.path.texts.back());
        if (counts) return column.path.texts.back();
    }
    return "";
}

std::string TablePaths::measure_of(const DataRow& row, const Column& column) const {
    const bool several =
        !column.path.texts.empty() && is_of_several_measures(column.path.texts.back());
    // 常住儿童（周岁） over 0—5: in what the bands are, not how many.
    const bool ages = column.unit_of_measure.ends_with("岁") && column.path.texts.size() > 1 &&
                      !column.path.texts.back().contains("岁");
    if (!column.unit_of_measure.empty() && !several && !ages) return column.unit_of_measure;
    if (!row.unit_of_measure.empty()) return row.unit_of_measure;
    if (!table_.unit_of_measure.empty()) return table_.unit_of_measure;
    return table_.orientation == Orientation::kRowIndicator ? measure_of_whole(row) : "";
}

// 总投资（万元） over 　基础设施: measured as what it is part of.
std::string TablePaths::measure_of_whole(const DataRow& row) const {
    for (size_t i = row.path.texts.size(); i-- > 1;) {
        const auto role = roles_.find(row.path.cells[i - 1]);
        if (role == roles_.end() || role->second == RowRole::kSection) return "";
        std::string measure = dictionary::read_heading(row.path.texts[i - 1]).measure;
        if (!measure.empty()) return measure;
    }
    return "";
}

// C级、D级中：低保户 over 　　户内有残疾人的: what both are some of.
static std::string before_among(std::string whole) {
    constexpr std::string_view kAmong = "中：";
    constexpr std::string_view kOf = "其";
    const size_t at = whole.find(kAmong);
    const bool said = at != std::string::npos && at > 0 && !whole.substr(0, at).ends_with(kOf);
    if (said) whole.resize(at);
    return whole;
}

// Parents among the rows are what 其中 is part of, or a section that only gives the scene.
void TablePaths::split_row_path(const DataRow& row, Asked& asked) const {
    const auto& path = row.path;
    if (path.texts.empty()) return;
    uint32_t own_column = path.cells.back().column;
    const size_t named = parent_named(path);
    for (size_t i = 0; i < path.texts.size(); ++i) {
        if (i > named && i + 1 < path.texts.size()) continue;
        const xlsx::CellRef cell = path.cells[i];
        // 平均每个项目 | —: drawn for what is not filled in, no label.
        constexpr auto kDashes = std::to_array<std::string_view>({"—", "——", "-", "－", "/", "×"});
        if (i > 0 && std::ranges::find(kDashes, trim(path.texts[i])) != kDashes.end()) continue;
        bool parent = i + 1 < path.texts.size() &&
                      (roles_.contains(cell) || (cell.column == own_column && cell.row != row.row));
        if (parent && is_grades(path.texts[i])) continue;  // 一、二级: no chapter
        // 按性别分：男 | 女 | 其中：外来人员: the sexes make up the whole.
        if (parent && row.role == RowRole::kOfWhich && is_sex(path.texts[i])) continue;
        if (parent) {
            auto role = roles_.find(cell);
            bool section = role == roles_.end() || role->second == RowRole::kSection;
            std::string whole = whole_named(path.texts[i]);
            if (whole.empty()) whole = whole_among(path.texts[i]);
            if (section && !whole.empty()) {
                asked.path.push_back({std::move(whole), true});
            } else if (section) {
                if (std::string divided = whole_divided(row, i); !divided.empty())
                    asked.path.push_back({std::move(divided), true});
                asked.context.push_back(without_includes(without_part_number(path.texts[i])));
                // 一、劳动力资源（户籍，16—59周岁）: the brackets hold for all its rows, and so
                // does （一）消防类隐患.
                std::string rows = rows_of_chapter(words_, path.texts[i]);
                if (!rows.empty()) asked.path.push_back({std::move(rows), true});
                if (std::string sex = sex_of_section(path.texts[i], row); !sex.empty())
                    asked.path.push_back({std::move(sex), true});
                std::string narrowed = in_brackets(path.texts[i]);
                std::string code =
                    narrowed.contains("岁") ? code_of_name(words_, path.texts[i]) : "";
                if (!code.empty()) asked.path.push_back({std::move(code), true});
                if (!narrowed.empty()) asked.path.push_back({std::move(narrowed), true});
            } else {
                whole = before_among(whole_of(row, path.texts[i]));
                asked.path.push_back({explained(std::move(whole), cell.row), true});
            }
            continue;
        }
        // 其中 at the side of several rows: they are part of the row above them.
        if (i + 1 < path.texts.size() && is_part(path.texts[i])) {
            if (auto whole = row_before(row, cell)) asked.path.push_back({*whole, true});
        }
        if (auto unit = words_.find_unit(path.texts[i])) {
            asked.unit = *unit;
            continue;
        }
        const std::string heading = stub_heading(cell.column);
        bool numbers =
            path.texts.size() > 1 && (is_code_heading(heading) || is_aside_heading(heading));
        // A | 农、林、牧、渔业: the letter is the code of what stands beside it.
        bool letter = i + 1 < path.texts.size() && is_code_letter(path.texts[i]);
        // 第二产业 | B—E, 第一产业 | A01—A04: the classes are what the word means here.
        const bool classes = numbers && i > 0 && i + 1 == path.texts.size() &&
                             match_key(heading).contains("门类") && names_classes(path.texts[i]);
        if (classes && !asked.path.empty()) asked.path.back().text = path.texts[i] + "门类";
        // 制造业 | C: behind it.
        const bool behind = i > 0 && i + 1 == path.texts.size() && is_code_letter(path.texts[i]);
        if (numbers || letter || behind) continue;
        if (i + 1 < path.texts.size() && defines_rows(path, i)) {
            asked.context.push_back(path.texts[i]);
            continue;
        }
        std::string text = with_axis(words_, heading, path.texts[i]);
        // 按成立年份分组 / 2020年及以后
        const std::string_view above = i > 0 ? std::string_view(path.texts[i - 1]) : "";
        if (text == path.texts[i] && above.starts_with("按") && above.contains("年份"))
            text = with_axis(words_, above, text);
        if (text == path.texts[i]) text = with_titled_date(table_.title, text);
        if (i + 1 == path.texts.size()) text = explained(std::move(text), row.row);
        asked.path.push_back({std::move(text)});
    }
}

// 劳动年龄人口 over 按就业状态分 over 务农: the rows of such a section divide those of the last row
// above it that is part of nothing itself and is measured alike; empty: there is none.
std::string TablePaths::whole_divided(const DataRow& row, size_t section) const {
    const Path& path = row.path;
    if (!divides_rows(path.texts[section])) return "";
    std::string whole;
    for (const DataRow& other : table_.rows) {
        if (other.row >= path.cells[section].row) break;
        const Path& above = other.path;
        const bool counts = other.role == RowRole::kData || other.role == RowRole::kTotal;
        const bool beside =
            above.texts.size() == section + 1 &&
            above.cells.back().column == path.cells[section].column &&
            std::equal(above.cells.begin(), above.cells.end() - 1, path.cells.begin());
        if (!counts || !beside || is_sex(above.texts.back()) || is_share_of(above.texts.back()))
            continue;
        if (other.unit_of_measure == row.unit_of_measure) whole = above.texts.back();
    }
    return whole;
}

// 三、女性就业和社会保障 over 享受低保: of women, whatever else the section tells of them; not
// 妇女儿童权益, nor over 女党员, which says it itself, and over households.
std::string TablePaths::sex_of_section(const std::string& section, const DataRow& row) const {
    constexpr auto kSexes = std::to_array<std::string_view>({"女", "男", "妇"});
    constexpr auto kHomes = std::to_array<std::string_view>({"家庭", "户数", "户主"});
    constexpr auto kOthers = std::to_array<std::string_view>(
        {"儿童", "童", "少年", "家庭", "户", "和", "与", "及", "主任", "干部", "代表"});
    std::string bare = section.substr(0, std::min(section.find("（"), section.find('(')));
    if (begins_chapter(bare)) bare = without_numeral(bare);
    const std::string& label = row.path.texts.back();
    const bool homes = has_any(label, kHomes) || bare_heading(label).ends_with("户");
    if (has_any(label, kSexes) || homes || row.unit_of_measure == "户") return "";
    const Cut cut = words_.cut(bare);
    if (cut.tokens.size() < 2 || cut.tokens[1].listed) return "";
    const Token& first = cut.tokens[0];
    if (first.text == "女" || first.text == "男" || first_of(cut.tokens[1].text, kOthers) == 0)
        return "";
    const bool sex = std::ranges::any_of(first.terms, [&](const Term& term) {
        const Test* code = term.generic ? code_in(term) : nullptr;
        return code != nullptr && code->words.size() == 1 && is_sex(code->words[0]);
    });
    return sex ? first.text : "";
}

// 常住老年人中的困难群体: the section says of whom its rows are, and then only what they are
// called; not 工作中的问题.
std::string TablePaths::whole_among(const std::string& section) const {
    constexpr std::string_view kAmong = "中的";
    const size_t at = section.find(kAmong);
    if (at == std::string::npos || at == 0) return "";
    std::string whole = section.substr(0, at);
    if (begins_chapter(whole)) whole = without_numeral(whole);
    const Cut cut = words_.cut(whole);
    const bool names = std::ranges::any_of(cut.tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.ledger >= 0 && term.kind == dictionary::PhraseKind::kCondition;
        });
    });
    return names && cut.unknown == 0 ? whole : "";
}

// 补贴项目 | 对象范围: the second says who they are, the first what it is called.
bool TablePaths::defines_rows(const Path& path, size_t index) const {
    const std::string own = match_key(stub_heading(path.cells[index].column));
    const std::string next = match_key(stub_heading(path.cells.back().column));
    if (own == next) return false;
    // 学段 | 年龄: 学前教育 is what those of that age are called.
    if ((own == "学段" || own == "阶段") && (next.contains("年龄") || next.contains("周岁")))
        return true;
    return next.ends_with("范围") || next.ends_with("对象") || next.ends_with("口径") ||
           next.ends_with("条件");
}

std::string TablePaths::stub_heading(uint32_t column) const {
    for (const Column& one : table_.columns) {
        if (one.column == column && one.is_stub && !one.path.texts.empty()) {
            return one.path.texts.back();
        }
    }
    return "";
}

// 其中：引导诉讼（件） below 涉及金额（万元） is no part of the money: of the last row above
// that is measured alike.
std::string TablePaths::whole_of(const DataRow& row, const std::string& parent) const {
    std::string own = dictionary::read_heading(row.path.texts.back()).measure;
    std::string above = dictionary::read_heading(parent).measure;
    if (own.empty() && above.empty()) return whole_measured_alike(row, parent);
    if (own.empty() || above.empty() || dictionary::convert(own, above)) return parent;
    std::string whole = parent;
    for (const DataRow& other : table_.rows) {
        if (other.row >= row.row) break;
        if (other.role == RowRole::kOfWhich || other.path.texts.empty()) continue;
        const std::string& label = other.path.texts.back();
        if (dictionary::convert(own, dictionary::read_heading(label).measure)) whole = label;
    }
    return whole;
}

// 组织文艺演出 | 场, 演出观众 | 人次, 　送戏下乡 | 场: of the performances, not of who came.
std::string TablePaths::whole_measured_alike(const DataRow& row, const std::string& parent) const {
    const DataRow* before = nullptr;  // the row above the parent
    const DataRow* above = nullptr;
    for (const DataRow& other : table_.rows) {
        if (other.row >= row.row) break;
        const bool whole =
            other.role == RowRole::kData && other.path.texts.size() + 1 == row.path.texts.size();
        if (!whole) continue;
        before = above;
        above = &other;
    }
    if (before == nullptr || above->path.texts.back() != parent) return parent;
    const auto alike = [](const std::string& a, const std::string& b) {
        return !a.empty() && !b.empty() && dictionary::convert(a, b).has_value();
    };
    constexpr std::string_view kAttendance = "人次";
    const bool amount = alike(above->unit_of_measure, std::string(kAttendance));
    const bool misfit = amount && !alike(row.unit_of_measure, above->unit_of_measure);
    return misfit && alike(row.unit_of_measure, before->unit_of_measure) ? before->path.texts.back()
                                                                         : parent;
}

// The label of the last row above a group 其中 that stands in no group itself.
std::optional<std::string> TablePaths::row_before(const DataRow& row, xlsx::CellRef group) const {
    std::optional<std::string> label;
    for (const DataRow& other : table_.rows) {
        if (other.row >= group.row || other.row >= row.row) break;
        bool whole = other.role == RowRole::kData || other.role == RowRole::kTotal;
        if (whole && other.path.texts.size() == 1) label = other.path.texts[0];
    }
    return label;
}

const std::string& TablePaths::days_of(size_t column) const {
    const auto [found, is_new] = days_.try_emplace(column);
    if (is_new) found->second = days_of_column(words_, cells_, table_, column);
    return found->second;
}

// 村民委员会 | 社区 over 潘家湾: which of two that share a name; "": it says no such thing.
static std::string_view kind_of_village(std::string_view group) {
    constexpr auto kVillages =
        std::to_array<std::string_view>({"村", "行政村", "村委会", "村民委员会", "各村"});
    constexpr auto kTowns = std::to_array<std::string_view>(
        {"社区", "居委会", "居民委员会", "社区居委会", "社区居民委员会", "各社区"});
    const std::string key = match_key(group);
    if (std::ranges::find(kVillages, key) != kVillages.end()) return "（村）";
    return std::ranges::find(kTowns, key) != kTowns.end() ? "（社区）" : "";
}

// The village that a heading names, alone or with the group over it.
std::optional<org::UnitCode> TablePaths::village_in(const std::vector<std::string>& texts,
                                                    size_t at) const {
    if (at >= texts.size()) return std::nullopt;
    const std::string_view kind = at > 0 ? kind_of_village(texts[at - 1]) : "";
    auto unit = kind.empty() ? std::nullopt : words_.find_unit(texts[at] + std::string(kind));
    return unit ? unit : words_.find_unit(texts[at]);
}

void TablePaths::add_column_path(size_t index, const DataRow& row, Asked& asked) const {
    const auto& texts = table_.columns[index].path.texts;
    if (texts.empty()) return;  // below chapters alone
    const std::string& days = days_of(index);
    if (!days.empty()) {
        for (const std::string& text : texts) {
            std::string rest = without_school(text);
            if (!rest.empty() && text != days) asked.path.push_back({std::move(rest)});
        }
        asked.path.push_back({days});
        return;
    }
    // 持证残疾人 | 按性别分: what is divided stands before.
    bool divides = texts.size() > 1 && texts[0].starts_with("按") && texts[0].ends_with("分");
    if (divides || is_part(texts[0])) {
        if (auto whole = whole_before(table_, words_, index)) asked.path.push_back({*whole, true});
    }
    if (const std::string group = group_among(table_, index); !group.empty())
        asked.path.push_back({group, true});
    if (texts.size() == 1 && is_share_of(texts[0])) {
        if (auto whole = whole_before_parts(table_, words_, index))
            asked.path.push_back({*whole, true});
    }
    if (auto matter = matter_before(table_, index)) asked.path.push_back({*matter, true});
    for (size_t i = 0; i < texts.size(); ++i) {
        const std::string& text = texts[i];
        // 概算总投资 / （亿元）: in what it is measured.
        if (i > 0 && i + 1 == texts.size() && is_measure_alone(text)) {
            asked.measure = bare_measure(text);
            asked.measured_here = true;
            continue;
        }
        // 矛盾纠纷 / 办结, 其中：引导诉讼: part of the column before it in the group.
        if (i > 0 && i + 1 == texts.size() && is_part(text)) {
            auto whole = whole_in_group(table_, words_, index);
            const std::string sex = sex_before_part(table_, words_, index);
            const bool titled = !sex.empty() && title_names_sex(table_.title, sex);
            asked.of_which_sex = asked.of_which_sex || (!sex.empty() && !titled);
            if (titled) asked.path.push_back({sex, true});
            if (whole) asked.path.push_back({*whole, true});
        }
        auto unit = asked.unit == 0 ? village_in(texts, i) : std::nullopt;
        if (asked.unit == 0 && !kind_of_village(text).empty() && village_in(texts, i + 1)) continue;
        if (asked.unit == 0 && !unit && !kind_of_village(text).empty()) asked.of_some_units = true;
        if (unit) {
            asked.unit = *unit;  // villages side by side
        } else if ((!says_nothing(text, asked) || is_done_beside_plan(text)) &&
                   !is_of_other_rows(text, row)) {
            // 每户住房面积 | 60平方米以下 | 60—90: what stands over the rows' names is theirs.
            const std::string band = with_band(words_, i > 0 ? texts[i - 1] : asked.axis, text);
            const std::string dated = i == 0 ? with_dated_axis(asked.axis, band) : band;
            asked.path.push_back({with_titled_date(table_.title, dated)});
        }
    }
    for (size_t c = 0; c < table_.columns.size() && asked.siblings.size() < kMaxSiblings; ++c) {
        const auto& other = table_.columns[c].path.texts;
        auto& there = c < index ? asked.before : asked.after;
        const bool counts = c != index && !other.empty() && !table_.columns[c].is_stub;
        if (counts && there.size() + 1 < kMaxSiblings) {
            if (other.size() > 1 && other[0] != texts[0]) there.push_back(other[0]);
            there.push_back(other.back());
        }
        const bool grouped = !other.empty() && other.size() > 1 && other[0] != texts[0];
        if (grouped && std::ranges::find(asked.groups, other[0]) == asked.groups.end())
            asked.groups.push_back(other[0]);
        if (c != index && other.size() == texts.size() &&
            std::equal(texts.begin(), texts.end() - 1, other.begin())) {
            asked.siblings.push_back(other.back());
            bool joined = texts.back().contains("类合计") || texts.back().contains("项合计");
            if ((texts.size() > 1 || joined) && !asked.row_total)
                asked.beside.push_back(other.back());
        } else if (c != index && !other.empty() && asked.around.size() < kMaxSiblings) {
            asked.around.push_back(other.back());
        }
    }
}

// 独居老人 | 特困人员 | 以上两类（不重复）
void TablePaths::take_kinds_above(size_t index, Asked& asked) const {
    const auto& texts = table_.columns[index].path.texts;
    const size_t kinds = texts.empty() ? 0 : kinds_above(texts.back());
    if (asked.row_total || texts.empty()) return;
    std::vector<std::string> before;
    // 困难群体 / 低保 | 特困 | 残疾 and 合计（不重复） beside the group.
    const bool once = texts.size() == 1 && counts_once(texts[0]) && texts[0].starts_with("合");
    for (size_t c = once ? index : 0; c-- > 0;) {
        const auto& other = table_.columns[c].path.texts;
        const bool same = other.size() == 2 && other[0] == table_.columns[index - 1].path.texts[0];
        if (!same) break;
        before.push_back(other.back());
    }
    if (before.size() > 1) asked.beside = {before.rbegin(), before.rend()};
    if (kinds == 0) return;
    before.clear();
    for (size_t c = index; c-- > 0 && before.size() < kinds;) {
        const auto& other = table_.columns[c].path.texts;
        bool same = other.size() == texts.size() &&
                    std::equal(texts.begin(), texts.end() - 1, other.begin());
        if (!same || is_part(other.back())) break;
        before.push_back(other.back());
    }
    if (before.size() == kinds) asked.beside = {before.rbegin(), before.rend()};
}

// 统计指标 | 单位 | 人数, where some rows count 户: each row's own unit is meant.
bool TablePaths::is_of_other_rows(const std::string& heading, const DataRow& row) const {
    const std::string key = match_key(heading);
    return table_.unit_column && (key == "人数" || key == "户数") && !row.unit_of_measure.empty() &&
           !key.starts_with(row.unit_of_measure);
}

// 完成数 beside 计划数: what of it is done, and not where the answer goes.
bool TablePaths::is_done_beside_plan(const std::string& heading) const {
    constexpr auto kPlans = std::to_array<std::string_view>({"计划", "目标", "任务"});
    return heading.starts_with("完成") &&
           std::ranges::any_of(table_.columns, [&](const Column& column) {
               return !column.path.texts.empty() && has_any(column.path.texts.back(), kPlans);
           });
}

bool TablePaths::says_nothing(const std::string& heading, const Asked& asked) const {
    if (asked.path.empty()) return false;
    return is_answer_heading(heading) ||
           (is_of_several_measures(heading) && table_.unit_column.has_value());
}

bool TablePaths::is_part(const std::string& text) const {
    auto [at, fresh] = parts_.try_emplace(text);
    if (fresh) at->second = begins_part(words_, text);
    return at->second;
}

const std::vector<std::string>& TablePaths::row_labels() const {
    if (row_labels_.empty()) {
        for (const DataRow& row : table_.rows) {
            if (!row.path.texts.empty() && row_labels_.size() < kMaxSiblings) {
                row_labels_.push_back(row.path.texts.back());
            }
        }
    }
    return row_labels_;
}

}  // namespace yitao::recognise
