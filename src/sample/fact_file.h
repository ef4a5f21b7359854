// The CSV file of a ledger whose facts the program knows by column id: they are put in any order
// and written in the schema's. What a pack added to the ledger stays blank.
//
//     FactFile file = TRY(FactFile::create(schema, kResidentFacts, directory));
//     file.text(kName) = "顾红兵";  file.put_date(kBorn, born);  file.write();
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "ledger/schema.h"
#include "sample/csv_file.h"

namespace yitao::sample {

void append_date(std::string& out, Date date);
// Units of 10^-scale, not negative: 1020, 2 -> "10.20".
void append_units(std::string& out, int64_t units, int scale);

class FactFile {
  public:
    // `facts`: the column ids the program knows, by number. kInvalid where the schema lacks one.
    static Result<FactFile> create(const ledger::Schema& schema,
                                   std::span<const std::string_view> facts,
                                   const std::string& directory);

    std::string& text(size_t fact) { return values_[fact]; }
    void put(size_t fact, std::string_view text) { values_[fact].assign(text); }
    void put_date(size_t fact, Date date) { append_date(values_[fact], date); }
    void put_units(size_t fact, int64_t units, int scale) {
        append_units(values_[fact], units, scale);
    }
    // The row in hand goes out; every fact is blank again.
    void write();
    Result<void> close() { return file_.close(); }
    [[nodiscard]] uint64_t rows() const { return file_.rows() - 1; }

  private:
    FactFile(CsvFile file, std::vector<int> order, size_t facts)
        : file_(std::move(file)), order_(std::move(order)), values_(facts) {}

    CsvFile file_;
    std::vector<int> order_;  // of each stored column its fact, -1: none
    std::vector<std::string> values_;
};

// Heading of a ledger's file: the stored columns' names.
void write_heading(CsvFile& file, const ledger::Schema& schema);

}  // namespace yitao::sample
