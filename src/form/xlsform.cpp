#include "form/xlsform.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "xlsx/writer.h"

namespace yitao::form {

namespace {

bool is_name(std::string_view name) {
    if (name.empty() ||
        (std::isalpha(static_cast<unsigned char>(name[0])) == 0 && name[0] != '_')) {
        return false;
    }
    return std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
    });
}

// Names within ${…} of an expression.
std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
        size_t end = text.find('}', at);
        if (end == std::string_view::npos) break;
        names.emplace_back(text.substr(at + 2, end - at - 2));
    }
    return names;
}

class Checker {
  public:
    explicit Checker(const XlsForm& form) : form_(form) {}

    std::vector<std::string> run() {
        std::set<std::string> lists;
        std::set<std::pair<std::string, std::string>> choices;
        for (const XlsChoice& choice : form_.choices) {
            lists.insert(choice.list);
            say(choice.name.empty() || choice.name.find(' ') != std::string::npos,
                "choice name: " + choice.name);
            say(!choices.emplace(choice.list, choice.name).second, "choice twice: " + choice.name);
        }
        for (const XlsRow& row : form_.survey) {
            if (!row.type.starts_with("end_")) names_.insert(row.name);
        }
        std::set<std::string> seen;
        for (const XlsRow& row : form_.survey) check_row(row, lists, seen);
        say(!open_.empty(), "not ended: " + (open_.empty() ? "" : open_.back()));
        say(!is_name(form_.id), "form id: " + form_.id);
        return std::move(found_);
    }

  private:
    void say(bool wrong, const std::string& what) {
        if (wrong) found_.push_back(what);
    }

    void check_row(const XlsRow& row, const std::set<std::string>& lists,
                   std::set<std::string>& seen) {
        if (row.type.starts_with("end_")) {
            say(open_.empty() || open_.back() != row.type.substr(4), row.type);
            if (!open_.empty()) open_.pop_back();
            return;
        }
        say(!is_name(row.name), "name: " + row.name);
        say(!seen.insert(row.name).second, "name twice: " + row.name);
        if (row.type.starts_with("begin_")) open_.push_back(row.type.substr(6));
        if (row.type.starts_with("select_")) {
            std::string list = row.type.substr(row.type.find(' ') + 1);
            say(!lists.contains(list), "no such list: " + list);
        }
        for (const std::string& text : {row.constraint, row.relevant}) {
            for (const std::string& name : names_in(text)) {
                say(!names_.contains(name), "no such question: " + name);
            }
        }
    }

    const XlsForm& form_;
    std::set<std::string> names_;
    std::vector<std::string> open_;
    std::vector<std::string> found_;
};

Result<void> write_rows(xlsx::Writer& writer, const std::vector<std::vector<std::string>>& rows) {
    for (uint32_t r = 0; r < rows.size(); ++r) {
        for (uint32_t c = 0; c < rows[r].size(); ++c) {
            if (rows[r][c].empty()) continue;
            TRY(writer.write({r, c}, rows[r][c],
                             r == 0 ? xlsx::WriteStyle::kHeading : xlsx::WriteStyle::kText));
        }
    }
    return writer.freeze_rows(1);
}

constexpr const char* kZh = "::中文 (zh)";
constexpr const char* kEn = "::English (en)";

// A heading of a form has no translation: its own words are better than the "-" readers show.
const std::string& label_en(const std::string& en, const std::string& zh) {
    return en.empty() ? zh : en;
}

Result<void> write_survey(xlsx::Writer& writer, const XlsForm& form) {
    TRY(writer.add_sheet("survey", {20, 14, 48, 32, 40, 32, 10, 26, 28, 28, 26, 14}));
    std::vector<std::vector<std::string>> rows = {
        {"type", "name", std::string("label") + kZh, std::string("label") + kEn,
         std::string("hint") + kZh, std::string("hint") + kEn, "required", "constraint",
         std::string("constraint_message") + kZh, std::string("constraint_message") + kEn,
         "relevant", "appearance"}};
    for (const XlsRow& row : form.survey) {
        rows.push_back({row.type, row.name, row.zh, label_en(row.en, row.zh), row.hint_zh,
                        row.hint_en, row.required ? "yes" : "", row.constraint, row.constraint_zh,
                        row.constraint_en, row.relevant, row.appearance});
    }
    return write_rows(writer, rows);
}

// --- the questions of a burden

using recognise::AnswerType;
using recognise::Question;

bool may_be_negative(const std::string& label) {
    for (std::string_view word : {"增减", "增长", "同比", "环比", "净", "增幅", "差额", "盈亏"}) {
        if (label.find(word) != std::string::npos) return true;
    }
    return false;
}

class FormMaker {
  public:
    FormMaker(const recognise::Burden& burden, const org::Tree* tree)
        : burden_(burden), tree_(tree) {}

    XlsForm make() {
        form_.title = "补充采集表";
        form_.id = "yitao_questions";
        form_.version = "1";
        add_unit();
        for (size_t q = 0; q < burden_.questions.size(); ++q) {
            names_.push_back(fmt::format("q{:03}", q + 1));
        }
        add_groups();
        return std::move(form_);
    }

  private:
    void add_unit() {
        XlsRow row{.type = "text", .name = "unit", .zh = "填报单位", .en = "Reporting unit"};
        row.required = true;
        size_t units = 0;
        for (const recognise::UnitBurden& unit : burden_.units) {
            auto index = tree_ == nullptr ? std::nullopt : tree_->find(unit.unit);
            if (!index) continue;
            form_.choices.push_back(
                {"units", org::format_unit_code(unit.unit), tree_->unit(*index).name, ""});
            ++units;
        }
        if (units > 0) row.type = "select_one units";
        form_.survey.push_back(std::move(row));
    }

    // Topics in the order they are met, each with all its questions; lists as repeats within.
    void add_groups() {
        struct Topic {
            std::string label;
            std::vector<size_t> questions;
            std::vector<size_t> lists;
        };
        std::vector<Topic> topics;
        std::map<std::string, size_t> known;
        for (size_t q = 0; q < burden_.questions.size(); ++q) {
            const Question& question = burden_.questions[q];
            auto [at, fresh] = known.emplace(question.topic, topics.size());
            if (fresh) topics.push_back({question.topic, {}, {}});
            if (question.list < 0) topics[at->second].questions.push_back(q);
        }
        for (size_t l = 0; l < burden_.lists.size(); ++l) {
            const recognise::QuestionList& list = burden_.lists[l];
            if (list.questions.empty()) continue;
            topics[known.at(burden_.questions[list.questions[0]].topic)].lists.push_back(l);
        }
        for (size_t t = 0; t < topics.size(); ++t) {
            // One screen for a topic; a repeat needs screens of its own.
            begin("group", fmt::format("g{:02}", t + 1), topics[t].label,
                  topics[t].lists.empty() ? "field-list" : "");
            for (size_t q : topics[t].questions) add_question(q);
            for (size_t l : topics[t].lists) add_list(l);
            form_.survey.push_back({.type = "end_group"});
        }
    }

    void begin(std::string_view what, std::string name, const std::string& label,
               std::string_view appearance) {
        XlsRow row;
        row.type = "begin_" + std::string(what);
        row.name = std::move(name);
        row.zh = label;
        row.appearance = appearance;
        form_.survey.push_back(std::move(row));
    }

    void add_list(size_t l) {
        begin("repeat", fmt::format("r{:02}", l + 1), burden_.lists[l].label + "（逐行填写）", "");
        const std::string& told_by = burden_.lists[l].row_label;
        if (!told_by.empty()) {
            XlsRow row{.type = "text", .name = fmt::format("r{:02}_row", l + 1)};
            row.zh = "哪一行（" + told_by + "）";
            row.en = "Which row";
            row.required = true;
            form_.survey.push_back(std::move(row));
        }
        for (size_t q : burden_.lists[l].questions) add_question(q);
        form_.survey.push_back({.type = "end_repeat"});
    }

    std::string type_of(const Question& question) {
        switch (question.type) {
            case AnswerType::kInteger:
                return "integer";
            case AnswerType::kDecimal:
                return "decimal";
            case AnswerType::kDate:
                return "date";
            case AnswerType::kChoice:
                if (question.choices != nullptr && !question.choices->codes.empty()) {
                    return "select_one " + choice_list(*question.choices);
                }
                return "text";
            case AnswerType::kText:
                break;
        }
        return "text";
    }

    // A code's number where the standard gives one to each, else its place in the list.
    std::string choice_list(const ledger::CodeList& codes) {
        auto [at, fresh] = lists_.emplace(codes.id, fmt::format("c_{}", codes.id));
        if (!fresh) return at->second;
        std::set<std::string> numbers;
        for (const auto& code : codes.codes) {
            bool plain =
                !code.code.empty() && code.code.find_first_of(" ,'\"") == std::string::npos;
            if (plain) numbers.insert(code.code);
        }
        bool numbered = numbers.size() == codes.codes.size();
        for (size_t i = 0; i < codes.codes.size(); ++i) {
            const auto& code = codes.codes[i];
            form_.choices.push_back(
                {at->second, numbered ? code.code : fmt::format("{}", i + 1), code.name, ""});
        }
        return at->second;
    }

    void add_question(size_t q) {
        const Question& question = burden_.questions[q];
        XlsRow row;
        row.type = type_of(question);
        row.name = names_[q];
        row.zh = question.label;
        bool printed =
            question.measure.empty() || question.label.find(question.measure) != std::string::npos;
        if (!printed && question.measure.size() <= 24) row.zh += "（" + question.measure + "）";
        add_hint(question, row);
        add_constraint(question, row);
        if (question.list < 0) {
            add_whole(q, row);
            whole_of_.emplace(place_of(question, question.label), q);
        }
        form_.survey.push_back(std::move(row));
    }

    static void add_hint(const Question& question, XlsRow& row) {
        if (question.candidates.empty()) return;
        row.hint_zh = "台账可能已有，口径待确认：" + question.candidates[0].explanation.zh;
        row.hint_en = "A ledger may hold it: " + question.candidates[0].explanation.en;
    }

    static void add_constraint(const Question& question, XlsRow& row) {
        bool number = row.type == "integer" || row.type == "decimal";
        if (number && !may_be_negative(question.label)) {
            row.constraint = ". >= 0";
            row.constraint_zh = "不能小于 0";
            row.constraint_en = "Not below 0";
        }
        if (row.type != "text") return;
        if (question.label.find("电话") != std::string::npos) {
            row.constraint = "regex(., '^[0-9 -]{7,15}$')";
            row.constraint_zh = "请填电话号码";
            row.constraint_en = "A telephone number";
        }
        if (question.label.find("身份") != std::string::npos) {
            row.constraint = "regex(., '^[0-9]{17}[0-9Xx]$')";
            row.constraint_zh = "请填 18 位公民身份号码";
            row.constraint_en = "An identity number of 18 characters";
        }
    }

    // A part (其中) is asked where its whole is more than nothing, and is not more than it.
    void add_whole(size_t q, XlsRow& row) {
        const Question& question = burden_.questions[q];
        size_t cut = question.label.rfind(" / ");
        if (cut == std::string::npos || !question.adds_up || row.constraint.empty()) return;
        bool part = question.label.find("其中", cut) != std::string::npos ||
                    question.label.find("#", cut) != std::string::npos;
        if (!part) return;
        std::string above = question.label.substr(0, cut);
        auto whole = whole_of_.find(place_of(question, above));
        if (whole == whole_of_.end()) return;
        row.relevant = "${" + names_[whole->second] + "} > 0";
        row.constraint = ". >= 0 and . <= ${" + names_[whole->second] + "}";
        row.constraint_zh = "应在 0 与“" + above + "”之间";
        row.constraint_en = "Between 0 and the whole";
    }

    static std::string place_of(const Question& question, const std::string& label) {
        return question.topic + "\n" + label + "\n" + question.measure;
    }

    const recognise::Burden& burden_;
    const org::Tree* tree_;
    XlsForm form_;
    std::vector<std::string> names_;            // by question
    std::map<std::string, std::string> lists_;  // code list → its name in the form
    std::map<std::string, size_t> whole_of_;    // topic, label and measure → question met
};

}  // namespace

std::vector<std::string> check_xlsform(const XlsForm& form) {
    return Checker(form).run();
}

Result<void> write_xlsform(const std::string& path, const XlsForm& form) {
    auto wrong = check_xlsform(form);
    if (!wrong.empty()) {
        return fail(ErrorCode::kInvalid, "采集表不成立：" + wrong.front(),
                    "the form does not hold together: " + wrong.front(), path);
    }
    xlsx::Writer writer = TRY(xlsx::Writer::create(path));
    TRY(write_survey(writer, form));
    TRY(writer.add_sheet("choices", {18, 18, 32, 32}));
    std::vector<std::vector<std::string>> rows = {
        {"list_name", "name", std::string("label") + kZh, std::string("label") + kEn}};
    for (const XlsChoice& choice : form.choices) {
        rows.push_back({choice.list, choice.name, choice.zh, label_en(choice.en, choice.zh)});
    }
    TRY(write_rows(writer, rows));
    TRY(writer.add_sheet("settings", {32, 24, 16, 20}));
    TRY(write_rows(writer, {{"form_title", "form_id", "version", "default_language"},
                            {form.title, form.id, form.version, "中文 (zh)"}}));
    return writer.close();
}

XlsForm form_of(const recognise::Burden& burden, const org::Tree* tree) {
    return FormMaker(burden, tree).make();
}

}  // namespace yitao::form
