// The words of some packs as recognition takes them, without a site.
#pragma once

#include <string>
#include <vector>

#include "pack/pack.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao {

struct PackWords {
    std::vector<pack::Pack> packs;
    std::vector<const ledger::Schema*> schemas;  // of the packs
    recognise::Vocabulary vocabulary;

    static Result<PackWords> load(const std::vector<std::string>& ids) {
        auto packs = TRY(pack::load_packs(YITAO_SOURCE_DIR "/packs", ids));
        std::vector<const ledger::Schema*> schemas;
        recognise::Vocabulary::Parts parts;
        for (const pack::Pack& pack : packs) {
            for (const auto& ledger : pack.ledgers) schemas.push_back(&ledger);
            for (const auto& list : pack.code_lists) parts.code_lists.push_back(&list);
            for (const auto& phrase : pack.phrases) parts.phrases.push_back(&phrase);
        }
        parts.schemas = schemas;
        auto vocabulary = TRY(recognise::Vocabulary::build(parts, nullptr));
        return PackWords{std::move(packs), std::move(schemas), std::move(vocabulary)};
    }
};

}  // namespace yitao
