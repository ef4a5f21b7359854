// How a heading is written: its name without what is printed around it, and whether it begins a
// chapter.
#pragma once

#include <string>
#include <string_view>

namespace yitao::recognise {

// Its key without the measure or brackets at its end: 人均收入（元） → 人均收入.
std::string bare_heading(std::string_view text);
// 一、…, （二）…: a chapter of the form; 一、二级 is none.
bool begins_chapter(std::string_view text);
// （一）潘家湾村 → 潘家湾村
std::string without_numeral(const std::string& text);

}  // namespace yitao::recognise
