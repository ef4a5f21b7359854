#include "api/typing.h"

#include "base/text.h"
#include "site/row_checks.h"

namespace yitao::api {

using ledger::Severity;

Typing::Typing(const Call& call, const SeenLedger& ledger) : call_(call), ledger_(ledger) {
    context_.tree = call.tree.get();
    context_.units = std::make_shared<intake::UnitIndex>(*call.tree);
    context_.code_list = [&call](std::string_view id) { return call.office.site.code_list(id); };
    context_.reference_check = [&call](std::string_view id) {
        const ledger::Schema* schema = call.office.site.schema(id);
        if (schema == nullptr || schema->key.empty()) return ledger::TextCheck::kNone;
        return schema->columns[*schema->find_column(schema->key[0])].check;
    };
}
Result<size_t> Typing::column(std::string_view id) const {
    const auto found = ledger_.schema->find_column(id);
    if (found && !ledger_.schema->columns[*found].is_calculated()) return *found;
    return fail(ErrorCode::kInvalid, "没有这个字段，或它是算出来的",
                "there is no such column, or it is calculated", std::string(id));
}
Result<ledger::Field> Typing::read(size_t column, const json::value& typed,
                                   std::vector<ledger::Remark>& remarks) {
    ledger::Field field;
    if (typed.is_null()) return field;
    std::string text;
    if (typed.is_string()) {
        text = std::string(typed.as_string());
    } else if (typed.is_number() || typed.is_bool()) {
        text = json::serialize(typed);
    } else {
        return fail(ErrorCode::kInvalid, "字段的值应是文字", "the value of a field is text",
                    ledger_.schema->columns[column].id);
    }
    intake::SourceCell cell;
    const std::string_view trimmed = trim(text);
    cell.kind =
        trimmed.empty() ? intake::SourceCell::Kind::kBlank : intake::SourceCell::Kind::kText;
    cell.text = trimmed;
    auto reader = readers_.find(column);
    if (reader == readers_.end()) {
        reader = readers_
                     .emplace(column, TRY(intake::FieldReader::create(
                                          ledger_.schema->columns[column], "", context_)))
                     .first;
    }
    // What a masked column shows is no value: saved, it would destroy the one that is there.
    const ledger::Column& declared = ledger_.schema->columns[column];
    if (declared.sensitivity >= ledger::Sensitivity::kPersonal &&
        text.find("**") != std::string::npos) {
        remarks.push_back({.column = column,
                           .rule = std::string(site::kRuleType),
                           .severity = Severity::kRefuse,
                           .message = {"这是遮盖后的值，请填写完整的值",
                                       "this is the masked value; type it in full"}});
        return field;
    }
    if (const auto wrong = reader->second.read(cell, field)) {
        remarks.push_back({.column = column,
                           .rule = std::string(site::kRuleType),
                           .severity = Severity::kRefuse,
                           .message = *wrong});
    }
    return field;
}

Result<Typed> typed_of(const Call& call, const SeenLedger& ledger, const json::object& fields) {
    Typing typing(call, ledger);
    Typed typed;
    for (const auto& [id, value] : fields) {
        typed.columns.push_back(TRY(typing.column(id)));
        typed.fields.push_back(TRY(typing.read(typed.columns.back(), value, typed.remarks)));
    }
    return typed;
}

http::Response refused(const Call& call, const SeenLedger& ledger,
                       std::span<const ledger::Remark> remarks) {
    http::Response response = problem(
        call.request, 422, "refused",
        remarks.empty() ? Message{"这条记录不能这样保存", "the row cannot be kept like this"}
                        : remarks[0].message,
        remarks.empty() || remarks[0].column >= ledger.schema->columns.size()
            ? ""
            : ledger.schema->columns[remarks[0].column].name);
    json::object body = json::parse(response.body).as_object();
    body["remarks"] = remarks_json(call, *ledger.schema, remarks);
    response.body = json::serialize(body);
    return response;
}

}  // namespace yitao::api
