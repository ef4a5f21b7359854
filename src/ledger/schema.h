// What a ledger (台账) is: an Excel table whose rows belong to units. Schemas come from packs as
// text; columns and ledgers are known by stable ids, names are what people see and formulas say.
// Plain values; see packs/README.md for the text form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace yitao::ledger {

enum class ColumnType : uint8_t {
    kText,
    kInteger,
    kDecimal,  // exact, Column::scale decimals
    kDate,
    kCode,       // one of a code list
    kMultiCode,  // several of a code list, "、" between them; a criterion tests membership
    kUnit,       // a 12-digit unit code
    kReference,  // key text of a row of another ledger
};

enum class Sensitivity : uint8_t { kOpen, kInternal, kPersonal, kSealed };
enum class TextCheck : uint8_t { kNone, kIdentityNumber, kCreditCode };  // GB 11643, GB 32100
// Who types the rows: the units they belong to and the departments that own the columns; or these
// departments alone, because a row changes more than its own unit (a code, a confirmed heading); or
// nobody, because the program keeps them of what people do (a confirmation, an objection).
enum class EnteredBy : uint8_t { kUnits, kDepartment, kProgram };
enum class Severity : uint8_t {
    kRefuse,  // the row is rejected
    kWarn,    // the row lands; the importer is told
    kFlag,    // the row lands flagged with the reason and is listed until mended
};

struct CodeList {
    struct Code {
        std::string name;  // what is stored, shown and compared: "男"
        std::string code;  // the standard's code, "1"; may be empty
        std::vector<std::string> synonyms;
    };
    std::string id;
    std::string name;
    std::string source;  // "GB/T 2261.1-2003"
    std::vector<Code> codes;
    // The stored name for what a person typed (name, code or synonym under match_key).
    [[nodiscard]] std::optional<std::string> find(std::string_view typed) const;
};

struct Column {
    std::string id;    // stable, [a-z][a-z0-9_]*
    std::string name;  // "身份证号"
    std::string name_en;
    ColumnType type = ColumnType::kText;
    int scale = 0;                // kDecimal: 1..9
    std::string unit_of_measure;  // "元", "亩"; a heading "(万元)" converts into it
    std::string code_list;        // id, for kCode and kMultiCode
    std::string reference;        // ledger id, for kReference
    TextCheck check = TextCheck::kNone;
    bool required = false;
    std::string owner;  // department; packs: the ledger's where the column names none
    Sensitivity sensitivity = Sensitivity::kInternal;
    std::vector<std::string> synonyms;  // headings that mean this column
    std::string formula;                // of a calculated column, with "="; else empty
    std::string criteria;  // kMultiCode: in words, who belongs to which code; may be empty
    [[nodiscard]] bool is_calculated() const { return !formula.empty(); }
};

struct Validation {
    std::string id;
    std::string formula;  // over [@column]; TRUE (or blank) is fine
    Severity severity = Severity::kFlag;
    Message message;
};

struct Schema {
    std::string id;    // stable, unique among all packs
    std::string name;  // "居民": the table name in formulas
    std::string name_en;
    std::string pack;
    std::vector<std::string> synonyms;
    std::vector<Column> columns;   // stored and calculated, in the order people see
    std::vector<std::string> key;  // column ids that identify a row; may be empty
    std::string unit_column;       // id of the kUnit column rows belong to
    std::string subject;  // id of the column naming whose personal data a row is; may be empty
    std::vector<Validation> validations;
    EnteredBy entered_by = EnteredBy::kUnits;
    int review_months = 0;  // a row nobody has touched or confirmed for so long is stale; 0: never

    [[nodiscard]] std::optional<size_t> find_column(std::string_view id) const;
    // By name, English name or synonym, under match_key.
    [[nodiscard]] std::optional<size_t> find_column_named(std::string_view name) const;
};

// One stored value: blank, a number (integer, decimal units of 10^-scale, Date::days, unit code),
// or text (text, code name, codes joined by "、", reference key).
using Field = std::variant<std::monostate, int64_t, std::string>;

// The field as people read it: "10.20", "2026-10-31", "421221106001".
std::string format_field(const Column& column, const Field& field);
// The reverse, for exactly that text; nothing for any other. "" is blank.
std::optional<Field> parse_field(const Column& column, std::string_view text);
// Stored as a number (Field's int64_t) rather than as text.
bool is_number_type(ColumnType type);

}  // namespace yitao::ledger
