#include "ledger/store/payload.h"

namespace yitao::ledger {

namespace {

// A field: 0 blank, 1 + zigzag number, or 2 + length and then the bytes of a text.
constexpr uint64_t kBlank = 0;
constexpr uint64_t kNumber = 1;
constexpr uint64_t kText = 2;
constexpr size_t kMaxVarint = 10;  // bytes

char* put_varint(char* at, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>(value | 0x80);
    *at++ = static_cast<char>(value);
    return at;
}

uint64_t zigzag(int64_t number) {
    return (static_cast<uint64_t>(number) << 1) ^ static_cast<uint64_t>(number >> 63);
}

int64_t unzigzag(uint64_t bits) {
    return static_cast<int64_t>(bits >> 1) ^ -static_cast<int64_t>(bits & 1);
}

// All of a field but the bytes of a text.
char* put_head(char* at, const Field& field) {
    if (const auto* number = std::get_if<int64_t>(&field)) {
        return put_varint(put_varint(at, kNumber), zigzag(*number));
    }
    const auto* text = std::get_if<std::string>(&field);
    return put_varint(at, text != nullptr ? kText + text->size() : kBlank);
}

class Cursor {
  public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    bool varint(uint64_t& value) {
        value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) return false;
            const auto byte = static_cast<uint8_t>(rest_.front());
            rest_.remove_prefix(1);
            value |= uint64_t{byte & 0x7fU} << shift;
            if ((byte & 0x80) == 0) return true;
        }
        return false;
    }
    bool field(Field& out) {
        uint64_t tag = 0;
        if (!varint(tag)) return false;
        if (tag == kBlank) {
            out = std::monostate{};
            return true;
        }
        if (tag == kNumber) {
            uint64_t bits = 0;
            if (!varint(bits)) return false;
            out = unzigzag(bits);
            return true;
        }
        const uint64_t size = tag - kText;
        if (size > rest_.size()) return false;
        out = std::string(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return true;
    }

  private:
    std::string_view rest_;
};

}  // namespace

void PayloadWriter::add(uint32_t column, const Field& before, const Field& after) {
    char head[3 * kMaxVarint + 2];
    char* at = put_head(put_varint(head, column), before);
    if (const auto* text = std::get_if<std::string>(&before)) {
        out_.append(head, at);
        out_ += *text;
        at = head;
    }
    out_.append(head, put_head(at, after));
    if (const auto* text = std::get_if<std::string>(&after)) out_ += *text;
}

Result<void> read_payload(std::string_view bytes, std::vector<PayloadChange>& out) {
    size_t count = 0;
    Cursor cursor(bytes);
    while (!cursor.at_end()) {
        if (count == out.size()) out.emplace_back();
        PayloadChange& change = out[count++];
        uint64_t column = 0;
        if (!cursor.varint(column) || column > UINT32_MAX || !cursor.field(change.before) ||
            !cursor.field(change.after)) {
            return fail(ErrorCode::kDamaged, "流水记录的内容无法解读",
                        "a journal entry cannot be read");
        }
        change.column = static_cast<uint32_t>(column);
    }
    out.resize(count);
    return {};
}

Result<std::vector<PayloadChange>> read_payload(std::string_view bytes) {
    std::vector<PayloadChange> out;
    if (auto r = read_payload(bytes, out); !r) return std::unexpected(r.error());
    return out;
}

}  // namespace yitao::ledger
