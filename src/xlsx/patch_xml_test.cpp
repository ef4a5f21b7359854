#include "xlsx/patch_xml.h"

#include <gtest/gtest.h>

#include <vector>

namespace yitao::xlsx {
namespace {

std::vector<std::string> tags_of(std::string_view xml) {
    std::vector<std::string> tags;
    XmlCursor cursor(xml);
    for (XmlTag tag; cursor.next(tag);) tags.emplace_back(tag.span.of(xml));
    if (cursor.damaged()) tags.emplace_back("(damaged)");
    return tags;
}

using Tags = std::vector<std::string>;

TEST(PatchXml, TagsAreFoundAmongWhatIsNone) {
    EXPECT_EQ(tags_of("<?xml version='1.0'?><!-- <a> --><b c=\"x>y\" d='\"/>'><![CDATA[<e>]]></b>"),
              (Tags{"<b c=\"x>y\" d='\"/>'>", "</b>"}));
    EXPECT_EQ(tags_of("<a/><x:b /></c>"), (Tags{"<a/>", "<x:b />", "</c>"}));
}

TEST(PatchXml, DamageEndsTheWalk) {
    for (const char* xml : {"<a><b", "<a><b c=\"x></b>", "<a><!DOCTYPE x>", "<a><!-- ",
                            "<a><![CDATA[", "<a><?p", "<a><", "<a>< b>", "<a><b<c>"}) {
        EXPECT_EQ(tags_of(xml), (Tags{"<a>", "(damaged)"})) << xml;
    }
}

TEST(PatchXml, ElementsMustBeNested) {
    EXPECT_TRUE(check_xml("<a><b/><c></c></a>", "p"));
    for (const char* xml : {"<a><b></a></b>", "<a>", "</a>", "", "text", "<a></a></a>"}) {
        const auto checked = check_xml(xml, "p");
        ASSERT_FALSE(checked) << xml;
        EXPECT_EQ(checked.error().place, "p");
    }
    EXPECT_TRUE(check_xml("\xEF\xBB\xBF<?xml version=\"1.0\" encoding='utf-8'?><a/>", "p"));
    EXPECT_FALSE(check_xml("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "p"));
    EXPECT_FALSE(check_xml(std::string_view("<\0a\0/\0>\0", 8), "p"));
}

TEST(PatchXml, AttributesGiveTheirPlaces) {
    const std::string_view xml = "<x:c r = 'A1'\n s=\"3\" x:t=\"&lt;&#20108;&#x4E8C;&unknown;\"/>";
    XmlCursor cursor(xml);
    XmlTag tag;
    ASSERT_TRUE(cursor.next(tag));
    EXPECT_EQ(tag.local, "c");
    EXPECT_EQ(tag.kind, XmlTag::Kind::kEmpty);
    EXPECT_EQ(attribute_text(xml, tag, "r"), "A1");
    EXPECT_EQ(attribute_number(xml, tag, "s"), 3u);
    EXPECT_EQ(attribute_text(xml, tag, "x:t"), "<二二&unknown;");
    EXPECT_FALSE(find_attribute(xml, tag, "t"));
    EXPECT_EQ(find_attribute(xml, tag, "s")->span.of(xml), "s=\"3\"");
}

TEST(PatchXml, TextIsReadAsAReaderSeesIt) {
    EXPECT_EQ(xml_text("a&amp;b<!-- no --><![CDATA[<c>&amp;]]>&#13;"), "a&b<c>&amp;\r");
    EXPECT_EQ(escape_xml("a<b>&\"'"), "a&lt;b&gt;&amp;\"'");
    EXPECT_EQ(escape_attribute("a<\"'\n"), "a&lt;&quot;&apos;&#10;");
    EXPECT_EQ(parse_uint32("42"), 42u);
    for (const char* text : {"", "-1", "+1", " 1", "1.0", "4294967296"}) {
        EXPECT_EQ(parse_uint32(text), std::nullopt) << text;
    }
}

TEST(PatchXml, TheRewriterCopiesWhatItIsNotTold) {
    XmlRewriter out("0123456789");
    out.replace({2, 4}, "ab");
    out.insert(4, "|");
    out.copy_to(6);
    EXPECT_EQ(out.out(), "01ab|45");
    EXPECT_TRUE(out.changed());
    EXPECT_EQ(out.finish(), "01ab|456789");
}

}  // namespace
}  // namespace yitao::xlsx
