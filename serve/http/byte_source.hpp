// Bytes at rest, read piece by piece: a file on disk in the program, a string in a simulation.
// Threads read() may be called from any thread, by several at once; it may wait for a disk.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/base/error.hpp"

namespace quern::serve {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `into` from `offset` on; answers how much, less only at the end. Errors: server, when the disk fails.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const = 0;
};

}  // namespace quern::serve
