// How an uploaded workbook was read, kept for the page that confirms it: the proposal, and formulas
// in words.
#pragma once

#include <memory>
#include <string>

#include "api/office.h"
#include "recognise/proposal/propose.h"
#include "recognise/structure/identity.h"

namespace yitao::api {

// The installation's words; read when first needed, forgotten when the ledger of terms changes.
Result<std::shared_ptr<const site::Words>> words_of(Office& office);
// "“居民”台账中性别为女、年龄≥60的人数"; the formula where it has no words.
std::string in_words(Office& office, const std::string& formula);

struct Reading {
    recognise::Structure structure;
    recognise::Proposal proposal;
    recognise::FormIdentity identity;
    // Nothing where the cell was not taken for one that asks.
    [[nodiscard]] const recognise::ProposedCell* find(size_t sheet, xlsx::CellRef cell) const {
        for (const recognise::ProposedCell& one : proposal.cells) {
            if (one.sheet == sheet && one.cell == cell) return &one;
        }
        return nullptr;
    }
};
// Of a workbook's bytes as it was uploaded.
Result<Reading> read_workbook(Office& office, const std::string& bytes);
// Of a template on the shelf; read once while it is there.
Result<std::shared_ptr<const Reading>> reading_of(Office& office, const site::ShelfItem& item);

}  // namespace yitao::api
