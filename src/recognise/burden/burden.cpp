#include "recognise/burden/burden.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "recognise/burden/cells.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

size_t Tally::typed_before() const {
    size_t all = 0;
    for (size_t count : cells) all += count;
    return all - of(Answer::kFormula);
}

namespace {

// The key without the unit its row belongs to: what is asked, whoever it is asked of. Counting the
// rows of a unit becomes counting those of the ledger: COUNTIFS(家庭[单位],"4212…") →
// COUNTIFS(家庭).
std::string without_unit(std::string key, org::UnitCode unit) {
    if (unit == 0) return key;
    const std::string code = "\"" + org::format_unit_code(unit) + "\"";
    for (size_t at = key.find(code); at != std::string::npos; at = key.find(code)) {
        size_t end = at + code.size();
        const size_t open = key.rfind('[', at);
        if (open == std::string::npos) break;
        size_t begin = open;
        while (begin > 0 && key[begin - 1] != '(' && key[begin - 1] != ',') --begin;
        std::string ledger;
        if (end < key.size() && key[end] == ',') {
            ++end;
        } else if (begin > 0 && key[begin - 1] == ',') {
            --begin;
        } else {
            ledger = key.substr(begin, open - begin);
        }
        key.replace(begin, end - begin, ledger);
    }
    return key;
}

// COUNTA(家庭[户号]) counts every row too.
std::string whole_count(const std::string& key) {
    const size_t open = key.find('[');
    const bool whole =
        key.starts_with("COUNTA(") && open != std::string::npos && key.find(')') + 1 == key.size();
    return whole ? "COUNTIFS(" + key.substr(7, open - 7) + ")" : key;
}

class Scales {
  public:
    Scales(const std::vector<AskingForm>& forms, const Vocabulary& words, const org::Tree* tree)
        : forms_(forms), words_(words), tree_(tree) {}

    Burden run(org::UnitCode within) {
        for (size_t f = 0; f < forms_.size(); ++f) add_form(f);
        for (size_t i = 0; i < burden_.cells.size(); ++i) settle(i);
        count();
        weigh_units(within);
        return std::move(burden_);
    }

  private:
    void add_form(size_t f) {
        FormCells cells = cells_of(forms_[f], f, words_);
        auto base = static_cast<int>(burden_.lists.size());
        for (const AskedList& list : cells.lists) {
            burden_.lists.push_back({list.label, "", f, list.sheet, list.region, {}});
        }
        for (AskedCell& cell : cells.cells) {
            if (burden_.cells.size() >= kMaxAskedCells) return;
            if (cell.list >= 0) {
                cell.list += base;
                name_rows(cell);
            }
            burden_.cells.push_back(std::move(cell));
        }
    }

    // Rows of a list that a ledger fills are told by a name, else by their first column.
    void name_rows(const AskedCell& cell) {
        if (cell.answer != Answer::kKnown || cell.path.empty()) return;
        std::string& told = burden_.lists[static_cast<size_t>(cell.list)].row_label;
        std::string heading = plain_text(cell.path.back());
        bool name = heading.ends_with("姓名") || heading.ends_with("名称");
        bool named = told.ends_with("姓名") || told.ends_with("名称");
        if (told.empty() || (name && !named)) told = heading;
    }

    // --- keys
    std::vector<std::string> own_path(const AskedCell& cell) const {
        std::vector<std::string> path;
        for (const std::string& part : cell.path) {
            bool unit = cell.for_unit != 0 && words_.find_unit(part) == cell.for_unit;
            if (!unit) path.push_back(part);
        }
        return path;
    }

    // What is asked, of whomever.
    std::string fact_key(const AskedCell& cell) const {
        if (cell.list >= 0) {
            if (!cell.formula.empty()) return cell.formula;
            return "list " + match_key(cell.topic) + wording_key(cell.path, cell.topic);
        }
        if (cell.readings.empty()) return "? " + wording_key(own_path(cell), cell.topic);
        if (cell.answer == Answer::kKnown) {
            return whole_count(without_unit(cell.readings[0].key, cell.for_unit));
        }
        // In doubt the same is asked only where every reading is the same.
        std::string key;
        for (const Reading& reading : cell.readings) {
            key += whole_count(without_unit(reading.key, cell.for_unit)) + " | ";
        }
        return key + scene_of(cell);
    }

    // 人数 alone says nothing: of whom, the title does. Where the reading is sure, it knew.
    std::string scene_of(const AskedCell& cell) const {
        if (cell.answer == Answer::kKnown) return "";
        std::string key = wording_key(own_path(cell), "\x01");
        return key.starts_with('\x01') ? match_key(cell.topic) : "";
    }

    // Reading::key says which cells ask for the same fact, of the same unit.
    std::string cell_key(const AskedCell& cell) const {
        if (cell.list >= 0 || cell.readings.empty()) {
            return fmt::format("{} @{}", fact_key(cell), cell.for_unit);
        }
        return cell.readings[0].key + scene_of(cell);
    }

    // --- one cell after another
    void settle(size_t index) {
        AskedCell& cell = burden_.cells[index];
        if (cell.answer == Answer::kFormula || cell.answer == Answer::kHead ||
            cell.answer == Answer::kHand) {
            return;
        }
        cell.key = cell_key(cell);
        auto [first, fresh] = first_.emplace(cell.key, index);
        if (!fresh) cell.earlier = static_cast<int>(first->second);
        if (cell.answer == Answer::kKnown) return;
        if (cell.is_total && cell.list < 0) {
            cell.answer = Answer::kDerived;
            return;
        }
        ask(index);
    }

    void ask(size_t index) {
        AskedCell& cell = burden_.cells[index];
        cell.answer = cell.formula.empty() ? Answer::kNew : Answer::kQuestion;
        auto [at, fresh] = question_of_.emplace(fact_key(cell), burden_.questions.size());
        if (fresh) add_question(cell);
        Question& question = burden_.questions[at->second];
        auto& units = asked_of_[at->second];
        // Asked of this unit before; or of each village, and their answers add up to this one.
        bool again = units.contains(cell.for_unit) ||
                     (!fresh && cell.for_unit == 0 && question.of_villages && question.adds_up);
        if (again) cell.answer = Answer::kRepeated;
        units.insert(cell.for_unit);
        question.of_villages = question.of_villages || cell.for_unit != 0;
        question.cells.push_back(index);
        cell.question = static_cast<int>(at->second);
    }

    void add_question(const AskedCell& cell) {
        Question question;
        question.label = label_of(own_path(cell));
        question.topic = cell.topic;
        question.measure = cell.measure;
        question.adds_up = cell.adds_up;
        question.type = cell.type;
        question.choices = cell.choices;
        question.list = cell.list;
        if (cell.list < 0) question.candidates = cell.readings;
        if (cell.list >= 0) {
            burden_.lists[static_cast<size_t>(cell.list)].questions.push_back(
                burden_.questions.size());
        }
        burden_.questions.push_back(std::move(question));
    }

    // --- sums
    void count() {
        burden_.forms.resize(forms_.size());
        for (const AskedCell& cell : burden_.cells) {
            Tally& tally = burden_.forms[cell.form];
            tally.cells[static_cast<size_t>(cell.answer)] += cell.rows;
            if (cell.earlier >= 0) tally.again += cell.rows;
        }
    }

    std::vector<org::UnitCode> units_within(org::UnitCode within) const {
        std::vector<org::UnitCode> units;
        if (tree_ == nullptr) return units;
        if (within != 0) {
            auto top = tree_->find(within);
            if (!top) return units;
            for (org::UnitIndex u = *top; u < tree_->end_of(*top); ++u) {
                units.push_back(tree_->unit(u).code);
            }
            return units;
        }
        std::set<org::UnitIndex> named;
        for (const AskedCell& cell : burden_.cells) {
            if (cell.for_unit == 0) continue;
            if (auto found = tree_->find(cell.for_unit)) named.insert(*found);
        }
        if (named.empty()) return units;
        org::UnitIndex above = tree_->parent_of(*named.begin());
        while (!tree_->contains(above, *named.rbegin()) && tree_->parent_of(above) != above) {
            above = tree_->parent_of(above);
        }
        units.push_back(tree_->unit(above).code);
        named.erase(above);  // 全市 is asked of the one at the top
        for (org::UnitIndex unit : named) units.push_back(tree_->unit(unit).code);
        return units;
    }

    bool covers(org::UnitCode unit, org::UnitCode part) const {
        if (unit == 0 || unit == part) return true;
        auto whole = tree_->find(unit);
        auto inner = tree_->find(part);
        return whole && inner && tree_->contains(*whole, *inner);
    }

    void weigh_units(org::UnitCode within) {
        auto units = units_within(within);
        if (units.empty()) units.push_back(0);
        std::map<org::UnitCode, size_t> typed;
        std::map<org::UnitCode, size_t> hand;
        for (const AskedCell& cell : burden_.cells) {
            if (!cell.is_typed()) continue;
            typed[cell.for_unit] += cell.rows;
            if (cell.answer == Answer::kHand) hand[cell.for_unit] += cell.rows;
        }
        for (org::UnitCode unit : units) {
            UnitBurden one;
            one.unit = unit;
            for (auto [part, cells] : typed) {
                if (part == 0 || covers(unit, part)) one.before += cells;
            }
            for (auto [part, cells] : hand) {
                if (part == 0 || part == unit || unit == 0) one.hand += cells;
            }
            bool has_parts = std::ranges::any_of(units, [&](org::UnitCode other) {
                return unit != 0 && other != unit && covers(unit, other);
            });
            one.after = one.hand + questions_left(has_parts);
            burden_.units.push_back(one);
        }
    }

    // A unit above others is not asked what they answer: it is added up.
    size_t questions_left(bool has_parts) const {
        size_t left = 0;
        for (const Question& question : burden_.questions) {
            bool of_whole = std::ranges::any_of(
                question.cells, [&](size_t index) { return burden_.cells[index].for_unit == 0; });
            if (has_parts && (question.adds_up || question.list >= 0 || !of_whole)) continue;
            left += question.list >= 0 ? burden_.cells[question.cells[0]].rows : 1;
        }
        return left;
    }

    const std::vector<AskingForm>& forms_;
    const Vocabulary& words_;
    const org::Tree* tree_;
    Burden burden_;
    std::map<std::string, size_t> first_;        // key → first cell
    std::map<std::string, size_t> question_of_;  // fact → question
    std::map<size_t, std::set<org::UnitCode>> asked_of_;
};

}  // namespace

Burden weigh(const std::vector<AskingForm>& forms, const Vocabulary& words, const org::Tree* tree,
             org::UnitCode within) {
    return Scales(forms, words, tree).run(within);
}

}  // namespace yitao::recognise
