// Puts events in the order of `seq`: each comes out once, and only after the one it follows.
// Owned by RealtimeClient. Without a place in the log all that is put in waits for one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/net/socket_frame.hpp"

namespace quern {

class EventOrder {
 public:
  std::optional<std::int64_t> place() const { return place_; }  // seq of the last one that came out
  std::int64_t newest() const;                                  // of all that came out or waits; 0: none

  void put(SocketFrame frame);  // it has a seq. One that came out, or waits already, is dropped
  std::optional<SocketFrame> take();
  bool has_gap() const { return !waiting_.empty(); }  // after take() gave nothing

  void move_to(std::int64_t place);  // what waits for an earlier place is dropped
  void drop_waiting() { waiting_.clear(); }
  void forget();

 private:
  std::optional<std::int64_t> place_;
  std::deque<SocketFrame> waiting_;  // by seq
};

}  // namespace quern
