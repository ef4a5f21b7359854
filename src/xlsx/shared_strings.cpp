#include "xlsx/shared_strings.h"

#include <cstring>

#include "xlsx/cell_text.h"
#include "xlsx/part_window.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr std::string_view kPlain = "<si><t>";
constexpr std::string_view kPreserved = "<si><t xml:space=\"preserve\">";
constexpr std::string_view kEnd = "</t></si>";

}  // namespace

void SharedStrings::add(std::string_view text) {
    if (text.size() > free_size_) {
        free_size_ = std::max(kBlockBytes, text.size());
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(free_size_));
        free_ = blocks_.back().get();
    }
    if (!text.empty()) std::memcpy(free_, text.data(), text.size());
    texts_.emplace_back(free_, text.size());
    free_ += text.size();
    text_bytes_ += text.size();
    free_size_ -= text.size();
}

// Goes through the part element by element: the common form directly, any other exactly.
class SharedStrings::Parser {
  public:
    Parser(const PackageEntry& part, size_t max_count)
        : window_(part), part_(part.name), max_count_(max_count) {}

    Result<SharedStrings> run() {
        TRY(window_.more());
        const std::string_view text = TRY_WITHIN(xml_text(window_.text()), part_);
        window_.consume_to(text.data());
        bool more = TRY(open_table());
        while (more) more = TRY(next_string());
        while (!window_.is_final()) {  // to the end, for the checksum
            window_.consume_to(window_.end());
            TRY(window_.more());
        }
        return std::move(strings_);
    }

  private:
    [[nodiscard]] XmlScanner scanner() const {
        return {window_.text(), window_.is_final() ? XmlScanner::kWhole : XmlScanner::kMoreFollows};
    }

    // Up to the first string; false for a table without any.
    Result<bool> open_table() {
        while (true) {
            XmlScanner xml = scanner();
            const XmlToken token = xml.next();
            if (token == XmlToken::kNeedMore) {
                TRY(window_.more());
                continue;
            }
            if (token == XmlToken::kDamaged || token == XmlToken::kFinished) {
                return std::unexpected(xml_error(xml, part_));
            }
            window_.consume_to(xml.position());
            if (token != XmlToken::kStart) continue;
            prefix_ = xml.prefix();
            return !xml.closes_itself();
        }
    }

    // Takes one string; false at the end of the table.
    Result<bool> next_string() {
        while (true) {
            TRY(check_limits());
            if (take_plain()) return true;
            XmlScanner xml = scanner();
            const XmlToken token = take_exactly(xml);
            if (problem_ != TextProblem::kNone)
                return std::unexpected(text_error(problem_, place()));
            if (token == XmlToken::kNeedMore) {
                TRY(window_.more());
                continue;
            }
            if (token != XmlToken::kStart && (token != XmlToken::kEnd || xml.local() != "sst")) {
                return std::unexpected(xml_error(xml, place()));
            }
            window_.consume_to(xml.position());
            return token == XmlToken::kStart;
        }
    }

    bool take_plain() {
        const char* const begin = window_.begin();
        const auto left = static_cast<size_t>(window_.end() - begin);
        size_t opening = kPlain.size();
        if (left < kPreserved.size() + kEnd.size()) return false;
        if (std::memcmp(begin, kPlain.data(), kPlain.size()) != 0) {
            if (std::memcmp(begin, kPreserved.data(), kPreserved.size()) != 0) return false;
            opening = kPreserved.size();
        }
        const RawText raw = scan_text(begin + opening);
        const char* const stop = raw.text.data() + raw.text.size();
        if (static_cast<size_t>(window_.end() - stop) < kEnd.size() ||
            std::memcmp(stop, kEnd.data(), kEnd.size()) != 0) {
            return false;
        }
        std::string_view text;
        if (decode_text(raw, scratch_, text) != TextProblem::kNone) return false;
        strings_.add(text);
        window_.consume_to(stop + kEnd.size());
        return true;
    }

    // Reads one <si>: kStart when done, kEnd at the end of the table, else what stopped it.
    XmlToken take_exactly(XmlScanner& xml) {
        XmlToken token = xml.next();
        while (token == XmlToken::kText || token == XmlToken::kCdata) token = xml.next();
        if (token != XmlToken::kStart) return token;
        if (xml.local() != "si" || xml.prefix() != prefix_) {
            token = skip_element(xml);
            return token == XmlToken::kEnd ? XmlToken::kStart : token;
        }
        std::string text;
        token = read_rich_text(xml, text, problem_);
        if (token != XmlToken::kEnd) return token;
        if (problem_ == TextProblem::kNone) strings_.add(text);
        return XmlToken::kStart;
    }

    [[nodiscard]] std::string place() const { return fmt::format("{}#{}", part_, strings_.size()); }

    Result<void> check_limits() {
        if (strings_.size() > max_count_ || strings_.text_bytes_ > kMaxSharedTextBytes) {
            return fail(ErrorCode::kLimit, "工作簿中的文字太多", "too much text in the workbook",
                        std::string(part_));
        }
        return {};
    }

    PartWindow window_;
    std::string_view part_;
    size_t max_count_;
    std::string prefix_;
    std::string scratch_;
    TextProblem problem_ = TextProblem::kNone;
    SharedStrings strings_;
};

Result<SharedStrings> SharedStrings::read(const PackageEntry& part, size_t max_count) {
    return Parser(part, max_count).run();
}

}  // namespace yitao::xlsx
