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
#include <map>
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
        std::fputs("aggregate_bench ROWS CELLS [--json] [--threads N] [--portable] "
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
            case gen::TEXT: column.type = ledger::ColumnType::kText; break;
            case gen::INT: column.type = ledger::ColumnType::kInteger; break;
            case gen::DATE: column.type = ledger::ColumnType::kDate; break;
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

// A text column filled from a small table of texts by number.
class CodedColumn {
  public:
    CodedColumn(ledger::Table& table, const char* name)
        : data_(table.columns[static_cast<size_t>(gen::col(name))]), dictionary_(data_) {}

    void add(int number, const char* text) {
        auto at = static_cast<size_t>(number);
        if (at >= codes_.size()) codes_.resize(at + 1, UINT32_MAX);
        if (codes_[at] == UINT32_MAX) {
            codes_[at] = *text == 0 ? ledger::kBlankCode : dictionary_.code(text);
        }
        data_.codes.push_back(codes_[at]);
    }
    void add_text(const std::string& text) { data_.codes.push_back(dictionary_.code(text)); }

  private:
    ledger::ColumnData& data_;
    ledger::DictionaryBuilder dictionary_;
    std::vector<uint32_t> codes_;
};

ledger::Table make_table(const gen::Gen& source, const ledger::Schema& schema,
                         const org::Tree& tree) {
    ledger::Table table;
    table.schema = &schema;
    table.columns.resize(schema.columns.size());
    for (size_t i = 0; i < table.columns.size(); ++i) {
        ledger::ColumnData& data = table.columns[i];
        data.loaded = true;
        bool coded = schema.columns[i].type == ledger::ColumnType::kText;
        if (coded) {
            data.dictionary.emplace_back();
            data.codes.reserve(static_cast<size_t>(source.n));
        } else {
            data.numbers.reserve(static_cast<size_t>(source.n));
        }
    }
    std::map<std::string, std::unique_ptr<CodedColumn>> coded;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].is_coded()) continue;
        coded[schema.columns[i].id] = std::make_unique<CodedColumn>(table, schema.columns[i].id.c_str());
    }
    auto text = [&](const char* name) -> CodedColumn& { return *coded.at(name); };
    CodedColumn &name = text("name"), &sex = text("sex"), &ethnicity = text("ethnicity"),
                &education = text("education"), &marital = text("marital"),
                &political = text("political"), &dis_type = text("dis_type"),
                &dibao = text("dibao"), &house = text("house_type"), &insured = text("insured"),
                &employment = text("employment"), &migrant = text("migrant"),
                &relation = text("relation"), &hukou = text("hukou"), &occ = text("occ"),
                &health = text("health");
    auto numbers = [&](const char* column) -> std::vector<int64_t>& {
        return table.columns[static_cast<size_t>(gen::col(column))].numbers;
    };
    auto &id = numbers("id"), &unit = numbers("unit"), &birth = numbers("birth"),
         &age = numbers("age"), &dis_level = numbers("dis_level"), &area = numbers("house_area"),
         &income = numbers("income"), &pension = numbers("pension"), &doses = numbers("doses");
    std::string occ_names[64];
    for (int i = 0; i < 64; ++i) occ_names[i] = gen::occ_code(i);
    static const char* kYesNo[] = {"否", "是"};
    table.unit_begin.assign(tree.size() + 1, 0);
    for (size_t leaf = 0; leaf < source.leaf.size(); ++leaf) {
        for (int64_t i = source.start[leaf]; i < source.start[leaf + 1]; ++i) {
            gen::Row r = source.row(i, static_cast<int>(leaf));
            table.row_ids.push_back(r.id);
            ++table.unit_begin[static_cast<size_t>(r.unit) + 1];
            id.push_back(r.id);
            unit.push_back(tree.unit(static_cast<org::UnitIndex>(r.unit)).code);
            name.add_text(std::string(gen::SUR[r.sur]) + gen::GIV[r.g1] +
                          (r.g2 == 255 ? "" : gen::GIV[r.g2]));
            sex.add(r.sex, gen::SEX[r.sex].v);
            birth.push_back(r.birth);
            age.push_back(r.age);
            ethnicity.add(r.eth, gen::ETH[r.eth].v);
            education.add(r.edu, gen::EDU[r.edu].v);
            marital.add(r.mar, gen::MAR[r.mar].v);
            political.add(r.pol, gen::POL[r.pol].v);
            dis_level.push_back(r.disl);
            dis_type.add(r.dist, r.dist == 255 ? "" : gen::DIST[r.dist].v);
            dibao.add(r.dibao, kYesNo[r.dibao]);
            house.add(r.hou, gen::HOU[r.hou].v);
            area.push_back(r.area_null ? ledger::kBlankNumber : r.area);
            income.push_back(r.income_null ? ledger::kBlankNumber : r.income);
            insured.add(r.ins, gen::INS[r.ins].v);
            employment.add(r.emp, r.emp == 255 ? "" : gen::EMP[r.emp].v);
            migrant.add(r.mig, kYesNo[r.mig]);
            pension.push_back(r.pension);
            relation.add(r.rel, gen::REL[r.rel].v);
            hukou.add(r.huk, gen::HUK[r.huk].v);
            occ.add(r.occ, occ_names[r.occ].c_str());
            health.add(r.hea, gen::HEA[r.hea].v);
            doses.push_back(r.doses);
        }
    }
    for (size_t u = 0; u < tree.size(); ++u) table.unit_begin[u + 1] += table.unit_begin[u];
    return table;
}

// SQL's "<>" leaves out NULL, Excel's "<>x" counts blanks: a second criterion "<>" makes them equal.
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
    const ledger::Column& column =
        schema.columns[static_cast<size_t>(std::max(0, cell.measure))];
    return formula::general_text(formula::measure_value(results.state(measure, 0),
                                                        aggregate_of(cell.fn), column.type,
                                                        column.scale));
}

void run(const Arguments& arguments) {
    double load_start = cpu_seconds();
    gen::Gen source(arguments.rows);
    ledger::Schema schema = make_schema();
    formula::Catalog catalog{{&schema}};
    formula::World world;
    world.tree = make_tree(source.units);
    world.tables.push_back(make_table(source, schema, *world.tree));
    double load = cpu_seconds() - load_start;
    double columns_megabytes = resident_megabytes();

    std::vector<gen::Cell> cells = gen::make_cells(arguments.cells);
    formula::MeasureSet set;
    std::vector<uint32_t> measures = add_cells(cells, schema, set);
    live::ComputeOptions options{.threads = arguments.threads};
    if (arguments.portable) options.kernels = &live::portable_kernels();

    double cpu = 0;
    double wall = 0;
    std::unique_ptr<formula::MeasureResults> results;
    for (int run = 0; run < std::max(1, arguments.repeat); ++run) {
        results.reset();
        double cpu_start = cpu_seconds();
        double wall_start = wall_seconds();
        results = live::compute(catalog, world, set, options);
        double used = cpu_seconds() - cpu_start;
        if (run > 0 && used >= cpu) continue;
        cpu = used;
        wall = wall_seconds() - wall_start;
    }

    double result_megabytes =
        static_cast<double>(dynamic_cast<const live::Results&>(*results).bytes()) / 1048576;
    std::string first;
    for (size_t i = 0; i < cells.size() && i < 8; ++i) {
        first += (i ? ", " : "") + city_value(cells[i], measures[i], schema, *results);
    }
    if (!arguments.all.empty()) {
        std::ofstream out(arguments.all);
        for (size_t i = 0; i < cells.size(); ++i) {
            out << city_value(cells[i], measures[i], schema, *results) << "\n";
        }
    }
    if (arguments.json) {
        std::printf("{\"rows\":%lld,\"cells\":%d,\"measures\":%zu,\"conditions\":%zu,"
                    "\"load_cpu_s\":%.3f,\"compute_cpu_s\":%.3f,\"compute_wall_s\":%.3f,"
                    "\"columns_mb\":%.0f,\"results_mb\":%.1f,\"rss_mb\":%.0f,\"city\":[%s]}\n",
                    static_cast<long long>(arguments.rows), arguments.cells, set.measures().size(),
                    set.conditions().size(), load, cpu, wall, columns_megabytes, result_megabytes,
                    resident_megabytes(), first.c_str());
        return;
    }
    std::printf("rows %lld, cells %d (%zu measures, %zu conditions), kernels %s\n",
                static_cast<long long>(arguments.rows), arguments.cells, set.measures().size(),
                set.conditions().size(),
                arguments.portable || live::avx2_kernels() == nullptr ? "portable" : "avx2");
    std::printf("columns in memory: %.2f CPU s, %.0f MB\n", load, columns_megabytes);
    std::printf("compute: %.3f CPU s, %.3f s wall; results %.1f MB, process %.0f MB\n", cpu, wall,
                result_megabytes, resident_megabytes());
    std::printf("city: %s\n", first.c_str());
}

}  // namespace

}  // namespace yitao

int main(int argc, char** argv) { yitao::run(yitao::parse_arguments(argc, argv)); }
