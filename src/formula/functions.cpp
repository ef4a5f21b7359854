#include "formula/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"

namespace yitao::formula {

namespace {

constexpr double kLastSerial = 2958465;  // 9999-12-31

const Value kBlank;

std::string upper_case(std::string_view name) {
    std::string out(name);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

using Table = std::unordered_map<std::string_view, const Function*>;

const Table& functions_by_name() {
    static const Table table = [] {
        Table made;
        for (auto family :
             {aggregate_functions(), criteria_functions(), statistic_functions(), logic_functions(),
              math_functions(), date_functions(), workday_functions(), text_functions(),
              lookup_functions(), array_functions(), text_part_functions(), subtotal_functions(),
              reference_functions()}) {
            for (const Function& function : family) made.emplace(function.name, &function);
        }
        return made;
    }();
    return table;
}

}  // namespace

const Value& Scalars::value(size_t i) const {
    return has(i) ? *values_[i] : kBlank;
}

double Scalars::number(size_t i) {
    const Value& argument = value(i);
    if (argument.is_number()) return argument.number();
    Outcome<double> number = number_of(argument);
    if (number) return *number;
    fail(number.error());
    return 0;
}

int Scalars::integer(size_t i) {
    Outcome<int> whole = integer_of(value(i));
    if (whole) return *whole;
    fail(whole.error());
    return 0;
}

bool Scalars::boolean(size_t i) {
    Outcome<bool> truth = boolean_of(value(i));
    if (truth) return *truth;
    fail(truth.error());
    return false;
}

std::string Scalars::text(size_t i) {
    Outcome<std::string> text = text_of(value(i));
    if (text) return *std::move(text);
    fail(text.error());
    return {};
}

std::string_view Scalars::text(size_t i, std::string& scratch) {
    if (value(i).is_text()) return value(i).text();
    scratch = text(i);
    return scratch;
}

int64_t Scalars::serial(size_t i) {
    double number = std::floor(this->number(i));
    if (number >= 0 && number <= kLastSerial) return static_cast<int64_t>(number);
    fail(ExcelError::kNum);
    return 0;
}

Value Scalars::result(Value&& value) const {
    if (error_) return *error_;
    if (value.is_number() && !std::isfinite(value.number())) return ExcelError::kNum;
    if (value.is_text() && value.text().size() > kMaxCellText &&
        code_point_count(value.text()) > kMaxCellText) {
        return ExcelError::kValue;
    }
    return std::move(value);
}

const Function* find_function(std::string_view name) {
    auto found = functions_by_name().find(upper_case(name));
    return found == functions_by_name().end() ? nullptr : found->second;
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const auto& entry : functions_by_name()) names.emplace_back(entry.first);
    std::ranges::sort(names);
    return names;
}

}  // namespace yitao::formula
