#include "pack/read_dictionary.h"

#include "pack/toml_file.h"

namespace yitao::pack {

namespace {

using dictionary::Phrase;
using dictionary::PhraseKind;

// As PhraseKind.
const std::vector<std::string> kKinds = {"condition", "subject",  "standing", "grain", "amount",
                                         "aggregate", "window",   "event",    "ratio", "meta",
                                         "total",     "of_which", "not",      "filler"};

Result<Phrase> read_phrase(const TomlTable& table, const std::string& path) {
    TomlFields fields(table, path);
    Phrase phrase;
    phrase.kind = static_cast<PhraseKind>(fields.choice("kind", kKinds, 0));
    phrase.words = fields.texts("words");
    phrase.ledger = fields.text("ledger");
    phrase.when = fields.texts("when");
    phrase.column = fields.text("column");
    phrase.base = fields.text("base");
    phrase.of = fields.text("of");
    phrase.measure = fields.text("measure");
    phrase.how = fields.text("how");
    phrase.window = fields.text("window");
    phrase.meta = fields.text("meta");
    phrase.generic = fields.boolean("generic", false);
    phrase.vague = fields.boolean("vague", false);
    phrase.place = fmt::format("{}:{}", path, table.line);
    if (phrase.words.empty() && phrase.kind != PhraseKind::kStanding) {
        fields.refuse(ErrorCode::kInvalid, "words", "缺少 words", "words is missing");
    }
    bool of_ledger = phrase.kind == PhraseKind::kCondition ||
                     phrase.kind == PhraseKind::kStanding || phrase.kind == PhraseKind::kEvent;
    if (of_ledger && phrase.ledger.empty()) {
        fields.refuse(ErrorCode::kInvalid, "ledger", "缺少 ledger", "ledger is missing");
    }
    TRY(fields.finish());
    return phrase;
}

}  // namespace

Result<std::vector<Phrase>> read_dictionary(const std::string& path) {
    TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    std::vector<Phrase> phrases;
    for (const TomlTable& phrase : fields.tables("phrase")) {
        phrases.push_back(TRY(read_phrase(phrase, path)));
    }
    TRY(fields.finish());
    return phrases;
}

}  // namespace yitao::pack
