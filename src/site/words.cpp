#include "site/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

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

// The column that says what a row is called, where it is open to everybody.
std::optional<size_t> open_name(const ledger::Schema& schema) {
    const auto column = schema.find_column("name");
    if (!column || !schema.subject.empty()) return std::nullopt;
    const ledger::Column& name = schema.columns[*column];
    const bool open =
        name.type == ledger::ColumnType::kText && name.sensitivity == ledger::Sensitivity::kOpen;
    return open ? column : std::nullopt;
}

// Such names as can stand in a condition, each with how often it stands; empty: they tell rows
// apart, and are no kinds of them.
std::map<std::string, size_t> kinds_of_names(const ledger::Table& rows, size_t column) {
    constexpr size_t kMostNames = 500;
    constexpr size_t kRowsEach = 3;  // on the average
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"=", "<", ">", "|", "*", "?", "~", "且", "，", "、", "（", "(", "\""});
    std::map<std::string, size_t> names;
    for (size_t r = 0; r < rows.row_count(); ++r) {
        const std::string text = formula::general_text(formula::cell_value(
            rows.schema->columns[column], rows.columns[column], static_cast<uint32_t>(r)));
        if (!text.empty()) ++names[text];
        if (names.size() > kMostNames) return {};
    }
    if (names.size() * kRowsEach > rows.row_count()) return {};
    std::erase_if(names, [&](const auto& name) {
        return name.second < 2 ||
               std::ranges::any_of(
                   kMarks, [&](std::string_view mark) { return name.first.contains(mark); });
    });
    return names;
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

Result<std::vector<dictionary::Phrase>> names_in_use(Site& site) {
    std::vector<dictionary::Phrase> phrases;
    const auto& schemas = site.catalog().schemas;
    std::vector<formula::ColumnUse> uses;
    for (size_t i = 0; i < schemas.size(); ++i) {
        if (const auto column = open_name(*schemas[i])) uses.push_back({i, *column});
    }
    if (uses.empty()) return phrases;
    auto world = TRY(site.world({.as_of = site.clock().today(), .known_at = {}, .columns = uses}));
    for (const auto& [i, column] : uses) {
        const std::string& called = schemas[i]->columns[column].name;
        for (const auto& [name, rows] : kinds_of_names(world->tables[i], column)) {
            const bool is_code =
                std::ranges::any_of(site.code_lists(), [&](const ledger::CodeList& list) {
                    return std::ranges::find(list.codes, name, &ledger::CodeList::Code::name) !=
                           list.codes.end();
                });
            if (is_code) continue;
            dictionary::Phrase phrase;
            phrase.ledger = schemas[i]->name;
            phrase.words = {name};
            phrase.when = {fmt::format("{}={}", called, name)};
            phrase.generic = true;
            phrase.place = schemas[i]->name;
            phrases.push_back(std::move(phrase));
        }
    }
    return phrases;
}

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
    const auto names = TRY(names_in_use(site));
    for (const auto& name : names) parts.names.push_back(&name);
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
