// Gives the names of a parsed formula their meaning: functions, ledgers and columns, sheets, LET
// names, defined names, scope names. What does not exist is refused here, never at evaluation.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/functions.h"
#include "formula/lexer.h"
#include "formula/parser.h"
#include "formula/separable.h"

namespace yitao::formula {

namespace {

constexpr std::array<std::pair<std::string_view, ScopeName>, 12> kScopeNames = {{
    {"本单位", ScopeName::kThisUnit},
    {"ThisUnit", ScopeName::kThisUnit},
    {"本单位名称", ScopeName::kThisUnitName},
    {"ThisUnitName", ScopeName::kThisUnitName},
    {"截至日期", ScopeName::kAsOf},
    {"AsOf", ScopeName::kAsOf},
    {"期初", ScopeName::kPeriodStart},
    {"PeriodStart", ScopeName::kPeriodStart},
    {"期末", ScopeName::kPeriodEnd},
    {"PeriodEnd", ScopeName::kPeriodEnd},
    {"填表日期", ScopeName::kFilledOn},
    {"FilledOn", ScopeName::kFilledOn},
}};

std::optional<ScopeName> find_scope_name(std::string_view name) {
    std::string key = match_key(name);
    for (const auto& [text, meaning] : kScopeNames) {
        if (key == match_key(text)) return meaning;
    }
    return std::nullopt;
}

std::string suggestion_zh(const std::optional<std::string>& nearest) {
    return nearest ? fmt::format("，是不是“{}”？", *nearest) : "";
}
std::string suggestion_en(const std::optional<std::string>& nearest) {
    return nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "";
}

std::unexpected<Error> fail_unknown(uint32_t position, std::string_view what_zh,
                                    std::string_view what_en, std::string_view name,
                                    std::span<const std::string> candidates) {
    std::optional<std::string> nearest = nearest_name(name, candidates);
    return fail_at(ErrorCode::kNotFound, position,
                   fmt::format("没有{}“{}”{}", what_zh, name, suggestion_zh(nearest)),
                   fmt::format("there is no {} \"{}\"{}", what_en, name, suggestion_en(nearest)));
}

// Node::single_height of a node whose children have theirs.
uint8_t single_height(const Node& node) {
    switch (node.kind) {
        case NodeKind::kValue:
        case NodeKind::kOmitted:
        case NodeKind::kScopeName:
            return 1;
        case NodeKind::kLedger: {
            const LedgerReference& reference = *node.ledger;
            const bool one = reference.first_column == reference.last_column;
            return one && reference.item == LedgerItem::kThisRow ? 1 : 0;
        }
        case NodeKind::kCall: {
            const Function& function = *node.function;
            const bool few = function.scalar != nullptr && node.children.size() <= kMostSingleArguments;
            if (!few && function.single == nullptr) return 0;
            break;
        }
        case NodeKind::kUnary:
        case NodeKind::kBinary:
            break;
        default:
            return 0;
    }
    uint8_t height = 0;
    for (const Node& child : node.children) {
        if (child.single_height == 0 || child.single_height >= kMostSingleHeight) return 0;
        height = std::max(height, child.single_height);
    }
    return height + 1;
}

// The unit column answers to 单位 even where the ledger calls it something else.
std::optional<size_t> find_column(const ledger::Schema& schema, std::string_view name) {
    if (std::optional<size_t> column = schema.find_column_named(name)) return column;
    std::string key = match_key(name);
    if (key == "单位" || key == "unit") return schema.find_column(schema.unit_column);
    return schema.find_column(name);
}

}  // namespace

class Compiler {
  public:
    Compiler(const Catalog& catalog, const CompileOptions& options)
        : catalog_(catalog), options_(options) {}

    Result<Formula> run(std::string_view text) {
        Node root = TRY(parse(text));
        auto resolved = resolve(root);
        if (!resolved) return std::unexpected(std::move(resolved).error());
        Formula formula;
        formula.text_ = std::string(text);
        formula.root_ = std::make_shared<const Node>(std::move(root));
        std::optional<Node> plan;
        if (!options_.as_written) plan = separated(*formula.root_, catalog_);
        formula.plan_ = plan ? std::make_shared<const Node>(*std::move(plan)) : formula.root_;
        formula.columns_.assign(columns_.begin(), columns_.end());
        formula.cells_ = std::move(cells_);
        formula.reads_scope_ = reads_scope_;
        formula.reads_any_cell_ = reads_any_cell_;
        return formula;
    }

  private:
    struct LetName {
        std::string key;
        uint32_t slot;
    };

    Result<void> resolve(Node& root) {
        if (++depth_ > 4 * kMaxFormulaDepth) {
            return fail(ErrorCode::kLimit, "公式经过名称展开后嵌套太深",
                        "the formula nests too deep after its names are expanded");
        }
        // Chains lean left as deep as they are long: down without recursion, then out again.
        std::vector<Node*> chain;
        Node* leftmost = &root;
        for (; leftmost->kind == NodeKind::kBinary; leftmost = &leftmost->children[0]) {
            chain.push_back(leftmost);
        }
        auto done = resolve_one(*leftmost);
        if (done) leftmost->single_height = single_height(*leftmost);
        for (auto link = chain.rbegin(); done && link != chain.rend(); ++link) {
            ++nodes_;
            done = resolve((*link)->children[1]);
            if (done) (*link)->single_height = single_height(**link);
        }
        --depth_;
        return done;
    }

    Result<void> resolve_one(Node& node) {
        if (++nodes_ > kMaxFormulaNodes) {
            return fail(ErrorCode::kLimit, "公式经过名称展开后太长",
                        "the formula is too long after its names are expanded");
        }
        switch (node.kind) {
            case NodeKind::kUnary:
                return resolve_unary(node);
            case NodeKind::kSpill:
                return resolve(node.children[0]);
            case NodeKind::kCall:
                return resolve_call(node);
            case NodeKind::kName:
                return resolve_name(node);
            case NodeKind::kLedger:
                return resolve_ledger(node);
            case NodeKind::kCells:
                return resolve_cells(node);
            default:
                return {};
        }
    }

    // @A1:A9 is the cell in the formula's own row, where that is known.
    Result<void> resolve_unary(Node& node) {
        auto done = resolve(node.children[0]);
        Node& child = node.children[0];
        if (!done || node.op != Operator::kIntersect || child.kind != NodeKind::kCells) return done;
        CellRange& range = child.cells->range;
        bool down = range.first_column == range.last_column && options_.row >= 0;
        bool across = range.first_row == range.last_row && options_.column >= 0;
        if (child.cells->single || down == across) return {};
        auto own = static_cast<uint32_t>(down ? options_.row : options_.column);
        uint32_t& first = down ? range.first_row : range.first_column;
        uint32_t& last = down ? range.last_row : range.last_column;
        if (own < first || own > last) {
            child = Node();
            child.kind = NodeKind::kValue;
            child.value = ExcelError::kValue;
            return {};
        }
        first = last = own;
        child.cells->single = true;
        child.cells->whole_rows = child.cells->whole_columns = false;
        return {};
    }

    Result<void> resolve_call(Node& node) {
        std::string key = fold_case(node.name);
        if (key == "let") return resolve_let(node);
        if (key == "single" && node.children.size() == 1) {
            node.kind = NodeKind::kUnary;
            node.op = Operator::kIntersect;
            return resolve(node.children[0]);
        }
        if (key == "anchorarray" && node.children.size() == 1 &&
            node.children[0].kind == NodeKind::kCells) {
            node.kind = NodeKind::kSpill;
            return resolve(node.children[0]);
        }
        node.function = find_function(node.name);
        if (node.function == nullptr) {
            return fail_unknown(node.position, "函数", "function", node.name, function_names());
        }
        node.name = node.function->name;
        bool is_row = node.name == "ROW" && options_.row >= 0;
        bool is_column = node.name == "COLUMN" && options_.column >= 0;
        if (node.children.empty() && (is_row || is_column)) {
            node.kind = NodeKind::kValue;
            node.value = (is_row ? options_.row : options_.column) + 1;
            return {};
        }
        auto counted = check_count(node);
        if (!counted) return counted;
        if (key == "asof") reads_scope_ = true;
        if (key == "offset" || key == "indirect") reads_any_cell_ = true;
        for (Node& child : node.children) {
            auto done = resolve(child);
            if (!done) return done;
        }
        return {};
    }

    static Result<void> check_count(const Node& node) {
        const Function& f = *node.function;
        size_t count = node.children.size();
        bool paired = f.pairing == Pairing::kAny || count % 2 == (f.pairing == Pairing::kOdd);
        if (count >= f.least && count <= (f.most == kManyArguments ? SIZE_MAX : f.most) && paired) {
            return {};
        }
        std::string zh = fmt::format("{} 个", f.least);
        std::string en = fmt::format("{}", f.least);
        if (f.most == kManyArguments) {
            zh = fmt::format("至少 {} 个", f.least);
            en = fmt::format("at least {}", f.least);
            if (f.pairing != Pairing::kAny) {
                zh += "，且条件要成对";
                en += ", ranges and criteria in pairs";
            }
        } else if (f.most != f.least) {
            zh = fmt::format("{} 到 {} 个", f.least, f.most);
            en = fmt::format("{} to {}", f.least, f.most);
        }
        return fail_at(ErrorCode::kInvalid, node.position,
                       fmt::format("{} 要{}参数，这里写了 {} 个", f.name, zh, count),
                       fmt::format("{} takes {} arguments, not {}", f.name, en, count));
    }

    Result<void> resolve_let(Node& node) {
        std::vector<Node> written = std::move(node.children);
        if (written.size() < 3 || written.size() % 2 == 0) {
            return fail_at(ErrorCode::kInvalid, node.position, "LET 要写成 LET(名称, 值, …, 结果)",
                           "LET is written LET(name, value, …, result)");
        }
        node.kind = NodeKind::kLet;
        node.slot = next_slot_;
        node.children.clear();
        next_slot_ += static_cast<uint32_t>(written.size() / 2);
        size_t names_before = let_names_.size();
        for (size_t i = 0; i + 1 < written.size(); i += 2) {
            if (written[i].kind != NodeKind::kName) {
                return fail_at(ErrorCode::kInvalid, written[i].position,
                               "LET 的名称要用字母或汉字开头，不能像单元格",
                               "a LET name starts with a letter and is no cell address");
            }
            auto done = resolve(written[i + 1]);
            if (!done) return done;
            let_names_.push_back(
                {fold_case(written[i].name), node.slot + static_cast<uint32_t>(i / 2)});
            node.name += (i > 0 ? "," : "") + written[i].name;
            node.children.push_back(std::move(written[i + 1]));
        }
        auto done = resolve(written.back());
        if (!done) return done;
        node.children.push_back(std::move(written.back()));
        let_names_.resize(names_before);
        return {};
    }

    Result<void> resolve_name(Node& node) {
        std::string key = fold_case(node.name);
        for (auto let = let_names_.rbegin(); let != let_names_.rend(); ++let) {
            if (let->key != key) continue;
            node.kind = NodeKind::kVariable;
            node.slot = let->slot;
            return {};
        }
        if (std::optional<ScopeName> meaning = find_scope_name(node.name)) {
            node.kind = NodeKind::kScopeName;
            node.scope_name = *meaning;
            reads_scope_ = true;
            return {};
        }
        for (const CompileOptions::Name& defined : options_.names) {
            if (fold_case(defined.name) == key) return expand(node, defined);
        }
        if (catalog_.find(node.name) || find_own_table(node.name) != nullptr) {
            node.ledger = std::make_shared<LedgerReference>();
            node.ledger->table_name = node.name;
            node.ledger->first_position = node.position;
            node.kind = NodeKind::kLedger;
            return resolve_ledger(node);
        }
        return fail_unknown(node.position, "名称", "name", node.name, names_in_sight());
    }

    // A defined name of the workbook stands for its formula.
    Result<void> expand(Node& node, const CompileOptions::Name& defined) {
        std::string key = fold_case(defined.name);
        if (std::ranges::find(expanding_, key) != expanding_.end()) {
            return fail_at(ErrorCode::kInvalid, node.position,
                           fmt::format("名称“{}”引用了自己", defined.name),
                           fmt::format("the name \"{}\" refers to itself", defined.name));
        }
        Result<Node> parsed = parse(defined.formula);
        if (!parsed) {
            return fail_at(
                ErrorCode::kInvalid, node.position,
                fmt::format("名称“{}”的公式有误：{}", defined.name, parsed.error().message.zh),
                fmt::format("the name \"{}\": {}", defined.name, parsed.error().message.en));
        }
        expanding_.push_back(std::move(key));
        std::vector<LetName> hidden = std::exchange(let_names_, {});
        uint32_t position = node.position;
        node = *std::move(parsed);
        node.position = position;
        auto done = resolve(node);
        let_names_ = std::move(hidden);
        expanding_.pop_back();
        return done;
    }

    std::vector<std::string> names_in_sight() const {
        std::vector<std::string> names;
        for (const auto& [text, meaning] : kScopeNames) names.emplace_back(text);
        for (const CompileOptions::Name& defined : options_.names) names.push_back(defined.name);
        for (const ledger::Schema* schema : catalog_.schemas) names.push_back(schema->name);
        return names;
    }

    Result<void> resolve_ledger(Node& node) {
        LedgerReference& reference = *node.ledger;
        if (reference.table_name.empty()) {
            if (options_.row_table < 0) {
                if (const auto* own = table_around()) return resolve_own_table(node, *own);
                return fail_at(ErrorCode::kInvalid, node.position,
                               "这里要写台账名，如 居民[性别]；只有行公式才能省略",
                               "name the ledger, as in Table[column]; only the formulas of its "
                               "own rows may leave it out");
            }
            reference.table = static_cast<size_t>(options_.row_table);
        } else {
            std::optional<size_t> table = catalog_.find(reference.table_name);
            if (!table) {
                if (const auto* own = find_own_table(reference.table_name)) {
                    return resolve_own_table(node, *own);
                }
                std::vector<std::string> names;
                for (const ledger::Schema* schema : catalog_.schemas) names.push_back(schema->name);
                return fail_unknown(node.position, "台账", "ledger", reference.table_name, names);
            }
            reference.table = *table;
        }
        return resolve_columns(reference);
    }

    Result<void> resolve_columns(LedgerReference& reference) {
        const ledger::Schema& schema = *catalog_.schemas[reference.table];
        if (reference.first_name.empty()) {
            reference.first_column = 0;
            reference.last_column = schema.columns.size() - 1;
        } else {
            reference.first_column =
                TRY(resolve_column(schema, reference.first_name, reference.first_position));
            reference.last_column =
                TRY(resolve_column(schema, reference.last_name, reference.last_position));
            if (reference.first_column > reference.last_column) {
                std::swap(reference.first_column, reference.last_column);
            }
        }
        if (reference.item == LedgerItem::kHeaders || reference.item == LedgerItem::kTotals) {
            return {};
        }
        for (size_t c = reference.first_column; c <= reference.last_column; ++c) {
            columns_.insert({reference.table, c});
        }
        return {};
    }

    static Result<size_t> resolve_column(const ledger::Schema& schema, const std::string& name,
                                         uint32_t position) {
        if (std::optional<size_t> column = find_column(schema, name)) return *column;
        std::vector<std::string> names;
        for (const ledger::Column& column : schema.columns) names.push_back(column.name);
        return fail_unknown(position, fmt::format("台账“{}”的字段", schema.name),
                            fmt::format("column in ledger \"{}\" named", schema.name), name, names);
    }

    const CompileOptions::Table* find_own_table(const std::string& name) const {
        std::string key = fold_case(name);
        auto found = std::ranges::find_if(options_.tables, [&](const CompileOptions::Table& table) {
            return fold_case(table.name) == key;
        });
        return found == options_.tables.end() ? nullptr : &*found;
    }

    // The table the formula's own cell lies in: there the name may be left out.
    const CompileOptions::Table* table_around() const {
        if (options_.row < 0 || options_.column < 0) return nullptr;
        const auto row = static_cast<uint32_t>(options_.row);
        const auto column = static_cast<uint32_t>(options_.column);
        auto found = std::ranges::find_if(options_.tables, [&](const CompileOptions::Table& table) {
            const CellRange& r = table.range;
            return r.sheet == options_.sheet && row >= r.first_row && row <= r.last_row &&
                   column >= r.first_column && column <= r.last_column;
        });
        return found == options_.tables.end() ? nullptr : &*found;
    }

    // A structured reference to the workbook's own table is a name for cells.
    Result<void> resolve_own_table(Node& node, const CompileOptions::Table& table) {
        LedgerReference& reference = *node.ledger;
        CellRange range = table.range;
        auto column_of = [&](const std::string& name) -> Result<uint32_t> {
            for (size_t i = 0; i < table.columns.size(); ++i) {
                if (match_key(table.columns[i]) == match_key(name)) {
                    return range.first_column + static_cast<uint32_t>(i);
                }
            }
            return fail_unknown(node.position, "字段", "column", name, table.columns);
        };
        uint32_t first = range.first_column;
        uint32_t last = range.last_column;
        if (!reference.first_name.empty()) {
            auto column = column_of(reference.first_name);
            if (!column) return std::unexpected(column.error());
            first = last = *column;
        }
        if (!reference.last_name.empty()) {
            auto column = column_of(reference.last_name);
            if (!column) return std::unexpected(column.error());
            last = *column;
        }
        range.first_column = std::min(first, last);
        range.last_column = std::max(first, last);
        return become_cells(node, pick_rows(table, reference.item, range));
    }

    // The rows an item of a table means; nothing where it has none.
    std::optional<CellRange> pick_rows(const CompileOptions::Table& table, LedgerItem item,
                                       CellRange range) const {
        const uint32_t data = range.first_row + table.headings;
        const uint32_t totals = range.last_row + 1 - table.totals;
        const auto own = static_cast<uint32_t>(std::max(options_.row, 0));
        bool here =
            options_.row >= 0 && options_.sheet == range.sheet && own >= data && own < totals;
        switch (item) {
            case LedgerItem::kAll:
                break;
            case LedgerItem::kHeaders:
                if (table.headings == 0) return std::nullopt;
                range.last_row = data - 1;
                break;
            case LedgerItem::kTotals:
                if (table.totals == 0) return std::nullopt;
                range.first_row = totals;
                break;
            case LedgerItem::kDataTotals:
                range.first_row = data;
                break;
            case LedgerItem::kThisRow:
                if (!here) return std::nullopt;
                range.first_row = range.last_row = own;
                break;
            case LedgerItem::kData:
                range.first_row = data;
                range.last_row = totals - 1;
                break;
        }
        if (range.first_row > range.last_row) return std::nullopt;
        return range;
    }

    Result<void> become_cells(Node& node, const std::optional<CellRange>& range) {
        uint32_t position = node.position;
        node = Node();
        node.position = position;
        if (!range) {
            node.kind = NodeKind::kValue;
            node.value = ExcelError::kRef;
            return {};
        }
        node.kind = NodeKind::kCells;
        node.cells = std::make_shared<CellReference>();
        node.cells->range = *range;
        node.cells->single = range->row_count() * range->column_count() == 1;
        cells_.push_back({range->sheet, range->first_row, range->first_column, range->last_row,
                          range->last_column});
        return {};
    }

    Result<void> resolve_cells(Node& node) {
        CellReference& reference = *node.cells;
        reference.range.sheet = options_.sheet;
        if (!reference.sheet_name.empty()) {
            std::string key = fold_case(reference.sheet_name);
            auto found = std::ranges::find_if(
                options_.sheets, [&](const std::string& sheet) { return fold_case(sheet) == key; });
            if (found == options_.sheets.end()) {
                return fail_unknown(node.position, "工作表", "sheet", reference.sheet_name,
                                    options_.sheets);
            }
            reference.range.sheet = static_cast<size_t>(found - options_.sheets.begin());
        }
        const CellRange& r = reference.range;
        cells_.push_back({r.sheet, r.first_row, r.first_column, r.last_row, r.last_column});
        return {};
    }

    const Catalog& catalog_;
    const CompileOptions& options_;
    std::set<ColumnUse> columns_;
    std::vector<Formula::CellUse> cells_;
    std::vector<LetName> let_names_;
    std::vector<std::string> expanding_;
    uint32_t next_slot_ = 0;
    size_t nodes_ = 0;
    int depth_ = 0;
    bool reads_scope_ = false;
    bool reads_any_cell_ = false;
};

Result<Formula> compile(std::string_view text, const Catalog& catalog,
                        const CompileOptions& options) {
    if (!is_valid_utf8(text)) {
        return fail(ErrorCode::kInvalid, "公式不是有效的 UTF-8 文字",
                    "the formula is not valid UTF-8");
    }
    return Compiler(catalog, options).run(text);
}

}  // namespace yitao::formula
