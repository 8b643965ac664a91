// The server, put together: the files, the BFF and the backend behind one port.
// Shape   start() answers a running program; stop() drains and ends it. main.cpp adds the signals.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "serve/runtime/options.hpp"

namespace quern::serve {

class Program {
 public:
  // Errors: a sentence for the person, in `message`, that says what to do.
  static Result<std::unique_ptr<Program>> start(Options options, RequestLog& log);
  virtual ~Program() = default;

  virtual std::uint16_t port() const = 0;
  virtual std::uint16_t metrics_port() const = 0;  // 0 without
  virtual void stop() = 0;
};

}  // namespace quern::serve
