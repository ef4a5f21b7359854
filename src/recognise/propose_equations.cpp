#include "recognise/propose_equations.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "base/text.h"
#include "recognise/clauses.h"
#include "recognise/propose_scope.h"

namespace yitao::recognise {

namespace {

constexpr double kByNote = 0.9;

// （合并＋关闭） → + 合并, + 关闭. Empty: brackets that do not open and close around all of it.
std::vector<Equation::Part> parts_of(std::string_view side) {
    side = trim(side);
    for (auto [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        const std::string_view first(open);
        const std::string_view last(close);
        if (!side.starts_with(first) || !side.ends_with(last)) continue;
        side = side.substr(first.size(), side.size() - first.size() - last.size());
        break;
    }
    constexpr auto kSigns = std::to_array<std::string_view>({"＋", "+", "－", "−"});
    std::vector<Equation::Part> parts;
    int sign = 1;
    for (size_t from = 0; from <= side.size();) {
        size_t to = first_of(side, kSigns, from);
        std::string_view text = trim(side.substr(from, to - from));
        if (text.empty() || parts.size() > 6) return {};
        parts.push_back({sign, std::string(text)});
        if (to == side.size()) break;
        auto mark = std::ranges::find_if(
            kSigns, [&](std::string_view s) { return side.substr(to).starts_with(s); });
        sign = mark - kSigns.begin() < 2 ? 1 : -1;
        from = to + mark->size();
    }
    return parts;
}

// ×100%, of what is left of the equation.
std::string_view without_hundred(std::string_view side) {
    for (std::string_view mark : {"×", "*", "x100", "X100"}) {
        size_t at = side.rfind(mark);
        if (at != std::string_view::npos && side.substr(at).contains("100"))
            side = side.substr(0, at);
    }
    return side;
}

// 普及率分母为总户数: what stands over the line is the column before it.
std::optional<Equation> base_in(std::string_view clause) {
    for (std::string_view is :
         {"的分母均为", "分母均为", "的分母为", "分母为", "的分母是", "分母是"}) {
        const size_t at = clause.find(is);
        if (at == std::string_view::npos || at == 0) continue;
        std::string_view word = clause.substr(0, at);
        for (std::string_view mark : {"：", ":", ".", "．"}) {
            size_t end = word.rfind(mark);
            if (end != std::string_view::npos) word = word.substr(end + mark.size());
        }
        Equation equation;
        equation.word = match_key(trim(word));
        equation.base = parts_of(clause.substr(at + is.size()));
        equation.text = trim(clause);
        bool whole = equation.word.ends_with("率") && equation.base.size() == 1 &&
                     code_point_count(equation.word) <= 12;
        return whole ? std::optional(std::move(equation)) : std::nullopt;
    }
    return std::nullopt;
}

// 户均耕地＝耕地面积÷家庭户数
bool is_average(std::string_view word) {
    return word.starts_with("户均") || word.starts_with("人均") || word.starts_with("平均") ||
           word.starts_with("场均");
}

// 第6栏, 6
int number_of(std::string_view text) {
    constexpr std::string_view kOrdinal = "第";
    if (text.starts_with(kOrdinal)) text.remove_prefix(kOrdinal.size());
    int value = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9' && value < 1000) {
        value = value * 10 + (text[0] - '0');
        text.remove_prefix(1);
    }
    bool alone = text.empty() || text == "栏" || text == "列" || text == "行" || text == "项";
    return alone ? value : 0;
}

// 人均耕地按户籍人口平均
std::optional<Equation> average_in(std::string_view clause) {
    constexpr std::string_view kBy = "按";
    constexpr auto kEnds = std::to_array<std::string_view>({"平均", "计算", "算"});
    const size_t by = clause.find(kBy);
    if (by == std::string_view::npos) return std::nullopt;
    std::string_view word = trim(clause.substr(0, by));
    for (std::string_view mark : {"：", ":", ".", "．", "、"}) {
        const size_t at = word.rfind(mark);
        if (at != std::string_view::npos) word = word.substr(at + mark.size());
    }
    constexpr std::string_view kEach = "人均";
    std::string_view whom = clause.substr(by + kBy.size());
    const auto* end =
        std::ranges::find_if(kEnds, [&](std::string_view one) { return whom.ends_with(one); });
    const bool plain = word.starts_with(kEach) && word.size() > kEach.size() &&
                       code_point_count(word) <= 10 && end != kEnds.end();
    if (!plain) return std::nullopt;
    whom.remove_suffix(end->size());
    if (whom.empty() || !(whom.contains("人口") || whom.contains("人数"))) return std::nullopt;
    Equation equation;
    equation.word = match_key(word);
    equation.top = {{1, std::string(word.substr(kEach.size()))}};
    equation.base = {{1, std::string(whom)}};
    equation.text = trim(clause);
    return equation;
}

// 年度计划减1—10月完成, 计划－完成: what is left of the first; empty: it is no such thing.
std::vector<Equation::Part> difference_of(std::string_view side) {
    constexpr auto kMinus = std::to_array<std::string_view>({"－", "−", "减去", "减"});
    constexpr auto kOther = std::to_array<std::string_view>({"÷", "×", "＋", "+", "=", "＝"});
    const size_t at = first_of(side, kMinus);
    if (at == side.size() || has_any(side, kOther)) return {};
    const auto* mark = std::ranges::find_if(
        kMinus, [&](std::string_view one) { return side.substr(at).starts_with(one); });
    const std::string_view left = trim(side.substr(0, at));
    const std::string_view right = trim(side.substr(at + mark->size()));
    const bool plain = !left.empty() && !right.empty() && first_of(right, kMinus) == right.size() &&
                       std::ranges::none_of(std::array{left, right}, [](std::string_view one) {
                           return one.contains("日期") || one.contains("时间");
                       });
    if (!plain) return {};
    return {{1, std::string(left)}, {-1, std::string(right)}};
}

// 结余＝年度计划－已执行
std::optional<Equation> difference_in(std::string_view clause) {
    constexpr auto kEquals = std::to_array<std::string_view>({"＝", "="});
    const size_t equals = first_of(clause, kEquals);
    if (equals == clause.size()) return std::nullopt;
    Equation equation;
    equation.difference = true;
    equation.word = match_key(trim(clause.substr(0, equals)));
    equation.top = difference_of(clause.substr(equals + (clause[equals] == '=' ? 1 : 3)));
    equation.text = trim(clause);
    const bool whole = !equation.top.empty() && code_point_count(equation.word) >= 2 &&
                       code_point_count(equation.word) <= 12;
    return whole ? std::optional(std::move(equation)) : std::nullopt;
}

std::optional<Equation> equation_in(std::string_view clause) {
    constexpr auto kEquals = std::to_array<std::string_view>({"＝", "="});
    constexpr std::string_view kOver = "÷";
    size_t equals = first_of(clause, kEquals);
    size_t over = clause.find(kOver);
    if (auto difference = difference_in(clause)) return difference;
    if (equals >= over || over == std::string_view::npos) {
        if (auto average = average_in(clause)) return average;
        return base_in(clause);
    }
    if (clause.find(kOver, over + kOver.size()) != std::string_view::npos) return std::nullopt;
    std::string_view word = clause.substr(0, equals);
    for (std::string_view mark : {"：", ":", "、", ".", "．", "①", "②", "③", "④", "⑤", "⑥"}) {
        size_t at = word.rfind(mark);
        if (at != std::string_view::npos) word = word.substr(at + mark.size());
    }
    size_t behind = clause.substr(equals).starts_with("=") ? 1 : 3;
    Equation equation;
    equation.word = match_key(trim(word));
    equation.top = parts_of(clause.substr(equals + behind, over - equals - behind));
    equation.base = parts_of(without_hundred(clause.substr(over + kOver.size())));
    equation.text = trim(clause);
    bool rate = number_of(equation.word) > 0 || equation.word.ends_with("率") ||
                equation.word.ends_with("比例") || equation.word.ends_with("比重") ||
                equation.word.ends_with("占比") || equation.word.ends_with("比") ||
                is_average(equation.word);
    bool whole = rate && !equation.top.empty() && !equation.base.empty() &&
                 code_point_count(equation.word) <= 16;
    return whole ? std::optional(std::move(equation)) : std::nullopt;
}

// The path of the cell in the column, or the row, of that number instead of its own.
bool stand_at(const SheetCells& cells, const Table& table, int number, bool by_row, Asked& asked) {
    if (!by_row) {
        if (!table.number_row) return false;
        for (const Column& column : table.columns) {
            Standing standing = standing_of(cells, table, {*table.number_row, column.column});
            bool own = std::ranges::find(standing.columns, number) != standing.columns.end();
            if (!own || column.path.texts.empty()) continue;
            asked.path.resize(asked.row_parts);
            for (const std::string& text : column.path.texts) asked.path.push_back({text});
            return true;
        }
        return false;
    }
    for (const DataRow& row : table.rows) {
        if (row.path.texts.empty() || asked.row_parts == 0) continue;
        Standing standing = standing_of(cells, table, {row.row, 0});
        const std::string key = match_key(row.path.texts.back());
        bool listed = key.starts_with(std::to_string(number) + ".") ||
                      key.starts_with(std::to_string(number) + "、");
        bool own = std::ranges::find(standing.rows, number) != standing.rows.end();
        if (!own && !listed) continue;
        asked.path[asked.row_parts - 1].text = row.path.texts.back();
        return true;
    }
    return false;
}

// 成功率＝调解成功÷总件数, where 总件数 is another column of the table, whatever stands over it.
bool stand_at_heading(const Table& table, const std::string& heading, Asked& asked) {
    const std::string key = bare_heading(heading);
    const Column* only = nullptr;
    for (const Column& column : table.columns) {
        if (column.is_stub || column.path.texts.size() < 2) continue;
        if (bare_heading(column.path.texts.back()) != key) continue;
        if (only != nullptr) return false;
        only = &column;
    }
    if (only == nullptr) return false;
    asked.path.resize(asked.row_parts);
    for (const std::string& text : only->path.texts) asked.path.push_back({text});
    return true;
}

// 通自来水户数 | 普及率: the heading before it in its group.
std::vector<Equation::Part> column_before(const Table& table, const Asked& asked) {
    const auto own = std::span(asked.path).subspan(std::min(asked.row_parts, asked.path.size()));
    auto same = [&](const std::vector<std::string>& texts, size_t count) {
        return texts.size() == own.size() && count <= texts.size() &&
               std::equal(texts.begin(), texts.begin() + static_cast<long>(count), own.begin(),
                          [](const std::string& a, const PathPart& b) { return a == b.text; });
    };
    for (size_t c = 1; c < table.columns.size(); ++c) {
        const auto& before = table.columns[c - 1].path.texts;
        if (own.size() < 2 || !same(table.columns[c].path.texts, own.size())) continue;
        if (same(before, own.size() - 1)) return {{1, before.back()}};
    }
    return {};
}

class EquationReader {
  public:
    EquationReader(MeaningReader& reader, const SheetCells& cells, const Table& table,
                   const Asked& asked, size_t part, bool keeps_measure)
        : reader_(reader),
          cells_(cells),
          table_(table),
          asked_(asked),
          part_(part),
          keeps_measure_(keeps_measure) {}

    // Empty: one of the parts is not sure. `top`: what stands over the line, where this is the
    // base.
    std::string side(const std::vector<Equation::Part>& parts,
                     const std::vector<Equation::Part>* top = nullptr) {
        std::string text;
        for (const Equation::Part& part : parts) {
            Asked one = asked_;
            if (top != nullptr) drop_groups_of(*top, one);
            if (!keeps_measure_ || top != nullptr) {
                one.measure.clear();
                one.measured_here = false;
            }
            one.measure = one.measure.substr(0, one.measure.find('/'));  // 亩/人
            one.shape = {};
            const bool by_row = part_ < asked_.row_parts;
            const size_t part_at = std::min(part_, one.path.size() - 1);
            int number = number_of(part.text);
            if (number > 0) {
                if (!stand_at(cells_, table_, number, by_row, one)) return "";
            } else if (by_row || !stand_at_heading(table_, part.text, one)) {
                one.path[by_row ? part_ : part_at].text = part.text;
            }
            auto readings = reader_.read(one);
            if (readings.empty() || !readings[0].is_sure() || readings[0].key.contains("AVERAGE"))
                return "";
            if (readings[0].key.contains("/")) return "";
            // 户均收入（万元）: what stands over the line would have to be turned first.
            if (keeps_measure_ && top == nullptr && readings[0].formula != "=" + readings[0].key)
                return "";
            if (!text.empty() || part.sign < 0) text += part.sign < 0 ? "-" : "+";
            bool sum = readings[0].key.contains(")+") || readings[0].key.contains(")-");
            text += part.sign < 0 && sum ? "(" + readings[0].key + ")" : readings[0].key;
        }
        return text;
    }

  private:
    // 调解成功 / 成功率＝调解成功件数÷已办结件数: the group is of what stands over the line.
    void drop_groups_of(const std::vector<Equation::Part>& top, Asked& one) const {
        if (part_ < one.row_parts) return;
        for (size_t i = part_; i-- > one.row_parts;) {
            const std::string group = bare_heading(one.path[i].text);
            bool own = code_point_count(group) >= 2 &&
                       std::ranges::any_of(top, [&](const Equation::Part& part) {
                           return match_key(part.text).starts_with(group);
                       });
            if (own) one.path.erase(one.path.begin() + static_cast<long>(i));
        }
    }

    MeaningReader& reader_;
    const SheetCells& cells_;
    const Table& table_;
    const Asked& asked_;
    size_t part_;
    bool keeps_measure_;  // an average is measured as what stands over the line
};

std::string bracket(const std::string& text) {
    bool sum = text.contains(")+") || text.contains(")-");
    return sum ? "(" + text + ")" : text;
}

// 6.参保率 → 参保率
std::string without_item(std::string key) {
    size_t digits = 0;
    while (digits < key.size() && key[digits] >= '0' && key[digits] <= '9') ++digits;
    if (digits > 0 && digits < key.size() && key[digits] == '.') key.erase(0, digits + 1);
    return key;
}

struct Brackets {
    std::string_view before, inside, after;
};

// The last that are closed: 打工收入（本地、外出）占全部（两位小数） → 两位小数.
std::optional<Brackets> brackets_of(std::string_view text) {
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    constexpr auto kClose = std::to_array<std::string_view>({"）", ")"});
    std::optional<Brackets> found;
    size_t from = 0;  // behind the bracket that opens the outermost
    size_t open = 0;
    int depth = 0;
    for (size_t at = 0; at < text.size();) {
        const auto is = [&](std::string_view mark) { return text.substr(at).starts_with(mark); };
        const auto* opens = std::ranges::find_if(kOpen, is);
        const auto* closes = std::ranges::find_if(kClose, is);
        if (opens != kOpen.end()) {
            if (depth++ == 0) {
                open = at;
                from = at + opens->size();
            }
            at += opens->size();
        } else if (closes != kClose.end()) {
            if (depth > 0 && --depth == 0)
                found = {text.substr(0, open), text.substr(from, at - from),
                         text.substr(at + closes->size())};
            at += closes->size();
        } else {
            ++at;
        }
    }
    return found;
}

// COUNTIFS(居民[性别],"女") → 居民
std::string_view ledger_of(std::string_view key) {
    const std::string_view before = key.substr(0, key.find('['));
    const size_t start = before.rfind('(');
    return start == std::string_view::npos ? before : before.substr(start + 1);
}

// COUNTIFS(居民[性别],"女",居民[年龄],">=60") → its pairs of column and criterion.
std::vector<std::string_view> criteria_in(std::string_view key) {
    std::vector<std::string_view> criteria;
    const size_t open = key.find('(');
    if (open == std::string_view::npos) return criteria;
    size_t from = open + 1;
    bool quoted = false;
    int depth = 0;
    bool column = true;
    for (size_t at = from; at < key.size(); ++at) {
        const char c = key[at];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        const bool ends = depth < 0 || (depth == 0 && c == ',');
        if (!ends) continue;
        if (depth < 0 || !column) {
            criteria.push_back(key.substr(from, at - from));
            from = at + 1;
        }
        column = !column;
        if (depth < 0) break;
    }
    return criteria;
}

// What narrows the whole must narrow the part: 达成协议÷期内结案, where 达成协议 was read of all
// times, is no rate. Of a note (`by_note`) only the time: 参保率＝（居民＋职工）÷16周岁及以上人数.
bool is_part_of(std::string_view top, std::string_view base, bool by_note) {
    if (!base.starts_with("COUNTIFS(") || base.contains(")+")) return true;
    return std::ranges::all_of(criteria_in(base), [&](std::string_view one) {
        const bool dated = one.substr(0, one.find(',')).ends_with("日期]");
        return top.contains(one) || (by_note && !dated);
    });
}

// The numbers that stand over the cell's own column.
std::set<int> numbers_of(const SheetCells& cells, const Table& table, const Asked& asked) {
    std::set<int> numbers;
    if (!table.number_row || asked.row_parts > asked.path.size()) return numbers;
    const auto own = std::span(asked.path).subspan(asked.row_parts);
    for (const Column& column : table.columns) {
        const auto& texts = column.path.texts;
        const bool same =
            !texts.empty() && !own.empty() && texts.size() == own.size() &&
            std::equal(texts.begin(), texts.end(), own.begin(),
                       [](const std::string& a, const PathPart& b) { return a == b.text; });
        if (!same) continue;
        const Standing standing = standing_of(cells, table, {*table.number_row, column.column});
        numbers.insert(standing.columns.begin(), standing.columns.end());
    }
    return numbers;
}

// 结余（万元） of both sides; nothing: one of them is not sure, or the heading says more than they
// do.
std::optional<Reading> read_difference(MeaningReader& reader, const SheetCells& cells,
                                       const Table& table, const Equation& equation,
                                       const Asked& asked, size_t part) {
    EquationReader sides(reader, cells, table, asked, part, true);
    const std::string text = sides.side(equation.top);
    // Of amounts; how many are left of some people takes more than two headings to say.
    if (!text.starts_with("SUM")) return std::nullopt;
    // 在建项目剩余任务（计划减完成）: whose conditions no side has.
    Asked bare = asked;
    bare.path[part].text = equation.word;
    for (const Reading& other : reader.read(bare)) {
        if (ledger_of(other.key) != ledger_of(text)) continue;
        for (std::string_view one : criteria_in(other.key)) {
            if (one.contains(',') && !text.contains(one)) return std::nullopt;
        }
    }
    Reading reading;
    reading.key = text;
    reading.formula = "=" + text;
    reading.confidence = kByNote;
    reading.because.push_back({equation.word, equation.text});
    reading.explanation = {fmt::format("按表上的说明：{}。", equation.text),
                           fmt::format("By the form's own note: {}.", equation.text)};
    return reading;
}

}  // namespace

std::vector<Equation> equations_in(std::string_view note) {
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，"});
    std::vector<Equation> equations;
    for (size_t from = 0; from < note.size();) {
        size_t to = first_of(note, kEnds, from);
        if (auto equation = equation_in(note.substr(from, to - from)))
            equations.push_back(std::move(*equation));
        from = to + 1;
        while (from < note.size() && (static_cast<unsigned char>(note[from]) & 0xC0) == 0x80)
            ++from;
    }
    return equations;
}

namespace {

// 抚养比（0—14岁比15—64岁）, 抚养比（65岁及以上人口与15—64岁人口之比）: one group to another;
// empty: no such words.
std::pair<std::string, std::string> groups_compared(std::string_view clause) {
    constexpr std::string_view kTo = "比";
    constexpr std::string_view kRatio = "之比";
    constexpr std::string_view kAnd = "与";
    constexpr std::string_view kSum = "之和";
    if (clause.ends_with(kRatio)) {
        const size_t at = clause.find(kAnd);
        if (at == std::string_view::npos) return {};
        const std::string_view base = clause.substr(at + kAnd.size());
        return {std::string(clause.substr(0, at)),
                std::string(base.substr(0, base.size() - kRatio.size()))};
    }
    const size_t at = clause.find(kTo);
    if (at == std::string_view::npos || at == 0 || at + kTo.size() == clause.size()) return {};
    std::string top(clause.substr(0, at));
    if (top.ends_with(kSum)) {
        top.resize(top.size() - kSum.size());
        const size_t joined = top.find(kAnd);
        if (joined == std::string::npos) return {};
        top.replace(joined, kAnd.size(), "＋");
    }
    return {std::move(top), std::string(clause.substr(at + kTo.size()))};
}

// 60岁及以上老年人口性别比（女性=100）, 30—45岁未婚男女比（男÷女）: the men of them to the women.
std::optional<OwnEquation> sexes_compared(const Brackets& brackets) {
    const std::string word = without_item(bare_heading(brackets.before));
    for (std::string_view end : {"人口性别比", "性别比", "男女比"}) {
        if (!word.ends_with(end)) continue;
        const std::string stem = word.substr(0, word.size() - end.size());
        const std::string key = match_key(brackets.inside);
        const bool hundred = key.contains("100");
        if (!hundred && !key.starts_with("男÷女")) return std::nullopt;
        if (stem.contains("本期")) return std::nullopt;  // which time, the rest of the form says
        OwnEquation own;
        own.equation.word = word;
        own.equation.top = {{1, stem + "男性"}};
        own.equation.base = {{1, stem + "女性"}};
        own.equation.text = brackets.inside;
        own.heading = brackets.before;
        return own;
    }
    return std::nullopt;
}

}  // namespace

std::optional<OwnEquation> equation_of_heading(std::string_view heading) {
    constexpr auto kClauses = std::to_array<std::string_view>({"，", ",", "；", ";"});
    constexpr auto kOver = std::to_array<std::string_view>({"÷", "占"});
    const auto brackets = brackets_of(heading);
    if (!brackets || brackets->before.empty()) return std::nullopt;
    const size_t end = first_of(brackets->inside, kClauses);
    const std::string_view clause = trim(brackets->inside.substr(0, end));
    if (auto sexes = sexes_compared(*brackets)) return sexes;
    if (bare_heading(brackets->before).ends_with("比")) {
        auto [top, base] = groups_compared(clause);
        OwnEquation own;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = parts_of(top);
        own.equation.base = parts_of(base);
        own.equation.text = clause;
        own.heading = brackets->before;
        if (!own.equation.top.empty() && !own.equation.base.empty()) return own;
    }
    if (auto parts = difference_of(clause); !parts.empty()) {
        OwnEquation own;
        own.equation.difference = true;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = std::move(parts);
        own.equation.text = clause;
        own.heading = fmt::format("{}{}", brackets->before, brackets->after);
        return own;
    }
    for (std::string_view over : kOver) {
        const size_t at = clause.find(over);
        if (at == std::string_view::npos || at == 0) continue;
        // 有收入登记的住户：收入合计÷在册人口 is of some of them.
        if (clause.substr(0, at).contains("：")) return std::nullopt;
        if (clause.find(over, at + over.size()) != std::string_view::npos) return std::nullopt;
        OwnEquation own;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = parts_of(clause.substr(0, at));
        std::string_view base = without_hundred(clause.substr(at + over.size()));
        for (std::string_view share : {"的比例", "的比重", "的百分比", "比例", "比重"}) {
            if (base.ends_with(share)) base.remove_suffix(share.size());
        }
        own.equation.base = parts_of(base);
        own.equation.text = clause;
        if (own.equation.top.empty() || own.equation.base.empty()) return std::nullopt;
        own.heading = brackets->before;
        if (end < brackets->inside.size())  // （%，两位小数） is left
            own.heading += fmt::format("（{}）", brackets->inside.substr(end));
        own.heading += brackets->after;
        return own;
    }
    return std::nullopt;
}

std::vector<Equation> equations_of(const xlsx::Grid& grid) {
    constexpr size_t kMost = 30;
    std::vector<Equation> all;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > 6000 ||
            (!text->contains("÷") && !text->contains("分母") && !text->contains("人均") &&
             !text->contains("＝")))
            continue;
        for (Equation& one : equations_in(*text)) {
            if (all.size() < kMost) all.push_back(std::move(one));
        }
    }
    return all;
}

std::optional<Reading> read_equation(MeaningReader& reader, const SheetCells& cells,
                                     const Table& table, const std::vector<Equation>& equations,
                                     const Asked& asked, Named named) {
    const bool by_heading = named == Named::kByItself;
    const bool by_name = named != Named::kByEnd;
    const std::set<int> numbers = numbers_of(cells, table, asked);
    for (size_t part = asked.path.size(); part-- > 0;) {
        bool own = part + 1 == asked.path.size() || part + 1 == asked.row_parts;
        if (!own || asked.path[part].inherited) continue;
        const std::string key = without_item(bare_heading(asked.path[part].text));
        // 耕地 / 户均
        const bool grouped = part > 0 && (part < asked.row_parts) == (part - 1 < asked.row_parts);
        const std::string group = grouped ? bare_heading(asked.path[part - 1].text) : "";
        for (const Equation& equation : equations) {
            const int number = number_of(equation.word);
            const bool column = number > 0 && part >= asked.row_parts && numbers.contains(number);
            // 职工与居民待遇倍数（职工÷居民）
            const bool times = equation.word.ends_with("倍数") || asked.measure == "倍";
            const bool plain = equation.word.ends_with("男女比") && asked.measure != "%";
            const bool average =
                times || plain || (number > 0 ? key.contains("均") : is_average(equation.word));
            bool same = key == equation.word || column ||
                        (grouped && key + group == equation.word) ||
                        (!by_name && number == 0 && code_point_count(equation.word) >= 3 &&
                         (average ? key.starts_with(equation.word) : key.ends_with(equation.word)));
            if (!same) continue;
            if (equation.difference)
                return read_difference(reader, cells, table, equation, asked, part);
            EquationReader sides(reader, cells, table, asked, part, average);
            std::vector<Equation::Part> over = equation.top;
            if (over.empty()) over = column_before(table, asked);
            const std::string top = over.empty() ? "" : sides.side(over);
            const std::string base = top.empty() ? "" : sides.side(equation.base, &equation.top);
            bool one =
                !base.empty() && top != base && (average || ledger_of(top) == ledger_of(base));
            if (!one) return std::nullopt;
            Reading reading;
            // 抚养比, 男女比: of one group to another.
            const bool groups = by_heading && equation.word.ends_with("比");
            if (!average && !groups && !is_part_of(top, base, !by_heading)) return std::nullopt;
            reading.key = bracket(top) + "/" + bracket(base);
            const int drawn = asked.shape.decimals > 0 ? asked.shape.decimals : 2;
            const int decimals = asked.shape.whole ? 0 : drawn;
            reading.formula =
                average ? fmt::format("=IFERROR(ROUND({},{}),\"\")", reading.key, decimals)
                : asked.shape.percent
                    ? fmt::format("=IFERROR(ROUND({},{}),\"\")", reading.key,
                                  std::max(4, asked.shape.decimals + 2))
                    : fmt::format("=IFERROR(ROUND({}*100,{}),\"\")", reading.key, decimals);
            reading.confidence = kByNote;
            reading.because.push_back({equation.word, equation.text});
            reading.explanation = {fmt::format("按表上的说明：{}。", equation.text),
                                   fmt::format("By the form's own note: {}.", equation.text)};
            bool printed = average || asked.measure == "%" || asked.shape.percent ||
                           asked.shape.decimals >= 0 || equation.text.contains("100");
            if (!printed) {
                reading.confidence *= 0.85;
                reading.doubts.emplace_back("percent");
            }
            return reading;
        }
    }
    return std::nullopt;
}

}  // namespace yitao::recognise
