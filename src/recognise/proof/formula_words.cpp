#include "recognise/proof/formula_words.h"

#include "recognise/proof/aggregate_text.h"

namespace yitao::recognise {

std::string words_of_formula(const std::string& formula, const Vocabulary& words) {
    const AggregateText taken = take_apart(formula);
    if (taken.calls.size() != 1) return formula;
    const bool is_call =
        (taken.between[0].empty() || taken.between[0] == "=") && taken.between[1].empty();
    return is_call ? words_of_call(taken.calls[0], words) : formula;
}

}  // namespace yitao::recognise
