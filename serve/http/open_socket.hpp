// What has taken a connection over for the rest of its life: a WebSocket, or a stream of events.
#pragma once

#include <cstddef>
#include <string>

#include "serve/http/socket.hpp"

namespace quern::serve {

class OpenSocket {
 public:
  virtual ~OpenSocket() = default;
  // From any thread.
  virtual void close(int code, std::string reason) = 0;
  virtual void cut() = 0;
};

// How it went, for the log.
struct SocketEnd {
  int code = close_code::without_close;
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
};

}  // namespace quern::serve
