#include "form/register.h"

#include <algorithm>

#include "base/text.h"
#include "xlsx/writer.h"

namespace yitao::form {

namespace {

using recognise::Answer;
using recognise::AskedCell;
using recognise::AskingForm;
using recognise::Burden;
using recognise::Question;
using recognise::Tally;
using xlsx::CellValue;
using xlsx::WriteStyle;

CellValue number(size_t count) {
    return static_cast<double>(count);
}

double part(size_t of, size_t all) {
    return all == 0 ? 0 : static_cast<double>(of) / static_cast<double>(all);
}

class RegisterWriter {
  public:
    RegisterWriter(xlsx::Writer& writer, const std::vector<AskingForm>& forms, const Burden& burden,
                   const org::Tree* tree, Date today)
        : writer_(writer), forms_(forms), burden_(burden), tree_(tree), today_(today) {}

    Result<void> run() {
        TRY(write_units());
        TRY(write_forms());
        TRY(write_questions());
        return {};
    }

  private:
    Result<void> headings(uint32_t row, const std::vector<std::string>& texts) {
        for (uint32_t c = 0; c < texts.size(); ++c) {
            TRY(writer_.write({row, c}, texts[c], WriteStyle::kHeading));
        }
        return {};
    }

    Result<void> line(uint32_t row, const std::vector<CellValue>& values) {
        for (uint32_t c = 0; c < values.size(); ++c) {
            bool text = std::holds_alternative<std::string>(values[c]);
            TRY(writer_.write({row, c}, values[c],
                              text ? WriteStyle::kWrapped : WriteStyle::kPlain));
        }
        return {};
    }

    std::string unit_name(org::UnitCode unit) const {
        if (unit == 0) return "填报单位";
        auto found = tree_ == nullptr ? std::nullopt : tree_->find(unit);
        return found ? tree_->unit(*found).name : org::format_unit_code(unit);
    }

    Result<void> write_units() {
        TRY(writer_.add_sheet("精简情况", {34, 16, 16, 16, 16, 16}));
        TRY(writer_.write({0, 0},
                          fmt::format("{} 张表：原来填多少格，现在填多少格（截至 {}）",
                                      forms_.size(), today_.iso()),
                          WriteStyle::kTitle));
        TRY(headings(1, {"单位", "原填格数", "现填格数", "其中手写", "少填格数", "精简"}));
        uint32_t row = 2;
        size_t before = 0, after = 0, hand = 0;
        for (const recognise::UnitBurden& unit : burden_.units) {
            before += unit.before;
            after += unit.after;
            hand += unit.hand;
            TRY(write_unit(row++, unit_name(unit.unit), unit.before, unit.after, unit.hand));
        }
        if (burden_.units.size() > 1) TRY(write_unit(row++, "合计", before, after, hand));
        TRY(writer_.write({row + 1, 0},
                          std::string("原填：每张表按今天的办法一格一格填，表内公式不计。现填："
                                      "台账没有的事实每件只问一次，下级答过的由系统汇总；另加签字、"
                                      "意见等手写栏。"),
                          WriteStyle::kNote));
        return writer_.freeze_rows(2);
    }

    Result<void> write_unit(uint32_t row, const std::string& name, size_t before, size_t after,
                            size_t hand) {
        size_t less = before > after ? before - after : 0;
        TRY(line(row, {name, number(before), number(after), number(hand), number(less)}));
        return writer_.write({row, 5}, part(less, before), WriteStyle::kPercent);
    }

    Result<void> write_forms() {
        TRY(writer_.add_sheet("报表目录", {5, 32, 10, 12, 15, 10, 7, 7, 7, 7, 7, 7, 7, 7, 7, 26}));
        TRY(headings(0, {"序号", "报表名称", "制发部门", "表号", "批准文号", "有效期至", "要填格数",
                         "台账已有", "表头自填", "可由他格推算", "别表已问", "口径待确认",
                         "台账没有", "手写栏", "与前表重复", "须注意"}));
        uint32_t row = 1;
        Tally all;
        for (size_t f = 0; f < forms_.size(); ++f) {
            TRY(write_form(row++, f, all));
        }
        std::vector<CellValue> total = {std::string(), std::string("合计"), std::string(),
                                        std::string(), std::string(),       std::string()};
        add_counts(all, total);
        TRY(line(row, total));
        return writer_.freeze_rows(1);
    }

    static void add_counts(const Tally& tally, std::vector<CellValue>& values) {
        values.push_back(number(tally.typed_before()));
        for (Answer answer : {Answer::kKnown, Answer::kHead, Answer::kDerived, Answer::kRepeated,
                              Answer::kQuestion, Answer::kNew, Answer::kHand}) {
            values.push_back(number(tally.of(answer)));
        }
        values.push_back(number(tally.again));
    }

    Result<void> write_form(uint32_t row, size_t f, Tally& all) {
        const AskingForm& form = forms_[f];
        const Tally& tally = burden_.forms[f];
        for (size_t i = 0; i < recognise::kAnswers; ++i) all.cells[i] += tally.cells[i];
        all.again += tally.again;
        const recognise::FormIdentity none;
        const auto& identity = form.identity == nullptr ? none : *form.identity;
        auto text = [](const auto& item) { return item ? item->text : std::string(); };
        std::vector<CellValue> values = {number(row),
                                         form.name,
                                         issuer_of(form),
                                         text(identity.number),
                                         text(identity.approval),
                                         text(identity.valid_to)};
        add_counts(tally, values);
        TRY(line(row, values));
        std::string notes;
        for (const Message& finding : recognise::check_identity(identity, today_)) {
            notes += (notes.empty() ? "" : "；") + finding.zh;
        }
        bool expired = identity.is_expired(today_);
        return writer_.write({row, static_cast<uint32_t>(values.size())}, notes,
                             expired ? WriteStyle::kWarning : WriteStyle::kWrapped);
    }

    Result<void> write_questions() {
        TRY(writer_.add_sheet("待填清单", {5, 22, 36, 10, 11, 9, 34, 38}));
        TRY(headings(0, {"序号", "类别", "要填的事实", "计量单位", "由谁填", "回答几格",
                         "用在哪些表", "台账中可能的口径"}));
        uint32_t row = 1;
        for (const Question& question : burden_.questions) {
            std::string who = question.list >= 0     ? "逐行"
                              : question.of_villages ? "每个村一次"
                                                     : "填报单位";
            size_t answers = 0;
            for (size_t cell : question.cells) answers += burden_.cells[cell].rows;
            std::string doubt =
                question.candidates.empty() ? "" : question.candidates[0].explanation.zh;
            TRY(line(row, {number(row), question.topic, question.label, question.measure, who,
                           number(answers), places(question), doubt}));
            ++row;
        }
        return writer_.freeze_rows(1);
    }

    // "01民政…!C7、02…!F12 等 16 格"
    std::string places(const Question& question) const {
        std::string text;
        size_t shown = 0;
        size_t last_form = SIZE_MAX;
        for (size_t index : question.cells) {
            const AskedCell& cell = burden_.cells[index];
            if (cell.form == last_form) continue;
            last_form = cell.form;
            if (++shown > 4) return text + " 等";
            text += fmt::format("{}{}!{}", text.empty() ? "" : "、", forms_[cell.form].name,
                                xlsx::format_cell_ref(cell.cell));
        }
        return text;
    }

    xlsx::Writer& writer_;
    const std::vector<AskingForm>& forms_;
    const Burden& burden_;
    const org::Tree* tree_;
    Date today_;
};

}  // namespace

std::string issuer_of(const AskingForm& form) {
    if (form.identity != nullptr && form.identity->issued_by) return form.identity->issued_by->text;
    return department_in_name(form.name);
}

std::string department_in_name(std::string_view name) {
    while (!name.empty() && name[0] >= '0' && name[0] <= '9') name.remove_prefix(1);
    size_t mark = name.find('_');
    if (mark == std::string_view::npos || mark == 0 || code_point_count(name.substr(0, mark)) > 8) {
        return "";
    }
    return std::string(name.substr(0, mark));
}

Result<void> write_register(const std::string& path, const std::vector<AskingForm>& forms,
                            const Burden& burden, const org::Tree* tree, Date today) {
    xlsx::Writer writer = TRY(xlsx::Writer::create(path));
    TRY(RegisterWriter(writer, forms, burden, tree, today).run());
    return writer.close();
}

}  // namespace yitao::form
