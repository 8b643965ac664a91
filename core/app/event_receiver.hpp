// Who makes of the events of the link what views show.
// Owned by App, told by its RealtimeClient.
#pragma once

#include "core/net/socket_frame.hpp"

namespace quern::app {

class EventReceiver {
 public:
  virtual ~EventReceiver() = default;
  virtual void on_event(const SocketFrame& frame) = 0;  // each once, in the order of the log
  virtual void on_resumed() = 0;                        // nothing was missed
  virtual void on_reset(bool is_first) = 0;             // all that was read before may be old
};

}  // namespace quern::app
