#include "api/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "api/office.h"
#include "api/routes.h"
#include "site/code_lists.h"

namespace yitao::api {

namespace {

constexpr std::string_view kBase = "/api/v1";

http::Fields security_headers() {
    return {{"X-Content-Type-Options", "nosniff"},
            {"X-Frame-Options", "DENY"},
            {"Referrer-Policy", "no-referrer"},
            {"Content-Security-Policy",
             "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
             "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"}};
}

void log(const http::Request& request, const http::Response& response, double milliseconds) {
    // No query: it may hold what somebody searched for.
    fmt::print(stderr, "{}\n",
               json::serialize(json::object{{"id", request.id},
                                            {"method", request.method},
                                            {"path", request.path},
                                            {"status", response.status},
                                            {"ms", milliseconds},
                                            {"bytes", response.body.size()}}));
}

}  // namespace

Result<std::unique_ptr<App>> App::open(const AppOptions& options, const Clock& clock) {
    site::Site site = TRY(site::Site::open(options.folder, site::OpenMode::kWrite, clock));
    auto accounts = TRY(access::Accounts::open(options.folder, clock));
    std::unique_ptr<App> app(new App);
    app->office_ = std::make_unique<Office>(std::move(site), std::move(accounts));
    app->office_->secure_cookies = options.secure_cookies;
    app->assets_ = options.assets;
    return app;
}

App::~App() {
    close();
}

void App::close() {
    office_->jobs.finish();
    const std::lock_guard lock(office_->mutex);
    office_->board.close();
}

site::MayTouch may_touch(const Call& call) {
    return [tree = call.tree, scope = call.scope](org::UnitCode code) {
        const auto unit = tree->find(code);
        return unit && scope.sees(*unit);
    };
}

namespace {

Result<site::ApplyReport> apply_within(Office& office, ledger::Batch batch,
                                       const ledger::EntryInfo& info,
                                       const site::MayTouch& may_touch) {
    const auto& schemas = office.site.catalog().schemas;
    const auto schema = std::ranges::find(schemas, batch.ledger, &ledger::Schema::id);
    site::ApplyReport report = TRY(office.site.apply(std::move(batch), info, nullptr, may_touch));
    office.metrics.changed(report.inserted + report.updated + report.deleted);
    told(office, static_cast<size_t>(schema - schemas.begin()));
    return report;
}

}  // namespace

Result<site::ApplyReport> apply(const Call& call, ledger::Batch batch,
                                const ledger::EntryInfo& info) {
    return apply_within(call.office, std::move(batch), info, may_touch(call));
}

Result<site::ApplyReport> keep(const Call& call, ledger::Batch batch, const std::string& who) {
    site::ApplyReport report = TRY(apply_within(
        call.office, std::move(batch), {.who = who, .through = "page", .effective_on = {}}, {}));
    for (const ledger::RowOutcome& row : report.rows) {
        if (row.outcome != ledger::Outcome::kRefused || row.remarks.empty()) continue;
        return std::unexpected(Error{ErrorCode::kInvalid, row.remarks[0].message, ""});
    }
    return report;
}

void told(Office& office, std::optional<size_t> table) {
    const auto& schemas = office.site.catalog().schemas;
    const bool may_be_words = !table || schemas[*table]->id == site::kTermLedger ||
                              schemas[*table]->id == site::kCodeLedger;
    if (may_be_words) {  // what headings mean may have changed
        office.words.reset();
        office.burden.reset();
        ++office.forms_version;
    }
    if (table) {
        office.rows.rows_changed(*table);
        office.fills.rows_changed(*table);
    } else {
        office.rows.everything_changed();
        office.fills.everything_changed();
    }
    office.board.publish();
}

http::Response App::answer(const http::Request& request) {
    const auto begun = std::chrono::steady_clock::now();
    http::Response response = route(request);
    for (auto& header : security_headers()) response.headers.push_back(std::move(header));
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun;
    office_->metrics.answered(response.status, spent.count());
    log(request, response, spent.count() * 1e3);
    return response;
}

size_t App::body_limit(const http::Request& head) const {
    constexpr size_t kStranger = 64 * 1024;
    constexpr size_t kJson = size_t{16} << 20;  // ten thousand pasted rows
    constexpr size_t kFile = size_t{256} << 20;
    if (head.is_local) return kFile;
    const std::string_view token = head.cookie("yitao_session");
    if (token.empty()) return kStranger;
    const auto session = office_->accounts->session(token);
    if (!session || !*session) return kStranger;
    for (const Route& route : routes()) {
        if (route.body != Body::kFile || method_name(route.method) != head.method) continue;
        if (head.path.starts_with(kBase) &&
            match(route.pattern, std::string_view(head.path).substr(kBase.size()))) {
            return kFile;
        }
    }
    return kJson;
}

http::Response App::asset(const http::Request& request) const {
    Asset found;
    const std::string path =
        request.path == "/" ? "/index.html" : http::percent_decoded(request.path);
    if (!assets_ || !assets_(path, found)) {
        return problem(request, 404, "not_found", {"没有这个页面", "there is no such page"}, path);
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return problem(request, 405, "method", {"不能这样请求", "not with this method"}, path);
    }
    http::Response response{.type = std::string(found.type), .body = std::string(found.bytes)};
    if (found.gzip) response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back(
        "Cache-Control", found.forever ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

namespace {

// Whose post it is and what it sees; false: not signed in.
Result<bool> identify(Call& call) {
    Office& office = call.office;
    const std::string_view token = call.request.cookie("yitao_session");
    if (token.empty()) return false;
    call.session = TRY(office.accounts->session(token));
    return call.session.has_value();
}

// Under the office's mutex.
Result<void> look_around(Call& call) {
    call.tree = TRY(call.office.site.tree(call.office.site.clock().today()));
    if (!call.session) return {};
    call.scope = call.session->scope(*call.tree);
    call.who = access::post_label(call.session->post, *call.tree).zh;
    return {};
}

Answer run(Call& call, const Route& route) {
    const bool is_person = route.who == Who::kSignedIn || route.who == Who::kMay;
    if (is_person && !TRY(identify(call))) {
        return problem(call.request, 401, "signed_out", {"请先登录", "please sign in"});
    }
    std::unique_lock lock(call.office.mutex);
    TRY(look_around(call));
    if (route.who == Who::kMay) {
        if (call.session->account.must_change_password) {
            return problem(call.request, 403, "password",
                           {"请先修改密码", "please change your password first"});
        }
        if (!call.scope.may(route.action)) return forbidden(call);
    }
    if (route.body == Body::kJson && !call.request.body.empty()) {
        boost::system::error_code code;
        json::value body = json::parse(call.request.body, code);
        if (code || !body.is_object()) {
            return fail(ErrorCode::kInvalid, "请求内容不是 JSON 对象",
                        "the body is no JSON object");
        }
        call.body = std::move(body.as_object());
    }
    if (route.lock == Lock::kOwn) lock.unlock();
    return route.handle(call);
}

}  // namespace

http::Response App::route(const http::Request& request) {
    if (request.path == "/healthz") return {.type = "text/plain", .body = "ok\n"};
    if (request.path == "/metrics") {
        const std::lock_guard lock(office_->mutex);
        return {.type = "text/plain; version=0.0.4",
                .body = office_->metrics.text(office_->board.pages(),
                                              office_->accounts->password_checks())};
    }
    std::string_view path = request.path;
    if (!path.starts_with(kBase)) return asset(request);
    path.remove_prefix(kBase.size());
    if (path == "/openapi.json") return openapi();
    bool known = false;
    for (const Route& one : routes()) {
        auto arguments = match(one.pattern, path);
        if (!arguments || (one.who == Who::kLocal && !request.is_local)) continue;
        known = true;
        if (method_name(one.method) != request.method) continue;
        // A page of another site can send a form here with our cookie, but not this header.
        if (one.method != Method::kGet && request.header("x-yitao").empty()) {
            return problem(request, 403, "header",
                           {"请求缺少 X-Yitao", "the header X-Yitao is missing"});
        }
        Call call{.office = *office_, .request = request, .arguments = std::move(*arguments)};
        Answer answer = run(call, one);
        http::Response response = answer ? std::move(*answer) : problem(request, answer.error());
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }
    if (known) return problem(request, 405, "method", {"不能这样请求", "not with this method"});
    return problem(request, 404, "not_found", {"没有这个接口", "there is no such resource"});
}

}  // namespace yitao::api
