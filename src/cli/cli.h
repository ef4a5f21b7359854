// The `yitao` program: reads the command line and runs one command.
#pragma once

namespace yitao::cli {

int run(int argc, char** argv);

}  // namespace yitao::cli
