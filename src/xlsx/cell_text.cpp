#include "xlsx/cell_text.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace yitao::xlsx {
namespace {

enum : uint8_t { kEntity = 1, kUnderscore = 2, kUnicode = 4, kStop = 8 };

constexpr std::array<uint8_t, 256> kClasses = [] {
    std::array<uint8_t, 256> classes{};
    for (size_t c = 0x80; c < 256; ++c) classes[c] = kUnicode;
    classes['&'] = kEntity;
    classes['\r'] = kEntity;
    classes['_'] = kUnderscore;
    classes['<'] = kStop;
    classes['\0'] = kStop;
    return classes;
}();

bool is_too_long(std::string_view text) {
    return text.size() > kMaxCellText && code_point_count(text) > kMaxCellText;
}

}  // namespace

RawText scan_text(const char* begin) {
    uint8_t seen = 0;
    const char* at = begin;
    while (true) {
        const uint8_t kind = kClasses[static_cast<uint8_t>(*at)];
        seen |= kind;
        if ((kind & kStop) != 0) break;
        ++at;
    }
    return {{begin, at}, (seen & kEntity) != 0, (seen & kUnderscore) != 0, (seen & kUnicode) != 0};
}

TextProblem decode_text(const RawText& raw, std::string& scratch, std::string_view& out) {
    out = raw.text;
    if (raw.has_entities || raw.has_underscore) {
        scratch.clear();
        if (!decode_xml(out, scratch)) return TextProblem::kEntity;
        if (raw.has_underscore) decode_escapes(scratch);
        out = scratch;
    }
    if (raw.has_unicode && !is_valid_utf8(out)) return TextProblem::kEncoding;
    return is_too_long(out) ? TextProblem::kTooLong : TextProblem::kNone;
}

XmlToken read_plain_text(XmlScanner& scanner, std::string& out, TextProblem& problem) {
    while (true) {
        XmlToken token = scanner.next();
        if (token == XmlToken::kCdata) {
            out += scanner.text();
        } else if (token == XmlToken::kText) {
            if (!decode_xml(scanner.text(), out)) problem = TextProblem::kEntity;
        } else if (token == XmlToken::kStart) {
            token = skip_element(scanner);  // nothing known stands here
            if (token != XmlToken::kEnd) return token;
        } else {
            return token;
        }
    }
}

XmlToken read_rich_text(XmlScanner& scanner, std::string& out, TextProblem& problem) {
    size_t depth = 0;  // inside <r>
    while (true) {
        XmlToken token = scanner.next();
        if (token == XmlToken::kText || token == XmlToken::kCdata) continue;
        if (token == XmlToken::kEnd && depth > 0) {
            --depth;
            continue;
        }
        if (token != XmlToken::kStart) {
            if (token == XmlToken::kEnd && problem == TextProblem::kNone)
                problem = finish_text(out);
            return token;
        }
        if (scanner.local() == "r" && depth == 0) {
            ++depth;
        } else if (scanner.local() == "t") {
            token = read_plain_text(scanner, out, problem);
        } else {
            token = skip_element(scanner);  // run properties, phonetic guides
        }
        if (token != XmlToken::kEnd && token != XmlToken::kStart) return token;
    }
}

TextProblem finish_text(std::string& text) {
    decode_escapes(text);
    if (!is_valid_utf8(text) || text.find('\0') != std::string::npos) return TextProblem::kEncoding;
    return is_too_long(text) ? TextProblem::kTooLong : TextProblem::kNone;
}

Error text_error(TextProblem problem, std::string place) {
    switch (problem) {
        case TextProblem::kTooLong:
            return {ErrorCode::kLimit,
                    {fmt::format("文字超过 {} 个字符", kMaxCellText),
                     fmt::format("text longer than {} characters", kMaxCellText)},
                    std::move(place)};
        case TextProblem::kEncoding:
            return {ErrorCode::kDamaged,
                    {"文件已损坏（文字不是 UTF-8），请用 Excel 或 WPS 重新保存",
                     "the file is damaged (text is not UTF-8); save it again with Excel or WPS"},
                    std::move(place)};
        default:
            return {ErrorCode::kDamaged,
                    {"文件已损坏（文字中有未知的实体），请用 Excel 或 WPS 重新保存",
                     "the file is damaged (unknown entity in text); save it again with Excel or "
                     "WPS"},
                    std::move(place)};
    }
}

}  // namespace yitao::xlsx
