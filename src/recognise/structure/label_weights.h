// Fitted weights of structure/labels.h, in the order of LabelFeature: logistic regression on the
// cells of one half of a labelled corpus of filled Chinese tables (docs/recognition.md says how).
// Positive speaks for a label. kFirstRound sees text and place, kSecondRound also what the round
// before it said.
#pragma once

#include <array>

#include "recognise/structure/labels.h"

namespace yitao::recognise::weights {

inline constexpr std::array<double, kFirstRoundFeatures> kFirstRound = {
    -0.44,  // kAlways
    -2.33,  // kValue
    -1.17,  // kDash
    1.38,   // kLength4
    1.13,   // kLength8
    0.90,   // kLength15
    -0.41,  // kLength30
    -2.02,  // kDigit
    -1.02,  // kPunctuation
    2.46,   // kLabelEnd
    1.30,   // kMeasure
    -2.19,  // kTick
    -1.35,  // kLatin
    0.40,   // kColonEnd
    -0.61,  // kOftenSaid
    1.81,   // kFirstRow
    3.62,   // kFirstColumn
    0.26,   // kCorner
    -0.74,  // kLastColumn
    0.39,   // kFullWidth
    0.02,   // kTall
    -0.10,  // kWide
    0.43,   // kRightBlank
    -0.18,  // kRightValue
    0.43,   // kRightLonger
    0.57,   // kRightShorter
    0.26,   // kLeftValue
    2.28,   // kLeftTall
    0.29,   // kBelowBlank
    -0.02,  // kBelowValue
    -0.28,  // kBelowLonger
    -0.87,  // kAboveValue
    2.69,   // kAboveWider
    -0.59,  // kOddPlace
    1.20,   // kPairRow
    0.43,   // kTwoColumns
    -0.15,  // kRowText
    -0.86,  // kColumnText
    -2.42,  // kColumnRepeats
    0.94,   // kFirstOfTwo
    -2.54,  // kOddOfPairs
    1.39,   // kWideFirstRow
    -0.30,  // kValuesInRow
    0.42,   // kValuesInColumn
    -1.33,  // kNoRoomBeside
};

inline constexpr std::array<double, kLabelFeatures> kSecondRound = {
    -1.20,  // kAlways
    -2.00,  // kValue
    -1.38,  // kDash
    0.75,   // kLength4
    0.56,   // kLength8
    0.57,   // kLength15
    -0.29,  // kLength30
    -1.17,  // kDigit
    -0.65,  // kPunctuation
    1.82,   // kLabelEnd
    1.28,   // kMeasure
    -1.82,  // kTick
    -0.59,  // kLatin
    0.55,   // kColonEnd
    -0.29,  // kOftenSaid
    2.01,   // kFirstRow
    2.73,   // kFirstColumn
    0.36,   // kCorner
    -0.87,  // kLastColumn
    0.98,   // kFullWidth
    -0.26,  // kTall
    -0.41,  // kWide
    0.75,   // kRightBlank
    -0.29,  // kRightValue
    0.27,   // kRightLonger
    0.40,   // kRightShorter
    -0.15,  // kLeftValue
    2.16,   // kLeftTall
    -0.05,  // kBelowBlank
    0.29,   // kBelowValue
    -0.15,  // kBelowLonger
    -0.49,  // kAboveValue
    2.48,   // kAboveWider
    -0.14,  // kOddPlace
    0.12,   // kPairRow
    0.13,   // kTwoColumns
    -0.93,  // kRowText
    -1.31,  // kColumnText
    -1.83,  // kColumnRepeats
    0.95,   // kFirstOfTwo
    -0.39,  // kOddOfPairs
    0.93,   // kWideFirstRow
    -0.27,  // kValuesInRow
    0.11,   // kValuesInColumn
    -1.42,  // kNoRoomBeside
    -1.29,  // kLeft
    -0.62,  // kRight
    -0.63,  // kAbove
    0.27,   // kBelow
    1.31,   // kColumnMean
    3.23,   // kRowMean
    2.31,   // kOwn
    0.57,   // kColumnBest
    -0.95,  // kLeftAndRight
    0.89,   // kAboveAndBelow
    -1.70,  // kFirstColumnRow
    -0.48,  // kFirstRowColumn
};

}  // namespace yitao::recognise::weights
