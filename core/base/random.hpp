// Where ids and jitter come from: the platform's generator, or a seeded one in tests and simulation.
#pragma once

#include <cstdint>
#include <string>

namespace quern {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;  // 64 uniform bits; the platform's are fit for secrets
};

// A random (version 4) UUID, lower case: "0f8fad5b-d9cb-469f-a165-70867728950e".
std::string make_uuid(Random& random);

}  // namespace quern
