#include "formula/numbers_of.h"

namespace yitao::formula {

Outcome<std::vector<double>> numbers_of(Interpreter& in, std::span<const Argument> arguments) {
    std::vector<double> numbers;
    for (const Argument& argument : arguments) {
        auto done = each_number(in, argument, [&numbers](double n) { numbers.push_back(n); });
        if (!done) return std::unexpected(done.error());
    }
    return numbers;
}

}  // namespace yitao::formula
