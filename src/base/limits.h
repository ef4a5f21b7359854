// Every bound of the system, with its reason. A test stands on each side of each.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yitao {

// Formula
inline constexpr size_t kMaxFormulaLength = 8192;  // Excel's own limit, in characters
inline constexpr int kMaxFormulaDepth = 128;       // Excel allows 64 levels of functions
inline constexpr size_t kMaxFormulaNodes = 16384;
inline constexpr size_t kMaxArrayCells = 24'000'000;  // one array: 3,000,000 rows × 8 columns
inline constexpr size_t kMaxEvaluationCells = 200'000'000;  // made in all by one evaluation

// Workbook
inline constexpr uint32_t kMaxSheetRows = 1'048'576;
inline constexpr uint32_t kMaxSheetColumns = 16'384;
inline constexpr size_t kMaxWorkbookBytes = size_t{2} << 30;       // compressed file
inline constexpr size_t kMaxWorkbookEntries = 10'000;              // parts of a package
inline constexpr size_t kMaxPartBytes = size_t{4} << 30;           // one streamed part, inflated
inline constexpr size_t kMaxTemplatePartBytes = size_t{128} << 20; // one part held in memory
inline constexpr size_t kMaxSmallPartBytes = size_t{32} << 20;     // workbook, styles, relations
inline constexpr size_t kMaxSharedTextBytes = size_t{1} << 30;     // shared strings, in memory
inline constexpr size_t kMaxTemplateCells = 1'000'000;             // of one sheet held in memory
inline constexpr size_t kMaxGrownCells = 4'000'000;  // the same once its lists have their rows
inline constexpr size_t kMaxRowBytes = size_t{32} << 20;           // XML of one row, inflated
inline constexpr size_t kMaxSheetRanges = 200'000;  // merges, validations kept beside rows
inline constexpr size_t kMaxInflateRatio = 1000;  // deflate cannot honestly exceed 1032:1
inline constexpr size_t kMaxSharedStrings = 20'000'000;
inline constexpr size_t kMaxCellText = 32'767;  // characters; Excel's own limit

// A sheet drawn on a page; what lies beyond is left out and the drawing says so
inline constexpr size_t kMaxDrawnCells = 200'000;           // listed, blank ones with lines too
inline constexpr size_t kMaxDrawnTextBytes = size_t{32} << 20;  // of all cells of one sheet
inline constexpr uint32_t kMaxDrawnRows = 50'000;
inline constexpr uint32_t kMaxDrawnColumns = 1'024;
inline constexpr uint32_t kMaxDrawnBlankRows = 1'000;  // ruled and empty, behind the last text
inline constexpr size_t kMaxLooks = 65'536;  // fonts, fills, borders, formats; Excel: 65,490

// Structure of a workbook nobody prepared; what lies beyond is not looked at
inline constexpr uint32_t kMaxStructureRows = 50'000;
inline constexpr uint32_t kMaxStructureColumns = 1'024;
inline constexpr size_t kMaxStructureCells = 500'000;     // with content or border, of one sheet
inline constexpr size_t kMaxStructureWindow = 2'000'000;  // rows × columns
inline constexpr size_t kMaxStructureSheets = 200;
inline constexpr size_t kMaxStructureTables = 1'000;  // of one workbook
inline constexpr size_t kMaxLabelSpots = 4'000;       // of a form whose labels are told from answers
inline constexpr size_t kMaxHeadingBytes = 4'096;     // of one text that is compared

// Rows of a file
inline constexpr size_t kMaxCsvField = 1 << 20;
inline constexpr size_t kMaxCsvColumns = 16'384;
inline constexpr size_t kMaxTableCells = 100'000'000;  // rows × columns of a table read whole
inline constexpr size_t kMaxRejects = 100'000;  // rows written to a rejects workbook

// People who sign in
inline constexpr size_t kMaxAccountNameBytes = 64;
inline constexpr size_t kMaxPersonNameBytes = 100;
inline constexpr size_t kMinPasswordLength = 8;      // characters; a sentence in Chinese is one
inline constexpr size_t kMaxPasswordBytes = 1'024;   // hashed whole, so not without end
inline constexpr size_t kMaxReasonBytes = 1'000;     // of an unmasking; a few sentences
inline constexpr size_t kMaxPostsOfAccount = 50;
inline constexpr size_t kMaxSessionsOfAccount = 20;  // one more ends the oldest
inline constexpr size_t kMaxThrottled = 10'000;      // names, and as many addresses, in memory
inline constexpr size_t kMaxPasswordChecks = 2;      // at once; each takes 64 MB for a while

// Packs and trees
inline constexpr size_t kMaxUnits = 2'000'000;
inline constexpr size_t kMaxColumns = 1'000;   // of a ledger
inline constexpr size_t kMaxCodes = 100'000;   // of a code list
inline constexpr size_t kImportBatchRows = 65'536;  // rows of one transaction
inline constexpr size_t kLeastSnapshotRows = 20'000;  // of a ledger; fewer load as fast from SQLite

}  // namespace yitao
