// Sample texts to LedgerSamples: every word checked against the ledger, refused at its line.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "pack/toml_file.h"
#include "sample/spec.h"
#include "sample/spec_words.h"

namespace yitao::sample {

namespace {

using pack::Need;
using pack::TomlFields;
using pack::TomlTable;

constexpr size_t kNoSample = SIZE_MAX;
constexpr int64_t kMaxRowsOfOne = 100'000;

size_t find_sample(std::span<const SampleText> texts, std::string_view ledger) {
    for (size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].schema->id == ledger) return i;
    }
    return kNoSample;
}

void refuse(TomlFields& fields, std::string_view key, std::string_view word, std::string_view zh,
            std::string_view en) {
    fields.refuse(ErrorCode::kInvalid, key, fmt::format("“{}”：{}", word, zh),
                  fmt::format("\"{}\": {}", word, en));
}

// One line of `column`.
class LineReader {
  public:
    LineReader(const TomlTable& line, const std::string& path, Naming& naming,
               std::span<const SampleText> texts)
        : fields_(line, path), naming_(naming), texts_(texts) {}

    Result<Draw> read() {
        const std::string id = fields_.text("id", Need::kRequired);
        const std::optional<size_t> column = naming_.own->find_column(id);
        if (!column || schema().columns[*column].is_calculated()) {
            refuse(fields_, "id", id, fmt::format("{} 没有这个可填写的字段", schema().id),
                   fmt::format("{} has no such column to fill", schema().id));
            return std::unexpected(fields_.finish().error());
        }
        draw_.column = *column;
        draw_.share = static_cast<int>(fields_.integer("share", 100, 1, 100));
        if (std::string when = fields_.text("when"); !when.empty()) {
            std::optional<std::vector<Condition>> conditions = parse_conditions(when, naming_);
            if (conditions) {
                draw_.when = std::move(*conditions);
            } else {
                refuse(fields_, "when", when, "条件写法不对或字段不存在",
                       "no such condition, or no such column");
            }
        }
        how();
        TRY(fields_.finish());
        return std::move(draw_);
    }

  private:
    [[nodiscard]] const ledger::Schema& schema() const { return *naming_.own; }
    [[nodiscard]] const ledger::Column& column() const { return schema().columns[draw_.column]; }

    void how() {
        struct Way {
            std::string_view key;
            void (LineReader::*read)();
        };
        constexpr std::array<Way, 8> kWays = {{{"weights", &LineReader::choice},
                                               {"text", &LineReader::written},
                                               {"number", &LineReader::counted},
                                               {"date", &LineReader::dated},
                                               {"month", &LineReader::month},
                                               {"copy", &LineReader::copied},
                                               {"pick", &LineReader::picked},
                                               {"credit_code", &LineReader::credit}}};
        const Way* found = nullptr;
        for (const Way& way : kWays) {
            if (!fields_.has(way.key)) continue;
            if (found != nullptr) {
                refuse(fields_, way.key, way.key, "一行只能有一种取值方法",
                       "a line says one way of drawing");
            }
            found = &way;
        }
        if (found == nullptr) {
            refuse(fields_, "id", column().id, "没有写怎样取值", "no way of drawing is given");
            return;
        }
        (this->*found->read)();
    }

    void choice() {
        Choice choice;
        for (const std::string& entry : fields_.texts("weights")) {
            const size_t gap = entry.rfind(' ');
            std::optional<int64_t> weight;
            if (gap != std::string::npos) {
                if (auto range = parse_range(entry.substr(gap + 1), 0)) weight = range->least;
            }
            choice.names.emplace_back(weight ? trim(std::string_view(entry).substr(0, gap))
                                             : entry);
            choice.weights.push_back(
                static_cast<int>(std::clamp<int64_t>(weight.value_or(1), 0, 1'000'000)));
        }
        if (std::ranges::count(choice.weights, 0) == std::ssize(choice.weights)) {
            refuse(fields_, "weights", column().id, "至少要有一个权重大于零的值",
                   "one value with a weight above zero is needed");
        }
        choice.in_order = fields_.boolean("in_order", false);
        if (std::string several = fields_.text("several"); !several.empty()) {
            const std::optional<Range> range = parse_range(several, 0);
            if (!range || range->least < 1 || range->most > std::ssize(choice.names) ||
                column().type != ledger::ColumnType::kMultiCode) {
                refuse(fields_, "several", several, "只有多选字段可以取几个值",
                       "only a multi_code column takes several");
            } else {
                choice.fewest = static_cast<int>(range->least);
                choice.most = static_cast<int>(range->most);
            }
        }
        draw_.how = std::move(choice);
    }

    void written() {
        Written written;
        for (const std::string& text : fields_.texts("text")) {
            std::optional<Pattern> pattern = parse_pattern(text, naming_);
            if (!pattern) {
                refuse(fields_, "text", text, "花括号里的词不认识", "unknown word in braces");
                return;
            }
            written.patterns.push_back(std::move(*pattern));
        }
        const bool takes_text = !ledger::is_number_type(column().type) || is_number_column();
        if (!takes_text) {
            refuse(fields_, "text", column().id, "日期和单位不写作文字",
                   "dates and units are not written as text");
        }
        if (written.patterns.empty()) {
            refuse(fields_, "text", column().id, "至少要有一种写法",
                   "one pattern at least is needed");
        }
        written.in_order = fields_.boolean("in_order", false);
        draw_.how = std::move(written);
    }

    void counted() {
        const std::string text = fields_.text("number");
        const int scale = column().type == ledger::ColumnType::kDecimal ? column().scale : 0;
        std::optional<Counted> counted = parse_counted(text, scale, naming_);
        if (!counted || !is_number_column()) {
            refuse(fields_, "number", text, "数的写法不对，或字段不是数",
                   "no such number, or the column is none");
            counted = Counted{};
        }
        counted->skew = static_cast<int>(fields_.integer("skew", 1, 1, 8));
        counted->running = fields_.boolean("running", false);
        if (std::string step = fields_.text("step"); !step.empty()) {
            const std::optional<Range> range = parse_range(step, scale);
            if (range && range->least > 0) {
                counted->step = range->least;
            } else {
                refuse(fields_, "step", step, "应是大于零的数", "a number above zero is wanted");
            }
        }
        if (std::string most = fields_.text("at_most"); !most.empty()) {
            if (const std::optional<Range> limit = parse_range(most, scale)) {
                counted->limit = limit->least;
            } else if (!(counted->at_most = parse_source(most, naming_))) {
                refuse(fields_, "at_most", most, "不是数，也不是字段",
                       "neither a number nor a column");
            }
        }
        draw_.how = std::move(*counted);
    }

    [[nodiscard]] bool is_number_column() const {
        return column().type == ledger::ColumnType::kInteger ||
               column().type == ledger::ColumnType::kDecimal;
    }

    std::optional<Dated> read_dated(std::string_view key) {
        const std::string text = fields_.text(key);
        std::optional<Dated> dated = parse_dated(text, naming_);
        if (!dated) {
            refuse(fields_, key, text, "日期的写法不对", "no such date");
            return {};
        }
        dated->future = fields_.boolean("future", false);
        dated->skew = static_cast<int>(fields_.integer("skew", 1, 1, 8));
        dated->cap = fields_.boolean("cap", false);
        return dated;
    }
    void dated() {
        std::optional<Dated> dated = read_dated("date");
        if (column().type != ledger::ColumnType::kDate) {
            refuse(fields_, "date", column().id, "字段不是日期", "the column is no date");
        }
        if (dated) draw_.how = std::move(*dated);
    }
    void month() {
        std::optional<Dated> dated = read_dated("month");
        if (column().type != ledger::ColumnType::kText) {
            refuse(fields_, "month", column().id, "月份写在文本字段里",
                   "a month stands in a text column");
        }
        if (!dated) return;
        dated->month = true;
        draw_.how = std::move(*dated);
    }

    void copied() {
        const std::string text = fields_.text("copy");
        const std::optional<Source> source = parse_source(text, naming_);
        if (!source ||
            ledger::is_number_type(source->type) != ledger::is_number_type(column().type)) {
            refuse(fields_, "copy", text, "没有这个字段，或类型不同",
                   "no such column, or of another type");
            return;
        }
        draw_.how = Copied{*source};
    }

    void picked() {
        const std::string text = fields_.text("pick");
        Picked picked;
        picked.ledger = find_sample(texts_, text);
        const bool fits =
            column().type == ledger::ColumnType::kReference && column().reference == text;
        if (picked.ledger == kNoSample || !fits) {
            refuse(fields_, "pick", text, "字段不引用这个台账，或它没有样例",
                   "the column does not refer to that ledger, or it has no sample");
            return;
        }
        const ledger::Schema& target = *texts_[picked.ledger].schema;
        if (target.key.size() == 1) picked.key = *target.find_column(target.key[0]);
        if (target.key.size() != 1) {
            refuse(fields_, "pick", text, "被引用的台账要有且只有一个主键字段",
                   "a ledger that is referred to has one key column");
        }
        if (std::string within = fields_.text("within"); !within.empty()) {
            picked.within = org::parse_level(within);
            if (!picked.within) refuse(fields_, "within", within, "没有这一级", "no such level");
        }
        if (std::string other = fields_.text("other_than"); !other.empty()) {
            picked.other_than = parse_source(other, naming_);
            if (!picked.other_than)
                refuse(fields_, "other_than", other, "没有这个字段", "no such column");
        }
        naming_.picked[draw_.column] = &target;
        if (std::string only = fields_.text("only"); !only.empty()) {
            if (auto conditions = parse_conditions(only, naming_)) {
                picked.only = std::move(*conditions);
            } else {
                refuse(fields_, "only", only, "条件写法不对或字段不存在",
                       "no such condition, or no such column");
            }
        }
        draw_.how = std::move(picked);
    }

    void credit() {
        Credit credit{fields_.text("credit_code")};
        if (credit.prefix.size() != 2 || column().check != ledger::TextCheck::kCreditCode) {
            refuse(fields_, "credit_code", credit.prefix, "应是两位登记类别，字段应是信用代码",
                   "two characters for a credit code column are wanted");
        }
        draw_.how = std::move(credit);
    }

    TomlFields fields_;
    Naming& naming_;
    std::span<const SampleText> texts_;
    Draw draw_;
};

class FileReader {
  public:
    FileReader(const SampleText& text, const TomlTable& table, std::span<const SampleText> texts)
        : text_(text), fields_(table, text.path), texts_(texts) {}

    Result<LedgerSample> read() {
        sample_.schema = text_.schema;
        static_cast<void>(fields_.text("ledger", Need::kRequired));
        per();
        rows();
        words();
        naming_.own = text_.schema;
        naming_.picked.resize(text_.schema->columns.size());
        naming_.words = sample_.words;
        if (sample_.per == LedgerSample::Per::kRow) {
            naming_.parent = texts_[sample_.parent].schema;
            sample_.needs.push_back(sample_.parent);
        }
        where();
        const std::vector<TomlTable> lines = fields_.tables("column");
        TRY(fields_.finish());
        for (const TomlTable& line : lines) TRY(column(line));
        return std::move(sample_);
    }

  private:
    void per() {
        const std::string word = fields_.text("per", Need::kRequired);
        if (word == "residents") return;
        sample_.parent = find_sample(texts_, word);
        if (sample_.parent != kNoSample) {
            sample_.per = LedgerSample::Per::kRow;
            return;
        }
        const std::optional<org::Level> level = org::parse_level(word);
        if (!level) {
            refuse(fields_, "per", word, "应是 residents、一级单位或另一个有样例的台账",
                   "residents, a level of units or a ledger with a sample is wanted");
            return;
        }
        sample_.per = LedgerSample::Per::kLevel;
        sample_.level = *level;
    }

    void rows() {
        const std::string word = fields_.text("rows", Need::kRequired);
        const int scale = sample_.per == LedgerSample::Per::kResidents ? 2 : 0;
        const std::optional<Range> range = parse_range(word, scale);
        if (!range || range->least < 0 || range->most > kMaxRowsOfOne || range->most == 0) {
            refuse(fields_, "rows", word, "行数写作 12 或 0..4", "rows are written 12 or 0..4");
            return;
        }
        sample_.rows_least = range->least;
        sample_.rows_most = range->most;
    }

    void words() {
        for (const TomlTable& table : fields_.tables("words")) {
            TomlFields fields(table, text_.path);
            WordList list{fields.text("id", Need::kRequired), fields.texts("list")};
            if (list.words.empty()) refuse(fields, "list", list.id, "词表是空的", "an empty list");
            if (Result<void> done = fields.finish(); !done) {
                fields_.refuse(ErrorCode::kInvalid, "words", done.error().message.zh,
                               done.error().message.en);
            }
            sample_.words.push_back(std::move(list));
        }
    }

    void where() {
        const std::string text = fields_.text("where");
        if (text.empty()) return;
        std::optional<std::vector<Condition>> conditions = parse_conditions(text, naming_);
        const bool fits =
            conditions && std::ranges::all_of(*conditions, [](const Condition& c) {
                return c.kind == Condition::Kind::kChance || c.source.from == Source::From::kParent;
            });
        if (!fits) {
            refuse(fields_, "where", text, "where 只能看上一级台账的字段，如 parent.state",
                   "where looks at columns of the parent only, such as parent.state");
            return;
        }
        sample_.where = std::move(*conditions);
    }

    Result<void> column(const TomlTable& line) {
        Draw draw = TRY(LineReader(line, text_.path, naming_, texts_).read());
        if (const auto* picked = std::get_if<Picked>(&draw.how)) {
            sample_.needs.push_back(picked->ledger);
        }
        sample_.draws.push_back(std::move(draw));
        return {};
    }

    const SampleText& text_;
    TomlFields fields_;
    std::span<const SampleText> texts_;
    Naming naming_;
    LedgerSample sample_;
};

// Depth first, so that needs come first; numbers inside are changed to the new order.
class Sorter {
  public:
    Sorter(std::vector<LedgerSample> samples, std::span<const SampleText> texts)
        : samples_(std::move(samples)), texts_(texts), place_(samples_.size(), kUnseen) {}

    Result<std::vector<LedgerSample>> sort() {
        for (size_t i = 0; i < samples_.size(); ++i) TRY(visit(i));
        for (LedgerSample& sample : sorted_) renumber(sample);
        return std::move(sorted_);
    }

  private:
    static constexpr size_t kUnseen = SIZE_MAX;
    static constexpr size_t kOpen = SIZE_MAX - 1;

    Result<void> visit(size_t i) {
        if (place_[i] == kOpen) {
            return fail(ErrorCode::kInvalid, "样例互相等待：台账引用成了圈",
                        "samples wait for each other: the references form a ring", texts_[i].path);
        }
        if (place_[i] != kUnseen) return {};
        place_[i] = kOpen;
        for (size_t need : samples_[i].needs) {
            if (need != i) TRY(visit(need));  // a ledger may pick among its own earlier rows
        }
        place_[i] = sorted_.size();
        sorted_.push_back(std::move(samples_[i]));
        return {};
    }

    void renumber(LedgerSample& sample) {
        for (size_t& need : sample.needs) need = place_[need];
        if (sample.per == LedgerSample::Per::kRow) {
            sample.parent = place_[sample.parent];
            sorted_[sample.parent].has_children = true;
        }
        for (Draw& draw : sample.draws) {
            auto* picked = std::get_if<Picked>(&draw.how);
            if (picked == nullptr) continue;
            picked->ledger = place_[picked->ledger];
            sorted_[picked->ledger].kept = true;
        }
    }

    std::vector<LedgerSample> samples_;
    std::span<const SampleText> texts_;
    std::vector<size_t> place_;
    std::vector<LedgerSample> sorted_;
};

}  // namespace

Result<std::string> sample_ledger(const std::string& path) {
    TomlTable table = TRY(pack::read_toml(path));
    TomlFields fields(table, path);
    std::string ledger = fields.text("ledger", Need::kRequired);
    if (ledger.empty()) return std::unexpected(fields.finish().error());
    return ledger;
}

Result<std::vector<LedgerSample>> read_samples(std::span<const SampleText> texts) {
    std::vector<LedgerSample> samples;
    for (const SampleText& text : texts) {
        TomlTable table = TRY(pack::read_toml(text.path));
        samples.push_back(TRY(FileReader(text, table, texts).read()));
    }
    return Sorter(std::move(samples), texts).sort();
}

}  // namespace yitao::sample
