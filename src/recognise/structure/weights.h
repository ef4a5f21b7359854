// Every threshold of reading a structure, in one place, with what it means. Shares are of 1.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yitao::recognise::weights {

// The window looked at
inline constexpr uint32_t kBlankRowsBelow = 400;    // drawn blanks kept below the last text
inline constexpr uint32_t kBlankColumnsRight = 24;  // … and to its right
inline constexpr size_t kPaintFactor = 4;  // merged cells painted at most, times the window

// Regions
inline constexpr uint32_t kStrayDistance = 3;  // void columns before a lone column is a stray
inline constexpr uint32_t kStrayTexts = 3;     // fewer texts than these, so far away, are no table

// Titles: ends like a name of a table 2, over half the width 2, bold 1, centred 1
inline constexpr int kLeastTitle = -1;
inline constexpr int kTitleAmongLabels = 2;  // beside 填报单位：, 表号：
inline constexpr size_t kLongTitle = 90;     // characters

// Heading block
inline constexpr uint32_t kHeaderSearchRows = 40;  // candidates below the top of a region
inline constexpr uint32_t kHeaderDepth = 12;       // rows of a block without merges over them
inline constexpr uint32_t kRowsBelow = 6;          // rows compared with the block
inline constexpr double kCoverage = 1.0;      // share of the table's columns that get a heading
inline constexpr double kTexts = 0.8;         // share of texts among the block's cells
inline constexpr double kDataBelow = 0.7;     // share of numbers and blanks right below
inline constexpr double kContrast = 0.3;      // bold or filled here, not below
inline constexpr double kNumberRow = 0.6;     // 甲 乙 1 2 3 below it
inline constexpr double kSkippedRow = -0.25;  // a row above that is neither title nor meta
inline constexpr double kRepeated = -1.2;     // share of headings that repeat their neighbour
inline constexpr double kOpenCells = -0.8;    // share of blanks in its first row under no group
inline constexpr double kLabelBlank = -1.2;   // label, blank, label, blank: the row of a form
inline constexpr double kLongText = -0.5;     // share of texts too long for a heading
inline constexpr double kColon = -0.6;        // share of texts that end in a colon
inline constexpr double kNarrow = -0.6;       // the block has but one heading
inline constexpr size_t kLongHeading = 60;    // characters
inline constexpr double kLeastHeader = 1.35;  // a block below this is none
inline constexpr double kLeastCoverage = 0.6;
inline constexpr double kNumberRowShare = 0.9;  // of its cells that must count

// Rows
inline constexpr double kStubTexts = 0.5;  // share of data rows that name themselves in a column
inline constexpr size_t kNoteLength = 30;  // characters of a lone text that is a note
inline constexpr double kMatrixNumbers = 0.5;
// Texts among all cells for values, blank ones too, that may be labels beside blanks.
inline constexpr double kLabelTexts = 0.1;

// Forms
inline constexpr size_t kLeastLineFields = 4;  // labels with colons that make a form without lines
inline constexpr double kFilledShare = 0.65;   // of a region's cells: labels are told from answers
inline constexpr double kFormMargin =
    0.25;  // how much less likely a table is, per cell, to be none
inline constexpr double kTableEvidence =
    0.4;                                 // added for totals, 序号, units, footers, a blank column
inline constexpr double kFreeRow = 1.5;  // what a row without a pattern costs, as -log
inline constexpr double kLabel = 0.5;    // chance from which a text is a label

}  // namespace yitao::recognise::weights
