// Random changes of a sample city, as clerks and imports bring them: fields, moves to another unit,
// new rows, deletions, in all ledgers. Values are drawn from other rows of the same ledger, so that
// what lands looks like what is there. The same city and seed give the same changes.
//
//     CityEdits edits = TRY(CityEdits::open(site, 1));
//     CityEdit one = TRY(edits.single());
//     edits.landed(one, TRY(site.apply(ledger::Batch(one.batch), one.info)));
#pragma once

#include <array>
#include <random>
#include <string>
#include <vector>

#include "site/site.h"

namespace yitao::cli {

struct CityEdit {
    ledger::Batch batch;
    ledger::EntryInfo info;
};

class CityEdits {
  public:
    // `site` must outlive it.
    static Result<CityEdits> open(site::Site& site, uint64_t seed);

    // As a clerk types it: one row; one in eight holds since 40 days ago.
    Result<CityEdit> single();
    // As a corrected file brings it: whole rows of one ledger.
    Result<CityEdit> bulk(size_t rows);
    // What became of it: which rows there are now.
    void landed(const CityEdit& edit, const site::ApplyReport& report);

  private:
    enum class Kind : uint8_t { kField, kTwoFields, kMove, kInsert, kDelete };
    struct Ledger {
        size_t table = 0;
        const ledger::Schema* schema = nullptr;
        std::vector<ledger::RowId> rows;
        std::vector<size_t> stored;  // columns
        std::vector<size_t> facts;   // of them: neither key nor unit
        size_t unit = 0;
        int serial = -1;  // key column that a new row gets a new text in; -1: none can be made
    };

    explicit CityEdits(site::Site& site, uint64_t seed) : site_(site), random_(seed) {}
    void describe(Ledger& ledger) const;
    Ledger& pick_ledger();
    Ledger& pick_large_ledger(size_t rows);
    Kind pick_kind(const Ledger& ledger);
    // A row that is there and another to draw from.
    Result<std::array<ledger::Row, 2>> pick_rows(Ledger& ledger);
    // The row's fields as the change makes them; says which columns differ.
    std::vector<size_t> change_fields(const Ledger& ledger, Kind kind, const ledger::Row& donor,
                                      std::vector<ledger::Field>& fields);
    std::string new_key(const ledger::Column& column, const std::string& like);

    site::Site& site_;
    std::mt19937_64 random_;
    std::vector<Ledger> ledgers_;
    uint64_t serial_ = 0;
};

}  // namespace yitao::cli
