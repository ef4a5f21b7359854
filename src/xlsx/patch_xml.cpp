#include "xlsx/patch_xml.h"

#include <charconv>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace yitao::xlsx {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Position of the '>' that ends a tag beginning before `at`, quotes respected; npos: none.
size_t tag_end(std::string_view xml, size_t at) {
    while (at < xml.size()) {
        const char c = xml[at];
        if (c == '>') return at;
        if (c == '<') return std::string_view::npos;
        if (c == '"' || c == '\'') {
            at = xml.find(c, at + 1);
            if (at == std::string_view::npos) return at;
        }
        ++at;
    }
    return std::string_view::npos;
}

// The character an entity stands for (text between '&' and ';'); nothing when unknown.
std::optional<char32_t> entity(std::string_view name) {
    if (name == "lt") return U'<';
    if (name == "gt") return U'>';
    if (name == "amp") return U'&';
    if (name == "quot") return U'"';
    if (name == "apos") return U'\'';
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    int base = 10;
    if (name.starts_with('x')) {
        base = 16;
        name.remove_prefix(1);
    }
    uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, base);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
    return static_cast<char32_t>(code);
}

void append_resolved(std::string& out, std::string_view raw) {
    size_t at = 0;
    while (at < raw.size()) {
        const size_t amp = raw.find('&', at);
        out += raw.substr(at, amp == std::string_view::npos ? amp : amp - at);
        if (amp == std::string_view::npos) return;
        const size_t semicolon = raw.substr(amp, 12).find(';');
        const auto character = semicolon == std::string_view::npos
                                   ? std::nullopt
                                   : entity(raw.substr(amp + 1, semicolon - 1));
        if (character) {
            append_utf8(out, *character);
            at = amp + semicolon + 1;
        } else {
            out += '&';
            at = amp + 1;
        }
    }
}

// Every tag closed in order, at least one element, no document type.
bool is_nested(std::string_view xml) {
    XmlCursor cursor(xml);
    std::vector<std::string_view> open;
    bool any = false;
    for (XmlTag tag; cursor.next(tag); any = true) {
        if (tag.kind == XmlTag::Kind::kOpen) open.push_back(tag.name);
        if (tag.kind != XmlTag::Kind::kClose) continue;
        if (open.empty() || open.back() != tag.name) return false;
        open.pop_back();
    }
    return any && open.empty() && !cursor.damaged();
}

}  // namespace

bool XmlCursor::fail_here() {
    damaged_ = true;
    at_ = xml_.size();
    return false;
}

bool XmlCursor::skip_past(std::string_view mark) {
    const size_t found = xml_.find(mark, at_);
    if (found == std::string_view::npos) return fail_here();
    at_ = found + mark.size();
    return true;
}

bool XmlCursor::skip_non_element() {
    const std::string_view rest = xml_.substr(at_);
    if (rest.starts_with("<!--")) {
        at_ += 4;
        return skip_past("-->");
    }
    if (rest.starts_with("<![CDATA[")) return skip_past("]]>");
    if (rest.starts_with("<?")) return skip_past("?>");
    return fail_here();  // <!DOCTYPE and what else begins with <!
}

bool XmlCursor::next(XmlTag& tag) {
    for (;;) {
        const size_t open = at_ < xml_.size() ? xml_.find('<', at_) : std::string_view::npos;
        if (open == std::string_view::npos) {
            at_ = xml_.size();
            return false;
        }
        at_ = open;
        if (open + 1 >= xml_.size()) return fail_here();
        const char second = xml_[open + 1];
        if (second != '!' && second != '?') break;
        if (!skip_non_element()) return false;
    }
    const size_t begin = at_;
    const size_t last = tag_end(xml_, begin + 1);
    if (last == std::string_view::npos) return fail_here();
    tag.span = {begin, last + 1};
    const bool closes = xml_[begin + 1] == '/';
    size_t name_begin = begin + (closes ? 2 : 1);
    size_t name_end = name_begin;
    while (name_end < last && !is_space(xml_[name_end]) && xml_[name_end] != '/') ++name_end;
    tag.name = xml_.substr(name_begin, name_end - name_begin);
    if (tag.name.empty()) return fail_here();
    const size_t colon = tag.name.find(':');
    tag.local = colon == std::string_view::npos ? tag.name : tag.name.substr(colon + 1);
    const bool empty = !closes && xml_[last - 1] == '/';
    tag.kind = closes ? XmlTag::Kind::kClose : empty ? XmlTag::Kind::kEmpty : XmlTag::Kind::kOpen;
    at_ = last + 1;
    return true;
}

XmlAttributes::XmlAttributes(std::string_view xml, const XmlTag& tag)
    : xml_(xml), at_(tag.span.begin + 1 + tag.name.size()), end_(tag.span.end - 1) {
    if (tag.kind == XmlTag::Kind::kClose) at_ = end_;
    if (tag.kind == XmlTag::Kind::kEmpty) --end_;
}

bool XmlAttributes::next(XmlAttribute& attribute) {
    while (at_ < end_ && is_space(xml_[at_])) ++at_;
    const size_t name_begin = at_;
    while (at_ < end_ && !is_space(xml_[at_]) && xml_[at_] != '=') ++at_;
    const size_t name_end = at_;
    while (at_ < end_ && xml_[at_] != '"' && xml_[at_] != '\'') ++at_;
    if (at_ >= end_ || name_end == name_begin) return false;
    const size_t close = xml_.find(xml_[at_], at_ + 1);
    if (close == std::string_view::npos || close >= end_) return false;
    attribute.name = xml_.substr(name_begin, name_end - name_begin);
    attribute.span = {name_begin, close + 1};
    attribute.value = {at_ + 1, close};
    at_ = close + 1;
    return true;
}

std::optional<XmlAttribute> find_attribute(std::string_view xml, const XmlTag& tag,
                                           std::string_view name) {
    XmlAttributes attributes(xml, tag);
    for (XmlAttribute attribute; attributes.next(attribute);) {
        if (attribute.name == name) return attribute;
    }
    return std::nullopt;
}

std::string attribute_text(std::string_view xml, const XmlTag& tag, std::string_view name) {
    const auto attribute = find_attribute(xml, tag, name);
    std::string text;
    if (attribute) append_resolved(text, attribute->value.of(xml));
    return text;
}

std::optional<uint32_t> parse_uint32(std::string_view digits) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<uint32_t> attribute_number(std::string_view xml, const XmlTag& tag,
                                         std::string_view name) {
    const auto attribute = find_attribute(xml, tag, name);
    if (!attribute) return std::nullopt;
    return parse_uint32(attribute->value.of(xml));
}

std::string xml_text(std::string_view raw) {
    std::string text;
    text.reserve(raw.size());
    while (!raw.empty()) {
        const size_t open = raw.find('<');
        append_resolved(text, raw.substr(0, open));
        if (open == std::string_view::npos) break;
        raw.remove_prefix(open);
        constexpr std::string_view kCdata = "<![CDATA[";
        if (raw.starts_with(kCdata)) {
            const size_t close = raw.find("]]>");
            if (close == std::string_view::npos) break;
            text += raw.substr(kCdata.size(), close - kCdata.size());
            raw.remove_prefix(close + 3);
            continue;
        }
        const size_t close = raw.starts_with("<!--") ? raw.find("-->") : raw.find('>');
        if (close == std::string_view::npos) break;
        raw.remove_prefix(close + (raw.starts_with("<!--") ? 3 : 1));
    }
    return text;
}

std::string escape_xml(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string escape_attribute(std::string_view text) {
    std::string out;
    for (const char c : escape_xml(text)) {
        switch (c) {
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            case '\t':
                out += "&#9;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::optional<XmlSpan> text_of(std::string_view xml, const XmlTag& open) {
    if (open.kind != XmlTag::Kind::kOpen) return std::nullopt;
    XmlCursor cursor(xml, open.span.end);
    XmlTag close;
    if (!cursor.next(close) || close.kind != XmlTag::Kind::kClose || close.name != open.name) {
        return std::nullopt;
    }
    return XmlSpan{open.span.end, close.span.begin};
}

void XmlRewriter::copy_to(size_t position) {
    CHECK(position >= at_ && position <= source_.size());
    out_ += source_.substr(at_, position - at_);
    at_ = position;
}

Result<void> check_xml(std::string_view xml, std::string_view part) {
    const bool wide = xml.starts_with("\xFF\xFE") || xml.starts_with("\xFE\xFF") ||
                      (xml.size() > 1 && (xml[0] == '\0' || xml[1] == '\0'));
    const std::string_view head = xml.substr(0, xml.find("?>"));
    const size_t encoding = head.substr(0, 200).find("encoding=");
    bool foreign = wide;
    if (!wide && encoding != std::string_view::npos && encoding + 10 < head.size()) {
        const std::string_view rest = head.substr(encoding + 10);
        const std::string name = fold_case(rest.substr(0, rest.find_first_of("\"'")));
        foreign = name != "utf-8" && name != "utf8" && name != "us-ascii" && name != "ascii";
    }
    if (foreign) {
        return fail(ErrorCode::kUnsupported, "部件的编码不是 UTF-8，请用 Excel 或 WPS 另存后再用",
                    "the part is not encoded as UTF-8; save the workbook again with Excel or WPS",
                    std::string(part));
    }
    if (!is_nested(xml)) {
        return fail(ErrorCode::kDamaged, "部件的 XML 已损坏，或带有不接受的文档类型声明（DOCTYPE）",
                    "the part's XML is damaged or carries a document type, which is not accepted",
                    std::string(part));
    }
    return {};
}

}  // namespace yitao::xlsx
