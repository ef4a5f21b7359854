#include "intake/field_reader.h"

#include <gtest/gtest.h>

namespace yitao::intake {
namespace {

using ledger::ColumnType;
using ledger::Field;

SourceCell text(std::string_view value) {
    SourceCell cell;
    cell.text = quick_trim(value);
    cell.kind = cell.text.empty() ? SourceCell::Kind::kBlank : SourceCell::Kind::kText;
    return cell;
}

SourceCell number(double value) {
    SourceCell cell;
    cell.kind = SourceCell::Kind::kNumber;
    cell.number = value;
    return cell;
}

ledger::CodeList yes_no() {
    return {"yes_no", "是否", "", {{"是", "1", {"有"}}, {"否", "0", {"无"}}}};
}

class FieldReaderTest : public testing::Test {
  protected:
    FieldReaderTest() {
        lists_ = {yes_no(),
                  {"plain_yes_no", "是否", "", {{"是", "", {}}, {"否", "", {}}}},
                  {"kinship", "关系", "", {{"户主", "02", {"本人"}}, {"配偶", "10", {"妻"}}}},
                  {"kind", "残疾", "", {{"视力", "1", {}}, {"肢体", "4", {}}, {"听力/言语", "2", {}}}}};
        auto units = org::Register::parse_csv(
            "code,name,level,parent\n"
            "421200000000,咸宁市,city,\n"
            "421221000000,嘉鱼县,county,421200000000\n"
            "421222000000,通城县,county,421200000000\n"
            "421221106000,潘家湾镇,township,421221000000\n"
            "421222100000,隽水镇,township,421222000000\n"
            "421221106001,四邑村民委员会,village,421221106000\n"
            "421221106002,头墩社区居民委员会,village,421221106000\n"
            "421221106003,东港村委会,village,421221106000\n"
            "421222100001,东港村委会,village,421222100000\n",
            "units.csv");
        EXPECT_TRUE(units);
        tree_ = std::make_unique<org::Tree>(*units->tree(Date{20000}));
        context_.tree = tree_.get();
        context_.units = std::make_shared<UnitIndex>(*tree_);
        context_.code_list = [this](std::string_view id) -> const ledger::CodeList* {
            for (const auto& list : lists_) {
                if (list.id == id) return &list;
            }
            return nullptr;
        };
        context_.reference_check = [](std::string_view) {
            return ledger::TextCheck::kIdentityNumber;
        };
        column_.name = "字段";
    }

    // What is read, as text; "!reason" when it cannot be read.
    std::string read(const SourceCell& cell, std::string_view measure = "") {
        auto reader = FieldReader::create(column_, measure, context_);
        if (!reader) return "!!" + reader.error().message.zh;
        Field field;
        auto problem = reader->read(cell, field);
        if (problem) return "!" + problem->zh;
        rounded_ = reader->rounded();
        return ledger::format_field(column_, field);
    }
    std::string read(std::string_view cell, std::string_view measure = "") {
        return read(text(cell), measure);
    }
    void of_type(ColumnType type, int scale = 0) {
        column_.type = type;
        column_.scale = scale;
    }

    std::vector<ledger::CodeList> lists_;
    std::unique_ptr<org::Tree> tree_;
    ReadContext context_;
    ledger::Column column_;
    size_t rounded_ = 0;
};

TEST_F(FieldReaderTest, Text) {
    EXPECT_EQ(read(" 张　三　"), "张　三");
    EXPECT_EQ(read("无"), "无");
    EXPECT_EQ(read("—"), "");
    EXPECT_EQ(read("/"), "");
    EXPECT_EQ(read(number(13812345678)), "13812345678");
    EXPECT_EQ(read(number(12.5)), "12.5");
    EXPECT_EQ(read("一行\n二行"), "一行\n二行");
    EXPECT_EQ(read("#N/A")[0], '!');
    EXPECT_EQ(read("#标签"), "#标签");
    EXPECT_EQ(read(std::string_view("a\0b", 3))[0], '!');
    EXPECT_EQ(read("a\xEF\xBF\xBD")[0], '!');
    EXPECT_EQ(read(std::string(32'767, 'x')).size(), 32'767U);
    EXPECT_EQ(read(std::string(32'768, 'x'))[0], '!');
    column_.required = true;
    EXPECT_EQ(read("—"), "!必填");
    EXPECT_EQ(read(""), "!必填");
    SourceCell date = number(45617);
    date.is_date = true;
    EXPECT_EQ(read(date), "2024-11-21");
}

TEST_F(FieldReaderTest, IdentityNumbers) {
    column_.check = ledger::TextCheck::kIdentityNumber;
    EXPECT_EQ(read("11010519491231002x"), "11010519491231002X");
    EXPECT_EQ(read("１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X");
    EXPECT_EQ(read("无"), "");
    EXPECT_NE(read("4.2122E+17").find("15 位"), std::string::npos);
    EXPECT_NE(read(number(421221198001010017.0)).find("15 位"), std::string::npos);
    column_.check = ledger::TextCheck::kNone;
    of_type(ColumnType::kReference);
    column_.reference = "resident";
    EXPECT_EQ(read("11010519491231002x"), "11010519491231002X");
}

TEST_F(FieldReaderTest, Numbers) {
    of_type(ColumnType::kDecimal, 2);
    column_.unit_of_measure = "元";
    EXPECT_EQ(read("1,234.5"), "1234.50");
    EXPECT_EQ(read(number(10.199999999999999)), "10.20");
    EXPECT_EQ(rounded_, 0U);
    EXPECT_EQ(read("12.3456", "万元"), "123456.00");
    EXPECT_EQ(read(number(12.3456), "万元"), "123456.00");
    EXPECT_EQ(read("3.5万元"), "35000.00");
    EXPECT_EQ(read("3.5万元", "万元"), "35000.00");
    EXPECT_EQ(read("200元", "万元"), "200.00");
    EXPECT_EQ(read("1.005"), "1.01");
    EXPECT_EQ(rounded_, 1U);
    EXPECT_EQ(read("无"), "");
    EXPECT_EQ(read("—"), "");
    EXPECT_EQ(read("约30")[0], '!');
    EXPECT_EQ(read("30亩")[0], '!');
    EXPECT_EQ(read("5", "亩").substr(0, 2), "!!");
    SourceCell date = number(45617);
    date.is_date = true;
    EXPECT_EQ(read(date)[0], '!');
    of_type(ColumnType::kInteger);
    column_.unit_of_measure = "人";
    EXPECT_EQ(read("12人"), "12");
    EXPECT_EQ(read("12.0"), "12");
    EXPECT_EQ(read("12.5"), "!不是整数");
    EXPECT_EQ(read(number(3.0000000000000004)), "3");
    EXPECT_EQ(read("1.2万人"), "12000");
    EXPECT_EQ(read("TRUE")[0], '!');
}

TEST_F(FieldReaderTest, Percentages) {
    of_type(ColumnType::kDecimal, 2);
    column_.unit_of_measure = "%";
    SourceCell shown = number(0.356);
    shown.is_percent = true;
    EXPECT_EQ(read(shown), "35.60");
    EXPECT_EQ(read("35.6%"), "35.60");
    EXPECT_EQ(read("35.6"), "35.60");
    column_.unit_of_measure = "";
    EXPECT_EQ(read("35%"), "0.35");
    EXPECT_EQ(read(shown), "0.36");
}

TEST_F(FieldReaderTest, Dates) {
    of_type(ColumnType::kDate);
    EXPECT_EQ(read("2024.11.21"), "2024-11-21");
    EXPECT_EQ(read(number(45617)), "2024-11-21");
    EXPECT_EQ(read(number(20241121)), "2024-11-21");
    SourceCell cell = number(7306);
    cell.is_date = true;
    EXPECT_EQ(read(cell), "1920-01-01");
    EXPECT_EQ(read("1978-02-30"), "!没有这一天");
    EXPECT_EQ(read("长期")[0], '!');
    EXPECT_EQ(read("/"), "");
}

TEST_F(FieldReaderTest, Codes) {
    of_type(ColumnType::kCode);
    column_.code_list = "yes_no";
    for (std::string_view yes : {"是", "√", "有", "1", "Y", "yes", "ＹＥＳ", " 是 ", "TRUE"}) {
        EXPECT_EQ(read(yes), "是") << yes;
    }
    for (std::string_view no : {"否", "×", "无", "0", "N", "no"}) EXPECT_EQ(read(no), "否") << no;
    EXPECT_EQ(read(number(1)), "是");
    EXPECT_EQ(read("—"), "");
    EXPECT_EQ(read("也许"), "!不在代码表中（是、否）");
    column_.code_list = "plain_yes_no";  // 有 and 无 are yes and no only where the list says so
    EXPECT_EQ(read("有")[0], '!');
    EXPECT_EQ(read("无"), "");
    column_.code_list = "kinship";
    EXPECT_EQ(read("本人"), "户主");
    EXPECT_EQ(read("02"), "户主");
    EXPECT_EQ(read(number(2)), "户主");
    column_.code_list = "gone";
    EXPECT_EQ(read("x").substr(0, 2), "!!");
}

TEST_F(FieldReaderTest, SeveralCodes) {
    of_type(ColumnType::kMultiCode);
    column_.code_list = "kind";
    EXPECT_EQ(read("肢体、视力"), "视力、肢体");
    EXPECT_EQ(read("肢体, 视力；肢体"), "视力、肢体");
    EXPECT_EQ(read("听力/言语"), "听力/言语");
    EXPECT_EQ(read("4 1"), "视力、肢体");
    EXPECT_EQ(read("无"), "");
    EXPECT_NE(read("肢体、心脏").find("心脏"), std::string::npos);
}

TEST_F(FieldReaderTest, Units) {
    of_type(ColumnType::kUnit);
    for (std::string_view typed :
         {"421221106001", "四邑村", "四邑村委会", "四邑村民委员会", "潘家湾镇四邑村", "嘉鱼县潘家湾镇四邑村",
          "湖北省咸宁市嘉鱼县潘家湾镇四邑村", "嘉鱼县四邑村", "421221106001 四邑村", "４２１２２１１０６００１"}) {
        EXPECT_EQ(read(typed), "421221106001") << typed;
    }
    EXPECT_EQ(read(number(421221106001)), "421221106001");
    EXPECT_EQ(read("421221106"), "421221106000");
    EXPECT_EQ(read("头墩社区"), "421221106002");
    EXPECT_EQ(read("潘家湾镇人民政府"), "421221106000");
    std::string ambiguous = read("东港村");
    EXPECT_NE(ambiguous.find("421221106003"), std::string::npos) << ambiguous;
    EXPECT_NE(ambiguous.find("421222100001"), std::string::npos);
    EXPECT_EQ(read("通城县隽水镇东港村"), "421222100001");
    EXPECT_EQ(read("通城县东港村"), "421222100001");
    EXPECT_EQ(read("421221106999"), "421221106999");  // the site flags what it does not know
    EXPECT_EQ(read("421229")[0], '!');
    EXPECT_EQ(read("不存在村")[0], '!');
    EXPECT_EQ(read("崇阳县四邑村")[0], '!');
}

}  // namespace
}  // namespace yitao::intake
