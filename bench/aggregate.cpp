// aggregate_bench ROWS CELLS [--json] [--threads N] [--kernels NAME] [--all FILE] [--repeat N]
//
// The resident ledger of sample/workload_rows.h made in memory, CELLS aggregate cells over it for
// all 1,200 units: time to have the columns in memory, CPU and wall seconds of the full
// computation, memory, and the city's value of the first eight cells (the same numbers that the SQL
// peers of bench/aggregate give). --all writes the city's value of every cell, one a line, for
// comparison; --kernels takes another set than the best of the processor (portable, avx2, avx512);
// --repeat takes the run with the least CPU of N.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "formula/measure.h"
#include "formula/predicate.h"
#include "live/engine.h"
#include "live/kernels.h"
#include "live/results.h"
#include "sample/workload.h"

namespace yitao {

namespace gen = sample::workload;

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
    const live::Kernels* kernels = nullptr;  // the best of the processor
    std::string all;
    int repeat = 1;
};

const live::Kernels* kernels_called(std::string_view name) {
    for (const live::Kernels* kernels :
         {&live::portable_kernels(), live::avx2_kernels(), live::avx512_kernels()}) {
        if (kernels != nullptr && name == kernels->name) return kernels;
    }
    std::fprintf(stderr, "aggregate_bench: no kernels '%s' here\n", std::string(name).c_str());
    std::exit(2);
}

Arguments parse_arguments(int argc, char** argv) {
    Arguments out;
    if (argc < 3) {
        std::fputs(
            "aggregate_bench ROWS CELLS [--json] [--threads N] [--kernels portable|avx2|avx512] "
            "[--all FILE] [--repeat N]\n",
            stderr);
        std::exit(2);
    }
    out.rows = std::atoll(argv[1]);
    out.cells = std::atoi(argv[2]);
    for (int i = 3; i < argc; ++i) {
        std::string_view option = argv[i];
        if (option == "--json") out.json = true;
        if (option == "--kernels" && i + 1 < argc) out.kernels = kernels_called(argv[++i]);
        if (option == "--threads" && i + 1 < argc) out.threads = std::atoi(argv[++i]);
        if (option == "--repeat" && i + 1 < argc) out.repeat = std::atoi(argv[++i]);
        if (option == "--all" && i + 1 < argc) out.all = argv[++i];
    }
    return out;
}

std::string city_value(const gen::Cell& cell, uint32_t measure, const ledger::Schema& schema,
                       const formula::MeasureResults& results) {
    const ledger::Column& column = schema.columns[static_cast<size_t>(std::max(0, cell.measure))];
    return formula::general_text(formula::measure_value(
        results.state(measure, 0), sample::workload_aggregate(cell.fn), column.type, column.scale));
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
    options.kernels = arguments.kernels;
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
    const live::Kernels* kernels = arguments.kernels;
    if (kernels == nullptr) kernels = &live::best_kernels();
    std::printf("rows %lld, cells %d (%zu measures, %zu conditions), kernels %s\n",
                static_cast<long long>(arguments.rows), arguments.cells, set.measures().size(),
                set.conditions().size(), kernels->name);
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
    ledger::Schema schema = sample::workload_schema();
    formula::Catalog catalog{{&schema}};
    formula::World world;
    world.tree = sample::workload_tree(source);
    world.tables.push_back(sample::workload_table(source, schema, *world.tree));
    measured.load_cpu = cpu_seconds() - load_start;
    measured.columns_megabytes = resident_megabytes();

    std::vector<gen::Cell> cells = gen::make_cells(arguments.cells);
    formula::MeasureSet set;
    std::vector<uint32_t> measures = sample::add_workload_cells(cells, schema, set);
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
