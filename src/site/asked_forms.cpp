#include "site/asked_forms.h"

#include <filesystem>

namespace yitao::site {

Result<AskedForm> read_asked_form(const std::string& file, const std::string& converted,
                                  const formula::Catalog& catalog,
                                  const recognise::Vocabulary& words) {
    AskedForm form;
    form.path = file;
    form.name = std::filesystem::path(file).stem().string();
    xlsx::Workbook book = TRY_WITHIN(xlsx::Workbook::open(converted), file);
    auto prepared = templates::Template::open_file(file, converted, catalog);
    const bool bound = prepared && !prepared->bindings().empty();
    if (auto blank = bound ? recognise::without_bindings(*prepared) : Result<std::string>();
        bound && blank) {
        form.bound = recognise::bound_cells(*prepared);
        book = TRY_WITHIN(xlsx::Workbook::from_bytes(std::move(*blank)), file);
    }
    form.book = std::make_unique<xlsx::Workbook>(std::move(book));
    form.structure = TRY_WITHIN(recognise::read_structure(*form.book), file);
    form.proposal = TRY_WITHIN(recognise::propose(*form.book, form.structure, words), file);
    for (size_t s = 0; s < form.book->sheets().size(); ++s) {
        form.grids.push_back(TRY_WITHIN(form.book->grid(s), file));
        if (form.book->sheets()[s].visible) {
            recognise::read_identity(form.grids.back(), s, form.identity);
        }
    }
    return form;
}

}  // namespace yitao::site
