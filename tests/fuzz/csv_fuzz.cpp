// Any bytes as a file of rows: the reader, the headings, every way of reading a cell, and a whole
// table with its types. Nothing may crash, hang or grow beyond its bounds, and what comes out is text.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "base/check.h"
#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "intake/field_reader.h"
#include "intake/headings.h"
#include "intake/infer.h"

namespace {

using namespace yitao;

const ledger::CodeList& list() {
    static const ledger::CodeList codes = {
        "yes_no", "是否", "", {{"是", "1", {"有"}}, {"否", "0", {"无"}}}};
    return codes;
}

// One column of each type.
const ledger::Schema& schema() {
    static const ledger::Schema made = [] {
        ledger::Schema all{.id = "all", .name = "表"};
        for (int type = 0; type <= static_cast<int>(ledger::ColumnType::kReference); ++type) {
            ledger::Column column;
            column.id = "c" + std::to_string(type);
            column.name = std::string(1, static_cast<char>('a' + type));
            column.type = static_cast<ledger::ColumnType>(type);
            column.scale = column.type == ledger::ColumnType::kDecimal ? 2 : 0;
            column.code_list = "yes_no";
            column.unit_of_measure = "元";
            all.columns.push_back(column);
        }
        return all;
    }();
    return made;
}

std::vector<intake::FieldReader> readers() {
    static const org::Tree tree =
        *org::Register::from_units({{.code = 421221106001, .name = "四邑村"}})->tree(Date{0});
    intake::ReadContext context;
    context.tree = &tree;
    context.units = std::make_shared<intake::UnitIndex>(tree);
    context.code_list = [](std::string_view) { return &list(); };
    context.reference_check = [](std::string_view) { return ledger::TextCheck::kIdentityNumber; };
    std::vector<intake::FieldReader> all;
    for (const ledger::Column& column : schema().columns) {
        all.push_back(*intake::FieldReader::create(column, "", context));
    }
    return all;
}

void read_records(std::string_view bytes) {
    auto reader = CsvReader::from_text(bytes);
    if (!reader) return;
    size_t line = 0;
    while (true) {
        auto record = reader->next();
        if (!record || *record == nullptr) return;
        CHECK((*record)->line > line);
        CHECK((*record)->fields.size() <= kMaxCsvColumns);
        line = (*record)->line;
        for (std::string_view field : (*record)->fields) CHECK(is_valid_utf8(field));
    }
}

void read_cells(const std::string& path) {
    auto file = intake::SourceFile::open(path);
    if (!file) return;
    auto rows = file->rows(0);
    if (!rows) return;
    intake::HeadingFinder finder(schema());
    std::vector<intake::FieldReader> fields = readers();
    ledger::Field field;
    bool offering = true;
    while (true) {
        auto row = rows->next();
        if (!row || *row == nullptr) break;
        if (offering) offering = finder.offer(**row);
        for (size_t i = 0; i < fields.size(); ++i) {
            auto problem = fields[i].read((*row)->cell(i), field);
            CHECK(!problem || !problem->zh.empty());
        }
    }
    (void)finder.decide();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    read_records({reinterpret_cast<const char*>(data), size});
    // Workbooks have a target of their own; old ones would start LibreOffice.
    if (size >= 2 && ((data[0] == 'P' && data[1] == 'K') || data[0] == 0xD0)) return 0;
    int memory = ::memfd_create("csv", 0);
    if (memory < 0 || ::write(memory, data, size) != static_cast<ssize_t>(size)) std::abort();
    std::string path = "/proc/self/fd/" + std::to_string(memory);
    read_cells(path);
    std::vector<intake::TableFile> files = {{"表", path}};
    auto tables = intake::infer_tables(files, Date{20000});
    if (tables) {
        const ledger::Table& table = tables->world->tables[0];
        for (const ledger::ColumnData& column : table.columns) {
            CHECK(std::max(column.numbers.size(), column.codes.size()) == table.row_count());
        }
        CHECK(table.unit_begin.size() == tables->world->tree->size() + 1);
    }
    ::close(memory);
    return 0;
}
