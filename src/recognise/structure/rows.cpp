#include "recognise/structure/rows.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/structure/levels.h"
#include "recognise/structure/paths.h"
#include "recognise/structure/regions.h"
#include "recognise/structure/sums.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

struct ColumnFacts {
    uint32_t texts = 0;
    uint32_t values = 0;
    uint32_t dates = 0;  // of the values
    uint32_t formulas = 0;
    uint32_t dashes = 0;
    uint32_t blanks = 0;
    uint32_t measures = 0;
    uint32_t words_of_one = 0;  // texts of one letter: 卷, 棵
    uint32_t counted = 0;       // one more than the number above
    bool from_one = false;      // the first number is 1
    [[nodiscard]] uint32_t rows() const { return texts + values + formulas + dashes + blanks; }
};

class RowReader {
  public:
    RowReader(const Sheet& sheet, const HeaderBlock& header, OpenLabels& open, Table& table)
        : sheet_(sheet), header_(header), outer_(open), table_(table) {}

    void read() {
        count();
        mark_columns();
        decide_orientation();
        read_total_rows();
        if (table_.orientation != Orientation::kRows)
            read_all_rows();
        else
            add_sections();
        collect_headings();
    }

  private:
    [[nodiscard]] bool has_data() const { return table_.data_end_row >= table_.data_start_row; }

    // A row whose one text goes over the whole width: a section, not data.
    [[nodiscard]] bool is_line(uint32_t row) const {
        const Column& first = table_.columns.front();
        const Spot& spot = sheet_.at(row, first.column);
        return spot.is_text() && spot.width() > 1 && table_.columns.size() > 1 &&
               spot.range.last.column + 1 >= table_.columns.back().column;
    }

    [[nodiscard]] const Spot& line_at(uint32_t row) const {
        return sheet_.at(row, table_.columns.front().column);
    }

    void count() {
        facts_.resize(table_.columns.size());
        if (!has_data()) return;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            if (is_line(row)) continue;
            for (size_t i = 0; i < facts_.size(); ++i) count_cell(row, i);
        }
    }

    void count_cell(uint32_t row, size_t i) {
        const uint32_t column = table_.columns[i].column;
        const Spot& spot = sheet_.at(row, column);
        ColumnFacts& facts = facts_[i];
        if (spot.has_formula) {
            ++facts.formulas;
        } else if (spot.is_text()) {
            ++facts.texts;
            facts.measures += printed_measure(spot.key).empty() ? 0 : 1;
            facts.words_of_one += code_point_count(spot.key) == 1 ? 1 : 0;
        } else if (spot.is_value()) {
            ++facts.values;
            facts.dates += spot.kind == SpotKind::kDate ? 1 : 0;
            const Spot& above = sheet_.at(row - 1, column);
            const int before = row > table_.data_start_row && above.kind == SpotKind::kNumber
                                   ? std::atoi(above.key.c_str())
                                   : 0;
            if (facts.values == 1) facts.from_one = spot.key == "1";
            facts.counted += std::atoi(spot.key.c_str()) == before + 1 ? 1 : 0;
        } else if (spot.kind == SpotKind::kDash) {
            ++facts.dashes;
        } else {
            ++facts.blanks;
        }
    }

    [[nodiscard]] std::string leaf(size_t i) const {
        const Path& path = table_.columns[i].path;
        return path.texts.empty() ? "" : without_space(path.texts.back());
    }

    // 单位 over 乙, beside 合计 and 潘家湾村: the letter stands in the row of the last headings.
    void drop_letter(Path& path) const {
        constexpr auto kLetters =
            std::to_array<std::string_view>({"甲", "乙", "丙", "丁", "戊", "己"});
        if (path.texts.size() < 2) return;
        const std::string last = without_space(path.texts.back());
        if (std::ranges::find(kLetters, last) == kLetters.end()) return;
        path.texts.pop_back();
        path.cells.pop_back();
    }

    void mark_columns() {
        for (size_t i = 0; i < table_.columns.size(); ++i) {
            drop_letter(table_.columns[i].path);
            const ColumnFacts& facts = facts_[i];
            const std::string key = leaf(i);
            const bool counts =
                facts.from_one && facts.values >= 2 && facts.counted * 10 >= facts.values * 8;
            Column& column = table_.columns[i];
            column.is_serial =
                is_serial_word(key) || (counts && i == 0 && (key.empty() || is_number_word(key)));
            if (column.is_serial) column.evidence.reason = counts ? "serial.counts" : "serial.word";
            if (!table_.unit_column && holds_units(i)) table_.unit_column = column.column;
        }
    }

    // 计量单位 over 人, 卷, 亩（一位小数）; over 村委会 it is who reports.
    [[nodiscard]] bool holds_units(size_t i) const {
        const ColumnFacts& facts = facts_[i];
        if (!is_unit_word(leaf(i)) || facts.texts == 0) return false;
        return facts.measures * 2 >= facts.texts || facts.words_of_one * 4 >= facts.texts * 3;
    }

    // 条目 | 考核指标 | 计量 | 取数, the first to be numbered by who fills it in: the labels stand
    // right behind.
    [[nodiscard]] bool is_left_to_number(size_t i) const {
        if (i > 0 || i + 2 >= table_.columns.size()) return false;
        const ColumnFacts& facts = facts_[i];
        const ColumnFacts& labels = facts_[i + 1];
        if (facts.blanks == 0 || facts.blanks < facts.rows()) return false;
        const auto is_blank = [](const ColumnFacts& other) {
            return other.blanks > 0 && other.blanks == other.rows();
        };
        return !is_helper(i + 1) && labels.rows() > 2 && labels.texts == labels.rows() &&
               std::any_of(facts_.begin() + 2, facts_.end(), is_blank);
    }

    [[nodiscard]] bool is_helper(size_t i) const {
        const Column& column = table_.columns[i];
        const std::string key = leaf(i);
        return column.is_serial || table_.unit_column == column.column ||
               ((is_number_word(key) || is_code_word(key)) &&
                facts_[i].texts + facts_[i].values > 0);
    }

    // Behind the last column that names the rows: the first with texts, and further ones while a
    // column groups several rows, heads both, or nothing is filled in yet.
    [[nodiscard]] size_t find_stub_end() const {
        size_t end = 0;
        for (size_t i = 0; i < table_.columns.size(); ++i) {
            if (is_helper(i) || is_left_to_number(i)) continue;
            const ColumnFacts& facts = facts_[i];
            if (i == 0 && (names_months() || names_numbers())) return 1;
            if (facts.rows() == 0 || facts.texts < facts.rows() * weights::kStubTexts) break;
            if (end > 0 && !groups_rows(end - 1) && !same_heading(end - 1, i) && is_filled()) break;
            end = i + 1;
        }
        return end;
    }

    [[nodiscard]] bool groups_rows(size_t i) const {
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            const Spot& spot = sheet_.at(row, table_.columns[i].column);
            if (!spot.is_blank() && spot.height() > 1) return true;
        }
        return false;
    }

    // 周岁 | 3 | 4 | 5: numbers that are what their heading says, beside blanks and sums.
    [[nodiscard]] bool names_numbers() const {
        constexpr auto kNumbered =
            std::to_array<std::string_view>({"周岁", "年龄", "岁", "岁数", "年龄（周岁）",
                                             "年龄(周岁)", "年龄（岁）", "年份", "年度"});
        constexpr uint32_t kLeastRows = 3;
        const ColumnFacts& own = facts_.front();
        const bool named = std::ranges::find(kNumbered, leaf(0)) != kNumbered.end();
        if (!named || own.values < kLeastRows || own.formulas > 0 || own.blanks > 0) return false;
        return facts_.size() > 1 &&
               std::all_of(facts_.begin() + 1, facts_.end(),
                           [](const auto& f) { return f.blanks + f.formulas == f.rows(); });
    }

    // 月份 | 2026年6月 | 2026年7月 beside blanks: months written as text, which look like dates.
    [[nodiscard]] bool names_months() const {
        const uint32_t first = table_.columns.front().column;
        if (table_.data_end_row < table_.data_start_row + 1) return false;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            if (!is_month(sheet_.at(row, first))) return false;
        }
        return facts_.size() > 1 && std::all_of(facts_.begin() + 1, facts_.end(),
                                                [](const auto& f) { return f.blanks == f.rows(); });
    }
    [[nodiscard]] static bool is_month(const Spot& spot) {
        return spot.kind == SpotKind::kDate && spot.text.ends_with("月");
    }

    [[nodiscard]] bool same_heading(size_t a, size_t b) const {
        const Path& left = table_.columns[a].path;
        const Path& right = table_.columns[b].path;
        return !left.cells.empty() && left.cells == right.cells;
    }

    // Whether somebody has filled the table: numbers stand in it that no formula gives.
    [[nodiscard]] bool is_filled() const {
        uint32_t values = 0;
        uint32_t blanks = 0;
        for (size_t i = 0; i < table_.columns.size(); ++i) {
            if (is_helper(i)) continue;
            values += facts_[i].values;
            blanks += facts_[i].blanks;
        }
        return values > 0 && values * 2 >= blanks;
    }

    void decide_orientation() {
        const size_t end = find_stub_end();
        uint32_t values = 0;
        uint32_t texts = 0;
        uint32_t cells = 0;
        uint32_t all = 0;
        uint32_t worded = 0;  // columns of words
        uint32_t dated = 0;
        for (size_t i = end; i < table_.columns.size(); ++i) {
            if (is_helper(i) || leaf(i).starts_with("备注") || explains_rows(leaf(i))) continue;
            ++values;
            all += facts_[i].rows();
            texts += facts_[i].texts;
            worded += facts_[i].texts * 3 > facts_[i].rows() * 2 ? 1 : 0;
            dated += facts_[i].dates * 3 > facts_[i].rows() * 2 ? 1 : 0;
            cells += facts_[i].rows() - facts_[i].blanks;
        }
        table_.orientation = Orientation::kRows;
        // A label or two among blanks is no list of texts.
        const bool of_texts =
            texts > cells * (1 - weights::kMatrixNumbers) && texts > all * weights::kLabelTexts;
        // Words and days beside the numbers: records, not measures.
        const bool of_records = end == 1 && worded > 0 && dated > 0 && !groups_rows(0) &&
                                (worded + dated) * 2 >= values;
        if (end == 0 || values == 0 || of_texts || of_records) return;
        for (size_t i = 0; i < end; ++i) {
            const bool explains = i > 0 && explains_rows(leaf(i));  // 核查项目 | 统计范围
            table_.columns[i].is_stub = !is_helper(i) && !explains;
        }
        const bool indicator = values == 1 || (table_.unit_column && values <= 3);
        table_.orientation = indicator ? Orientation::kRowIndicator : Orientation::kMatrix;
    }

    // The text that names a row: in its stubs, or in the first columns before any value.
    [[nodiscard]] std::vector<const Spot*> labels(uint32_t row) const {
        std::vector<const Spot*> spots;
        const bool stubs = table_.orientation != Orientation::kRows;
        for (size_t i = 0; i < table_.columns.size() && (stubs || i < 4); ++i) {
            const Spot& spot = sheet_.at(row, table_.columns[i].column);
            if (stubs && !table_.columns[i].is_stub && !is_line(row) &&
                !(table_.columns[i].is_serial && spot.is_text() && spot.width() > 1)) {
                continue;
            }
            // 2020年 among 2000—2009年, 2010—2019年
            const bool number = spot.kind == SpotKind::kNumber && i == 0 && names_numbers();
            const bool names =
                spot.is_text() || (stubs && (number || spot.kind == SpotKind::kDate));
            if (names && !spot.has_formula && (spots.empty() || spots.back() != &spot)) {
                spots.push_back(&spot);
            }
            if (!stubs && spot.has_formula) break;
        }
        return spots;
    }

    void read_total_rows() {
        if (!has_data()) return;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            TotalWord word = TotalWord::kNone;
            DataRow total;
            for (const Spot* spot : labels(row)) {
                if (total_word(spot->key) == TotalWord::kNone) continue;
                // Each row of a total that is divided again sums a part.
                word = spot->height() > 1 ? TotalWord::kSubtotal : total_word(spot->key);
                total.evidence.cells = {spot->range.first};
                break;
            }
            if (word == TotalWord::kNone || names_time(row)) continue;
            total.row = row;
            total.role = word == TotalWord::kSubtotal ? RowRole::kSubtotal : RowRole::kTotal;
            total.path = row_path(row, {});
            total.evidence.confidence = sums(row) ? 0.98 : 0.85;
            total.evidence.reason = sums(row) ? "total.formula" : "total.word";
            grand_ = grand_ || word == TotalWord::kGrandTotal;
            totals_.push_back({std::move(total), word});
        }
        if (totals_.empty()) find_unnamed_total();
        settle_totals();
        for (auto& [row, word] : totals_) table_.rows.push_back(row);
    }

    // 一、第一党小组, over the whole width of a list.
    void add_sections() {
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            const Spot& spot = sheet_.at(row, table_.columns.front().column);
            const bool known =
                std::ranges::find(table_.rows, row, &DataRow::row) != table_.rows.end();
            if (known || !is_line(row) || spot.range.first.row != row) continue;
            table_.rows.push_back({row,
                                   {{plain_text(spot.text)}, {spot.range.first}},
                                   RowRole::kSection,
                                   "",
                                   {0.85, {spot.range.first}, "row.line"}});
        }
        std::ranges::sort(table_.rows, {}, &DataRow::row);
    }

    // The first or last row may be the whole without saying 合计: it adds up the others, is called
    // 全镇, or is the one name among rows still to be filled.
    void find_unnamed_total() {
        std::vector<uint32_t> rows;
        size_t named = 0;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            if (is_line(row)) return;
            rows.push_back(row);
            named += labels(row).empty() ? 0 : 1;
        }
        std::vector<uint32_t> columns;
        for (size_t i = 0; i < table_.columns.size(); ++i) {
            if (!table_.columns[i].is_stub && !is_helper(i))
                columns.push_back(table_.columns[i].column);
        }
        if (rows.size() < 3) return;
        for (uint32_t row : {rows.front(), rows.back()}) {
            const std::vector<const Spot*> spots = labels(row);
            if (spots.empty() || is_of_which(spots.back()->key)) continue;
            std::vector<uint32_t> others;
            std::ranges::copy_if(rows, std::back_inserter(others),
                                 [&](uint32_t other) { return other != row; });
            std::optional<Evidence> whole = find_whole(sheet_, columns, others, row);
            if (!whole && names_whole(spots.front()->key)) {
                whole = Evidence{0.8, {}, "total.whole"};
            }
            if (!whole && named == 1 && row == rows.back() && is_blank_but(row, *spots.front())) {
                whole = Evidence{0.6, {}, "total.only_name"};
            }
            if (!whole) continue;
            whole->cells = {spots.back()->range.first};
            totals_.push_back({{row, row_path(row, {}), RowRole::kTotal, "", *std::move(whole)},
                               TotalWord::kTotal});
            return;
        }
    }

    // Nothing is written in the rows of data but this.
    [[nodiscard]] bool is_blank_but(uint32_t last, const Spot& name) const {
        for (uint32_t row = table_.data_start_row; row <= last; ++row) {
            for (const Column& column : table_.columns) {
                const Spot& spot = sheet_.at(row, column.column);
                if (!spot.is_blank() && &spot != &name) return false;
            }
        }
        return true;
    }

    // Of several totals the one called so, or the last (or the first, where it opens the table) is
    // the whole's; the others are parts.
    void settle_totals() {
        size_t whole = totals_.size();
        size_t plain = 0;
        for (size_t i = 0; i < totals_.size(); ++i) {
            if (totals_[i].second == TotalWord::kSubtotal) continue;
            ++plain;
            if (whole == totals_.size() || totals_[whole].first.row != table_.data_start_row) {
                whole = i;
            }
        }
        if (plain < 2) return;
        for (size_t i = 0; i < totals_.size(); ++i) {
            const bool keeps = grand_ ? totals_[i].second == TotalWord::kGrandTotal : i == whole;
            if (!keeps) totals_[i].first.role = RowRole::kSubtotal;
        }
    }

    [[nodiscard]] bool sums(uint32_t row) const {
        return std::ranges::any_of(table_.columns, [&](const Column& column) {
            return sheet_.at(row, column.column).has_formula;
        });
    }

    [[nodiscard]] Path row_path(uint32_t row, const std::vector<const Spot*>& parents) const {
        Path path;
        const auto add = [&](const Spot* spot) {
            path.texts.push_back(plain_text(spot->text));
            path.cells.push_back(spot->range.first);
        };
        // The groups at the left go over the labels above as well.
        std::vector<const Spot*> named = labels(row);
        const Spot* leaf = named.empty() ? nullptr : named.back();
        if (leaf != nullptr) named.pop_back();
        for (const Spot* spot : named) add(spot);
        for (const Spot* spot : parents) add(spot);
        if (leaf != nullptr) add(leaf);
        return path;
    }

    // 人口规模 over 期末常住人口 …: what has no value of its own stands over the rows below it, as
    // far as those are drawn in that begin below it (常住人口按年龄分 over 　0—6岁).
    [[nodiscard]] uint32_t rank_of_section(uint32_t row, const Level& own) const {
        for (uint32_t below = row + 1; below <= table_.data_end_row; ++below) {
            const std::vector<const Spot*> spots = labels(below);
            if (spots.empty()) continue;
            const Level level = level_of(*spots.back());
            if (level.first != own.first) break;
            return std::min(level.second, kPlainRank) - 1;
        }
        return own.second;
    }

    // The label above that a row says it is part of: 实有人口中：未满14周岁.
    [[nodiscard]] const Spot* whole_before(const Spot& spot) const {
        const std::string_view whole = whole_named_by(spot.key);
        if (whole.empty()) return nullptr;
        const auto found = std::ranges::find_if(seen_, [&](const Spot* one) {
            return one->key.starts_with(whole) &&
                   (one->key.size() == whole.size() || one->key.find("（") == whole.size());
        });
        return found == seen_.end() ? nullptr : *found;
    }

    // The labels above that a row stands under, by level, in the innermost stub column.
    std::vector<const Spot*> parents_of(uint32_t row, const Spot& spot, OpenLabels& open) {
        seen_.push_back(&spot);
        if (const Spot* whole = whole_before(spot)) {
            open = {{level_of(*whole), whole}, {level_of(*whole), &spot}};
            open.back().first.second += 2;
            return {whole};
        }
        Level level = is_line(row) ? Level{0, level_of(spot).second} : level_of(spot);
        if (level.second == kPlainRank && role_of(row, spot) == RowRole::kSection)
            level.second = rank_of_section(row, level);
        if (!open.empty()) {
            const Spot& before = *open.back().second;
            // "#50周岁及以上" drawn in as far as the parts before it is one of them.
            const bool hash = spot.key.starts_with("#") && open.size() > 1 &&
                              level_of(before).first == level_of(spot).first;
            const bool opens = opens_parts(before) || whole_before(before) != nullptr;
            if (hash || (opens && goes_on(before, spot))) level = open.back().first;
            // Drawn as one of those above that go on behind a first part.
            for (const auto& [above, label] : open) {
                const bool section = above.second % 2 == 1;
                const bool first = opens_parts(*label) || whole_before(*label) != nullptr;
                const Level drawn = level_of(*label);
                if (!section && !first && above != drawn && drawn == level_of(spot)) level = above;
            }
            // "　　2.外出务工", its parts drawn in deeper, "　　16—35周岁的": back where 2. stands.
            const bool back = level.first > 0 && open.back().first.first > level.first;
            for (const auto& [above, label] : open) {
                if (back && above.first == level.first && above < level) level = above;
            }
        }
        // （一）法人单位, its parts drawn in; （二）非法人经营户 and, no further in, 规模以上单位:
        // none of its parts.
        const bool beside =
            !open.empty() && level.second == kPlainRank && open.back().first.first == level.first &&
            drawn_in_.contains(open.back().first.second) &&
            role_of(open.back().second->range.first.row, *open.back().second) == RowRole::kData;
        if (beside) level = open.back().first;
        while (!open.empty() && open.back().first >= level) open.pop_back();
        const bool numbered = !open.empty() && open.back().first.second < kPlainRank &&
                              open.back().first.second % 2 == 0;
        if (numbered && level.first > open.back().first.first)
            drawn_in_.insert(open.back().first.second);
        std::vector<const Spot*> parents;
        for (const auto& [above, parent] : open) parents.push_back(parent);
        open.emplace_back(level, &spot);
        return parents;
    }

    void read_all_rows() {
        if (!has_data()) return;
        std::vector<DataRow> rows;
        const Spot* group = nullptr;
        const Spot* total = nullptr;  // 合计 / #规模以上: part of it, not of the last row before it
        std::vector<const Spot*> chapter;  // the line right above, and what a total below it is of
        OpenLabels inner;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            const auto found =
                std::ranges::find(totals_, row, [](const auto& total) { return total.first.row; });
            if (found != totals_.end()) {
                rows.push_back(found->first);
                const std::vector<const Spot*> named = labels(row);
                if (!named.empty()) rows.back().unit_of_measure = unit_of(row, *named.back());
                total = named.size() == 1 ? named[0] : nullptr;
                // （一）消防类隐患 / 合计: of that chapter.
                const bool headed =
                    !rows.empty() && row > table_.data_start_row && is_line(row - 1);
                chapter = headed ? std::vector{&line_at(row - 1)} : std::vector<const Spot*>{};
                if (headed) rows.back().path = row_path(row, chapter);
                continue;
            }
            const std::vector<const Spot*> spots = labels(row);
            if (spots.empty()) continue;
            // Levels begin anew in each group of the outer stubs.
            if (spots.size() > 1 && spots.front() != group) inner.clear();
            if (spots.size() > 1) group = spots.front();
            if (!is_of_which(spots.back()->key)) total = nullptr;
            DataRow data;
            data.row = row;
            auto parents = parents_of(row, *spots.back(), spots.size() > 1 ? inner : outer_);
            if (total != nullptr) {
                parents = chapter;
                parents.push_back(total);
            }
            data.path = row_path(row, parents);
            data.role = role_of(row, *spots.back());
            data.unit_of_measure = unit_of(row, *spots.back());
            data.evidence = {0.9, data.path.cells, "row.stub"};
            rows.push_back(std::move(data));
        }
        table_.rows = std::move(rows);
    }

    // 1月1日至本月底累计, over rows that each have their unit of measure: of which time they are.
    [[nodiscard]] bool names_time(uint32_t row) const {
        const std::vector<const Spot*> spots = labels(row);
        return spots.size() == 1 && spots[0]->key.ends_with("累计") &&
               spots[0]->key.contains("月") && has_no_unit(row);
    }

    // "一、劳动力资源" among rows that each have their unit of measure.
    [[nodiscard]] bool has_no_unit(uint32_t row) const {
        if (!table_.unit_column || !sheet_.at(row, *table_.unit_column).is_blank()) return false;
        if (sums(row)) return false;
        uint32_t units = 0;
        uint32_t rows = 0;
        for (uint32_t other = table_.data_start_row; other <= table_.data_end_row; ++other) {
            ++rows;
            units += sheet_.at(other, *table_.unit_column).is_text() ? 1 : 0;
        }
        return units * 3 >= rows * 2;
    }

    [[nodiscard]] RowRole role_of(uint32_t row, const Spot& label) const {
        bool any_answer = false;
        for (const Column& column : table_.columns) {
            const Spot& spot = sheet_.at(row, column.column);
            const bool names = column.is_stub || column.is_serial ||
                               column.column == table_.unit_column || &spot == &label;
            any_answer = any_answer || (!names && spot.kind != SpotKind::kDash);
        }
        if (!any_answer || is_line(row) || has_no_unit(row)) return RowRole::kSection;
        return is_of_which(label.key) ? RowRole::kOfWhich : RowRole::kData;
    }

    [[nodiscard]] std::string unit_of(uint32_t row, const Spot& label) const {
        if (table_.unit_column) {
            const Spot& spot = sheet_.at(row, *table_.unit_column);
            const std::string measure = printed_measure(spot.key);
            if (!measure.empty()) return measure;
            if (spot.is_text()) return plain_text(spot.text);
        }
        return measure_in(label.key);
    }

    void add_heading(const Spot& spot) {
        if (spot.is_blank()) return;
        table_.headings.push_back(spot.range.first);
    }

    // The column groups rows, or stands under one that does.
    [[nodiscard]] bool in_groups(size_t i) const {
        return groups_rows(i) || (i > 1 && groups_rows(i - 1));
    }

    void collect_headings() {
        table_.headings = table_.title_cells;
        for (uint32_t row = header_.first; row <= header_.last; ++row) {
            for (uint32_t c = header_.first_column; c <= header_.last_column; ++c) {
                if (sheet_.begins(row, c)) add_heading(sheet_.at(row, c));
            }
        }
        if (!has_data()) return;
        // In a filled list its number names the record, and what stands beside it is said of it.
        const bool numbered = table_.columns.front().is_serial && is_filled() && !groups_rows(0);
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            for (size_t i = 0; i < table_.columns.size(); ++i) {
                if (i > 0 && (!table_.columns[i].is_stub || (numbered && !in_groups(i)))) continue;
                const uint32_t column = table_.columns[i].column;
                if (sheet_.begins(row, column)) add_heading(sheet_.at(row, column));
            }
        }
    }

    const Sheet& sheet_;
    const HeaderBlock& header_;
    OpenLabels& outer_;
    Table& table_;
    std::vector<ColumnFacts> facts_;
    std::vector<const Spot*> seen_;  // labels of the rows above
    std::set<uint32_t> drawn_in_;    // ranks of numbered labels whose parts are drawn in
    std::vector<std::pair<DataRow, TotalWord>> totals_;
    bool grand_ = false;
};

}  // namespace

void read_rows(const Sheet& sheet, const HeaderBlock& header, OpenLabels& open, Table& table) {
    if (!table.columns.empty()) RowReader(sheet, header, open, table).read();
}

}  // namespace yitao::recognise
