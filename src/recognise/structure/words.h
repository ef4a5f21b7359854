// Words and shapes of text that say what a cell is for: totals, serial numbers, notes, signatures,
// units of measure. The only place where structure looks at words; all lists are closed and short.
//
//     total_word("合　　计") == TotalWord::kTotal;   measure_in("费用（元）") == "元"
#pragma once

#include <string>
#include <string_view>

#include "recognise/structure/sheet.h"

namespace yitao::recognise {

// All white space out.
std::string without_space(std::string_view text);
// Line breaks and blanks out, one blank kept between Latin words.
std::string plain_text(std::string_view text);
// Whether a text is one, a number, a date, a dash or blank.
SpotKind text_kind(std::string_view text);

enum class TotalWord : uint8_t { kNone, kTotal, kGrandTotal, kSubtotal };
// The arguments of these are keys (without white space).
TotalWord total_word(std::string_view key);
bool is_of_which(std::string_view key);     // 其中：…, #…
bool is_serial_word(std::string_view key);  // 序号
bool is_number_word(std::string_view key);  // 编号: a serial number if it counts
bool is_code_word(std::string_view key);    // 代码: stands beside indicators
bool explains_rows(std::string_view key);   // 指标说明, 统计口径: says more of each row
bool is_unit_word(std::string_view key);    // 单位, 计量单位 as a heading
bool is_value_word(std::string_view key);   // 数量, 金额, 本期数: the one value of a row
bool is_note(std::string_view key);         // 注：…
bool is_signature(std::string_view key);    // 填表人：, 审核：
// How long the number of a part of a form is: 第一部分　人口 → 12; 0: it has none. Also 甲部分.
size_t part_number(std::string_view key);
// 3　60周岁及以上: the number of a row in front of its label, with the space behind it; 0: none,
// nor is that of 3 月.
struct RowNumber {
    int number = 0;
    size_t length = 0;  // bytes of the number and one space
};
RowNumber row_number(std::string_view text);
bool is_group_number(std::string_view key);  // 一、 （二） 1.
// As printed: 2.5亩以下 is no number of a group, 2. 1亩以下 and 3．0—6岁儿童 are.
bool begins_with_decimal(std::string_view text);
bool ends_in_colon(std::string_view key);
// A label with its answer behind a colon, a line or nothing: "填报单位：", "截至　年　月　日".
bool is_meta(std::string_view key);
// Room for a seal, a signature and a day: "（盖章）　　年　月　日".
bool is_place_to_sign(std::string_view key);
bool names_table(std::string_view key);    // "表名：…", "Title: …"
bool is_sheet_mark(std::string_view key);  // 附件2, 附表1, 表一
// A mark that a program replaces, and nothing else: "{{name}}", "${name}", "#{name}", "<%= name
// %>".
bool is_placeholder(std::string_view key);
// One of 甲 乙 丙 …, A B C, 1, (2), ③.
bool is_column_number(std::string_view key);
// The key without brackets and rings around it, full width folded: "（12）", "⑫" → "12".
std::string bare_mark(std::string_view key);
// ⑤＝②÷① → 5＝2÷1: rings beside a sign are the numbers of columns, ①整改率＝… those of notes.
std::string without_rings(std::string text);
// Rows that explain headings: 必填, 字段类型, Required, Help Text.
bool is_annotation_word(std::string_view key);
bool is_field_name_word(std::string_view key);  // 字段名称, Field Name: its row is the heading

// For telling labels from answers.
bool has_sentence_mark(std::string_view key);  // ，、。；
bool ends_like_label(std::string_view key);    // 名称, 日期, 编号, 情况 …
bool is_tick(std::string_view key);            // 是, 否, √, □ …

// The unit of measure a heading prints: in a bracket, or % at its end. Empty: none.
std::string measure_in(std::string_view key);
// 普及率, 占比, 所占比重: a share, whatever its group is measured in.
bool is_share_heading(std::string_view key);
// A text that is a unit of measure and nothing else, without its brackets: "（亩）" → 亩.
std::string bare_measure(std::string_view key);
// What a column of units says: 亩（一位小数）, ㎡，两位小数, 元/人 without the decimals.
std::string printed_measure(std::string_view key);
// "单位：万元" → 万元; empty: none. Several ("户、人") as printed.
std::string table_measure(std::string_view key);

}  // namespace yitao::recognise
