#include "formula/digest.h"

#include <string_view>
#include <variant>

#include "formula/coerce.h"

namespace yitao::formula {

namespace {

uint64_t mixed(uint64_t digest, std::string_view bytes) {
    for (const char c : bytes) {
        digest = (digest ^ static_cast<uint8_t>(c)) * 0x100000001B3U;
    }
    return digest ^ digest >> 29;
}

}  // namespace

uint64_t digest_of(uint64_t digest, const Value& value) {
    if (value.is_number()) {
        const double number = value.number();
        return mixed(mixed(digest, "n"), {reinterpret_cast<const char*>(&number), sizeof number});
    }
    const char kind = value.is_text() ? 't' : value.is_error() ? 'e' : value.is_blank() ? 'b' : 'l';
    return mixed(mixed(digest, {&kind, 1}), general_text(value));
}

uint64_t digest_of(uint64_t digest, const Operand& operand) {
    if (const auto* value = std::get_if<Value>(&operand)) return digest_of(digest, *value);
    for (const Value& value : std::get<MatrixPtr>(operand)->values) {
        digest = digest_of(digest, value);
    }
    return digest;
}

}  // namespace yitao::formula
