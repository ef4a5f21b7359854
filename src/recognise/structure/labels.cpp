#include "recognise/structure/labels.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "recognise/structure/label_weights.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

using F = LabelFeature;

double& at(LabelFeatures& features, F feature) {
    return features[static_cast<size_t>(feature)];
}

void set(LabelFeatures& features, F feature, bool holds) {
    at(features, feature) = holds ? 1.0 : 0.0;
}

double chance_of(double sum) {
    return 1.0 / (1.0 + std::exp(-sum));
}

bool has_digit(std::string_view key) {
    return std::ranges::any_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_latin_only(std::string_view key) {
    return std::ranges::all_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void describe_text(const Spot& spot, LabelFeatures& features) {
    const std::string& key = spot.key;
    const size_t length = code_point_count(key);
    const bool wording = spot.is_wording();
    set(features, F::kAlways, true);
    set(features, F::kValue, spot.is_value());
    set(features, F::kDash, spot.kind == SpotKind::kDash);
    set(features, F::kLength4, wording && length <= 4);
    set(features, F::kLength8, wording && length > 4 && length <= 8);
    set(features, F::kLength15, wording && length > 8 && length <= 15);
    set(features, F::kLength30, wording && length > 30);
    set(features, F::kDigit, wording && has_digit(key));
    set(features, F::kPunctuation, wording && has_sentence_mark(key));
    set(features, F::kLabelEnd, wording && ends_like_label(key));
    set(features, F::kMeasure, wording && !measure_in(key).empty());
    set(features, F::kTick, is_tick(key));
    set(features, F::kLatin, wording && is_latin_only(key));
    set(features, F::kColonEnd, ends_in_colon(key));
}

class Places {
  public:
    Places(const Sheet& sheet, const xlsx::CellRange& region) : sheet_(sheet), region_(region) {}

    std::vector<LabelPlace> read() {
        find();
        for (LabelPlace& place : places_) describe(place);
        return std::move(places_);
    }

  private:
    void find() {
        for (uint32_t row = region_.first.row; row <= region_.last.row; ++row) {
            for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
                if (!sheet_.begins(row, c)) continue;
                const Spot& spot = sheet_.at(row, c);
                if (places_.size() >= kMaxLabelSpots) {
                    places_.clear();
                    return;
                }
                number_[spot.range.first] = static_cast<int>(places_.size());
                ++said_[spot.key];
                Line& in_row = rows_[row];
                order_.push_back(in_row.spots);
                for (Line* line : {&in_row, &columns_[c]}) {
                    ++line->spots;
                    line->texts += spot.is_wording() ? 1 : 0;
                    line->values += spot.is_value() || spot.kind == SpotKind::kDash ? 1 : 0;
                    ++line->said[spot.key];
                }
                places_.push_back({&spot, {}, {-1, -1, -1, -1}});
            }
        }
    }

    [[nodiscard]] const Spot* inside(int64_t row, int64_t column) const {
        if (row < region_.first.row || row > region_.last.row || column < region_.first.column ||
            column > region_.last.column) {
            return nullptr;
        }
        return &sheet_.at(static_cast<uint32_t>(row), static_cast<uint32_t>(column));
    }

    [[nodiscard]] int number_of(const Spot* spot) const {
        if (spot == nullptr) return -1;
        const auto found = number_.find(spot->range.first);
        return found == number_.end() ? -1 : found->second;
    }

    void describe(LabelPlace& place) {
        const Spot& spot = *place.spot;
        const xlsx::CellRange& range = spot.range;
        LabelFeatures& f = place.features;
        describe_text(spot, f);
        const bool first_row = range.first.row == region_.first.row;
        const bool first_column = range.first.column == region_.first.column;
        const bool last_column = range.last.column >= region_.last.column;
        set(f, F::kOftenSaid, spot.is_wording() && said_[spot.key] > 1);
        set(f, F::kFirstRow, first_row);
        set(f, F::kFirstColumn, first_column);
        set(f, F::kCorner, first_row && first_column);
        set(f, F::kLastColumn, last_column);
        set(f, F::kFullWidth, first_column && last_column);
        set(f, F::kTall, spot.height() > 1);
        set(f, F::kWide, spot.width() > 1);
        const int64_t row = range.first.row;
        const int64_t column = range.first.column;
        const Spot* left = inside(row, column - 1);
        const Spot* right = inside(row, int64_t{range.last.column} + 1);
        const Spot* above = inside(row - 1, column);
        const Spot* below = inside(int64_t{range.last.row} + 1, column);
        place.beside = {number_of(left), number_of(right), number_of(above), number_of(below)};
        describe_neighbours(spot, left, right, above, below, f);
        describe_lines(spot, place, f);
    }

    static void describe_neighbours(const Spot& spot, const Spot* left, const Spot* right,
                                    const Spot* above, const Spot* below, LabelFeatures& f) {
        const auto longer = [](const Spot* a, const Spot& b) {
            return a != nullptr && a->is_wording() && a->key.size() > b.key.size();
        };
        set(f, F::kRightBlank, right != nullptr && right->is_blank());
        set(f, F::kRightValue, right != nullptr && right->is_value());
        set(f, F::kRightLonger, longer(right, spot));
        set(f, F::kRightShorter, right != nullptr && right->is_wording() && !longer(right, spot));
        set(f, F::kLeftValue, left != nullptr && left->is_value());
        set(f, F::kLeftTall, left != nullptr && left->height() > spot.height());
        set(f, F::kBelowBlank, below != nullptr && below->is_blank());
        set(f, F::kBelowValue, below != nullptr && below->is_value());
        set(f, F::kBelowLonger, longer(below, spot));
        set(f, F::kAboveValue, above != nullptr && above->is_value());
        set(f, F::kAboveWider, above != nullptr && above->width() > spot.width());
        set(f, F::kNoRoomBeside, right == nullptr && below == nullptr);
    }

    void describe_lines(const Spot& spot, const LabelPlace& place, LabelFeatures& f) {
        Line& row = rows_[spot.range.first.row];
        Line& column = columns_[spot.range.first.column];
        const auto index = static_cast<size_t>(&place - places_.data());
        set(f, F::kOddPlace, order_[index] % 2 == 1);
        set(f, F::kPairRow, row.spots % 2 == 0);
        set(f, F::kTwoColumns, region_.last.column == region_.first.column + 1);
        const uint32_t columns = region_.last.column - region_.first.column + 1;
        const bool first_row = spot.range.first.row == region_.first.row;
        set(f, F::kFirstOfTwo, first_row && columns == 2);
        set(f, F::kOddOfPairs, order_[index] % 2 == 1 && row.spots % 2 == 0);
        set(f, F::kWideFirstRow, first_row && columns > 2 && columns % 2 == 1);
        at(f, F::kValuesInRow) = double(row.values) / row.spots;
        at(f, F::kValuesInColumn) = double(column.values) / column.spots;
        at(f, F::kRowText) = double(row.texts) / row.spots;
        at(f, F::kColumnText) = double(column.texts) / column.spots;
        at(f, F::kColumnRepeats) = double(column.said[spot.key] - 1) / column.spots;
    }

    struct Line {
        uint32_t spots = 0;
        uint32_t texts = 0;
        uint32_t values = 0;
        std::map<std::string_view, uint32_t> said;
    };
    const Sheet& sheet_;
    const xlsx::CellRange& region_;
    std::vector<LabelPlace> places_;
    std::vector<uint32_t> order_;  // how many spots stand to the left
    std::map<xlsx::CellRef, int> number_;
    std::map<std::string_view, uint32_t> said_;
    std::map<uint32_t, Line> rows_;
    std::map<uint32_t, Line> columns_;
};

// Means of the other spots of a line.
struct Mean {
    double sum = 0;
    uint32_t count = 0;
    [[nodiscard]] double without(double own) const {
        return count < 2 ? 0.5 : (sum - own) / (count - 1);
    }
};

void add_second_round(std::vector<LabelPlace>& places, const std::vector<double>& first) {
    std::map<uint32_t, Mean> rows;
    std::map<std::pair<uint32_t, uint32_t>, Mean> columns;
    const auto column_of = [](const Spot& spot) {
        return std::pair{spot.range.first.column, spot.range.last.column};
    };
    for (size_t i = 0; i < places.size(); ++i) {
        for (Mean* mean :
             {&rows[places[i].spot->range.first.row], &columns[column_of(*places[i].spot)]}) {
            mean->sum += first[i];
            ++mean->count;
        }
    }
    for (size_t i = 0; i < places.size(); ++i) {
        const auto of = [&](size_t side) {
            const int other = places[i].beside[side];
            return other < 0 ? 0.5 : first[static_cast<size_t>(other)];
        };
        LabelFeatures& f = places[i].features;
        at(f, F::kLeft) = of(0);
        at(f, F::kRight) = of(1);
        at(f, F::kAbove) = of(2);
        at(f, F::kBelow) = of(3);
        const double column = columns[column_of(*places[i].spot)].without(first[i]);
        const double row = rows[places[i].spot->range.first.row].without(first[i]);
        at(f, F::kColumnMean) = column;
        at(f, F::kRowMean) = row;
        at(f, F::kOwn) = first[i];
        at(f, F::kColumnBest) = (column - row) * first[i];
        at(f, F::kLeftAndRight) = of(0) * of(1);
        at(f, F::kAboveAndBelow) = of(2) * of(3);
        at(f, F::kFirstColumnRow) = at(f, F::kFirstColumn) * row;
        at(f, F::kFirstRowColumn) = at(f, F::kFirstRow) * column;
    }
}

// Rows follow a pattern: all labels, all answers, a label before each answer, one label before
// its answers. A row that follows none costs kFreeRow; a group at the left goes before any.
class RowPatterns {
  public:
    explicit RowPatterns(std::vector<LabelGuess>& guesses) : guesses_(guesses) {}

    void settle() {
        size_t first = 0;
        while (first < guesses_.size()) {
            size_t last = first;
            while (last + 1 < guesses_.size() && row_of(last + 1) == row_of(first)) ++last;
            settle_row(first, last + 1);
            first = last + 1;
        }
    }

  private:
    [[nodiscard]] uint32_t row_of(size_t i) const { return guesses_[i].spot->range.first.row; }

    void settle_row(size_t first, size_t end) {
        if (end - first > 1 &&
            guesses_[first].spot->height() > guesses_[first + 1].spot->height()) {
            ++first;
        }
        if (end - first < 2) return;
        double free = weights::kFreeRow;
        for (size_t i = first; i < end; ++i) free += cost(i, guesses_[i].chance > 0.5);
        const auto all_labels = [](size_t) { return true; };
        const auto all_answers = [](size_t) { return false; };
        const auto pairs = [](size_t place) { return place % 2 == 0; };
        const auto one_label = [](size_t place) { return place == 0; };
        double best = free;
        bool (*chosen)(size_t) = nullptr;
        for (bool (*pattern)(size_t) : {+all_labels, +all_answers, +pairs, +one_label}) {
            double sum = 0;
            for (size_t i = first; i < end; ++i) sum += cost(i, pattern(i - first));
            if (sum >= best) continue;
            best = sum;
            chosen = pattern;
        }
        if (chosen == nullptr) return;
        for (size_t i = first; i < end; ++i) {
            double& chance = guesses_[i].chance;
            if (chosen(i - first) != (chance > 0.5)) chance = 1 - chance;
        }
    }

    [[nodiscard]] double cost(size_t i, bool label) const {
        const double chance = std::clamp(guesses_[i].chance, 0.01, 0.99);
        return -std::log(label ? chance : 1 - chance);
    }

    std::vector<LabelGuess>& guesses_;
};

}  // namespace

std::vector<LabelPlace> label_places(const Sheet& sheet, const xlsx::CellRange& region) {
    return Places(sheet, region).read();
}

std::vector<LabelGuess> guess_labels(const Sheet& sheet, const xlsx::CellRange& region) {
    std::vector<LabelPlace> places = label_places(sheet, region);
    std::vector<double> chances;
    for (const LabelPlace& place : places) {
        double sum = 0;
        for (size_t i = 0; i < kFirstRoundFeatures; ++i) {
            sum += place.features[i] * weights::kFirstRound[i];
        }
        chances.push_back(chance_of(sum));
    }
    for (int round = 0; round < 2; ++round) {
        add_second_round(places, chances);
        for (size_t p = 0; p < places.size(); ++p) {
            double sum = 0;
            for (size_t i = 0; i < kLabelFeatures; ++i) {
                sum += places[p].features[i] * weights::kSecondRound[i];
            }
            chances[p] = chance_of(sum);
        }
    }
    std::vector<LabelGuess> guesses;
    for (size_t i = 0; i < places.size(); ++i) guesses.push_back({places[i].spot, chances[i]});
    RowPatterns(guesses).settle();
    return guesses;
}

}  // namespace yitao::recognise
