#include "intake/convert.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/csv.h"
#include "base/mapped_file.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace yitao::intake {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout{120};
constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

std::string lower_ending(const std::string& path) {
    return fold_case(fs::path(path).extension().string());
}

// "EncryptedPackage" in UTF-16, the stream of a workbook behind a password.
bool is_encrypted(std::string_view bytes) {
    std::string name;
    for (char c : std::string_view("EncryptedPackage")) {
        name += c;
        name += '\0';
    }
    return bytes.find(name) != std::string_view::npos;
}

// Web pages and XML saved under the name of a workbook.
bool is_markup(std::string_view bytes) {
    std::string start = fold_case(trim(bytes.substr(0, 512)));
    return start.starts_with("<html") || start.starts_with("<table") ||
           start.starts_with("<!doctype html") || start.starts_with("<?xml") ||
           start.starts_with("<meta") || start.starts_with("mime-version:");
}

bool is_open_document(std::string_view bytes) {
    constexpr std::string_view kMimeType = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    return bytes.size() > 30 && bytes.substr(30).starts_with(kMimeType);
}

std::string find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string_view folders = path != nullptr ? path : "/usr/bin:/bin";
    while (!folders.empty()) {
        size_t colon = std::min(folders.find(':'), folders.size());
        std::string candidate = (fs::path(folders.substr(0, colon)) / name).string();
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        folders.remove_prefix(std::min(colon + 1, folders.size()));
    }
    return {};
}

enum class ChildEnd { kSuccess, kFailure, kTimeout };

// Waits for the child; kills its whole group when it takes too long.
ChildEnd wait_for(pid_t child) {
    auto deadline = std::chrono::steady_clock::now() + kTimeout;
    while (true) {
        int status = 0;
        pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) {
            return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ChildEnd::kSuccess
                                                                 : ChildEnd::kFailure;
        }
        if (ended < 0 && errno != EINTR) return ChildEnd::kFailure;
        if (std::chrono::steady_clock::now() >= deadline) {
            ::kill(-child, SIGKILL);
            ::waitpid(child, &status, 0);
            return ChildEnd::kTimeout;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

ChildEnd run(std::vector<std::string> arguments, const fs::path& home) {
    std::vector<std::string> variables = {"HOME=" + home.string(), "TMPDIR=" + home.string(),
                                          "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin"};
    auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> result;
        for (std::string& text : texts) result.push_back(text.data());
        result.push_back(nullptr);
        return result;
    };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    pid_t child = 0;
    int failed = ::posix_spawn(&child, arguments[0].c_str(), &actions, &attributes,
                               pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed != 0 ? ChildEnd::kFailure : wait_for(child);
}

// What LibreOffice is asked to make of a workbook.
struct Target {
    std::string_view filter;
    std::string_view ending;
    Message without;  // what to do where LibreOffice is not installed
};

Result<std::string> convert(const std::string& path, const Target& target) {
    std::string program = find_program("soffice");
    if (program.empty()) {
        return fail(ErrorCode::kUnsupported, target.without.zh, target.without.en, path);
    }
    static const TemporaryFolder temporary;
    static std::atomic<int> count = 0;
    fs::path folder = temporary.path(std::to_string(count++));
    std::error_code code;
    fs::create_directories(folder / "out", code);
    // A name of our own: the file's may begin with a dash or hold what LibreOffice stumbles over.
    std::string ending = lower_ending(path);
    if (target.ending == "xlsx" && (ending == ".xlsx" || ending.empty())) ending = ".xls";
    fs::path copy = folder / ("workbook" + ending);
    if (temporary.path().empty() || code || !fs::copy_file(path, copy, code)) {
        return fail(ErrorCode::kIo, "无法写入临时目录", "cannot write to the temporary folder",
                    path);
    }
    ChildEnd end =
        run({program, "--headless", "--norestore", "--nolockcheck", "--nologo",
             "-env:UserInstallation=file://" + (folder / "profile").string(), "--convert-to",
             std::string(target.filter), "--outdir", (folder / "out").string(), copy.string()},
            folder);
    fs::path converted = folder / "out" / fmt::format("workbook.{}", target.ending);
    fs::remove_all(folder / "profile", code);
    if (end == ChildEnd::kTimeout) {
        return fail(
            ErrorCode::kDamaged, "LibreOffice 转换超过两分钟，已停止；请用 WPS 或 Excel 另存",
            "LibreOffice took over two minutes and was stopped; save it with WPS or Excel", path);
    }
    if (end == ChildEnd::kFailure || !fs::exists(converted, code)) {
        return fail(ErrorCode::kDamaged, "LibreOffice 读不了这个文件，可能已损坏",
                    "LibreOffice cannot read the file; it may be damaged", path);
    }
    return converted.string();
}

}  // namespace

Result<FileKind> file_kind(const std::string& path) {
    MappedFile file = TRY(MappedFile::open(path));
    std::string_view bytes = file.bytes();
    if (bytes.empty()) return FileKind::kEmpty;
    if (bytes.starts_with(kCompoundFile)) {
        return is_encrypted(bytes) ? FileKind::kEncrypted : FileKind::kOldWorkbook;
    }
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
        return is_open_document(bytes) ? FileKind::kOldWorkbook : FileKind::kWorkbook;
    }
    std::string ending = lower_ending(path);
    bool named_old = ending == ".xls" || ending == ".et" || ending == ".xlt";
    if (named_old && is_markup(bytes)) return FileKind::kOldWorkbook;
    // A damaged .xlsx is told as such by whoever opens it, not read as text.
    bool named_workbook = ending == ".xlsx" || ending == ".xlsm" || ending == ".xltx";
    return named_workbook ? FileKind::kWorkbook : FileKind::kText;
}

Result<std::string> as_xlsx(const std::string& path) {
    FileKind kind = TRY(file_kind(path));
    if (kind == FileKind::kEncrypted) {
        return fail(ErrorCode::kUnsupported, "工作簿有密码：请先去掉打开密码",
                    "the workbook is encrypted: remove its password first", path);
    }
    if (kind != FileKind::kOldWorkbook) return path;
    return convert(
        path, {"xlsx:Calc MS Excel 2007 XML",
               "xlsx",
               {"这是旧格式工作簿（.xls/.et）：请用 WPS 或 Excel 另存为 .xlsx，或安装 LibreOffice "
                "由程序自动转换（apt install libreoffice-calc-nogui）",
                "an old workbook (.xls/.et): save it as .xlsx in WPS or Excel, or install "
                "LibreOffice to have it converted (apt install libreoffice-calc-nogui)"}});
}

Result<std::string> as_pdf(const std::string& path) {
    return convert(path,
                   {"pdf:calc_pdf_Export",
                    "pdf",
                    {"本机没有安装 LibreOffice，不能生成 PDF；请下载工作簿后用 WPS 或 Excel 打印",
                     "LibreOffice is not installed here, so no PDF can be made; download the "
                     "workbook and print it from WPS or Excel"}});
}

}  // namespace yitao::intake
