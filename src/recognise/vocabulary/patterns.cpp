// Ages (60岁及以上, 18-59周岁, 不满16岁, 80+), bounds of amounts (5000万元以上), grades (一、二级)
// and months (10月份, 1—10月).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// Reads one form after another from a fixed place of a text.
class Scanner {
  public:
    Scanner(std::span<const char32_t> text, size_t at) : text_(text), at_(at) {}

    [[nodiscard]] size_t at() const { return at_; }
    void go(size_t at) { at_ = at; }
    bool word(std::u32string_view word) {
        if (text_.size() - at_ < word.size()) return false;
        if (!std::equal(word.begin(), word.end(), text_.begin() + static_cast<long>(at_))) {
            return false;
        }
        at_ += word.size();
        return true;
    }
    bool any(std::initializer_list<std::u32string_view> words) {
        return std::ranges::any_of(words, [&](std::u32string_view w) { return word(w); });
    }
    std::optional<int> number() {
        int value = 0;
        size_t start = at_;
        while (at_ < text_.size() && text_[at_] >= U'0' && text_[at_] <= U'9' && at_ - start < 4) {
            value = value * 10 + static_cast<int>(text_[at_++] - U'0');
        }
        if (at_ == start) return std::nullopt;
        return value;
    }
    std::optional<double> decimal() {
        std::string digits;
        while (at_ < text_.size() && digits.size() < 12 &&
               ((text_[at_] >= U'0' && text_[at_] <= U'9') ||
                (text_[at_] == U'.' && !digits.empty()))) {
            digits += static_cast<char>(text_[at_++]);
        }
        if (digits.empty()) return std::nullopt;
        return std::strtod(digits.c_str(), nullptr);
    }
    [[nodiscard]] bool done() const { return at_ == text_.size(); }
    // Whether one of these stands right before that place.
    [[nodiscard]] bool follows(size_t at, std::u32string_view letters) const {
        return at > 0 && letters.contains(text_[at - 1]);
    }
    bool dash() { return any({U"——", U"--", U"-", U"—", U"–", U"~", U"～", U"至", U"到"}); }

  private:
    std::span<const char32_t> text_;
    size_t at_;
};

struct Range {
    std::optional<double> least, most;
    bool least_open = false, most_open = false;
    bool bare_below = false;  // 以下 without 及 or 含
    bool bare_above = false;  // 以上, the same
};

// 以下(不含), 以上(含60).
std::optional<bool> included(Scanner& scan) {
    size_t start = scan.at();
    const bool bracket = scan.word(U"(");
    if (bracket || scan.word(U",")) {
        bool out = scan.any({U"不含", U"不包含"});
        bool in = !out && scan.any({U"含", U"包含"});
        if (out || in) {
            // 18周岁以下，不含18周岁; （含2万元，含零收入）
            const bool number = scan.decimal().has_value();
            scan.any({U"周岁", U"岁", U"本数", U"万元", U"元", U"亩", U"平方米"});
            const size_t end = scan.at();
            if (bracket && scan.word(U")")) return in;
            if (number && (scan.word(U",") || scan.word(U")"))) {
                scan.go(end);
                return in;
            }
        }
    }
    scan.go(start);
    return std::nullopt;
}

bool years(Scanner& scan) {
    return scan.any({U"周岁", U"岁"});
}

// What follows a number of years: 及以上, 以上, 以下 …; 以上 and 以下 include the year named.
bool bound(Scanner& scan, double value, Range& range) {
    size_t start = scan.at();
    bool bracket = scan.word(U"(");
    const bool has = scan.any({U"(含)", U"含"});
    if (has && bracket) scan.word(U")");
    const bool plain = !has && scan.word(U"以上");
    if (plain || scan.any({U"及其以上", U"及以上", U"以上", U"+"})) {
        const size_t next = scan.at();
        const bool numeral = scan.follows(next, U"+") &&
                             scan.any({U"一", U"二", U"三", U"四", U"五", U"六", U"七", U"八"});
        if (numeral || scan.number()) {  // 31+32, 一1＋二1: numbers of rows
            scan.go(start);
            return false;
        }
        scan.go(next);
        range.least = value;
        const auto in = included(scan);
        range.least_open = !in.value_or(true);
        range.bare_above = plain && !in;
        return true;
    }
    bool with = scan.any({U"及其以下", U"及以下"}) || bracket;
    if (with || scan.any({U"以下", U"以内"})) {
        if (bracket && !scan.any({U"以下", U"以内"})) {
            scan.go(start);
            return false;
        }
        range.most = value;
        auto in = included(scan);
        range.most_open = !in.value_or(true);
        range.bare_below = !with && !in;
        // 3岁以下婴幼儿, 18岁以下 have not had that birthday.
        if (range.bare_below && (value == 3 || value == 18)) range.most_open = true;
        return true;
    }
    scan.go(start);
    return false;
}

std::optional<Range> two_ages(Scanner& scan, int first) {
    size_t start = scan.at();
    years(scan);
    Range range;
    if (scan.dash()) {
        std::optional<int> second = scan.number();
        if (second && years(scan) && *second >= first) {
            range.least = first;
            range.most = *second;
            return range;
        }
    }
    scan.go(start);
    return std::nullopt;
}

std::optional<Range> read_age(Scanner& scan) {
    Range range;
    if (scan.any({U"不满", U"未满", U"不足", U"小于", U"低于"})) {
        std::optional<int> limit = scan.number();
        if (!limit || !years(scan)) return std::nullopt;
        range.most = *limit - 1;
        return range;
    }
    bool at_least = scan.any({U"已满", U"年满", U"满", U"已到", U"已经到", U"达到", U"≥", U">="});
    bool at_most = !at_least && scan.any({U"≤", U"<="});
    bool below = !at_least && !at_most && scan.any({U"<"});
    bool above = !at_least && !at_most && !below && scan.any({U">"});
    std::optional<int> first = scan.number();
    if (!first) return std::nullopt;
    if (at_most || below || above) {
        if (!years(scan)) return std::nullopt;
        if (above) range.least = *first + 1;
        if (at_most) range.most = *first;
        if (below) range.most = *first - 1;
        return range;
    }
    if (!at_least) {
        if (auto both = two_ages(scan, *first)) return both;
    }
    bool named = years(scan);
    // 已满14未满18周岁
    const size_t behind = scan.at();
    if (at_least && scan.any({U"不满", U"未满", U"不足", U"不到"})) {
        const std::optional<int> second = scan.number();
        if (second && *second > *first && years(scan)) {
            range.least = *first;
            range.most = *second - 1;
            return range;
        }
        scan.go(behind);
    }
    if (bound(scan, *first, range))
        return named || range.least ? std::optional(range) : std::nullopt;
    if (!named) return std::nullopt;
    range.least = *first;
    if (!at_least) range.most = *first;  // "0岁": just that year
    return range;
}

std::optional<int> grade_number(Scanner& scan) {
    static constexpr std::u32string_view kDigits = U"一二三四五六";
    for (int i = 0; i < 6; ++i) {
        if (scan.word(kDigits.substr(static_cast<size_t>(i), 1))) return i + 1;
    }
    std::optional<int> number = scan.number();
    if (number && *number >= 1 && *number <= 9) return number;
    return std::nullopt;
}

// 一级, 1级, 一、二级, 三至四级, 一级和二级.
std::optional<Range> read_grade(Scanner& scan) {
    std::optional<int> first = grade_number(scan);
    if (!first) return std::nullopt;
    size_t after_first = scan.at();
    bool closed = scan.word(U"级");
    size_t single = scan.at();
    bool joined = scan.any({U"、", U"/", U"和", U"及", U",", U"-", U"—", U"至", U"到", U"~"});
    std::optional<int> second = grade_number(scan);
    if ((joined || !closed) && second && *second == *first + 1 && scan.word(U"级")) {
        return Range{*first, *second};
    }
    if (joined && second && *second > *first && scan.word(U"级")) return Range{*first, *second};
    scan.go(closed ? single : after_first);
    if (!closed) return std::nullopt;
    return Range{*first, *first};
}

Term number_term(size_t ledger, size_t column, const Range& range, bool generic) {
    Term term;
    term.kind = PhraseKind::kCondition;
    term.ledger = static_cast<int>(ledger);
    term.column = static_cast<int>(column);
    term.generic = generic;
    term.source = Source::kPattern;
    term.bare_below = range.bare_below;
    term.bare_above = range.bare_above;
    Test test{.column = column,
              .kind = Test::Kind::kNumber,
              .least = range.least,
              .most = range.most,
              .least_open = range.least_open,
              .most_open = range.most_open};
    if (test.least && *test.least <= 0 && !test.least_open) test.least.reset();
    term.when.push_back({test});
    return term;
}

std::vector<Term> terms_over(std::span<const ledger::Schema* const> schemas,
                             std::string_view ending, const Range& range, bool generic) {
    std::vector<Term> terms;
    for (size_t i = 0; i < schemas.size(); ++i) {
        const auto& columns = schemas[i]->columns;
        for (size_t c = 0; c < columns.size(); ++c) {
            if (columns[c].type != ledger::ColumnType::kInteger) continue;
            if (columns[c].name.ends_with(ending)) {
                terms.push_back(number_term(i, c, range, generic));
            }
        }
    }
    return terms;
}

// 5000万元以上, 不足80㎡, 10人以上, with the unit it is said in.
struct Bound {
    Range range;
    std::string measure;
};
std::optional<std::string> read_measure(Scanner& scan) {
    static constexpr std::array kMeasures =
        std::to_array<std::pair<std::u32string_view, const char*>>({{U"亿元", "亿元"},
                                                                    {U"万元", "万元"},
                                                                    {U"元", "元"},
                                                                    {U"公顷", "公顷"},
                                                                    {U"亩", "亩"},
                                                                    {U"平方米", "平方米"},
                                                                    {U"m2", "平方米"},
                                                                    {U"平米", "平方米"},
                                                                    {U"人次", "人次"},
                                                                    {U"人", "人"}});
    for (const auto& [word, name] : kMeasures) {
        if (scan.word(word)) return name;
    }
    return std::nullopt;
}
// 5亩—10亩（含5亩，不含10亩）, 500万—1000万元: without brackets, whether 1000 itself is in it is
// anybody's guess.
std::optional<Bound> read_span(Scanner& scan) {
    static constexpr std::array kWhole = std::to_array<std::pair<std::u32string_view, const char*>>(
        {{U"万", "万元"}, {U"亿", "亿元"}});
    const bool reaches = scan.any({U"满", U"达到"});  // 满2万元不足5万元
    std::optional<double> least = scan.decimal();
    if (!least) return std::nullopt;
    auto first = read_measure(scan);
    std::string whole;  // 1000万—3000万元, 3000万—1亿元
    if (!first) {
        for (const auto& [unit, name] : kWhole) {
            if (!scan.word(unit)) continue;
            whole = name;
            break;
        }
    }
    const bool from = scan.any({U"(含)", U"(含本数)"});  // 3亩(含)至5亩: without the 5
    const bool above = !from && scan.any({U"(不含)", U"(不含本数)"});
    if (!scan.dash() && !reaches) return std::nullopt;
    bool below = scan.any({U"不足", U"不满", U"未满", U"不到"});
    if (reaches && !below) return std::nullopt;
    std::optional<double> most = scan.decimal();
    auto measure = most ? read_measure(scan) : std::nullopt;
    if (measure && !whole.empty() && *measure != whole) first = whole;
    auto turned = measure && first ? dictionary::convert(*first, *measure) : std::nullopt;
    if (!measure || (first && !turned)) return std::nullopt;
    // 5000万元—1亿元: both in the unit of the second.
    if (turned)
        least = *least * static_cast<double>(turned->numerator) /
                static_cast<double>(turned->denominator);
    if (*most <= *least) return std::nullopt;
    Bound bound{{least, most}, *measure};
    bound.range.least_open = above;
    size_t start = scan.at();
    const bool out = scan.any({U"(不含)", U"(不含本数)"});  // 1万元（含）—3万元（不含）
    if (out || scan.any({U"(含)", U"(含本数)"})) {
        bound.range.most_open = out;
        return bound;
    }
    if (scan.word(U"以下") || below) {  // 1万元—3万元以下
        bound.range.most_open = true;
        return bound;
    }
    bool with = scan.word(U"(") && scan.word(U"含") && scan.decimal();
    if (with) {
        read_measure(scan);
        scan.any({U",", U"，", U"、"});
        bound.range.most_open = scan.word(U"不含") && scan.decimal();
        if (bound.range.most_open) read_measure(scan);
        with = scan.word(U")");
    }
    if (!with) {
        scan.go(start);
        bound.range.most_open = true;
        bound.range.bare_below = !from;
    }
    return bound;
}

std::optional<Bound> read_bound(Scanner& scan) {
    size_t start = scan.at();
    if (auto span = read_span(scan)) return span;
    scan.go(start);
    Bound bound;
    bool below = scan.any({U"不足", U"低于", U"不到", U"不满", U"少于", U"小于"});
    bool above = !below && scan.any({U"超过", U"高于", U"大于", U"多于"});
    bool at_least =
        !below && !above && scan.any({U"不低于", U"不少于", U"满", U"达到", U"≥", U">="});
    bool at_most = !below && !above && !at_least && scan.any({U"不超过", U"不高于", U"≤", U"<="});
    std::optional<double> value = scan.decimal();
    if (!value) return std::nullopt;
    auto measure = read_measure(scan);
    if (!measure && above && *value == 0) measure = "";  // 面积大于0, of whatever it is
    if (!measure) return std::nullopt;
    bound.measure = *measure;
    // 6亩和6亩以上
    const size_t once = scan.at();
    const bool again = scan.any({U"和", U"及", U"或"}) && scan.decimal() == value;
    if (!again || read_measure(scan) != measure) scan.go(once);
    if (below || at_most) {
        bound.range.most = value;
        bound.range.most_open = below;
        return bound;
    }
    if (above || at_least) {
        bound.range.least = value;
        bound.range.least_open = above;
        return bound;
    }
    if (::yitao::recognise::bound(scan, *value, bound.range)) return bound;
    // 从业1人的: so many, and no more.
    const size_t behind = scan.at();
    const bool exact = !scan.follows(start, U"0123456789.有少多过超满足到达第前后—-至、和及或") &&
                       scan.word(U"的") && scan.done();
    scan.go(behind);
    const bool none = *value == 0 && scan.follows(start, U"(") && scan.word(U")");  // （0亩）
    scan.go(behind);
    if (!exact && !none) return std::nullopt;
    bound.range.least = bound.range.most = value;
    return bound;
}

// The bound as a test of each column that is measured so, in that column's own unit.
std::vector<Term> terms_of(std::span<const ledger::Schema* const> schemas, const Bound& bound) {
    std::vector<Term> terms;
    for (size_t i = 0; i < schemas.size(); ++i) {
        const auto& columns = schemas[i]->columns;
        for (size_t c = 0; c < columns.size(); ++c) {
            if (columns[c].unit_of_measure.empty()) continue;
            auto factor = bound.measure.empty()
                              ? dictionary::Factor{}
                              : dictionary::convert(bound.measure, columns[c].unit_of_measure);
            if (!factor) continue;
            auto turn = [&](std::optional<double> value) -> std::optional<double> {
                if (!value) return std::nullopt;
                return *value * static_cast<double>(factor->numerator) /
                       static_cast<double>(factor->denominator);
            };
            Range range = bound.range;
            range.least = turn(range.least);
            range.most = turn(range.most);
            Term term = number_term(i, c, range, true);
            term.vague = range.bare_below;  // 2万元以下: with 20,000 itself or without
            // 200平方米以上 is said of dwellings, not of land.
            const std::string_view kFloor = "平方米";
            term.turned = (bound.measure == kFloor) != (columns[c].unit_of_measure == kFloor);
            // 5—9人 beside 10人以上: people are whole.
            bool whole = columns[c].type == ledger::ColumnType::kInteger && range.least &&
                         range.most && !term.when.empty();
            if (whole) {
                term.vague = term.bare_below = false;
                for (Test& test : term.when[0]) test.most_open = false;
            }
            terms.push_back(std::move(term));
        }
    }
    return terms;
}

// 10月份, 10月: the period; 1—10月, 1至10月累计: the year so far.
struct Months {
    std::string window;
    int last = 0;
    int first = 1;
};
// 上年 before it: the same months of last year.
Months of_year(bool last_year, int first, int last) {
    return {last_year ? "last_year_so_far" : "year", last, first};
}

// 一季度, 第三季度, 4季度, 上半年, 前三季度, 头三个月; 上年下半年
std::optional<Months> read_quarter(Scanner& scan) {
    static constexpr std::u32string_view kNames = U"一二三四";
    const bool last = scan.any({U"上年度", U"上年", U"去年", U"上一年"});
    scan.any({U"年"});
    if (scan.any({U"上半年"})) return of_year(last, 1, 6);
    if (scan.any({U"下半年"})) return of_year(last, 7, 12);
    if (scan.any({U"前三季度", U"前3季度", U"一至三季度", U"1至3季度", U"1-3季度", U"1—3季度"}))
        return of_year(last, 1, 9);
    if (scan.any({U"前两季度", U"前二季度", U"前2季度"})) return of_year(last, 1, 6);
    if (scan.any({U"头三个月", U"头3个月"})) return of_year(last, 1, 3);
    if (scan.any({U"头两个月", U"头2个月"})) return of_year(last, 1, 2);
    scan.word(U"第");
    for (int i = 0; i < 4; ++i) {
        size_t start = scan.at();
        auto index = static_cast<size_t>(i);
        bool named = scan.word(kNames.substr(index, 1)) || scan.number() == i + 1;
        if (named && scan.word(U"季度")) return of_year(last, i * 3 + 1, i * 3 + 3);
        scan.go(start);
    }
    return std::nullopt;
}

// 10, 十, 十二
std::optional<int> month_number(Scanner& scan, bool& chinese) {
    static constexpr std::u32string_view kDigits = U"一二三四五六七八九";
    chinese = true;
    if (scan.word(U"十")) {
        if (scan.word(U"一")) return 11;
        return scan.word(U"二") ? 12 : 10;
    }
    for (size_t i = 0; i < kDigits.size(); ++i) {
        if (scan.word(kDigits.substr(i, 1))) return static_cast<int>(i) + 1;
    }
    chinese = false;
    return scan.number();
}

// 7、8两月, 11、12月, 1、2、3月: months that follow each other; 1、2月 may be the second month
// behind the number of a row.
std::optional<Months> read_listed_months(Scanner& scan) {
    std::vector<int> months;
    do {
        const std::optional<int> month = scan.number();
        if (!month || *month < 1 || *month > 12) return std::nullopt;
        if (!months.empty() && *month != months.back() + 1) return std::nullopt;
        months.push_back(*month);
    } while (scan.any({U"、", U"月、", U"和", U"月和"}));
    const bool both = scan.any({U"两个月", U"两月", U"三个月"});
    if (months.size() < 2 || (!both && !scan.word(U"月"))) return std::nullopt;
    if (months.size() == 2 && months[0] == 1 && !both) return std::nullopt;
    scan.any({U"份", U"两个月", U"两月"});
    return Months{"year", months.back(), months.front()};
}

// 6月30日未整改: as at the end of that month.
bool last_day_of(Scanner& scan, int month) {
    constexpr auto kDays = std::to_array<int>({31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31});
    const size_t start = scan.at();
    const std::optional<int> day = scan.number();
    const bool last =
        day && (*day == kDays[static_cast<size_t>(month - 1)] || (month == 2 && *day == 29));
    if (last && scan.word(U"日")) {
        const size_t behind = scan.at();
        const bool state = scan.any({U"未", U"尚未", U"仍", U"在册", U"存量"});
        scan.go(behind);
        if (state) return true;
    }
    scan.go(start);
    return false;
}

std::optional<Months> read_months(Scanner& scan) {
    bool chinese = false;
    std::optional<int> first = month_number(scan, chinese);
    if (!first || *first < 1 || *first > 12) return std::nullopt;
    bool named = scan.word(U"月");
    size_t single = scan.at();
    // 三月养老金 is no time; 一月龄.
    if (chinese && named && scan.any({U"养", U"龄", U"均", U"收", U"薪", U"报", U"产"}))
        return std::nullopt;
    // 1月1日至本月末
    if (*first == 1 && named && scan.word(U"1日") && scan.dash() &&
        scan.any({U"本月末", U"月末", U"月底", U"期末", U"报告期末", U"本期末", U"报告期", U"目前",
                  U"截止日", U"截至日", U"统计截止日", U"填报日"})) {
        return Months{"year"};
    }
    scan.go(single);
    if (scan.dash()) {
        bool also = false;
        std::optional<int> last = month_number(scan, also);
        if (*first == 1 && last && *last <= 12 && scan.word(U"月")) {
            scan.any({U"份"});
            return Months{"year", *last};
        }
        if (last && *last > *first && *last <= 12 && scan.word(U"月")) {  // 5—7月
            scan.any({U"份"});
            return Months{"year", *last, *first};
        }
        // 1月—本月
        if (!last && scan.any({U"本月", U"当月", U"报告月", U"本期", U"报告期"})) {
            scan.any({U"末"});
            return Months{"year", 0, *first};
        }
    }
    scan.go(single);
    if (!named) return std::nullopt;
    scan.any({U"份"});
    if (scan.any({U"以来", U"至今"})) return Months{"year", 0, *first};  // 7月以来
    if (scan.any({U"末", U"底"}) || last_day_of(scan, *first)) return Months{"now", *first};
    return Months{"period", *first};
}

// 一, 两 … 十, 12
std::optional<int> small_number(Scanner& scan) {
    static constexpr std::u32string_view kDigits = U"一二三四五六七八九十";
    if (scan.word(U"两")) return 2;
    for (size_t i = 0; i < kDigits.size(); ++i) {
        if (scan.word(kDigits.substr(i, 1))) return static_cast<int>(i) + 1;
    }
    return scan.number();
}

// 三人户, 6人及以上户, 3—4人户: by how many they are.
std::optional<Range> read_house(Scanner& scan) {
    std::optional<int> people = small_number(scan);
    if (!people) return std::nullopt;
    const std::optional<int> most = scan.dash() ? small_number(scan) : people;
    if (!most || *most < *people || *most > 20 || !scan.word(U"人")) return std::nullopt;
    Range range{*people, *most};
    if (scan.any({U"及以上", U"以上", U"及其以上"})) range.most.reset();
    scan.any({U"的"});
    if (!scan.any({U"户", U"之家"})) return std::nullopt;
    return range;
}

// 超过30天, 满30天: how long ago it happened. 2020年以前: before that year.
std::optional<Term> read_distance(Scanner& scan) {
    Term term;
    term.kind = PhraseKind::kWindow;
    term.source = Source::kPattern;
    size_t start = scan.at();
    bool over = scan.any({U"超过", U"已超", U"超", U"逾"});
    bool full = !over && scan.any({U"满", U"达到"});
    std::optional<int> days = scan.number();
    if (days && scan.any({U"天", U"日"})) {
        bool with = scan.any({U"以上", U"及以上"});
        if (!over && !full && !with) return std::nullopt;
        term.window = "older";
        term.month = *days;
        term.bare_below = over && !with;
        return term;
    }
    scan.go(start);
    std::optional<int> year = scan.number();
    if (!year || *year < 1900 || *year > 2100 || !scan.word(U"年")) return std::nullopt;
    term.window = "before_year";
    term.month = *year;
    if (scan.any({U"以前", U"之前", U"前"})) {
        // Whether the year itself is in it, the form must say: 2000年以前（不含2000年）.
        size_t before = scan.at();
        const bool out = scan.word(U"(不含");
        if (out) scan.number();
        scan.any({U"年", U"当年"});
        term.vague = !out || !scan.word(U")");
        if (term.vague) scan.go(before);
        return term;
    }
    if (!scan.any({U"以来", U"起"})) return std::nullopt;
    term.bare_below = true;
    return term;
}

}  // namespace

Pattern match_pattern(std::span<const char32_t> text, size_t at,
                      std::span<const ledger::Schema* const> schemas) {
    Pattern found;
    Scanner age(text, at);
    if (auto range = read_age(age)) {
        found.terms = terms_over(schemas, "年龄", *range, true);
        if (!found.terms.empty()) found.length = age.at() - at;
        return found;
    }
    Scanner house(text, at);
    if (auto range = read_house(house)) {
        found.terms = terms_over(schemas, "人口数", *range, false);
        if (!found.terms.empty()) {
            found.length = house.at() - at;
            return found;
        }
    }
    Scanner distance(text, at);
    if (auto term = read_distance(distance)) return {distance.at() - at, {*term}};
    Scanner amount(text, at);
    if (auto said = read_bound(amount)) {
        found.terms = terms_of(schemas, *said);
        if (!found.terms.empty()) {
            found.length = amount.at() - at;
            return found;
        }
    }
    Scanner grade(text, at);
    if (auto range = read_grade(grade)) {
        found.terms = terms_over(schemas, "等级", *range, false);
        if (!found.terms.empty()) found.length = grade.at() - at;
        return found;
    }
    Scanner months(text, at);
    auto said = read_quarter(months);
    // 近三月, 十一月: no month begins there.
    constexpr std::u32string_view kInside = U"一二三四五六七八九十近前个头每满下上";
    const bool inside = at > 0 && kInside.contains(text[at - 1]);
    for (const auto& read : {read_listed_months, read_months}) {
        if (said || inside) break;
        months.go(at);
        said = read(months);
    }
    if (said) {
        Term term;
        term.kind = PhraseKind::kWindow;
        term.window = said->window;
        term.month = said->last;
        term.first_month = said->first;
        term.source = Source::kPattern;
        found.terms.push_back(term);
        found.length = months.at() - at;
    }
    return found;
}

}  // namespace yitao::recognise
