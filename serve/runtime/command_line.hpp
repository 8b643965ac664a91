// What `serve` does besides serving: serve backup, restore, user, tool.
// Shape   the first word names the command; what follows it are its own words and then options, as everywhere.
// Ends    each answers the exit code: 0 done, 1 it could not be done, 2 it was not understood.
#pragma once

#include "serve/runtime/options.hpp"

namespace quern::serve {

struct Command {
  std::string_view name;
  int (*run)(Surroundings surroundings);  // its arguments begin after the name
};

// nullptr for words that are none: then it serves.
const Command* find_command(std::string_view name);

}  // namespace quern::serve
