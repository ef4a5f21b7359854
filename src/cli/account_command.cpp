// account: somebody who may sign in, with a post. The password is drawn and must be changed at the
// first sign-in; on a terminal nobody types one for somebody else.
#include <fmt/format.h>

#include "access/accounts.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serving.h"
#include "cli/support.h"

namespace yitao::cli {

namespace {

Result<int> account(const CommonOptions& common, const AccountOptions& options) {
    const auto role = access::parse_role(options.role);
    if (!role) {
        return fail(ErrorCode::kInvalid,
                    "没有这个角色；有 clerk officer handler data_office leader "
                    "auditor administrator",
                    "there is no such role; there are clerk officer handler data_office leader "
                    "auditor administrator",
                    options.role);
    }
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    const auto tree = TRY(site.tree(site.clock().today()));
    const org::Unit& unit = tree->unit(TRY(find_unit(*tree, options.unit)));
    Message label;
    std::string password;
    if (auto serving = Serving::find(common.data)) {
        const auto made = TRY(serving->ask("POST", "/local/accounts",
                                           {{"login", options.login},
                                            {"person", options.person},
                                            {"role", options.role},
                                            {"unit", org::format_unit_code(unit.code)},
                                            {"department", options.department}}));
        label = {std::string(made.at("zh").as_string()), std::string(made.at("en").as_string())};
        password = std::string(made.at("password").as_string());
    } else {
        auto accounts = TRY(access::Accounts::open(common.data, system_clock()));
        const access::NewSignIn made = TRY(access::create_sign_in(
            *accounts, options.login, options.person,
            {.role = *role, .unit = unit.code, .department = options.department}));
        label = access::post_label(made.post, *tree);
        password = made.password;
    }
    fmt::print(
        "{} {}\n登录名 name: {}\n初始密码 password: {}\n首次登录须改密码 / to be changed at the "
        "first "
        "sign-in\n",
        label.zh, label.en, options.login, password);
    return int{kOk};
}

}  // namespace

int run_account(const CommonOptions& common, const AccountOptions& options) {
    auto code = account(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
