// What the library has to say that is nobody's answer: a callback that failed, stored data that cannot be read, a query
// that has no function to fetch with. Silent unless QueryClientOptions::log is given. What a call answers is not logged.
// `text` is one line of English for whoever runs the program, good for the call only. It may come in the middle of a
// change: the hook writes it down, and does not call the client.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/query/detail/shared_function.hpp"

namespace quern::query {

enum class LogLevel : std::uint8_t {
  debug,
  info,
  warning,  // the library helped itself; somebody should look
  error,    // something did not happen that should have
};

using LogHook = SharedFunction<void(LogLevel level, std::string_view text)>;

}  // namespace quern::query
