// A sample text (packs/<id>/sample/<ledger>.toml) read and checked against its ledger: how many
// rows for what, and how each column is drawn. docs in packs/README.md; one line a column, drawn in
// the order of the file, later lines may look at earlier columns:
//
//     ledger = "hazard"
//     per = "place"     # each row of 场所; or residents, village, township, county, city
//     rows = "0..4"
//     column = [
//         { id = "found_on", date = "-540..0" },
//         { id = "closed_on", date = "found_on+2..45", share = 90 },
//         { id = "state", weights = ["已整改"], when = "closed_on any" },
//         { id = "state", weights = ["整改中 6", "待整改 4"] },
//     ]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "ledger/schema.h"
#include "org/tree.h"

namespace yitao::sample {

// A value a line may look at: a column of its own row, of the row it is drawn for ("parent.kind"),
// or of the row a reference of its own picked ("place_no.kind").
struct Source {
    enum class From : uint8_t { kOwn, kParent, kPicked };
    From from = From::kOwn;
    size_t via = 0;     // kPicked: the own column that holds the reference
    size_t column = 0;  // in the schema it comes from
    ledger::ColumnType type = ledger::ColumnType::kText;
    int scale = 0;
};

// "state is 已整改、整改中", "state not …", "closed_on any", "closed_on none", "found_on last 60"
// (days), "found_on before 60", "people at_least 50", "people at_most 3", "chance 30" (per cent;
// always for the first row of a ledger), "first 2" (the ledger's first rows).
struct Condition {
    enum class Kind : uint8_t {
        kIs,
        kNot,
        kAny,
        kNone,
        kLast,
        kBefore,
        kAtLeast,
        kAtMost,
        kChance,
        kFirst
    };
    Kind kind = Kind::kAny;
    Source source;
    std::vector<std::string> words;
    int64_t number = 0;  // kAtLeast, kAtMost: at the source's scale
};

// "YH{found_on:year}{serial:6}", "{place}{what}": literal text and what is put between.
struct Piece {
    enum class Kind : uint8_t {
        kLiteral,
        kPlace,
        kTownship,
        kTown,
        kCounty,
        kUnit,
        kSerial,
        kIndex,
        kWord,
        kMan,
        kWoman,
        kPerson,
        kSurname,
        kNumber,
        kSource,
        kYear,
        kMonth,
        kAsOfYear
    };
    Kind kind = Kind::kLiteral;
    std::string text;  // kLiteral
    int width = 0;     // kSerial, kIndex
    size_t list = 0;   // kWord
    int least = 0;     // kNumber
    int most = 0;
    Source source;  // kSource, kYear, kMonth
};
using Pattern = std::vector<Piece>;

struct Choice {  // weights
    std::vector<std::string> names;
    std::vector<int> weights;
    bool in_order = false;  // the row's place decides, not chance
    int fewest = 1;         // more than one only for a multi_code column
    int most = 1;
};
struct Written {  // text: one of the patterns
    std::vector<Pattern> patterns;
    bool in_order = false;
};
struct Counted {  // number
    enum class Kind : uint8_t { kRange, kShareOf, kSourceShareOf, kDifference, kSame, kIndex };
    Kind kind = Kind::kRange;
    int64_t least = 0;  // kRange: own scale; kShareOf: per cent at scale 2
    int64_t most = 0;
    Source first;   // kSourceShareOf: the per cents; kDifference, kSame
    Source second;  // of what, minus what
    int skew = 1;   // of so many draws the smallest: more small ones than large
    int64_t step = 1;
    bool running = false;  // added to the value of the row before, of the same parent
    std::optional<Source> at_most;
    std::optional<int64_t> limit;  // own scale
};
struct Dated {                   // date or month
    bool series = false;         // one step a row, the last at the as-of date
    std::optional<Source> base;  // none: the as-of date
    int least = 0;               // days
    int most = 0;
    int skew = 1;         // of so many draws the latest
    bool future = false;  // may lie after the as-of date; else the field stays blank
    bool cap = false;     // … or is the as-of date
    bool month = false;   // "2026-10" instead of a date
};
struct Copied {
    Source source;
};
struct Picked {
    size_t ledger = 0;                 // among the samples
    size_t key = 0;                    // its column that a reference holds
    std::optional<org::Level> within;  // else the nearest unit that has any
    std::optional<Source> other_than;
    std::vector<Condition> only;  // "buyer.kind is 企业"
};
struct Credit {
    std::string prefix;
};

struct Draw {
    size_t column = 0;
    std::vector<Condition> when;
    int share = 100;  // per cent; else blank
    std::variant<Choice, Written, Counted, Dated, Copied, Picked, Credit> how;
};

struct WordList {
    std::string id;
    std::vector<std::string> words;
};

struct LedgerSample {
    enum class Per : uint8_t { kResidents, kLevel, kRow };
    const ledger::Schema* schema = nullptr;
    Per per = Per::kResidents;
    org::Level level = org::Level::kVillage;  // kLevel
    size_t parent = 0;                        // kRow: among the samples
    int64_t rows_least = 0;                   // kResidents: a thousand residents, at scale 2
    int64_t rows_most = 0;
    std::vector<Condition> where;  // kRow: which rows of the parent
    std::vector<WordList> words;
    std::vector<Draw> draws;
    std::vector<size_t> needs;  // samples that must be drawn before
    bool kept = false;          // somebody picks its rows
    bool has_children = false;
};

// A text file and the ledger it fills; which ledgers have one is known before any is read.
struct SampleText {
    std::string path;
    const ledger::Schema* schema = nullptr;
};

// In an order in which every sample stands behind those it needs.
Result<std::vector<LedgerSample>> read_samples(std::span<const SampleText> texts);
// The id of the ledger a sample text fills.
Result<std::string> sample_ledger(const std::string& path);

}  // namespace yitao::sample
