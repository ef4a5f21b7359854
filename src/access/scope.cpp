#include "access/scope.h"

#include <algorithm>

namespace yitao::access {

namespace {

// What report::masked leaves as it is.
bool is_left_by_masking(const ledger::Column& column) {
    if (column.sensitivity == ledger::Sensitivity::kSealed) return false;
    switch (column.type) {
        case ledger::ColumnType::kText:
        case ledger::ColumnType::kReference:
        case ledger::ColumnType::kDate:
            return false;
        default:
            return true;
    }
}

}  // namespace

Message post_label(const Post& post, const org::Tree& tree) {
    const auto index = tree.find(post.unit);
    const std::string unit = index && tree.unit(*index).code == post.unit
                                 ? tree.unit(*index).name
                                 : org::format_unit_code(post.unit);
    const std::string place = post.department.empty() ? unit : unit + " " + post.department;
    const Words role = role_name(post.role);
    return {fmt::format("{} {}", place, role.zh), fmt::format("{} {}", place, role.en)};
}

Scope Scope::of(const Post& post, const org::Tree& tree) {
    if (post.id == 0 || post.closed || post.holder == 0) return {};
    Scope scope{.account = post.holder,
                .post = post.id,
                .role = post.role,
                .department = post.department,
                .unit = post.unit};
    return scope.at(tree);
}

Scope Scope::at(const org::Tree& tree) const {
    Scope scope = *this;
    const auto index = tree.find(unit);
    const bool is_there = post != 0 && index && tree.unit(*index).code == unit;
    scope.begin = is_there ? *index : 0;
    scope.end = is_there ? tree.end_of(*index) : 0;
    return scope;
}

View Scope::view_of(const ledger::Column& column) const {
    if (post == 0) return View::kHidden;
    return view(role, column.sensitivity, owns(column));
}

bool Scope::sees_ledger(const ledger::Schema& schema) const {
    return may(Action::kReadRows) &&
           std::ranges::any_of(schema.columns, [&](const ledger::Column& column) {
               return column.id != schema.unit_column && view_of(column) != View::kHidden;
           });
}

bool Scope::may_search(const ledger::Column& column) const {
    if (!may(Action::kReadRows)) return false;
    switch (view_of(column)) {
        case View::kHidden:
            return false;
        case View::kMasked:
            return may(Action::kUnmask) || is_left_by_masking(column);
        case View::kShown:
            return true;
    }
    return false;
}

bool Scope::may_unmask(const ledger::Column& column, org::UnitIndex of_row) const {
    return may(Action::kUnmask) && sees(of_row) && view_of(column) == View::kMasked;
}

bool Scope::may_write(const ledger::Schema& schema, const ledger::Column& column,
                      org::UnitIndex of_row) const {
    if (!may(Action::kWriteRows) || !sees(of_row) || column.is_calculated()) return false;
    if (schema.entered_by == ledger::EnteredBy::kProgram) return false;
    if (view_of(column) == View::kHidden) return false;
    switch (reach(role)) {
        case Reach::kNothing:
            return false;
        case Reach::kOwnUnits:
            return schema.entered_by == ledger::EnteredBy::kUnits;
        case Reach::kOwnDepartment:
            return owns(column);
    }
    return false;
}

bool Scope::may_add_or_remove(const ledger::Schema& schema, org::UnitIndex of_row) const {
    const auto may_write_named = [&](const std::string& id) {
        const auto column = schema.find_column(id);
        return column && may_write(schema, schema.columns[*column], of_row);
    };
    if (schema.key.empty()) return may_write_named(schema.unit_column);
    return std::ranges::all_of(schema.key, may_write_named);
}

bool Scope::may_write_some(const ledger::Schema& schema) const {
    return begin < end &&
           std::ranges::any_of(
               schema.columns,
               [&](const ledger::Column& column) { return may_write(schema, column, begin); });
}

}  // namespace yitao::access
