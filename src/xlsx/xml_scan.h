// The exact way through XML: a pull scanner over text that may still be arriving, used for every
// small part and for sheet rows of unusual form. Prefixes, CDATA, comments and processing
// instructions are understood; a DOCTYPE is refused, so entities cannot be defined.
//
//     XmlScanner scanner(xml, XmlScanner::kWhole);
//     while (scanner.next() == XmlToken::kStart) { scanner.local(); scanner.attribute("r"); … }
//
// Views point into the text and are as written: decode_xml() resolves entities. Ends are checked
// against the starts that the same scanner saw.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace yitao::xlsx {

enum class XmlToken {
    kStart,
    kEnd,  // also follows the start of an element closed in itself
    kText,
    kCdata,
    kFinished,  // the end of the whole text
    kNeedMore,  // the text ends inside a token; the scanner stands before that token
    kDamaged,   // see problem()
};

class XmlScanner {
  public:
    enum Extent { kWhole, kMoreFollows };
    XmlScanner(std::string_view text, Extent extent)
        : at_(text.data()), end_(text.data() + text.size()), extent_(extent) {}

    XmlToken next();

    // Of the last start or end.
    [[nodiscard]] std::string_view name() const { return name_; }  // with prefix
    [[nodiscard]] std::string_view prefix() const;
    [[nodiscard]] std::string_view local() const;
    // Of the last start: value of an attribute without prefix, as written.
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const;
    // The start just read has no content: its end comes next.
    [[nodiscard]] bool closes_itself() const { return end_pending_; }
    struct Attribute {
        std::string_view name;  // with prefix
        std::string_view value;
    };
    [[nodiscard]] const std::vector<Attribute>& attributes() const { return attributes_; }
    // Of the last text or CDATA.
    [[nodiscard]] std::string_view text() const { return text_; }
    // First character not yet consumed.
    [[nodiscard]] const char* position() const { return at_; }
    [[nodiscard]] const Message& problem() const { return problem_; }

  private:
    XmlToken markup();
    XmlToken start_tag();
    XmlToken end_tag();
    bool read_attribute(const char*& at, XmlToken& failure);
    XmlToken incomplete();
    XmlToken damaged(const char* zh, const char* en);
    XmlToken skip_to(size_t opening, std::string_view closing);

    const char* at_;
    const char* end_;
    Extent extent_;
    bool end_pending_ = false;
    std::vector<std::string_view> open_;  // elements begun and not ended by this scanner
    std::string_view name_;
    std::string_view text_;
    std::vector<Attribute> attributes_;
    Message problem_;
};

// Appends `raw` with entities resolved and line ends as \n; false when it holds an entity XML does
// not know.
bool decode_xml(std::string_view raw, std::string& out);
// decode_xml, with what cannot be decoded left as it stands: for names and attributes.
std::string decode_xml_leniently(std::string_view raw);
// Undoes Excel's _xHHHH_ escapes in place.
void decode_escapes(std::string& text);
// Skips the rest of the element whose start was just read. Gives kEnd, or what stopped it.
XmlToken skip_element(XmlScanner& scanner);
// Goes through a whole part. `visit` gets every start, text and end with the path of local names to
// it ("workbook/sheets/sheet") and may return an error to stop.
Result<void> walk_xml(
    std::string_view part, std::string_view place,
    const std::function<Result<void>(std::string_view path, XmlToken, const XmlScanner&)>& visit);
// Part as text to scan: without byte order mark; kUnsupported when it is not in UTF-8.
Result<std::string_view> xml_text(std::string_view part);
// The problem of a scanner as an error of `place`.
Error xml_error(const XmlScanner& scanner, std::string_view place);

}  // namespace yitao::xlsx
