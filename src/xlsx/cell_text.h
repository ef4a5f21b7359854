// Text of cells as files write it: one pass finds its end and what must be undone in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {

struct RawText {
    std::string_view text;
    bool has_entities = false;    // or carriage returns
    bool has_underscore = false;  // perhaps an _xHHHH_ escape
    bool has_unicode = false;
};

// Characters up to the next '<' (or '\0', which must stand behind the buffer).
RawText scan_text(const char* begin);

enum class TextProblem { kNone, kEntity, kEncoding, kTooLong };

// The text in `out`: a view of `raw` when nothing was to be undone, else of `scratch`. White space
// is kept whether xml:space says so or not: writers forget the attribute, and text is not ours to
// cut.
TextProblem decode_text(const RawText& raw, std::string& scratch, std::string_view& out);
// Text of an element of type CT_Rst (<si>, <is>) whose start was just read: its runs joined,
// without phonetic guides. Gives kEnd, or the token that stopped it; `problem` when the text is
// refused.
XmlToken read_rich_text(XmlScanner& scanner, std::string& out, TextProblem& problem);
// Text of a plain element (<t>, <v>, <f>), entities resolved, escapes not.
XmlToken read_plain_text(XmlScanner& scanner, std::string& out, TextProblem& problem);
// _xHHHH_ escapes undone and encoding and length checked.
TextProblem finish_text(std::string& text);
Error text_error(TextProblem problem, std::string place);

}  // namespace yitao::xlsx
