// A server that has the data directory: one writer, so what changes data goes through it, over its
// socket. Reading goes on beside it.
//
//     if (auto serving = Serving::find(common.data))
//         json::object done = TRY(serving->ask("POST", "/local/units", {{"csv", text}, …}));
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/commands.h"
#include "http/local_client.h"
#include "intake/import.h"

namespace yitao::cli {

// Of a data directory that is served.
std::string serving_socket(const std::string& folder);

class Serving {
  public:
    // Nothing where no server has it.
    static std::optional<Serving> find(const std::string& folder);
    // The answer's body; what the server refuses is an error as if it had been refused here.
    Result<boost::json::object> ask(const std::string& method, const std::string& path,
                                    const boost::json::object& body = {});
    // import, with the same progress on a terminal.
    Result<intake::ImportReport> import(const std::string& ledger, const std::string& file,
                                        const intake::ImportOptions& options);

  private:
    explicit Serving(http::LocalClient client) : client_(std::move(client)) {}
    http::LocalClient client_;
};

}  // namespace yitao::cli
