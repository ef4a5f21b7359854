// The departments' workbooks of an installation: those its packs bring, and those that were
// uploaded and understood. An uploaded one is a folder of the data directory:
//     templates/<id>/form.xlsx  form.bindings.toml  name.txt
//
//     Shelf shelf(site);
//     std::string id = TRY(shelf.add("月报.xlsx", bytes, recognise::write_bindings(proposal)));
//     auto form = TRY(shelf.open(id));              // a Template, kept until it changes
//     TRY(shelf.rebind(id, templates::write_bindings_file(changed)));
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "site/site.h"
#include "template/bindings_file.h"
#include "template/template.h"

namespace yitao::site {

struct ShelfItem {
    std::string id;    // "base-03" of the packs', "u-7" of the uploaded
    std::string name;  // as people call the form
    std::string department;
    bool is_uploaded = false;
    std::string path;      // of the workbook
    std::string bindings;  // path; empty: there is none
};

class Shelf {
  public:
    // `site` must outlive it.
    explicit Shelf(Site& site) : site_(site) {}

    [[nodiscard]] Result<std::vector<ShelfItem>> items();
    [[nodiscard]] Result<ShelfItem> item(std::string_view id);
    Result<std::shared_ptr<const templates::Template>> open(std::string_view id);
    Result<templates::BindingsFile> bindings(std::string_view id);

    // Durable when it returns. Refused where the workbook cannot be a template.
    Result<std::string> add(std::string_view file_name, std::string_view bytes,
                            std::string_view bindings_toml);
    // Of an uploaded one: the whole bindings file, compiled before it is kept.
    Result<void> rebind(std::string_view id, std::string_view bindings_toml);
    Result<void> remove(std::string_view id);

  private:
    Result<ShelfItem> need_uploaded(std::string_view id);

    Site& site_;
    std::map<std::string, std::shared_ptr<const templates::Template>, std::less<>> open_;
};

}  // namespace yitao::site
