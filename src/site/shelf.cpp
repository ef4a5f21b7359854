#include "site/shelf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "site/data_folder.h"

namespace yitao::site {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxUploaded = 10'000;

std::string shelf_folder(const Site& site) {
    return site.folder() + "/templates";
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (in) return bytes.str();
    return fail(ErrorCode::kIo, "读不了这个文件", "cannot read the file", path);
}

// Written beside, on the disk, then renamed: nobody finds half a file.
Result<void> write_durably(const std::string& path, std::string_view bytes) {
    const std::string part = path + ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0;
    while (good && !bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        good = written > 0;
        if (good) bytes.remove_prefix(static_cast<size_t>(written));
    }
    good = good && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    std::error_code code;
    if (good) fs::rename(part, path, code);
    if (good && !code) return {};
    fs::remove(part, code);
    return fail(ErrorCode::kIo, "写不了这个文件，请检查磁盘空间与权限",
                "this file cannot be written; check disk space and permissions", path);
}

// 01民政_社会救助月报 → 民政, 社会救助月报
std::pair<std::string, std::string> department_and_name(std::string_view stem) {
    size_t digits = 0;
    while (digits < stem.size() && stem[digits] >= '0' && stem[digits] <= '9') ++digits;
    const size_t mark = stem.find('_');
    if (mark == std::string_view::npos || mark <= digits) return {"", std::string(stem)};
    return {std::string(stem.substr(digits, mark - digits)), std::string(stem.substr(mark + 1))};
}

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out + "\"";
}

}  // namespace

std::string write_bindings_file(const templates::BindingsFile& bindings) {
    std::string text;
    if (!bindings.each.empty()) text += fmt::format("each = {}\n", toml_text(bindings.each));
    for (const templates::CellEntry& cell : bindings.cells) {
        text += fmt::format("\n[[cell]]\nsheet = {}\ncell = \"{}\"\nformula = {}\n",
                            toml_text(cell.sheet), xlsx::format_cell_ref(cell.cell),
                            toml_text(cell.formula));
        if (cell.for_unit != 0) {
            text += fmt::format("for_unit = \"{}\"\n", org::format_unit_code(cell.for_unit));
        }
    }
    for (const templates::ListEntry& list : bindings.lists) {
        text += fmt::format("\n[[list]]\nsheet = {}\nregion = \"{}\"\n", toml_text(list.sheet),
                            xlsx::format_cell_range(list.region));
        if (list.serial_column) {
            text += fmt::format("serial = \"{}\"\n", xlsx::column_letters(*list.serial_column));
        }
        if (!list.none.empty()) text += fmt::format("none = {}\n", toml_text(list.none));
        for (const auto& column : list.columns) {
            text += fmt::format("columns.{} = {}\n", xlsx::column_letters(column.column),
                                toml_text(column.formula));
        }
    }
    for (const templates::QuestionEntry& question : bindings.questions) {
        text += fmt::format("\n[[question]]\nsheet = {}\ncell = \"{}\"\n",
                            toml_text(question.sheet), xlsx::format_cell_ref(question.cell));
        if (question.for_unit != 0) {
            text += fmt::format("for_unit = \"{}\"\n", org::format_unit_code(question.for_unit));
        }
        text += fmt::format("why = {}\ncandidates = [", toml_text(question.why));
        for (const std::string& one : question.candidates) text += toml_text(one) + ", ";
        text += "]\n";
    }
    return text;
}

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
    TRY(write_durably(folder + "/form.xlsx", bytes));
    TRY(write_durably(folder + "/form.bindings.toml", bindings_toml));
    TRY(write_durably(folder + "/name.txt", stem));
    return id;
}

Result<void> Shelf::rebind(std::string_view id, std::string_view bindings_toml) {
    const ShelfItem found = TRY(need_uploaded(id));
    auto form = std::make_shared<const templates::Template>(TRY(templates::Template::open(
        TRY(read_file(found.path)), found.name + ".xlsx", bindings_toml, site_.catalog())));
    TRY(write_durably(found.bindings, bindings_toml));
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
