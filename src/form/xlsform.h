// XLSForm: a form that people fill on a phone or in a browser, as the workbook that ODK, Kobo and
// others read: sheets survey, choices, settings. Writing only.
//
//     XlsForm form{.title = "补充采集表", .id = "yitao_questions", .version = "20261031"};
//     form.survey.push_back({.type = "integer", .name = "q001", .zh = "老年食堂座位数（个）"});
//     TRY(write_xlsform("采集表.xlsx", form));
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "org/tree.h"
#include "recognise/burden/burden.h"

namespace yitao::form {

struct XlsRow {
    std::string type;  // integer, decimal, text, date, select_one LIST, begin_group …
    std::string name;  // a letter, then letters, digits, _; unique; empty only for end_…
    std::string zh;
    std::string en;
    std::string hint_zh;
    std::string hint_en;
    bool required = false;
    std::string constraint;
    std::string constraint_zh;
    std::string constraint_en;
    std::string relevant;
    std::string appearance;
};

struct XlsChoice {
    std::string list;
    std::string name;
    std::string zh;
    std::string en;
};

struct XlsForm {
    std::string title;
    std::string id;
    std::string version;
    std::vector<XlsRow> survey;
    std::vector<XlsChoice> choices;
};

// What is wrong with it: names that are no names or stand twice (in a group or list), a list that
// is not there, a group that does not end, ${name} of nobody. Empty: sound.
std::vector<std::string> check_xlsform(const XlsForm& form);

// Refused where check_xlsform finds anything.
Result<void> write_xlsform(const std::string& path, const XlsForm& form);

// Exactly the questions that are left, a group for each topic, a repeat for each list, in the order
// they are met. `tree`: who answers is chosen among these units; nullptr: typed.
XlsForm form_of(const recognise::Burden& burden, const org::Tree* tree);

}  // namespace yitao::form
