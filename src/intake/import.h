// Files of rows (.csv, .xlsx, .xls through the converter) into a ledger. Good rows land, bad rows go
// into a rejects workbook that can be mended and imported again; a second run changes nothing.
//
//     ImportReport report = TRY(import_file(site, *site.schema("居民"), "居民.csv", {.who = "clerk"}));
//     report.read == report.inserted + report.updated + report.unchanged + report.rejected
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "ledger/change.h"
#include "site/site.h"

namespace yitao::intake {

struct Progress {
    size_t rows = 0;    // read so far
    double part = 0;    // of the file, 0..1; 0 where it is not known
};

enum class ImportMode : uint8_t {
    kApply,
    kDryRun,  // reads and matches everything, changes nothing, writes no rejects workbook
};

struct ImportOptions {
    std::string who;
    std::optional<Date> effective_on;  // see ledger::EntryInfo
    site::MayTouch may_touch;          // rows beyond are rejected with the reason
    std::string sheet;                 // name of the sheet; empty: the first that has the headings
    ImportMode mode = ImportMode::kApply;
    std::string rejects;               // path; empty: "<file without ending>.rejects.xlsx"
    std::function<void(const Progress&)> progress;  // after each batch
};

// What became of one heading of the file.
struct HeadingOutcome {
    enum class Kind : uint8_t {
        kMatched,
        kUnknown,     // no column means it: not read
        kCalculated,  // a calculated column: not read
        kTaken,       // another heading fits that column better: not read
    };
    std::string heading;
    Kind kind = Kind::kMatched;
    std::string column;   // name of the column, for all but kUnknown
    std::string nearest;  // kUnknown: a column it may have meant, or empty
    std::string measure;  // "万元" where values are converted from it, else empty
};

// A row that did not land, or landed with something to say.
struct RowRemark {
    size_t row = 0;  // in the file, as Excel counts
    std::string column;  // name; empty: the row as a whole
    std::string value;   // as it stands in the file; empty where only the ledger knows
    Message message;
};

struct ImportReport {
    std::string ledger;  // name
    std::string sheet;   // empty for text
    size_t heading_row = 0;
    std::vector<HeadingOutcome> headings;

    size_t read = 0;  // rows below the headings with anything in them
    size_t inserted = 0;
    size_t updated = 0;
    size_t unchanged = 0;
    size_t rejected = 0;
    size_t flagged = 0;   // landed (or stands unchanged) with a flag
    size_t warned = 0;
    size_t rounded = 0;   // values that had more decimals than their column keeps
    size_t untried = 0;   // kDryRun: rows that can be read; 0 otherwise

    std::vector<RowRemark> examples;  // the first few rejects
    std::string rejects;              // path of the workbook; empty: none was needed
    // The file broke off (damaged, over a limit). What stood before has landed and is counted.
    std::optional<Error> stopped;
};

// Where the rows of that file go that do not land: beside it, under a name nobody has taken.
std::string default_rejects(const std::string& path);

// Refused as a whole, nothing landed: no such file or sheet, no headings, a required column missing,
// one column named twice.
Result<ImportReport> import_file(site::Site& site, const ledger::Schema& schema,
                                 const std::string& path, const ImportOptions& options);

}  // namespace yitao::intake
