#include "live/live_table.h"

#include <algorithm>

#include "base/check.h"

namespace yitao::live {

using ledger::ColumnData;
using ledger::ColumnType;
using ledger::NumberCoding;
using ledger::PackedCodes;
using ledger::PackedNumbers;

namespace {

// Everything about the columns but their rows.
ledger::Table head_of(const ledger::Schema& schema, const ledger::Table& loaded) {
    ledger::Table head;
    head.schema = &schema;
    for (size_t c = 0; c < loaded.columns.size(); ++c) {
        const ColumnData& from = loaded.columns[c];
        ColumnData& data = head.columns.emplace_back();
        data.loaded = from.loaded;
        if (!from.loaded) continue;
        if (from.is_coded()) {
            data.dictionary = from.dictionary;
            data.code_errors = from.code_errors;
            data.codes = PackedCodes(from.codes.width());
        } else {
            data.numbers = PackedNumbers(from.numbers.coding());
        }
    }
    return head;
}

}  // namespace

View::Table::Table(const ledger::Schema& schema, ledger::Table&& loaded, size_t units,
                   const Kernels& kernels)
    : schema(schema),
      head(head_of(schema, loaded)),
      rows(head, units),
      matcher(schema, head, kernels),
      unit_column(schema.find_column(schema.unit_column)),
      dictionaries(schema.columns.size()),
      unit_codes(schema.columns.size()),
      value_groups(schema.columns.size()) {
    for (size_t c = 0; c < head.columns.size(); ++c) {
        ColumnData& data = head.columns[c];
        if (!data.loaded) continue;
        if (data.is_coded()) {
            dictionaries[c] = std::make_unique<ledger::DictionaryBuilder>(data);
        } else if (schema.columns[c].type == ColumnType::kUnit) {
            for (const int64_t code : loaded.columns[c].numbers) {
                if (code != ledger::kBlankNumber && unit_codes[c].insert(code).second) {
                    data.numbers.push_back(code);
                }
            }
        }
    }
    rows.load(loaded);
}

uint64_t View::Table::encode(size_t column, const ledger::Field& field) {
    ColumnData& data = head.columns[column];
    if (data.is_coded()) {
        const auto* text = std::get_if<std::string>(&field);
        const auto* error = std::get_if<int64_t>(&field);
        if (text == nullptr && error == nullptr) return ledger::kBlankCode;
        const size_t known = data.dictionary.size();
        // The mark keeps an error apart from a text that reads like one.
        const uint32_t code = dictionaries[column]->code(
            text != nullptr ? *text
                            : "\x01" + std::string(error_text(ledger::number_error(*error))));
        if (error != nullptr) data.code_errors[code] = ledger::number_error(*error);
        if (data.dictionary.size() > known) {
            if (code > NumberCoding::greatest_raw(data.codes.width())) {
                make_code_room(column, code);
            }
            matcher.code_added(column);
        }
        return code;
    }
    const auto* number = std::get_if<int64_t>(&field);
    const int64_t value = number == nullptr ? ledger::kBlankNumber : *number;
    if (!data.numbers.coding().fits(value)) make_room(column, value);
    if (schema.columns[column].type == ColumnType::kUnit && value >= ledger::kLeastNumber &&
        unit_codes[column].insert(value).second) {
        data.numbers.push_back(value);
        matcher.unit_code_added(column);
    }
    return data.numbers.coding().raw(value);
}

void View::Table::make_code_room(size_t column, uint32_t code) {
    ColumnData& data = head.columns[column];
    const NumberCoding old = data.codes.coding();
    data.codes = PackedCodes(code > NumberCoding::greatest_raw(2) ? 4 : 2);
    rows.recode(column, old);
    ++codings;
}

// The span of the old coding, or what lies in it, and the new number: with room on both sides.
void View::Table::make_room(size_t column, int64_t number) {
    ColumnData& data = head.columns[column];
    const NumberCoding old = data.numbers.coding();
    int64_t least = number;
    int64_t greatest = number;
    std::vector<ledger::PackedView> views(head.columns.size());
    std::vector<int64_t> unpacked(kBlockRows);
    for (org::UnitIndex unit = 0; unit <= rows.units(); ++unit) {
        for (size_t b = 0; b < rows.block_count(unit); ++b) {
            const size_t count = rows.block(unit, b, views);
            ledger::unpack_numbers(views[column], count, unpacked.data());
            for (size_t row = 0; row < count; ++row) {
                if (unpacked[row] < ledger::kLeastNumber) continue;
                least = std::min(least, unpacked[row]);
                greatest = std::max(greatest, unpacked[row]);
            }
        }
    }
    PackedNumbers known(NumberCoding::of(least, greatest, true));
    for (const int64_t code : data.numbers) known.push_back(code);
    data.numbers = std::move(known);
    rows.recode(column, old);
    ++codings;
    matcher.recoded(column);
}

RowImage View::Table::blank_image() const {
    RowImage image;
    image.raw.resize(head.columns.size());
    for (size_t c = 0; c < head.columns.size(); ++c) {
        const ColumnData& data = head.columns[c];
        if (data.loaded && !data.is_coded()) {
            image.raw[c] = data.numbers.coding().raw(ledger::kBlankNumber);
        }
    }
    return image;
}

void View::Table::add(const Program& program, const formula::MeasureSet& set,
                      std::vector<std::unique_ptr<DistinctCounts>> counts) {
    const auto first_distinct = static_cast<uint32_t>(distincts.size());
    for (size_t i = 0; i < program.distincts.size(); ++i) {
        const DistinctUse& use = program.distincts[i];
        distincts.push_back({program.values[use.value].column,
                             use.slot + program.first[Section::kCounts], kNoSlot,
                             std::move(counts[i])});
    }
    const auto first_group = static_cast<uint32_t>(groups.size());
    matcher.add(program, set);
    for (std::vector<uint64_t>& bits : value_groups) bits.resize(matcher.words());
    const auto slot = [&](uint32_t own, Section section) {
        return own == kNoSlot ? kNoSlot : own + program.first[section];
    };
    for (uint32_t g = 0; g < program.groups.size(); ++g) {
        const Group& planned = program.groups[g];
        LiveGroup& group = groups.emplace_back();
        group.row_count = slot(planned.row_count, Section::kCounts);
        group.first_use = static_cast<uint32_t>(uses.size());
        group.uses = planned.uses;
        for (uint32_t u = 0; u < planned.uses; ++u) {
            const ValueUse& use = program.uses[planned.first_use + u];
            const ValueColumn& value = program.values[use.value];
            uses.push_back({.column = value.column,
                            .type = value.type,
                            .numeric = value.numeric,
                            .wide = value.wide,
                            .numbers = slot(use.numbers, Section::kCounts),
                            .present = slot(use.present, Section::kCounts),
                            .sum = slot(use.sum, value.wide ? Section::kWideSums : Section::kSums),
                            .max = slot(use.max, Section::kMaxima),
                            .min = slot(use.min, Section::kMinima),
                            .errors = slot(use.errors, Section::kCounts),
                            .distinct = use.distinct == kNoSlot ? kNoSlot
                                                                : first_distinct + use.distinct});
            may_err = may_err || uses.back().errors != kNoSlot;
            const uint32_t number = first_group + g;
            value_groups[value.column][number / 64] |= uint64_t{1} << number % 64;
        }
        for (uint32_t number : planned.measures) {
            const formula::Measure& measure = set.measures()[number];
            if (measure.aggregate == formula::Aggregate::kCountRows) {
                group.count_rows = number;
                measures[number] = {first_group + g, kNoSlot};
                continue;
            }
            const auto use =
                std::find_if(uses.begin() + group.first_use, uses.end(), [&](const LiveUse& u) {
                    return u.column == static_cast<size_t>(measure.value_column);
                });
            CHECK(use != uses.end());
            measures[number] = {first_group + g, static_cast<uint32_t>(use - uses.begin())};
            if (measure.aggregate == formula::Aggregate::kCountDistinct) {
                distincts[use->distinct].measure = number;
                continue;
            }
            uint32_t LiveUse::*const shown[] = {
                nullptr,          &LiveUse::count_values, &LiveUse::count_numbers,
                &LiveUse::sum_of, &LiveUse::average_of,   &LiveUse::max_of,
                &LiveUse::min_of};
            (*use).*shown[static_cast<size_t>(measure.aggregate)] = number;
        }
    }
}

}  // namespace yitao::live
