// CHECK(condition): a bug stops the request that met it, in release too. It throws Bug, which only
// the edge of a request (cli main, later the server) catches; the transaction rolls back.
#pragma once

#include <stdexcept>
#include <string>

namespace yitao {

class Bug : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void bug(const char* condition, const char* file, int line) {
    throw Bug(std::string(file) + ":" + std::to_string(line) + ": CHECK failed: " + condition);
}

}  // namespace yitao

#define CHECK(condition)                                              \
    do {                                                              \
        if (!(condition)) [[unlikely]]                                \
            ::yitao::bug(#condition, __FILE__, __LINE__);             \
    } while (false)
