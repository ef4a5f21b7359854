#include "cli/prove_job.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "cli/output.h"
#include "intake/convert.h"
#include "recognise/proof/evidence.h"
#include "report/period.h"
#include "site/answers.h"

namespace yitao::cli {

namespace {

using recognise::AlignedCopy;
using recognise::CellProof;
using recognise::ListProof;
using recognise::Proposal;
using recognise::ProposedCell;
using recognise::Verdict;

// Once for all copies or once for each; empty: not said.
Result<std::string> said_for(const std::vector<std::string>& said, size_t copy, size_t copies,
                             std::string_view option) {
    if (said.empty()) return std::string();
    if (said.size() == 1) return said[0];
    if (said.size() == copies) return said[copy];
    return fail(
        ErrorCode::kInvalid,
        fmt::format("{} 应写一次，或每个 --example 各写一次（{} 次）", option, copies),
        fmt::format("{} must be given once or once for each --example ({} times)", option, copies),
        std::string(option));
}

std::string text_in(const AlignedCopy& copy, const ProposedCell& cell) {
    const auto* content = copy.find(cell.sheet, cell.cell);
    const auto* text = content == nullptr ? nullptr : std::get_if<std::string>(&content->value);
    return text == nullptr ? "" : *text;
}

// "填报单位（盖章）：四邑村民委员会" → the unit.
std::optional<org::UnitCode> unit_in(const AlignedCopy& copy, const Proposal& proposal,
                                     const recognise::Vocabulary& words) {
    for (const ProposedCell& cell : proposal.cells) {
        bool names = cell.is_meta && !cell.readings.empty() &&
                     cell.readings[0].formula.find("本单位") != std::string::npos;
        if (!names) continue;
        std::string piece;
        for (char32_t c : code_points(text_in(copy, cell) + " ")) {
            bool ends = c == U'：' || c == U':' || c == U' ' || c == U'\u3000' || c == U'_';
            if (!ends) {
                append_utf8(piece, c);
                continue;
            }
            if (auto unit = words.find_unit(piece)) return unit;
            if (auto code = org::parse_unit_code(piece)) return code;
            piece.clear();
        }
    }
    return std::nullopt;
}

struct Day {
    int year = 0;
    int month = 0;
    int day = 0;
};

// The first "2026年10月31日" or "2026年10月" of a text.
std::optional<Day> day_in(std::string_view text) {
    size_t at = text.find("年");
    if (at == std::string_view::npos || at < 4) return std::nullopt;
    auto number = [](std::string_view digits) {
        int value = 0;
        for (char c : digits) {
            if (c < '0' || c > '9') return 0;
            value = value * 10 + (c - '0');
        }
        return digits.empty() || digits.size() > 4 ? 0 : value;
    };
    Day day{.year = number(text.substr(at - 4, 4))};
    std::string_view rest = text.substr(at + std::string_view("年").size());
    size_t month = rest.find("月");
    if (month == std::string_view::npos || month > 2) return std::nullopt;
    day.month = number(rest.substr(0, month));
    rest = rest.substr(month + std::string_view("月").size());
    size_t end = rest.find("日");
    if (end <= 2 && end > 0) day.day = number(rest.substr(0, end));
    if (day.year < 1949 || day.month < 1 || day.month > 12) return std::nullopt;
    return day;
}

std::optional<report::FillDate> date_in(const AlignedCopy& copy, const Proposal& proposal,
                                        Date today) {
    std::optional<Day> best;
    for (const ProposedCell& cell : proposal.cells) {
        if (!cell.is_meta) continue;
        const auto* content = copy.find(cell.sheet, cell.cell);
        if (content == nullptr) continue;
        std::optional<Day> day = day_in(text_in(copy, cell));
        if (const auto* serial = std::get_if<double>(&content->value); serial && content->is_date) {
            if (auto date = Date::from_serial(static_cast<int64_t>(*serial))) {
                day = Day{date->civil().year, date->civil().month, date->civil().day};
            }
        }
        if (day && (!best || (best->day == 0 && day->day != 0))) best = day;
    }
    if (!best) return std::nullopt;
    if (best->day != 0) {
        return report::complete_date(Date::from_civil(best->year, best->month, best->day), {},
                                     today);
    }
    auto period = report::parse_period(fmt::format("{:04}-{:02}", best->year, best->month));
    if (!period) return std::nullopt;
    report::FillDate date = report::complete_date({}, *period, today);
    date.as_of = std::min(period->end, today);
    return date;
}

Result<void> say_when(const RecogniseOptions& options, size_t index, const Proposal& proposal,
                      Date today, AlignedCopy& copy) {
    size_t all = options.examples.size();
    DateOptions said;
    said.as_of = TRY(said_for(options.as_of, index, all, "--as-of"));
    said.period = TRY(said_for(options.period, index, all, "--period"));
    report::FillDate date;
    if (!said.as_of.empty() || !said.period.empty()) {
        date = TRY(parse_date_options(said, today)).date;
    } else if (auto own = date_in(copy, proposal, today)) {
        date = *own;
    } else {
        return fail(ErrorCode::kNotFound, "例表里没有日期，请用 --as-of 说明截至哪一天",
                    "the example bears no date; say its day with --as-of", copy.name);
    }
    copy.as_of = date.as_of;
    copy.period = date.period;
    return {};
}

Result<void> say_whose(const RecogniseOptions& options, size_t index, const Proposal& proposal,
                       const recognise::Vocabulary& words, const org::Tree& tree,
                       AlignedCopy& copy) {
    std::string said = TRY(said_for(options.units, index, options.examples.size(), "--unit"));
    if (!said.empty()) {
        copy.unit = tree.unit(TRY(find_unit(tree, said))).code;
        return {};
    }
    if (auto unit = unit_in(copy, proposal, words)) {
        copy.unit = *unit;
        return {};
    }
    return fail(ErrorCode::kNotFound, "例表里没有认出填报单位，请用 --unit 说明",
                "the example does not name a unit known here; say it with --unit", copy.name);
}

struct Said {
    Verdict verdict;
    std::string_view zh;
};
constexpr Said kVerdicts[] = {
    {Verdict::kProved, "已证实"},       {Verdict::kConfirmed, "相符"},
    {Verdict::kBySiblings, "同表证实"}, {Verdict::kSeveral, "几种都相符"},
    {Verdict::kWeak, "相符，数太小"},   {Verdict::kAlmost, "差一点"},
    {Verdict::kContradicted, "不符"},   {Verdict::kNone, "没有算得出的"},
    {Verdict::kDoubted, "同类格不符"},  {Verdict::kNoEvidence, "例表为空"},
};

std::string said(Verdict verdict) {
    for (const Said& one : kVerdicts) {
        if (one.verdict == verdict) return std::string(one.zh);
    }
    return "";
}

std::string differences_of(const CellProof& proof, const std::vector<AlignedCopy>& copies) {
    std::string text;
    for (const auto& d : proof.differences) {
        text += fmt::format("{}{} 表上{}、台账{}", text.empty() ? "" : "；", copies[d.copy].name,
                            recognise::text_of(d.theirs), recognise::text_of(d.ours));
        if (text.size() > 160) return text + "…";
    }
    return text;
}

void print_cells(const Proposal& proposal, const Proving& proving) {
    TextTable table({"单元格", "标题", "结论", "读作", "说明"});
    size_t shown = 0;
    constexpr size_t kMost = 200;
    for (const CellProof& proof : proving.proof.cells) {
        if (proof.verdict == Verdict::kConfirmed || proof.verdict == Verdict::kNoEvidence) continue;
        const ProposedCell& cell = proposal.cells[proof.cell];
        if (++shown > kMost) continue;
        std::string why = differences_of(proof, proving.copies);
        if (why.empty()) why = proof.how.zh;
        if (proof.verdict == Verdict::kSeveral) {
            for (size_t i = 1; i < cell.readings.size() && i < 3; ++i) {
                why += (i == 1 ? "也可能：" : "；") + cell.readings[i].explanation.zh;
            }
        }
        if (proof.row_count > 0) {
            why += fmt::format("；与{}相差 {} 行：{}{}", proof.other, proof.row_count,
                               fmt::join(proof.rows, " "),
                               proof.row_count > proof.rows.size() ? " …" : "");
        }
        table.add({proposal.sheets[cell.sheet] + "!" + xlsx::format_cell_ref(cell.cell),
                   fmt::format("{}", fmt::join(cell.path, " / ")), said(proof.verdict),
                   cell.readings.empty() ? "" : cell.readings[0].explanation.zh, why});
    }
    if (shown > 0) table.print();
    if (shown > kMost) fmt::print("（另有 {} 格，见 --bind 的文件）\n", shown - kMost);
}

void print_lists(const Proposal& proposal, const Proving& proving) {
    for (const ListProof& proof : proving.proof.lists) {
        const auto& list = proposal.lists[proof.list];
        fmt::print("{}!{} 名册 · {}{}\n", proposal.sheets[list.sheet],
                   xlsx::format_cell_range(list.region), said(proof.verdict),
                   proof.how.zh.empty() ? "" : "（改为" + proof.how.zh + "）");
        for (const auto& copy : proof.copies) {
            std::string columns;
            for (uint32_t column : copy.columns) columns += " " + xlsx::column_letters(column);
            fmt::print("    {}：表上 {} 行，台账 {} 行{}{}\n", proving.copies[copy.copy].name,
                       copy.theirs, copy.ours, columns.empty() ? "" : "；不同的列", columns);
        }
    }
}

}  // namespace

Result<Proving> prove_by_examples(site::Site& site, const recognise::Vocabulary& words,
                                  xlsx::Workbook& form, const RecogniseOptions& options,
                                  Proposal& proposal) {
    auto grids = TRY(recognise::read_grids(form));
    Date today = site.clock().today();
    auto tree = TRY(site.tree(today));
    Proving proving;
    std::vector<site::AskedScope> scopes;
    for (size_t i = 0; i < options.examples.size(); ++i) {
        const std::string& file = options.examples[i];
        std::string path = TRY(intake::as_xlsx(file));
        xlsx::Workbook book = TRY(xlsx::Workbook::open(path));
        AlignedCopy copy =
            recognise::align_copy(grids, TRY_WITHIN(recognise::read_grids(book), file));
        copy.name = std::filesystem::path(file).filename().string();
        if (copy.share < recognise::kSameForm) {
            return fail(ErrorCode::kInvalid,
                        fmt::format("这份例表与表样不是同一张表：印好的文字只有 {:.0f}% 对得上",
                                    copy.share * 100),
                        fmt::format("this example is of another form: {:.0f}% of the printed rows "
                                    "were found again",
                                    copy.share * 100),
                        file);
        }
        TRY(say_whose(options, i, proposal, words, *tree, copy));
        TRY(say_when(options, i, proposal, today, copy));
        // What people call a copy: its unit and day; files of one form often bear one name.
        auto unit = tree->find(copy.unit);
        copy.name =
            fmt::format("{} {}", unit ? tree->unit(*unit).name : copy.name, copy.as_of.iso());
        scopes.push_back({copy.unit, copy.as_of, copy.period});
        proving.copies.push_back(std::move(copy));
    }
    site::Answers answers(site, std::move(scopes));
    proving.proof = TRY(recognise::prove(
        proposal, words, proving.copies,
        [&](std::span<const recognise::Asking> askings) { return answers.ask(askings); }));
    return proving;
}

void print_proof(const Proposal& proposal, const Proving& proving) {
    for (const AlignedCopy& copy : proving.copies) {
        fmt::print("例表 {}：印好的文字 {:.0f}% 对上{}\n", copy.name, copy.share * 100,
                   copy.inserted == 0 ? "" : fmt::format("，插入 {} 行", copy.inserted));
    }
    for (size_t copy : proving.proof.left_out) {
        fmt::print(
            "！{} 与多数有把握的格不符，未采用：请核对单位和日期，或台账里这个单位的数据 / "
            "left out: it contradicts most of what is sure; check its unit, its date and the "
            "ledgers\n",
            proving.copies[copy].name);
    }
    print_cells(proposal, proving);
    print_lists(proposal, proving);
    std::map<Verdict, size_t> counts;
    for (const CellProof& proof : proving.proof.cells) ++counts[proof.verdict];
    std::string text;
    for (const Said& one : kVerdicts) {
        if (!counts.contains(one.verdict)) continue;
        text += fmt::format("{}{} {} 格", text.empty() ? "" : "，", one.zh, counts[one.verdict]);
    }
    fmt::print("例表核对：{}（试了 {} 个公式）/ {} formulas tried\n",
               text.empty() ? "没有可以核对的数" : text, proving.proof.candidates,
               proving.proof.candidates);
}

}  // namespace yitao::cli
