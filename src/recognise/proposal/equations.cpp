#include "recognise/proposal/equations.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/meaning.h"
#include "recognise/meaning/understood.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

constexpr double kByNote = 0.9;

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
        if (row.role != RowRole::kOfWhich) return true;
        // 02 | 其中：外出务工: of what stands above it.
        for (size_t i = 0; i + 1 < row.path.texts.size(); ++i) {
            const auto at = asked.path.begin() + static_cast<long>(asked.row_parts - 1);
            asked.path.insert(at, {row.path.texts[i], true});
            ++asked.row_parts;
        }
        return true;
    }
    return false;
}

// 成功率＝调解成功÷总件数, where 总件数 is another column of the table, whatever stands over it.
bool stand_at_heading(const Table& table, const std::string& heading, Asked& asked) {
    const std::string key = bare_heading(heading);
    const Column* only = nullptr;
    const bool grouped = asked.path.size() > asked.row_parts + 1;
    for (const Column& column : table.columns) {
        if (column.is_stub || column.path.texts.size() < (grouped ? 1 : 2)) continue;
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

// 普及率以全部家庭户为分母: of all rows, whatever the row is of.
bool names_all_rows(const std::vector<Equation::Part>& parts) {
    constexpr auto kAll =
        std::to_array<std::string_view>({"总户数", "总人口", "总人数", "总数", "全部", "所有"});
    return parts.size() == 1 && has_any(parts[0].text, kAll);
}

// 累计场均人次 where 场均人次＝累计人次÷累计场次; 人均耕地 where 人均＝耕地面积÷家庭人口总数: the
// rest of the heading stands in the note's sides.
bool names_average(const Equation& equation, const std::string& key) {
    const std::string& word = equation.word;
    if (key.size() <= word.size() || equation.difference) return false;
    const bool starts = key.starts_with(word) && code_point_count(word) == 2;
    if (!starts && !key.ends_with(word)) return false;
    const std::string rest =
        starts ? key.substr(word.size()) : key.substr(0, key.size() - word.size());
    // 这些户的: of whom the note has spoken.
    const auto says = [&](const Equation::Part& part) {
        return part.text.contains(rest) && !part.text.contains("这些");
    };
    return code_point_count(rest) >= 2 && std::ranges::all_of(equation.top, says) &&
           (starts || std::ranges::all_of(equation.base, says));
}

class EquationReader {
  public:
    EquationReader(MeaningReader& reader, const SheetCells& cells, const Table& table,
                   const Asked& asked, const std::vector<ScopeNote>& notes,
                   const Equation& equation, size_t part, bool keeps_measure)
        : reader_(reader),
          cells_(cells),
          table_(table),
          asked_(asked),
          notes_(notes),
          time_(equation.time),
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
            if (!put(part, one) || (rows_ != Rows::kOwn && !leave_row(one))) return "";
            add_times(one);
            auto readings = reader_.read(one);
            if (readings.empty()) return "";
            const bool when = top == nullptr && parts.size() == 1 &&
                              readings[0].doubts == std::vector<std::string>{kWhenItCame};
            undated_ = undated_ || when;
            if (!(readings[0].is_sure() || when) || readings[0].key.contains("AVERAGE")) return "";
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

    // 自来水 | 普及率＝已有户数÷家庭总户数: whatever the row is of. Empty: its label is part of
    // another row that says more.
    std::string side_of_all(const std::vector<Equation::Part>& parts,
                            const std::vector<Equation::Part>& top, const std::string& own) {
        rows_ = Rows::kAbove;
        const std::string above = side(parts, &top);
        rows_ = Rows::kNone;
        const std::string all = side(parts, &top);
        rows_ = Rows::kOwn;
        return above == all || above == own ? all : "";
    }

    // What stands over the line is a state, and only the base can say of which time.
    bool is_undated() const { return undated_; }

  private:
    // The part where the rate stands, or where its number or its heading does.
    bool put(const Equation::Part& part, Asked& one) const {
        const bool by_row = part_ < asked_.row_parts;
        if (part.text.empty()) {  // what the row says
            const bool alone = !by_row && asked_.row_parts > 0 && part_ == asked_.row_parts &&
                               one.path.size() == part_ + 1;
            if (alone) one.path.pop_back();
            return alone;
        }
        const int number = number_of(part.text);
        if (number > 0) return stand_at(cells_, table_, number, by_row, one);
        if (by_row || !stand_at_heading(table_, part.text, one))
            one.path[by_row ? part_ : std::min(part_, one.path.size() - 1)].text = part.text;
        return true;
    }

    // The path without the row's own label, or without those above it either.
    bool leave_row(Asked& one) const {
        if (one.row_parts == 0 || part_ < asked_.row_parts || one.path.size() <= one.row_parts)
            return false;
        const size_t left = rows_ == Rows::kAbove ? one.row_parts - 1 : 0;
        one.path.erase(one.path.begin() + static_cast<long>(left),
                       one.path.begin() + static_cast<long>(one.row_parts));
        one.row_parts = left;
        return true;
    }

    // 处理结果均为1—10月受理的案件: so is 调解成功 of a rate.
    void add_times(Asked& one) const {
        Standing standing;
        for (const PathPart& part : one.path) standing.texts.push_back(part.text);
        for (const ScopeNote& note : notes_) {
            if (note.time && holds(note, standing)) one.context.push_back(note.says);
        }
        if (!time_.empty()) one.context.push_back(time_);
    }

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
    const std::vector<ScopeNote>& notes_;
    const std::string& time_;  // of which time the equation says that both sides are
    size_t part_;
    bool undated_ = false;
    enum class Rows : uint8_t { kOwn, kAbove, kNone };
    Rows rows_ = Rows::kOwn;  // what of the row's labels stands over a side
    bool keeps_measure_;      // an average is measured as what stands over the line
};

std::string bracket(const std::string& text) {
    bool sum = text.contains(")+") || text.contains(")-");
    return sum ? "(" + text + ")" : text;
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

bool is_date(std::string_view criterion) {
    return criterion.substr(0, criterion.find(',')).ends_with("日期]");
}

// What narrows the whole must narrow the part: 达成协议÷期内结案, where 达成协议 was read of all
// times, is no rate. Of a note (`by_note`) only the time: 参保率＝（居民＋职工）÷16周岁及以上人数.
bool is_part_of(std::string_view top, std::string_view base, bool by_note) {
    if (!base.starts_with("COUNTIFS(") || base.contains(")+")) return true;
    return std::ranges::all_of(criteria_in(base), [&](std::string_view one) {
        return top.contains(one) || (by_note && !is_date(one));
    });
}

// 成功率＝调解成功÷办结, where 办结 is what was over in those months: so is the part, where no word
// of it says another time.
std::string dated_as(std::string top, std::string_view base,
                     const std::vector<Equation::Part>& said) {
    const bool counts = top.starts_with("COUNTIFS(") && !top.contains(")+") &&
                        base.starts_with("COUNTIFS(") && !base.contains(")+");
    if (!counts || said.size() != 1) return top;
    std::vector<std::string_view> dates;
    for (std::string_view one : criteria_in(base)) {
        if (is_date(one)) dates.push_back(one);
    }
    std::string merged;
    for (std::string_view one : criteria_in(top)) {
        if (!is_date(one)) {
            merged += (merged.empty() ? "" : ",") + std::string(one);
            continue;
        }
        // 本年受理÷…: its own.
        const size_t open = one.find('[');
        const std::string_view column = one.substr(open + 1, one.find("日期]") - open - 1);
        if (said[0].text.contains(column)) return top;
    }
    if (dates.empty() || merged.empty()) return top;
    for (std::string_view one : dates) merged += "," + std::string(one);
    return "COUNTIFS(" + merged + ")";
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

// The numbers of the cell's own row: 03 | 转移就业率.
std::set<int> row_numbers_of(const SheetCells& cells, const Table& table, const Asked& asked) {
    std::set<int> numbers;
    if (asked.row_parts == 0) return numbers;
    for (const DataRow& row : table.rows) {
        const bool own = !row.path.texts.empty() &&
                         row.path.texts.back() == asked.path[asked.row_parts - 1].text;
        if (!own) continue;
        const Standing standing = standing_of(cells, table, {row.row, 0});
        numbers.insert(standing.rows.begin(), standing.rows.end());
    }
    return numbers;
}

// 差额（脱贫户－监测户): each side is the heading of a column.
bool are_columns(const Table& table, const std::vector<Equation::Part>& parts) {
    return std::ranges::all_of(parts, [&](const Equation::Part& part) {
        const std::string key = bare_heading(part.text);
        return std::ranges::any_of(table.columns, [&](const Column& column) {
            return !column.is_stub && !column.path.texts.empty() &&
                   bare_heading(column.path.texts.back()) == key;
        });
    });
}

// 结余（万元） of both sides; nothing: one of them is not sure, or the heading says more than they
// do.
std::optional<Reading> read_difference(MeaningReader& reader, const SheetCells& cells,
                                       const Table& table, const Equation& equation,
                                       const Asked& asked, const std::vector<ScopeNote>& notes,
                                       size_t part) {
    EquationReader sides(reader, cells, table, asked, notes, equation, part, true);
    const std::string text = sides.side(equation.top);
    // 10月末－9月末, both read as of now.
    const std::string left = sides.side({equation.top[0]});
    if (equation.top.size() == 2 && left == sides.side({{1, equation.top[1].text}}))
        return std::nullopt;
    // Of amounts; how many are left of some people takes more than two headings to say.
    const bool counts = text.starts_with("COUNT") && are_columns(table, equation.top);
    if ((!text.starts_with("SUM") && !counts) || sides.is_undated()) return std::nullopt;
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

std::optional<Reading> read_equation(MeaningReader& reader, const SheetCells& cells,
                                     const Table& table, const std::vector<Equation>& equations,
                                     const Asked& asked, const std::vector<ScopeNote>& notes,
                                     Named named) {
    const bool by_heading = named == Named::kByItself;
    const bool by_name = named != Named::kByEnd;
    const std::set<int> numbers = numbers_of(cells, table, asked);
    const std::set<int> row_numbers = row_numbers_of(cells, table, asked);
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
            // 耕地 / 户均 / 亩/户: the unit stands in a row of its own.
            const bool unit = grouped && dictionary::is_measure(key.substr(0, key.find('/')));
            const std::string& named = unit ? group : key;
            const bool average =
                times || plain || (number > 0 ? named.contains("均") : is_average(equation.word));
            const bool row = number > 0 && part + 1 == asked.row_parts &&
                             row_numbers.contains(number) && numbers.empty();
            // 本年受理 / 每千人（件）, where the note says of 每千人受理件数
            const bool each = equation.per >= 1000 && code_point_count(key) >= 3 &&
                              key.starts_with("每") && equation.word.starts_with(key);
            bool same = key == equation.word || column || row || each ||
                        (grouped && key + group == equation.word) ||
                        (average && names_average(equation, key)) ||
                        (!by_name && number == 0 && code_point_count(equation.word) >= 3 &&
                         (average ? key.starts_with(equation.word) : key.ends_with(equation.word)));
            if (!same) continue;
            if (equation.difference)
                return read_difference(reader, cells, table, equation, asked, notes, part);
            EquationReader sides(reader, cells, table, asked, notes, equation, part, average);
            std::vector<Equation::Part> over = equation.top;
            if (over.empty()) over = column_before(table, asked);
            const bool all = names_all_rows(equation.base);
            if (over.empty() && all) over = {{1, ""}};
            std::string top = over.empty() ? "" : sides.side(over);
            std::string base = top.empty() ? "" : sides.side(equation.base, &equation.top);
            if (all && base == top && !top.empty())
                base = sides.side_of_all(equation.base, equation.top, top);
            const std::string open = top;
            if (!average && !by_heading) top = dated_as(std::move(top), base, over);
            if (sides.is_undated() && top == open) return std::nullopt;
            bool one = !base.empty() && top != base &&
                       (average || equation.per >= 1000 || ledger_of(top) == ledger_of(base));
            // 户籍人口人均收入 is what each of them has, not what homes have over all people.
            if (!one || (equation.across && ledger_of(top) == ledger_of(base))) return std::nullopt;
            Reading reading;
            // 抚养比, 男女比: of one group to another.
            const bool groups = by_heading && equation.word.ends_with("比");
            const bool of_others = equation.per >= 1000 && ledger_of(top) != ledger_of(base);
            const bool of_whole = average || groups || of_others;
            if (!of_whole && !is_part_of(top, base, !by_heading)) return std::nullopt;
            reading.key = bracket(top) + "/" + bracket(base);
            const int said = equation.decimals.value_or(2);
            const int drawn = asked.shape.decimals > 0 ? asked.shape.decimals : said;
            const int decimals = asked.shape.whole ? 0 : drawn;
            reading.formula =
                average ? fmt::format("=IFERROR(ROUND({},{}),\"\")", reading.key, decimals)
                : asked.shape.is_quotient()
                    ? fmt::format("=IFERROR(ROUND({},{}),\"\")", reading.key,
                                  asked.shape.quotient_decimals())
                    : fmt::format("=IFERROR(ROUND({}*{},{}),\"\")", reading.key,
                                  equation.per > 0 ? equation.per : std::max(100, share_per(asked)),
                                  decimals);
            reading.confidence = kByNote;
            reading.because.push_back({equation.word, equation.text});
            reading.explanation = {fmt::format("按表上的说明：{}。", equation.text),
                                   fmt::format("By the form's own note: {}.", equation.text)};
            if (equation.time_open) {  // 引导诉讼指1—10月受理的, of one part
                reading.confidence *= losses::kWhichTime;
                reading.doubts.emplace_back("when");
            }
            bool printed = average || share_per(asked) > 0 || asked.shape.is_quotient() ||
                           asked.shape.decimals >= 0 || equation.per > 0 ||
                           equation.text.contains("100");
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
