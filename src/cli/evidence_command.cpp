// evidence: the rows behind a number, page by page.
#include <boost/json.hpp>

#include "cli/evidence_job.h"
#include "cli/output.h"
#include "report/wording.h"
#include "site/past_worlds.h"
#include "site/value_history.h"

namespace yitao::cli {

namespace {

namespace json = boost::json;

struct Page {
    std::vector<std::string> headings;  // of the labels, then of the columns
    std::vector<std::vector<std::string>> labels;
    report::EvidencePage page;
    size_t first = 0;
};

Result<Page> read_page(EvidenceJob& job, const report::Evidence& evidence, size_t part) {
    const report::EvidencePart& shown = evidence.parts()[part];
    const ledger::Schema& schema = *job.site().catalog().schemas[shown.table];
    Page out;
    out.first = (job.options().page - 1) * job.options().rows;
    out.page = evidence.page(part, out.first, job.options().rows, job.personal());
    for (size_t column : report::label_columns(schema)) {
        out.headings.push_back(schema.columns[column].name);
    }
    for (const report::EvidenceRow& row : out.page.rows) {
        out.labels.push_back(
            job.label(schema, TRY(site::row_fields(job.site(), schema, row.row,
                                                   evidence.scope().as_of, job.date().known_at))));
    }
    return out;
}

void print_page(const Page& page, const report::EvidencePart& part) {
    const size_t total = part.rows.count();
    if (page.page.rows.empty()) {
        fmt::print("{}\n", total == 0 ? "没有这样的记录 / there is no such row"
                                      : "没有这一页 / there is no such page");
        return;
    }
    std::vector<std::string> headings = {"", "单位"};
    std::vector<bool> is_told;  // a column that is a label already
    headings.insert(headings.end(), page.headings.begin(), page.headings.end());
    for (const std::string& heading : page.page.headings) {
        is_told.push_back(std::ranges::find(page.headings, heading) != page.headings.end());
        if (!is_told.back()) headings.push_back(heading);
    }
    TextTable table(headings);
    for (size_t i = 0; i < page.page.rows.size(); ++i) {
        const report::EvidenceRow& row = page.page.rows[i];
        std::vector<std::string> cells = {grouped(page.first + i + 1), row.unit_name};
        cells.insert(cells.end(), page.labels[i].begin(), page.labels[i].end());
        for (size_t c = 0; c < row.cells.size(); ++c) {
            if (!is_told[c]) cells.push_back(row.cells[c]);
        }
        table.add(std::move(cells));
    }
    table.print();
    const size_t last = page.first + page.page.rows.size();
    if (total > page.page.rows.size()) {
        fmt::print("第 {0}–{1} 行，共 {2} 行 / rows {0}–{1} of {2}\n", grouped(page.first + 1),
                   grouped(last), grouped(total));
    }
}

void print_not_listed(const EvidenceJob& job, const report::Evidence& evidence,
                      const formula::Catalog& catalog) {
    for (const report::NotListed& other : evidence.not_listed()) {
        std::string columns;
        for (const formula::ColumnUse& use : other.columns) {
            const ledger::Schema& schema = *catalog.schemas[use.table];
            columns += fmt::format("{}{}[{}]", columns.empty() ? "" : "、", schema.name,
                                   schema.columns[use.column].name);
        }
        std::string cell = job.asked().blank == nullptr ? "" : other.cell + " ";
        fmt::print("\n{0}{1} 不逐行得出，取自 {2} / not row by row, from {2}\n", cell, other.text,
                   columns);
    }
}

void print_parts(const EvidenceJob& job, const report::Evidence& evidence) {
    if (evidence.parts().size() < 2) return;
    fmt::print("\n");
    TextTable table({"--part", job.asked().blank == nullptr ? "" : "单元格", "值", "行数", "指标"});
    for (size_t i = 0; i < evidence.parts().size(); ++i) {
        const report::EvidencePart& part = evidence.parts()[i];
        table.add({std::to_string(i + 1), part.cell, formula::general_text(part.value),
                   grouped(part.rows.count()), job.in_words(part.text)});
    }
    table.print();
}

json::object part_json(const EvidenceJob& job, const report::EvidencePart& part) {
    return {{"cell", part.cell},
            {"formula", part.text},
            {"words", job.in_words(part.text)},
            {"value", to_json(part.value)},
            {"rows", part.rows.count()}};
}

void print_json(EvidenceJob& job, const report::Evidence& evidence,
                const std::optional<Page>& page) {
    json::array parts;
    for (const report::EvidencePart& part : evidence.parts()) parts.push_back(part_json(job, part));
    json::array others;
    for (const report::NotListed& other : evidence.not_listed()) {
        others.push_back({{"cell", other.cell}, {"formula", other.text}});
    }
    json::object result{
        {"asked", job.name()},
        {"formula", evidence.formula()},
        {"unit", org::format_unit_code(job.unit().code)},
        {"as_of", evidence.scope().as_of.iso()},
        {"value", evidence.value().is_text() ? json::value(job.value_text(evidence.value()))
                                             : to_json(evidence.value())},
        {"parts", std::move(parts)},
        {"not_listed", std::move(others)}};
    if (page) {
        json::array rows;
        for (size_t i = 0; i < page->page.rows.size(); ++i) {
            const report::EvidenceRow& row = page->page.rows[i];
            json::object values;
            for (size_t c = 0; c < row.cells.size(); ++c) {
                values[page->page.headings[c]] = row.cells[c];
            }
            for (size_t c = 0; c < page->headings.size(); ++c) {
                values[page->headings[c]] = page->labels[i][c];
            }
            rows.push_back({{"row", row.row},
                            {"unit", org::format_unit_code(row.unit)},
                            {"unit_name", row.unit_name},
                            {"values", std::move(values)}});
        }
        result["part"] = job.options().part;
        result["page"] = job.options().page;
        result["rows"] = std::move(rows);
    }
    fmt::print("{}\n", json::serialize(result));
}

Result<int> print_rows(const CommonOptions& common, EvidenceJob& job) {
    const AskedDate& date = job.date();
    auto world = TRY(job.site().world({.as_of = date.date.as_of,
                                       .known_at = date.known_at,
                                       .columns = report::columns_behind(job.asked())}));
    const formula::Scope scope = TRY(job.scope_at(date.date.as_of, date.known_at));
    site::PastWorlds past(job.site(), report::columns_behind(job.asked()), date.known_at);
    const report::Evidence evidence =
        TRY(report::Evidence::gather(job.asked(), job.site().catalog(), *world, scope, &past));
    const size_t part = job.options().part - 1;
    std::optional<Page> page;
    if (part < evidence.parts().size()) page = TRY(read_page(job, evidence, part));
    if (!page && part > 0) {
        return fail(ErrorCode::kNotFound, fmt::format("只有 {} 项指标", evidence.parts().size()),
                    fmt::format("there are only {} measures", evidence.parts().size()), "--part");
    }
    if (common.json) {
        print_json(job, evidence, page);
        return int{kOk};
    }
    const std::string value = job.value_text(evidence.value());
    const std::string said = value.empty() ? "空" : value;
    fmt::print("{}，截至 {}：{} 为 {} / {} as of {}\n", job.unit().name, scope.as_of.iso(),
               job.name(), said, value.empty() ? "empty" : value, scope.as_of.iso());
    fmt::print("{}\n", evidence.formula());
    print_parts(job, evidence);
    if (page) {
        const report::EvidencePart& shown = evidence.parts()[part];
        const std::string words = job.in_words(shown.text);
        if (words != job.name()) {
            fmt::print("\n{}：{}\n", words, formula::general_text(shown.value));
        }
        print_page(*page, shown);
    }
    print_not_listed(job, evidence, job.site().catalog());
    return int{kOk};
}

Result<int> evidence(const CommonOptions& common, const EvidenceOptions& options) {
    auto job = TRY(EvidenceJob::open(common, options));
    return options.since.empty() ? print_rows(common, *job) : print_history(common, *job);
}

}  // namespace

int run_evidence(const CommonOptions& common, const EvidenceOptions& options) {
    Result<int> code = evidence(common, options);
    return code ? *code : refuse(code.error());
}

}  // namespace yitao::cli
