#include "site/words.h"

#include <algorithm>
#include <array>

#include "formula/predicate.h"
#include "formula/value.h"
#include "site/code_lists.h"

namespace yitao::site {

namespace {

using recognise::Lesson;
using recognise::LessonKind;

constexpr std::string_view kLedger = kTermLedger;
constexpr std::string_view kEvery = "全部";  // a lesson of no form or ledger of its own
constexpr std::array kKinds =
    std::to_array<std::pair<LessonKind, std::string_view>>({{LessonKind::kHeading, "标题"},
                                                            {LessonKind::kCondition, "条件"},
                                                            {LessonKind::kColumn, "列名"},
                                                            {LessonKind::kFiller, "套话"}});
constexpr std::array kColumns = std::to_array<const char*>(
    {"unit", "kind", "word", "form", "ledger", "meaning", "source", "confirmed_on"});

std::string_view kind_name(LessonKind kind) {
    for (const auto& [one, name] : kKinds) {
        if (one == kind) return name;
    }
    return "";
}

Result<std::vector<Lesson>> read_lessons(Site& site) {
    std::vector<Lesson> lessons;
    auto table = site.catalog().find("词语");
    const ledger::Schema* schema = site.schema(kLedger);
    if (!table || schema == nullptr || site.catalog().schemas[*table] != schema) return lessons;
    std::vector<formula::ColumnUse> uses;
    std::vector<size_t> columns;
    for (const char* id : {"kind", "word", "form", "ledger", "meaning", "source"}) {
        columns.push_back(schema->find_column(id).value_or(0));
        uses.push_back({*table, columns.back()});
    }
    auto world = TRY(site.world({.as_of = site.clock().today(), .known_at = {}, .columns = uses}));
    const ledger::Table& rows = world->tables[*table];
    for (size_t r = 0; r < rows.row_count(); ++r) {
        auto text = [&](size_t i) {
            std::string value = formula::general_text(formula::cell_value(
                schema->columns[columns[i]], rows.columns[columns[i]], static_cast<uint32_t>(r)));
            return value == kEvery ? std::string() : value;
        };
        std::string kind = text(0);
        auto known = std::ranges::find(kKinds, std::string_view(kind),
                                       [](const auto& one) { return one.second; });
        if (known == kKinds.end()) continue;
        lessons.push_back({known->first, text(1), text(2), text(3), text(4), text(5)});
    }
    std::ranges::sort(lessons);
    return lessons;
}

// Whether the tests say whose people are meant: registered here, living here …
bool says_whose(const recognise::Vocabulary& words, const Lesson& lesson) {
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        if (words.schema(i).name != lesson.ledger) continue;
        for (const auto& tests : words.facts(i).standing) {
            for (const recognise::Test& test : tests) {
                const std::string& name = words.schema(i).columns[test.column].name;
                if (lesson.meaning.find(name) != std::string::npos) return true;
            }
        }
    }
    return false;
}

dictionary::Phrase phrase_of(const recognise::Vocabulary& words, const Lesson& lesson) {
    dictionary::Phrase phrase;
    phrase.words = {lesson.word};
    phrase.place = "词语";
    if (lesson.kind == LessonKind::kCondition) {
        phrase.ledger = lesson.ledger;
        phrase.when = {lesson.meaning};
        phrase.generic = !says_whose(words, lesson);
    } else {
        phrase.kind = dictionary::PhraseKind::kFiller;
        if (lesson.kind == LessonKind::kColumn) {
            phrase.ledger = lesson.ledger;
            phrase.column = lesson.meaning;
        }
    }
    return phrase;
}

// Whether the words so far know the whole word, and for the ledger in question otherwise.
bool contradicts(const recognise::Vocabulary& words, const Lesson& lesson) {
    recognise::Cut cut = words.cut(lesson.word);
    if (cut.tokens.size() != 1 || cut.tokens[0].terms.empty()) return false;
    for (const recognise::Term& term : cut.tokens[0].terms) {
        if (term.source == recognise::Source::kNear) return false;
        bool here = term.ledger == recognise::kAnyLedger || lesson.ledger.empty() ||
                    words.schema(static_cast<size_t>(term.ledger)).name == lesson.ledger;
        if (here) return true;
    }
    return false;
}

}  // namespace

Result<Words> words_of(Site& site, const org::Tree* tree) {
    recognise::Vocabulary::Parts parts;
    std::vector<const ledger::Schema*> schemas;
    for (const ledger::Schema* schema : site.catalog().schemas) {
        const bool is_own = schema->id == kLedger || schema->id == kCodeLedger ||
                            schema->entered_by == ledger::EnteredBy::kProgram;
        if (!is_own) schemas.push_back(schema);  // no form asks for words or codes
    }
    parts.schemas = schemas;
    for (const ledger::CodeList& list : site.code_lists()) parts.code_lists.push_back(&list);
    for (const pack::Pack& pack : site.packs()) {
        for (const auto& phrase : pack.phrases) parts.phrases.push_back(&phrase);
    }
    Words words{TRY(recognise::Vocabulary::build(parts, tree)), TRY(read_lessons(site)), {}};
    std::vector<dictionary::Phrase> learned;
    for (const Lesson& lesson : words.lessons) {
        if (lesson.kind == LessonKind::kHeading) continue;
        if (contradicts(words.vocabulary, lesson)) {
            words.doubtful.push_back(lesson.word);
        } else {
            learned.push_back(phrase_of(words.vocabulary, lesson));
        }
    }
    // A lesson of a column that is no more would stop every recognition: it is passed over.
    std::erase_if(learned, [&](const dictionary::Phrase& phrase) {
        recognise::Vocabulary::Parts one = parts;
        one.phrases = {&phrase};
        return !recognise::Vocabulary::build(one, nullptr);
    });
    if (learned.empty()) return words;
    for (const auto& phrase : learned) parts.phrases.push_back(&phrase);
    words.vocabulary = TRY(recognise::Vocabulary::build(parts, tree));
    return words;
}

Result<recognise::Vocabulary> vocabulary_of(Site& site, const org::Tree* tree) {
    return TRY(words_of(site, tree)).vocabulary;
}

Result<size_t> remember(Site& site, const std::vector<Lesson>& lessons, const std::string& who) {
    const ledger::Schema* schema = site.schema(kLedger);
    if (schema == nullptr || schema->id != kLedger) {
        return fail(ErrorCode::kUnsupported, "本数据目录的套件还没有“词语”台账，请先更新 base 套件",
                    "the packs of this data directory have no ledger of terms; update pack base");
    }
    Date today = site.clock().today();
    auto tree = TRY(site.tree(today));
    ledger::Batch batch;
    batch.ledger = schema->id;
    for (const char* id : kColumns) batch.columns.push_back(schema->find_column(id).value_or(0));
    auto or_every = [](const std::string& text) {
        return text.empty() ? std::string(kEvery) : text;
    };
    for (const Lesson& lesson : lessons) {
        ledger::Change change;
        change.fields = {tree->unit(0).code,
                         std::string(kind_name(lesson.kind)),
                         lesson.word,
                         or_every(lesson.form),
                         or_every(lesson.ledger),
                         lesson.meaning,
                         lesson.source,
                         int64_t{today.days}};
        batch.changes.push_back(std::move(change));
    }
    ApplyReport report =
        TRY(site.apply(std::move(batch), {.who = who, .through = "recognise --learn"}));
    if (report.refused > 0) {
        for (const ledger::RowOutcome& row : report.rows) {
            if (row.outcome != ledger::Outcome::kRefused || row.remarks.empty()) continue;
            return std::unexpected(
                Error{ErrorCode::kInvalid, row.remarks[0].message, std::string("词语")});
        }
    }
    return report.inserted + report.updated;
}

}  // namespace yitao::site
