// What each event makes of what is cached, one a line.
// Shape   an event that is newer than what is here changes it; an older one changes nothing: order does not matter.
//         One that is not understood is skipped and counted, never an error.
// Gaps    a reset reads anew what is shown. After a resume in which something was replayed the counters come from the
//         server again; signs without seq (typing, presence) are not replayed and were missed.
// Owned by App, told by its RealtimeClient. Source: contract, sections 4 and 5; reliability rules 4, 7, 11, 15, 18;
// docs/decisions/0016-outbox-and-event-rules.md.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "core/api/event.hpp"
#include "core/app/chats.hpp"
#include "core/app/event_receiver.hpp"

namespace quern::app {

class EventRules final : public EventReceiver {
 public:
  struct Environment {
    query::QueryClient& client;
    Rereader& rereader;
    Chats& chats;
    HistoryLoader& histories;
    std::function<bool()> is_live;  // false: what comes is replayed
  };
  // False: the frame is not what its name says.
  struct Rule {
    EventName event;
    bool (*apply)(const Environment& environment, std::string_view frame);
  };
  static std::span<const Rule> rules();

  explicit EventRules(Environment environment) : environment_(std::move(environment)) {}

  void on_event(const SocketFrame& frame) override;
  void on_resumed() override;
  void on_reset(bool is_first) override;
  std::uint64_t skipped() const { return skipped_; }

 private:
  void read_failed();

  Environment environment_;
  bool was_replayed_ = false;
  std::uint64_t skipped_ = 0;
};

}  // namespace quern::app
