#include "cli/cli.h"

int main(int argc, char** argv) { return yitao::cli::run(argc, argv); }
