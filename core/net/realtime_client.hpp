// The one socket of a session, kept open: it subscribes, confirms, orders what comes, and comes back by itself.
// Shape   start() opens /api/ws and sends {"op":"resume"}; on_event() then has every event of the person's log once and in
//         the order of seq. Ahead of the next number one waits 500 ms for stragglers, then is asked for anew; an old one
//         is dropped. Events without seq (typing, presence) pass as they come.
// Gaps    on_resumed(): nothing was missed since the last event. on_reset(): the server no longer has what was missed;
//         the receiver re-reads what it shows, and events go on from here. The first connection of a session is a reset
//         without a past: `is_first`. A number that two resumes did not bring is told as a reset.
// Life    a ping every 20 s, and at once on focus, on wake and online; no answer in 10 s counts as a close. After one:
//         1 s, 2 s, 4 s … at most 30 s, with jitter, at once on focus or online. A handshake that failed asks
//         `check_session` before the next try; where the session is over it stops.
// Calls   RealtimeEvents may do all they like: stop it, start it, destroy it.
// Source  contract, section 4; reliability rules 2, 6, 17; docs/decisions/0014-realtime-client.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/base/task.hpp"
#include "core/net/socket_frame.hpp"
#include "core/net/socket_transport.hpp"

namespace quern {

enum class LinkState : std::uint8_t {
  stopped,     // nobody is signed in
  connecting,  // the handshake, or the wait for `resumed`
  live,        // all events arrive
  waiting,     // for the next try: `next_try`
  offline,     // the platform says there is no network; no tries
};

struct LinkStatus {
  LinkState state = LinkState::stopped;
  int failures = 0;                   // tries in a row without `resumed`
  std::optional<TimePoint> next_try;  // waiting: when
  bool operator==(const LinkStatus&) const = default;
};

class RealtimeEvents {
 public:
  virtual void on_event(const SocketFrame& frame) = 0;
  virtual void on_resumed() = 0;
  virtual void on_reset(bool is_first) = 0;
  virtual void on_link(const LinkStatus& status) = 0;

 protected:
  ~RealtimeEvents() = default;
};

class RealtimeClient {
 public:
  struct Environment {
    SocketTransport& transport;
    Scheduler& scheduler;
    Random& random;
    SocketFrameReader read_frame;
    // Is there still a session? True also where it cannot be asked. It ends: with a deadline of its own.
    std::function<Task<bool>()> check_session;
  };

  RealtimeClient(Environment environment, RealtimeEvents& events);
  ~RealtimeClient();
  RealtimeClient(const RealtimeClient&) = delete;
  RealtimeClient& operator=(const RealtimeClient&) = delete;

  void start();  // somebody signed in; does nothing while it runs
  void stop();   // they left: the socket closes, and the place in the log is forgotten
  void retry_now();
  void on_focus();  // also on wake
  void on_online(bool is_online);

  void send(std::string op);  // one operation as JSON text; dropped unless live
  const LinkStatus& status() const;
  std::uint64_t skipped() const;  // frames that were none of ours

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // a call under way outlives the client
};

}  // namespace quern
