#include "xlsx/xml_scan.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace yitao::xlsx {
namespace {

constexpr size_t kMaxDepth = 256;        // real parts stay below twenty
constexpr size_t kMaxAttributes = 1000;  // of one tag; real ones stay below a hundred

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool ends_name(char c) {
    return is_space(c) || c == '/' || c == '>' || c == '=' || c == '<';
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// "#38", "#x26": the character, 0 when it is none.
char32_t character_reference(std::string_view name) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x');
    if (hex) name.remove_prefix(1);
    if (name.empty() || name.size() > 8) return 0;
    char32_t value = 0;
    for (char c : name) {
        const int digit = hex_digit(c);
        if (digit < 0 || (!hex && digit > 9)) return 0;
        value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
        if (value > 0x10ffff) return 0;
    }
    return value >= 0xd800 && value <= 0xdfff ? 0 : value;
}

char32_t entity(std::string_view name) {
    if (name.starts_with('#')) return character_reference(name);
    if (name == "lt") return '<';
    if (name == "gt") return '>';
    if (name == "amp") return '&';
    if (name == "quot") return '"';
    if (name == "apos") return '\'';
    return 0;
}

// The code unit of "_xHHHH_" at the start of `text`, -1 when there is none.
int escape_unit(std::string_view text) {
    if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return -1;
    int unit = 0;
    for (size_t i = 2; i < 6; ++i) {
        const int digit = hex_digit(text[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

}  // namespace

std::string_view XmlScanner::prefix() const {
    const size_t colon = name_.find(':');
    return colon == std::string_view::npos ? std::string_view() : name_.substr(0, colon);
}

std::string_view XmlScanner::local() const {
    const size_t colon = name_.find(':');
    return colon == std::string_view::npos ? name_ : name_.substr(colon + 1);
}

std::optional<std::string_view> XmlScanner::attribute(std::string_view name) const {
    for (const Attribute& attribute : attributes_) {
        if (attribute.name == name) return attribute.value;
    }
    return std::nullopt;
}

XmlToken XmlScanner::incomplete() {
    if (extent_ == kMoreFollows) return XmlToken::kNeedMore;
    return damaged("XML 不完整", "XML broken off");
}

XmlToken XmlScanner::damaged(const char* zh, const char* en) {
    problem_ = {zh, en};
    return XmlToken::kDamaged;
}

XmlToken XmlScanner::next() {
    if (end_pending_) {
        end_pending_ = false;
        return XmlToken::kEnd;
    }
    while (true) {
        if (at_ == end_) {
            return extent_ == kWhole ? XmlToken::kFinished : XmlToken::kNeedMore;
        }
        if (*at_ != '<') {
            const void* found = std::memchr(at_, '<', static_cast<size_t>(end_ - at_));
            if (found == nullptr && extent_ == kMoreFollows) return XmlToken::kNeedMore;
            const char* stop = found == nullptr ? end_ : static_cast<const char*>(found);
            text_ = {at_, stop};
            at_ = stop;
            return XmlToken::kText;
        }
        const char* const before = at_;
        const XmlToken token = markup();
        if (token != XmlToken::kFinished) return token;
        if (at_ == before) return incomplete();
    }
}

// Skips a comment or instruction (kFinished: go on behind it; not moved: incomplete).
XmlToken XmlScanner::skip_to(size_t opening, std::string_view closing) {
    const std::string_view rest(at_, end_);
    const size_t found = rest.find(closing, opening);
    if (found != std::string_view::npos) at_ += found + closing.size();
    return XmlToken::kFinished;
}

XmlToken XmlScanner::markup() {
    constexpr std::string_view kCdataOpening = "<![CDATA[";
    const std::string_view rest(at_, end_);
    if (rest.size() < 2) return incomplete();
    if (rest[1] == '/') return end_tag();
    if (rest[1] == '?') return skip_to(2, "?>");
    if (rest[1] != '!') return start_tag();
    if (rest.starts_with("<!--")) return skip_to(4, "-->");
    if (rest.starts_with(kCdataOpening)) {
        const size_t end = rest.find("]]>", kCdataOpening.size());
        if (end == std::string_view::npos) return incomplete();
        text_ = rest.substr(kCdataOpening.size(), end - kCdataOpening.size());
        at_ += end + 3;
        return XmlToken::kCdata;
    }
    if (rest.size() < kCdataOpening.size() &&
        (kCdataOpening.starts_with(rest) || std::string_view("<!--").starts_with(rest))) {
        return incomplete();
    }
    return damaged("含有不允许的 DOCTYPE 声明", "holds a DOCTYPE, which no workbook may");
}

XmlToken XmlScanner::end_tag() {
    const void* found = std::memchr(at_, '>', static_cast<size_t>(end_ - at_));
    if (found == nullptr) return incomplete();
    const char* const stop = static_cast<const char*>(found);
    const char* name_end = at_ + 2;
    while (!ends_name(*name_end)) ++name_end;
    name_ = {at_ + 2, name_end};
    attributes_.clear();
    if (!std::all_of(name_end, stop, is_space)) return damaged("标签错误", "bad end tag");
    if (!open_.empty()) {
        if (open_.back() != name_) return damaged("标签不配对", "tags do not match");
        open_.pop_back();
    }
    at_ = stop + 1;
    return XmlToken::kEnd;
}

// One attribute from `at` on (its first character); false with the reason why not.
bool XmlScanner::read_attribute(const char*& at, XmlToken& failure) {
    const auto stop_at_end = [&] {
        failure = incomplete();
        return false;
    };
    const auto refuse = [&] {
        failure = damaged("标签属性错误", "bad attribute");
        return false;
    };
    const char* const begin = at;
    while (at != end_ && !ends_name(*at)) ++at;
    const std::string_view name(begin, at);
    while (at != end_ && is_space(*at)) ++at;
    if (at == end_) return stop_at_end();
    if (name.empty() || *at != '=') return refuse();
    ++at;
    while (at != end_ && is_space(*at)) ++at;
    if (at == end_) return stop_at_end();
    const char quote = *at;
    if (quote != '"' && quote != '\'') return refuse();
    ++at;
    const void* found = std::memchr(at, quote, static_cast<size_t>(end_ - at));
    if (found == nullptr) return stop_at_end();
    const char* const stop = static_cast<const char*>(found);
    if (std::memchr(at, '<', static_cast<size_t>(stop - at)) != nullptr) return refuse();
    if (attributes_.size() == kMaxAttributes) return refuse();
    attributes_.push_back({name, {at, stop}});
    at = stop + 1;
    return true;
}

XmlToken XmlScanner::start_tag() {
    const char* at = at_ + 1;
    while (at != end_ && !ends_name(*at)) ++at;
    name_ = {at_ + 1, at};
    attributes_.clear();
    while (true) {
        const char* const before = at;
        while (at != end_ && is_space(*at)) ++at;
        if (at == end_) return incomplete();
        if (*at == '>' || *at == '/') break;
        XmlToken failure{};
        if (at == before) return damaged("标签错误", "bad start tag");
        if (!read_attribute(at, failure)) return failure;
    }
    if (name_.empty()) return damaged("标签错误", "tag without a name");
    if (*at == '/') {
        if (++at == end_) return incomplete();
        if (*at != '>') return damaged("标签错误", "bad start tag");
        end_pending_ = true;
    } else {
        if (open_.size() == kMaxDepth) return damaged("嵌套太深", "nested too deeply");
        open_.push_back(name_);
    }
    at_ = at + 1;
    return XmlToken::kStart;
}

bool decode_xml(std::string_view raw, std::string& out) {
    size_t at = 0;
    while (at < raw.size()) {
        const size_t stop = std::min(raw.find_first_of("&\r", at), raw.size());
        out += raw.substr(at, stop - at);
        if (stop == raw.size()) break;
        if (raw[stop] == '\r') {
            out += '\n';
            at = stop + (raw.substr(stop).starts_with("\r\n") ? 2 : 1);
            continue;
        }
        const size_t semicolon = raw.substr(0, stop + 12).find(';', stop);
        if (semicolon == std::string_view::npos) return false;
        const char32_t character = entity(raw.substr(stop + 1, semicolon - stop - 1));
        if (character == 0) return false;
        append_utf8(out, character);
        at = semicolon + 1;
    }
    return true;
}

std::string decode_xml_leniently(std::string_view raw) {
    std::string out;
    if (!decode_xml(raw, out)) out = raw;
    return is_valid_utf8(out) ? out : repair_utf8(out);
}

void decode_escapes(std::string& text) {
    size_t at = text.find("_x");
    if (at == std::string::npos) return;
    std::string out = text.substr(0, at);
    while (at < text.size()) {
        const std::string_view rest = std::string_view(text).substr(at);
        const int unit = escape_unit(rest);
        const int next = unit >= 0xd800 && unit <= 0xdbff ? escape_unit(rest.substr(7)) : -1;
        if (next >= 0xdc00 && next <= 0xdfff) {
            append_utf8(out,
                        static_cast<char32_t>(0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00)));
            at += 14;
        } else if (unit > 0 && (unit < 0xd800 || unit > 0xdfff)) {
            append_utf8(out, static_cast<char32_t>(unit));
            at += 7;
        } else {
            out += text[at++];
        }
    }
    text = std::move(out);
}

XmlToken skip_element(XmlScanner& scanner) {
    for (size_t depth = 1; depth > 0;) {
        const XmlToken token = scanner.next();
        if (token == XmlToken::kStart) ++depth;
        if (token == XmlToken::kEnd) --depth;
        if (token == XmlToken::kFinished || token == XmlToken::kNeedMore ||
            token == XmlToken::kDamaged) {
            return token;
        }
    }
    return XmlToken::kEnd;
}

Result<void> walk_xml(
    std::string_view part, std::string_view place,
    const std::function<Result<void>(std::string_view path, XmlToken, const XmlScanner&)>& visit) {
    XmlScanner scanner(TRY_WITHIN(xml_text(part), place), XmlScanner::kWhole);
    std::string path;
    while (true) {
        const XmlToken token = scanner.next();
        if (token == XmlToken::kFinished && path.empty()) return {};
        if (token == XmlToken::kFinished || token == XmlToken::kDamaged ||
            token == XmlToken::kNeedMore) {
            return std::unexpected(xml_error(scanner, place));
        }
        if (token == XmlToken::kStart) {
            if (!path.empty()) path += '/';
            path += scanner.local();
        }
        if (token == XmlToken::kEnd && path.empty()) {
            return std::unexpected(xml_error(scanner, place));
        }
        TRY(visit(path, token, scanner));
        if (token == XmlToken::kEnd) {
            const size_t slash = path.rfind('/');
            path.resize(slash == std::string::npos ? 0 : slash);
        }
    }
}

Result<std::string_view> xml_text(std::string_view part) {
    const auto foreign = [] {
        return fail(ErrorCode::kUnsupported, "不是 UTF-8 编码，请用 Excel 或 WPS 重新保存",
                    "not in UTF-8; save it again with Excel or WPS");
    };
    if (part.starts_with("\xEF\xBB\xBF")) part.remove_prefix(3);
    if (part.starts_with("\xFE\xFF") || part.starts_with("\xFF\xFE")) return foreign();
    if (part.size() >= 2 && (part[0] == '\0' || part[1] == '\0')) return foreign();
    if (!part.starts_with("<?xml")) return part;
    const std::string_view declaration = part.substr(0, std::min(part.find("?>"), size_t{200}));
    const size_t encoding = declaration.find("encoding");
    if (encoding == std::string_view::npos) return part;
    const std::string name = fold_case(declaration.substr(encoding));
    for (const char* known : {"utf-8", "utf8", "us-ascii"}) {
        if (name.find(known) != std::string::npos) return part;
    }
    return foreign();
}

Error xml_error(const XmlScanner& scanner, std::string_view place) {
    Message message = scanner.problem();
    if (message.zh.empty()) message = {"XML 不完整", "XML broken off"};
    return {ErrorCode::kDamaged,
            {fmt::format("文件已损坏（{}），请用 Excel 或 WPS 重新保存", message.zh),
             fmt::format("the file is damaged ({}); save it again with Excel or WPS", message.en)},
            std::string(place)};
}

}  // namespace yitao::xlsx
