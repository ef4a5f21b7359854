#include "township.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace yitao::township {

namespace {

namespace json = boost::json;

json::value read_json(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return json::parse(text.str());
}

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return "";
    return std::string(value->as_string());
}

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

void add_cell(std::string& toml, const json::object& cell) {
    toml += "[[cell]]\nsheet = " + toml_text(text_of(cell, "sheet")) +
            "\ncell = " + toml_text(text_of(cell, "cell")) +
            "\nformula = " + toml_text(text_of(cell, "formula")) + "\n";
    std::string unit = text_of(cell, "for_unit");
    if (!unit.empty()) toml += "for_unit = " + toml_text(unit) + "\n";
}

void add_list(std::string& toml, const json::object& list) {
    toml += "[[list]]\nsheet = " + toml_text(text_of(list, "sheet")) +
            "\nregion = " + toml_text(text_of(list, "cell")) + "\n";
    std::string none = text_of(list, "none");
    if (!none.empty()) toml += "none = " + toml_text(none) + "\n";
    for (const json::value& item : list.at("columns").as_array()) {
        const json::object& column = item.as_object();
        std::string letter = text_of(column, "column");
        const json::value* serial = column.if_contains("serial");
        if (serial != nullptr && serial->is_bool() && serial->as_bool()) {
            toml += "serial = " + toml_text(letter) + "\n";
        }
        std::string formula = text_of(column, "formula");
        if (!formula.empty()) toml += "columns." + letter + " = " + toml_text(formula) + "\n";
    }
}

}  // namespace

Township read_township(const std::string& folder) {
    Township township;
    township.folder = folder;
    json::value set = read_json(folder + "/set.json");
    township.as_of = text_of(set.as_object(), "as_of");
    township.period_start = text_of(set.as_object(), "period_start");
    township.period_end = text_of(set.as_object(), "period_end");
    for (const json::value& unit : set.at("units_filled").as_array()) {
        township.units.emplace_back(unit.as_string());
    }
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder + "/templates")) {
        names.insert(entry.path().filename().string());
    }
    township.templates.assign(names.begin(), names.end());
    json::value cells = read_json(folder + "/cells.json");
    for (const json::value& item : cells.as_array()) {
        const json::object& cell = item.as_object();
        std::string kind = text_of(cell, "kind");
        std::string& toml = township.bindings_toml[text_of(cell, "template")];
        if (kind == "list") add_list(toml, cell);
        bool bound = kind == "fact" || kind == "meta";
        if (bound && !text_of(cell, "formula").empty()) add_cell(toml, cell);
    }
    return township;
}

}  // namespace yitao::township
