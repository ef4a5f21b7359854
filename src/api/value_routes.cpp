// A workbook filled: on the page, kept current, and as files.
#include <algorithm>

#include "api/office.h"
#include "api/routes.h"
#include "api/sheets.h"
#include "base/files.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "intake/convert.h"
#include "xlsx/zip_bundle.h"

namespace yitao::api {

namespace {

constexpr size_t kMostCopies = 3'000;  // of one zip

struct ReadyReport {
    Fills::Ready fill;
    site::ShelfItem item;
    org::UnitIndex unit = 0;
};

// Takes the office for as long as it needs to.
Result<ReadyReport> ready_report(Call& call) {
    Office& office = call.office;
    const std::lock_guard lock(office.mutex);
    ReadyReport out{.fill = {}, .item = TRY(office.shelf.item(call.arguments[0]))};
    const auto form = TRY(office.shelf.open(call.arguments[0]));
    const report::FillDate date = TRY(date_of(call));
    out.fill = TRY(office.fills.ready(office.site, form, date, office.mutex));
    out.unit = TRY(unit_of(call, out.fill->tree()));
    return out;
}

Result<site::Copy> single_copy(const ReadyReport& report) {
    const auto copies = TRY(report.fill->copies_of(0, report.unit));
    if (report.fill->at(0).each()) {
        if (copies.empty()) {
            return fail(ErrorCode::kNotFound, "这个单位没有符合条件的记录，没有可填的表",
                        "no row of this unit meets the form's condition", report.item.name);
        }
    }
    return copies[0];
}

// ?personal=full&reason=…: persons in full, only for who may have them, and the trail says so.
Result<report::Personal> personal_of(Call& call, const ReadyReport& report) {
    if (call.query("personal") != "full") return report::Personal::kMasked;
    if (!call.scope.may(access::Action::kFillPersonal)) {
        return fail(ErrorCode::kUnsupported, "您的岗位只能取遮蔽个人信息的表",
                    "your post takes workbooks with people masked", "personal");
    }
    const std::string reason(trim(call.query("reason")));
    if (reason.empty()) {
        return fail(ErrorCode::kInvalid, "请写明用途，会留痕", "say what for; it is recorded",
                    "reason");
    }
    const std::string what =
        fmt::format("{} {}", report.item.name,
                    org::format_unit_code(report.fill->tree().unit(report.unit).code));
    TRY(call.office.accounts->record_personal_fill(call.session->actor(), what, reason));
    return report::Personal::kShown;
}

std::string file_stem(const ReadyReport& report, org::UnitIndex unit) {
    return report.item.name + "_" + report.fill->tree().unit(unit).name;
}

// What the filled workbook says where the form says something else, by name.
json::array values_json(const std::vector<xlsx::Drawing>& filled, const templates::Template& form) {
    json::array values;
    std::set<std::pair<size_t, xlsx::CellRef>> asked;
    for (const templates::Binding& one : form.bindings()) asked.insert({one.sheet, one.cell});
    for (const templates::OwnFormula& one : form.own_formulas())
        asked.insert({one.sheet, one.cell});
    for (size_t sheet = 0; sheet < filled.size(); ++sheet) {
        for (const xlsx::DrawnCell& cell : filled[sheet].cells) {
            if (!asked.contains({sheet, {cell.row, cell.column}})) continue;
            values.push_back(json::object{{"sheet", sheet},
                                          {"cell", xlsx::format_cell_ref({cell.row, cell.column})},
                                          {"text", cell.text}});
        }
    }
    return values;
}

}  // namespace

Answer show_values(Call& call) {
    const ReadyReport report = TRY(ready_report(call));
    const report::Filled filled =
        TRY(report.fill->fill(TRY(single_copy(report)), report::Personal::kMasked));
    const auto drawings = TRY(drawings_of(filled.bytes));
    json::array sheets;
    for (const xlsx::Drawing& drawing : drawings) sheets.push_back(sheet_json(drawing));
    json::array findings;
    for (const report::Finding& finding : filled.findings) {
        findings.push_back(json::object{{"cell", finding.cell}, {"value", finding.value}});
    }
    const report::FillDate& date = report.fill->date();
    return reply(json::object{{"unit", to_json(report.fill->tree(), report.unit)},
                              {"as_of", date.as_of.iso()},
                              {"period", date.period.start.iso() + ".." + date.period.end.iso()},
                              {"rows_inserted", filled.rows_inserted},
                              {"values", values_json(drawings, report.fill->at(0))},
                              {"findings", std::move(findings)},
                              {"sheets", std::move(sheets)}});
}

Answer watch_values(Call& call) {
    Office& office = call.office;
    const auto form = TRY(office.shelf.open(call.arguments[0]));
    const report::FillDate date = TRY(date_of(call));
    const auto tree = TRY(office.site.tree(date.as_of));
    const org::UnitIndex unit = TRY(unit_of(call, *tree));
    return http::Response{.events = TRY(office.board.watch(form, call.arguments[0], date, unit))};
}

Answer filled_workbook(Call& call) {
    const ReadyReport report = TRY(ready_report(call));
    report::Filled filled =
        TRY(report.fill->fill(TRY(single_copy(report)), TRY(personal_of(call, report))));
    return xlsx_file(std::move(filled.bytes), file_stem(report, report.unit) + ".xlsx");
}

Answer filled_zip(Call& call) {
    const ReadyReport report = TRY(ready_report(call));
    const org::Tree& tree = report.fill->tree();
    std::vector<org::UnitIndex> units = {report.unit};
    if (const std::string_view text = call.query("level"); !text.empty()) {
        const auto level = org::parse_level(text);
        if (!level) {
            return fail(ErrorCode::kInvalid, "没有这个层级", "there is no such level",
                        std::string(text));
        }
        units = tree.of_level(*level, report.unit);
    }
    std::vector<site::Copy> copies;
    for (const org::UnitIndex unit : units) {
        for (site::Copy& copy : TRY(report.fill->copies_of(0, unit))) {
            copies.push_back(std::move(copy));
        }
        if (copies.size() > kMostCopies) {
            return fail(
                ErrorCode::kLimit, fmt::format("一次最多 {} 份，请选小一点的单位", kMostCopies),
                fmt::format("at most {} copies at once; choose a smaller unit", kMostCopies));
        }
    }
    const report::Personal personal = TRY(personal_of(call, report));
    xlsx::ZipBundle zip;
    std::map<std::string, size_t> names;
    for (const site::Copy& copy : copies) {
        const report::Filled filled = TRY(report.fill->fill(copy, personal));
        const std::string stem = file_name_text(file_stem(report, copy.unit));
        const size_t number = ++names[stem];
        const std::string name =
            number == 1 ? stem + ".xlsx" : fmt::format("{}_{}.xlsx", stem, number);
        TRY(zip.add(name, filled.bytes));
    }
    return attachment(TRY(zip.finish()), "application/zip",
                      file_stem(report, report.unit) + ".zip");
}

Answer filled_pdf(Call& call) {
    const ReadyReport report = TRY(ready_report(call));
    const report::Filled filled =
        TRY(report.fill->fill(TRY(single_copy(report)), TRY(personal_of(call, report))));
    const TemporaryFolder folder;
    const std::string pdf = TRY(intake::as_pdf(folder.write("form.xlsx", filled.bytes)));
    return attachment(TRY(read_file(pdf)), "application/pdf",
                      file_stem(report, report.unit) + ".pdf");
}

}  // namespace yitao::api
