#include "recognise/notes/order.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

bool goes_down(std::string_view text) {
    constexpr auto kDown = std::to_array<std::string_view>(
        {"从大到小", "由大到小", "由高到低", "从高到低", "从多到少", "由多到少", "最近",
         "最新",     "最大的",   "最多的",   "倒序",     "降序",     "近的排",   "近的在",
         "近的放",   "由近到远", "从近到远", "大的排",   "大的在前", "多的排",   "多的在前",
         "高的排",   "高的在前", "大者居首", "大者在前", "大者先",   "大者列",   "高者",
         "多者",     "高的先",   "大的先",   "多的先",   "大的列",   "高的列",   "多的列",
         "自大而小", "自高而低", "自多而少"});
    return has_any(text, kDown);
}

class OrderReader {
  public:
    OrderReader(const Vocabulary& words, size_t ledger, const std::vector<OrderHeading>& headings)
        : words_(words), ledger_(ledger), schema_(words.schema(ledger)), headings_(headings) {}

    void read(std::string_view segment) {
        const std::string key = match_key(segment);
        struct Found {
            size_t at;
            ListOrder order;
        };
        std::vector<Found> found;
        size_t village = std::min(key.find("村"), key.find("单位"));
        auto unit = schema_.find_column(schema_.unit_column);
        if (village != std::string::npos && unit && !key.starts_with("同村") &&
            !key.starts_with("同一村"))
            found.push_back({village, {*unit, false}});
        if (auto codes = by_codes(key)) {
            found.push_back({0, *codes});
        } else if (auto ages = by_age(key)) {
            found.push_back({std::min(key.find("年"), key.find("出生")), *ages});
        } else if (auto other = by_heading(key)) {
            found.push_back({other->first, {other->second, goes_down(key)}});
        }
        // 依金额大小为序，大的在前: the next clause says which way.
        if (found.empty() && goes_down(key) && !orders_.empty()) orders_.back().down = true;
        std::ranges::stable_sort(found, {}, &Found::at);
        for (const Found& one : found) add(one.order);
    }
    [[nodiscard]] const std::vector<ListOrder>& orders() const { return orders_; }

  private:
    // 最近出生的排最前面 after 按出生先后: the last word on a column holds.
    void add(ListOrder order) {
        for (ListOrder& known : orders_) {
            if (known.column != order.column) continue;
            known.down = known.down || order.down;
            return;
        }
        orders_.push_back(order);
    }
    // 先D级后C级: codes of one column, told by their letters.
    std::optional<ListOrder> by_codes(const std::string& key) const {
        constexpr std::string_view kFirst = "先";
        constexpr std::string_view kThen = "后";
        const size_t then = key.find(kThen);
        if (!key.starts_with(kFirst) || then == std::string::npos) return std::nullopt;
        const Test first = code_named(key.substr(kFirst.size(), then - kFirst.size()));
        const Test last = code_named(key.substr(then + kThen.size()));
        const bool letters = first.words.size() == 1 && last.words.size() == 1 &&
                             first.column == last.column && first.words[0].size() == 1 &&
                             last.words[0].size() == 1;
        if (!letters) return std::nullopt;
        return ListOrder{first.column, first.words[0] > last.words[0]};
    }
    // Without words: it names none.
    Test code_named(const std::string& text) const {
        for (const Token& token : words_.cut(text).tokens) {
            for (const Term& term : token.terms) {
                const Test* code = code_in(term);
                if (code != nullptr && term.ledger == static_cast<int>(ledger_)) return *code;
            }
        }
        return {};
    }
    std::optional<ListOrder> by_age(const std::string& key) const {
        auto born = schema_.find_column_named("出生日期");
        bool ages = key.contains("年龄") || key.contains("年长") || key.contains("年纪") ||
                    key.contains("出生") || key.contains("年幼");
        if (!born || !ages) return std::nullopt;
        bool young = key.contains("年纪轻") || (key.contains("年轻") && !key.contains("到年轻")) ||
                     key.contains("岁数小") || key.contains("低龄至高龄") ||
                     key.contains("年龄小") || key.contains("年纪小") || key.contains("年幼") ||
                     key.contains("最近") || key.contains("由小到大") || key.contains("从小到大");
        return ListOrder{*born, young};
    }
    // The heading of a column, or a word of the dictionary for one.
    std::optional<std::pair<size_t, size_t>> by_heading(const std::string& key) const {
        std::optional<std::pair<size_t, size_t>> best;
        size_t longest = 0;
        for (const OrderHeading& heading : headings_) {
            std::string name = bare_heading(heading.text);
            for (std::string_view time : {"时间", "日期"}) {
                if (name.ends_with(time) && name.size() > time.size() + 3 && !key.contains(name))
                    name.resize(name.size() - time.size());
            }
            size_t at = name.size() < 6 ? std::string::npos : key.find(name);
            if (at == std::string::npos || name.size() <= longest) continue;
            longest = name.size();
            best = std::pair(at, heading.column);
        }
        if (best) return best;
        for (const Token& token : words_.cut(key).tokens) {
            for (const Term& term : token.terms) {
                bool names = term.ledger == static_cast<int>(ledger_) && term.column >= 0 &&
                             (term.kind == PhraseKind::kAmount || term.names_column ||
                              term.kind == PhraseKind::kEvent);
                if (!names) continue;
                return std::pair(std::min(key.find(token.text), key.size()),
                                 static_cast<size_t>(term.column));
            }
        }
        return std::nullopt;
    }

    const Vocabulary& words_;
    size_t ledger_;
    const ledger::Schema& schema_;
    const std::vector<OrderHeading>& headings_;
    std::vector<ListOrder> orders_;
};

}  // namespace

bool speaks_of_order(std::string_view text) {
    constexpr auto kOrder = std::to_array<std::string_view>(
        {"排",       "先后",     "在前",     "在后",     "最前",       "从大到小",
         "由大到小", "从小到大", "由小到大", "由高到低", "从高到低",   "由低到高",
         "从低到高", "从多到少", "由多到少", "为序",     "按村",       "级后",
         "顺序",     "居首",     "列首",     "首位",     "低龄至高龄", "高龄至低龄",
         "自大而小", "先列",     "列前",     "从早到晚", "由早到晚"});
    constexpr auto kWork =
        std::to_array<std::string_view>({"排查", "排除", "安排", "排水", "排污"});
    // 仅列今年排查发现的 speaks of none.
    return has_any(text, kOrder) &&
           !(has_any(text, kWork) && !has_any(text, std::span(kOrder).subspan(1)));
}

std::vector<ListOrder> order_in(const Vocabulary& words, size_t ledger, std::string_view text,
                                const std::vector<OrderHeading>& headings) {
    constexpr auto kEnds =
        std::to_array<std::string_view>({"。", "；", "，", "：", "（", "）", "(", ")", "\n"});
    OrderReader reader(words, ledger, headings);
    std::string_view before;
    while (!text.empty()) {
        std::string_view segment = take_clause(text, kEnds);
        // 拖得最久（应完成时间最早）的排在前面
        const size_t known = reader.orders().size();
        if (speaks_of_order(segment)) {
            reader.read(segment);
            if (reader.orders().size() == known && !speaks_of_order(before)) {
                reader.read(before);
                reader.read(segment);  // 只列年纳税额大于零的户，从大到小排列: which way
            }
        }
        before = segment;
    }
    return reader.orders();
}

std::vector<ListOrder> order_asked(const Vocabulary& words, size_t ledger, const SheetCells& cells,
                                   const Table& table, const std::vector<OrderHeading>& headings) {
    constexpr size_t kLongest = 600;
    auto at = cells.grid.cells.lower_bound({table.range.first.row, 0});
    for (; at != cells.grid.cells.end() && at->first.row <= table.range.last.row + 1; ++at) {
        const bool body = table.header_rows && at->first.row >= table.header_rows->first &&
                          at->first.row <= table.data_end_row;
        const auto* text = std::get_if<std::string>(&at->second.value);
        if (text == nullptr || text->size() > kLongest) continue;
        // A line below a drawn list may pass for its last row.
        bool line = text->starts_with("（按") || text->starts_with("按") ||
                    text->starts_with("（先按") || text->starts_with("注");
        if (body && !line) continue;
        auto orders = order_in(words, ledger, *text, headings);
        if (!orders.empty()) return orders;
    }
    return {};
}

}  // namespace yitao::recognise
