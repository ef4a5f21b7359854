#include "xlsx/patch_relations.h"

#include <charconv>

#include "base/limits.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {
namespace {

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// `target` seen from the folder of `part`; "." and ".." resolved.
std::string resolve(std::string_view part, std::string_view target) {
    std::vector<std::string_view> steps;
    const auto walk = [&steps](std::string_view path) {
        while (!path.empty()) {
            const size_t slash = path.find('/');
            const std::string_view step = path.substr(0, slash);
            path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
            if (step == ".." && !steps.empty()) steps.pop_back();
            if (!step.empty() && step != "." && step != "..") steps.push_back(step);
        }
    };
    const size_t slash = part.rfind('/');
    if (!target.starts_with('/') && slash != std::string_view::npos) walk(part.substr(0, slash));
    walk(target);
    std::string path;
    for (const std::string_view step : steps) {
        if (!path.empty()) path += '/';
        path += step;
    }
    return path;
}

}  // namespace

std::string relations_name(std::string_view part) {
    const size_t slash = part.rfind('/');
    const size_t name = slash == std::string_view::npos ? 0 : slash + 1;
    return std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
}

Result<std::vector<Relation>> relations_of(const Package& package, std::string_view part) {
    std::vector<Relation> relations;
    const std::string name = relations_name(part);
    const PackageEntry* entry = package.find(name);
    if (entry == nullptr) return relations;
    const std::string xml = TRY_WITHIN(Package::read(*entry, kMaxTemplatePartBytes), name);
    TRY(check_xml(xml, name));
    XmlCursor cursor(xml);
    for (XmlTag tag; cursor.next(tag);) {
        if (!tag.opens() || tag.local != "Relationship") continue;
        if (attribute_text(xml, tag, "TargetMode") == "External") continue;
        const std::string type = attribute_text(xml, tag, "Type");
        const std::string target = attribute_text(xml, tag, "Target");
        Relation relation{attribute_text(xml, tag, "Id"), type.substr(type.rfind('/') + 1),
                          resolve(part, target)};
        if (package.find(relation.part) == nullptr) {
            relation.part = resolve(part, percent_decoded(target));
        }
        relations.push_back(std::move(relation));
    }
    return relations;
}

}  // namespace yitao::xlsx
