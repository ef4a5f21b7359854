// What the lines above a table's headings say of whom or of what all its rows are.
//
//     whose_clauses("只数常住的男性；年龄为10月31日周岁　　单位：人")       // 只数常住的男性
//     whose_clauses("（60周岁及以上，台账在册全部老年人，2026年10月31日）")  // both of the first
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// The clauses of one line that may say so, without labels (统计对象：) and words that limit
// (只统计). What takes in, defines a word or says when is left out.
std::vector<std::string> whose_clauses(std::string_view line);

// 2026年10月末　单位：人（全部登记人员） → 全部登记人员; empty: the measure has no such remark.
std::string_view remark_of_measure(std::string_view line);

// 2．婚姻（18周岁以上）, 按行业（只填在营） over the rows' labels: conditions of all of them.
std::vector<std::string> conditions_in_brackets(const Vocabulary& words, std::string_view heading);

// Of one such clause what is said of whom the ledgers hold; both empty: it has a word that is not
// understood, or speaks of what happened, how much and when.
struct Whose {
    std::string population;  // 户籍人口, 常住人口: whose people, where the cell names none
    std::string condition;   // who they are: 60周岁及以上，男
    std::string all;         // 在册人员: everybody
};
Whose read_whose(const Vocabulary& words, const std::string& clause);

}  // namespace yitao::recognise
