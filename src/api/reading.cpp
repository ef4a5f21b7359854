#include "api/reading.h"

#include "base/files.h"
#include "recognise/proof/formula_words.h"

namespace yitao::api {

Result<std::shared_ptr<const site::Words>> words_of(Office& office) {
    if (!office.words) {
        const auto tree = TRY(office.site.tree(office.site.clock().today()));
        office.words =
            std::make_shared<const site::Words>(TRY(site::words_of(office.site, tree.get())));
    }
    return office.words;
}

std::string in_words(Office& office, const std::string& formula) {
    const auto words = words_of(office);
    if (!words) return formula;
    return recognise::words_of_formula(formula, (*words)->vocabulary);
}

Result<Reading> read_workbook(Office& office, const std::string& bytes) {
    const site::Words& words = *TRY(words_of(office));
    xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(bytes));
    Reading reading{
        .structure = TRY(recognise::read_structure(book)), .proposal = {}, .identity = {}};
    reading.proposal = TRY(recognise::propose(book, reading.structure, words.vocabulary));
    recognise::apply_lessons(reading.proposal, reading.structure, words.vocabulary, words.lessons,
                             words.doubtful);
    reading.identity = TRY(recognise::read_identity(book));
    return reading;
}

Result<std::shared_ptr<const Reading>> reading_of(Office& office, const site::ShelfItem& item) {
    auto& known = office.readings[item.id];
    if (known) return known;
    known = std::make_shared<const Reading>(TRY(read_workbook(office, TRY(read_file(item.path)))));
    return known;
}

}  // namespace yitao::api
