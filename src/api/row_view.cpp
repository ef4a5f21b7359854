#include "api/row_view.h"

#include <charconv>

#include "report/mask.h"
#include "report/wording.h"

namespace yitao::api {

Result<SeenLedger> ledger_of(const Call& call, std::string_view id) {
    const ledger::Schema* schema = call.office.site.schema(id);
    if (schema != nullptr && call.scope.sees_ledger(*schema)) {
        const auto& schemas = call.office.site.catalog().schemas;
        const auto at = std::ranges::find(schemas, schema);
        return SeenLedger{static_cast<size_t>(at - schemas.begin()), schema};
    }
    return fail(ErrorCode::kNotFound, "没有这个台账，或您的岗位看不到它",
                "there is no such ledger, or your post does not see it", std::string(id));
}

Result<SeenLedger> program_ledger(const Office& office, std::string_view id) {
    const auto& schemas = office.site.catalog().schemas;
    const auto at = std::ranges::find(schemas, id, &ledger::Schema::id);
    if (at != schemas.end()) return SeenLedger{static_cast<size_t>(at - schemas.begin()), *at};
    return fail(ErrorCode::kUnsupported, "数据目录里的基础套件太旧，请管理员运行 yitao update",
                "the base pack of this installation is too old; have `yitao update` run",
                std::string(id));
}

Result<site::Confirmations> confirmations_of(const Call& call, const ledger::Schema& of,
                                             Date until) {
    const auto kept = program_ledger(call.office, site::kConfirmationLedger);
    if (!kept) return site::Confirmations();
    const auto world = TRY(call.office.rows.world(kept->table));
    const ledger::Table& table = world->tables[kept->table];
    return site::Confirmations(table, table.rows_of(*world->tree, call.scope.begin), of,
                               *world->tree, until);
}

bool may_confirm(const Call& call, const ledger::Schema& schema) {
    return call.scope.may(access::Action::kConfirm) && call.scope.may_write_some(schema);
}

std::string seen_text(const Call& call, const ledger::Column& column, std::string text) {
    switch (call.scope.view_of(column)) {
        case access::View::kHidden:
            return "";
        case access::View::kShown:
            return text;
        case access::View::kMasked:
            return report::masked(column, std::move(text));
    }
    return "";
}

std::string row_label(const Call& call, const ledger::Schema& schema,
                      std::span<const ledger::Field> fields) {
    std::string label;
    for (const size_t column : report::label_columns(schema)) {
        if (column >= fields.size()) continue;
        const std::string text =
            seen_text(call, schema.columns[column],
                      ledger::format_field(schema.columns[column], fields[column]));
        if (!text.empty()) label += (label.empty() ? "" : " ") + text;
    }
    return label;
}

json::object fields_json(const Call& call, const ledger::Schema& schema, const ledger::Row& row,
                         const std::vector<std::string>* calculated, Shown shown) {
    json::object fields;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        const ledger::Column& column = schema.columns[c];
        const access::View view = call.scope.view_of(column);
        if (view == access::View::kHidden) continue;
        std::string text;
        if (column.is_calculated()) {
            if (calculated == nullptr) continue;
            text = (*calculated)[c];
        } else {
            text = ledger::format_field(column, row.fields[c]);
        }
        if (text.empty()) {
            fields[column.id] = nullptr;
            continue;
        }
        fields[column.id] =
            shown == Shown::kInFull ? std::move(text) : seen_text(call, column, std::move(text));
    }
    return fields;
}

json::object row_json(const Call& call, const SeenLedger& ledger, const ledger::Row& row,
                      const std::vector<std::string>* calculated,
                      std::span<const site::FlaggedRow> flags) {
    const ledger::Schema& schema = *ledger.schema;
    json::array marks;
    for (const site::FlaggedRow& flag : flags) {
        if (flag.flag.row != row.id) continue;
        marks.push_back(
            json::object{{"column", flag.flag.column}, {"message", call.in_words(flag.message)}});
    }
    json::object out{{"row", row.id},
                     {"etag", etag_of(row)},
                     {"fields", fields_json(call, schema, row, calculated, Shown::kAsAllowed)},
                     {"flags", std::move(marks)}};
    const auto column = schema.find_column(schema.unit_column);
    const auto* code = column ? std::get_if<int64_t>(&row.fields[*column]) : nullptr;
    out["unit"] =
        code != nullptr ? json::value(org::format_unit_code(*code)) : json::value(nullptr);
    return out;
}

std::string etag_of(const ledger::Row& row) {
    uint64_t hash = 0xCBF29CE484222325U;
    const auto mix = [&](const void* bytes, size_t size) {
        for (size_t i = 0; i < size; ++i) {
            hash = (hash ^ static_cast<const uint8_t*>(bytes)[i]) * 0x100000001B3U;
        }
        hash ^= hash >> 29;
    };
    for (const ledger::Field& field : row.fields) {
        const size_t kind = field.index();
        mix(&kind, 1);
        if (const auto* number = std::get_if<int64_t>(&field)) mix(number, sizeof *number);
        if (const auto* text = std::get_if<std::string>(&field)) mix(text->data(), text->size());
    }
    return fmt::format("\"{:016x}\"", hash);
}

std::optional<org::UnitIndex> unit_of_row(const Call& call, const ledger::Schema& schema,
                                          std::span<const ledger::Field> fields) {
    const auto column = schema.find_column(schema.unit_column);
    const auto* code = column ? std::get_if<int64_t>(&fields[*column]) : nullptr;
    return code == nullptr ? std::nullopt : call.tree->find(*code);
}

Result<SeenRow> row_of(const Call& call, const SeenLedger& ledger, std::string_view id) {
    ledger::RowId row = 0;
    const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), row);
    if (problem == std::errc() && end == id.data() + id.size()) {
        auto rows = TRY(call.office.site.rows_as_of(ledger.table, {&row, 1}, call.tree->as_of()));
        if (!rows.empty()) {
            const auto unit = unit_of_row(call, *ledger.schema, rows[0].fields);
            if (unit && call.scope.sees(*unit)) return SeenRow{std::move(rows[0]), *unit};
        }
    }
    return fail(ErrorCode::kNotFound, "没有这条记录，或不在您岗位的范围内",
                "there is no such row, or your post does not see it", std::string(id));
}

json::array remarks_json(const Call& call, const ledger::Schema& schema,
                         std::span<const ledger::Remark> remarks) {
    constexpr std::string_view kNames[] = {"refuse", "warn", "flag"};
    json::array out;
    for (const ledger::Remark& remark : remarks) {
        out.push_back(json::object{
            {"column",
             remark.column < schema.columns.size() ? schema.columns[remark.column].id : ""},
            {"rule", remark.rule},
            {"severity", kNames[static_cast<size_t>(remark.severity)]},
            {"message", call.in_words(remark.message)}});
    }
    return out;
}

}  // namespace yitao::api
