#include "cli/evidence_job.h"

#include <algorithm>

#include "base/text.h"
#include "intake/convert.h"
#include "recognise/proof/formula_words.h"
#include "report/period.h"
#include "report/wording.h"
#include "site/words.h"

namespace yitao::cli {

Result<std::unique_ptr<EvidenceJob>> EvidenceJob::open(const CommonOptions& common,
                                                       const EvidenceOptions& options) {
    auto job = std::make_unique<EvidenceJob>();
    job->options_ = &options;
    job->site_.emplace(TRY(open_site(common, site::OpenMode::kRead)));
    job->date_ = TRY(parse_date_options(options.date, job->site_->clock().today()));
    TRY(job->open_asked());
    const AskedDate& date = job->date_;
    auto tree = TRY(job->site_->tree(date.date.as_of, date.known_at));
    org::UnitIndex unit = 0;
    if (!options.unit.empty()) unit = TRY(find_unit(*tree, options.unit));
    job->unit_ = tree->unit(unit);
    // Words are a help, no condition: without them formulas speak.
    if (auto words = site::vocabulary_of(*job->site_, nullptr)) job->words_ = std::move(*words);
    return job;
}

Result<void> EvidenceJob::open_asked() {
    const formula::Catalog& catalog = site_->catalog();
    if (options_->asked.starts_with('=') || options_->asked.starts_with("＝")) {
        formula_ = TRY(formula::compile(options_->asked, catalog));
        asked_.formula = &*formula_;
        return {};
    }
    if (options_->cell.empty()) {
        return fail(ErrorCode::kInvalid, "请写明哪一格，如 C7 或 月报!C7；公式请以“=”开头",
                    "say which cell, as C7 or 月报!C7; a formula begins with \"=\"", "evidence");
    }
    const std::string converted = TRY(intake::as_xlsx(options_->asked));
    blank_ = TRY(templates::Template::open_file(options_->asked, converted, catalog));
    if (blank_->each()) {
        return fail(ErrorCode::kUnsupported, "每行一份的表，其数字就是该行的值",
                    "of a form made once a row the numbers are that row's", options_->asked);
    }
    const size_t mark = options_->cell.rfind('!');
    std::string sheet = mark == std::string::npos ? "" : options_->cell.substr(0, mark);
    if (sheet.size() >= 2 && sheet.front() == '\'') sheet = sheet.substr(1, sheet.size() - 2);
    const auto cell = xlsx::parse_cell_ref(
        std::string_view(options_->cell).substr(mark == std::string::npos ? 0 : mark + 1));
    const auto named = std::ranges::find(blank_->sheets(), sheet, &xlsx::SheetInfo::name);
    if (!cell || (!sheet.empty() && named == blank_->sheets().end())) {
        return fail(ErrorCode::kNotFound, "没有这一格，应如 C7 或 月报!C7",
                    "there is no such cell; it is written C7 or 月报!C7", options_->cell);
    }
    asked_.blank = &*blank_;
    asked_.cell = *cell;
    if (!sheet.empty()) asked_.sheet = static_cast<size_t>(named - blank_->sheets().begin());
    return {};
}

std::string EvidenceJob::name() const {
    if (blank_) return blank_->cell_name(asked_.sheet, asked_.cell);
    std::string_view text = formula_->text();
    if (text.starts_with('=')) text.remove_prefix(1);
    return in_words(std::string(text));
}

Result<formula::Scope> EvidenceJob::scope_at(Date as_of, std::optional<Timestamp> known_at) {
    auto tree = TRY(site_->tree(as_of, known_at));
    const auto unit = tree->find(unit_.code);
    if (!unit) {
        return fail(ErrorCode::kNotFound, fmt::format("{} 还没有单位 {}", as_of.iso(), unit_.name),
                    fmt::format("there was no unit {} on {}", unit_.name, as_of.iso()), "--unit");
    }
    const formula::Period period = as_of == date_.date.as_of
                                       ? date_.date.period
                                       : report::period_like(date_.date.period, as_of);
    return formula::Scope{*unit, as_of, period, date_.date.filled_on};
}

std::string EvidenceJob::in_words(const std::string& formula) const {
    return words_ ? recognise::words_of_formula(formula, *words_) : formula;
}

std::string EvidenceJob::value_text(const formula::Value& value) const {
    std::string text = formula::general_text(value);
    if (!value.is_text()) return text;
    ledger::Column strictest{.sensitivity = ledger::Sensitivity::kOpen};
    for (const formula::ColumnUse& use : report::columns_behind(asked_)) {
        const ledger::Column& column = site_->catalog().schemas[use.table]->columns[use.column];
        strictest.sensitivity = std::max(strictest.sensitivity, column.sensitivity);
    }
    return report::shown(strictest, std::move(text), personal());
}

std::vector<std::string> EvidenceJob::label(const ledger::Schema& schema,
                                            const std::vector<ledger::Field>& fields) const {
    std::vector<std::string> texts;
    for (size_t column : report::label_columns(schema)) {
        const ledger::Column& declared = schema.columns[column];
        std::string text =
            column < fields.size() ? ledger::format_field(declared, fields[column]) : "";
        texts.push_back(report::shown(declared, std::move(text), personal()));
    }
    return texts;
}

}  // namespace yitao::cli
