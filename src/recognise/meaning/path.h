// One path put to one ledger, word for word; used by meaning/read, meaning/words and
// meaning/context. What a heading's words are: meaning/words. How they join: meaning/read. What
// titles, sections and notes add: meaning/context.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>

#include "recognise/meaning/understood.h"

namespace yitao::recognise {

class PathReader {
  public:
    PathReader(const Vocabulary& words, const Asked& asked, const Layers& layers, size_t ledger)
        : words_(words), asked_(asked), layers_(layers), ledger_(ledger) {
        result_.filter.ledger = ledger;
        result_.base.ledger = ledger;
        count_votes();
        find_axis();
    }
    Understood read();

  private:
    bool speaks_here(const Term& term) const;
    bool says_when(const Layer& layer);
    bool days_are_of_event() const;
    static bool is_total(const Token& token);
    // 合计, and no word more.
    static bool is_plain_total(const Layer& layer);
    // 合计, 总计, and nothing else.
    static bool says_total(const Layer& layer);
    // A column whose heading stands about, or whose codes stand beside, is the one meant.
    void count_votes();
    int only_column_of(const Token& token) const;
    // Bounds of which amount, where they do not say (meaning/bounds).
    void find_axis();
    int only_amount(const Layer& layer) const;
    bool is_of_axis(const Term& term) const;
    bool takes_amount_of_axis(const Token& token);
    // 外出务工去向 over 县内: of those who work away.
    void take_axis_condition();
    void ask_axis_of_another();
    void keep_bound(const Term& term, const Token& token);
    // 养老保险参保 / 其中：职工: a code of the column that its whole speaks of.
    bool is_of_whole(const Term& term) const;
    // 未参保 of two insurances, and only labels from elsewhere in the form speak of one.
    bool is_code_of_two(const Term& a, const Term& b) const;
    int votes(const Term& term) const;
    bool is_of_workbook(const Term& term) const;
    // The meaning of the word in this ledger, nullptr: none.
    const Term* choose(const Token& token, bool quiet);
    void read_layer(const Layer& layer);
    size_t first_of_part(std::span<const Token> tokens);
    // What brackets and blanks do to the words of a heading: （含预备）, （在校学生除外）, 未登记.
    void read_marks(std::span<const Token> tokens);
    // （含预备）: one more word of what stands before, or nothing new. True: dealt with.
    bool read_bracket(const Token& token);
    // 卫生厕所 / 没有, 三项都有 (meaning/yes_no).
    int facility_in(const Token& token);
    int only_facility(const Layer& layer);
    bool denies_facility(const Layer& layer);
    bool read_all_of(const Layer& layer);
    // 已过计划竣工日期仍未竣工, 计划明年竣工的 (meaning/deadlines).
    int planned_of(const Token& token) const;
    const Token* planned_event(std::span<const Token> tokens, size_t at);
    bool names_planned() const;
    bool denies_done(const Term& term, const Token& token) const;
    bool is_said_of_deadline(const Token& token);
    bool take_day_of_deadline(const Term& days, const Token& token);
    Test* deadline_in_filter();
    void settle_deadline();
    // 耕地未登记的户, 学历未登记, 没有迁入日期: those of whom it is not known (meaning/absence).
    static bool is_blank(const Token& token);
    bool read_blank(const Token& token);
    bool is_said_blank(const Token& token) const;
    bool ends_blank(const Token& token) const;
    const Term* named_by(const Token& token);
    bool names_date(const Term& term, const Token& token) const;
    void take_blank(int column, const Token& token);
    bool leave_blanks_out(int column);
    bool ends_column(std::string_view word, int column) const;
    enum class Spoken : uint8_t { kNames, kCodes, kBands };
    std::set<int> columns_in(const Layer& layer, Spoken by);
    int column_left_blank(std::string_view end);
    // 男16-59周岁、女16-54周岁: either. How many tokens that took.
    size_t read_sexes(std::span<const Token> tokens);
    // 低保、特困合计（不重复计算）: one or the other. How many tokens that took.
    size_t read_union(std::span<const Token> tokens);
    // 困难对象（低保、特困、残疾去重）: the brackets say which kinds, each person once.
    size_t read_union_in_brackets(std::span<const Token> tokens);
    // 10月完成整改 / 其中：10月发现的: what happened first stays a condition when another heading
    // says what else happened and when.
    void keep_event();
    // A condition on what a reference leads to: residents of households that are monitored
    // (meaning/places).
    bool join_ledger(const Token& token);
    bool join_ledger(const Token& token, size_t column, size_t other);
    void take_joined(const Joined& joined, const Token& token);
    bool is_said_of_place(const Layer& layer, const Token& token) const;
    void take_stated_places();
    bool names_joined_place(const Test& code) const;
    bool has_column_of_places(const Layer& title, const Token& token) const;
    void ask_places_of_title();
    bool is_code_here(const std::string& name) const;
    void ask_things_of_title();
    bool counts_units(const Layer& layer);
    // 占户籍人口比重 / 女: of the women registered here, or of all?
    void ask_base();
    // 改厕和饮水 / 未通自来水: the group names topics, not conditions.
    bool names_topics(const Layer& layer);
    bool names_two_subjects(const Layer& layer) const;
    bool is_enumerated(const Term& month) const;
    // 受理超过30天, 2020年以前建的
    void join_age(const Term& term, const Token& token);
    // 重度残疾人护理补贴对象（一、二级残疾人）: the brackets say who they are.
    bool is_explained(const Token& token);
    // 居民 beside 职工: the code of that column that is called so.
    bool read_code_beside(const Token& token);
    // 退役军人基本构成 / 党员: the title names the people the whole table is of.
    void take_register_from_title();
    bool is_said_of_no_matter(const Term& topic);
    bool is_row_beside(const Term& term) const;
    bool names_column_joined(const Layer& layer, const Token& token);
    // The cell's own heading is 户籍人口, 常住人口.
    bool names_people();
    // 60周岁及以上老年人情况, 脱贫户情况: a title of one topic says which rows the whole table is
    // of.
    bool is_of_sections(const Layer& layer) const;
    bool has_part_beside() const;
    void take_topic_from_title();
    void take_state_from_title();
    std::vector<Test> only_code_of(const Layer& layer);
    void take_topic_of_leading(const std::vector<Test>& topic);
    // What the title says of who they are, where it says nothing else; empty: it does not, or more.
    std::vector<Test> topic_of(const Layer& layer);
    bool names_topic(const Layer& layer, const Test& topic) const;
    // … and nothing else: 残疾人（人）
    bool is_topic_alone(const Layer& layer, const Test& topic) const;
    // 人口（人） / 户籍 beside 残疾人, 家庭宽带 / 总户数 beside 通宽带户 (meaning/apart).
    bool counts_all();
    bool counts_total() const;
    bool is_apart_from(const std::vector<Test>& topic);
    bool heads_whole_and_part(const Layer& layer);
    // The first column of counts is of it, or there is none.
    bool leads(const Test& topic) const;
    bool is_named_before(const Test& topic) const;
    // 退役军人分布情况 over 户籍人口 | 退役军人: a column of its own, behind the first, is of it.
    bool is_of_one_column(const Term& term);
    // 退役军人和家庭 / 在册党员 beside 退役军人: of all, the title's topic is a row of its own.
    bool is_of_one_row(const Term& term) const;
    bool stands_about(const Test& topic) const;
    bool is_total_of_bands(const Test& topic) const;
    bool names_column_of_cell(const Test& topic) const;
    void take_topic_of_column();
    bool names_years_untold() const;
    void ask_total_of_bands();
    void ask_kinds_counted();
    bool is_topic(const Term& term, const Test& topic) const;
    // 未参保 beside 参保: the table has those too who are not of the topic.
    bool stands_against(const Test& topic) const;
    bool stands_beside(const std::function<bool(const Term&)>& says) const;
    // 不是在校学生
    static bool is_denied(const Layer& layer, const Token& token);
    // 不足5亩 beside 没有耕地: those who have none are counted there.
    void skip_zero_band();
    // 上年同月, 上年同期（上年10月）, or beside 本月: last year's figure of the month.
    bool is_of_month(const Token& token) const;
    // 总投资5000万元以上: the amount is no sum here, the bound speaks of it.
    const Term* bound_of(const Token& amount, const Token& bound);
    // A农、林、牧、渔业: the letter is the code of what stands beside it.
    bool is_code_letter(const Token& token);
    // 对接洽谈 among 签约, 开工, 在建, 竣工: whatever the word says, the code is the one meant.
    bool decorates_code(const Token& token);
    bool only_explains(const Token& token);
    // 水塘湖汊等水域
    bool is_example(const Token& token) const;
    bool names_column_next(const Layer& layer, const Token& token) const;
    // 小学（2014.9.1—2020.8.31）: the days say who they are, the words only call them something.
    bool is_days(const Token& token);
    bool is_named_by_days(const Token& token);
    const std::vector<Test>* code_of(const Layer& layer);
    // The cell's own heading is one code of a column, and codes of the same column stand beside:
    // whatever the heading above them says, it names that column.
    bool codes_stand_beside();
    int code_column(const Layer& layer);
    // The layer right above the cell's own, where it says nothing that this ledger knows.
    bool is_axis_name() const;
    // Rows of that ledger are of one of this ledger's each: 隐患 of 场所.
    bool refers_here(int ledger) const;
    // A code of one column stands among names that are codes of another ledger's: 其他 below
    // 学校, 宾馆 is a kind of place, not of hazard.
    bool stands_elsewhere(const Token& token, const Term& term) const;
    bool is_state_elsewhere(const Token& token) const;
    void read_token(const Token& token);
    static bool narrows(const Token& token);
    // 15-17周岁（高中阶段）: the numbers say it, the words in brackets only call it something.
    bool is_gloss(const Term& term, const Token& token);
    bool is_school_of_ages(const Term& term, const Token& token);
    // 已参保（居民＋职工）: several names for what stands before.
    bool sums_up(const Term& term);
    // Says whose people are meant: those registered here, living here.
    bool is_population(const Term& term) const;
    bool is_population(const Test& test) const;
    // 3岁以下婴幼儿, 16—25周岁青少年: departments differ by the word, the numbers say it.
    bool is_numbered(const Term& term);
    bool is_named_age(const Term& term, const Token& token);
    // （一）学龄前儿童 above 0—2周岁, 3—5周岁, 6周岁: what the chapter calls them, the ages say it.
    bool is_called_by_ages(const Token& token) const;
    bool tells_ages(const Token& token) const;
    void take_population_of_whole();
    // 轻度（3、4级）: the brackets say what is meant by it.
    bool is_defined(const Token& token);
    bool denies_before(const Token& token);
    bool is_before_defined(const Token& token) const;
    bool is_said_beside(const Term& vague, const Token& token);
    bool only_decorates(const Token& token);
    bool calls_kinds_below(const Layer& layer);
    bool says_as_registered(const Token& token) const;
    // 脱贫户 / 人口: the people of those households.
    bool counts_members(const Token& token);
    bool counts_those_with(const Token& token);
    // 没装宽带的家庭 / 有60岁以上老人: what a heading says of members of households
    // (meaning/members).
    bool read_members(const Layer& layer);
    // 消防、用电以外的, 上述五类之外的, 三类合计 (meaning/rest).
    struct Coded {
        int ledger = -1;
        Test test;
    };
    struct Beyond {
        size_t from = 0;  // the tokens that are denied
        size_t to = 0;
        std::optional<Coded> coded;
    };
    std::optional<Coded> code_meant(const Token& token) const;
    std::optional<Beyond> beyond_in(std::span<const Token> tokens) const;
    bool read_beyond(const Layer& layer);
    bool says_rest(const Layer& layer, const std::string& text);
    Test codes_in(const Layer& heading);
    Test codes_named_before(const Layer& layer);
    bool read_rest(const Layer& layer);
    Test codes_named_anywhere();
    bool read_called(const Layer& layer);
    bool read_rest_listed(const Layer& layer);
    void read_beside_rest(const Layer& layer, int column);
    void ask_kinds_said();
    bool joins_total(const std::string& text);
    bool is_called_by_place(const Token& token) const;
    // 从未查出隐患的学校, 有2条以上未改完隐患的场所 (meaning/holders).
    struct Holders {
        std::string said;   // of what is found there
        std::string place;  // of the places
    };
    std::optional<std::pair<size_t, size_t>> events_of() const;
    std::optional<Holders> holders_in(std::string text, size_t events, int places) const;
    bool read_holders(const Layer& layer);
    bool ask_holders(const std::string& text);
    // 平均办理天数, 7日以内办结, 逾期才整改到位 (meaning/spans).
    bool read_span(const Layer& layer);
    bool counts_days(const std::string& text) const;
    std::string days_between(int from, size_t to) const;
    bool is_of_homes() const {
        const std::string& measure = words_.facts(ledger_).measure;
        return measure == "户" || (measure == "人" && asked_.measure.starts_with("户"));
    }
    std::optional<std::pair<size_t, size_t>> members_of() const;
    bool says_of_household(size_t members) const;
    bool narrows_household(const Token& token) const;
    bool is_of_household_too(const Filter& filter) const;
    std::string count_of_members(const Filter& filter, size_t reference) const;
    bool is_said_below(const Term& vague);
    bool is_told_by_others(const Term& vague);
    // The title names people (退役军人), and this ledger is of what they live in.
    bool is_titled_by_people() const;
    bool heads_topics() const;
    bool says_how_divided(const Token& token);
    bool leaf_names_amount() const;
    bool is_denied_beside(const Layer& layer);
    // 面积 / 最大一处: of the one amount that labels beside it name.
    void take_amount_from_beside();
    void take_banded_amount();
    bool read_area(const Layer& layer);
    void take_share_of_service();
    void take_share_from_beside();
    void take_stock();
    bool follows_all(const Token& token) const;
    void note(const Token& token, std::string meaning);
    void join(const Term& term, const Token& token);
    void join_condition(const Term& term, const Token& token);
    void add_tests(const std::vector<Test>& tests, const Token& token);
    void share_of_row();
    void share_of_rest();
    bool takes_whole_of_amount(const Term& term, const Token& token);
    void share_of_row_label();
    void ask_kind_of_amount();
    bool take_base_of_amount(const Term& term, const Token& token);
    void take_chapter_as_base(const Token& token);
    // 燃气、用电, 用地和审批: a mark or a joining word stands right before.
    bool is_joined(const Token& token) const;
    // 燃气、用电: two codes of one column in one heading are either.
    bool holds_said(const std::vector<Test>& tests) const;
    bool join_words(const std::vector<Test>& tests);
    void widen(const std::vector<Test>& tests);
    static bool is_of_no_matter(const Layer& layer, const Token& token);
    void read_blank_of_others();
    // 历年设立的（后来停业、注销的也数）: every state counts.
    bool counts_other_states(const Test& standing) const;
    // 二、宣传活动 over 展览, 宣讲, 演出: what the chapter is called, no code of its rows.
    bool is_chapter_of_codes(const Term& term);
    std::optional<Test> section_lettered(const Term& term, const Token& token) const;
    std::optional<Test> class_within(const Term& term, const Token& token) const;
    bool is_settled(const Term& vague, const std::string& word) const;
    bool is_below_its_column(const Test& code) const;
    // 年度计划 | 已执行 | 执行率: each says what the others are.
    bool is_of_rate_beside(const Term& vague) const;
    bool takes_back(const Term& term);
    bool is_whose(const Token& token) const;
    bool is_below_another_code(const std::vector<Test>& tests);
    bool divides_by_amount(const Term& amount) const;
    void join_amount(const Term& term, const Token& token);
    bool is_drawn_beside_kinds(const Term& amount, const Token& token) const;
    void join_aggregate(const Term& term, const Token& token);
    bool is_over_figures() const;
    bool take_change(const Token& token);
    bool group_of_events() const;
    void join_window(const Term& term, const Token& token);
    bool is_open_behind(const Token& token) const;
    bool names_later_month(int month) const;
    bool stands_today(const Token& token);
    bool is_column_of_now(const Token& token);
    static bool says_end(const Token& token);
    bool is_among(const Token& token) const;
    void join_moment(const Term& term, const Token& token);
    void settle_moment(bool open);
    bool stands_at_end(const Token& token);
    std::string last_day_of_part(const Layer& layer) const;
    void take_end_of_period();
    bool is_which_month();
    bool is_below_month();
    bool is_year_of_months();
    bool is_month_of_event();
    void take_date_named();
    void join_days(const Term& term, const Token& token);
    bool names_deadline(const Token& token) const;
    bool is_in_row() const;
    bool says_standing();
    bool is_of_year(const Token& month) const;
    // What stands in the first brackets behind a word.
    struct Bracket {
        size_t from = 0;    // 0: there are none
        bool when = false;  // a time is told
        bool born = false;  // … of birth
        bool known = true;  // every word of it is known
        bool only = true;   // nothing but the time and what happened then
        bool near = true;   // it stands right behind the word
    };
    Bracket bracket_behind(const Token& token);
    bool is_told_by_time(const Token& token);
    bool is_told_by_birth(const Token& token);
    bool is_age_told_by_birth(const Token& token);
    bool is_of_the_column(const Term& term);
    // 2008年, 2011—2015年: by their number.
    void join_years(const Term& term, const Token& token);
    // 上年同期 beside 本年累计 and not 本月.
    bool is_beside_year() const;
    void join_event(const Term& term, const Token& token);
    void join_ratio(const Term& term, const Token& token);
    // 合计（不重复） of a group that says nothing itself: those in one column (or row) of the group
    // or another, each once.
    void total_of_group();
    bool is_total_of_kinds(const Layer& layer);
    void take_total_of_axis();
    void take_total_of_codes();
    Test codes_of(std::span<const Layer> headings);
    // Of "单位：个、万元、%" the one that fits the amount; of one unit, that.
    std::string measure_printed() const;
    // "60岁以上 / 女" says nothing about whose people: the nearest section, title or sheet that
    // does is meant to.
    void take_identity_from_context();
    // 总数 / 其中：吃低保的: part of all that the title speaks of.
    bool is_part_of_total() const;
    // 残疾人基本情况 / 吃低保的: the title names the people the table is of, the cell some of them.
    void take_register_from_context();
    // 农业项目 / 在建项目: the group names the rows too, and says which kind.
    bool divides_population(const Layer& layer);
    void take_sex_of(const Layer& layer);
    Test kinds_listed(const Layer& layer, std::string_view name);
    void take_kinds_listed();
    Test with_included(const Layer& layer, const Test& kind);
    void take_before_kind(const Layer& layer, const Token& kind);
    void take_kind_from_context();
    static bool is_kind_before(const Layer& layer, const Token& token, const Term& term,
                               std::string_view name);
    // 月度比较及重大隐患挂牌情况: a title of two tables, the word of the second.
    static bool is_joining(std::string_view word);
    static bool is_behind_joining(const Layer& layer, const Token& token);
    bool is_of_topics(const Layer& layer, const Token& token);
    bool is_column_beside(const Term& term) const;
    // The state of a matter is asked, not what came in.
    bool states_something() const;
    // 本年受理的纠纷分类情况 / 邻里: the title says what happened and when.
    void take_time_from_context();
    bool is_time_of_section(const Layer& layer);
    void take_as_of();
    void ask_cumulated();
    bool stands_undated() const;
    void ask_time_of_state();
    void take_time_of_totals();
    bool is_beside_this_year() const;
    // Whose people a form counts is said once for all its cells: 统计范围：户籍人口. Where the
    // path names none of its own, the nearest text that names exactly one is meant.
    void take_people_divided();
    void take_population();
    bool is_narrowed_in_sections();
    // 各栏均为党员人数: a condition that the form says of all its cells.
    void share_population();
    void take_scope();
    void take_defined_scope();
    void take_limits();
    bool names_state_then(const Layer& layer);
    void take_time_of(const Layer& layer, bool whatever = false);
    bool names_rows_by_event(const Layer& layer);
    void take_event_from_chapter();
    bool take_population_of(const Layer& layer);
    static bool asks_both(const Layer& layer);
    void apply_standing();
    void take_kind_of_blank();
    std::optional<Test> states_above(const Test& standing);
    bool is_total_of_states(const Test& standing) const;
    // What the path names and the reading does not use (meaning/silent).
    void ask_silent();
    void ask_kinds_added();
    void ask_amounts_of();
    void ask_unknown_topic();
    void ask_named_age();
    // 只数常住的男性 over 退役军人: of whom the lines above the table are (meaning/stated).
    bool is_stated_whose(const Term& vague);
    bool tells_age(const Test& test) const;
    bool goes_beyond(const Test& test);
    void ask_titled();
    void ask_stated();
    bool is_age_of_word_below(const Layer& title, const Token& token);
    void take_titled_age();
    void ask_stated(const Layer& layer);
    void ask_stated_elsewhere(const Layer& layer);
    void ask_stated_population(const Layer& layer);
    // A column of this ledger refers to that one: hazards to the places where they are.
    bool leads_to(int ledger) const;
    // 有堵点, 户籍人口: the column is named, its value is not.
    void ask_unread_columns();
    // 低保、特困: both at once, or one of them? 居民＋职工: one of them was not read.
    void ask_lists();
    void ask_either(const Token& first, const Token& second);
    bool are_both(const Token& first, const Token& second);
    void ask_pair(const Token& first, const Token& second);
    // 居民养老参保 read as any scheme, one of which is 城乡居民.
    void ask_codes_named();
    // Columns of which more than one code is meant.
    std::vector<const Test*> several_codes() const;
    bool reads_several(size_t column) const;
    // 居民养老参保 that tests the scheme of both insurances.
    void ask_like_columns(size_t unions_before);
    // 民生项目 beside 农业项目: a heading that says nothing.
    void ask_silent_headings();
    enum class Says : uint8_t { kNothing, kUnclear, kSome };
    Says says_of(const Token& token);
    // 最低生活保障 / 保障家庭: the heading above has said it.
    bool is_repeated(const Token& token) const;
    bool uses(int column) const;
    // The row's or the column's own heading, not one of those above it.
    bool is_own(size_t part) const;
    bool is_known_next(const Token& token) const;
    bool only_joins(const Token& token) const;
    size_t part_being_read() const;  // of the path; its size: another layer is read
    bool reads_own() const;
    const Vocabulary& words_;
    const Asked& asked_;
    const Layers& layers_;
    size_t ledger_;
    Understood result_;
    std::map<int, int> votes_;
    std::map<int, int> own_votes_;  // those of the path and the title alone
    int axis_ = -1;
    const Layer* layer_ = nullptr;
    const Layer* joined_here_ = nullptr;  // the heading that has said where they are
    bool negated_ = false;
    bool names_days_ = false;  // this heading says from which day to which
    bool any_ = false;
    bool any_before_ = false;  // what stood before was of no matter: 不分户籍、…
    bool over_ = false;
    bool part_shares_ = false;
    bool names_subject_ = false;
    bool names_population_ = false;   // 在册人口: all of them
    bool names_axis_ = false;         // the heading above the cell's own names its column
    bool has_window_ = false;         // the path says when
    bool layer_has_window_ = false;   // this heading does
    bool includes_ = false;           // （含…）
    bool excludes_ = false;           // （…除外）
    bool excluded_ = false;           // … and of whom
    bool blank_ = false;              // 未登记
    int named_column_ = -1;           // the column that a heading has named last
    bool blank_read_ = false;         // … and of what
    const Token* planned_ = nullptr;  // 竣工 of 计划明年竣工
    bool cumulated_ = false;          // 累计: since when?
    bool layer_event_ = false;        // this heading has named an event
    bool by_date_ = false;            // the form says: by its date, whatever became of it
    bool kinds_united_ = false;       // 三类对象合计（不重复）, of the kinds beside it
    bool union_said_ = false;         // 低保、特困合计（不重复）
    bool one_month_ = false;          // 1月, 2月 … side by side: each is its own window
    bool row_window_ = false;         // the row says when
    bool stands_now_ = false;         // … as things stand on the day of the report
    bool open_then_ = false;          // 月末未整改: as things stand at the end of a month
    bool days_here_ = false;          // this heading has told a time by days
    bool base_before_ = false;        // a heading above has said 占…
    bool amount_here_ = false;        // this heading names an amount
    int inherited_event_ = -1;        // 受理 / 其中：…
    int group_event_ = -1;            // the heading above says what happened and when
    bool numbered_ = false;           // the heading has said an age before its brackets
    Filter inherited_;                // what headings above in sense have said
    Filter before_;                   // as the headings above left it
    std::vector<Test> here_;          // what this heading has added
};

}  // namespace yitao::recognise
