#include "site/code_lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "formula/predicate.h"
#include "formula/value.h"
#include "site/state.h"

namespace yitao::site {

namespace {

constexpr std::string_view kBetweenCodes = "、";  // of a column of several codes, and of synonyms

std::vector<std::string> parts_of(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const size_t end = text.find(kBetweenCodes);
        if (end != 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size()
                                                         : end + kBetweenCodes.size());
    }
    return parts;
}

}  // namespace

void CodeLists::set_packs(std::span<const pack::Pack> packs) {
    lists_.clear();
    of_packs_.clear();
    ledger::CodeList names{
        .id = std::string(pack::kListOfLists), .name = "代码表", .source = "", .codes = {}};
    for (const pack::Pack& pack : packs) {
        for (const ledger::CodeList& list : pack.code_lists) {
            lists_.push_back(list);
            of_packs_.push_back(list.codes.size());
            const bool taken = std::ranges::any_of(
                names.codes, [&](const auto& c) { return c.name == list.name; });
            names.codes.push_back(
                {taken ? list.name + "（" + list.id + "）" : list.name, list.id, {}});
        }
    }
    of_packs_.push_back(names.codes.size());
    lists_.push_back(std::move(names));
}

void CodeLists::set_added(const std::set<AddedCode>& added) {
    added_ = added;
    for (size_t i = 0; i < lists_.size(); ++i) lists_[i].codes.resize(of_packs_[i]);
    for (const AddedCode& one : added) {
        const auto list = std::ranges::find(lists_, id_of(one.list), &ledger::CodeList::id);
        if (list == lists_.end()) continue;
        const auto known =
            std::ranges::find(list->codes, one.code.name, &ledger::CodeList::Code::name);
        if (known == list->codes.end()) list->codes.push_back(one.code);
    }
}

const ledger::CodeList* CodeLists::find(std::string_view id) const {
    if (id.empty()) return nullptr;
    const auto list = std::ranges::find(lists_, id, &ledger::CodeList::id);
    return list == lists_.end() ? nullptr : &*list;
}

std::string_view CodeLists::id_of(std::string_view name) const {
    for (const ledger::CodeList::Code& code : lists_.back().codes) {
        if (code.name == name) return code.code;
    }
    return {};
}

std::set<AddedCode> added_codes(const ledger::Table& table) {
    std::set<AddedCode> added;
    const auto text = [&](const char* id, uint32_t row) {
        const size_t column = table.schema->find_column(id).value_or(0);
        return formula::general_text(
            formula::cell_value(table.schema->columns[column], table.columns[column], row));
    };
    for (uint32_t row = 0; row < table.row_count(); ++row) {
        added.insert(
            {text("list", row),
             {text("name", row), text("standard_code", row), parts_of(text("synonyms", row))}});
    }
    return added;
}

bool says_code(const ledger::ColumnData& column, std::string_view name) {
    std::vector<uint8_t> says(column.dictionary.size(), 0);
    for (size_t i = 1; i < says.size(); ++i) {
        const std::vector<std::string> parts = parts_of(column.dictionary[i]);
        says[i] = std::ranges::find(parts, name) != parts.end() ? 1 : 0;
    }
    for (size_t row = 0; row < column.codes.size(); ++row) {
        if (says[column.codes[row]] != 0) return true;
    }
    return false;
}

Site::State::LoadColumns Site::State::load_as_of(Date as_of,
                                                 std::shared_ptr<const org::Tree> tree) const {
    return [this, as_of, tree = std::move(tree)](size_t table, const std::vector<size_t>& columns) {
        return store->load_table({.schema = catalog.schemas[table],
                                  .columns = columns,
                                  .tree = tree.get(),
                                  .as_of = as_of});
    };
}

Result<std::set<AddedCode>> Site::State::read_codes(const LoadColumns& load) const {
    const auto table = std::ranges::find(catalog.schemas, kCodeLedger, &ledger::Schema::id);
    if (table == catalog.schemas.end()) return std::set<AddedCode>();  // packs of an older version
    std::vector<size_t> columns;
    for (size_t c = 0; c < (*table)->columns.size(); ++c) columns.push_back(c);
    return added_codes(TRY(load(static_cast<size_t>(table - catalog.schemas.begin()), columns)));
}

void Site::State::take_codes(const std::set<AddedCode>& codes) {
    if (code_lists.added().empty() && codes.empty()) return;
    code_lists.set_added(codes);
    for (LedgerChecks& known : checks) known.rows.reset();  // made again of the new lists
}

Result<void> Site::State::keep_codes_in_use(const std::set<AddedCode>& codes,
                                            const LoadColumns& load) const {
    for (const AddedCode& known : code_lists.added()) {
        if (codes.contains(known)) continue;
        const std::string_view list = code_lists.id_of(known.list);
        for (size_t t = 0; t < catalog.schemas.size(); ++t) {
            const std::vector<ledger::Column>& columns = catalog.schemas[t]->columns;
            for (size_t c = 0; c < columns.size(); ++c) {
                if (columns[c].code_list != list || list.empty()) continue;
                if (!says_code(TRY(load(t, {c})).columns[c], known.code.name)) continue;
                return fail(ErrorCode::kConflict,
                            fmt::format("代码“{}”还在用，先改这些记录，再删代码", known.code.name),
                            fmt::format("rows still say the code \"{}\"; change them first",
                                        known.code.name),
                            fmt::format("{}.{}", catalog.schemas[t]->name, columns[c].name));
            }
        }
    }
    return {};
}

}  // namespace yitao::site
