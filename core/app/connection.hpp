// The state of the connection, as a person is told of it: nothing while all is well, else a banner.
// Shape   quiet for the first 2 s of trouble, so that a blink of the network shows nothing; offline at once.
#pragma once

#include <cstdint>
#include <optional>

#include "core/net/realtime_client.hpp"

namespace quern::app {

struct ConnectionNotice {
  enum class Kind : std::uint8_t {
    none,
    offline,       // this machine has no network
    reconnecting,  // a try is under way
    waiting,       // `next_try_in` counts down; "retry now" makes sense
  };
  Kind kind = Kind::none;
  Duration next_try_in{};         // whole seconds are shown, upwards
  bool is_lasting = false;        // five tries failed: say that the server does not answer
  std::optional<WallTime> since;  // the last moment that all was well
};

ConnectionNotice notice_of(const LinkStatus& status, TimePoint now);

}  // namespace quern::app
