#include "cli/serving.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "api/import_json.h"
#include "cli/output.h"

namespace yitao::cli {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string serving_socket(const std::string& folder) {
    return folder + "/serve.sock";
}

std::optional<Serving> Serving::find(const std::string& folder) {
    auto client = http::LocalClient::connect(serving_socket(folder));
    if (!client) return std::nullopt;
    return Serving(std::move(*client));
}

Result<json::object> Serving::ask(const std::string& method, const std::string& path,
                                  const json::object& body) {
    http::Request request{.method = method, .path = "/api/v1" + path};
    request.headers = {{"X-Yitao", "1"}, {"Content-Type", "application/json"}};
    if (method != "GET") request.body = json::serialize(body);
    const http::Response response = TRY(client_.ask(request));
    boost::system::error_code code;
    const json::value answer = json::parse(response.body, code);
    const json::object* object = code ? nullptr : answer.if_object();
    if (object != nullptr && response.status < 300) return *object;
    if (object == nullptr || !object->contains("title_en")) {
        return fail(ErrorCode::kIo, fmt::format("服务答复 {}", response.status),
                    fmt::format("the server answers {}", response.status));
    }
    const auto text = [&](std::string_view name) {
        const json::value* value = object->if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                      : std::string();
    };
    return fail(ErrorCode::kInvalid, text("title"), text("title_en"), text("place"));
}

Result<intake::ImportReport> Serving::import(const std::string& ledger, const std::string& file,
                                             const intake::ImportOptions& options) {
    // The server stands elsewhere: it is told whole paths.
    const auto whole = [](const std::string& path) {
        return path.empty() ? path : fs::absolute(path).lexically_normal().string();
    };
    json::object asked{{"ledger", ledger},
                       {"file", whole(file)},
                       {"sheet", options.sheet},
                       {"who", options.who},
                       {"rejects", whole(options.rejects)}};
    if (options.effective_on) asked["effective_on"] = options.effective_on->iso();
    const json::object begun = TRY(ask("POST", "/local/import", asked));
    const std::string job = json::serialize(begun.at("job"));
    Progress line(ledger);
    while (true) {
        const json::object now = TRY(ask("GET", "/local/jobs/" + job));
        if (!now.at("running").as_bool()) {
            if (now.at("report").is_object()) return api::import_report_of(now.at("report"));
            return std::unexpected(api::error_of(now.at("problem").as_object()));
        }
        boost::system::error_code none;
        line.show(fmt::format("{} 行 rows  {:.0f}%",
                              grouped(now.at("rows_read").to_number<size_t>(none)),
                              now.at("part").to_number<double>(none) * 100));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

}  // namespace yitao::cli
