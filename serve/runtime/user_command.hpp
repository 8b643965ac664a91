// serve user list | add EMAIL | reset-password EMAIL: people, by who runs the server; also while it serves, on the same
// database. A password is asked for where somebody sits at a terminal, else read as one line from stdin.
// Errors  validation for words that make no sense and for a value that the rules refuse; not_found, conflict; else server.
#pragma once

#include <string>
#include <vector>

#include "serve/runtime/options.hpp"

namespace quern::serve {

Result<void> user_command(const std::vector<std::string>& words, const Options& options);

}  // namespace quern::serve
