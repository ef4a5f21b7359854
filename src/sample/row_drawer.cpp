#include "sample/row_drawer.h"

#include <algorithm>

#include "base/decimal.h"
#include "sample/fact_file.h"
#include "sample/names.h"

namespace yitao::sample {

namespace {

using ledger::ColumnType;
using ledger::Field;

const Field kBlank;

bool is_blank(const Field& field) {
    return std::holds_alternative<std::monostate>(field);
}

std::optional<int64_t> number_of(const Field& field) {
    const auto* number = std::get_if<int64_t>(&field);
    return number != nullptr ? std::optional<int64_t>(*number) : std::nullopt;
}

std::string_view text_of(const Field& field) {
    const auto* text = std::get_if<std::string>(&field);
    return text != nullptr ? std::string_view(*text) : std::string_view();
}

void append_month(std::string& out, Date date) {
    append_date(out, date);
    out.resize(out.size() - 3);
}

void append_padded(std::string& out, uint64_t number, int width) {
    const std::string digits = std::to_string(number);
    for (size_t i = digits.size(); i < static_cast<size_t>(width); ++i) out.push_back('0');
    out += digits;
}

int scale_of(const ledger::Column& column) {
    return column.type == ColumnType::kDecimal ? column.scale : 0;
}

// Units of one scale in another, rounded half up; values here are not negative.
int64_t rescaled(int128 units, int from, int to) {
    if (from <= to) return static_cast<int64_t>(units * power_of_ten(to - from));
    const int128 divisor = power_of_ten(from - to);
    return static_cast<int64_t>((units + divisor / 2) / divisor);
}

}  // namespace

void append_field(std::string& out, const ledger::Column& column, const Field& field) {
    if (is_blank(field)) return;
    if (const auto* text = std::get_if<std::string>(&field)) {
        append_csv_field(out, *text);
        return;
    }
    const int64_t number = std::get<int64_t>(field);
    if (column.type == ColumnType::kDate) {
        append_date(out, Date{static_cast<int32_t>(number)});
    } else if (number < 0) {
        out += format_decimal(number, scale_of(column));
    } else {
        append_units(out, number, scale_of(column));
    }
}

RowDrawer::RowDrawer(const LedgerSample& sample, Date as_of, RowPools& pools)
    : sample_(sample),
      as_of_(as_of),
      pools_(pools),
      unit_column_(*sample.schema->find_column(sample.schema->unit_column)),
      picked_(sample.schema->columns.size()) {}

bool RowDrawer::wanted(const Row& parent, uint64_t serial, Random& random) {
    serial_ = serial;
    parent_ = &parent;
    random_ = &random;
    return holds(sample_.where);
}

std::optional<Row> RowDrawer::draw(const RowContext& context, Random& random) {
    const std::vector<ledger::Column>& columns = sample_.schema->columns;
    context_ = &context;
    random_ = &random;
    parent_ = context.parent;
    serial_ = context.serial;
    row_.assign(columns.size(), Field());
    decided_.assign(columns.size(), 0);
    row_[unit_column_] = *org::parse_unit_code(context.place.code);
    decided_[unit_column_] = 1;
    for (const Draw& draw : sample_.draws) apply(draw);
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].required && !columns[i].is_calculated() && is_blank(row_[i])) return {};
    }
    return std::move(row_);
}

void RowDrawer::apply(const Draw& draw) {
    if (decided_[draw.column] || !holds(draw.when)) return;
    decided_[draw.column] = 1;
    if (draw.share < 100 && !random_->per_cent(draw.share)) return;
    Field& field = row_[draw.column];
    const ledger::Column& column = sample_.schema->columns[draw.column];
    if (const auto* choice = std::get_if<Choice>(&draw.how)) {
        field = chosen(*choice);
    } else if (const auto* text = std::get_if<Written>(&draw.how)) {
        field = written(*text, column);
    } else if (const auto* number = std::get_if<Counted>(&draw.how)) {
        field = counted(*number, draw);
    } else if (const auto* date = std::get_if<Dated>(&draw.how)) {
        field = dated(*date);
    } else if (const auto* copy = std::get_if<Copied>(&draw.how)) {
        field = value(copy->source);
    } else if (const auto* pick = std::get_if<Picked>(&draw.how)) {
        field = picked(*pick, draw.column);
    } else if (const auto* credit = std::get_if<Credit>(&draw.how)) {
        field = credit_code(credit->prefix, context_->serial);
    }
}

const Field& RowDrawer::value(const Source& source) const {
    switch (source.from) {
        case Source::From::kOwn:
            return row_[source.column];
        case Source::From::kParent:
            return parent_ != nullptr ? (*parent_)[source.column] : kBlank;
        case Source::From::kPicked:
            break;
    }
    // What an earlier row picked counts for nothing.
    const SharedRow& row = picked_[source.via];
    return !is_blank(row_[source.via]) && row != nullptr ? (*row)[source.column] : kBlank;
}

bool RowDrawer::holds(const std::vector<Condition>& conditions) const {
    return std::ranges::all_of(conditions, [this](const Condition& c) { return holds(c); });
}

bool RowDrawer::holds(const Condition& condition) const {
    using Kind = Condition::Kind;
    if (condition.kind == Kind::kFirst) return serial_ <= static_cast<uint64_t>(condition.number);
    if (condition.kind == Kind::kChance) {
        return random_->per_cent(static_cast<int>(condition.number)) || serial_ == 1;
    }
    const Field& field = value(condition.source);
    const std::optional<int64_t> number = number_of(field);
    switch (condition.kind) {
        case Kind::kAny:
            return !is_blank(field);
        case Kind::kNone:
            return is_blank(field);
        case Kind::kIs:
            return std::ranges::find(condition.words, text_of(field)) != condition.words.end();
        case Kind::kNot:
            return std::ranges::find(condition.words, text_of(field)) == condition.words.end();
        case Kind::kLast:
            return number && *number > as_of_.days - condition.number;
        case Kind::kBefore:
            return number && *number <= as_of_.days - condition.number;
        case Kind::kAtLeast:
            return number && *number >= condition.number;
        case Kind::kAtMost:
            return number && *number <= condition.number;
        case Kind::kChance:
        case Kind::kFirst:
            break;
    }
    return false;
}

Field RowDrawer::chosen(const Choice& choice) {
    if (choice.in_order) {
        return choice.names[static_cast<size_t>(context_->index) % choice.names.size()];
    }
    if (choice.most == 1) return choice.names[random_->weighted(choice.weights)];
    std::vector<char> taken(choice.names.size());
    for (int left = random_->between(choice.fewest, choice.most); left > 0; --left) {
        taken[random_->weighted(choice.weights)] = 1;  // twice the same is one fewer
    }
    std::string joined;
    for (size_t i = 0; i < taken.size(); ++i) {
        if (!taken[i]) continue;
        if (!joined.empty()) joined += "、";
        joined += choice.names[i];
    }
    return joined;
}

Field RowDrawer::written(const Written& written, const ledger::Column& column) {
    std::string text;
    const size_t which = written.in_order
                             ? static_cast<size_t>(context_->index) % written.patterns.size()
                             : random_->below(written.patterns.size());
    const Pattern& pattern = written.patterns[which];
    for (const Piece& piece : pattern) append(text, piece);
    if (text.empty()) return {};
    if (column.type == ColumnType::kInteger || column.type == ColumnType::kDecimal) {
        const std::optional<int64_t> number = parse_decimal(text, scale_of(column));
        return number ? Field(*number) : Field();
    }
    return text;
}

std::string RowDrawer::any_name(Sex sex) {
    constexpr int kFirstYear = 1955;
    constexpr int kLastYear = 2000;
    const int year = random_->between(kFirstYear, kLastYear);  // one draw a statement
    const std::string_view surname = random_surname(*random_);
    return person_name(*random_, surname, sex, year);
}

// The pieces that are words of the place or of the pattern itself.
const std::string* RowDrawer::fixed_text(const Piece& piece) const {
    using Kind = Piece::Kind;
    const Place& place = context_->place;
    switch (piece.kind) {
        case Kind::kLiteral:
            return &piece.text;
        case Kind::kPlace:
            return &place.name;
        case Kind::kTownship:
            return &place.township;
        case Kind::kTown:
            return &place.town;
        case Kind::kCounty:
            return &place.county;
        case Kind::kUnit:
            return &place.code;
        default:
            return nullptr;
    }
}

void RowDrawer::append_value(std::string& out, const Piece& piece) const {
    const Source& source = piece.source;
    const Field& field = value(source);
    const std::optional<int64_t> number = number_of(field);
    if (!number) {
        out += text_of(field);
        return;
    }
    if (source.type != ColumnType::kDate) {
        out += format_decimal(*number, source.scale);
        return;
    }
    const Date date{static_cast<int32_t>(*number)};
    if (piece.kind == Piece::Kind::kYear) {
        append_units(out, date.civil().year, 0);
    } else if (piece.kind == Piece::Kind::kMonth) {
        append_month(out, date);
    } else {
        append_date(out, date);
    }
}

void RowDrawer::append(std::string& out, const Piece& piece) {
    using Kind = Piece::Kind;
    if (const std::string* text = fixed_text(piece)) {
        out += *text;
        return;
    }
    switch (piece.kind) {
        case Kind::kSerial:
            append_padded(out, context_->serial, piece.width);
            return;
        case Kind::kIndex:
            append_padded(out, static_cast<uint64_t>(context_->index) + 1, piece.width);
            return;
        case Kind::kWord:
            out += random_->of(std::span<const std::string>(sample_.words[piece.list].words));
            return;
        case Kind::kMan:
            out += any_name(Sex::kMale);
            return;
        case Kind::kWoman:
            out += any_name(Sex::kFemale);
            return;
        case Kind::kPerson:
            out += any_name(random_->per_cent(50) ? Sex::kMale : Sex::kFemale);
            return;
        case Kind::kSurname:
            out += random_surname(*random_);
            return;
        case Kind::kNumber:
            out += std::to_string(random_->between(piece.least, piece.most));
            return;
        case Kind::kAsOfYear:
            append_units(out, as_of_.civil().year, 0);
            return;
        default:
            append_value(out, piece);
            return;
    }
}

std::optional<int64_t> RowDrawer::drawn_number(const Counted& counted,
                                               const ledger::Column& column) {
    using Kind = Counted::Kind;
    const int scale = scale_of(column);
    const auto least_of_draws = [&] {
        int64_t least = random_->between64(counted.least, counted.most);
        for (int i = 1; i < counted.skew; ++i) {
            least = std::min(least, random_->between64(counted.least, counted.most));
        }
        return least;
    };
    switch (counted.kind) {
        case Kind::kRange:
            return least_of_draws();
        case Kind::kIndex:
            return (int64_t{context_->index} + 1) * power_of_ten(scale);
        case Kind::kShareOf:
        case Kind::kSourceShareOf: {
            const std::optional<int64_t> whole = number_of(value(counted.second));
            const std::optional<int64_t> share =
                counted.kind == Kind::kShareOf ? least_of_draws() : number_of(value(counted.first));
            if (!whole || !share) return {};
            const int share_scale = counted.kind == Kind::kShareOf ? 2 : counted.first.scale;
            return rescaled(int128{*whole} * *share, counted.second.scale + share_scale + 2, scale);
        }
        case Kind::kSame:
        case Kind::kDifference: {
            const std::optional<int64_t> first = number_of(value(counted.first));
            if (!first) return {};
            const int64_t units = rescaled(*first, counted.first.scale, scale);
            if (counted.kind == Kind::kSame) return units;
            const std::optional<int64_t> second = number_of(value(counted.second));
            if (!second) return {};
            return std::max<int64_t>(0, units - rescaled(*second, counted.second.scale, scale));
        }
    }
    return {};
}

Field RowDrawer::counted(const Counted& counted, const Draw& draw) {
    const ledger::Column& column = sample_.schema->columns[draw.column];
    std::optional<int64_t> number = drawn_number(counted, column);
    if (!number) return {};
    number = *number - *number % counted.step;
    if (counted.running && context_->before != nullptr) {
        *number += number_of((*context_->before)[draw.column]).value_or(0);
    }
    if (counted.limit) number = std::min(*number, *counted.limit);
    if (counted.at_most) {
        if (const std::optional<int64_t> most = number_of(value(*counted.at_most))) {
            number = std::min(*number, rescaled(*most, counted.at_most->scale, scale_of(column)));
        }
    }
    return *number;
}

Field RowDrawer::series(const Dated& dated) const {
    const int back = context_->count - 1 - context_->index;
    if (!dated.month) return int64_t{as_of_.days} - back;
    std::string text;
    append_month(text, as_of_.month_start().plus_months(-back));
    return text;
}

Field RowDrawer::dated(const Dated& dated) {
    if (dated.series) return series(dated);
    int64_t base = as_of_.days;
    if (dated.base) {
        const std::optional<int64_t> days = number_of(value(*dated.base));
        if (!days) return {};
        base = *days;
    }
    int offset = random_->between(dated.least, dated.most);
    for (int i = 1; i < dated.skew; ++i) {
        offset = std::max(offset, random_->between(dated.least, dated.most));
    }
    int64_t day = base + offset;
    if (day > as_of_.days && !dated.future) {
        if (!dated.cap) return {};
        day = as_of_.days;
    }
    if (!dated.month) return day;
    std::string text;
    append_month(text, Date{static_cast<int32_t>(day)});
    return text;
}

Field RowDrawer::picked(const Picked& picked, size_t column) {
    const std::string_view other =
        picked.other_than ? text_of(value(*picked.other_than)) : std::string_view();
    constexpr int kTries = 16;  // until one fits; none near may
    for (int i = 0; i < kTries; ++i) {
        SharedRow row = pools_.pick(picked.ledger, picked.within, *random_);
        if (row == nullptr) return {};
        if (!other.empty() && text_of((*row)[picked.key]) == other) continue;
        picked_[column] = row;
        row_[column] = (*row)[picked.key];
        if (holds(picked.only)) return row_[column];
    }
    return {};
}

}  // namespace yitao::sample
