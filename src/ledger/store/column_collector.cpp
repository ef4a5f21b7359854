#include "ledger/store/column_collector.h"

#include <map>

#include "base/check.h"

namespace yitao::ledger {

ColumnCollector::ColumnCollector(const Layout& layout)
    : layout_(layout), columns_(layout.schema->columns.size()) {
    for (size_t column : layout.stored) {
        const bool is_key = layout.key.size() == 1 && layout.key[0] == column;
        sinks_.emplace_back(column, layout.schema->columns[column], columns_[column],
                            is_key ? ColumnSink::Texts::kUnique : ColumnSink::Texts::kRepeat);
    }
}

void ColumnCollector::add(RowId row, int64_t seq, int32_t dated, std::span<const Field> fields) {
    ids_.push_back(row);
    seqs_.push_back(seq);
    dates_.push_back(dated);
    const auto* unit = layout_.unit ? std::get_if<int64_t>(&fields[*layout_.unit]) : nullptr;
    units_.push_back(unit != nullptr ? *unit : kBlankNumber);
    for (ColumnSink& sink : sinks_) sink.add(fields[sink.column()]);
}

Result<void> ColumnCollector::read_all(Database& database) {
    CHECK(rows() == 0);
    Statement rows = TRY(database.prepare(
        fmt::format("SELECT _row, _seq, _dated, {}{}{} FROM {} ORDER BY _row",
                    layout_.unit ? quoted(layout_.schema->columns[*layout_.unit].id) : "NULL",
                    layout_.column_list.empty() ? "" : ", ", layout_.column_list, layout_.table)));
    while (TRY(rows.step())) {
        CHECK(ids_.size() < UINT32_MAX);
        ids_.push_back(rows.integer(0));
        seqs_.push_back(rows.integer(1));
        dates_.push_back(rows.integer(2));
        units_.push_back(rows.is_null(3) ? kBlankNumber : rows.integer(3));
        int at = 4;
        for (ColumnSink& sink : sinks_) sink.add(rows, at++);
    }
    return {};
}

void ColumnCollector::sort() {
    const auto place = [](int64_t unit) { return unit == kBlankNumber ? INT64_MAX : unit; };
    std::map<int64_t, uint32_t> counts;
    for (const int64_t unit : units_) ++counts[place(unit)];
    std::map<int64_t, uint32_t> next;
    uint32_t begin = 0;
    for (const auto& [unit, count] : counts) {
        next[unit] = begin;
        begin += count;
        run_units_.push_back(unit == INT64_MAX ? kBlankNumber : unit);
        run_ends_.push_back(begin);
    }
    std::vector<uint32_t> order(units_.size());
    auto at = next.end();
    for (uint32_t row = 0; row < order.size(); ++row) {
        const int64_t unit = place(units_[row]);
        if (at == next.end() || at->first != unit) at = next.find(unit);
        order[at->second++] = row;
    }
    for (PackedNumbers* numbers : {&ids_, &seqs_, &dates_}) {
        numbers->reorder(order);
        numbers->shrink();
    }
    for (ColumnData& data : columns_) {
        if (!data.loaded) continue;
        if (data.is_coded()) {
            data.codes.reorder(order);
        } else {
            data.numbers.reorder(order);
            data.numbers.shrink();
        }
    }
}

Result<void> ColumnCollector::write(const std::string& path, const ColumnStamp& stamp) {
    sort();
    size_t sections = 5;
    for (size_t column : layout_.stored) sections += columns_[column].is_coded() ? 3 : 1;
    auto file = TRY(ColumnFileWriter::create(path, stamp, ids_.size(), sections));
    TRY(file.add({Section::kRows}, ids_));
    TRY(file.add({Section::kSeqs}, seqs_));
    TRY(file.add({Section::kDates}, dates_));
    TRY(file.add({Section::kUnits}, PackedNumbers(std::span(run_units_))));
    TRY(file.add({Section::kRunEnds}, PackedNumbers(std::span(run_ends_))));
    for (size_t column : layout_.stored) {
        const ColumnData& data = columns_[column];
        const uint32_t number = layout_.numbers[column];
        if (data.is_coded()) {
            TRY(file.add({Section::kCodes, number}, data.codes));
            TRY(file.add_texts(number, data.dictionary));
        } else {
            TRY(file.add({Section::kNumbers, number}, data.numbers));
        }
    }
    return file.finish();
}

}  // namespace yitao::ledger
