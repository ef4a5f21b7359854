// The three kinds of failure (docs/decisions): expected ones are values of this header, bugs are
// CHECKs, library exceptions are turned into the first kind where they arise.
//
//     Result<Date> date = parse_date(text);
//     if (!date) return std::unexpected(date.error());      // or: Date d = TRY(parse_date(text));
//
// Every Error speaks Chinese and English; `place` says where (row, cell, file:line).
#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace yitao {

struct Message {
    std::string zh;
    std::string en;
};

enum class ErrorCode {
    kInvalid,      // cannot be read as what it should be
    kNotFound,     // a name, file or code that does not exist
    kConflict,     // contradicts what is already there
    kLimit,        // over a bound of limits.h
    kUnsupported,  // understood, not handled: the message says what to do instead
    kDamaged,      // a file or database whose content contradicts itself
    kBusy,         // locked by another process
    kIo,           // the machine refused: disk full, no permission
};

struct Error {
    ErrorCode code = ErrorCode::kInvalid;
    Message message;
    std::string place;

    // "place: message", Chinese then English on one line.
    [[nodiscard]] std::string text() const;
    // Puts a wider place before the one already there ("ledger.toml" + "line 3").
    [[nodiscard]] Error within(std::string_view outer) &&;
};

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string zh, std::string en,
                                                 std::string place = {}) {
    return std::unexpected(Error{code, {std::move(zh), std::move(en)}, std::move(place)});
}

}  // namespace yitao

// Value of a Result, or return its error from the enclosing function.
#define TRY(expression)                                                      \
    ({                                                                       \
        auto try_result_ = (expression);                                     \
        if (!try_result_) [[unlikely]]                                       \
            return std::unexpected(std::move(try_result_).error());          \
        *std::move(try_result_);                                             \
    })

// The same, with the place of the error widened by `outer`.
#define TRY_WITHIN(expression, outer)                                             \
    ({                                                                            \
        auto try_result_ = (expression);                                          \
        if (!try_result_) [[unlikely]]                                            \
            return std::unexpected(std::move(try_result_).error().within(outer)); \
        *std::move(try_result_);                                                  \
    })
