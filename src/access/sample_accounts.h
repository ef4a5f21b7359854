// Sign-ins of the sample city, one for each role and some more, so that a newcomer can look at it
// as everybody who works with it. Never for a real installation: they share one password, which is
// here.
//
//     for (const SampleAccount& account : TRY(create_sample_accounts(*accounts, tree))) print(…);
#pragma once

#include <string>
#include <vector>

#include "access/accounts.h"
#include "org/tree.h"

namespace yitao::access {

inline constexpr std::string_view kSamplePassword = "yitao-2026";

struct SampleAccount {
    std::string login;
    std::string password;
    std::string person;
    Post post;
    Message label;  // of the post: "嘉鱼县 民政局 部门经办人"
};

// Makes those that are missing and leaves those that are there, so it may be called at each start.
// The clerk is at 四邑村 (421221106202), or at the first village where the tree has none of that
// code.
Result<std::vector<SampleAccount>> create_sample_accounts(Accounts& accounts,
                                                          const org::Tree& tree);

}  // namespace yitao::access
