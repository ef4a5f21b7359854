// recognise --bind, --meaning: what the cells of a workbook mean to the ledgers of this
// installation, as a bindings file to confirm and as a table for people.
#include <filesystem>
#include <fstream>
#include <map>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/support.h"
#include "intake/convert.h"
#include "recognise/propose.h"

namespace yitao::cli {

namespace {

using recognise::Proposal;
using recognise::ProposedCell;
using recognise::ProposedList;

Result<recognise::Vocabulary> vocabulary_of(const site::Site& site, const org::Tree* tree) {
    recognise::Vocabulary::Parts parts;
    parts.schemas = site.catalog().schemas;
    for (const pack::Pack& pack : site.packs()) {
        for (const auto& list : pack.code_lists) parts.code_lists.push_back(&list);
        for (const auto& phrase : pack.phrases) parts.phrases.push_back(&phrase);
    }
    return recognise::Vocabulary::build(parts, tree);
}

struct Doubt {
    std::string_view begins;
    std::string_view zh;
};
constexpr Doubt kDoubts[] = {
    {"population", "未说明是户籍、常住还是在册人口"},
    {"unknown", "不认识的词："},
    {"foreign", "与这个台账无关的词："},
    {"ambiguous", "有几种意思："},
    {"vague", "各部门口径不同："},
    {"contradiction", "前后矛盾："},
    {"negation", "否定不明："},
    {"when", "未说明是哪段时间"},
    {"which date", "不知按哪个日期"},
    {"which amount", "不知合计哪一列"},
    {"share of what", "不知占什么的比重"},
    {"percent", "百分数还是小数未说明"},
    {"context", "据表名或分节推断"},
    {"unit of measure", "计量单位不符："},
    {"average of", "人均、户均的分母不明："},
    {"two ledgers", "两个台账都说得通"},
    {"near", "与词库相近："},
    {"each once or as often", "合计是否去重未说明"},
};

std::string doubt_zh(std::string_view doubt) {
    for (const Doubt& known : kDoubts) {
        if (!doubt.starts_with(known.begins)) continue;
        std::string text(known.zh);
        if (text.ends_with("：")) text += doubt.substr(known.begins.size());
        return text;
    }
    return std::string(doubt);
}

std::string doubts_zh(const std::vector<std::string>& doubts) {
    std::string text;
    for (const std::string& doubt : doubts) text += (text.empty() ? "" : "；") + doubt_zh(doubt);
    return text;
}

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

Result<void> write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (out) return {};
    return fail(ErrorCode::kIo, "写不了这个文件", "cannot write the file", path);
}

Result<int> propose(const CommonOptions& common, const RecogniseOptions& options) {
    site::Site site = TRY(open_site(common, site::OpenMode::kRead));
    auto tree = TRY(site.tree(site.clock().today()));
    auto words = TRY(vocabulary_of(site, tree.get()));
    std::string path = TRY(intake::as_xlsx(options.file));
    xlsx::Workbook book = TRY(xlsx::Workbook::open(path));
    recognise::Structure structure = TRY_WITHIN(recognise::read_structure(book), options.file);
    Proposal proposal = TRY_WITHIN(recognise::propose(book, structure, words), options.file);
    if (options.meaning) {
        print_cells(proposal);
        print_lists(proposal);
    }
    if (!options.bind.empty()) {
        TRY(write_file(options.bind, recognise::write_bindings(proposal)));
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
