#include "cli/web_assets.h"

#include <array>
#include <cstddef>

namespace yitao::cli {

namespace {

struct Embedded {
    const char* path;
    const char* begin;
    const char* end;
    bool gzip;
};

// Ends with a path of nullptr; made by tools/embed_web. Nothing where the page was not built.
extern "C" [[gnu::weak]] const Embedded yitao_web_assets[];

std::string_view type_of(std::string_view path) {
    constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{".html", "text/html; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".png", "image/png"},
         {".ico", "image/x-icon"},
         {".json", "application/json"},
         {".webmanifest", "application/manifest+json"}});
    for (const auto& [ending, type] : kTypes) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

}  // namespace

bool find_web_asset(std::string_view path, api::Asset& asset) {
    const Embedded* const all = yitao_web_assets;
    for (const Embedded* one = all; one != nullptr && one->path != nullptr; ++one) {
        if (path != one->path) continue;
        asset = {.bytes = {one->begin, static_cast<size_t>(one->end - one->begin)},
                 .type = type_of(path),
                 .gzip = one->gzip,
                 .forever = path.starts_with("/assets/")};
        return true;
    }
    return false;
}

}  // namespace yitao::cli
