#include "sample/spec_words.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/decimal.h"
#include "base/text.h"

namespace yitao::sample {

namespace {

constexpr int64_t kFarthestDays = 40'000;

std::optional<int64_t> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
    return number;
}

std::optional<int> days(std::string_view text) {
    const std::optional<int64_t> number = whole_number(text);
    if (!number || *number < -kFarthestDays || *number > kFarthestDays) return {};
    return static_cast<int>(*number);
}

std::optional<Source> column_of(const ledger::Schema* schema, std::string_view id,
                                Source::From from, size_t via) {
    if (schema == nullptr) return {};
    const std::optional<size_t> column = schema->find_column(id);
    if (!column || schema->columns[*column].is_calculated()) return {};
    const ledger::Column& found = schema->columns[*column];
    return Source{from, via, *column, found.type,
                  found.type == ledger::ColumnType::kDecimal ? found.scale : 0};
}

bool is_number(const Source& source) {
    return source.type == ledger::ColumnType::kInteger ||
           source.type == ledger::ColumnType::kDecimal;
}

std::vector<std::string> split(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    while (true) {
        const size_t at = text.find(by);
        parts.emplace_back(trim(text.substr(0, at)));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + by.size());
    }
}

struct ConditionWord {
    std::string_view word;
    Condition::Kind kind;
};
constexpr std::array<ConditionWord, 8> kConditionWords = {{
    {"is", Condition::Kind::kIs},
    {"not", Condition::Kind::kNot},
    {"any", Condition::Kind::kAny},
    {"none", Condition::Kind::kNone},
    {"last", Condition::Kind::kLast},
    {"before", Condition::Kind::kBefore},
    {"at_least", Condition::Kind::kAtLeast},
    {"at_most", Condition::Kind::kAtMost},
}};

// What follows the word of a condition; false where it does not fit.
bool read_argument(Condition& condition, std::string_view argument) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::kAny:
        case Kind::kNone:
            return argument.empty();
        case Kind::kIs:
        case Kind::kNot:
            condition.words = split(argument, "、");
            return !argument.empty();
        case Kind::kLast:
        case Kind::kBefore: {
            const std::optional<int> number = days(argument);
            if (!number || condition.source.type != ledger::ColumnType::kDate) return false;
            condition.number = *number;
            return true;
        }
        case Kind::kAtLeast:
        case Kind::kAtMost: {
            const std::optional<int64_t> number = parse_decimal(argument, condition.source.scale);
            if (!number || !is_number(condition.source)) return false;
            condition.number = *number;
            return true;
        }
        case Kind::kChance:
        case Kind::kFirst:
            break;
    }
    return false;
}

std::optional<Condition> parse_condition(std::string_view text, const Naming& naming) {
    const size_t gap = text.find(' ');
    if (gap == std::string_view::npos) return {};
    const std::string_view name = text.substr(0, gap);
    std::string_view rest = trim(text.substr(gap));
    Condition condition;
    if (name == "chance" || name == "first") {
        const std::optional<int64_t> number = whole_number(rest);
        if (!number || *number < 0 || *number > 100) return {};
        condition.kind = name == "chance" ? Condition::Kind::kChance : Condition::Kind::kFirst;
        condition.number = *number;
        return condition;
    }
    const std::optional<Source> source = parse_source(name, naming);
    if (!source) return {};
    condition.source = *source;
    const std::string_view word = rest.substr(0, rest.find(' '));
    const auto known = std::ranges::find(kConditionWords, word, &ConditionWord::word);
    if (known == kConditionWords.end()) return {};
    condition.kind = known->kind;
    if (!read_argument(condition, trim(rest.substr(word.size())))) return {};
    return condition;
}

std::optional<Piece> named_piece(std::string_view name) {
    using Kind = Piece::Kind;
    struct Named {
        std::string_view name;
        Kind kind;
    };
    constexpr std::array<Named, 11> kNamed = {{{"place", Kind::kPlace},
                                               {"township", Kind::kTownship},
                                               {"town", Kind::kTown},
                                               {"county", Kind::kCounty},
                                               {"unit", Kind::kUnit},
                                               {"serial", Kind::kSerial},
                                               {"index", Kind::kIndex},
                                               {"man", Kind::kMan},
                                               {"woman", Kind::kWoman},
                                               {"person", Kind::kPerson},
                                               {"surname", Kind::kSurname}}};
    const auto found = std::ranges::find(kNamed, name, &Named::name);
    if (found == kNamed.end()) return {};
    Piece piece;
    piece.kind = found->kind;
    return piece;
}

// What stands between { and }.
std::optional<Piece> parse_piece(std::string_view text, const Naming& naming) {
    const size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const std::string_view detail =
        colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    Piece piece;
    if (text == "as_of:year") {
        piece.kind = Piece::Kind::kAsOfYear;
        return piece;
    }
    if (name == "n") {
        const std::optional<Range> range = parse_range(detail, 0);
        if (!range || range->most > 1'000'000'000 || range->least < 0) return {};
        piece.kind = Piece::Kind::kNumber;
        piece.least = static_cast<int>(range->least);
        piece.most = static_cast<int>(range->most);
        return piece;
    }
    if (std::optional<Piece> named = named_piece(name)) {
        if (detail.empty()) return named;
        const std::optional<int64_t> width = whole_number(detail);
        const bool numbered =
            named->kind == Piece::Kind::kSerial || named->kind == Piece::Kind::kIndex;
        if (!numbered || !width || *width < 1 || *width > 12) return {};
        named->width = static_cast<int>(*width);
        return named;
    }
    const auto list = std::ranges::find(naming.words, name, &WordList::id);
    if (list != naming.words.end()) {
        if (!detail.empty()) return {};
        piece.kind = Piece::Kind::kWord;
        piece.list = static_cast<size_t>(list - naming.words.begin());
        return piece;
    }
    const std::optional<Source> source = parse_source(name, naming);
    if (!source) return {};
    piece.source = *source;
    piece.kind = Piece::Kind::kSource;
    if (detail.empty()) return piece;
    if (source->type != ledger::ColumnType::kDate) return {};
    if (detail != "year" && detail != "month") return {};
    piece.kind = detail == "year" ? Piece::Kind::kYear : Piece::Kind::kMonth;
    return piece;
}

}  // namespace

std::optional<Source> parse_source(std::string_view text, const Naming& naming) {
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
        return column_of(naming.own, text, Source::From::kOwn, 0);
    }
    const std::string_view owner = text.substr(0, dot);
    const std::string_view id = text.substr(dot + 1);
    if (owner == "parent") return column_of(naming.parent, id, Source::From::kParent, 0);
    const std::optional<size_t> via = naming.own->find_column(owner);
    if (!via || naming.picked.size() <= *via) return {};
    return column_of(naming.picked[*via], id, Source::From::kPicked, *via);
}

std::optional<std::vector<Condition>> parse_conditions(std::string_view text,
                                                       const Naming& naming) {
    std::vector<Condition> conditions;
    for (const std::string& part : split(text, " and ")) {
        std::optional<Condition> condition = parse_condition(part, naming);
        if (!condition) return {};
        conditions.push_back(std::move(*condition));
    }
    return conditions;
}

std::optional<Pattern> parse_pattern(std::string_view text, const Naming& naming) {
    Pattern pattern;
    while (!text.empty()) {
        const size_t open = text.find('{');
        if (open != 0) {
            Piece literal;
            literal.text = std::string(text.substr(0, open));
            pattern.push_back(std::move(literal));
        }
        if (open == std::string_view::npos) break;
        const size_t close = text.find('}', open);
        if (close == std::string_view::npos) return {};
        std::optional<Piece> piece = parse_piece(text.substr(open + 1, close - open - 1), naming);
        if (!piece) return {};
        pattern.push_back(std::move(*piece));
        text.remove_prefix(close + 1);
    }
    return pattern;
}

std::optional<Range> parse_range(std::string_view text, int scale) {
    const size_t dots = text.find("..");
    const std::optional<int64_t> least = parse_decimal(trim(text.substr(0, dots)), scale);
    if (!least) return {};
    if (dots == std::string_view::npos) return Range{*least, *least};
    const std::optional<int64_t> most = parse_decimal(trim(text.substr(dots + 2)), scale);
    if (!most || *most < *least) return {};
    return Range{*least, *most};
}

std::optional<Counted> parse_counted(std::string_view text, int scale, const Naming& naming) {
    constexpr std::string_view kOf = " % of ";
    constexpr std::string_view kMinus = " - ";
    Counted counted;
    auto numeric = [&naming](std::string_view name) -> std::optional<Source> {
        const std::optional<Source> source = parse_source(trim(name), naming);
        return source && is_number(*source) ? source : std::nullopt;
    };
    if (text == "index") {
        counted.kind = Counted::Kind::kIndex;
        return counted;
    }
    if (const size_t of = text.find(kOf); of != std::string_view::npos) {
        const std::optional<Source> whole = numeric(text.substr(of + kOf.size()));
        if (!whole) return {};
        counted.second = *whole;
        if (const std::optional<Range> range = parse_range(text.substr(0, of), 2)) {
            counted.kind = Counted::Kind::kShareOf;
            counted.least = range->least;
            counted.most = range->most;
            return counted;
        }
        const std::optional<Source> share = numeric(text.substr(0, of));
        if (!share) return {};
        counted.kind = Counted::Kind::kSourceShareOf;
        counted.first = *share;
        return counted;
    }
    if (const std::optional<Range> range = parse_range(text, scale)) {
        counted.least = range->least;
        counted.most = range->most;
        return counted;
    }
    const size_t minus = text.find(kMinus);
    const std::optional<Source> first = numeric(text.substr(0, minus));
    if (!first) return {};
    counted.first = *first;
    counted.kind = Counted::Kind::kSame;
    if (minus == std::string_view::npos) return counted;
    const std::optional<Source> second = numeric(text.substr(minus + kMinus.size()));
    if (!second) return {};
    counted.second = *second;
    counted.kind = Counted::Kind::kDifference;
    return counted;
}

std::optional<Dated> parse_dated(std::string_view text, const Naming& naming) {
    Dated dated;
    if (text == "series") {
        dated.series = true;
        return dated;
    }
    const size_t sign = text.find_first_of("+-");
    if (sign == std::string_view::npos) return {};
    if (sign > 0) {
        const std::optional<Source> base = parse_source(text.substr(0, sign), naming);
        if (!base || base->type != ledger::ColumnType::kDate) return {};
        dated.base = base;
    }
    const std::string_view span = text.substr(sign);
    const size_t dots = span.find("..");
    const std::optional<int> least = days(span.substr(0, dots));
    const std::optional<int> most =
        dots == std::string_view::npos ? least : days(span.substr(dots + 2));
    if (!least || !most || *most < *least) return {};
    dated.least = *least;
    dated.most = *most;
    return dated;
}

}  // namespace yitao::sample
