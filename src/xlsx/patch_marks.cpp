#include "xlsx/patch_marks.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/limits.h"
#include "xlsx/package.h"
#include "xlsx/patch_book.h"
#include "xlsx/patch_marks_comments.h"
#include "xlsx/patch_marks_styles.h"
#include "xlsx/workbook_parts.h"

namespace yitao::xlsx {

namespace {

constexpr std::string_view kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006";

std::string relationships_part(std::string_view part) {
    size_t slash = part.rfind('/');
    size_t name = slash == std::string_view::npos ? 0 : slash + 1;
    return fmt::format("{}_rels/{}.rels", part.substr(0, name), part.substr(name));
}

// Text just before the closing tag of the root.
Result<std::string> add_to_root(std::string_view xml, std::string_view more,
                                std::string_view part) {
    size_t end = xml.rfind("</");
    if (end == std::string_view::npos) {  // <Relationships/>
        size_t slash = xml.rfind("/>");
        size_t open = xml.rfind('<');
        if (slash == std::string_view::npos || open == std::string_view::npos || open > slash) {
            return fail(ErrorCode::kDamaged, "部件有误，无法标色", "the part is damaged",
                        std::string(part));
        }
        std::string_view name = xml.substr(open + 1);
        name = name.substr(0, name.find_first_of(" \t\r\n/"));
        return fmt::format("{}>{}</{}>", xml.substr(0, slash), more, name);
    }
    return fmt::format("{}{}{}", xml.substr(0, end), more, xml.substr(end));
}

// The prefix of the root's name, "" or "x:".
std::string prefix_of(std::string_view xml) {
    XmlCursor cursor(xml);
    XmlTag root;
    if (!cursor.next(root)) return "";
    return std::string(root.name.substr(0, root.name.size() - root.local.size()));
}

// Styles of the cells of one sheet, spliced in.
class SheetMarker {
  public:
    SheetMarker(std::string_view xml, const SheetIndex& index, MarkStyles& styles)
        : xml_(xml), index_(index), styles_(styles), out_(xml) {}

    std::string run(const std::map<CellRef, int>& fills) {
        if (index_.data_self_closing) {
            out_.replace(index_.data, "<" + index_.prefix + "sheetData>");
        }
        for (auto at = fills.begin(); at != fills.end();) {
            auto end = at;
            while (end != fills.end() && end->first.row == at->first.row) ++end;
            mark_row(at->first.row, at, end);
            at = end;
        }
        if (index_.data_self_closing) out_.out() += "</" + index_.prefix + "sheetData>";
        return out_.finish();
    }

  private:
    using Fills = std::map<CellRef, int>::const_iterator;

    std::string new_cell(CellRef at, int fill, std::optional<uint32_t> row_style) {
        uint32_t own = row_style.value_or(index_.style_of_column(at.column));
        return fmt::format("<{}c r=\"{}\" s=\"{}\"/>", index_.prefix, format_cell_ref(at),
                           styles_.with_fill(own, fill));
    }

    void mark_row(uint32_t number, Fills at, Fills end) {
        size_t place = index_.lower_row(number);
        bool exists = place < index_.rows.size() && index_.rows[place].row == number;
        if (!exists) {
            std::string cells;
            for (; at != end; ++at) cells += new_cell(at->first, at->second, std::nullopt);
            size_t position =
                place < index_.rows.size() ? index_.rows[place].begin : index_.data_content.end;
            out_.insert(position, fmt::format("<{0}row r=\"{1}\">{2}</{0}row>", index_.prefix,
                                              number + 1, cells));
            return;
        }
        const RowSpan& row = index_.rows[place];
        XmlCursor cursor(xml_, row.begin);
        XmlTag tag;
        if (!cursor.next(tag)) return;
        std::optional<uint32_t> style;
        std::string custom = attribute_text(xml_, tag, "customFormat");
        if (custom == "1" || custom == "true") style = attribute_number(xml_, tag, "s");
        widen_spans(tag, row, at, end);
        if (row.self_closing) {
            std::string cells;
            for (; at != end; ++at) cells += new_cell(at->first, at->second, style);
            out_.replace({row.tag_end - 2, row.tag_end},
                         ">" + cells + "</" + std::string(tag.name) + ">");
            return;
        }
        auto cells = index_.cells_of(row);
        size_t next = 0;
        for (; at != end; ++at) {
            while (next < cells.size() && cells[next].column < at->first.column) ++next;
            if (next < cells.size() && cells[next].column == at->first.column) {
                mark_cell(cells[next], at->second);
            } else {
                size_t position = next > 0 ? cells[next - 1].end : row.tag_end;
                out_.insert(position, new_cell(at->first, at->second, style));
            }
        }
    }

    void widen_spans(const XmlTag& tag, const RowSpan& row, Fills at, Fills end) {
        auto spans = find_attribute(xml_, tag, "spans");
        if (!spans) return;
        std::string_view text = spans->value.of(xml_);
        auto low = parse_uint32(text.substr(0, text.find(':')));
        auto high = parse_uint32(text.substr(text.rfind(':') + 1));
        if (!low || !high) return;
        uint32_t first = *low;
        uint32_t last = *high;
        for (; at != end; ++at) {
            if (index_.find_cell(row, at->first.column) != nullptr) continue;
            first = std::min(first, at->first.column + 1);
            last = std::max(last, at->first.column + 1);
        }
        if (first == *low && last == *high) return;
        out_.replace(spans->value, fmt::format("{}:{}", first, last));
    }

    void mark_cell(const CellSpan& cell, int fill) {
        XmlCursor cursor(xml_, cell.begin);
        XmlTag tag;
        if (!cursor.next(tag)) return;
        uint32_t own = attribute_number(xml_, tag, "s").value_or(0);
        std::string style = std::to_string(styles_.with_fill(own, fill));
        if (auto attribute = find_attribute(xml_, tag, "s")) {
            out_.replace(attribute->value, style);
        } else {
            out_.insert(tag.span.begin + 1 + tag.name.size(), " s=\"" + style + "\"");
        }
    }

    std::string_view xml_;
    const SheetIndex& index_;
    MarkStyles& styles_;
    XmlRewriter out_;
};

// Behind these elements of <worksheet> no <legacyDrawing> may stand.
constexpr std::array kBehindDrawing = std::to_array<std::string_view>(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
     "tableParts", "extLst", "AlternateContent"});

std::string with_legacy_drawing(std::string_view xml, const std::string& id) {
    XmlCursor cursor(xml);
    XmlTag root;
    if (!cursor.next(root)) return std::string(xml);
    std::string p(root.name.substr(0, root.name.size() - root.local.size()));
    size_t depth = 1;
    size_t position = xml.rfind("</");
    bool behind_data = false;
    for (XmlTag tag; cursor.next(tag);) {
        if (tag.opens() && depth == 1) {
            behind_data = behind_data || tag.local == "sheetData";
            if (behind_data &&
                std::ranges::find(kBehindDrawing, tag.local) != kBehindDrawing.end()) {
                position = tag.span.begin;
                break;
            }
        }
        if (tag.kind == XmlTag::Kind::kOpen) ++depth;
        if (tag.kind == XmlTag::Kind::kClose) --depth;
    }
    XmlRewriter out(xml);
    out.insert(position,
               fmt::format("<{}legacyDrawing xmlns:r=\"{}\" r:id=\"{}\"/>", p, kOffice, id));
    return out.finish();
}

class Marker {
  public:
    Marker(Book book, const Marks& marks) : book_(std::move(book)), marks_(marks) {}

    Result<std::string> run() {
        TRY(collect());
        TRY(open_styles());
        types_entry_ = book_.package.find("[Content_Types].xml");
        if (types_entry_ == nullptr) return no_part("[Content_Types].xml");
        types_ = TRY(read(*types_entry_));
        for (size_t i = 0; i < book_.sheets.size(); ++i) TRY(mark_sheet(i));
        if (!marks_.legend.sheet.empty()) TRY(add_legend());
        changed_[styles_entry_] = styles_.finish();
        changed_[types_entry_] = types_;
        return write();
    }

  private:
    static std::unexpected<Error> no_part(std::string_view name) {
        return fail(ErrorCode::kUnsupported, "工作簿缺少一个部件，无法标色",
                    "the workbook lacks a part, so its cells cannot be marked", std::string(name));
    }
    static Result<std::string> read(const PackageEntry& entry) {
        return Package::read(entry, kMaxTemplatePartBytes);
    }

    Result<void> collect() {
        fills_.resize(book_.sheets.size());
        comments_.resize(book_.sheets.size());
        size_t filled = 0;
        size_t commented = 0;
        for (const CellMark& mark : marks_.cells) {
            if (mark.sheet >= book_.sheets.size()) continue;
            if (!mark.comment.empty()) {
                if (++commented > kMaxComments) return too_many();
                std::string& text = comments_[mark.sheet][mark.cells.first];
                text += (text.empty() ? "" : "\n") + mark.comment;
                if (text.size() > kMaxCellText) text.resize(0);
            }
            if (mark.fill < 0) continue;
            size_t cells = size_t{mark.cells.last.row - mark.cells.first.row + 1} *
                           (mark.cells.last.column - mark.cells.first.column + 1);
            filled += cells;
            if (filled > kMaxMarkedCells) return too_many();
            for (uint32_t r = mark.cells.first.row; r <= mark.cells.last.row; ++r) {
                for (uint32_t c = mark.cells.first.column; c <= mark.cells.last.column; ++c) {
                    fills_[mark.sheet][{r, c}] = mark.fill;
                }
            }
        }
        return {};
    }
    static std::unexpected<Error> too_many() {
        return fail(ErrorCode::kLimit, "要标的单元格太多", "too many cells to mark");
    }

    Result<void> open_styles() {
        parts_ = TRY(read_workbook_parts(book_.package));
        styles_entry_ = book_.package.find(parts_.styles);
        if (parts_.styles.empty() || styles_entry_ == nullptr) return no_part("xl/styles.xml");
        styles_xml_ = TRY(read(*styles_entry_));
        styles_ = TRY(MarkStyles::open(styles_xml_, marks_.fills));
        return {};
    }

    Result<void> mark_sheet(size_t number) {
        BookSheet& sheet = book_.sheets[number];
        if (fills_[number].empty() && comments_[number].empty()) return {};
        if (sheet.refusal) return std::unexpected(*sheet.refusal);
        std::string xml = SheetMarker(sheet.xml, sheet.index, styles_).run(fills_[number]);
        if (!comments_[number].empty()) TRY(comment_sheet(number, xml));
        changed_[sheet.entry] = std::move(xml);
        return {};
    }

    // A new part's name, "xl/comments3.xml".
    std::string new_name(std::string_view begin, std::string_view end) {
        for (size_t i = 1;; ++i) {
            std::string name = fmt::format("{}{}{}", begin, i, end);
            if (book_.package.find(name) == nullptr && !added_.contains(name)) return name;
        }
    }

    Result<void> comment_sheet(size_t number, std::string& xml) {
        const BookSheet& sheet = book_.sheets[number];
        const PackageEntry* comments = nullptr;
        const PackageEntry* boxes = nullptr;
        std::set<std::string> ids;
        for (const Relationship& relation :
             TRY(read_relationships(book_.package, sheet.entry->name))) {
            ids.insert(relation.id);
            if (relation.type == "comments") comments = book_.package.find(relation.target);
            // A header's picture has a drawing of its own.
            bool own = sheet.xml.find("legacyDrawing ") != std::string::npos &&
                       sheet.xml.find("\"" + relation.id + "\"") != std::string::npos;
            if (relation.type == "vmlDrawing" && own && boxes == nullptr &&
                is_legacy(sheet, relation.id)) {
                boxes = book_.package.find(relation.target);
            }
        }
        std::string before = comments == nullptr ? "" : TRY(read(*comments));
        CommentTexts fresh = comments_[number];
        for (const auto& [cell, there] : TRY(commented_cells(before))) fresh.erase(cell);
        std::string relations;
        auto relate = [&](std::string_view type, const std::string& part) {
            size_t i = 1;
            while (ids.contains("rId" + std::to_string(i))) ++i;
            std::string id = "rId" + std::to_string(i);
            ids.insert(id);
            relations += fmt::format("<Relationship Id=\"{}\" Type=\"{}/{}\" Target=\"/{}\"/>", id,
                                     kOffice, type, part);
            return id;
        };
        std::string after = TRY(add_comments(before, comments_[number], marks_.author));
        if (comments != nullptr) {
            changed_[comments] = std::move(after);
        } else {
            std::string name = new_name("xl/comments", ".xml");
            added_[name] = std::move(after);
            relate("comments", name);
            TRY(add_type(name,
                         "application/vnd.openxmlformats-officedocument.spreadsheetml."
                         "comments+xml"));
        }
        std::string drawing = boxes == nullptr ? "" : TRY(read(*boxes));
        drawing = TRY(add_boxes(drawing, fresh, number));
        if (boxes != nullptr) {
            changed_[boxes] = std::move(drawing);
        } else {
            std::string name = new_name("xl/drawings/vmlDrawing", ".vml");
            added_[name] = std::move(drawing);
            xml = with_legacy_drawing(xml, relate("vmlDrawing", name));
            TRY(add_vml_type());
        }
        if (relations.empty()) return {};
        return add_relations(relationships_part(sheet.entry->name), relations);
    }

    // Whether <legacyDrawing r:id="…"> names it.
    static bool is_legacy(const BookSheet& sheet, const std::string& id) {
        XmlCursor cursor(sheet.xml, sheet.index.data.end);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens() || tag.local != "legacyDrawing") continue;
            XmlAttributes attributes(sheet.xml, tag);
            for (XmlAttribute attribute; attributes.next(attribute);) {
                if (attribute.local() == "id" && attribute.value.of(sheet.xml) == id) return true;
            }
        }
        return false;
    }

    Result<void> add_relations(const std::string& part, const std::string& relations) {
        const PackageEntry* entry = book_.package.find(part);
        if (entry == nullptr) {
            added_[part] = fmt::format(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                "<Relationships xmlns=\"{}/relationships\">{}</Relationships>",
                kPackage, relations);
            return {};
        }
        std::string before = changed_.contains(entry) ? changed_[entry] : TRY(read(*entry));
        std::string p = prefix_of(before);
        std::string more = relations;
        if (!p.empty()) {
            for (size_t at = more.find("<R"); at != std::string::npos;
                 at = more.find("<R", at + 2)) {
                more.insert(at + 1, p);
            }
        }
        changed_[entry] = TRY(add_to_root(before, more, part));
        return {};
    }

    Result<void> add_type(const std::string& part, std::string_view type) {
        types_ = TRY(add_to_root(types_,
                                 fmt::format("<{}Override PartName=\"/{}\" ContentType=\"{}\"/>",
                                             prefix_of(types_), part, type),
                                 "[Content_Types].xml"));
        return {};
    }
    Result<void> add_vml_type() {
        XmlCursor cursor(types_);
        XmlTag root;
        if (!cursor.next(root) || root.kind != XmlTag::Kind::kOpen) return {};
        for (XmlTag tag; cursor.next(tag);) {
            if (tag.local == "Default" && attribute_text(types_, tag, "Extension") == "vml")
                return {};
        }
        types_.insert(root.span.end,
                      fmt::format("<{}Default Extension=\"vml\" ContentType=\"application/"
                                  "vnd.openxmlformats-officedocument.vmlDrawing\"/>",
                                  prefix_of(types_)));
        return {};
    }

    // --- the sheet that explains the fills
    std::string free_sheet_name() const {
        std::string name = marks_.legend.sheet;
        auto taken = [&](const std::string& one) {
            return std::ranges::any_of(book_.sheets,
                                       [&](const BookSheet& sheet) { return sheet.name == one; });
        };
        for (size_t i = 2; taken(name); ++i) name = marks_.legend.sheet + std::to_string(i);
        return name;
    }

    // The rest of a <c> that holds this text.
    static std::string inline_text(std::string_view text) {
        if (text.empty()) return "/>";
        return fmt::format(" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                           escape_xml(text));
    }

    std::string legend_xml() {
        std::string rows;
        uint32_t row = 0;
        for (const MarkLegend::Line& line : marks_.legend.lines) {
            ++row;
            rows += fmt::format("<row r=\"{0}\"><c r=\"A{0}\" s=\"{1}\"{2}<c r=\"B{0}\"{3}</row>",
                                row, styles_.with_fill(0, line.fill), inline_text(line.name),
                                inline_text(line.text));
        }
        return fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
            "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cols><col "
            "min=\"1\" max=\"1\" width=\"10\" customWidth=\"1\"/><col min=\"2\" max=\"2\" "
            "width=\"62\" "
            "customWidth=\"1\"/></cols><sheetData>{}</sheetData></worksheet>",
            rows);
    }

    Result<void> add_legend() {
        std::string part = new_name("xl/worksheets/sheet", ".xml");
        added_[part] = legend_xml();
        TRY(add_type(part,
                     "application/vnd.openxmlformats-officedocument.spreadsheetml."
                     "worksheet+xml"));
        std::set<std::string> ids;
        for (const Relationship& relation :
             TRY(read_relationships(book_.package, book_.workbook->name))) {
            ids.insert(relation.id);
        }
        size_t i = 1;
        while (ids.contains("rId" + std::to_string(i))) ++i;
        std::string id = "rId" + std::to_string(i);
        TRY(add_relations(relationships_part(book_.workbook->name),
                          fmt::format("<Relationship Id=\"{}\" Type=\"{}/worksheet\" "
                                      "Target=\"/{}\"/>",
                                      id, kOffice, part)));
        const std::string& xml = book_.workbook_xml;
        XmlCursor cursor(xml);
        uint32_t number = 0;
        size_t position = 0;
        for (XmlTag tag; cursor.next(tag);) {
            if (tag.opens() && tag.local == "sheet") {
                number = std::max(number, attribute_number(xml, tag, "sheetId").value_or(0));
            }
            if (tag.local == "sheets" && tag.kind == XmlTag::Kind::kClose) {
                position = tag.span.begin;
            }
        }
        if (position == 0) return no_part("sheets");
        XmlRewriter out(xml);
        out.insert(position, fmt::format("<{}sheet xmlns:r=\"{}\" name=\"{}\" sheetId=\"{}\" "
                                         "r:id=\"{}\"/>",
                                         prefix_of(xml), kOffice,
                                         escape_attribute(free_sheet_name()), number + 1, id));
        changed_[book_.workbook] = out.finish();
        return {};
    }

    Result<std::string> write() {
        PackageWriter writer;
        for (const PackageEntry& entry : book_.package.entries()) {
            auto changed = changed_.find(&entry);
            if (changed == changed_.end()) {
                TRY(writer.copy(entry));
            } else {
                TRY(writer.replace(entry, changed->second));
            }
        }
        for (const auto& [name, content] : added_) TRY(writer.add(name, content));
        return std::move(writer).finish();
    }

    Book book_;
    const Marks& marks_;
    WorkbookParts parts_;
    const PackageEntry* styles_entry_ = nullptr;
    std::string styles_xml_;
    MarkStyles styles_;
    const PackageEntry* types_entry_ = nullptr;
    std::string types_;
    std::vector<std::map<CellRef, int>> fills_;
    std::vector<CommentTexts> comments_;
    std::map<const PackageEntry*, std::string> changed_;
    std::map<std::string, std::string> added_;
};

}  // namespace

Result<std::string> mark_cells(std::string bytes, const Marks& marks) {
    Package package = TRY(Package::from_bytes(std::move(bytes)));
    Book book = TRY(open_book(std::move(package)));
    return Marker(std::move(book), marks).run();
}

}  // namespace yitao::xlsx
