// aggregate_bench ROWS CELLS [--json] [--threads N] [--portable] [--all FILE] [--repeat N]
//
// The resident ledger of aggregate/gen.hpp made in memory, CELLS aggregate cells over it for all
// 1,200 units: time to have the columns in memory, CPU and wall seconds of the full computation,
// memory, and the city's value of the first eight cells (the same numbers that the SQL peers of
// bench/aggregate give). --all writes the city's value of every cell, one a line, for comparison;
// --repeat takes the run with the least CPU of N.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "aggregate/gen.hpp"
#include "formula/measure.h"
#include "formula/predicate.h"
#include "live/engine.h"
#include "live/kernels.h"
#include "live/results.h"

namespace gen = ::ledger;

namespace yitao {

namespace {

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

double resident_megabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
    }
    return 0;
}

struct Arguments {
    int64_t rows = 0;
    int cells = 0;
    bool json = false;
    unsigned threads = 0;
    bool portable = false;
    std::string all;
    int repeat = 1;
};

Arguments parse_arguments(int argc, char** argv) {
    Arguments out;
    if (argc < 3) {
        std::fputs(
            "aggregate_bench ROWS CELLS [--json] [--threads N] [--portable] "
            "[--all FILE] [--repeat N]\n",
            stderr);
        std::exit(2);
    }
    out.rows = std::atoll(argv[1]);
    out.cells = std::atoi(argv[2]);
    for (int i = 3; i < argc; ++i) {
        std::string_view option = argv[i];
        if (option == "--json") out.json = true;
        if (option == "--portable") out.portable = true;
        if (option == "--threads" && i + 1 < argc) out.threads = std::atoi(argv[++i]);
        if (option == "--repeat" && i + 1 < argc) out.repeat = std::atoi(argv[++i]);
        if (option == "--all" && i + 1 < argc) out.all = argv[++i];
    }
    return out;
}

std::shared_ptr<const org::Tree> make_tree(const std::vector<gen::Unit>& units) {
    std::vector<org::Unit> versions;
    for (const gen::Unit& unit : units) {
        org::Unit version;
        version.code = *org::parse_unit_code(unit.code);
        version.name = unit.code;
        version.level = static_cast<org::Level>(static_cast<int>(org::Level::kCity) + unit.level);
        if (unit.parent >= 0) {
            version.parent = *org::parse_unit_code(units[static_cast<size_t>(unit.parent)].code);
        }
        versions.push_back(version);
    }
    auto reg = org::Register::from_units(std::move(versions));
    if (!reg) {
        std::fprintf(stderr, "%s\n", reg.error().text().c_str());
        std::exit(1);
    }
    return std::make_shared<org::Tree>(*reg->tree(*Date::from_civil(2024, 1, 1)));
}

ledger::Schema make_schema() {
    ledger::Schema schema;
    schema.id = "residents";
    schema.name = "居民";
    schema.unit_column = "unit";
    for (const gen::ColDef& declared : gen::COLS) {
        ledger::Column column;
        column.id = declared.name;
        column.name = declared.zh;
        switch (declared.kind) {
            case gen::TEXT:
                column.type = ledger::ColumnType::kText;
                break;
            case gen::INT:
                column.type = ledger::ColumnType::kInteger;
                break;
            case gen::DATE:
                column.type = ledger::ColumnType::kDate;
                break;
            case gen::DEC:
                column.type = ledger::ColumnType::kDecimal;
                column.scale = 2;
                break;
        }
        if (column.id == schema.unit_column) column.type = ledger::ColumnType::kUnit;
        schema.columns.push_back(std::move(column));
    }
    return schema;
}

// Fills a Table row by row; texts come from small tables by number, names are put together.
class TableFiller {
  public:
    TableFiller(const ledger::Schema& schema, int64_t rows) {
        table_.schema = &schema;
        table_.columns.resize(schema.columns.size());
        known_.resize(schema.columns.size());
        for (size_t i = 0; i < table_.columns.size(); ++i) {
            ledger::ColumnData& data = table_.columns[i];
            data.loaded = true;
            bool coded = schema.columns[i].type == ledger::ColumnType::kText;
            dictionaries_.push_back(coded ? std::make_unique<ledger::DictionaryBuilder>(data)
                                          : nullptr);
            auto count = static_cast<size_t>(rows);
            coded ? data.codes.reserve(count) : data.numbers.reserve(count);
        }
        for (int i = 0; i < 64; ++i) occupations_[i] = gen::occ_code(i);
    }

    void add(const gen::Row& r, org::UnitCode unit) {
        static const char* kYesNo[] = {"否", "是"};
        next_ = 0;  // columns in the order of gen::COLS
        table_.row_ids.push_back(r.id);
        number(r.id);
        number(unit);
        name(std::string(gen::SUR[r.sur]) + gen::GIV[r.g1] + (r.g2 == 255 ? "" : gen::GIV[r.g2]));
        text(r.sex, gen::SEX[r.sex].v);
        number(r.birth);
        number(r.age);
        text(r.eth, gen::ETH[r.eth].v);
        text(r.edu, gen::EDU[r.edu].v);
        text(r.mar, gen::MAR[r.mar].v);
        text(r.pol, gen::POL[r.pol].v);
        number(r.disl);
        text(r.dist, r.dist == 255 ? "" : gen::DIST[r.dist].v);
        text(r.dibao, kYesNo[r.dibao]);
        text(r.hou, gen::HOU[r.hou].v);
        number(r.area_null ? ledger::kBlankNumber : r.area);
        number(r.income_null ? ledger::kBlankNumber : r.income);
        text(r.ins, gen::INS[r.ins].v);
        text(r.emp, r.emp == 255 ? "" : gen::EMP[r.emp].v);
        text(r.mig, kYesNo[r.mig]);
        number(r.pension);
        text(r.rel, gen::REL[r.rel].v);
        text(r.huk, gen::HUK[r.huk].v);
        text(r.occ, occupations_[r.occ].c_str());
        text(r.hea, gen::HEA[r.hea].v);
        number(r.doses);
    }
    ledger::Table take() { return std::move(table_); }

  private:
    void number(int64_t value) { table_.columns[next_++].numbers.push_back(value); }
    void name(const std::string& value) {
        table_.columns[next_].codes.push_back(dictionaries_[next_]->code(value));
        ++next_;
    }
    void text(size_t number, const char* value) {
        std::vector<uint32_t>& known = known_[next_];
        if (number >= known.size()) known.resize(number + 1, UINT32_MAX);
        if (known[number] == UINT32_MAX) {
            known[number] = *value == 0 ? ledger::kBlankCode : dictionaries_[next_]->code(value);
        }
        table_.columns[next_++].codes.push_back(known[number]);
    }

    ledger::Table table_;
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> dictionaries_;
    std::vector<std::vector<uint32_t>> known_;  // codes of texts by number, column by column
    std::string occupations_[64];
    size_t next_ = 0;
};

ledger::Table make_table(const gen::Gen& source, const ledger::Schema& schema,
                         const org::Tree& tree) {
    TableFiller filler(schema, source.n);
    std::vector<uint32_t> unit_begin(tree.size() + 1);
    for (size_t leaf = 0; leaf < source.leaf.size(); ++leaf) {
        auto unit = static_cast<org::UnitIndex>(source.leaf[leaf]);
        for (int64_t i = source.start[leaf]; i < source.start[leaf + 1]; ++i) {
            filler.add(source.row(i, static_cast<int>(leaf)), tree.unit(unit).code);
            ++unit_begin[unit + 1];
        }
    }
    for (size_t unit = 0; unit < tree.size(); ++unit) unit_begin[unit + 1] += unit_begin[unit];
    ledger::Table table = filler.take();
    table.unit_begin = std::move(unit_begin);
    return table;
}

// SQL's "<>" leaves out NULL, Excel's "<>x" counts blanks: a second criterion "<>" makes them
// equal.
std::vector<formula::Criterion> criteria_of(const gen::Cond& cond, const ledger::Column& column) {
    formula::TextMode mode = formula::text_mode(column.type);
    auto parse = [&](const std::string& text) {
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

formula::Aggregate aggregate_of(const std::string& function) {
    if (function == "COUNTIFS") return formula::Aggregate::kCountRows;
    if (function == "SUMIFS") return formula::Aggregate::kSum;
    if (function == "AVERAGEIFS") return formula::Aggregate::kAverage;
    return function == "MAXIFS" ? formula::Aggregate::kMax : formula::Aggregate::kMin;
}

// The measure of each cell.
std::vector<uint32_t> add_cells(const std::vector<gen::Cell>& cells, const ledger::Schema& schema,
                                formula::MeasureSet& set) {
    std::vector<uint32_t> out;
    for (const gen::Cell& cell : cells) {
        formula::Measure measure{0, aggregate_of(cell.fn), cell.measure, {}};
        for (const gen::Cond& cond : cell.c) {
            auto column = static_cast<size_t>(cond.col);
            for (formula::Criterion& criterion : criteria_of(cond, schema.columns[column])) {
                measure.conditions.push_back(set.add_condition({0, column, std::move(criterion)}));
            }
        }
        out.push_back(set.add(std::move(measure)));
    }
    return out;
}

std::string city_value(const gen::Cell& cell, uint32_t measure, const ledger::Schema& schema,
                       const formula::MeasureResults& results) {
    const ledger::Column& column = schema.columns[static_cast<size_t>(std::max(0, cell.measure))];
    return formula::general_text(formula::measure_value(
        results.state(measure, 0), aggregate_of(cell.fn), column.type, column.scale));
}

struct Measured {
    double load_cpu = 0;
    double columns_megabytes = 0;
    double cpu = 0;
    double wall = 0;
    double results_megabytes = 0;
    std::string city;  // values of the first eight cells
};

// The run with the least CPU of all.
std::unique_ptr<formula::MeasureResults> compute(const Arguments& arguments,
                                                 const formula::Catalog& catalog,
                                                 const formula::World& world,
                                                 const formula::MeasureSet& set,
                                                 Measured& measured) {
    live::ComputeOptions options{.threads = arguments.threads};
    if (arguments.portable) options.kernels = &live::portable_kernels();
    std::unique_ptr<formula::MeasureResults> results;
    for (int run = 0; run < std::max(1, arguments.repeat); ++run) {
        results.reset();
        double cpu = cpu_seconds();
        double wall = wall_seconds();
        results = live::compute(catalog, world, set, options);
        cpu = cpu_seconds() - cpu;
        if (run > 0 && cpu >= measured.cpu) continue;
        measured.cpu = cpu;
        measured.wall = wall_seconds() - wall;
    }
    measured.results_megabytes =
        static_cast<double>(dynamic_cast<const live::Results&>(*results).bytes()) / 1048576;
    return results;
}

void print(const Arguments& arguments, const formula::MeasureSet& set, const Measured& measured) {
    if (arguments.json) {
        std::printf(
            "{\"rows\":%lld,\"cells\":%d,\"measures\":%zu,\"conditions\":%zu,"
            "\"load_cpu_s\":%.3f,\"compute_cpu_s\":%.3f,\"compute_wall_s\":%.3f,"
            "\"columns_mb\":%.0f,\"results_mb\":%.1f,\"rss_mb\":%.0f,\"city\":[%s]}\n",
            static_cast<long long>(arguments.rows), arguments.cells, set.measures().size(),
            set.conditions().size(), measured.load_cpu, measured.cpu, measured.wall,
            measured.columns_megabytes, measured.results_megabytes, resident_megabytes(),
            measured.city.c_str());
        return;
    }
    bool portable = arguments.portable || live::avx2_kernels() == nullptr;
    std::printf("rows %lld, cells %d (%zu measures, %zu conditions), kernels %s\n",
                static_cast<long long>(arguments.rows), arguments.cells, set.measures().size(),
                set.conditions().size(), portable ? "portable" : "avx2");
    std::printf("columns in memory: %.2f CPU s, %.0f MB\n", measured.load_cpu,
                measured.columns_megabytes);
    std::printf("compute: %.3f CPU s, %.3f s wall; results %.1f MB, process %.0f MB\n",
                measured.cpu, measured.wall, measured.results_megabytes, resident_megabytes());
    std::printf("city: %s\n", measured.city.c_str());
}

void run(const Arguments& arguments) {
    Measured measured;
    double load_start = cpu_seconds();
    gen::Gen source(arguments.rows);
    ledger::Schema schema = make_schema();
    formula::Catalog catalog{{&schema}};
    formula::World world;
    world.tree = make_tree(source.units);
    world.tables.push_back(make_table(source, schema, *world.tree));
    measured.load_cpu = cpu_seconds() - load_start;
    measured.columns_megabytes = resident_megabytes();

    std::vector<gen::Cell> cells = gen::make_cells(arguments.cells);
    formula::MeasureSet set;
    std::vector<uint32_t> measures = add_cells(cells, schema, set);
    auto results = compute(arguments, catalog, world, set, measured);

    std::ofstream all;
    if (!arguments.all.empty()) all.open(arguments.all);
    for (size_t i = 0; i < cells.size(); ++i) {
        std::string value = city_value(cells[i], measures[i], schema, *results);
        if (i < 8) measured.city += (i > 0 ? ", " : "") + value;
        if (all.is_open()) all << value << "\n";
    }
    print(arguments, set, measured);
}

}  // namespace

}  // namespace yitao

int main(int argc, char** argv) {
    yitao::run(yitao::parse_arguments(argc, argv));
}
