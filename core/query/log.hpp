// What the library has to say that is nobody's answer: a callback that failed, stored data that cannot be read.
// Silent unless QueryClientOptions::log is given.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/query/detail/shared_function.hpp"

namespace quern::query {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

using LogHook = SharedFunction<void(LogLevel level, std::string_view text)>;

}  // namespace quern::query
