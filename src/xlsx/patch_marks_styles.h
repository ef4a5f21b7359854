// Styles for marks: each cell's own style with only the fill changed, added behind those that are
// there.
//
//     MarkStyles styles = TRY(MarkStyles::open(styles_xml));
//     uint32_t red = styles.with_fill(5, 0);      // like style 5, with the first fill
//     std::string xml = styles.finish();
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "xlsx/patch_marks.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

class MarkStyles {
  public:
    // `xml` must outlive it.
    static Result<MarkStyles> open(std::string_view xml, const std::vector<MarkFill>& fills);
    uint32_t with_fill(uint32_t style, int fill);
    [[nodiscard]] std::string finish() const;

  private:
    std::string_view xml_;
    std::string prefix_;
    std::vector<MarkFill> fills_;
    XmlTag fills_tag_;
    size_t fills_close_ = 0;  // where its closing tag begins
    uint32_t fill_count_ = 0;
    XmlTag xfs_tag_;
    size_t xfs_close_ = 0;
    std::vector<XmlSpan> xfs_;  // the elements, children included
    std::vector<std::string> added_;
    std::map<std::pair<uint32_t, int>, uint32_t> known_;
};

}  // namespace yitao::xlsx
