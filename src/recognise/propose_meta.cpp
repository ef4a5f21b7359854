// The head of a form: whose it is and of when.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/propose_parts.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// 监管所（乡镇）：, 文化站（村）： the office by its own name, and in brackets of which unit.
bool names_level(std::string_view label) {
    std::string key = match_key(label);
    for (std::string_view level :
         {"乡镇", "镇", "街道", "乡镇街道", "村", "村居", "社区", "村社区"}) {
        if (key.ends_with(fmt::format("({})", level)) && !key.starts_with("(")) return true;
    }
    return false;
}

// "填报单位（盖章）：" → the kind of head it is ("unit", "date", "hand" …); "" for other labels.
std::string meta_of(const Vocabulary& words, std::string_view label) {
    std::string text(trim(label));
    bool asks = false;  // with a colon: no heading of a column
    for (std::string_view colon : {"：", ":"}) {
        if (!text.ends_with(colon)) continue;
        text.resize(text.size() - colon.size());
        asks = true;
    }
    Cut cut = words.cut(text);
    std::string meta;
    size_t known = 0;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            if (term.kind != PhraseKind::kMeta) continue;
            if (meta.empty() || meta == "hand") meta = term.meta;
            known += token.to - token.from;
            break;
        }
    }
    if (known == 0 && asks && names_level(text)) return "unit";
    return known * 2 >= cut.length ? meta : "";
}

// A blank made of spaces, lines and the words of a date: where it ends, and its style.
struct Blank {
    size_t end = 0;
    bool any = false;
    bool year = false;
    bool month = false;
    bool day = false;
};

bool is_gap(char32_t c) {
    return c == U' ' || c == U'\u3000' || c == U'_' || c == U'＿' || c == U'□' || c == U'\u00a0';
}

Blank read_blank(std::span<const char32_t> text, size_t at) {
    Blank blank;
    size_t i = at;
    size_t gap = 0;
    for (; i < text.size(); ++i) {
        char32_t c = text[i];
        if (is_gap(c)) {
            ++gap;
        } else if (c == U'年' && !blank.year && gap > 0) {
            blank.year = true;
        } else if (c == U'月' && blank.year && !blank.month) {
            blank.month = true;
        } else if (c == U'日' && blank.month && !blank.day) {
            blank.day = true;
        } else if (c == U'2' && i + 1 < text.size() && text[i + 1] == U'0' && !blank.year) {
            ++i;  // "20  年"
            ++gap;
        } else {
            break;
        }
    }
    blank.end = i;
    blank.any = i > at || at == text.size();
    return blank;
}

std::string value_of(const std::string& meta, const Blank& blank) {
    if (meta == "unit") return "本单位名称";
    if (meta == "code") return "本单位";
    if (meta == "period" && !blank.month) {
        return "TEXT(期初,\"yyyy年m月d日\")&\"至\"&TEXT(期末,\"m月d日\")";
    }
    if (blank.month && !blank.day) return "TEXT(期末,\"yyyy年m月\")";
    return "TEXT(截至日期,\"yyyy年m月d日\")";
}

std::string quoted(std::span<const char32_t> text) {
    std::string out = "\"";
    for (char32_t c : text) {
        if (c == U'"') out += '"';
        append_utf8(out, c);
    }
    return out + "\"";
}

Reading meta_reading(std::string formula, double confidence, const std::string& meta) {
    Reading reading;
    reading.formula = std::move(formula);
    reading.key = reading.formula;
    reading.confidence = confidence;
    reading.explanation = meta == "unit" || meta == "code"
                              ? Message{"填报单位的名称或代码。", "The unit's name or code."}
                              : Message{"这份报表的日期。", "The date of the report."};
    return reading;
}

// Walks over a text label by label.
class LineReader {
  public:
    LineReader(const Vocabulary& words, const std::string& text)
        : words_(words), points_(code_points(text)) {}

    std::string formula() {
        size_t literal = 0;  // what is printed and not yet written
        size_t from = 0;     // where the label begins
        for (size_t i = 0; i < points_.size(); ++i) {
            bool colon = points_[i] == U'：' || points_[i] == U':';
            Blank blank = colon ? read_blank(points_, i + 1) : dated_blank(i);
            if (!blank.any) {
                if (colon) from = i + 1;
                continue;
            }
            size_t label_end = colon ? i + 1 : i;
            std::string meta = kind_of(from, label_end, blank, colon);
            if (!meta.empty() && meta != "hand") {
                append(quoted(std::span(points_).subspan(literal, label_end - literal)),
                       label_end > literal);
                append(value_of(meta, blank), true);
                meta_ = meta;
                literal = value_end(blank);
            }
            from = blank.end;
            i = std::max(i, blank.end > 0 ? blank.end - 1 : 0);
        }
        if (meta_.empty()) return "";
        append(quoted(std::span(points_).subspan(literal)), literal < points_.size());
        return "=" + formula_;
    }
    [[nodiscard]] const std::string& meta() const { return meta_; }

  private:
    // "截至      年    月底", "    年    月": a blank for a date without a colon before it.
    Blank dated_blank(size_t at) const {
        bool century = points_[at] == U'2' && at + 2 < points_.size() && points_[at + 1] == U'0' &&
                       is_gap(points_[at + 2]);
        if (!is_gap(points_[at]) && !century) return {};
        Blank blank = read_blank(points_, at);
        blank.any = blank.month;
        return blank;
    }
    std::string kind_of(size_t from, size_t end, const Blank& blank, bool colon) const {
        std::string label;
        for (size_t i = from; i < end; ++i) append_utf8(label, points_[i]);
        if (!colon && trim(label).empty()) return "date";
        std::string meta = meta_of(words_, label);
        if (meta.empty() && blank.month && !colon) return "date";
        return meta;
    }
    // Spaces behind a value keep what follows apart; a date's own words are replaced.
    size_t value_end(const Blank& blank) const {
        if (blank.month || blank.end >= points_.size()) return blank.end;
        return blank.end >= 8 && is_gap(points_[blank.end - 4]) ? blank.end - 4 : blank.end;
    }
    void append(const std::string& part, bool wanted) {
        if (!wanted) return;
        if (!formula_.empty()) formula_ += "&";
        formula_ += part;
    }

    const Vocabulary& words_;
    std::vector<char32_t> points_;
    std::string formula_;
    std::string meta_;
};

}  // namespace

bool is_hand_label(const Vocabulary& words, std::string_view label) {
    if (meta_of(words, label) == "hand") return true;
    std::string key = match_key(label);
    return std::ranges::any_of(
        std::array{"备注", "签字", "意见", "简介", "打算", "责任人", "做法", "原因", "措施", "建议", "电话"},
        [&](const char* word) { return key.find(word) != std::string::npos; });
}

std::optional<ProposedCell> propose_meta(const Vocabulary& words, const SheetCells& cells,
                                         size_t sheet, const Field& field) {
    if (field.label.texts.empty() || field.label.cells.empty()) return std::nullopt;
    xlsx::CellRef target = field.answer.first;
    if (target == field.label.cells.back() || !cells.is_blank(target)) return std::nullopt;
    std::string meta = meta_of(words, field.label.texts.back());
    if (meta.empty() || meta == "hand") return std::nullopt;
    ProposedCell cell;
    cell.sheet = sheet;
    cell.cell = target;
    cell.path = field.label.texts;
    cell.is_meta = true;
    std::string value = meta == "date" ? "截至日期" : value_of(meta, {});
    cell.readings.push_back(meta_reading("=" + value, 0.9, meta));
    return cell;
}

std::optional<ProposedCell> propose_meta_line(const Vocabulary& words, size_t sheet,
                                              xlsx::CellRef cell, const std::string& text) {
    LineReader line(words, text);
    std::string formula = line.formula();
    if (formula.empty()) return std::nullopt;
    ProposedCell proposed;
    proposed.sheet = sheet;
    proposed.cell = cell;
    proposed.path = {std::string(trim(text))};
    proposed.is_meta = true;
    proposed.readings.push_back(meta_reading(std::move(formula), 0.9, line.meta()));
    return proposed;
}

}  // namespace yitao::recognise
