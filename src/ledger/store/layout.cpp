#include "ledger/store/layout.h"

#include <algorithm>

#include "base/check.h"
#include "base/decimal.h"

namespace yitao::ledger {

namespace {

std::string_view type_name(ColumnType type) {
    constexpr std::string_view kNames[] = {"text", "integer",    "decimal", "date",
                                           "code", "multi-code", "unit",    "reference"};
    return kNames[static_cast<size_t>(type)];
}

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ","));
}

int scale_of(const Column& column) {
    return column.type == ColumnType::kDecimal ? column.scale : 0;
}

// Types that keep the same stored values: any code or reference is a text, a code is a list of one.
bool reads_as(ColumnType from, ColumnType to) {
    if (from == to) return true;
    if (to == ColumnType::kText) return !is_number_type(from);
    return from == ColumnType::kCode && to == ColumnType::kMultiCode;
}

bool is_scaled(ColumnType type) {
    return type == ColumnType::kInteger || type == ColumnType::kDecimal;
}

std::unexpected<Error> type_error(const Schema& schema, const Column& column, ColumnType from,
                                  int from_scale) {
    return fail(
        ErrorCode::kConflict,
        fmt::format("字段“{}”由 {}({}) 改为 {}({})，已有数据无法照此转换；请改用新的字段 id",
                    column.name, type_name(from), from_scale, type_name(column.type),
                    scale_of(column)),
        fmt::format("column “{}” changes from {}({}) to {}({}), which stored rows do not fit; "
                    "give the column a new id",
                    column.id, type_name(from), from_scale, type_name(column.type),
                    scale_of(column)),
        schema.name);
}

}  // namespace

std::string table_name(std::string_view ledger_id) {
    return quoted("ledger_" + std::string(ledger_id));
}

std::string key_index_name(std::string_view ledger_id) {
    return quoted("key_" + std::string(ledger_id));
}

std::string key_index(const Schema& schema) {
    std::vector<std::string> columns;
    std::vector<std::string> present;
    for (const std::string& id : schema.key) {
        columns.push_back(quoted(id));
        present.push_back(quoted(id) + " IS NOT NULL");
    }
    return fmt::format("CREATE UNIQUE INDEX IF NOT EXISTS {} ON {}({}) WHERE {}",
                       key_index_name(schema.id), table_name(schema.id), joined(columns),
                       fmt::join(present, " AND "));
}

bool Layout::has_full_key(std::span<const Field> fields) const {
    return !key.empty() && std::ranges::none_of(key, [&](size_t column) {
        return std::holds_alternative<std::monostate>(fields[column]);
    });
}

Result<void> Declaration::need_writer(const Schema& schema) const {
    if (mode_ == StoreMode::kWrite) return {};
    return fail(ErrorCode::kConflict, "套件比数据新，请先以写方式打开一次以完成升级",
                "the pack is newer than the data; open it once for writing to migrate",
                schema.name);
}

Result<std::optional<Declaration::StoredLedger>> Declaration::stored(const std::string& id) {
    Statement find = TRY(database_.prepare("SELECT number, key FROM ledgers WHERE id = ?1"));
    find.bind(1, std::string_view(id));
    if (!TRY(find.step())) return std::nullopt;
    StoredLedger ledger{.number = find.integer(0), .key = std::string(find.text(1))};
    Statement columns = TRY(database_.prepare(
        "SELECT id, number, type, scale, live FROM columns WHERE ledger = ?1 ORDER BY number"));
    columns.bind(1, ledger.number);
    while (TRY(columns.step())) {
        ledger.columns.emplace_back(
            columns.text(0), StoredColumn{.number = static_cast<uint32_t>(columns.integer(1)),
                                          .type = static_cast<ColumnType>(columns.integer(2)),
                                          .scale = static_cast<int>(columns.integer(3)),
                                          .live = columns.integer(4) != 0});
    }
    return ledger;
}

Result<Declaration::StoredLedger> Declaration::create(const Schema& schema) {
    TRY(need_writer(schema));
    StoredLedger ledger;
    ledger.number = TRY(database_.integer("SELECT max(number) FROM ledgers", 0)) + 1;
    CHECK(ledger.number < (int64_t{1} << (62 - 40)));
    Statement insert =
        TRY(database_.prepare("INSERT INTO ledgers(number, id, key, next_row, latest_effective, "
                              "rows, entries, last_batch) "
                              "VALUES(?1, ?2, '', 1, ?3, 0, 0, 0)"));
    insert.bind(1, ledger.number);
    insert.bind(2, std::string_view(schema.id));
    insert.bind(3, int64_t{kEarliestDate.days});
    TRY(insert.run());
    const std::string table = table_name(schema.id);
    TRY(database_.execute(fmt::format(
        "CREATE TABLE {}(_row INTEGER PRIMARY KEY, _seq INTEGER NOT NULL, _dated INTEGER NOT NULL, "
        "_origin BLOB) STRICT",
        table)));
    TRY(database_.execute(fmt::format("CREATE INDEX {} ON {}(_origin) WHERE _origin IS NOT NULL",
                                      quoted("origin_" + schema.id), table)));
    return ledger;
}

Result<void> Declaration::add_column(const Schema& schema, StoredLedger& ledger,
                                     const Column& column) {
    const bool known = std::ranges::any_of(
        ledger.columns, [&](const auto& stored) { return stored.first == column.id; });
    if (!known) {
        TRY(database_.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", table_name(schema.id),
                                          quoted(column.id),
                                          is_number_type(column.type) ? "INTEGER" : "TEXT")));
    }
    StoredColumn fresh{.number = static_cast<uint32_t>(ledger.columns.size() + 1),
                       .type = column.type,
                       .scale = scale_of(column),
                       .live = true};
    Statement insert =
        TRY(database_.prepare("INSERT INTO columns(ledger, number, id, type, scale, live) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, 1)"));
    insert.bind(1, ledger.number);
    insert.bind(2, int64_t{fresh.number});
    insert.bind(3, std::string_view(column.id));
    insert.bind(4, static_cast<int64_t>(fresh.type));
    insert.bind(5, int64_t{fresh.scale});
    TRY(insert.run());
    ledger.columns.emplace_back(column.id, fresh);
    return {};
}

// Multiplies the stored numbers and gives the column a new number, so that older journal entries
// are known to hold the smaller scale.
Result<void> Declaration::rescale(const Schema& schema, StoredLedger& ledger, const Column& column,
                                  const StoredColumn& old, int power) {
    const std::string name = quoted(column.id);
    const std::string table = table_name(schema.id);
    const int64_t factor = power_of_ten(power);
    const int64_t largest = 999'999'999'999'999'999 / factor;
    const int64_t too_large = TRY(database_.integer(
        fmt::format("SELECT count(*) FROM {} WHERE abs({}) > {}", table, name, largest), 0));
    if (too_large > 0) return type_error(schema, column, old.type, old.scale);
    TRY(database_.execute(fmt::format("UPDATE {} SET {} = {} * {} WHERE {} IS NOT NULL", table,
                                      name, name, factor, name)));
    Statement retire =
        TRY(database_.prepare("UPDATE columns SET live = 0 WHERE ledger = ?1 AND number = ?2"));
    retire.bind(1, ledger.number);
    retire.bind(2, int64_t{old.number});
    TRY(retire.run());
    for (auto& [id, stored] : ledger.columns) {
        if (stored.number == old.number) stored.live = false;
    }
    return add_column(schema, ledger, column);
}

// True where the stored declaration had to change.
Result<bool> Declaration::fit_column(const Schema& schema, StoredLedger& ledger,
                                     const Column& column) {
    const auto found = std::ranges::find_if(ledger.columns, [&](const auto& stored) {
        return stored.first == column.id && stored.second.live;
    });
    if (found == ledger.columns.end()) {
        TRY(need_writer(schema));
        TRY(add_column(schema, ledger, column));
        return true;
    }
    const StoredColumn old = found->second;
    const int power = scale_of(column) - old.scale;
    if (old.type == column.type && power == 0) return false;
    TRY(need_writer(schema));
    if (is_scaled(old.type) && is_scaled(column.type) && power > 0) {
        TRY(rescale(schema, ledger, column, old, power));
        return true;
    }
    if (!reads_as(old.type, column.type) || power != 0) {
        return type_error(schema, column, old.type, old.scale);
    }
    Statement change =
        TRY(database_.prepare("UPDATE columns SET type = ?3 WHERE ledger = ?1 AND number = ?2"));
    change.bind(1, ledger.number);
    change.bind(2, int64_t{old.number});
    change.bind(3, static_cast<int64_t>(column.type));
    TRY(change.run());
    found->second.type = column.type;
    return true;
}

Result<void> Declaration::fit_key(const Schema& schema, const StoredLedger& ledger) {
    TRY(database_.execute("DROP INDEX IF EXISTS " + key_index_name(schema.id)));
    if (!schema.key.empty()) {
        Result<void> made = database_.execute(key_index(schema));
        if (!made && made.error().code == ErrorCode::kConflict) {
            return fail(
                ErrorCode::kConflict,
                fmt::format("新的主键（{}）在已有数据中有重复，请先处理重复的记录",
                            joined(schema.key)),
                fmt::format(
                    "the new key ({}) has duplicates among the stored rows; mend them first",
                    joined(schema.key)),
                schema.name);
        }
        TRY(std::move(made));
    }
    Statement change = TRY(database_.prepare("UPDATE ledgers SET key = ?2 WHERE number = ?1"));
    const std::string key = joined(schema.key);
    change.bind(1, ledger.number);
    change.bind(2, std::string_view(key));
    return change.run();
}

Result<Layout> Declaration::declare(const Schema& schema, bool& changed) {
    std::optional<StoredLedger> known = TRY(stored(schema.id));
    changed = !known;
    StoredLedger ledger = known ? std::move(*known) : TRY(create(schema));
    for (const Column& column : schema.columns) {
        if (!column.is_calculated() && TRY(fit_column(schema, ledger, column))) changed = true;
    }
    if (ledger.key != joined(schema.key)) {
        TRY(need_writer(schema));
        TRY(fit_key(schema, ledger));
        changed = true;
    } else if (mode_ == StoreMode::kWrite && !schema.key.empty()) {
        TRY(database_.execute(key_index(schema)));  // missing after a crash in a large fill
    }

    Layout layout{.number = ledger.number, .id = schema.id, .table = table_name(schema.id)};
    layout.schema = &schema;
    layout.personal = !schema.subject.empty();
    layout.numbers.resize(schema.columns.size());
    layout.targets.resize(ledger.columns.size() + 1);
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        const Column& column = schema.columns[i];
        if (column.sensitivity >= Sensitivity::kPersonal) layout.personal = true;
        if (column.is_calculated()) continue;
        layout.stored.push_back(i);
        layout.column_list += (layout.column_list.empty() ? "" : ", ") + quoted(column.id);
        for (const auto& [id, stored] : ledger.columns) {
            if (id != column.id) continue;
            if (stored.live) layout.numbers[i] = stored.number;
            layout.targets[stored.number] = {.column = i, .power = scale_of(column) - stored.scale};
        }
    }
    for (const std::string& id : schema.key) layout.key.push_back(*schema.find_column(id));
    if (!schema.unit_column.empty()) layout.unit = schema.find_column(schema.unit_column);
    if (!schema.subject.empty()) layout.subject = schema.find_column(schema.subject);
    return layout;
}

Result<void> Declaration::rename(const Rename& rename) {
    std::optional<StoredLedger> ledger = TRY(stored(rename.ledger));
    if (!ledger) return {};  // never declared here, or renamed already
    CHECK(mode_ == StoreMode::kWrite);
    if (!rename.from.empty()) {
        const auto has = [&](const std::string& id) {
            return std::ranges::any_of(ledger->columns,
                                       [&](const auto& stored) { return stored.first == id; });
        };
        if (!has(rename.from)) return {};
        if (has(rename.to)) {
            return fail(ErrorCode::kConflict,
                        fmt::format("字段 {} 不能改名为 {}：该字段已存在", rename.from, rename.to),
                        fmt::format("column {} cannot become {}: that one is there already",
                                    rename.from, rename.to),
                        rename.ledger);
        }
        TRY(database_.execute(fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}",
                                          table_name(rename.ledger), quoted(rename.from),
                                          quoted(rename.to))));
        Statement change =
            TRY(database_.prepare("UPDATE columns SET id = ?3 WHERE ledger = ?1 AND id = ?2"));
        change.bind(1, ledger->number);
        change.bind(2, std::string_view(rename.from));
        change.bind(3, std::string_view(rename.to));
        TRY(change.run());
        // The key is compared by ids: one that is only renamed keeps its index.
        Statement flags = TRY(database_.prepare(
            "UPDATE flags SET \"column\" = ?3 WHERE ledger = ?1 AND \"column\" = ?2"));
        flags.bind(1, ledger->number);
        flags.bind(2, std::string_view(rename.from));
        flags.bind(3, std::string_view(rename.to));
        return flags.run();
    }
    if (TRY(stored(rename.to))) {
        return fail(ErrorCode::kConflict,
                    fmt::format("台账 {} 已存在，不能由 {} 改名", rename.to, rename.ledger),
                    fmt::format("ledger {} is there already; {} cannot be renamed to it", rename.to,
                                rename.ledger),
                    rename.ledger);
    }
    TRY(database_.execute(fmt::format("ALTER TABLE {} RENAME TO {}", table_name(rename.ledger),
                                      table_name(rename.to))));
    // Indices keep their old names; they are made anew under the new ones.
    TRY(database_.execute("DROP INDEX IF EXISTS " + key_index_name(rename.ledger)));
    TRY(database_.execute("DROP INDEX IF EXISTS " + quoted("origin_" + rename.ledger)));
    TRY(database_.execute(fmt::format("CREATE INDEX {} ON {}(_origin) WHERE _origin IS NOT NULL",
                                      quoted("origin_" + rename.to), table_name(rename.to))));
    Statement change =
        TRY(database_.prepare("UPDATE ledgers SET id = ?2, key = '' WHERE number = ?1"));
    change.bind(1, ledger->number);
    change.bind(2, std::string_view(rename.to));
    return change.run();
}

}  // namespace yitao::ledger
