#include "xlsx/workbook_parts.h"

#include <algorithm>
#include <unordered_map>

#include "base/limits.h"
#include "xlsx/cell_value.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {
namespace {

std::string_view folder_of(std::string_view part) {
    const size_t slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash);
}

// A target as written beside `folder`, as part name: "../a/b.xml", "/xl/b.xml", "b.xml".
std::string resolve(std::string_view folder, std::string_view target) {
    std::vector<std::string_view> segments;
    const auto add = [&](std::string_view path) {
        while (!path.empty()) {
            const size_t end = std::min(path.find_first_of("/\\"), path.size());
            const std::string_view segment = path.substr(0, end);
            path.remove_prefix(std::min(end + 1, path.size()));
            if (segment == ".." && !segments.empty()) segments.pop_back();
            if (!segment.empty() && segment != "." && segment != "..") segments.push_back(segment);
        }
    };
    if (!target.starts_with('/')) add(folder);
    add(target);
    std::string part;
    for (std::string_view segment : segments) {
        if (!part.empty()) part += '/';
        part += segment;
    }
    return part;
}

std::string text_of(std::optional<std::string_view> attribute) {
    return decode_xml_leniently(attribute.value_or(""));
}

bool is_true(std::optional<std::string_view> attribute) {
    return attribute == "1" || attribute == "true" || attribute == "on";
}

// The attribute that names a relationship, whatever its prefix ("r:id").
std::string relationship_id(const XmlScanner& element) {
    for (const XmlScanner::Attribute& attribute : element.attributes()) {
        if (attribute.name.ends_with(":id")) return decode_xml_leniently(attribute.value);
    }
    return {};
}

const Relationship* find_type(const std::vector<Relationship>& relationships,
                              std::string_view type) {
    const auto found = std::ranges::find(relationships, type, &Relationship::type);
    return found == relationships.end() ? nullptr : &*found;
}

// Why a sound zip is no workbook of ours.
std::unexpected<Error> foreign(const Package& package) {
    if (package.find("xl/workbook.bin") != nullptr) {
        return fail(ErrorCode::kUnsupported, "这是 .xlsb 格式，请用 Excel 或 WPS 另存为 .xlsx",
                    "this is .xlsb; save it as .xlsx with Excel or WPS");
    }
    if (package.find("content.xml") != nullptr && package.find("mimetype") != nullptr) {
        return fail(ErrorCode::kUnsupported,
                    "这是 OpenDocument 格式（.ods），请用 Excel、WPS 或 LibreOffice 另存为 .xlsx",
                    "this is OpenDocument (.ods); save it as .xlsx with Excel, WPS or LibreOffice");
    }
    if (package.find("word/document.xml") != nullptr) {
        return fail(ErrorCode::kInvalid, "这是 Word 文档，不是工作簿",
                    "this is a Word document, not a workbook");
    }
    return fail(ErrorCode::kInvalid, "压缩包里没有工作簿", "no workbook in this zip");
}

Result<std::string> find_workbook(const Package& package) {
    const auto relationships = TRY(read_relationships(package, ""));
    const Relationship* document = find_type(relationships, "officeDocument");
    if (document != nullptr && package.find(document->target) != nullptr &&
        document->target.ends_with(".xml") && !document->target.starts_with("word/")) {
        return document->target;
    }
    if (package.find("xl/workbook.xml") != nullptr) return std::string("xl/workbook.xml");
    return foreign(package);
}

// Collects what workbook.xml says; sheets' parts come from its relationships.
class WorkbookXml {
  public:
    WorkbookXml(WorkbookParts& parts, const std::vector<Relationship>& relationships)
        : parts_(parts) {
        for (const Relationship& relationship : relationships) {
            targets_.try_emplace(relationship.id, relationship.target);
        }
    }

    Result<void> visit(std::string_view path, XmlToken token, const XmlScanner& xml) {
        if (token == XmlToken::kStart) return start(path, xml);
        if (path != "workbook/definedNames/definedName") return {};
        std::string& formula = parts_.names.back().formula;
        if (token == XmlToken::kText) formula += decode_xml_leniently(xml.text());
        if (token == XmlToken::kCdata) formula += xml.text();
        return {};
    }

  private:
    Result<void> start(std::string_view path, const XmlScanner& xml) {
        if (path == "workbook") is_workbook_ = true;
        if (!is_workbook_) return fail(ErrorCode::kDamaged, "不是工作簿", "not a workbook");
        if (path == "workbook/workbookPr") {
            parts_.uses_1904_dates = is_true(xml.attribute("date1904"));
        } else if (path == "workbook/sheets/sheet") {
            add_sheet(xml);
        } else if (path == "workbook/definedNames/definedName") {
            DefinedName name{text_of(xml.attribute("name")), {}, -1};
            const auto local = parse_index(xml.attribute("localSheetId").value_or(""));
            if (local && *local < kMaxWorkbookEntries) name.sheet = static_cast<int>(*local);
            parts_.names.push_back(std::move(name));
        }
        return {};
    }

    void add_sheet(const XmlScanner& xml) {
        SheetInfo sheet;
        sheet.name = text_of(xml.attribute("name"));
        const auto state = xml.attribute("state").value_or("visible");
        sheet.visible = state != "hidden" && state != "veryHidden";
        const std::string id = relationship_id(xml);
        const auto found = targets_.find(id);
        if (found != targets_.end()) sheet.part = found->second;
        parts_.sheets.push_back(std::move(sheet));
    }

    WorkbookParts& parts_;
    std::unordered_map<std::string, std::string> targets_;  // by relationship id
    bool is_workbook_ = false;
};

}  // namespace

Result<std::vector<Relationship>> read_relationships(const Package& package,
                                                     std::string_view part) {
    const std::string_view folder = folder_of(part);
    const std::string_view file = folder.empty() ? part : part.substr(folder.size() + 1);
    std::string name(folder);
    if (!folder.empty()) name += '/';
    name += fmt::format("_rels/{}.rels", file);
    std::vector<Relationship> relationships;
    const PackageEntry* entry = package.find(name);
    if (entry == nullptr) return relationships;
    const std::string xml = TRY(Package::read(*entry, kMaxSmallPartBytes));
    TRY(walk_xml(
        xml, name,
        [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
            if (token != XmlToken::kStart || path != "Relationships/Relationship" ||
                element.attribute("TargetMode") == "External") {
                return {};
            }
            const std::string type = text_of(element.attribute("Type"));
            relationships.push_back({text_of(element.attribute("Id")),
                                     type.substr(type.rfind('/') + 1),
                                     resolve(folder, text_of(element.attribute("Target")))});
            return {};
        }));
    return relationships;
}

Result<void> read_tables(const Package& package, std::string_view part, size_t sheet,
                         std::vector<TableInfo>& tables) {
    for (const Relationship& link : TRY(read_relationships(package, part))) {
        const PackageEntry* entry = link.type == "table" ? package.find(link.target) : nullptr;
        if (entry == nullptr) continue;
        const std::string xml = TRY(Package::read(*entry, kMaxSmallPartBytes));
        TableInfo table;
        table.sheet = sheet;
        bool is_placed = false;
        TRY(walk_xml(
            xml, entry->name,
            [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
                if (token != XmlToken::kStart) return {};
                if (path == "table/tableColumns/tableColumn") {
                    table.columns.push_back(text_of(element.attribute("name")));
                }
                if (path != "table") return {};
                table.name = text_of(element.attribute("displayName"));
                table.headings =
                    parse_index(element.attribute("headerRowCount").value_or("1")).value_or(1);
                table.totals =
                    parse_index(element.attribute("totalsRowCount").value_or("0")).value_or(0);
                auto range = parse_cell_range(text_of(element.attribute("ref")));
                is_placed = range.has_value();
                if (range) table.range = *range;
                return {};
            }));
        const uint64_t rows = uint64_t{table.range.last.row} - table.range.first.row + 1;
        const bool fits = uint64_t{table.headings} + table.totals <= rows;
        if (is_placed && fits && !table.name.empty()) tables.push_back(std::move(table));
    }
    return {};
}

Result<WorkbookParts> read_workbook_parts(const Package& package) {
    WorkbookParts parts;
    parts.workbook = TRY(find_workbook(package));
    const auto relationships = TRY(read_relationships(package, parts.workbook));
    if (const auto* styles = find_type(relationships, "styles")) parts.styles = styles->target;
    if (const auto* strings = find_type(relationships, "sharedStrings")) {
        parts.shared_strings = strings->target;
    }
    const std::string xml = TRY(Package::read(*package.find(parts.workbook), kMaxSmallPartBytes));
    WorkbookXml reader(parts, relationships);
    TRY(walk_xml(xml, parts.workbook,
                 [&](std::string_view path, XmlToken token, const XmlScanner& element) {
                     return reader.visit(path, token, element);
                 }));
    if (parts.sheets.empty()) {
        return fail(ErrorCode::kDamaged, "工作簿里没有工作表", "the workbook has no sheets",
                    parts.workbook);
    }
    return parts;
}

}  // namespace yitao::xlsx
