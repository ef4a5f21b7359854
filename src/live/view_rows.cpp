// What a view tells of its rows.
#include <algorithm>

#include "base/check.h"
#include "live/live_table.h"
#include "live/view_edit.h"

namespace yitao::live {

using ledger::ColumnData;
using ledger::Field;
using ledger::PackedView;
using ledger::RowId;

namespace {

// Appends rows of blocks to tables; texts get the codes of the new table.
class RowCopier {
  public:
    RowCopier(const ledger::Table& head, std::span<const size_t> columns, ledger::Table& out)
        : head_(head), columns_(columns.begin(), columns.end()), out_(out) {
        std::erase_if(columns_, [&](size_t c) { return !head_.columns[c].loaded; });
        out_.columns.resize(head.columns.size());
        for (const size_t c : columns_) {
            ColumnData& data = out_.columns[c];
            data.loaded = true;
            dictionaries_.push_back(head.columns[c].is_coded()
                                        ? std::make_unique<ledger::DictionaryBuilder>(data)
                                        : nullptr);
            codes_.emplace_back();
        }
    }

    void add(RowId id, std::span<const PackedView> views, size_t row) {
        out_.row_ids.push_back(id);
        for (size_t i = 0; i < columns_.size(); ++i) {
            const PackedView& view = views[columns_[i]];
            const uint64_t raw = ledger::load_raw(view.bytes, view.coding.width, row);
            ColumnData& data = out_.columns[columns_[i]];
            if (dictionaries_[i] == nullptr) {
                data.numbers.push_back(view.coding.value(raw));
            } else {
                data.codes.push_back(code_of(i, static_cast<uint32_t>(raw)));
            }
        }
    }

  private:
    uint32_t code_of(size_t i, uint32_t code) {
        if (code == ledger::kBlankCode) return code;
        const auto [at, is_new] = codes_[i].try_emplace(code, 0);
        if (is_new) {
            const ColumnData& from = head_.columns[columns_[i]];
            at->second = dictionaries_[i]->code(from.dictionary[code]);
            if (const auto error = from.code_errors.find(code); error != from.code_errors.end()) {
                out_.columns[columns_[i]].code_errors[at->second] = error->second;
            }
        }
        return at->second;
    }

    const ledger::Table& head_;
    std::vector<size_t> columns_;
    ledger::Table& out_;
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> dictionaries_;
    std::vector<std::unordered_map<uint32_t, uint32_t>> codes_;
};

struct RowAt {
    RowId id;
    uint32_t block;
    uint32_t row;
};

// The rows of one unit in the order of their ids.
std::vector<RowAt> rows_in_order(const LiveRows& rows, org::UnitIndex unit) {
    std::vector<RowAt> out;
    for (uint32_t b = 0; b < rows.block_count(unit); ++b) {
        const std::span<const RowId> ids = rows.ids(unit, b);
        for (uint32_t row = 0; row < ids.size(); ++row) out.push_back({ids[row], b, row});
    }
    std::ranges::sort(out, {}, &RowAt::id);
    return out;
}

}  // namespace

ledger::Table View::rows_of(size_t table, std::optional<org::UnitIndex> unit,
                            std::span<const size_t> columns) const {
    const Table& from = *tables_[table];
    ledger::Table out;
    out.schema = &from.schema;
    RowCopier copier(from.head, columns, out);
    const auto units = static_cast<org::UnitIndex>(tree_->size());
    std::vector<PackedView> views(from.head.columns.size());
    for (org::UnitIndex u = 0; u <= units; ++u) {
        out.unit_begin.push_back(static_cast<uint32_t>(out.row_ids.size()));
        const bool wanted = !unit || (u < units && tree_->contains(*unit, u));
        if (!wanted) continue;
        uint32_t block = UINT32_MAX;
        for (const RowAt& at : rows_in_order(from.rows, u)) {
            if (at.block != block) from.rows.block(u, block = at.block, views);
            copier.add(at.id, views, at.row);
        }
    }
    return out;
}

void View::unwatch(size_t table) {
    const auto one = watched_.find(table);
    if (one != watched_.end()) watched_.erase(one);
}

bool View::has_row(size_t table, RowId row) const {
    return tables_[table]->rows.unit_of(row) <= tree_->size();
}

std::optional<std::vector<Field>> View::read(size_t table, RowId row) const {
    const Table& from = *tables_[table];
    RowImage image;
    if (!from.rows.read(row, image)) return std::nullopt;
    std::vector<Field> fields(from.head.columns.size());
    for (size_t c = 0; c < fields.size(); ++c) {
        const ColumnData& data = from.head.columns[c];
        if (!data.loaded) continue;
        if (data.is_coded()) {
            const auto code = static_cast<uint32_t>(image.raw[c]);
            const auto error = data.code_errors.find(code);
            if (error != data.code_errors.end()) {
                fields[c] = ledger::error_number(error->second);
            } else if (code != ledger::kBlankCode) {
                fields[c] = data.dictionary[code];
            }
        } else if (const int64_t number = from.number_at(c, image.raw[c]);
                   number != ledger::kBlankNumber) {
            fields[c] = number;
        }
    }
    return fields;
}

std::optional<ExcelError> View::first_error(uint32_t measure, org::UnitIndex unit) const {
    if (definitions_->slots[measure].errors == kNoSlot) return std::nullopt;
    const Table& table = *tables_[definitions_->set.measures()[measure].table];
    const Table::Shown shown = table.measures.at(measure);
    return table.first_error(shown.group, table.uses[shown.use], values_, *tree_, unit);
}

std::optional<ExcelError> View::Table::first_error(uint32_t group, const LiveUse& use,
                                                   const Values& values, const org::Tree& tree,
                                                   org::UnitIndex unit) const {
    if (values.get<uint32_t>(Section::kCounts, unit, use.errors) == 0) return std::nullopt;
    const ColumnData& data = head.columns[use.column];
    const auto error_of = [&](uint64_t raw) -> std::optional<ExcelError> {
        if (data.is_coded()) {
            const auto error = data.code_errors.find(static_cast<uint32_t>(raw));
            return error == data.code_errors.end() ? std::nullopt : std::optional(error->second);
        }
        const int64_t number = data.numbers.coding().value(raw);
        return ledger::is_error_number(number) ? std::optional(ledger::number_error(number))
                                               : std::nullopt;
    };
    std::vector<PackedView> views(head.columns.size());
    for (org::UnitIndex u = unit; u < tree.end_of(unit); ++u) {
        for (const RowAt& at : rows_in_order(rows, u)) {
            rows.block(u, at.block, views);
            const PackedView& view = views[use.column];
            const auto error = error_of(ledger::load_raw(view.bytes, view.coding.width, at.row));
            if (error && matcher.matches(group, views, at.row)) return error;
        }
    }
    return std::nullopt;
}

void View::retire(std::span<const uint32_t> measures) {
    for (const uint32_t measure : measures) {
        CHECK(users_[measure] > 0);
        if (--users_[measure] > 0) continue;
        retired_.insert(measure);
        hide(measure);
    }
}

// No change is told for it any more. A group goes when none of its measures is needed.
void View::hide(uint32_t measure) {
    Table& table = *tables_[definitions_->set.measures()[measure].table];
    const Table::Shown shown = table.measures.at(measure);
    LiveGroup& group = table.groups[shown.group];
    if (shown.use == kNoSlot) {
        group.count_rows = kNoSlot;
    } else {
        LiveUse& use = table.uses[shown.use];
        for (uint32_t LiveUse::* of :
             {&LiveUse::count_values, &LiveUse::count_numbers, &LiveUse::sum_of,
              &LiveUse::average_of, &LiveUse::max_of, &LiveUse::min_of}) {
            if (use.*of == measure) use.*of = kNoSlot;
        }
        // Slots that nobody shows any more are left alone from now on.
        if (use.count_values == kNoSlot) use.present = kNoSlot;
        if (use.count_numbers == kNoSlot && use.average_of == kNoSlot) use.numbers = kNoSlot;
        if (use.sum_of == kNoSlot && use.average_of == kNoSlot) use.sum = kNoSlot;
        if (use.max_of == kNoSlot) use.max = kNoSlot;
        if (use.min_of == kNoSlot) use.min = kNoSlot;
        if (use.distinct != kNoSlot && table.distincts[use.distinct].measure == measure) {
            table.distincts[use.distinct] = {};
            use.distinct = kNoSlot;
        }
    }
    const auto is_needed = [](const LiveUse& use) {
        return use.count_values != kNoSlot || use.count_numbers != kNoSlot ||
               use.sum_of != kNoSlot || use.average_of != kNoSlot || use.max_of != kNoSlot ||
               use.min_of != kNoSlot || use.distinct != kNoSlot;
    };
    if (group.count_rows == kNoSlot && std::ranges::none_of(table.uses_of(group), is_needed)) {
        table.matcher.retire(shown.group);
    }
}

ViewSize View::size() const {
    ViewSize size{.values_bytes = values_.bytes()};
    for (const std::unique_ptr<Table>& table : tables_) {
        if (!table) continue;
        size.rows += table->rows.row_count();
        size.rows_bytes += table->rows.bytes();
        size.matcher_bytes += table->matcher.bytes();
        for (const LiveDistinct& distinct : table->distincts) {
            if (distinct.counts) size.distinct_bytes += distinct.counts->bytes();
        }
        for (const ColumnData& data : table->head.columns) {
            for (const std::string& text : data.dictionary) {
                size.rows_bytes += sizeof text + (text.size() > 15 ? text.size() : 0);
            }
        }
    }
    return size;
}

}  // namespace yitao::live
