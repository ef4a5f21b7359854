#include "formula/column_links.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "formula/ast.h"
#include "formula/functions.h"
#include "formula/reads_rows.h"

namespace yitao::formula {

namespace {

// Where a call keeps the ranges that must match, each with what it must match.
struct KeyedCall {
    std::string_view name;
    size_t first_range = 0;
    bool pairs = false;      // further pairs follow
    bool is_lookup = false;  // what must match stands before the range, else behind it
};
constexpr KeyedCall kKeyedCalls[] = {
    {"COUNTIFS", 0, true}, {"SUMIFS", 1, true},     {"AVERAGEIFS", 1, true},
    {"MAXIFS", 1, true},   {"MINIFS", 1, true},     {"COUNTIF", 0, false},
    {"SUMIF", 0, false},   {"AVERAGEIF", 0, false}, {"XLOOKUP", 1, false, true},
};

bool is_column(const Node& node) {
    return node.kind == NodeKind::kLedger && node.ledger->item == LedgerItem::kData &&
           node.ledger->first_column == node.ledger->last_column;
}

bool is_own_column(const Node& node, size_t table) {
    return node.kind == NodeKind::kLedger && node.ledger->item == LedgerItem::kThisRow &&
           node.ledger->table == table && node.ledger->first_column == node.ledger->last_column;
}

class LinkFinder {
  public:
    explicit LinkFinder(size_t table) : table_(table) {}

    void visit(const Node& node) {
        if (node.kind == NodeKind::kScopeName || asks_day(node)) out_.reads_date = true;
        if (node.kind == NodeKind::kLedger) read_whole(*node.ledger);
        if (node.kind == NodeKind::kCall) {
            if (const auto link = link_of(node)) {
                add(*link);
                // The ranges are told; criteria may hold formulas of their own.
                for (const Node& child : node.children) {
                    if (child.kind != NodeKind::kLedger) visit(child);
                }
                return;
            }
        }
        for (const Node& child : node.children) visit(child);
    }

    ColumnLinks take() {
        for (ColumnLink& link : out_.links) {
            std::ranges::sort(link.reads);
            link.reads.erase(std::unique(link.reads.begin(), link.reads.end()), link.reads.end());
        }
        out_.whole.assign(whole_.begin(), whole_.end());
        return std::move(out_);
    }

  private:
    void read_whole(const LedgerReference& reference) {
        if (reference.item == LedgerItem::kThisRow && reference.table == table_) return;
        if (reference.item == LedgerItem::kHeaders) return;
        for (size_t c = reference.first_column; c <= reference.last_column; ++c) {
            whole_.insert({reference.table, c});
        }
    }

    std::optional<ColumnLink> link_of(const Node& call) const {
        const auto known = std::ranges::find(kKeyedCalls, call.function->name, &KeyedCall::name);
        if (known == std::end(kKeyedCalls)) return std::nullopt;
        const std::vector<Node>& given = call.children;
        // A fifth argument of XLOOKUP asks for another match than the exact one.
        if (known->is_lookup && given.size() > 4) return std::nullopt;
        std::optional<ColumnLink> link;
        for (size_t at = known->first_range; at < given.size(); at += 2) {
            const size_t criterion = known->is_lookup ? at - 1 : at + 1;
            if (criterion < given.size() && is_column(given[at]) &&
                is_own_column(given[criterion], table_)) {
                link = ColumnLink{given[at].ledger->table,
                                  given[at].ledger->first_column,
                                  given[criterion].ledger->first_column,
                                  {}};
                break;
            }
            if (!known->pairs) break;
        }
        if (!link) return std::nullopt;
        for (const Node& child : given) {
            if (child.kind != NodeKind::kLedger || child.ledger->item == LedgerItem::kThisRow) {
                continue;
            }
            const bool fits =
                child.ledger->item == LedgerItem::kData && child.ledger->table == link->table;
            if (!fits) return std::nullopt;
            for (size_t c = child.ledger->first_column; c <= child.ledger->last_column; ++c) {
                link->reads.push_back(c);
            }
        }
        return link;
    }

    void add(const ColumnLink& link) {
        for (ColumnLink& known : out_.links) {
            if (known.table != link.table || known.key != link.key || known.own != link.own) {
                continue;
            }
            known.reads.insert(known.reads.end(), link.reads.begin(), link.reads.end());
            return;
        }
        out_.links.push_back(link);
    }

    size_t table_;
    std::set<ColumnUse> whole_;
    ColumnLinks out_;
};

}  // namespace

ColumnLinks links_of(const Formula& formula, size_t table) {
    LinkFinder finder(table);
    finder.visit(formula.root());
    return finder.take();
}

}  // namespace yitao::formula
