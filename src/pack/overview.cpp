#include "pack/overview.h"

#include <algorithm>
#include <filesystem>

#include "pack/toml_file.h"

namespace yitao::pack {

namespace {

class Reader {
  public:
    Reader(const Pack& pack, std::string path) : pack_(pack), path_(std::move(path)) {}

    Result<Card> card(const TomlTable& table) const {
        TomlFields fields(table, path_);
        Card card;
        card.label = words(fields, "label");
        card.report = report(fields);
        card.sheet = fields.text("sheet");
        const auto cell = xlsx::parse_cell_ref(fields.text("cell", Need::kRequired));
        if (cell) card.cell = *cell;
        else fields.refuse(ErrorCode::kInvalid, "cell", "应是单元格，如 C10", "not a cell such as C10");
        TRY(fields.finish());
        return card;
    }

    Result<Chart> chart(const TomlTable& table) const {
        TomlFields fields(table, path_);
        Chart chart;
        chart.title = words(fields, "title");
        chart.kind = static_cast<ChartKind>(fields.choice("kind", {"bar", "pie", "line"}, 0));
        chart.report = report(fields);
        chart.sheet = fields.text("sheet");
        chart.labels = range(fields, "labels");
        for (const TomlTable& one : fields.tables("series")) {
            TomlFields series(one, path_);
            chart.series.push_back({series.text("name", Need::kRequired), range(series, "cells")});
            if (count(chart.series.back().cells) != count(chart.labels)) {
                series.refuse(ErrorCode::kInvalid, "cells", "格数应与 labels 相同",
                              "not as many cells as labels");
            }
            TRY(series.finish());
        }
        if (chart.series.empty()) {
            fields.refuse(ErrorCode::kInvalid, "series", "缺少 series", "series is missing");
        }
        TRY(fields.finish());
        return chart;
    }

  private:
    static size_t count(const xlsx::CellRange& range) {
        return size_t{range.last.row - range.first.row + 1} *
               (range.last.column - range.first.column + 1);
    }
    static Message words(TomlFields& fields, const std::string& key) {
        Message message{fields.text(key, Need::kRequired), fields.text(key + "_en")};
        if (message.en.empty()) message.en = message.zh;
        return message;
    }
    std::string report(TomlFields& fields) const {
        std::string name = fields.text("report", Need::kRequired);
        if (std::ranges::find(pack_.reports, name, &ReportTemplate::name) == pack_.reports.end()) {
            fields.refuse(ErrorCode::kNotFound, "report", "本套件没有这个报表",
                          "the pack has no such report");
        }
        return name;
    }
    static xlsx::CellRange range(TomlFields& fields, std::string_view key) {
        const auto range = xlsx::parse_cell_range(fields.text(key, Need::kRequired));
        if (range) return *range;
        fields.refuse(ErrorCode::kInvalid, key, "应是一片单元格，如 A11:A27",
                      "not a range such as A11:A27");
        return {};
    }

    const Pack& pack_;
    std::string path_;
};

}  // namespace

Result<Overview> read_overview(const Pack& pack) {
    Overview overview;
    const std::string path = pack.directory + "/overview.toml";
    std::error_code code;
    if (!std::filesystem::exists(path, code)) return overview;
    const TomlTable table = TRY(read_toml(path));
    TomlFields fields(table, path);
    const Reader reader(pack, path);
    for (const TomlTable& card : fields.tables("card")) {
        overview.cards.push_back(TRY(reader.card(card)));
    }
    for (const TomlTable& chart : fields.tables("chart")) {
        overview.charts.push_back(TRY(reader.chart(chart)));
    }
    TRY(fields.finish());
    return overview;
}

}  // namespace yitao::pack
