// Fitted weights of structure_labels.h, in the order of LabelFeature: logistic regression on the
// cells of one half of a labelled corpus of filled Chinese tables (docs/recognition.md says how).
// Positive speaks for a label. kFirstRound sees text and place, kSecondRound also what the round
// before it said.
#pragma once

#include <array>

#include "recognise/structure_labels.h"

namespace yitao::recognise::weights {

inline constexpr std::array<double, kFirstRoundFeatures> kFirstRound = {
    -0.14,  // kAlways
    -2.26,  // kValue
    -1.56,  // kDash
    1.47,   // kLength4
    1.16,   // kLength8
    0.85,   // kLength15
    -0.32,  // kLength30
    -1.95,  // kDigit
    -0.82,  // kPunctuation
    2.57,   // kLabelEnd
    1.52,   // kMeasure
    -2.16,  // kTick
    -1.41,  // kLatin
    0.35,   // kColonEnd
    -0.74,  // kOftenSaid
    2.92,   // kFirstRow
    4.16,   // kFirstColumn
    0.11,   // kCorner
    -1.16,  // kLastColumn
    0.15,   // kFullWidth
    -0.06,  // kTall
    -0.11,  // kWide
    0.24,   // kRightBlank
    0.28,   // kRightValue
    0.77,   // kRightLonger
    0.72,   // kRightShorter
    0.16,   // kLeftValue
    2.66,   // kLeftTall
    0.30,   // kBelowBlank
    -0.02,  // kBelowValue
    -0.25,  // kBelowLonger
    -1.10,  // kAboveValue
    2.82,   // kAboveWider
    -2.06,  // kOddPlace
    0.12,   // kPairRow
    0.75,   // kTwoColumns
    0.41,   // kRowText
    -1.46,  // kColumnText
    -2.54,  // kColumnRepeats
    -1.35,  // kNoRoomBeside
};

inline constexpr std::array<double, kLabelFeatures> kSecondRound = {
    -1.19,  // kAlways
    -2.27,  // kValue
    -1.94,  // kDash
    0.92,   // kLength4
    0.69,   // kLength8
    0.66,   // kLength15
    -0.18,  // kLength30
    -1.22,  // kDigit
    -0.48,  // kPunctuation
    2.01,   // kLabelEnd
    1.56,   // kMeasure
    -1.98,  // kTick
    -0.60,  // kLatin
    0.46,   // kColonEnd
    -0.43,  // kOftenSaid
    3.01,   // kFirstRow
    2.48,   // kFirstColumn
    0.14,   // kCorner
    -0.78,  // kLastColumn
    0.67,   // kFullWidth
    -0.20,  // kTall
    -0.44,  // kWide
    0.73,   // kRightBlank
    -0.09,  // kRightValue
    0.46,   // kRightLonger
    0.53,   // kRightShorter
    -0.17,  // kLeftValue
    2.15,   // kLeftTall
    -0.21,  // kBelowBlank
    0.36,   // kBelowValue
    -0.14,  // kBelowLonger
    -0.73,  // kAboveValue
    2.79,   // kAboveWider
    -0.45,  // kOddPlace
    -0.12,  // kPairRow
    0.50,   // kTwoColumns
    -0.75,  // kRowText
    -1.86,  // kColumnText
    -1.93,  // kColumnRepeats
    -1.42,  // kNoRoomBeside
    -1.34,  // kLeft
    -1.19,  // kRight
    -0.18,  // kAbove
    1.06,   // kBelow
    1.24,   // kColumnMean
    2.98,   // kRowMean
    2.02,   // kOwn
    1.23,   // kColumnBest
};

}  // namespace yitao::recognise::weights
