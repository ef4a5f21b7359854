// What a path says when it is put to one ledger, between words and formula; used by meaning*.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recognise/meaning/meaning.h"

namespace yitao::recognise {

enum class Window : uint8_t {
    kNone,
    kNow,            // 期末: as things stand
    kPeriod,         // 本月
    kYear,           // 本年累计
    kLastPeriod,     // 上月
    kBefore,         // 上月末结转
    kLastYear,       // 上年同期
    kWholeLastYear,  // 上年全年
    kLastYearSoFar,  // 上年同期 beside 本年累计
    kYears,          // 2011—2015年
    kDays,           // 10月25日至31日
    kAll,            // 历年累计
};
enum class How : uint8_t { kCount, kSum, kAverage, kMost, kLeast };

struct Understood {
    Filter filter;
    std::vector<std::vector<std::vector<Test>>> unions;  // each: one of these alternatives
    How how = How::kCount;
    int amount = -1;
    std::string amount_measure;
    int amount_above = -1;  // what 其中 is part of adds up: 总投资 / 农业项目
    How how_above = How::kCount;
    std::string average_above;  // and 人均月养老金 / 职工 is an average too
    Window window = Window::kNone;
    bool same_month = false;      // kLastYear: beside this month's figure
    bool before_year = false;     // kBefore: before this year, not this period
    int before_month = 0;         // kBefore: as at the end of this month (1 to 12) of the year
    std::string before_day;       // kBefore: as at the end of this day
    std::string moment;           // 一季度末, 2030年底: the day that is named
    bool window_generic = false;  // 本期数: as things stand
    bool window_alone = false;    // a heading of its own says it: the column 本年
    int first_month = 1;          // kYear: of a quarter the month it begins in
    int from_year = 0;            // kYears; of kYear which one, where the form says
    int to_year = 0;              // 0: open
    int last_month = 0;           // kYear: 1-9月 ends in September; 0: at the as-of date
    std::vector<std::pair<std::string, std::string>> dates;  // kDays: what the date must be
    int event = -1;                                          // date column of the event named
    std::vector<std::vector<Test>> done;  // what the event named means without a window
    bool is_ratio = false;
    std::vector<std::vector<Test>> share;  // of the rows, those with one of these …
    int ratio_top = -1;                    // … or this column over that
    int ratio_base = -1;
    bool base_said = false;        // the form's note says of whom
    std::vector<Test> base_extra;  // A÷B of two groups: the tests of B
    bool per_member = false;       // 人均 of what households hold
    enum class Change : uint8_t { kNone, kMonth, kYear };
    Change change = Change::kNone;         // 比上月增减, 同比
    std::shared_ptr<Understood> compared;  // the same of the time before
    std::string days;                      // 平均办理天数: what is averaged, no column
    bool age = false;                      // 平均年龄: no amount that has a unit
    bool titled_people = false;            // 退役军人服务保障情况: the title says of which people
    std::vector<size_t> row_columns;       // tested by the row's own heading
    bool names_all = false;                // 在册人口: all of them, and the form says so
    bool all_people = false;               // the form says that it counts everybody
    bool has_base = false;                 // 占常住人口: the rows it is a share of
    Filter base;
    bool whole_of_rows = false;    // 占全部耕地: of all, whatever the row says
    bool base_everywhere = false;  // 校园隐患占全部隐患: wherever they are
    std::string grain;       // 人, 户, 件: the words of the path or the unit of measure printed
    std::string average_of;  // 人均: 人, 户均: 户
    std::vector<std::pair<int, std::string>> bounds;  // of amounts that nothing beside them names
    bool amount_had = false;                          // 有产值的: how many have some
    bool amount_known = false;                        // 已登记收入的: of how many it is known
    int each_once = -1;  // different values of this column are counted: households of such people
    bool senseless = false;  // it cannot have been meant: no reading at all
    bool identity = false;   // it says whose people are meant
    double confidence = 1;
    std::vector<std::string> doubts;
    std::vector<Because> because;

    void doubt(double factor, std::string why) {
        confidence *= factor;
        doubts.push_back(std::move(why));
    }
};

// One text of the path or context, cut into words.
struct Layer {
    std::shared_ptr<const Cut> cut;
    bool inherited = false;
    bool leaf = false;
};
struct Layers {
    std::vector<Layer> scope;
    std::vector<Layer> limits;  // of the scope: 只统计…, 统计范围：…
    std::vector<Layer> lines;   // between the title and the headings
    std::vector<Layer> sections;
    std::vector<Layer> context;
    std::vector<Layer> path;
    std::vector<Layer> siblings;
    std::vector<Layer> beside;
    std::vector<Layer> around;
    std::vector<Layer> groups;
    std::vector<Layer> before;
    std::vector<Layer> after;
    std::vector<Layer> leading;  // one, or none
    std::vector<Layer> axis;     // one, or none
    std::vector<Layer> divided;  // what headings over the cell divide by, innermost first
};

// How much a reading loses by what it cannot account for. Below kSure: a question.
namespace losses {
inline constexpr double kForeignWord = 0.45;   // a word that only other ledgers know
inline constexpr double kUnknownWord = 0.6;    // a word nobody knows
inline constexpr double kUnknownLetter = 0.7;  // the same, of one character
inline constexpr double kContradiction = 0.4;
inline constexpr double kAmbiguousWord = 0.5;
inline constexpr double kVagueWord = 0.6;
inline constexpr double kNearWord = 0.7;
inline constexpr double kWhichTime = 0.55;  // an event without a time
inline constexpr double kStrayWord = 0.7;   // a word whose part in the whole is not clear
inline constexpr double kFromTitle = 0.9;   // said by the form's title, not by the headings
}  // namespace losses

// What dictionaries call a window; nothing: a time of another kind (years, months ago).
std::optional<Window> window_named(std::string_view name);
// The rows whose date lies in the window said; nothing where it is no window of time.
std::optional<Test> window_test(const Understood& understood, int column);

// The last day of the time that is meant; empty: it is open, or the report's own.
std::string last_day_of(const Understood& understood);
// 上年同月: the rows whose date lies in the report's period, a year before.
Test same_period_of_last_year(int column);

Understood understand(const Vocabulary& words, const Asked& asked, const Layers& layers,
                      size_t ledger);
// Which amount, which time: the part of understand() that follows the words.
void settle_measure(const Vocabulary& words, const Asked& asked, Understood& understood);
// What a share is over, where no words say it (meaning/whole).
void settle_whole(const Vocabulary& words, const Asked& asked, Understood& understood);
// 100, 1000: what the form writes the cell's share in; 0: it does not say.
int share_per(const Asked& asked);
// The time alone; settle_measure does it once the amount is known.
void settle_time(const Vocabulary& words, Understood& understood);
// 本年内年满60周岁: whose birthday it is within the time said (meaning/ages).
void settle_birthdays(const Vocabulary& words, const Asked& asked, Understood& understood);
// Ages that the form counts to another day than the report's (meaning/ages).
void settle_ages(const Vocabulary& words, const Asked& asked, Understood& understood);
// Formula, key, sentence. Empty formula: it cannot be said as one.
Reading write_reading(const Vocabulary& words, const Asked& asked, const Understood& understood);

}  // namespace yitao::recognise
