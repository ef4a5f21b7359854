// 1,000 filled copies of one form: 50 numbers each through the patcher, one file a copy.
// usage: fill_copies TEMPLATE OUTDIR N        prints processor seconds and milliseconds a copy
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "xlsx/patch.h"

namespace {

using yitao::xlsx::CellEdit;
using yitao::xlsx::Edits;
using yitao::xlsx::Patcher;

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Edits edits_of_copy(int copy) {
    Edits edits;
    for (uint32_t k = 0; k < 50; ++k) {
        const double value = copy + static_cast<double>(k);
        edits.cells.push_back({0, {3 + k / 10, 1 + k % 10}, value, CellEdit::Formula::kReplace});
    }
    return edits;
}

int run(const std::string& path, const std::string& folder, int copies) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const double start = processor_seconds();
    auto patcher = Patcher::open(std::move(bytes));
    if (!patcher) {
        fmt::print(stderr, "{}\n", patcher.error().text());
        return 1;
    }
    const double opened = processor_seconds();
    double applying = 0;
    for (int i = 0; i < copies; ++i) {
        const double before = processor_seconds();
        const auto copy = patcher->apply(edits_of_copy(i));
        applying += processor_seconds() - before;
        if (!copy) {
            fmt::print(stderr, "{}\n", copy.error().text());
            return 1;
        }
        std::ofstream out(fmt::format("{}/o{}.xlsx", folder, i), std::ios::binary);
        out.write(copy->data(), static_cast<std::streamsize>(copy->size()));
    }
    fmt::print("open {:.3f} ms, apply {:.3f} ms a copy, in all {:.3f} s for {} copies\n",
               (opened - start) * 1e3, applying * 1e3 / copies, processor_seconds() - start,
               copies);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4 || std::atoi(argv[3]) <= 0) {
        fmt::print(stderr, "usage: fill_copies TEMPLATE OUTDIR N\n");
        return 2;
    }
    return run(argv[1], argv[2], std::atoi(argv[3]));
}
