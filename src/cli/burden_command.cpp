// burden: what a folder of forms asks, what of it the ledgers know, and what is left to be asked.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "form/register.h"
#include "form/xlsform.h"
#include "intake/convert.h"
#include "recognise/burden/burden.h"
#include "site/asked_forms.h"
#include "site/words.h"

namespace yitao::cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using recognise::Answer;
using recognise::AskedCell;
using recognise::AskingForm;
using recognise::Burden;
using recognise::Question;
using recognise::Tally;

constexpr const char* kNames[] = {"formula",  "head",     "known", "derived",
                                  "repeated", "question", "new",   "hand"};

std::string place_of(const std::vector<AskingForm>& forms, const AskedCell& cell) {
    return fmt::format("{}!{}!{}", forms[cell.form].name,
                       forms[cell.form].proposal->sheets[cell.sheet],
                       xlsx::format_cell_ref(cell.cell));
}

json::object to_json(const Tally& tally) {
    json::object object{{"typed_before", tally.typed_before()}};
    for (size_t i = 0; i < recognise::kAnswers; ++i) object[kNames[i]] = tally.cells[i];
    object["asked_again"] = tally.again;
    return object;
}

json::object to_json(const std::vector<AskingForm>& forms, const Burden& burden, size_t index) {
    const AskedCell& cell = burden.cells[index];
    json::object object{
        {"form", forms[cell.form].name},
        {"sheet", forms[cell.form].proposal->sheets[cell.sheet]},
        {"cell", xlsx::format_cell_ref(cell.cell)},
        {"path", json::value_from(cell.path)},
        {"answer", kNames[static_cast<size_t>(cell.answer)]},
    };
    if (cell.rows > 1) object["rows"] = cell.rows;
    if (cell.for_unit != 0) object["for_unit"] = org::format_unit_code(cell.for_unit);
    if (!cell.formula.empty()) object["formula"] = cell.formula;
    if (cell.earlier >= 0) {
        object["same_as"] = place_of(forms, burden.cells[static_cast<size_t>(cell.earlier)]);
    }
    if (cell.question >= 0) object["question"] = cell.question;
    return object;
}

json::object to_json(const std::vector<AskingForm>& forms, const Burden& burden,
                     const Question& question) {
    json::array cells;
    for (size_t index : question.cells) cells.emplace_back(place_of(forms, burden.cells[index]));
    return {{"label", question.label},
            {"topic", question.topic},
            {"unit_of_measure", question.measure},
            {"asked_of", question.list >= 0     ? "each row"
                         : question.of_villages ? "each village"
                                                : "the reporting unit"},
            {"cells", std::move(cells)}};
}

json::object totals_of(const Burden& burden) {
    size_t before = 0;
    size_t after = 0;
    for (const auto& unit : burden.units) {
        before += unit.before;
        after += unit.after;
    }
    return {{"cells_before", before}, {"cells_after", after}};
}

void print_json(const std::vector<AskingForm>& forms, const Burden& burden, Date today) {
    json::array list;
    for (size_t f = 0; f < forms.size(); ++f) {
        json::object object = to_json(burden.forms[f]);
        object["name"] = forms[f].name;
        object["issued_by"] = form::issuer_of(forms[f]);
        json::array findings;
        for (const Message& finding : recognise::check_identity(*forms[f].identity, today)) {
            findings.push_back({{"zh", finding.zh}, {"en", finding.en}});
        }
        object["identity_findings"] = std::move(findings);
        list.push_back(std::move(object));
    }
    json::array cells;
    for (size_t i = 0; i < burden.cells.size(); ++i) cells.push_back(to_json(forms, burden, i));
    json::array questions;
    for (const Question& question : burden.questions) {
        questions.push_back(to_json(forms, burden, question));
    }
    json::array units;
    for (const auto& unit : burden.units) {
        units.push_back({{"unit", unit.unit == 0 ? "" : org::format_unit_code(unit.unit)},
                         {"cells_before", unit.before},
                         {"cells_after", unit.after},
                         {"by_hand", unit.hand}});
    }
    json::object result = totals_of(burden);
    result["forms"] = std::move(list);
    result["units"] = std::move(units);
    result["questions"] = std::move(questions);
    result["cells"] = std::move(cells);
    fmt::print("{}\n", json::serialize(result));
}

std::string percent_less(size_t before, size_t after) {
    if (before == 0 || after >= before) return "—";
    return fmt::format("{:.1f}%",
                       100.0 * static_cast<double>(before - after) / static_cast<double>(before));
}

void print_forms(const std::vector<AskingForm>& forms, const Burden& burden, Date today) {
    TextTable table({"报表", "要填", "已有", "表头", "可推算", "别表已问", "待确认", "没有", "手写",
                     "与前重复", "表号和有效期"});
    for (size_t f = 0; f < forms.size(); ++f) {
        const Tally& tally = burden.forms[f];
        std::string notes;
        for (const Message& finding : recognise::check_identity(*forms[f].identity, today)) {
            notes += (notes.empty() ? "" : "；") + finding.zh;
        }
        auto of = [&](Answer answer) { return grouped(tally.of(answer)); };
        table.add({forms[f].name, grouped(tally.typed_before()), of(Answer::kKnown),
                   of(Answer::kHead), of(Answer::kDerived), of(Answer::kRepeated),
                   of(Answer::kQuestion), of(Answer::kNew), of(Answer::kHand), grouped(tally.again),
                   notes});
    }
    table.print();
}

void print_questions(const Burden& burden) {
    if (burden.questions.empty()) return;
    constexpr size_t kShown = 40;
    fmt::print("\n还要问的 {} 件事 / {} questions left\n", burden.questions.size(),
               burden.questions.size());
    TextTable table({"", "要填的事实", "由谁填", "回答几格", "类别"});
    for (size_t q = 0; q < burden.questions.size() && q < kShown; ++q) {
        const Question& question = burden.questions[q];
        size_t cells = 0;
        for (size_t index : question.cells) cells += burden.cells[index].rows;
        table.add({fmt::format("{}", q + 1), question.label,
                   question.list >= 0     ? "逐行"
                   : question.of_villages ? "每个村"
                                          : "填报单位",
                   grouped(cells), question.topic});
    }
    table.print();
    if (burden.questions.size() > kShown) {
        fmt::print("… 其余见 --register / the rest with --register\n");
    }
}

void print_units(const Burden& burden, const org::Tree& tree) {
    TextTable table({"单位", "原来填", "现在填", "其中手写", "精简"});
    size_t before = 0;
    size_t after = 0;
    for (const auto& unit : burden.units) {
        auto found = unit.unit == 0 ? std::nullopt : tree.find(unit.unit);
        table.add({found ? tree.unit(*found).name : "填报单位", grouped(unit.before),
                   grouped(unit.after), grouped(unit.hand), percent_less(unit.before, unit.after)});
        before += unit.before;
        after += unit.after;
    }
    fmt::print("\n");
    table.print();
    fmt::print("\n原来填 {} 格，现在填 {} 格，少 {} / {} cells typed before, {} after\n",
               grouped(before), grouped(after), percent_less(before, after), grouped(before),
               grouped(after));
}

Result<org::UnitCode> unit_asked(const org::Tree& tree, const std::string& text) {
    if (text.empty()) return org::UnitCode{0};
    return tree.unit(TRY(find_unit(tree, text))).code;
}

Result<int> burden(const CommonOptions& common, const BurdenOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    Date today = TRY(parse_date_option(options.as_of, "--as-of")).value_or(site.clock().today());
    auto tree = TRY(site.tree(today));
    auto words = TRY(site::vocabulary_of(site, tree.get()));
    org::UnitCode within = TRY(unit_asked(*tree, options.unit));
    std::vector<site::AskedForm> books;
    size_t refused = 0;
    for (const std::string& file : TRY(workbooks_of(options.paths))) {
        auto converted = intake::as_xlsx(file);
        auto form = converted ? site::read_asked_form(file, *converted, site.catalog(), words)
                              : std::unexpected(converted.error());
        if (form) {
            books.push_back(std::move(*form));
            continue;
        }
        print_error(form.error());
        ++refused;
    }
    std::vector<AskingForm> forms;
    for (const site::AskedForm& book : books) forms.push_back(book.asking());
    Burden result = recognise::weigh(forms, words, tree.get(), within);
    if (!options.register_file.empty()) {
        TRY(form::write_register(options.register_file, forms, result, tree.get(), today));
    }
    if (!options.xlsform.empty()) {
        TRY(form::write_xlsform(options.xlsform, form::form_of(result, tree.get())));
    }
    if (common.json) {
        print_json(forms, result, today);
    } else {
        print_forms(forms, result, today);
        print_questions(result);
        print_units(result, *tree);
    }
    if (refused > 0) return int{kBadInput};
    return int{result.questions.empty() ? kOk : kFindings};
}

}  // namespace

int run_burden(const CommonOptions& common, const BurdenOptions& options) {
    auto code = burden(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
