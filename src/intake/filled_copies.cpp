#include "intake/filled_copies.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "intake/convert.h"
#include "intake/unit_index.h"
#include "recognise/proposal/propose.h"

namespace yitao::intake {

namespace {

namespace fs = std::filesystem;
using recognise::Answer;
using recognise::AskedCell;
using report::CollectCopy;
using report::CollectForm;

constexpr size_t kMaxCopies = 2'000;

}  // namespace

Result<std::unique_ptr<OpenForm>> open_collect_form(const std::string& path,
                                                    const formula::Catalog& catalog,
                                                    const recognise::Vocabulary& words) {
    auto opened = std::make_unique<OpenForm>();
    OpenForm& open = *opened;
    std::string converted = TRY(as_xlsx(path));
    templates::Template given = TRY(templates::Template::open_file(path, converted, catalog));
    if (given.each()) {
        return fail(ErrorCode::kUnsupported,
                    "一户（一人）一表的表不能汇总收回，请把各份作为名册导入",
                    "a form made once a row is not collected; import its rows instead", path);
    }
    open.blank = TRY(recognise::without_bindings(given));
    recognise::BoundCells bound = recognise::bound_cells(given);
    xlsx::Workbook book = TRY_WITHIN(xlsx::Workbook::from_bytes(open.blank), path);
    auto structure = TRY_WITHIN(recognise::read_structure(book), path);
    auto proposal = TRY_WITHIN(recognise::propose(book, structure, words), path);
    open.form.sheets = TRY(recognise::read_grids(book));
    std::vector<xlsx::Grid> grids;
    for (const auto& sheet : open.form.sheets) grids.push_back(sheet.grid);
    recognise::AskingForm asking{
        fs::path(path).stem().string(), &structure, &proposal, &book, &grids, nullptr, &bound};
    open.form.cells = recognise::cells_of(asking, 0, words);
    open.form.catalog = &catalog;
    if (given.bindings().empty()) {
        open.bound =
            TRY_WITHIN(templates::Template::open(open.blank, fs::path(path).filename().string(),
                                                 recognise::write_bindings(proposal), catalog),
                       path);
    } else {
        open.bound = std::move(given);
    }
    open.form.bound = &*open.bound;
    return opened;
}

namespace {

// Whose copy it is.
class UnitFinder {
  public:
    UnitFinder(const org::Tree& tree, const CollectForm& form, const std::vector<std::string>& said)
        : tree_(tree), index_(tree), form_(form) {
        for (const std::string& text : said) {
            size_t equals = text.rfind('=');
            std::string file = equals == std::string::npos ? text : text.substr(0, equals);
            said_[fs::path(file).filename().string()] =
                equals == std::string::npos ? "" : text.substr(equals + 1);
        }
    }

    // Every FILE=CODE must be of one of the files.
    Result<void> check_said(const std::vector<std::string>& files) const {
        for (const auto& [name, unit] : said_) {
            bool there = std::ranges::any_of(files, [&](const std::string& file) {
                return fs::path(file).filename().string() == name;
            });
            if (there && !unit.empty()) continue;
            return fail(ErrorCode::kInvalid,
                        fmt::format("“{}”应写作 文件=单位代码，文件须是所收的一份", name),
                        fmt::format("\"{}\" must be FILE=CODE with a file that is collected", name),
                        "--unit");
        }
        return {};
    }

    Result<org::UnitCode> find(const std::string& file,
                               const std::vector<recognise::SheetGrid>& sheets) {
        std::string name = fs::path(file).filename().string();
        if (auto said = said_.find(name); said != said_.end()) {
            return TRY_WITHIN(index_.find(said->second), file);
        }
        auto typed = in_cells(sheets);
        auto named = in_name(fs::path(file).stem().string());
        if (typed && named && *typed != *named) {
            return fail(ErrorCode::kConflict,
                        fmt::format("表内填报单位是{}，文件名却是{}；请用 --unit 说明",
                                    name_of(*typed), name_of(*named)),
                        fmt::format("the sheet says {}, the file's name {}; say which with --unit",
                                    name_of(*typed), name_of(*named)),
                        file);
        }
        if (typed) return *typed;
        if (named) return *named;
        return fail(ErrorCode::kNotFound,
                    "看不出是哪个单位的：表内没有填报单位，文件名也没有；请用 --unit 文件=代码",
                    "it does not say whose copy it is, nor does its name; say --unit FILE=CODE",
                    file);
    }

    std::string name_of(org::UnitCode code) const {
        auto unit = tree_.find(code);
        return unit ? tree_.unit(*unit).name : org::format_unit_code(code);
    }

  private:
    std::optional<org::UnitCode> in_cells(const std::vector<recognise::SheetGrid>& sheets) {
        recognise::AlignedCopy copy = recognise::align_copy(form_.sheets, sheets);
        for (const AskedCell& asked : form_.cells.cells) {
            bool unit =
                asked.answer == Answer::kHead && asked.formula.find("本单位") != std::string::npos;
            if (!unit) continue;
            const auto* cell = copy.find(asked.sheet, asked.cell);
            const auto* text = cell == nullptr ? nullptr : std::get_if<std::string>(&cell->value);
            if (text == nullptr) continue;
            if (auto found = in_text(*text)) return found;
        }
        return std::nullopt;
    }

    // "填报单位（盖章）：四邑村   数据截止：…": the first part that names a unit.
    std::optional<org::UnitCode> in_text(const std::string& text) {
        std::string part;
        std::vector<std::string> parts;
        for (char32_t c : code_points(text)) {
            bool mark = c == U'：' || c == U':' || c == U' ' || c == U'\u3000' || c == U'_' ||
                        c == U'\n' || c == U'\u00a0';
            if (!mark) {
                append_utf8(part, c);
                continue;
            }
            if (!part.empty()) parts.push_back(std::move(part));
            part.clear();
        }
        if (!part.empty()) parts.push_back(std::move(part));
        for (const std::string& one : parts) {
            if (auto found = index_.find(one); found && tree_.find(*found)) return *found;
        }
        return std::nullopt;
    }

    // The longest name (or the code) that stands in the file's name; two of that length: none.
    std::optional<org::UnitCode> in_name(const std::string& stem) {
        if (names_.empty()) name_units();
        std::string key = match_key(stem);
        if (auto code = code_in(key)) return code;
        std::optional<org::UnitCode> best;
        size_t longest = 0;
        bool several = false;
        for (const auto& [name, code] : names_) {
            if (name.size() < longest || key.find(name) == std::string::npos) continue;
            several = name.size() == longest && best != code;
            longest = name.size();
            best = code;
        }
        return several ? std::nullopt : best;
    }

    // Twelve digits that are a unit's code.
    std::optional<org::UnitCode> code_in(const std::string& text) const {
        for (size_t from = text.find_first_of("0123456789"); from != std::string::npos;) {
            size_t to = std::min(text.find_first_not_of("0123456789", from), text.size());
            auto code = org::parse_unit_code(text.substr(from, to - from));
            if (code && tree_.find(*code)) return code;
            from = text.find_first_of("0123456789", to);
        }
        return std::nullopt;
    }

    void name_units() {
        for (const org::Unit& unit : tree_.units()) {
            for (const std::string& name : {match_key(unit.name), plain_unit_name(unit.name)}) {
                if (code_point_count(name) >= 2) names_.emplace_back(name, unit.code);
            }
        }
    }

    const org::Tree& tree_;
    UnitIndex index_;
    const CollectForm& form_;
    std::map<std::string, std::string> said_;                   // by file name
    std::vector<std::pair<std::string, org::UnitCode>> names_;  // names of all units
};

// A unit twice, or a unit and one inside it, would be counted twice.
Result<void> check_units(const std::vector<CollectCopy>& copies, const org::Tree& tree,
                         const UnitFinder& finder) {
    for (size_t a = 0; a < copies.size(); ++a) {
        for (size_t b = a + 1; b < copies.size(); ++b) {
            if (copies[a].unit == copies[b].unit) {
                return fail(
                    ErrorCode::kConflict,
                    fmt::format("{}有两份：{} 和 {}；请只留一份", finder.name_of(copies[a].unit),
                                copies[a].file, copies[b].file),
                    fmt::format("two copies of {}: {} and {}; keep one",
                                finder.name_of(copies[a].unit), copies[a].file, copies[b].file));
            }
            auto one = tree.find(copies[a].unit);
            auto other = tree.find(copies[b].unit);
            if (!one || !other) continue;
            bool nested = tree.contains(*one, *other) || tree.contains(*other, *one);
            if (!nested) continue;
            return fail(ErrorCode::kConflict,
                        fmt::format("{}与{}有上下级关系，会重复汇总：{}、{}",
                                    finder.name_of(copies[a].unit), finder.name_of(copies[b].unit),
                                    copies[a].file, copies[b].file),
                        fmt::format("{} and {}: one unit lies in the other and would be counted "
                                    "twice",
                                    copies[a].file, copies[b].file));
        }
    }
    return {};
}

}  // namespace

Result<std::vector<CollectCopy>> read_copies(const CollectForm& form, const org::Tree& tree,
                                             const std::vector<std::string>& files,
                                             const std::vector<std::string>& said) {
    if (files.empty()) {
        return fail(ErrorCode::kNotFound, "没有收到任何一份", "there is no copy to read");
    }
    if (files.size() > kMaxCopies) {
        return fail(ErrorCode::kLimit, fmt::format("一次最多 {} 份", kMaxCopies),
                    fmt::format("at most {} copies at a time", kMaxCopies));
    }
    UnitFinder finder(tree, form, said);
    TRY(finder.check_said(files));
    std::vector<CollectCopy> copies;
    for (const std::string& file : files) {
        std::string path = TRY(as_xlsx(file));
        xlsx::Workbook book = TRY_WITHIN(xlsx::Workbook::open(path), file);
        CollectCopy copy;
        copy.file = fs::path(file).filename().string();
        copy.sheets = TRY_WITHIN(recognise::read_grids(book), file);
        copy.unit = TRY(finder.find(file, copy.sheets));
        if (!tree.find(copy.unit)) {
            return fail(ErrorCode::kNotFound,
                        fmt::format("组织机构里没有单位 {}", org::format_unit_code(copy.unit)),
                        fmt::format("there is no unit {}", org::format_unit_code(copy.unit)), file);
        }
        copies.push_back(std::move(copy));
    }
    TRY(check_units(copies, tree, finder));
    return copies;
}

}  // namespace yitao::intake
