// What one post sees and may change: a small value that every read and write of a person takes.
// Units are an interval of one Tree's depth-first numbers, columns are judged by their sensitivity
// and owner; all tests are comparisons, so somebody with a village is no slower than with the city.
//
//     Scope scope = Scope::of(post, tree);
//     if (!scope.may(Action::kReadRows) || !scope.sees(unit)) …refuse
//     switch (scope.view_of(column)) { case View::kMasked: text = report::masked(column, text); … }
//
// A Scope{} sees nothing and may do nothing.
#pragma once

#include <string>

#include "access/post.h"
#include "access/roles.h"
#include "ledger/schema.h"
#include "org/tree.h"

namespace yitao::access {

struct Scope {
    int64_t account = 0;
    int64_t post = 0;
    Role role = Role::kClerk;
    std::string department;
    org::UnitCode unit = 0;
    org::UnitIndex begin = 0;  // of the tree it was made for; empty where that has no such unit
    org::UnitIndex end = 0;

    // A unit that was merged into another is not followed: who had a village must not get its
    // neighbour's rows because a register changed. Its post is made anew by an administrator.
    static Scope of(const Post& post, const org::Tree& tree);
    // The same post for a tree of another date.
    [[nodiscard]] Scope at(const org::Tree& tree) const;

    [[nodiscard]] bool may(Action action) const { return post != 0 && access::may(role, action); }
    [[nodiscard]] bool sees(org::UnitIndex index) const { return index >= begin && index < end; }
    [[nodiscard]] bool owns(const ledger::Column& column) const {
        return !department.empty() && department == column.owner;
    }

    // ---- reading: also needs sees() of the row's unit
    [[nodiscard]] View view_of(const ledger::Column& column) const;
    // There is something to see of this ledger beside the unit its rows belong to.
    [[nodiscard]] bool sees_ledger(const ledger::Schema& schema) const;
    // To filter, sort or search by a column tells its values, so it takes the right to see them:
    // shown, or masked for somebody who may unmask, or of a type whose values masking leaves.
    [[nodiscard]] bool may_search(const ledger::Column& column) const;
    [[nodiscard]] bool may_unmask(const ledger::Column& column, org::UnitIndex of_row) const;

    // ---- writing: only the owner of a fact changes it
    // A field of a row of that unit. To move a row takes the right at both units.
    [[nodiscard]] bool may_write(const ledger::Schema& schema, const ledger::Column& column,
                                 org::UnitIndex of_row) const;
    // That a row exists is the fact of who may write its key, or its unit where there is no key.
    [[nodiscard]] bool may_add_or_remove(const ledger::Schema& schema, org::UnitIndex of_row) const;
    // There is a column of this ledger that may be written somewhere in the scope.
    [[nodiscard]] bool may_write_some(const ledger::Schema& schema) const;

    bool operator==(const Scope&) const = default;
};

}  // namespace yitao::access
