// Which texts of a filled form are labels and which are answers. Two rounds of weighted features:
// the first looks at a text, its place and its neighbours; the second also at what the first said
// about the neighbours, the same column and the same row. The weights stand in
// structure/label_weights.h; they were fitted on one half of a labelled corpus.
//
//     for (const LabelGuess& guess : guess_labels(sheet, region))  // guess.chance of being a label
#pragma once

#include <array>
#include <vector>

#include "recognise/structure/sheet.h"

namespace yitao::recognise {

enum class LabelFeature : uint8_t {
    kAlways,
    kValue,  // a number or date
    kDash,
    kLength4,      // at most 4 characters
    kLength8,      // 5 to 8
    kLength15,     // 9 to 15
    kLength30,     // over 30
    kDigit,        // a text with a digit
    kPunctuation,  // a text with , 、 。 ；
    kLabelEnd,     // ends like a label: 名称, 日期, 编号, 情况 …
    kMeasure,      // prints a unit of measure
    kTick,         // 是, 否, √, □
    kLatin,        // without Chinese
    kColonEnd,
    kOftenSaid,  // the same text stands elsewhere in the region
    kFirstRow,
    kFirstColumn,
    kCorner,
    kLastColumn,
    kFullWidth,
    kTall,  // merged over rows
    kWide,  // merged over columns
    kRightBlank,
    kRightValue,
    kRightLonger,  // the text to the right is longer
    kRightShorter,
    kLeftValue,
    kLeftTall,  // the spot to the left is taller
    kBelowBlank,
    kBelowValue,
    kBelowLonger,
    kAboveValue,
    kAboveWider,     // the spot above is wider
    kOddPlace,       // the second, fourth … spot of its row
    kPairRow,        // its row holds an even number of spots
    kTwoColumns,     // the region has but two columns
    kRowText,        // share of texts in its row
    kColumnText,     // share of texts in its column
    kColumnRepeats,  // share of its column that says the same
    kFirstOfTwo,     // in the first row of a region with two columns
    kOddOfPairs,     // in the second, fourth … place of an even row
    kWideFirstRow,   // in the first row of a region with an odd number of columns over two
    kValuesInRow,    // share of numbers, dates, dashes in its row
    kValuesInColumn,
    kNoRoomBeside,  // no spot to the right, no room below
    kLeft,          // from here on: what the first round said of …
    kRight,
    kAbove,
    kBelow,
    kColumnMean,
    kRowMean,
    kOwn,
    kColumnBest,  // how much more its column than its row looks like labels
    kLeftAndRight,
    kAboveAndBelow,
    kFirstColumnRow,  // in the first column: what its row looks like
    kFirstRowColumn,  // in the first row: what its column looks like
    kCount,
};
inline constexpr size_t kLabelFeatures = static_cast<size_t>(LabelFeature::kCount);
inline constexpr size_t kFirstRoundFeatures = static_cast<size_t>(LabelFeature::kLeft);
using LabelFeatures = std::array<double, kLabelFeatures>;

struct LabelGuess {
    const Spot* spot = nullptr;
    double chance = 0;
};

// Every spot of the region that is not blank, in reading order; nothing when there are more than
// kMaxLabelSpots.
std::vector<LabelGuess> guess_labels(const Sheet& sheet, const xlsx::CellRange& region);

// For fitting the weights: the features of the first round, and where the neighbours stand.
struct LabelPlace {
    const Spot* spot = nullptr;
    LabelFeatures features{};
    std::array<int, 4> beside = {-1, -1, -1, -1};  // left, right, above, below
};
std::vector<LabelPlace> label_places(const Sheet& sheet, const xlsx::CellRange& region);

}  // namespace yitao::recognise
