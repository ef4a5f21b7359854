// Fitted weights of structure_labels.h, in the order of LabelFeature: logistic regression on the
// cells of one half of a labelled corpus of filled Chinese tables (docs/recognition.md says how).
// Positive speaks for a label. kFirstRound sees text and place, kSecondRound also what the round
// before it said.
#pragma once

#include <array>

#include "recognise/structure_labels.h"

namespace yitao::recognise::weights {

inline constexpr std::array<double, kFirstRoundFeatures> kFirstRound = {
    -0.60,  // kAlways
    -2.37,  // kValue
    -1.62,  // kDash
    1.49,   // kLength4
    1.21,   // kLength8
    0.92,   // kLength15
    -0.35,  // kLength30
    -1.96,  // kDigit
    -0.79,  // kPunctuation
    2.47,   // kLabelEnd
    1.52,   // kMeasure
    -2.14,  // kTick
    -1.41,  // kLatin
    0.39,   // kColonEnd
    -0.77,  // kOftenSaid
    2.53,   // kFirstRow
    4.46,   // kFirstColumn
    0.12,   // kCorner
    -0.71,  // kLastColumn
    0.15,   // kFullWidth
    0.03,   // kTall
    -0.22,  // kWide
    0.29,   // kRightBlank
    -0.02,  // kRightValue
    0.57,   // kRightLonger
    0.55,   // kRightShorter
    0.19,   // kLeftValue
    2.66,   // kLeftTall
    0.39,   // kBelowBlank
    -0.07,  // kBelowValue
    -0.25,  // kBelowLonger
    -1.15,  // kAboveValue
    2.95,   // kAboveWider
    -0.55,  // kOddPlace
    1.21,   // kPairRow
    0.35,   // kTwoColumns
    -0.14,  // kRowText
    -1.09,  // kColumnText
    -2.61,  // kColumnRepeats
    1.54,   // kFirstOfTwo
    -2.41,  // kOddOfPairs
    1.51,   // kWideFirstRow
    -0.46,  // kValuesInRow
    0.49,   // kValuesInColumn
    -1.27,  // kNoRoomBeside
};

inline constexpr std::array<double, kLabelFeatures> kSecondRound = {
    -1.42,  // kAlways
    -2.02,  // kValue
    -1.73,  // kDash
    0.84,   // kLength4
    0.67,   // kLength8
    0.66,   // kLength15
    -0.14,  // kLength30
    -1.12,  // kDigit
    -0.51,  // kPunctuation
    1.83,   // kLabelEnd
    1.42,   // kMeasure
    -1.82,  // kTick
    -0.58,  // kLatin
    0.56,   // kColonEnd
    -0.36,  // kOftenSaid
    2.44,   // kFirstRow
    2.88,   // kFirstColumn
    0.34,   // kCorner
    -0.76,  // kLastColumn
    1.00,   // kFullWidth
    -0.15,  // kTall
    -0.47,  // kWide
    0.56,   // kRightBlank
    -0.13,  // kRightValue
    0.35,   // kRightLonger
    0.43,   // kRightShorter
    -0.07,  // kLeftValue
    2.14,   // kLeftTall
    -0.23,  // kBelowBlank
    0.24,   // kBelowValue
    -0.14,  // kBelowLonger
    -0.74,  // kAboveValue
    2.56,   // kAboveWider
    -0.18,  // kOddPlace
    0.18,   // kPairRow
    0.03,   // kTwoColumns
    -1.03,  // kRowText
    -1.55,  // kColumnText
    -1.93,  // kColumnRepeats
    1.49,   // kFirstOfTwo
    -0.45,  // kOddOfPairs
    1.19,   // kWideFirstRow
    -0.39,  // kValuesInRow
    0.13,   // kValuesInColumn
    -1.25,  // kNoRoomBeside
    -1.07,  // kLeft
    -0.50,  // kRight
    -0.47,  // kAbove
    0.47,   // kBelow
    1.06,   // kColumnMean
    3.10,   // kRowMean
    2.48,   // kOwn
    0.86,   // kColumnBest
    -0.82,  // kLeftAndRight
    0.91,   // kAboveAndBelow
    -2.09,  // kFirstColumnRow
    -1.05,  // kFirstRowColumn
};

}  // namespace yitao::recognise::weights
