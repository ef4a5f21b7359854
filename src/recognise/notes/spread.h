// Words that notes define by lists of codes, and the other words of the form that have them in
// them.
//
//     第二产业为B、C、D、E门类; 工业包括B、C、D三个行业门类; 政府投资项目：基础设施类、民生类项目;
//     企业、合作社为法人单位, 个体户、家庭农场为非法人经营户
//
// 工业企业, 规上工业产值 of the same form are of that industry then, and 实有经营主体 are those of
// 实有户.
#pragma once

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

void spread_definitions(const SheetCells& cells, Vocabulary& words);

}  // namespace yitao::recognise
