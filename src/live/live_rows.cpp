#include "live/live_rows.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace yitao::live {

using ledger::ColumnData;
using ledger::NumberCoding;
using ledger::PackedView;
using ledger::RowId;

namespace {

constexpr uint32_t kLeastCapacity = 16;

int width_of(const ColumnData& data) {
    return data.is_coded() ? data.codes.width() : data.numbers.width();
}

uint32_t roomy(size_t rows) {
    const size_t wanted = std::max<size_t>(rows + rows / 8, kLeastCapacity);
    return static_cast<uint32_t>(std::min<size_t>((wanted + 15) / 16 * 16, kBlockRows));
}

}  // namespace

LiveRows::LiveRows(const ledger::Table& head, size_t units) : head_(&head), units_(units + 1) {
    lay_out();
}

void LiveRows::lay_out() {
    column_at_.assign(1, 0);
    for (const ColumnData& data : head_->columns) {
        const int width = data.loaded ? width_of(data) : 0;
        column_at_.push_back(column_at_.back() + static_cast<size_t>(width));
    }
}

void LiveRows::load(const ledger::Table& table) {
    for (org::UnitIndex unit = 0; unit < units_.size(); ++unit) {
        const uint32_t end =
            unit < units() ? table.unit_begin[unit + 1] : static_cast<uint32_t>(table.row_count());
        uint32_t row = table.unit_begin[unit];
        Blocks& blocks = units_[unit];
        while (row < end) {
            const uint32_t rows = std::min<uint32_t>(end - row, kBlockRows);
            Block& block = blocks.emplace_back();
            grow(block, rows == kBlockRows ? rows : roomy(rows));
            block.rows = rows;
            block.ids.assign(table.row_ids.begin() + row, table.row_ids.begin() + row + rows);
            for (size_t c = 0; c < table.columns.size(); ++c) {
                const ColumnData& data = table.columns[c];
                if (!head_->columns[c].loaded) continue;
                const size_t width = column_at_[c + 1] - column_at_[c];
                CHECK(static_cast<size_t>(width_of(data)) == width);
                const uint8_t* from = data.is_coded() ? data.codes.bytes() : data.numbers.bytes();
                std::memcpy(block.bytes.data() + column_at_[c] * block.capacity,
                            from + size_t{row} * width, rows * width);
            }
            const auto first = static_cast<uint32_t>((blocks.size() - 1) * kBlockRows);
            for (uint32_t i = 0; i < rows; ++i) place_to_change(block.ids[i]) = {unit, first + i};
            row += rows;
        }
    }
    row_count_ += table.row_count();
}

size_t LiveRows::rows_of(org::UnitIndex unit) const {
    size_t rows = 0;
    for (const Block& block : units_[unit]) rows += block.rows;
    return rows;
}

size_t LiveRows::block_count(org::UnitIndex unit) const {
    return units_[unit].size();
}

size_t LiveRows::block(org::UnitIndex unit, size_t number, std::span<PackedView> columns) const {
    const Block& block = units_[unit][number];
    for (size_t c = 0; c < columns.size(); ++c) {
        const ColumnData& data = head_->columns[c];
        if (!data.loaded) continue;
        columns[c] = {block.bytes.data() + column_at_[c] * block.capacity,
                      data.is_coded() ? data.codes.coding() : data.numbers.coding()};
    }
    return block.rows;
}

std::span<const RowId> LiveRows::ids(org::UnitIndex unit, size_t block) const {
    return units_[unit][block].ids;
}

LiveRows::Place LiveRows::place_of(RowId row) const {
    const auto page = static_cast<size_t>(row) / kIdsOfPage;
    if (row < 0 || page >= places_.size() || !places_[page]) return {};
    return (*places_[page])[static_cast<size_t>(row) % kIdsOfPage];
}

LiveRows::Place& LiveRows::place_to_change(RowId row) {
    CHECK(row >= 0);
    const auto page = static_cast<size_t>(row) / kIdsOfPage;
    if (page >= places_.size()) places_.resize(page + 1);
    if (!places_[page]) places_[page] = std::make_unique<PlacePage>(kIdsOfPage);
    return (*places_[page])[static_cast<size_t>(row) % kIdsOfPage];
}

bool LiveRows::read(RowId row, RowImage& image) const {
    const Place place = place_of(row);
    if (place.unit == kNowhere) return false;
    image.unit = place.unit;
    const Block& block = units_[place.unit][place.at / kBlockRows];
    const size_t at = place.at % kBlockRows;
    image.raw.resize(head_->columns.size());
    for (size_t c = 0; c < image.raw.size(); ++c) {
        const size_t width = column_at_[c + 1] - column_at_[c];
        image.raw[c] = width == 0
                           ? 0
                           : ledger::load_raw(block.bytes.data() + column_at_[c] * block.capacity,
                                              static_cast<int>(width), at);
    }
    return true;
}

// The last block of the unit, with room for one row more.
LiveRows::Block& LiveRows::block_with_room(org::UnitIndex unit) {
    Blocks& blocks = units_[unit];
    if (blocks.empty() || blocks.back().rows == kBlockRows) blocks.emplace_back();
    Block& block = blocks.back();
    if (block.rows == block.capacity) grow(block, roomy(block.rows + 1));
    return block;
}

void LiveRows::grow(Block& block, uint32_t capacity) const {
    std::vector<uint8_t> bytes(column_at_.back() * capacity);
    for (size_t c = 0; c + 1 < column_at_.size() && block.rows > 0; ++c) {
        std::memcpy(bytes.data() + column_at_[c] * capacity,
                    block.bytes.data() + column_at_[c] * block.capacity,
                    (column_at_[c + 1] - column_at_[c]) * block.rows);
    }
    block.bytes = std::move(bytes);
    block.capacity = capacity;
    block.ids.reserve(capacity);
}

void LiveRows::write(Block& block, uint32_t at, const RowImage& image) const {
    for (size_t c = 0; c < image.raw.size(); ++c) {
        const size_t width = column_at_[c + 1] - column_at_[c];
        if (width == 0) continue;
        ledger::store_raw(block.bytes.data() + column_at_[c] * block.capacity,
                          static_cast<int>(width), at, image.raw[c]);
    }
}

void LiveRows::insert(RowId row, const RowImage& image) {
    Place& place = place_to_change(row);
    CHECK(place.unit == kNowhere);
    Block& block = block_with_room(image.unit);
    const size_t number = units_[image.unit].size() - 1;
    place = {image.unit, static_cast<uint32_t>(number * kBlockRows + block.rows)};
    block.ids.push_back(row);
    write(block, block.rows, image);
    ++block.rows;
    ++row_count_;
}

void LiveRows::update(RowId row, const RowImage& before, const RowImage& after) {
    const Place place = place_of(row);
    CHECK(place.unit != kNowhere);
    if (place.unit != after.unit) {
        remove(row);
        insert(row, after);
        return;
    }
    Block& block = units_[place.unit][place.at / kBlockRows];
    for (size_t c = 0; c < after.raw.size(); ++c) {
        if (before.raw[c] == after.raw[c]) continue;
        const auto width = static_cast<int>(column_at_[c + 1] - column_at_[c]);
        ledger::store_raw(block.bytes.data() + column_at_[c] * block.capacity, width,
                          place.at % kBlockRows, after.raw[c]);
    }
}

// The last row of the unit takes its place.
void LiveRows::remove(RowId row) {
    const Place place = place_of(row);
    CHECK(place.unit != kNowhere);
    Blocks& blocks = units_[place.unit];
    Block& last = blocks.back();
    Block& block = blocks[place.at / kBlockRows];
    const uint32_t at = place.at % kBlockRows;
    const RowId moved = last.ids.back();
    for (size_t c = 0; c + 1 < column_at_.size(); ++c) {
        const size_t width = column_at_[c + 1] - column_at_[c];
        std::memcpy(block.bytes.data() + column_at_[c] * block.capacity + at * width,
                    last.bytes.data() + column_at_[c] * last.capacity + (last.rows - 1) * width,
                    width);
    }
    block.ids[at] = moved;
    place_to_change(moved) = place;
    place_to_change(row) = {};
    last.ids.pop_back();
    --last.rows;
    if (last.rows == 0) blocks.pop_back();
    --row_count_;
}

void LiveRows::recode(size_t column, NumberCoding old) {
    const std::vector<size_t> before = column_at_;
    lay_out();
    const ColumnData& data = head_->columns[column];
    const auto new_width = static_cast<int>(column_at_[column + 1] - column_at_[column]);
    for (Blocks& blocks : units_) {
        for (Block& block : blocks) {
            std::vector<uint8_t> bytes(column_at_.back() * block.capacity);
            for (size_t c = 0; c + 1 < column_at_.size(); ++c) {
                const uint8_t* from = block.bytes.data() + before[c] * block.capacity;
                uint8_t* to = bytes.data() + column_at_[c] * block.capacity;
                if (c != column) {
                    std::memcpy(to, from, (before[c + 1] - before[c]) * block.rows);
                    continue;
                }
                for (uint32_t row = 0; row < block.rows; ++row) {
                    uint64_t raw = ledger::load_raw(from, old.width, row);
                    if (!data.is_coded()) raw = data.numbers.coding().raw(old.value(raw));
                    ledger::store_raw(to, new_width, row, raw);
                }
            }
            block.bytes = std::move(bytes);
        }
    }
}

size_t LiveRows::bytes() const {
    size_t total = 0;
    for (const Blocks& blocks : units_) {
        for (const Block& block : blocks) {
            total += block.bytes.size() + block.ids.capacity() * sizeof(RowId);
        }
    }
    for (const auto& page : places_) total += page ? kIdsOfPage * sizeof(Place) : 0;
    return total;
}

}  // namespace yitao::live
