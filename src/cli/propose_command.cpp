// recognise --meaning, --bind, --mark, --example, --learn: what the cells of a workbook mean to the
// ledgers of this installation, as a bindings file to confirm and as a table for people.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/prove_job.h"
#include "cli/serving.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "recognise/proposal/doubts.h"
#include "recognise/proposal/marked_copy.h"
#include "recognise/proposal/propose.h"
#include "site/words.h"

namespace yitao::cli {

namespace {

using recognise::doubts_zh;
using recognise::Proposal;
using recognise::ProposedCell;
using recognise::ProposedList;

std::string heading_of(const ProposedCell& cell) {
    std::string text;
    size_t skip = cell.for_unit != 0 && cell.path.size() > 1 ? 1 : 0;
    for (size_t i = skip; i < cell.path.size(); ++i) {
        text += (text.empty() ? "" : " / ") + cell.path[i];
    }
    return text;
}

// Rows of villages read alike are one line of the table.
struct Line {
    const ProposedCell* cell;
    xlsx::CellRef last;
    size_t count = 1;
};

std::vector<Line> lines_of(const Proposal& proposal) {
    std::vector<Line> lines;
    std::map<std::string, size_t> known;
    for (const ProposedCell& cell : proposal.cells) {
        std::string said = cell.readings.empty() ? "" : cell.readings[0].explanation.zh;
        std::string key = fmt::format("{} {} {}", cell.sheet, cell.cell.column, said);
        auto [at, fresh] = known.emplace(key, lines.size());
        if (cell.for_unit == 0 || fresh) {
            lines.push_back({&cell, cell.cell});
            if (cell.for_unit != 0) at->second = lines.size() - 1;
            continue;
        }
        Line& line = lines[at->second];
        line.last = cell.cell;
        ++line.count;
    }
    return lines;
}

void print_cells(const Proposal& proposal) {
    TextTable table({"单元格", "标题", "", "读作", "疑问"});
    for (const Line& line : lines_of(proposal)) {
        const ProposedCell& cell = *line.cell;
        std::string place = proposal.sheets[cell.sheet] + "!" + xlsx::format_cell_ref(cell.cell);
        if (line.count > 1) place += "…" + xlsx::format_cell_ref(line.last);
        if (cell.readings.empty()) {
            table.add({place, heading_of(cell), "—", "没有读懂", ""});
            continue;
        }
        const recognise::Reading& first = cell.readings[0];
        table.add({place, heading_of(cell), cell.is_sure() ? "✓" : "？", first.explanation.zh,
                   cell.is_sure() ? "" : doubts_zh(first.doubts)});
    }
    table.print();
}

void print_lists(const Proposal& proposal) {
    for (const ProposedList& list : proposal.lists) {
        fmt::print("{}!{} {} {}{}\n", proposal.sheets[list.sheet],
                   xlsx::format_cell_range(list.region), list.is_sure() ? "✓" : "？",
                   list.explanation.zh, doubts_zh(list.doubts));
        for (const auto& column : list.columns) {
            fmt::print("    {} {}{}\n", xlsx::column_letters(column.column), column.heading,
                       column.formula.empty() ? "（手填）" : "");
        }
    }
}

std::string lesson_words(const recognise::Lesson& lesson) {
    switch (lesson.kind) {
        case recognise::LessonKind::kHeading:
            return fmt::format("标题“{}”（{}）：{}", lesson.word, lesson.form, lesson.meaning);
        case recognise::LessonKind::kCondition:
            return fmt::format("“{}”在台账{}中指 {}", lesson.word, lesson.ledger, lesson.meaning);
        case recognise::LessonKind::kColumn:
            return fmt::format("列“{}”是台账{}的“{}”", lesson.word, lesson.ledger, lesson.meaning);
        case recognise::LessonKind::kFiller:
            return fmt::format("“{}”不影响含义", lesson.word);
    }
    return "";
}

Result<size_t> keep_lessons(const CommonOptions& common,
                            const std::vector<recognise::Lesson>& lessons) {
    const std::string who = who_or_user("");
    auto serving = Serving::find(common.data);
    if (!serving) {
        site::Site site = TRY(open_site(common, site::OpenMode::kWrite));
        return site::remember(site, lessons, who);
    }
    boost::json::array told;
    for (const recognise::Lesson& one : lessons) {
        told.push_back(boost::json::object{{"kind", static_cast<int>(one.kind)},
                                           {"word", one.word},
                                           {"form", one.form},
                                           {"ledger", one.ledger},
                                           {"meaning", one.meaning},
                                           {"source", one.source}});
    }
    const auto done =
        TRY(serving->ask("POST", "/local/lessons", {{"lessons", std::move(told)}, {"who", who}}));
    return done.at("kept").to_number<size_t>();
}

// recognise --learn: what the confirmed bindings say that was not known; kept with --yes.
Result<int> learn(const CommonOptions& common, const RecogniseOptions& options,
                  const Proposal& proposal, const recognise::Structure& structure,
                  const site::Words& words) {
    auto confirmed =
        TRY_WITHIN(templates::parse_bindings_file(TRY(read_file(options.learn))), options.learn);
    auto lessons = recognise::lessons_of(proposal, structure, confirmed, words.vocabulary);
    std::erase_if(lessons, [&](const recognise::Lesson& lesson) {
        return std::ranges::any_of(words.lessons, [&](recognise::Lesson known) {
            known.source.clear();
            return known == lesson;
        });
    });
    for (recognise::Lesson& lesson : lessons) {
        lesson.source = std::filesystem::path(options.learn).filename().string();
        fmt::print("{}\n", lesson_words(lesson));
    }
    if (lessons.empty()) {
        fmt::print("没有新的说法 / nothing new to learn\n");
        return int{kOk};
    }
    if (!options.yes) {
        fmt::print("{} 条，尚未记下；加 --yes 记下 / {} lessons, not kept yet: add --yes\n",
                   lessons.size(), lessons.size());
        return int{kFindings};
    }
    const size_t kept = TRY(keep_lessons(common, lessons));
    fmt::print("记下 {} 条，在台账“词语”里 / {} lessons kept, in the ledger of terms\n", kept,
               kept);
    return int{kOk};
}

Result<int> propose(const CommonOptions& common, const RecogniseOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    auto tree = TRY(site.tree(site.clock().today()));
    site::Words known = TRY(site::words_of(site, tree.get()));
    const recognise::Vocabulary& words = known.vocabulary;
    std::string path = TRY(intake::as_xlsx(options.file));
    xlsx::Workbook book = TRY(xlsx::Workbook::open(path));
    recognise::Structure structure = TRY_WITHIN(recognise::read_structure(book), options.file);
    Proposal proposal = TRY_WITHIN(recognise::propose(book, structure, words), options.file);
    recognise::apply_lessons(proposal, structure, words, known.lessons, known.doubtful);
    if (!options.learn.empty()) return learn(common, options, proposal, structure, known);
    if (!options.examples.empty()) {
        Proving proving = TRY(prove_by_examples(site, words, book, options, proposal));
        print_proof(proposal, proving);
    }
    if (options.meaning) {
        print_cells(proposal);
        print_lists(proposal);
    }
    if (!options.bind.empty()) {
        TRY(write_file(options.bind, recognise::write_bindings(proposal)));
    }
    if (!options.mark.empty()) {
        auto grids = TRY(recognise::read_grids(book));
        xlsx::Marks marks = recognise::marks_of(structure, proposal, grids);
        std::string copy = TRY_WITHIN(xlsx::mark_cells(TRY(read_file(path)), marks), options.file);
        TRY(write_file(options.mark, copy));
    }
    size_t sure = 0;
    size_t asked = 0;
    for (const ProposedCell& cell : proposal.cells) {
        ++(cell.is_sure() ? sure : asked);
    }
    fmt::print(
        "{} 格可直接填，{} 格待确认，{} 个名册{}{} / {} cells bound, {} questions, {} lists\n",
        sure, asked, proposal.lists.size(), options.bind.empty() ? "" : "；已写入 ", options.bind,
        sure, asked, proposal.lists.size());
    return sure + proposal.lists.size() == 0 ? int{kFindings} : int{kOk};
}

}  // namespace

int run_propose(const CommonOptions& common, const RecogniseOptions& options) {
    auto code = propose(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
