// What SUBTOTAL and INDIRECT ask about the template's cells.
#include "formula/ast.h"
#include "formula/functions.h"
#include "report/filling.h"
#include "xlsx/formula_refs.h"

namespace yitao::report {

bool Filling::is_subtotal(size_t sheet, uint32_t row, uint32_t column) {
    auto it = own_at_.find({sheet, {row, column}});
    if (it == own_at_.end()) return false;
    const formula::Node& root = template_->own_formulas()[it->second].formula.root();
    if (root.kind != formula::NodeKind::kCall || root.function == nullptr) return false;
    return root.function->name == "SUBTOTAL" || root.function->name == "AGGREGATE";
}

std::optional<formula::CellRange> Filling::named_cells(std::string_view text) {
    // The formula being evaluated stands innermost.
    size_t sheet = asking_.empty() ? 0 : asking_.back().first;
    if (size_t mark = text.rfind('!'); mark != std::string_view::npos) {
        std::string_view name = text.substr(0, mark);
        if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'') {
            name = name.substr(1, name.size() - 2);
        }
        auto sheets = template_->sheets();
        for (sheet = 0; sheet < sheets.size() && sheets[sheet].name != name; ++sheet) {
        }
        if (sheet == sheets.size()) return std::nullopt;
        text = text.substr(mark + 1);
    }
    std::string plain;
    for (char c : text) {
        if (c != '$') plain += c;
    }
    if (plain.find(':') == std::string::npos) plain += ":" + plain;
    auto range = xlsx::parse_cell_range(plain);
    if (!range) return std::nullopt;
    return formula::CellRange{sheet, range->first.row, range->first.column, range->last.row,
                              range->last.column};
}

}  // namespace yitao::report
