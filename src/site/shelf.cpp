#include "site/shelf.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "form/register.h"
#include "site/data_folder.h"

namespace yitao::site {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxUploaded = 10'000;

std::string shelf_folder(const Site& site) {
    return site.folder() + "/templates";
}

// 01民政_社会救助月报 → 民政, 社会救助月报
std::pair<std::string, std::string> department_and_name(std::string_view stem) {
    std::string department = form::department_in_name(stem);
    if (department.empty()) return {"", std::string(stem)};
    return {std::move(department), std::string(stem.substr(stem.find('_') + 1))};
}

}  // namespace

Result<std::vector<ShelfItem>> Shelf::items() {
    std::vector<ShelfItem> items;
    for (const pack::Pack& pack : site_.packs()) {
        for (size_t i = 0; i < pack.reports.size(); ++i) {
            const pack::ReportTemplate& report = pack.reports[i];
            auto [department, name] = department_and_name(report.name);
            items.push_back({.id = fmt::format("{}-{:02}", pack.id, i + 1),
                             .name = name,
                             .department = department,
                             .is_uploaded = false,
                             .path = report.path,
                             .bindings = report.bindings});
        }
    }
    std::error_code code;
    std::vector<ShelfItem> uploaded;
    for (const auto& entry : fs::directory_iterator(shelf_folder(site_), code)) {
        const std::string folder = entry.path().string();
        const auto name = read_file(folder + "/name.txt");  // written last: the folder is whole
        if (!name) continue;
        auto [department, title] = department_and_name(*name);
        uploaded.push_back({.id = entry.path().filename().string(),
                            .name = title,
                            .department = department,
                            .is_uploaded = true,
                            .path = folder + "/form.xlsx",
                            .bindings = folder + "/form.bindings.toml"});
    }
    std::ranges::sort(uploaded, {},
                      [](const ShelfItem& item) { return std::pair(item.id.size(), item.id); });
    items.insert(items.end(), uploaded.begin(), uploaded.end());
    return items;
}

Result<ShelfItem> Shelf::item(std::string_view id) {
    std::vector<ShelfItem> all = TRY(items());
    const auto found = std::ranges::find(all, id, &ShelfItem::id);
    if (found != all.end()) return std::move(*found);
    return fail(ErrorCode::kNotFound, "没有这个报表，可能已被删除",
                "there is no such template; it may have been removed", std::string(id));
}

Result<ShelfItem> Shelf::need_uploaded(std::string_view id) {
    ShelfItem found = TRY(item(id));
    if (found.is_uploaded) return found;
    return fail(ErrorCode::kUnsupported, "套件自带的报表不能改；可以下载后改好再上传",
                "a pack's own template stays as it is; download it, change it and upload it",
                std::string(id));
}

Result<std::shared_ptr<const templates::Template>> Shelf::open(std::string_view id) {
    if (const auto known = open_.find(id); known != open_.end()) return known->second;
    const ShelfItem found = TRY(item(id));
    auto form = std::make_shared<const templates::Template>(TRY_WITHIN(
        templates::Template::open_file(found.path, found.path, site_.catalog()), found.name));
    open_.emplace(std::string(id), form);
    return form;
}

Result<templates::BindingsFile> Shelf::bindings(std::string_view id) {
    const ShelfItem found = TRY(item(id));
    if (found.bindings.empty()) return templates::BindingsFile{};
    return templates::parse_bindings_file(TRY(read_file(found.bindings)));
}

Result<std::string> Shelf::add(std::string_view file_name, std::string_view bytes,
                               std::string_view bindings_toml) {
    const std::string stem = fs::path(std::string(file_name)).stem().string();
    if (auto form = templates::Template::open(std::string(bytes), std::string(file_name),
                                              bindings_toml, site_.catalog());
        !form) {
        return std::unexpected(std::move(form).error());
    }
    size_t number = 1;
    std::error_code code;
    fs::create_directories(shelf_folder(site_), code);
    for (const ShelfItem& known : TRY(items())) {
        if (known.is_uploaded) number = std::max(number, std::stoul(known.id.substr(2)) + 1);
    }
    if (number > kMaxUploaded) {
        return fail(ErrorCode::kLimit, "上传的报表太多，请先删除不用的",
                    "too many templates were uploaded; remove some first");
    }
    const std::string id = fmt::format("u-{}", number);
    const std::string folder = shelf_folder(site_) + "/" + id;
    fs::remove_all(folder, code);  // of an upload that broke off
    TRY(make_empty_folder(folder));
    TRY(write_file(folder + "/form.xlsx", bytes, Durable::kYes));
    TRY(write_file(folder + "/form.bindings.toml", bindings_toml, Durable::kYes));
    TRY(write_file(folder + "/name.txt", stem, Durable::kYes));
    return id;
}

Result<void> Shelf::rebind(std::string_view id, std::string_view bindings_toml) {
    const ShelfItem found = TRY(need_uploaded(id));
    auto form = std::make_shared<const templates::Template>(TRY(templates::Template::open(
        TRY(read_file(found.path)), found.name + ".xlsx", bindings_toml, site_.catalog())));
    TRY(write_file(found.bindings, bindings_toml, Durable::kYes));
    open_.insert_or_assign(std::string(id), std::move(form));
    return {};
}

Result<void> Shelf::remove(std::string_view id) {
    const ShelfItem found = TRY(need_uploaded(id));
    const std::string folder = fs::path(found.path).parent_path().string();
    std::error_code code;
    fs::remove(folder + "/name.txt", code);  // first: half a folder is none
    remove_folder(folder);
    if (const auto known = open_.find(id); known != open_.end()) open_.erase(known);
    return {};
}

}  // namespace yitao::site
