#include "sample/workload.h"

#include "base/check.h"
#include "formula/predicate.h"

namespace yitao::sample {

namespace {

const char* const kYesNo[] = {"否", "是"};

const std::string& occupation(int number) {
    static const std::vector<std::string> codes = [] {
        std::vector<std::string> out;
        for (int i = 0; i < 64; ++i) out.push_back(workload::occ_code(i));
        return out;
    }();
    return codes[static_cast<size_t>(number)];
}

// Gives each column of a row, in the order of workload::COLS, to `sink`: number(value), text(which
// of the column's own texts, text), name(text).
template <typename Sink>
void visit(const workload::Row& r, org::UnitCode unit, Sink& sink) {
    using namespace workload;
    const auto optional = [&](bool is_null, int64_t value) {
        sink.number(is_null ? ledger::kBlankNumber : value);
    };
    sink.number(r.id);
    sink.number(unit);
    sink.name(std::string(SUR[r.sur]) + GIV[r.g1] + (r.g2 == 255 ? "" : GIV[r.g2]));
    sink.text(r.sex, SEX[r.sex].v);
    sink.number(r.birth);
    sink.number(r.age);
    sink.text(r.eth, ETH[r.eth].v);
    sink.text(r.edu, EDU[r.edu].v);
    sink.text(r.mar, MAR[r.mar].v);
    sink.text(r.pol, POL[r.pol].v);
    sink.number(r.disl);
    sink.text(r.dist, r.dist == 255 ? "" : DIST[r.dist].v);
    sink.text(r.dibao, kYesNo[r.dibao]);
    sink.text(r.hou, HOU[r.hou].v);
    optional(r.area_null, r.area);
    optional(r.income_null, r.income);
    sink.text(r.ins, INS[r.ins].v);
    sink.text(r.emp, r.emp == 255 ? "" : EMP[r.emp].v);
    sink.text(r.mig, kYesNo[r.mig]);
    sink.number(r.pension);
    sink.text(r.rel, REL[r.rel].v);
    sink.text(r.huk, HUK[r.huk].v);
    sink.text(r.occ, occupation(r.occ).c_str());
    sink.text(r.hea, HEA[r.hea].v);
    sink.number(r.doses);
}

// Fills a Table row by row; texts come from small tables by number, names are put together.
class TableFiller {
  public:
    explicit TableFiller(const ledger::Schema& schema) {
        table.schema = &schema;
        table.columns.resize(schema.columns.size());
        known_.resize(schema.columns.size());
        for (size_t i = 0; i < table.columns.size(); ++i) {
            ledger::ColumnData& data = table.columns[i];
            data.loaded = true;
            const bool coded = schema.columns[i].type == ledger::ColumnType::kText;
            dictionaries_.push_back(coded ? std::make_unique<ledger::DictionaryBuilder>(data)
                                          : nullptr);
        }
    }
    void start_row(ledger::RowId id) {
        next_ = 0;
        table.row_ids.push_back(id);
    }
    void number(int64_t value) { table.columns[next_++].numbers.push_back(value); }
    void name(const std::string& value) {
        table.columns[next_].codes.push_back(dictionaries_[next_]->code(value));
        ++next_;
    }
    void text(size_t number, const char* value) {
        std::vector<uint32_t>& known = known_[next_];
        if (number >= known.size()) known.resize(number + 1, UINT32_MAX);
        if (known[number] == UINT32_MAX) {
            known[number] = *value == 0 ? ledger::kBlankCode : dictionaries_[next_]->code(value);
        }
        table.columns[next_++].codes.push_back(known[number]);
    }

    ledger::Table table;

  private:
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> dictionaries_;
    std::vector<std::vector<uint32_t>> known_;  // codes of texts by number, column by column
    size_t next_ = 0;
};

struct FieldSink {
    std::vector<ledger::Field> fields;
    void number(int64_t value) {
        fields.push_back(value == ledger::kBlankNumber ? ledger::Field() : ledger::Field(value));
    }
    void name(std::string value) { fields.emplace_back(std::move(value)); }
    void text(size_t /*number*/, const char* value) {
        fields.push_back(*value == 0 ? ledger::Field() : ledger::Field(std::string(value)));
    }
};

std::vector<formula::Criterion> criteria_of(const workload::Cond& cond,
                                            const ledger::Column& column) {
    const formula::TextMode mode = formula::text_mode(column.type);
    const auto parse = [&](const std::string& text) {
        return formula::parse_criterion(formula::Value(text), mode);
    };
    if (cond.op == "range") return {parse(">=" + cond.a), parse("<=" + cond.b)};
    if (cond.op == "in") {
        formula::Criterion set = parse("=" + cond.set[0]);
        for (size_t i = 1; i < cond.set.size(); ++i) {
            set.alternatives.push_back(parse("=" + cond.set[i]));
        }
        return {set};
    }
    if (cond.op == "like") return {parse("=" + cond.a)};
    if (cond.op == "<>") return {parse("<>" + cond.a), parse("<>")};
    return {parse(cond.op + cond.a)};
}

}  // namespace

std::shared_ptr<const org::Tree> workload_tree(const workload::Gen& source) {
    std::vector<org::Unit> versions;
    for (const workload::Unit& unit : source.units) {
        org::Unit version;
        version.code = *org::parse_unit_code(unit.code);
        version.name = unit.code;
        version.level = static_cast<org::Level>(static_cast<int>(org::Level::kCity) + unit.level);
        if (unit.parent >= 0) {
            version.parent =
                *org::parse_unit_code(source.units[static_cast<size_t>(unit.parent)].code);
        }
        versions.push_back(version);
    }
    auto units = org::Register::from_units(std::move(versions));
    CHECK(units.has_value());
    return std::make_shared<org::Tree>(*units->tree(*Date::from_civil(2024, 1, 1)));
}

ledger::Schema workload_schema() {
    ledger::Schema schema;
    schema.id = "residents";
    schema.name = "居民";
    schema.unit_column = "unit";
    for (const workload::ColDef& declared : workload::COLS) {
        ledger::Column column;
        column.id = declared.name;
        column.name = declared.zh;
        switch (declared.kind) {
            case workload::TEXT:
                column.type = ledger::ColumnType::kText;
                break;
            case workload::INT:
                column.type = ledger::ColumnType::kInteger;
                break;
            case workload::DATE:
                column.type = ledger::ColumnType::kDate;
                break;
            case workload::DEC:
                column.type = ledger::ColumnType::kDecimal;
                column.scale = 2;
                break;
        }
        if (column.id == schema.unit_column) column.type = ledger::ColumnType::kUnit;
        schema.columns.push_back(std::move(column));
    }
    return schema;
}

ledger::Table workload_table(const workload::Gen& source, const ledger::Schema& schema,
                             const org::Tree& tree) {
    TableFiller filler(schema);
    std::vector<uint32_t> unit_begin(tree.size() + 1);
    for (size_t leaf = 0; leaf < source.leaf.size(); ++leaf) {
        const auto unit = static_cast<org::UnitIndex>(source.leaf[leaf]);
        for (int64_t i = source.start[leaf]; i < source.start[leaf + 1]; ++i) {
            const workload::Row row = source.row(i, static_cast<int>(leaf));
            filler.start_row(row.id);
            visit(row, tree.unit(unit).code, filler);
            ++unit_begin[unit + 1];
        }
    }
    for (size_t unit = 0; unit < tree.size(); ++unit) unit_begin[unit + 1] += unit_begin[unit];
    filler.table.unit_begin = std::move(unit_begin);
    for (ledger::ColumnData& data : filler.table.columns) data.numbers.shrink();
    return std::move(filler.table);
}

std::vector<ledger::Field> workload_fields(const workload::Row& row, org::UnitCode unit) {
    FieldSink sink;
    visit(row, unit, sink);
    return std::move(sink.fields);
}

formula::Aggregate workload_aggregate(const std::string& function) {
    if (function == "COUNTIFS") return formula::Aggregate::kCountRows;
    if (function == "SUMIFS") return formula::Aggregate::kSum;
    if (function == "AVERAGEIFS") return formula::Aggregate::kAverage;
    return function == "MAXIFS" ? formula::Aggregate::kMax : formula::Aggregate::kMin;
}

std::vector<uint32_t> add_workload_cells(const std::vector<workload::Cell>& cells,
                                         const ledger::Schema& schema, formula::MeasureSet& set) {
    std::vector<uint32_t> out;
    for (const workload::Cell& cell : cells) {
        formula::Measure measure{0, workload_aggregate(cell.fn), cell.measure, {}};
        for (const workload::Cond& cond : cell.c) {
            const auto column = static_cast<size_t>(cond.col);
            for (formula::Criterion& criterion : criteria_of(cond, schema.columns[column])) {
                measure.conditions.push_back(set.add_condition({0, column, std::move(criterion)}));
            }
        }
        out.push_back(set.add(std::move(measure)));
    }
    return out;
}

}  // namespace yitao::sample
