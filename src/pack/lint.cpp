// People are not watched (DESIGN §5.10): which declarations a pack may not make.
#include "pack/lint.h"

#include <algorithm>
#include <array>

#include "base/mapped_file.h"
#include "base/text.h"
#include "formula/formula.h"
#include "xlsx/workbook.h"

namespace yitao::pack {

namespace {

using ledger::Column;
using ledger::ColumnType;
using ledger::Schema;
using ledger::Sensitivity;

// Words of watching. Refused wherever they stand …
constexpr std::array kWatching = std::to_array<std::string_view>({
    "重点人员", "重点人群", "重点关注人", "重点关注对象", "重点对象", "关注人员", "关注对象",
    "重点管控", "管控对象", "管控人员", "管控等级", "管控级别", "管控措施人", "人员管控", "布控",
    "稳控", "涉稳人员", "维稳对象", "盯防", "盯梢", "包保对象", "上访人员", "上访次数", "缠访",
    "闹访", "重复访人", "信访重点人", "监视", "监控对象", "人员监控", "人脸", "声纹", "虹膜",
    "行踪", "轨迹", "活动路线", "实时位置", "实时定位", "人员定位", "手机定位", "人员画像",
    "人物画像", "人员标签", "人员等级", "人员级别", "人员分级", "人员风险", "个人风险", "思想动态",
    "人员黑名单", "失信村民", "人员评分", "个人评分", "个人得分", "信用分", "信用积分", "村民积分",
    "居民积分", "干部积分", "个人积分", "干部排名", "人员排名", "个人排名", "干部得分", "watchlist",
    "watch_list", "blacklist", "key_person", "key_people", "focus_person", "person_of_interest",
    "persons_of_interest", "surveillance", "face_recognition", "facial", "trajectory",
    "gps_track", "location_history", "person_score", "personal_score", "social_credit_score",
    "person_level", "risk_person", "control_level", "petitioner_list", "loyalty",
});
// … and these as well, except to ask of a thing whether it has them (yes or no).
constexpr std::array kMeasuring = std::to_array<std::string_view>({
    "打卡", "签到", "考勤", "在线时长", "在线时间", "登录次数", "登录时长", "登录天数", "活跃度",
    "学习时长", "点赞数", "转发数", "阅读时长", "排名", "排行", "名次", "位次", "积分", "步数",
    "check_in", "checkin", "clock_in", "punch_in", "attendance_record", "online_time",
    "online_duration", "online_hours", "online_minutes", "login_count", "login_time", "ranking",
    "leaderboard", "points_total", "reward_points",
});
// Of a person these too: in a ledger whose rows are people.
constexpr std::array kOfPeople = std::to_array<std::string_view>({
    "评分", "得分", "打分", "分数", "风险等级", "风险级别", "危险等级", "关注等级", "关注级别",
    "信用等级", "管理等级", "预警等级", "稳定等级", "红黑榜", "黑名单", "白名单", "标签", "画像",
    "管控", "监控", "跟踪", "追踪", "重点关注", "积极性", "表现等次", "是否上访", "score", "rank",
    "risk_level", "threat", "watch", "track", "control", "monitored", "blacklisted", "tag",
});
// What points at one person.
constexpr std::array kIdentifying = std::to_array<std::string_view>({
    "姓名", "身份证", "公民身份号码", "证件号", "手机", "家庭住址", "住址", "出生日期", "银行卡",
    "银行账号", "护照", "id_number", "identity_number", "passport", "mobile", "birth_date",
});
// People who act for a unit, in their office: not the subject of the ledger.
constexpr std::array kOfficial = std::to_array<std::string_view>({
    "负责人", "联系人", "责任人", "填报人", "法定代表人", "法人", "经办人", "审核人",
});
constexpr std::array kPictures = std::to_array<std::string_view>({
    "照片", "图片", "影像", "相片", "截图", "留痕", "photo", "picture", "image", "screenshot",
});

// "checkIn Count" and "check_in_count" are one: words joined by "_".
std::string normal(std::string_view text) {
    std::string spaced;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        bool hump = c >= 'A' && c <= 'Z' && i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z';
        if (hump) spaced += '_';
        spaced += c == ' ' || c == '-' || c == '.' ? '_' : c;
    }
    return match_key(spaced);
}

bool is_ascii_word(std::string_view word) { return static_cast<signed char>(word[0]) > 0; }

// English words stand between "_" or ends, Chinese ones anywhere.
bool contains_word(std::string_view text, std::string_view word) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (!is_ascii_word(word)) return true;
        size_t end = at + word.size();
        bool begins = at == 0 || text[at - 1] == '_';
        bool ends = end == text.size() || text[end] == '_' ||
                    (text[end] == 's' && (end + 1 == text.size() || text[end + 1] == '_'));
        if (begins && ends) return true;
    }
    return false;
}

template <size_t N>
std::string_view find_word(std::string_view text, const std::array<std::string_view, N>& words) {
    for (std::string_view word : words) {
        if (contains_word(text, word)) return word;
    }
    return {};
}

std::vector<std::string> names_of(const Column& column) {
    std::vector<std::string> names = {normal(column.id), normal(column.name),
                                      normal(column.name_en)};
    for (const std::string& synonym : column.synonyms) names.push_back(normal(synonym));
    return names;
}

std::vector<std::string> names_of(const Schema& schema) {
    std::vector<std::string> names = {normal(schema.id), normal(schema.name),
                                      normal(schema.name_en)};
    for (const std::string& synonym : schema.synonyms) names.push_back(normal(synonym));
    return names;
}

bool is_identity(const Column& column) {
    return column.check == ledger::TextCheck::kIdentityNumber;
}

// Explains the form instead of asking for a fact.
bool is_note(std::string_view text) {
    std::string key = match_key(text);
    return std::ranges::any_of(std::array{"注:", "备注:", "说明:", "填表说明"},
                               [&](const char* word) { return key.starts_with(word); });
}

// Each row is one person.
bool lists_people(const Schema& schema) { return std::ranges::any_of(schema.columns, is_identity); }

// Rows may also be a matter or a case that somebody stands behind.
bool is_about_people(const Schema& schema) {
    return !schema.subject.empty() || lists_people(schema);
}

class Linter {
  public:
    explicit Linter(std::span<const Pack> packs) : packs_(packs) {}

    void lint_declarations() {
        for (const Pack& pack : packs_) {
            for (const ledger::CodeList& list : pack.code_lists) lint_codes(pack, list);
            for (size_t i = 0; i < pack.ledgers.size(); ++i) {
                lint_ledger(pack.ledgers[i], pack.notes[i].path);
            }
            for (const ReportTemplate& report : pack.reports) lint_words(report.name, report.path);
        }
    }

    // Names in formulas, and what stands in the reports.
    void lint_contents() {
        formula::Catalog catalog;
        for (const Pack& pack : packs_) {
            for (const Schema& schema : pack.ledgers) catalog.schemas.push_back(&schema);
        }
        catalog.schemas.push_back(&formula::unit_schema());
        if (auto compiled = formula::check_definitions(catalog); !compiled) {
            add("formula", compiled.error().place, compiled.error().message.zh,
                compiled.error().message.en);
        }
        for (const Pack& pack : packs_) {
            for (const ReportTemplate& report : pack.reports) lint_report(report);
        }
    }
    std::vector<Finding> take() { return std::move(findings_); }

  private:
    void add(std::string rule, std::string place, std::string zh, std::string en) {
        findings_.push_back({std::move(rule), std::move(place), {std::move(zh), std::move(en)}});
    }
    void add_watching(std::string place, std::string_view word) {
        add("person-tracking", std::move(place),
            fmt::format("“{}”是对人的监视、评分、定位或排名，不予登记", word),
            fmt::format("\"{}\" watches, scores, tracks or ranks people; it is not kept", word));
    }

    void lint_codes(const Pack& pack, const ledger::CodeList& list) {
        std::string place = fmt::format("{}/codes.toml {}", pack.directory, list.name);
        std::vector<std::string> names = {normal(list.id), normal(list.name)};
        for (const auto& code : list.codes) names.push_back(normal(code.name));
        for (const std::string& name : names) {
            std::string_view word = find_word(name, kWatching);
            if (word.empty()) continue;
            add_watching(place, word);
            return;
        }
    }

    void lint_ledger(const Schema& schema, const std::string& path) {
        std::string place = fmt::format("{} {}", path, schema.name);
        for (const std::string& name : names_of(schema)) {
            std::string_view word = find_word(name, kWatching);
            if (word.empty()) word = find_word(name, kMeasuring);
            if (word.empty()) continue;
            add_watching(place, word);
            break;
        }
        bool people = is_about_people(schema);
        for (const Column& column : schema.columns) {
            std::string at = fmt::format("{}.{}", place, column.name);
            lint_column(column, people, at);
            lint_openness(schema, column, at);
            lint_photo(column, at);
            if (column.is_calculated()) lint_formula(column.formula, people, at);
        }
        for (const ledger::Validation& validation : schema.validations) {
            std::string at = fmt::format("{} [{}]", place, validation.id);
            for (const std::string& name :
                 {normal(validation.id), normal(validation.message.zh)}) {
                std::string_view word = find_word(name, kWatching);
                if (word.empty()) word = find_word(name, kMeasuring);
                if (word.empty()) continue;
                add_watching(at, word);
                break;
            }
            lint_formula(validation.formula, people, at);
        }
    }

    void lint_column(const Column& column, bool people, const std::string& place) {
        bool asks_whether = column.type == ColumnType::kCode && column.code_list == "yes_no";
        for (const std::string& name : names_of(column)) {
            std::string_view word = find_word(name, kWatching);
            if (word.empty() && (people || !asks_whether)) word = find_word(name, kMeasuring);
            if (word.empty() && people) word = find_word(name, kOfPeople);
            if (word.empty()) continue;
            add_watching(place, word);
            return;
        }
    }

    void lint_openness(const Schema& schema, const Column& column, const std::string& place) {
        if (column.sensitivity >= Sensitivity::kPersonal || column.id == schema.unit_column) return;
        std::string name = normal(column.name);
        bool points_at_one = !find_word(name, kIdentifying).empty() &&
                             find_word(name, kOfficial).empty();
        if (!points_at_one && !lists_people(schema)) return;
        add("person-openness", place, "关于个人的字段，敏感级别应是 personal 或 sealed",
            "a column about a person is personal or sealed");
    }

    void lint_photo(const Column& column, const std::string& place) {
        if (!column.required) return;
        for (const std::string& name : names_of(column)) {
            if (find_word(name, kPictures).empty()) continue;
            add("photo", place, "照片和留痕材料不能是必填", "pictures as evidence are never mandatory");
            return;
        }
    }

    // Ranking, and looking rows up by who a person is.
    void lint_formula(std::string_view formula, bool people, const std::string& place) {
        std::string text = match_key(formula);
        constexpr std::array kRanking = std::to_array<std::string_view>(
            {"rank(", "rank.eq(", "rank.avg(", "percentrank(", "percentrank.inc(",
             "percentrank.exc(", "large(", "small("});
        for (std::string_view function : kRanking) {
            if (!people || text.find(function) == std::string::npos) continue;
            add("person-tracking", place, "不能在人员台账里排名", "people are not ranked");
            return;
        }
        for (const Pack& pack : packs_) {
            for (const Schema& schema : pack.ledgers) lint_join(schema, text, place);
        }
    }

    void lint_join(const Schema& schema, const std::string& text, const std::string& place) {
        for (const Column& column : schema.columns) {
            if (!is_identity(column)) continue;
            for (const std::string& table : {schema.name, schema.name_en}) {
                if (table.empty()) continue;
                std::string reference = match_key(fmt::format("{}[{}]", table, column.name));
                if (text.find(reference) == std::string::npos) continue;
                add("person-join", place,
                    fmt::format("公式按“{}”归集一个人在各台账里的记录", column.name),
                    fmt::format("the formula gathers one person's rows by {}", column.name));
                return;
            }
        }
    }

    bool lint_words(std::string_view text, const std::string& place) {
        std::string name = normal(text);
        std::string_view word = find_word(name, kWatching);
        if (word.empty()) word = find_word(name, kMeasuring);
        if (word.empty()) return false;
        add_watching(place, word);
        return true;
    }

    void lint_report(const ReportTemplate& report) {
        auto book = xlsx::Workbook::open(report.path);
        if (!book) {
            add("report", report.path, book.error().message.zh, book.error().message.en);
            return;
        }
        for (size_t i = 0; i < book->sheets().size(); ++i) {
            auto grid = book->grid(i);
            if (!grid) {
                add("report", report.path, grid.error().message.zh, grid.error().message.en);
                return;
            }
            for (const auto& [cell, content] : grid->cells) {
                std::string place = fmt::format("{} {}!{}", report.path, book->sheets()[i].name,
                                                xlsx::format_cell_ref(cell));
                if (const auto* text = std::get_if<std::string>(&content.value)) {
                    lint_content(*text, place);
                }
                lint_content(content.formula, place);
            }
        }
        if (report.bindings.empty()) return;
        auto bindings = MappedFile::open(report.bindings);
        if (bindings) lint_content(bindings->bytes(), report.bindings);
    }

    // A text or formula of a report: words of watching, and counts by who a person is. (A roster
    // may show identity numbers; a note below the table may say that nobody is ranked.)
    void lint_content(std::string_view content, const std::string& place) {
        if (content.empty() || is_note(content) || lint_words(content, place)) return;
        std::string text = match_key(content);
        for (std::string_view function : {"countifs(", "countif("}) {
            for (const Pack& pack : packs_) {
                for (const Schema& schema : pack.ledgers) lint_count(schema, text, function, place);
            }
        }
    }
    void lint_count(const Schema& schema, const std::string& text, std::string_view function,
                    const std::string& place) {
        for (const Column& column : schema.columns) {
            if (!is_identity(column)) continue;
            std::string counted =
                std::string(function) + match_key(fmt::format("{}[{}]", schema.name, column.name));
            if (text.find(counted) == std::string::npos) continue;
            add("person-join", place, fmt::format("按“{}”统计个人", column.name),
                fmt::format("it counts by {}", column.name));
        }
    }

    std::span<const Pack> packs_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> lint_declarations(std::span<const Pack> packs) {
    Linter linter(packs);
    linter.lint_declarations();
    return linter.take();
}

std::vector<Finding> lint(std::span<const Pack> packs) {
    Linter linter(packs);
    linter.lint_declarations();
    linter.lint_contents();
    return linter.take();
}

}  // namespace yitao::pack
