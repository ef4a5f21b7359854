#include "sample/fact_file.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/decimal.h"

namespace yitao::sample {

namespace {

void append_padded(std::string& out, int value, int digits) {
    std::array<char, 8> text{};
    for (int i = digits; i > 0; --i, value /= 10) {
        text[static_cast<size_t>(i - 1)] = static_cast<char>('0' + value % 10);
    }
    out.append(text.data(), static_cast<size_t>(digits));
}

}  // namespace

void append_date(std::string& out, Date date) {
    const Civil civil = date.civil();
    append_padded(out, civil.year, 4);
    out.push_back('-');
    append_padded(out, civil.month, 2);
    out.push_back('-');
    append_padded(out, civil.day, 2);
}

void append_units(std::string& out, int64_t units, int scale) {
    std::array<char, 24> text{};
    const auto whole =
        std::to_chars(text.data(), text.data() + text.size(), units / power_of_ten(scale));
    out.append(text.data(), whole.ptr);
    if (scale == 0) return;
    out.push_back('.');
    append_padded(out, static_cast<int>(units % power_of_ten(scale)), scale);
}

void write_heading(CsvFile& file, const ledger::Schema& schema) {
    for (const ledger::Column& column : schema.columns) {
        if (!column.is_calculated()) file.field(column.name);
    }
    file.end_row();
}

Result<FactFile> FactFile::create(const ledger::Schema& schema,
                                  std::span<const std::string_view> facts,
                                  const std::string& directory) {
    for (std::string_view fact : facts) {
        if (!schema.find_column(fact)) {
            return fail(ErrorCode::kInvalid,
                        fmt::format("台账 {} 没有样例数据需要的字段 {}", schema.id, fact),
                        fmt::format("ledger {} lacks column {}, which the sample data fills",
                                    schema.id, fact),
                        schema.id);
        }
    }
    std::vector<int> order;
    for (const ledger::Column& column : schema.columns) {
        if (column.is_calculated()) continue;
        const auto fact = std::find(facts.begin(), facts.end(), column.id);
        order.push_back(fact == facts.end() ? -1 : static_cast<int>(fact - facts.begin()));
    }
    CsvFile file = TRY(CsvFile::create(directory + "/" + schema.id + ".csv"));
    write_heading(file, schema);
    return FactFile(std::move(file), std::move(order), facts.size());
}

void FactFile::write() {
    for (int fact : order_) {
        if (fact < 0) {
            file_.blank();
        } else {
            file_.plain(values_[static_cast<size_t>(fact)]);
        }
    }
    file_.end_row();
    for (std::string& value : values_) value.clear();
}

}  // namespace yitao::sample
