// The unit file: rows of separated text to a Register.
#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "org/register.h"

namespace yitao::org {

namespace {

enum Heading : size_t {
    kCode, kName, kLevel, kParent, kOpened, kClosed, kReplacedBy, kLegalUnit, kHeadings
};

constexpr std::array<std::string_view, kHeadings> kNames = {
    "code", "name", "level", "parent", "opened", "closed", "replaced_by", "legal_unit"};
constexpr std::array<std::string_view, kHeadings> kNamesZh = {
    "代码", "名称", "级别", "上级", "启用日期", "停用日期", "并入", "法定"};
// Further spellings, each between spaces.
constexpr std::array<std::string_view, kHeadings> kWords = {
    " 单位代码 区划代码 统计用区划代码 编码 ", " 单位名称 单位 ", " 层级 ",
    " 上级代码 上级单位 上级单位代码 parent_code ", " 启用 设立日期 ", " 停用 撤销日期 ",
    " 并入单位 继任 并入代码 ", " 法定单位 是否法定 "};

std::string at_line(std::string_view file, size_t line) { return fmt::format("{}:{}", file, line); }

struct Headings {
    std::array<size_t, kHeadings> field;  // SIZE_MAX: not there
};

Result<Headings> read_headings(const CsvRecord& record, const std::string& place) {
    Headings headings;
    headings.field.fill(SIZE_MAX);
    for (size_t i = 0; i < record.fields.size(); ++i) {
        std::string key = match_key(record.fields[i]);
        for (size_t h = 0; h < kHeadings; ++h) {
            bool same = key == kNames[h] || key == kNamesZh[h] ||
                        (!key.empty() && kWords[h].find(" " + key + " ") != std::string_view::npos);
            if (!same) continue;
            if (headings.field[h] != SIZE_MAX) {
                return fail(ErrorCode::kConflict, fmt::format("标题“{}”出现两次", record.fields[i]),
                            fmt::format("heading \"{}\" appears twice", record.fields[i]), place);
            }
            headings.field[h] = i;
        }
    }
    for (size_t h = kCode; h <= kParent; ++h) {
        if (headings.field[h] == SIZE_MAX) {
            return fail(ErrorCode::kInvalid,
                        fmt::format("缺少“{}”（{}）一列", kNamesZh[h], kNames[h]),
                        fmt::format("column \"{}\" ({}) is missing", kNames[h], kNamesZh[h]), place);
        }
    }
    return headings;
}

class UnitReader {
  public:
    UnitReader(const Headings& headings, std::string_view file) : headings_(headings), file_(file) {}

    Result<Unit> read(const CsvRecord& record) {
        place_ = at_line(file_, record.line);
        Unit unit;
        unit.code = TRY(code(field(record, kCode), "单位代码", "unit code"));
        if (unit.code == 0) return invalid("没有单位代码", "there is no unit code");
        unit.name = field(record, kName);
        if (unit.name.empty()) return invalid("没有单位名称", "there is no unit name");
        std::string_view level_text = field(record, kLevel);
        std::optional<Level> level = known_level(level_text);
        if (!level) {
            return invalid(fmt::format("不认识的级别“{}”", level_text),
                           fmt::format("unknown level \"{}\"", level_text));
        }
        unit.level = *level;
        unit.parent = TRY(code(field(record, kParent), "上级代码", "parent code"));
        unit.opened = TRY(date(field(record, kOpened), kEarliestDate));
        unit.closed = TRY(date(field(record, kClosed), kLatestDate));
        unit.replaced_by = TRY(code(field(record, kReplacedBy), "并入代码", "successor code"));
        unit.legal_unit = TRY(yes(field(record, kLegalUnit)));
        return unit;
    }

  private:
    std::string_view field(const CsvRecord& record, Heading heading) const {
        size_t at = headings_.field[heading];
        return at < record.fields.size() ? trim(record.fields[at]) : std::string_view();
    }
    [[nodiscard]] std::unexpected<Error> invalid(std::string zh, std::string en) const {
        return fail(ErrorCode::kInvalid, std::move(zh), std::move(en), place_);
    }
    std::optional<Level> known_level(std::string_view text) {
        auto found = levels_.find(std::string(text));
        if (found != levels_.end()) return found->second;
        std::optional<Level> level = parse_level(text);
        if (level) levels_.emplace(text, *level);
        return level;
    }
    Result<UnitCode> code(std::string_view text, std::string_view zh, std::string_view en) const {
        if (text.empty() || text == "0") return UnitCode{0};
        if (std::optional<UnitCode> code = parse_unit_code(text)) return *code;
        return invalid(fmt::format("{}“{}”不是 12 位数字", zh, text),
                       fmt::format("{} \"{}\" is not 12 digits", en, text));
    }
    Result<Date> date(std::string_view text, Date otherwise) const {
        if (text.empty()) return otherwise;
        if (std::optional<Date> date = Date::parse_iso(text)) return *date;
        return invalid(fmt::format("日期“{}”不是 yyyy-mm-dd", text),
                       fmt::format("date \"{}\" is not yyyy-mm-dd", text));
    }
    Result<bool> yes(std::string_view text) const {
        std::string key = match_key(text);
        if (key.empty() || key == "1" || key == "true" || key == "是" || key == "yes") return true;
        if (key == "0" || key == "false" || key == "否" || key == "no") return false;
        return invalid(fmt::format("“{}”不是 是/否", text),
                       fmt::format("\"{}\" is neither yes nor no", text));
    }

    const Headings& headings_;
    std::string_view file_;
    std::string place_;
    std::unordered_map<std::string, Level> levels_;
};

}  // namespace

Result<Register> Register::parse_csv(std::string_view text, std::string_view file_name) {
    CsvReader reader = TRY_WITHIN(CsvReader::from_text(text), file_name);
    const CsvRecord* record = TRY_WITHIN(reader.next(), file_name);
    if (record == nullptr) {
        return fail(ErrorCode::kInvalid, "单位表是空的", "the unit file is empty",
                    std::string(file_name));
    }
    Headings headings = TRY(read_headings(*record, at_line(file_name, record->line)));
    UnitReader units(headings, file_name);
    std::vector<Unit> read;
    std::vector<size_t> lines;
    while ((record = TRY_WITHIN(reader.next(), file_name)) != nullptr) {
        if (std::ranges::all_of(record->fields, [](auto f) { return trim(f).empty(); })) continue;
        if (read.size() == kMaxUnits) {
            return fail(ErrorCode::kLimit, fmt::format("单位超过 {} 个", kMaxUnits),
                        fmt::format("more than {} units", kMaxUnits),
                        at_line(file_name, record->line));
        }
        read.push_back(TRY(units.read(*record)));
        lines.push_back(record->line);
    }
    if (read.empty()) {
        return fail(ErrorCode::kInvalid, "单位表只有标题，没有单位", "the unit file has no units",
                    std::string(file_name));
    }
    std::vector<uint32_t> order(read.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) {
        return read[a].code != read[b].code ? read[a].code < read[b].code
                                            : read[a].opened < read[b].opened;
    });
    Register made;
    made.units_.reserve(read.size());
    for (uint32_t i : order) made.units_.push_back(std::move(read[i]));
    if (auto found = find_contradiction(made.units_)) {
        return fail(found->code, std::move(found->message.zh), std::move(found->message.en),
                    at_line(file_name, lines[order[found->unit]]));
    }
    return made;
}

}  // namespace yitao::org
