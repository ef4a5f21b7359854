#include "xlsx/patch_marks_comments.h"

#include <algorithm>

#include "base/text.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

namespace {

constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

std::unexpected<Error> damaged(const char* part) {
    return fail(ErrorCode::kDamaged, "批注的部件有误，无法添加批注",
                "the part with the comments is damaged, so none can be added", part);
}

std::string runs(const std::string& p, std::string_view text) {
    return fmt::format(
        "<{0}r><{0}rPr><{0}sz val=\"9\"/><{0}color indexed=\"81\"/><{0}rFont "
        "val=\"宋体\"/><{0}charset val=\"134\"/></{0}rPr><{0}t "
        "xml:space=\"preserve\">{1}</{0}t></{0}r>",
        p, escape_xml(text));
}

std::string comment_xml(const std::string& p, CellRef cell, uint32_t author,
                        std::string_view text) {
    return fmt::format(
        "<{0}comment ref=\"{1}\" authorId=\"{2}\"><{0}text>{3}</{0}text></{0}comment>", p,
        format_cell_ref(cell), author, runs(p, text));
}

// How tall a box must be, in rows: text of so many columns of characters.
int box_rows(std::string_view text) {
    constexpr size_t kCharactersOfLine = 17;
    size_t lines = 1;
    size_t length = 0;
    for (char32_t c : code_points(text)) {
        if (c == U'\n' || ++length > kCharactersOfLine) {
            ++lines;
            length = c == U'\n' ? 0 : 1;
        }
    }
    return static_cast<int>(std::clamp<size_t>(lines, 3, 16)) + 1;
}

std::string box(CellRef cell, std::string_view text, uint32_t number) {
    uint32_t column = std::min(cell.column + 1, 16'380U);
    uint32_t row = cell.row == 0 ? 0 : cell.row - 1;
    return fmt::format(
        "<v:shape id=\"_x0000_s{}\" type=\"#_x0000_t202\" style='position:absolute;"
        "margin-left:60pt;margin-top:2pt;width:170pt;height:80pt;z-index:1;visibility:hidden' "
        "fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
        "<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
        "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
        "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
        "<x:Anchor>{}, 15, {}, 2, {}, 15, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        "<x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
        number, column, row, std::min(column + 3, 16'383U),
        row + static_cast<uint32_t>(box_rows(text)), cell.row, cell.column);
}

constexpr std::string_view kShapeType =
    "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "
    "path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"
    "<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

// The largest number of a shape so far.
uint32_t last_shape(std::string_view vml) {
    constexpr std::string_view kMark = "_x0000_s";
    uint32_t last = 0;
    for (size_t at = vml.find(kMark); at != std::string_view::npos; at = vml.find(kMark, at + 1)) {
        size_t begin = at + kMark.size();
        size_t end = begin;
        while (end < vml.size() && vml[end] >= '0' && vml[end] <= '9') ++end;
        if (auto number = parse_uint32(vml.substr(begin, end - begin))) {
            if (*number < 100'000'000) last = std::max(last, *number);
        }
    }
    return last;
}

}  // namespace

Result<std::map<CellRef, bool>> commented_cells(std::string_view xml) {
    std::map<CellRef, bool> cells;
    if (xml.empty()) return cells;
    TRY(check_xml(xml, "comments"));
    XmlCursor cursor(xml);
    for (XmlTag tag; cursor.next(tag);) {
        if (!tag.opens() || tag.local != "comment") continue;
        if (auto cell = parse_cell_ref(attribute_text(xml, tag, "ref"))) cells[*cell] = true;
    }
    return cells;
}

Result<std::string> add_comments(std::string_view xml, const CommentTexts& comments,
                                 std::string_view author) {
    if (xml.empty()) {
        std::string out = fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{}\">"
            "<authors><author>{}</author></authors><commentList>",
            kMain, escape_xml(author));
        for (const auto& [cell, text] : comments) out += comment_xml("", cell, 0, text);
        return out + "</commentList></comments>";
    }
    TRY(check_xml(xml, "comments"));
    XmlRewriter out(xml);
    XmlCursor cursor(xml);
    XmlTag root;
    if (!cursor.next(root) || root.local != "comments") return damaged("comments");
    std::string p(root.name.substr(0, root.name.size() - root.local.size()));
    std::map<CellRef, bool> there = TRY(commented_cells(xml));
    uint32_t authors = 0;
    bool listed = false;
    const std::string* open = nullptr;  // text for the comment we are in
    for (XmlTag tag; cursor.next(tag);) {
        if (tag.opens() && tag.local == "author") ++authors;
        std::string one = fmt::format("<{0}author>{1}</{0}author>", p, escape_xml(author));
        if (tag.local == "authors" && tag.kind == XmlTag::Kind::kClose) {
            out.insert(tag.span.begin, one);
        } else if (tag.local == "authors" && tag.kind == XmlTag::Kind::kEmpty) {
            out.replace(tag.span, fmt::format("<{0}authors>{1}</{0}authors>", p, one));
        }
        if (tag.local == "comment" && tag.kind == XmlTag::Kind::kOpen) {
            auto cell = parse_cell_ref(attribute_text(xml, tag, "ref"));
            auto found = cell ? comments.find(*cell) : comments.end();
            open = found == comments.end() ? nullptr : &found->second;
        }
        if (tag.local == "text" && tag.kind == XmlTag::Kind::kClose && open != nullptr) {
            out.insert(tag.span.begin, runs(p, "\n" + *open));
            open = nullptr;
        }
        if (tag.local != "commentList" || listed || tag.kind == XmlTag::Kind::kOpen) continue;
        std::string more;
        for (const auto& [cell, text] : comments) {
            if (!there.contains(cell)) more += comment_xml(p, cell, authors, text);
        }
        listed = true;
        if (tag.kind == XmlTag::Kind::kClose) {
            out.insert(tag.span.begin, more);
        } else {
            out.replace(tag.span, fmt::format("<{0}commentList>{1}</{0}commentList>", p, more));
        }
    }
    if (!listed) return damaged("comments");
    return out.finish();
}

Result<std::string> add_boxes(std::string_view vml, const CommentTexts& comments, size_t sheet) {
    std::string boxes;
    uint32_t number = std::max(last_shape(vml), static_cast<uint32_t>((sheet + 1) * 1024));
    for (const auto& [cell, text] : comments) boxes += box(cell, text, ++number);
    if (vml.empty()) {
        return fmt::format(
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
            "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
            "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\">"
            "<o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout>{}{}</xml>",
            sheet + 1, kShapeType, boxes);
    }
    size_t end = vml.rfind("</xml>");
    bool usual = vml.find("xmlns:v=") != std::string_view::npos &&
                 vml.find("xmlns:o=") != std::string_view::npos &&
                 vml.find("xmlns:x=") != std::string_view::npos;
    if (end == std::string_view::npos || !usual) return damaged("vmlDrawing");
    std::string more;
    if (vml.find("_x0000_t202\"") == std::string_view::npos) more += kShapeType;
    return std::string(vml.substr(0, end)) + more + boxes + std::string(vml.substr(end));
}

}  // namespace yitao::xlsx
