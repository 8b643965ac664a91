// The real server as a process.
#pragma once

#include <cstdint>

#include "tests/support/child_process.hpp"

namespace quern::test {

class ServeProcess : public ChildProcess {
 public:
  explicit ServeProcess(const std::vector<std::string>& arguments, Log log = Log::file,
                        const std::optional<std::string>& input = std::nullopt);
  std::uint16_t wait_for_port();  // from its first line; 0 when it ended instead
};

}  // namespace quern::test
