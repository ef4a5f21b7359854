// Makes the big ledger workbook of the reading benchmark: 20 columns of a village register, shared
// strings as in a file saved by Excel. The same ROWS give the same cells.
//
//     xlsx_gen_big 1000000 big.xlsx
#include <xlsxwriter.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

class Random {  // xorshift64
  public:
    uint32_t below(uint32_t bound) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<uint32_t>(state_ >> 16) % bound;
    }

  private:
    uint64_t state_ = 88172645463325252ULL;
};

constexpr const char* kHeadings[] = {"姓名",   "身份证号", "性别",     "年龄",     "村",
                                     "组",     "民族",     "出生日期", "户籍",     "文化程度",
                                     "月收入", "土地面积", "补贴金额", "医保",     "养老",
                                     "低保",   "残疾等级", "党员",     "联系电话", "更新日期"};
constexpr const char* kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
constexpr const char* kGivenNames[] = {"秀英", "建国", "桂兰", "志强", "丽华",
                                       "春梅", "国庆", "小军", "玉珍", "伟"};
constexpr const char* kPeoples[] = {"汉族", "壮族", "苗族", "土家族", "彝族"};
constexpr const char* kSchools[] = {"小学", "初中", "高中", "中专", "大专", "本科"};
constexpr const char* kYesNo[] = {"是", "否"};

class Row {
  public:
    Row(lxw_worksheet* sheet, lxw_row_t row) : sheet_(sheet), row_(row) {}
    void text(const std::string& value) {
        worksheet_write_string(sheet_, row_, column_++, value.c_str(), nullptr);
    }
    void number(double value, lxw_format* format = nullptr) {
        worksheet_write_number(sheet_, row_, column_++, value, format);
    }

  private:
    lxw_worksheet* sheet_;
    lxw_row_t row_;
    lxw_col_t column_ = 0;
};

void write_person(Row row, uint32_t number, Random& random, lxw_format* date) {
    char text[64];
    row.text(std::string(kSurnames[random.below(10)]) + kGivenNames[random.below(10)] +
             std::to_string(random.below(1000)));
    std::snprintf(text, sizeof text, "99012219%02u%08u", 30 + random.below(70), number);
    row.text(text);
    row.text(random.below(2) == 0 ? "男" : "女");
    row.number(random.below(95));
    row.text("第" + std::to_string(1 + random.below(1000)) + "村");
    row.number(1 + random.below(20));
    row.text(kPeoples[random.below(5)]);
    row.number(15000 + random.below(28000), date);
    row.text(kYesNo[random.below(2)]);
    row.text(kSchools[random.below(6)]);
    row.number(random.below(1'000'000) / 100.0);
    row.number(random.below(5'000) / 100.0);
    row.number(random.below(200'000) / 100.0);
    for (int i = 0; i < 3; ++i) row.text(kYesNo[random.below(2)]);
    row.number(random.below(5));
    row.text(kYesNo[random.below(2)]);
    row.number(13'000'000'000.0 + random.below(999'999'999));
    row.number(44000 + random.below(1500), date);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: xlsx_gen_big ROWS FILE\n");
        return 2;
    }
    const auto rows = static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10));
    lxw_workbook* const book = workbook_new(argv[2]);
    lxw_worksheet* const sheet = workbook_add_worksheet(book, "居民");
    lxw_format* const date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    Row headings(sheet, 0);
    for (const char* heading : kHeadings) headings.text(heading);
    Random random;
    for (uint32_t number = 1; number <= rows; ++number) {
        write_person(Row(sheet, number), number, random, date);
    }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
