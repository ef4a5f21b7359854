// A post (岗位): a duty at a unit and, for some roles, in a department. Rights hang on posts, not
// on people; handing a post over is one step. The journal names posts, never persons.
//
//     Post post{.id = 3, .role = Role::kOfficer, .unit = 421221000000, .department = "民政局"};
//     post_label(post, tree).zh == "嘉鱼县 民政局 部门经办人"
#pragma once

#include <cstdint>
#include <string>

#include "access/roles.h"
#include "base/result.h"
#include "org/tree.h"

namespace yitao::access {

struct Post {
    int64_t id = 0;  // 0: none
    Role role = Role::kClerk;
    org::UnitCode unit = 0;
    std::string department;  // as columns name their owner; may be empty
    int64_t holder = 0;      // account, 0: vacant
    bool closed = false;     // ended; kept, because the journal and the trail name it
};

// For people and as EntryInfo::who; the code where the tree does not know the unit.
Message post_label(const Post& post, const org::Tree& tree);

}  // namespace yitao::access
