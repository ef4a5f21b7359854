#include "base/csv.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>

#include "base/limits.h"
#include "base/mapped_file.h"
#include "base/text.h"

namespace yitao {

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool is_ascii(std::string_view text) {
    const char* at = text.data();
    const char* end = at + text.size();
    for (; end - at >= 8; at += 8) {
        uint64_t word = 0;
        std::memcpy(&word, at, 8);
        if ((word & 0x8080808080808080ULL) != 0) return false;
    }
    return std::all_of(at, end, [](char c) { return static_cast<signed char>(c) >= 0; });
}

// The shape of GB18030 (one, two or four bytes). No second byte is a quote, comma, semicolon, tab
// or line end, so records can be cut before they are decoded.
bool is_gb18030(std::string_view text) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const unsigned char* end = at + text.size();
    while (at < end) {
        if (*at < 0x80) {
            ++at;
            continue;
        }
        if (*at == 0x80 || *at == 0xFF || end - at < 2) return false;
        if (at[1] >= 0x40 && at[1] != 0x7F && at[1] != 0xFF) {
            at += 2;
            continue;
        }
        bool four = end - at >= 4 && at[1] >= 0x30 && at[1] <= 0x39 && at[2] >= 0x81 &&
                    at[2] <= 0xFE && at[3] >= 0x30 && at[3] <= 0x39;
        if (!four) return false;
        at += 4;
    }
    return true;
}

// The separator that stands most often outside quotes in the first lines; comma on a tie.
char sniff_separator(std::string_view text) {
    constexpr std::string_view kSeparators = ",\t;";
    std::array<size_t, 3> counts{};
    bool quoted = false;
    for (char c : text.substr(0, 1 << 16)) {
        if (c == '"') quoted = !quoted;
        size_t which = quoted ? std::string_view::npos : kSeparators.find(c);
        if (which != std::string_view::npos) ++counts[which];
    }
    auto most = std::max_element(counts.begin(), counts.end());
    return kSeparators[static_cast<size_t>(most - counts.begin())];
}

}  // namespace

struct CsvReader::State {
    MappedFile file;
    std::string_view text;
    struct Place {
        size_t at = 0;
        size_t line = 1;
        size_t row = 0;
    };
    Place first;  // behind a "sep=" line
    size_t at = 0;
    size_t line = 1;
    size_t row = 0;
    TextEncoding encoding = TextEncoding::kUtf8;
    bool broken = false;  // neither UTF-8 nor GB18030 throughout
    char separator = ',';
    CsvRecord record;
    std::deque<std::string> owned;  // decoded or unquoted fields of the record
    size_t owned_used = 0;

    std::array<bool, 256> ends_field{};  // by byte: the separator and the ends of lines

    [[nodiscard]] bool ends_field_at(size_t place) const {
        return ends_field[static_cast<unsigned char>(text[place])];
    }
    std::string& scratch() {
        if (owned_used == owned.size()) owned.emplace_back();
        std::string& text = owned[owned_used++];
        text.clear();
        return text;
    }
    std::string_view decode(std::string_view field);
    Result<void> read_quoted(std::string_view& field);
    Result<void> read_field();
    Result<void> read_record();
};

std::string_view CsvReader::State::decode(std::string_view field) {
    if ((encoding == TextEncoding::kUtf8 && !broken) || is_ascii(field)) return field;
    if (encoding == TextEncoding::kUtf8 && is_valid_utf8(field)) return field;
    // Lines pasted from elsewhere: GB18030 inside a UTF-8 file is common.
    std::optional<std::string> converted = utf8_from_gb18030(field);
    std::string& text = scratch();
    text = converted ? std::move(*converted) : repair_utf8(field);
    return text;
}

// `at` stands behind the opening quote; moves behind the field.
Result<void> CsvReader::State::read_quoted(std::string_view& field) {
    size_t opened_at = line;
    std::string* joined = nullptr;
    size_t begin = at;
    while (true) {
        const void* found =
            at < text.size() ? std::memchr(text.data() + at, '"', text.size() - at) : nullptr;
        size_t quote = found == nullptr
                           ? text.size()
                           : static_cast<size_t>(static_cast<const char*>(found) - text.data());
        if (quote - begin + (joined != nullptr ? joined->size() : 0) > kMaxCsvField) {
            return fail(ErrorCode::kLimit, "单元格超过 1 MB，可能是引号没有成对",
                        "a field exceeds 1 MB; perhaps a quote is not closed",
                        fmt::format("line {}", opened_at));
        }
        if (found == nullptr) {
            return fail(ErrorCode::kInvalid, "引号没有成对：这一行开始的引号到文件末尾也没有结束",
                        "the quote opened on this line is never closed",
                        fmt::format("line {}", opened_at));
        }
        line += static_cast<size_t>(std::count(text.begin() + static_cast<ptrdiff_t>(at),
                                               text.begin() + static_cast<ptrdiff_t>(quote), '\n'));
        at = quote + 1;
        bool doubled = at < text.size() && text[at] == '"';
        bool ends = at >= text.size() || ends_field_at(at);
        if (ends && joined == nullptr) {
            field = text.substr(begin, quote - begin);
            return {};
        }
        if (joined == nullptr) joined = &scratch();
        joined->append(text.substr(begin, quote - begin));
        if (ends) {
            field = *joined;
            return {};
        }
        if (!doubled) {
            // Text behind a closing quote: Excel takes it into the field as it stands.
            size_t rest = at;
            while (at < text.size() && !ends_field_at(at)) ++at;
            joined->append(text.substr(rest, at - rest));
            field = *joined;
            return {};
        }
        joined->push_back('"');
        begin = ++at;
    }
}

Result<void> CsvReader::State::read_field() {
    std::string_view field;
    if (at < text.size() && text[at] == '"') {
        ++at;
        TRY(read_quoted(field));
    } else {
        size_t begin = at;
        while (at < text.size() && !ends_field_at(at)) ++at;
        field = text.substr(begin, at - begin);
        if (field.size() > kMaxCsvField) {
            return fail(ErrorCode::kLimit, "单元格超过 1 MB", "a field exceeds 1 MB",
                        fmt::format("line {}", line));
        }
    }
    if (record.fields.size() == kMaxCsvColumns) {
        return fail(ErrorCode::kLimit, fmt::format("一行超过 {} 列", kMaxCsvColumns),
                    fmt::format("more than {} columns in a row", kMaxCsvColumns),
                    fmt::format("line {}", record.line));
    }
    record.fields.push_back(decode(field));
    return {};
}

Result<void> CsvReader::State::read_record() {
    record.fields.clear();
    owned_used = 0;
    record.line = line;
    record.row = ++row;
    while (true) {
        TRY(read_field());
        if (at >= text.size()) break;
        char c = text[at++];
        if (c == separator) continue;
        if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
        ++line;
        break;
    }
    return {};
}

CsvReader::CsvReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

Result<CsvReader> CsvReader::from_text(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return fail(ErrorCode::kUnsupported, "文件是 UTF-16（“Unicode 文本”），请另存为 CSV UTF-8",
                    "the file is UTF-16 (\"Unicode text\"); save it as CSV UTF-8");
    }
    auto state = std::make_unique<State>();
    if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
    if (bytes.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::kInvalid, "不是文本文件（含有零字节）",
                    "not a text file (it has zero bytes)");
    }
    state->text = bytes;
    if (!is_valid_utf8(bytes)) {
        if (is_gb18030(bytes)) {
            state->encoding = TextEncoding::kGb18030;
        } else {
            state->broken = true;
        }
    }
    state->separator = sniff_separator(bytes);
    // Excel's own first line: "sep=;".
    if (bytes.size() > 5 && bytes.starts_with("sep=") && (bytes[5] == '\r' || bytes[5] == '\n')) {
        state->separator = bytes[4];
        state->first = {std::min(bytes.find('\n'), bytes.size() - 1) + 1, 2, 1};
    }
    for (char c : {state->separator, '\n', '\r'}) {
        state->ends_field[static_cast<unsigned char>(c)] = true;
    }
    CsvReader reader(std::move(state));
    reader.rewind();
    return reader;
}

Result<CsvReader> CsvReader::open(const std::string& path) {
    MappedFile file = TRY(MappedFile::open(path));
    CsvReader reader = TRY_WITHIN(from_text(file.bytes()), path);
    reader.state_->file = std::move(file);
    return reader;
}

Result<const CsvRecord*> CsvReader::next() {
    State& s = *state_;
    while (s.at < s.text.size()) {
        if (auto read = s.read_record(); !read) {
            s.at = s.text.size();
            return std::unexpected(std::move(read).error());
        }
        bool nothing = s.record.fields.size() == 1 && s.record.fields[0].empty();
        // Ctrl-Z: the end of a text file in DOS, still written by old programs.
        if (s.record.fields.size() == 1 && s.record.fields[0] == "\x1A") nothing = true;
        if (!nothing) return &s.record;
    }
    return nullptr;
}

void CsvReader::rewind() {
    state_->at = state_->first.at;
    state_->line = state_->first.line;
    state_->row = state_->first.row;
}

TextEncoding CsvReader::encoding() const {
    return state_->encoding;
}
char CsvReader::separator() const {
    return state_->separator;
}
size_t CsvReader::position() const {
    return state_->at;
}
size_t CsvReader::size() const {
    return state_->text.size();
}

void append_csv_field(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n\t;") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace yitao
