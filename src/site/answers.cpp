#include "site/answers.h"

#include <algorithm>

#include "live/engine.h"

namespace yitao::site {

namespace {

constexpr size_t kMostValues = 100'000;  // of one list
constexpr size_t kMostCompiled = 500'000;

recognise::Values values_of(const formula::Operand& operand) {
    if (const auto* value = std::get_if<formula::Value>(&operand)) return {*value};
    const formula::Matrix& matrix = *std::get<formula::MatrixPtr>(operand);
    recognise::Values values;
    for (size_t r = 0; r < matrix.rows && r < kMostValues; ++r) values.push_back(matrix.at(r, 0));
    return values;
}

}  // namespace

Result<std::vector<recognise::Values>> Answers::ask(std::span<const recognise::Asking> askings) {
    const formula::Catalog& catalog = site_.catalog();
    if (formulas_.size() > kMostCompiled) formulas_.clear();
    std::vector<const formula::Formula*> formulas;
    for (const recognise::Asking& asking : askings) {
        auto [at, fresh] = formulas_.try_emplace(asking.formula);
        if (fresh) {
            if (auto compiled = formula::compile(asking.formula, catalog)) {
                worlds_.need(compiled->columns());
                at->second = std::move(*compiled);
            }
        }
        formulas.push_back(at->second ? &*at->second : nullptr);
    }
    std::vector<recognise::Values> answers(askings.size());
    std::map<Date, std::vector<size_t>> by_date;
    for (size_t i = 0; i < askings.size(); ++i) {
        by_date[scopes_[askings[i].copy].as_of].push_back(i);
    }
    for (const auto& [as_of, which] : by_date) {
        const std::shared_ptr<const formula::World> world = TRY(worlds_.world_at(as_of));
        formula::MeasureSet wanted;
        std::set<std::pair<const formula::Formula*, size_t>> collected;
        auto scope_of = [&](const recognise::Asking& asking) {
            const AskedScope& asked = scopes_[asking.copy];
            return formula::Scope{world->tree->find(asked.unit).value_or(0), as_of, asked.period,
                                  as_of};
        };
        for (size_t i : which) {
            if (formulas[i] == nullptr ||
                !collected.insert({formulas[i], askings[i].copy}).second) {
                continue;
            }
            formula::collect_measures(*formulas[i], catalog, *world, scope_of(askings[i]), wanted);
        }
        auto measures = live::compute(catalog, *world, wanted);
        std::map<size_t, formula::Evaluator> evaluators;
        std::map<std::pair<const formula::Formula*, size_t>, size_t> known;
        for (size_t i : which) {
            const recognise::Asking& asking = askings[i];
            if (formulas[i] == nullptr) {
                answers[i] = {ExcelError::kName};
                continue;
            }
            auto unit = world->tree->find(scopes_[asking.copy].unit);
            if (!unit) {
                answers[i] = {ExcelError::kRef};
                continue;
            }
            auto own = asking.for_unit == 0 ? unit : world->tree->find(asking.for_unit);
            if (!own || !world->tree->contains(*unit, *own)) {
                answers[i] = {formula::Value()};
                continue;
            }
            auto [at, fresh] = known.try_emplace({formulas[i], asking.copy}, i);
            if (!fresh) {
                answers[i] = answers[at->second];
                continue;
            }
            auto evaluator = evaluators.find(asking.copy);
            if (evaluator == evaluators.end()) {
                evaluator =
                    evaluators
                        .emplace(asking.copy, formula::Evaluator(catalog, *world, scope_of(asking)))
                        .first;
                evaluator->second.use_worlds(&worlds_);
                evaluator->second.use_measures(measures.get());
            }
            answers[i] = values_of(evaluator->second.evaluate(*formulas[i]));
        }
    }
    return answers;
}

}  // namespace yitao::site
