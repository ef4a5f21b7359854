#include "base/result.h"

namespace yitao {

std::string Error::text() const {
    std::string both = message.zh;
    if (!message.en.empty() && message.en != message.zh) both += " / " + message.en;
    return place.empty() ? both : place + ": " + both;
}

Error Error::within(std::string_view outer) && {
    place = place.empty() ? std::string(outer) : fmt::format("{}: {}", outer, place);
    return std::move(*this);
}

}  // namespace yitao
