// The slow work on passwords, off the thread that answers: Argon2id in a pool (serve/runtime), a plain one in a simulation.
// Errors  Result: rate_limited when too many wait already, cancelled when the program ends.
#pragma once

#include <string>

#include "core/base/task.hpp"

namespace quern::serve {

class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  virtual Task<Result<std::string>> hash(std::string password) = 0;
  virtual Task<Result<bool>> verify(std::string password, std::string encoded) = 0;
  // A hash that no password matches and that takes as long to verify: for an address that nobody has.
  virtual std::string decoy() const = 0;
  virtual bool needs_rehash(const std::string& encoded) const = 0;
};

}  // namespace quern::serve
