// The state of the connection, as a person is told of it: nothing while all is well, else a banner.
// Shape   quiet for the first 2 s of trouble, so that a blink of the network shows nothing; offline at once. Once shown
//         it stays until all is well.
// Owned by App, who tells it of the link.
// Source  contract, section 4; reliability rule 17.
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
  Duration next_try_in{};         // waiting: whole seconds, upwards, at least one
  bool is_lasting = false;        // five tries failed: say that the server does not answer
  std::optional<WallTime> since;  // the last moment that all was well, in this session
  bool operator==(const ConnectionNotice&) const = default;
};

class Connection {
 public:
  explicit Connection(const Scheduler& scheduler) : scheduler_(scheduler) {}

  void on_link(const LinkStatus& status);
  const LinkStatus& link() const { return link_; }

  ConnectionNotice notice() const;
  // When the notice changes though nothing happens: the next second of the countdown, or the end of the quiet. None while
  // all is well, so that no frame is drawn for it.
  std::optional<Duration> next_change_in() const;

 private:
  bool is_quiet() const;

  const Scheduler& scheduler_;
  LinkStatus link_;
  std::optional<TimePoint> trouble_since_;
  std::optional<WallTime> well_until_;
};

}  // namespace quern::app
