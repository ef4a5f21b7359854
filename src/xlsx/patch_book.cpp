#include "xlsx/patch_book.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/check.h"
#include "base/limits.h"
#include "xlsx/workbook_parts.h"

namespace yitao::xlsx {
namespace {

// What belongs to a sheet or drawing, by the last word of the relation's type.
std::optional<PartKind> kind_of(std::string_view type) {
    if (type == "drawing") return PartKind::kDrawing;
    if (type == "vmlDrawing") return PartKind::kVml;
    if (type == "comments" || type == "threadedComment" || type == "tableSingleCells") {
        return PartKind::kComments;
    }
    if (type == "table") return PartKind::kTable;
    if (type == "chart" || type == "chartEx") return PartKind::kChart;
    if (type == "pivotCacheDefinition") return PartKind::kPivotCache;
    if (type == "ctrlProp" || type == "connections") return PartKind::kControl;
    if (type == "namedSheetView") return PartKind::kSheetView;
    return std::nullopt;
}

// Things on a sheet that are laid out from elsewhere than its rows: why it takes no new rows.
std::optional<Error> row_refusal(std::string_view type, const std::string& sheet) {
    const auto because = [&](const std::string& zh, const std::string& en) {
        return Error{ErrorCode::kUnsupported,
                     {"工作表上有" + zh + "，无法插入行",
                      "rows cannot be inserted into a sheet with a " + en},
                     sheet};
    };
    if (type == "pivotTable") return because("数据透视表", "pivot table");
    if (type == "slicer") return because("切片器", "slicer");
    if (type == "timeline") return because("日程表", "timeline");
    return std::nullopt;
}

// The name of the relationship part of `part`.
std::string relationships_name(std::string_view part) {
    const size_t slash = part.rfind('/');
    const size_t name = slash == std::string_view::npos ? 0 : slash + 1;
    return std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
}

class BookReader {
  public:
    explicit BookReader(Package package) : book_(std::move(package)) {}

    Result<Book> run() {
        const WorkbookParts parts = TRY(read_workbook_parts(book_.package));
        book_.workbook = book_.package.find(parts.workbook);
        CHECK(book_.workbook != nullptr);
        book_.workbook_xml = TRY(read(*book_.workbook));
        TRY(check_xml(book_.workbook_xml, book_.workbook->name));
        for (const SheetInfo& sheet : parts.sheets) TRY(read_sheet(sheet));
        for (const Relationship& relation :
             TRY(read_relationships(book_.package, parts.workbook))) {
            if (relation.type == "pivotCacheDefinition") {
                TRY(add_part(relation, FormulaPlace::kNoSheet));
            }
            if (relation.type == "calcChain") TRY(note_chain(relation));
            if (relation.type == "connections") TRY(add_part(relation, FormulaPlace::kNoSheet));
            if (relation.type == "revisionHeaders") {
                book_.row_refusal =
                    Error{ErrorCode::kUnsupported,
                          {"工作簿开着“突出显示修订”（旧式共享），无法插入行，请先取消共享",
                           "the workbook tracks changes (shared in the old way), so no rows can be "
                           "inserted; stop sharing it first"},
                          ""};
            }
        }
        return std::move(book_);
    }

  private:
    Result<std::string> read(const PackageEntry& entry) {
        std::string text = TRY_WITHIN(Package::read(entry, kMaxTemplatePartBytes), entry.name);
        bytes_ += text.size();
        if (bytes_ > 2 * kMaxTemplatePartBytes) {
            return fail(ErrorCode::kLimit, "模板解压后太大，无法在内存中填写",
                        "the template is too large to be filled in memory",
                        std::string(entry.name));
        }
        return text;
    }

    Result<void> read_sheet(const SheetInfo& info) {
        BookSheet sheet;
        sheet.name = info.name;
        sheet.entry = book_.package.find(info.part);
        if (sheet.entry == nullptr || !used_.insert(sheet.entry).second) {
            sheet.is_worksheet = false;
            sheet.refusal = Error{ErrorCode::kDamaged,
                                  {"找不到工作表的部件", "the sheet's part is missing"},
                                  sheet.name};
        } else {
            TRY(read_cells(sheet));
            TRY(read_attached(sheet));
        }
        book_.sheets.push_back(std::move(sheet));
        return {};
    }

    Result<void> read_cells(BookSheet& sheet) {
        if (sheet.entry->size > kMaxTemplatePartBytes) {
            sheet.refusal = Error{ErrorCode::kLimit,
                                  {"工作表太大，无法填写", "the sheet is too large to be filled"},
                                  sheet.name};
            return {};
        }
        sheet.xml = TRY(read(*sheet.entry));
        XmlTag root;
        sheet.is_worksheet = !XmlCursor(sheet.xml).next(root) || root.local == "worksheet";
        if (!sheet.is_worksheet) {
            sheet.refusal = Error{ErrorCode::kUnsupported,
                                  {"不是普通工作表（图表或宏工作表），没有单元格可填",
                                   "not a worksheet (a chart or macro sheet): no cells to fill"},
                                  sheet.name};
            return {};
        }
        auto index = index_sheet(sheet.xml, sheet.name);
        if (index) {
            sheet.index = *std::move(index);
        } else {
            sheet.refusal = std::move(index.error());
        }
        return {};
    }

    // Drawings with their charts, comments, tables and whatever else belongs to one sheet.
    Result<void> read_attached(BookSheet& sheet) {
        for (const Relationship& attached :
             TRY(read_relationships(book_.package, sheet.entry->name))) {
            if (!sheet.row_refusal) sheet.row_refusal = row_refusal(attached.type, sheet.name);
            TRY(add_part(attached, book_.sheets.size(), PartKind::kUnknown));
            if (attached.type != "drawing") continue;
            const Relationship links{{}, "relationships", relationships_name(attached.target)};
            TRY(add_part(links, book_.sheets.size(), PartKind::kLinks));
            for (const Relationship& inner :
                 TRY(read_relationships(book_.package, attached.target))) {
                const bool chart = kind_of(inner.type) == PartKind::kChart;
                if (chart) TRY(add_part(inner, FormulaPlace::kNoSheet));
            }
        }
        return {};
    }

    // `otherwise`: what it is when its relation's type is none of those known.
    Result<void> add_part(const Relationship& relation, size_t sheet,
                          std::optional<PartKind> otherwise = std::nullopt) {
        auto kind = kind_of(relation.type);
        const PackageEntry* entry = book_.package.find(relation.target);
        const bool is_text =
            entry != nullptr && (entry->name.ends_with(".xml") || entry->name.ends_with(".rels"));
        if (!kind && is_text) kind = otherwise;
        if (!kind || entry == nullptr || !used_.insert(entry).second) return {};
        BookPart part{entry, *kind, sheet, TRY(read(*entry))};
        if (*kind != PartKind::kVml) TRY(check_xml(part.xml, entry->name));  // VML may be HTML-like
        book_.parts.push_back(std::move(part));
        return {};
    }

    // `xml` without the elements `drop` names.
    template <typename Drop>
    static std::string without(std::string_view xml, const Drop& drop) {
        XmlRewriter out(xml);
        XmlCursor cursor(xml);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens() || !drop(tag)) continue;
            XmlSpan span = tag.span;
            XmlTag close;
            if (tag.kind == XmlTag::Kind::kOpen && cursor.next(close)) span.end = close.span.end;
            out.replace(span, "");
        }
        return out.finish();
    }

    Result<void> note_chain(const Relationship& relation) {
        CalcChain chain;
        chain.entry = book_.package.find(relation.target);
        chain.relations = book_.package.find(relationships_name(book_.workbook->name));
        chain.types = book_.package.find("[Content_Types].xml");
        if (chain.entry == nullptr || chain.relations == nullptr || chain.types == nullptr) {
            return {};
        }
        const std::string relations = TRY(read(*chain.relations));
        chain.relations_xml = without(relations, [&](const XmlTag& tag) {
            return tag.local == "Relationship" &&
                   attribute_text(relations, tag, "Type").ends_with("/calcChain");
        });
        const std::string types = TRY(read(*chain.types));
        TRY(check_xml(types, chain.types->name));
        chain.types_xml = without(types, [&](const XmlTag& tag) {
            return tag.local == "Override" &&
                   book_.package.find(attribute_text(types, tag, "PartName")) == chain.entry;
        });
        book_.chain = std::move(chain);
        return {};
    }

    Book book_;
    std::set<const PackageEntry*> used_;
    size_t bytes_ = 0;
};

// Elements of <workbook> that stand behind <calcPr>.
constexpr std::array<std::string_view, 10> kBehindCalculation = {
    "oleSize",       "customWorkbookViews", "pivotCaches",       "smartTagPr", "smartTagTypes",
    "webPublishing", "fileRecoveryPr",      "webPublishObjects", "extLst",     "AlternateContent"};

std::string set_full_calculation(std::string_view xml, const XmlTag& tag) {
    XmlRewriter out(xml);
    if (const auto attribute = find_attribute(xml, tag, "fullCalcOnLoad")) {
        const std::string_view value = attribute->value.of(xml);
        if (value != "1" && value != "true") out.replace(attribute->value, "1");
        return out.finish();
    }
    const size_t position = tag.span.end - (tag.kind == XmlTag::Kind::kEmpty ? 2 : 1);
    out.insert(position, " fullCalcOnLoad=\"1\"");
    return out.finish();
}

}  // namespace

std::vector<std::string> Book::sheet_names() const {
    std::vector<std::string> names;
    for (const BookSheet& sheet : sheets) names.push_back(sheet.name);
    return names;
}

Result<Book> open_book(Package package) {
    return BookReader(std::move(package)).run();
}

std::string with_full_calculation(std::string_view xml) {
    XmlCursor cursor(xml);
    XmlTag root;
    if (!cursor.next(root) || root.kind != XmlTag::Kind::kOpen) return std::string(xml);
    const std::string prefix(root.name.substr(0, root.name.size() - root.local.size()));
    size_t depth = 1;
    bool sheets_seen = false;
    for (XmlTag tag; cursor.next(tag);) {
        if (tag.opens() && depth == 1) {
            if (tag.local == "calcPr") return set_full_calculation(xml, tag);
            if (tag.local == "sheets") sheets_seen = true;
            const bool behind = sheets_seen && std::ranges::find(kBehindCalculation, tag.local) !=
                                                   kBehindCalculation.end();
            if (behind) depth = 0;
        }
        if (tag.kind == XmlTag::Kind::kOpen && depth > 0) ++depth;
        if (tag.kind == XmlTag::Kind::kClose) --depth;
        if (depth > 0) continue;
        XmlRewriter out(xml);
        out.insert(tag.span.begin, "<" + prefix + "calcPr fullCalcOnLoad=\"1\"/>");
        return out.finish();
    }
    return std::string(xml);
}

}  // namespace yitao::xlsx
