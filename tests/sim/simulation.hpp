// Several people and a server in one process, a bad network between them, one fake clock and one seed: the same run, step
// by step, for the same seed. After it has quietened, what each sees is held against what the server says.
// Source  RELIABILITY, "How it is shown".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/breakages.hpp"

namespace quern::test {

struct SimulationOptions {
  std::uint64_t seed = 1;
  int people = 3;
  int steps = 120;
  Breakage breakage = Breakage::none;
};

struct SimulationReport {
  std::vector<std::string> faults;  // what is wrong at the end; empty: nothing
  std::uint64_t fingerprint = 0;    // of all that is at the server and on screen at the end
  int written = 0;                  // messages
  int restarts = 0, reloads = 0, outages = 0;
};

SimulationReport simulate(const SimulationOptions& options);

}  // namespace quern::test
