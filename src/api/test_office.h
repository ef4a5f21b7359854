// What this room's tests share: a small installation served without a network.
#pragma once

#include <boost/json.hpp>

#include "access/accounts.h"
#include "api/app.h"
#include "site/test_site.h"
#include "xlsx/workbook.h"
#include "xlsx/writer.h"

namespace yitao::api::testing {

using namespace site::testing;  // NOLINT: the same small town
namespace json = boost::json;

// Signs in, and sends requests as that person's browser does.
class Browser {
  public:
    Browser(App& app, std::string language = "zh") : app_(app), language_(std::move(language)) {}

    http::Response send(std::string method, std::string target, std::string body = "",
                        http::Fields headers = {}) {
        http::Request request{.id = "t", .remote = "10.0.0.1", .method = std::move(method)};
        const size_t question = target.find('?');
        request.path = "/api/v1" + target.substr(0, question);
        if (question != std::string::npos) {
            request.parameters = http::parse_query(target.substr(question + 1));
        }
        request.headers = std::move(headers);
        request.headers.emplace_back("accept-language", language_);
        request.headers.emplace_back("x-yitao", "1");
        if (!cookie_.empty()) request.headers.emplace_back("cookie", cookie_);
        request.body = std::move(body);
        http::Response response = app_.answer(request);
        for (const auto& [name, value] : response.headers) {
            if (name == "Set-Cookie") cookie_ = value.substr(0, value.find(';'));
        }
        return response;
    }
    unsigned sign_in(const std::string& name, const std::string& password) {
        return send("POST", "/session",
                    json::serialize(json::object{{"name", name}, {"password", password}}))
            .status;
    }
    json::object get(const std::string& target) {
        const http::Response response = send("GET", target);
        EXPECT_EQ(response.status, 200U) << target << " " << response.body;
        return response.status == 200 ? json::parse(response.body).as_object() : json::object{};
    }

  private:
    App& app_;
    std::string language_;
    std::string cookie_;
};

class OfficeTest : public SiteTest {
  protected:
    static constexpr const char* kPassword = "四邑村的春天2026";

    // People of both villages; the installation is then closed and served.
    OfficeTest() {
        (void)put({person("421221194610030012", "张美玲", kVillageA, int64_t{500000}),
                   person("", "李国强", kVillageA, int64_t{600000}),
                   person("", "王芳", kVillageB, int64_t{700000})});
        site_.reset();
        must(site::Site::update_packs(data_, std::vector{packs_[0], write_kept_pack()}, clock_));
    }
    // The ledgers the program keeps, as the base pack declares them.
    std::string write_kept_pack() {
        const std::string pack = folder_.path() + "/kept";
        write(pack + "/pack.toml", "id = 'kept'\nname = '自存'\nname_en = 'Kept'\nversion = 1\n");
        write(pack + "/codes.toml",
              "[[list]]\nid = 'objection_state'\nname = '异议办理状态'\n"
              "codes = ['待答复', '已采纳', '未采纳']\n"
              "[[list]]\nid = 'rollup'\nname = '汇总方式'\ncodes = ['求和']\n");
        std::filesystem::create_directories(pack + "/ledgers");
        for (const char* id : {"confirmation", "objection", "asked_before", "direct_value"}) {
            const std::string file = std::string("/ledgers/") + id + ".toml";
            std::filesystem::copy_file(YITAO_SOURCE_DIR "/packs/base" + file, pack + file);
        }
        return pack;
    }
    void serve() { app_ = must(App::open({.folder = data_}, clock_)); }
    // An account with one post, made while nobody serves.
    void add_account(const std::string& login, access::Role role, org::UnitCode unit,
                     const std::string& department = "") {
        auto accounts = must(access::Accounts::open(data_, clock_, {access::kCheapPasswords}));
        const access::Account made =
            must(accounts->create_account({}, {.login = login,
                                               .person = login,
                                               .password = kPassword,
                                               .must_change_password = false}));
        (void)must(accounts->create_post(
            {}, {.role = role, .unit = unit, .department = department, .holder = made.id}));
    }
    Browser signed_in(const std::string& name, const std::string& language = "zh") {
        Browser browser(*app_, language);
        EXPECT_EQ(browser.sign_in(name, kPassword), 200U);
        return browser;
    }
    // An .xlsx with these texts in column A.
    std::string workbook(const std::vector<std::string>& cells) {
        const std::string path = folder_.path() + "/upload.xlsx";
        xlsx::Writer writer = must(xlsx::Writer::create(path));
        must(writer.add_sheet("表", {30}));
        for (uint32_t row = 0; row < cells.size(); ++row) {
            must(writer.write({row, 0}, cells[row], xlsx::WriteStyle::kText));
        }
        must(writer.close());
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::unique_ptr<App> app_;
};

}  // namespace yitao::api::testing
