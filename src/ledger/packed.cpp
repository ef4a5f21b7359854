#include "ledger/packed.h"

#include <algorithm>

namespace yitao::ledger {

NumberCoding NumberCoding::of(int64_t least, int64_t greatest, bool room) {
    if (least > greatest) return {1, 0};
    const uint64_t span = static_cast<uint64_t>(greatest) - static_cast<uint64_t>(least);
    for (uint8_t width : {1, 2, 4}) {
        const uint64_t places = greatest_raw(width) - kSpecials;
        // With room wanted, an eighth stays free at least: numbers that creep up widen seldom.
        if (span > (room ? places - places / 8 : places)) continue;
        if (!room) return {width, least};
        const auto before = static_cast<int64_t>((places - span) / 2);
        return {width, least < kLeastNumber + before ? kLeastNumber : least - before};
    }
    return {8, 0};
}

namespace {

template <typename Raw>
void unpack(PackedView view, size_t rows, int64_t* out) {
    const NumberCoding coding = view.coding;
    for (size_t row = 0; row < rows; ++row) {
        Raw raw = 0;
        std::memcpy(&raw, view.bytes + row * sizeof raw, sizeof raw);
        out[row] = coding.value(raw);
    }
}

}  // namespace

void unpack_numbers(PackedView view, size_t rows, int64_t* out) {
    switch (view.coding.width) {
        case 1:
            return unpack<uint8_t>(view, rows, out);
        case 2:
            return unpack<uint16_t>(view, rows, out);
        case 4:
            return unpack<uint32_t>(view, rows, out);
        default:
            std::memcpy(out, view.bytes, rows * sizeof *out);
    }
}

NumberRangeOf range_of(const PackedNumbers& numbers) {
    NumberRangeOf out;
    for (const int64_t number : numbers) {
        if (number < kLeastNumber) continue;
        out.least = std::min(out.least, number);
        out.greatest = std::max(out.greatest, number);
    }
    return out;
}

void PackedCodes::widen(uint32_t code) {
    const uint8_t width = code > NumberCoding::greatest_raw(2) ? 4 : 2;
    change_coding({width, 0}, [](uint64_t raw) { return raw; });
}

PackedNumbers::PackedNumbers(std::span<const int64_t> numbers) {
    NumberRangeOf range;
    for (const int64_t number : numbers) {
        if (number < kLeastNumber) continue;
        range.least = std::min(range.least, number);
        range.greatest = std::max(range.greatest, number);
    }
    coding_ = NumberCoding::of(range.least, range.greatest, false);
    own_.resize(numbers.size() * coding_.width);
    for (const int64_t number : numbers) {
        store_raw(own_.data(), coding_.width, size_++, coding_.raw(number));
    }
}

void PackedNumbers::make_room(int64_t number) {
    NumberRangeOf range = range_of(*this);
    range.least = std::min(range.least, number);
    range.greatest = std::max(range.greatest, number);
    recode(NumberCoding::of(range.least, range.greatest, true));
}

void PackedNumbers::shrink() {
    const NumberRangeOf range = range_of(*this);
    const NumberCoding coding = NumberCoding::of(range.least, range.greatest, false);
    if (coding.width < coding_.width) recode(coding);
}

void PackedNumbers::recode(NumberCoding coding) {
    change_coding(coding,
                  [&, from = coding_](uint64_t raw) { return coding.raw(from.value(raw)); });
}

}  // namespace yitao::ledger
