#include "formula/sort_places.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "formula/coerce.h"

namespace yitao::formula {

namespace {

// The distinct texts met, numbered as they come, and later their rank.
class TextRanks {
  public:
    double number_of(const std::string& text) {
        auto [at, is_new] = numbers_.try_emplace(text, texts_.size());
        if (is_new) texts_.push_back(&at->first);  // keys of an unordered_map stay where they are
        return static_cast<double>(at->second);
    }

    // Rank of each number; texts that compare equal share one.
    std::vector<double> ranks() const {
        std::vector<size_t> order(texts_.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::sort(order, [this](size_t a, size_t b) {
            return compare_texts(*texts_[a], *texts_[b]) < 0;
        });
        std::vector<double> ranks(texts_.size());
        double rank = 0;
        for (size_t i = 0; i < order.size(); ++i) {
            bool equal = i > 0 && compare_texts(*texts_[order[i - 1]], *texts_[order[i]]) == 0;
            if (!equal) rank = static_cast<double>(i);
            ranks[order[i]] = rank;
        }
        return ranks;
    }

  private:
    std::unordered_map<std::string, size_t> numbers_;
    std::vector<const std::string*> texts_;
};

}  // namespace

std::vector<SortPlace> sort_places(size_t count, const SortCell& cell) {
    using Kind = SortPlace::Kind;
    std::vector<SortPlace> places(count);
    TextRanks texts;
    Value scratch;
    for (size_t i = 0; i < count; ++i) {
        const Value& value = cell(i, scratch);
        if (value.is_number()) {
            places[i] = {Kind::kNumber, at_fifteen_digits(value.number())};
        } else if (value.is_text()) {
            places[i] = {Kind::kText, texts.number_of(value.text())};
        } else if (value.is_boolean()) {
            places[i] = {Kind::kBoolean, value.boolean() ? 1.0 : 0.0};
        } else if (value.is_error()) {
            places[i] = {Kind::kError, static_cast<double>(value.error())};
        }
    }
    std::vector<double> ranks = texts.ranks();
    for (SortPlace& place : places) {
        if (place.kind == Kind::kText) place.value = ranks[static_cast<size_t>(place.value)];
    }
    return places;
}

}  // namespace yitao::formula
