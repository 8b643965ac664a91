// What one socket, or one stream of events, may take.
#pragma once

#include <cstddef>

#include "core/base/time.hpp"

namespace quern::serve {

struct SocketLimits {
  std::size_t message_bytes = 64 * 1024;  // what browsers say over a socket is short; what is long comes by HTTP
  std::size_t queue_bytes = 1024 * 1024;  // a message counts with what it costs to keep
  Duration handshake{10'000};             // to take our 101
  Duration silence{60'000};               // pinged after half of it
  Duration close{5'000};                  // to answer our close, then it is cut
  Duration heartbeat{15'000};             // of a stream: a comment, when nothing else goes out
};

}  // namespace quern::serve
