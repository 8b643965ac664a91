// What comes over the realtime socket, as far as core/net must understand it. What a frame's text means core/api knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace quern {

struct SocketFrame {
  std::string event;                // "message.created", "resumed", "reset", "pong"
  std::optional<std::int64_t> seq;  // its place in the person's log; none of what may be lost (typing, presence)
  std::string text;                 // the whole frame
};

// core/api has one.
using SocketFrameReader = Result<SocketFrame> (*)(std::string_view text);

}  // namespace quern
