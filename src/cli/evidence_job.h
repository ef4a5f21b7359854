// What `yitao evidence` asks, opened: the installation, the formula or cell, the unit and its
// dates; and how rows and measures are called.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/support.h"
#include "recognise/vocabulary/vocabulary.h"
#include "report/evidence.h"
#include "site/site.h"
#include "template/template.h"

namespace yitao::cli {

class EvidenceJob {
  public:
    static Result<std::unique_ptr<EvidenceJob>> open(const CommonOptions& common,
                                                     const EvidenceOptions& options);

    [[nodiscard]] site::Site& site() { return *site_; }
    [[nodiscard]] const EvidenceOptions& options() const { return *options_; }
    [[nodiscard]] const AskedDate& date() const { return date_; }
    [[nodiscard]] const report::AskedCell& asked() const { return asked_; }
    [[nodiscard]] const org::Unit& unit() const { return unit_; }
    [[nodiscard]] report::Personal personal() const {
        return options_->show_personal ? report::Personal::kShown : report::Personal::kMasked;
    }
    // "月报!C7", or the formula that was asked, in words where it has some.
    [[nodiscard]] std::string name() const;
    // The unit's scope at a date: with that day's tree and the period of the same kind.
    [[nodiscard]] Result<formula::Scope> scope_at(Date as_of, std::optional<Timestamp> known_at);

    // The value of the cell; a text taken from personal columns as it may be seen.
    [[nodiscard]] std::string value_text(const formula::Value& value) const;
    // "“居民”台账中性别为女、年龄≥60的人数"; the formula where it has no words.
    [[nodiscard]] std::string in_words(const std::string& formula) const;
    // What the row is called (report/wording.h), as it may be seen; blank where the row cannot be
    // read.
    [[nodiscard]] std::vector<std::string> label(const ledger::Schema& schema,
                                                 const std::vector<ledger::Field>& fields) const;

  private:
    Result<void> open_asked();

    const EvidenceOptions* options_ = nullptr;
    std::optional<site::Site> site_;
    AskedDate date_;
    std::optional<formula::Formula> formula_;
    std::optional<templates::Template> blank_;
    report::AskedCell asked_;
    org::Unit unit_;
    std::optional<recognise::Vocabulary> words_;
};

// The history of the value: `yitao evidence … --since`.
Result<int> print_history(const CommonOptions& common, EvidenceJob& job);

}  // namespace yitao::cli
