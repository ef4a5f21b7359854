#include "xlsx/patch_marks_styles.h"

namespace yitao::xlsx {

namespace {

std::unexpected<Error> damaged() {
    return fail(ErrorCode::kDamaged, "样式表有误，无法标色",
                "the styles are damaged, so cells cannot be marked", "styles.xml");
}

// The attribute with a new value, or added.
std::string with_attribute(std::string element, std::string_view name, std::string_view value) {
    XmlCursor cursor(element);
    XmlTag tag;
    if (!cursor.next(tag)) return element;
    if (auto old = find_attribute(element, tag, name)) {
        return element.replace(old->value.begin, old->value.end - old->value.begin, value);
    }
    size_t at = tag.span.end - (tag.kind == XmlTag::Kind::kEmpty ? 2 : 1);
    return element.insert(at, fmt::format(" {}=\"{}\"", name, value));
}

std::string fill_xml(const MarkFill& fill, const std::string& p) {
    if (!fill.hatched) {
        return fmt::format(
            "<{0}fill><{0}patternFill patternType=\"solid\"><{0}fgColor rgb=\"FF{1}\"/>"
            "<{0}bgColor indexed=\"64\"/></{0}patternFill></{0}fill>",
            p, fill.rgb);
    }
    return fmt::format(
        "<{0}fill><{0}patternFill patternType=\"lightUp\"><{0}fgColor rgb=\"FF8C8C8C\"/>"
        "<{0}bgColor rgb=\"FF{1}\"/></{0}patternFill></{0}fill>",
        p, fill.rgb);
}

}  // namespace

Result<MarkStyles> MarkStyles::open(std::string_view xml, const std::vector<MarkFill>& fills) {
    TRY(check_xml(xml, "styles.xml"));
    MarkStyles styles;
    styles.xml_ = xml;
    styles.fills_ = fills;
    XmlCursor cursor(xml);
    XmlTag root;
    if (!cursor.next(root) || root.local != "styleSheet") return damaged();
    styles.prefix_ = std::string(root.name.substr(0, root.name.size() - root.local.size()));
    size_t depth = 1;
    std::string_view part;  // the child of the root we are in
    size_t xf_begin = 0;
    for (XmlTag tag; cursor.next(tag);) {
        bool opens = tag.opens();
        if (opens && depth == 1) part = tag.local;
        if (opens && depth == 1 && tag.kind == XmlTag::Kind::kOpen) {
            if (part == "fills") styles.fills_tag_ = tag;
            if (part == "cellXfs") styles.xfs_tag_ = tag;
        }
        if (opens && depth == 2 && part == "fills") ++styles.fill_count_;
        if (opens && depth == 2 && part == "cellXfs") {
            xf_begin = tag.span.begin;
            if (tag.kind == XmlTag::Kind::kEmpty) styles.xfs_.push_back(tag.span);
        }
        if (tag.kind == XmlTag::Kind::kOpen) ++depth;
        if (tag.kind != XmlTag::Kind::kClose) continue;
        --depth;
        if (depth == 1 && part == "fills") styles.fills_close_ = tag.span.begin;
        if (depth == 1 && part == "cellXfs") styles.xfs_close_ = tag.span.begin;
        if (depth == 2 && part == "cellXfs") styles.xfs_.push_back({xf_begin, tag.span.end});
    }
    bool complete = styles.fills_close_ > 0 && styles.xfs_close_ > 0 && !styles.xfs_.empty();
    if (!complete || cursor.damaged()) return damaged();
    return styles;
}

uint32_t MarkStyles::with_fill(uint32_t style, int fill) {
    if (fill < 0 || static_cast<size_t>(fill) >= fills_.size()) return style;
    auto [at, fresh] =
        known_.try_emplace({style, fill}, static_cast<uint32_t>(xfs_.size() + added_.size()));
    if (!fresh) return at->second;
    const XmlSpan& own = xfs_[style < xfs_.size() ? style : 0];
    std::string element(own.of(xml_));
    element = with_attribute(std::move(element), "fillId",
                             std::to_string(fill_count_ + static_cast<uint32_t>(fill)));
    element = with_attribute(std::move(element), "applyFill", "1");
    added_.push_back(std::move(element));
    return at->second;
}

std::string MarkStyles::finish() const {
    if (added_.empty()) return std::string(xml_);
    std::string fills;
    for (const MarkFill& fill : fills_) fills += fill_xml(fill, prefix_);
    std::string xfs;
    for (const std::string& xf : added_) xfs += xf;
    XmlRewriter out(xml_);
    struct Part {
        const XmlTag* tag;
        size_t close;
        size_t count;
        const std::string* more;
    };
    // fills stand before cellXfs in every styles part.
    for (const Part& part : {Part{&fills_tag_, fills_close_, fill_count_ + fills_.size(), &fills},
                             Part{&xfs_tag_, xfs_close_, xfs_.size() + added_.size(), &xfs}}) {
        if (auto count = find_attribute(xml_, *part.tag, "count")) {
            out.replace(count->value, std::to_string(part.count));
        }
        out.insert(part.close, *part.more);
    }
    return out.finish();
}

}  // namespace yitao::xlsx
