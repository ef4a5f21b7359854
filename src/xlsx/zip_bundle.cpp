#include "xlsx/zip_bundle.h"

#include <zip.h>

#include <list>

namespace yitao::xlsx {

struct ZipBundle::State {
    zip_error_t error{};
    zip_source_t* source = nullptr;  // where it is written
    zip_t* zip = nullptr;
    std::list<std::string> files;  // libzip reads them when it closes

    State() {
        zip_error_init(&error);
        source = zip_source_buffer_create(nullptr, 0, 1, &error);
        if (source == nullptr) return;
        zip_source_keep(source);
        zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    }
    ~State() {
        if (zip != nullptr) zip_discard(zip);
        if (source != nullptr) zip_source_free(source);
        zip_error_fini(&error);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

namespace {

std::unexpected<Error> not_made(std::string place = {}) {
    return fail(ErrorCode::kIo, "打包失败", "the zip file could not be made", std::move(place));
}

}  // namespace

ZipBundle::ZipBundle() : state_(std::make_unique<State>()) {}
ZipBundle::~ZipBundle() = default;

Result<void> ZipBundle::add(const std::string& name, std::string bytes) {
    State& s = *state_;
    if (s.zip == nullptr) return not_made(name);
    const std::string& kept = s.files.emplace_back(std::move(bytes));
    zip_source_t* part = zip_source_buffer(s.zip, kept.data(), kept.size(), 0);
    if (part == nullptr) return not_made(name);
    const zip_int64_t at = zip_file_add(s.zip, name.c_str(), part, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(part);
        return not_made(name);
    }
    zip_set_file_compression(s.zip, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
    return {};
}

Result<std::string> ZipBundle::finish() {
    State& s = *state_;
    if (s.zip == nullptr || zip_close(s.zip) != 0) return not_made();
    s.zip = nullptr;
    if (zip_source_open(s.source) != 0) return not_made();
    std::string out;
    char bytes[1 << 16];
    zip_int64_t got = 0;
    while ((got = zip_source_read(s.source, bytes, sizeof bytes)) > 0) {
        out.append(bytes, static_cast<size_t>(got));
    }
    zip_source_close(s.source);
    if (got < 0) return not_made();
    return out;
}

}  // namespace yitao::xlsx
