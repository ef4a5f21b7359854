// Byte-exact work on the XML of a package part: tags by offset, attribute values in place, and a
// rewriter that copies everything it is not told to change. No tree is built and nothing is ever
// serialised again. Document types are refused; comments, processing instructions and CDATA are
// stepped over.
//
//     XmlRewriter out(xml);
//     XmlCursor cursor(xml);
//     for (XmlTag tag; cursor.next(tag);) {
//         if (tag.opens() && tag.local == "hyperlink") {
//             if (auto ref = find_attribute(xml, tag, "ref")) out.replace(ref->value, moved);
//         }
//     }
//     if (cursor.damaged()) …
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace yitao::xlsx {

struct XmlSpan {  // bytes [begin, end) of a part
    size_t begin = 0;
    size_t end = 0;
    [[nodiscard]] std::string_view of(std::string_view xml) const {
        return xml.substr(begin, end - begin);
    }
};

struct XmlTag {
    enum class Kind : uint8_t { kOpen, kEmpty, kClose };
    Kind kind = Kind::kOpen;
    XmlSpan span;            // from '<' to behind '>'
    std::string_view name;   // "x14:cfRule"
    std::string_view local;  // "cfRule"
    [[nodiscard]] bool opens() const { return kind != Kind::kClose; }
};

class XmlCursor {
  public:
    explicit XmlCursor(std::string_view xml, size_t begin = 0) : xml_(xml), at_(begin) {}
    // The next tag; false at the end of the text or where it is damaged.
    [[nodiscard]] bool next(XmlTag& tag);
    [[nodiscard]] bool damaged() const { return damaged_; }
    [[nodiscard]] size_t position() const { return at_; }
    void move_to(size_t position) { at_ = position; }

  private:
    [[nodiscard]] bool skip_non_element();
    [[nodiscard]] bool skip_past(std::string_view mark);
    [[nodiscard]] bool fail_here();

    std::string_view xml_;
    size_t at_;
    bool damaged_ = false;
};

struct XmlAttribute {
    std::string_view name;  // qualified
    XmlSpan span;           // name="value"
    XmlSpan value;          // between the quotes
    [[nodiscard]] std::string_view local() const {
        const size_t colon = name.rfind(':');
        return colon == std::string_view::npos ? name : name.substr(colon + 1);
    }
};

// Steps through the attributes of one tag.
class XmlAttributes {
  public:
    XmlAttributes(std::string_view xml, const XmlTag& tag);
    [[nodiscard]] bool next(XmlAttribute& attribute);

  private:
    std::string_view xml_;
    size_t at_;
    size_t end_;
};

// The attribute of exactly this qualified name.
std::optional<XmlAttribute> find_attribute(std::string_view xml, const XmlTag& tag,
                                           std::string_view name);
// Its value with entities resolved; empty when there is no such attribute.
std::string attribute_text(std::string_view xml, const XmlTag& tag, std::string_view name);
std::optional<uint32_t> attribute_number(std::string_view xml, const XmlTag& tag,
                                         std::string_view name);

// Digits only, no sign, within 32 bits.
std::optional<uint32_t> parse_uint32(std::string_view digits);
// Character data as a reader sees it: entities resolved, CDATA opened, comments left out.
std::string xml_text(std::string_view raw);
// For element content.
std::string escape_xml(std::string_view text);
// For attribute values in either quote.
std::string escape_attribute(std::string_view text);

// The span between an opening tag and its closing tag when nothing but text lies between them.
std::optional<XmlSpan> text_of(std::string_view xml, const XmlTag& open);

// Copies `source` with the replaced spans, which are given in ascending order.
class XmlRewriter {
  public:
    explicit XmlRewriter(std::string_view source) : source_(source) {}

    void replace(XmlSpan span, std::string_view text) {
        copy_to(span.begin);
        out_ += text;
        at_ = span.end;
        changed_ = true;
    }
    void insert(size_t position, std::string_view text) { replace({position, position}, text); }
    // Everything up to `position` that has not been copied or replaced yet.
    void copy_to(size_t position);
    [[nodiscard]] size_t position() const { return at_; }
    [[nodiscard]] bool changed() const { return changed_; }
    [[nodiscard]] std::string& out() { return out_; }
    std::string finish() {
        copy_to(source_.size());
        return std::move(out_);
    }

  private:
    std::string_view source_;
    std::string out_;
    size_t at_ = 0;
    bool changed_ = false;
};

// Refuses what this library cannot edit byte for byte: other encodings than UTF-8, document types,
// tags that never end. `part` names the part in the message.
Result<void> check_xml(std::string_view xml, std::string_view part);

}  // namespace yitao::xlsx
