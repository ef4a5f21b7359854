// For the patcher's tests: packages built from a few lines of XML, parts read back, and two
// packages compared entry by entry.
//
//     TestBook book;
//     book.add_sheet("表", "<sheetData>…</sheetData>");
//     std::string copy = patched(book.bytes(), edits);
//     EXPECT_EQ(part_of(copy, "xl/worksheets/sheet1.xml"), …);
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "xlsx/package.h"
#include "xlsx/patch.h"

namespace yitao::xlsx {

inline constexpr std::string_view kMainNamespace =
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
inline constexpr std::string_view kRelationNamespace =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

class TestBook {
  public:
    // `content` stands inside <worksheet>.
    void add_sheet(const std::string& name, const std::string& content) {
        add_raw_sheet(name, "<worksheet xmlns=\"" + std::string(kMainNamespace) + "\" xmlns:r=\"" +
                                std::string(kRelationNamespace) + "\">" + content + "</worksheet>");
    }
    void add_raw_sheet(const std::string& name, const std::string& xml) {
        names_.push_back(name);
        sheets_.push_back(xml);
    }
    // `type` is the last word of the relationship's type, `target` a full part name.
    void relate(size_t sheet, const std::string& type, const std::string& target) {
        relations_[sheet].emplace_back(type, target);
    }
    void relate_workbook(const std::string& type, const std::string& target) {
        workbook_relations_.emplace_back(type, target);
    }
    void relate_part(const std::string& part, const std::string& type, const std::string& target) {
        part_relations_[part].emplace_back(type, target);
    }
    void add_part(const std::string& name, const std::string& content) {
        parts_.emplace_back(name, content);
    }
    void set_workbook_tail(const std::string& xml) { workbook_tail_ = xml; }

    [[nodiscard]] std::string bytes() const {
        PackageWriter writer;
        put(writer, "[Content_Types].xml", types());
        put(writer, "_rels/.rels", relations({{"officeDocument", "xl/workbook.xml"}}));
        put(writer, "xl/workbook.xml", workbook());
        auto from_workbook = workbook_relations_;
        for (size_t i = 0; i < sheets_.size(); ++i) {
            from_workbook.insert(from_workbook.begin() + static_cast<std::ptrdiff_t>(i),
                                 {"worksheet", sheet_part(i)});
        }
        put(writer, "xl/_rels/workbook.xml.rels", relations(from_workbook));
        for (size_t i = 0; i < sheets_.size(); ++i) put(writer, sheet_part(i), sheets_[i]);
        for (const auto& [sheet, list] : relations_) {
            put(writer, relations_part(sheet_part(sheet)), relations(list));
        }
        for (const auto& [part, list] : part_relations_) {
            put(writer, relations_part(part), relations(list));
        }
        for (const auto& [name, content] : parts_) put(writer, name, content);
        auto bytes = std::move(writer).finish();
        EXPECT_TRUE(bytes);
        return bytes.value_or("");
    }

    static std::string sheet_part(size_t sheet) {
        return "xl/worksheets/sheet" + std::to_string(sheet + 1) + ".xml";
    }

  private:
    using Relations = std::vector<std::pair<std::string, std::string>>;

    static void put(PackageWriter& writer, const std::string& name, const std::string& content) {
        EXPECT_TRUE(writer.add(name, content));
    }
    static std::string relations_part(const std::string& part) {
        const size_t slash = part.rfind('/');
        return part.substr(0, slash) + "/_rels/" + part.substr(slash + 1) + ".rels";
    }
    static std::string relations(const Relations& list) {
        std::string xml = "<Relationships>";
        for (size_t i = 0; i < list.size(); ++i) {
            xml += "<Relationship Id=\"rId" + std::to_string(i + 1) + "\" Type=\"" +
                   std::string(kRelationNamespace) + "/" + list[i].first + "\" Target=\"/" +
                   list[i].second + "\"/>";
        }
        return xml + "</Relationships>";
    }
    [[nodiscard]] std::string types() const {
        std::string xml = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>";
        for (const auto& [name, content] : parts_) {
            xml += "<Override PartName=\"/" + name + "\" ContentType=\"x\"/>";
        }
        return xml + "</Types>";
    }
    [[nodiscard]] std::string workbook() const {
        std::string xml = "<workbook xmlns=\"" + std::string(kMainNamespace) + "\" xmlns:r=\"" +
                          std::string(kRelationNamespace) + "\"><workbookPr/><sheets>";
        for (size_t i = 0; i < names_.size(); ++i) {
            const std::string number = std::to_string(i + 1);
            xml += "<sheet name=\"" + names_[i] + "\" sheetId=\"" + number + "\" r:id=\"rId" +
                   number + "\"/>";
        }
        return xml + "</sheets>" + workbook_tail_ + "</workbook>";
    }

    std::vector<std::string> names_;
    std::vector<std::string> sheets_;
    std::vector<std::pair<std::string, std::string>> parts_;
    std::map<size_t, Relations> relations_;
    std::map<std::string, Relations> part_relations_;
    Relations workbook_relations_;
    std::string workbook_tail_ = "<calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/>";
};

inline Result<std::string> try_patch(const std::string& bytes, const Edits& edits) {
    auto patcher = Patcher::open(bytes);
    if (!patcher) return std::unexpected(patcher.error());
    return patcher->apply(edits);
}

inline std::string patched(const std::string& bytes, const Edits& edits) {
    auto copy = try_patch(bytes, edits);
    EXPECT_TRUE(copy) << copy.error().text();
    return copy.value_or("");
}

inline std::string part_of(const std::string& bytes, std::string_view name) {
    auto package = Package::from_bytes(bytes);
    EXPECT_TRUE(package) << package.error().text();
    if (!package) return {};
    const PackageEntry* entry = package->find(name);
    if (entry == nullptr) return "(no such part)";
    return Package::read(*entry, size_t{1} << 28).value_or("(unreadable)");
}

// All entries but `changed` are the same compressed bytes, in the same order.
inline void expect_others_untouched(const std::string& before, const std::string& after,
                                    const std::set<std::string>& changed) {
    auto a = Package::from_bytes(before);
    auto b = Package::from_bytes(after);
    ASSERT_TRUE(a && b);
    ASSERT_EQ(a->entries().size(), b->entries().size());
    for (size_t i = 0; i < a->entries().size(); ++i) {
        const PackageEntry& was = a->entries()[i];
        const PackageEntry& is = b->entries()[i];
        EXPECT_EQ(was.name, is.name);
        if (changed.contains(std::string(was.name))) continue;
        EXPECT_TRUE(was.data == is.data) << was.name;
        EXPECT_EQ(was.crc, is.crc) << was.name;
    }
}

inline CellEdit replace_cell(size_t sheet, std::string_view cell, CellValue value) {
    return {sheet, *parse_cell_ref(cell), std::move(value), CellEdit::Formula::kReplace};
}
inline CellEdit cache_cell(size_t sheet, std::string_view cell, CellValue value) {
    return {sheet, *parse_cell_ref(cell), std::move(value), CellEdit::Formula::kCache};
}

}  // namespace yitao::xlsx
