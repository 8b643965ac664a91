// What the world around the cache does: is the application in front of a person, is there a connection.
// Both start as yes. The platform says how it is, by client.on_focus() and on_online() or as an event source; what is set
// by hand counts before it, until it is set to nothing. Listeners hear changes only; the client is one of them for as
// long as it lives: coming back resumes what waited, then fetches what is stale.
//   client.focus().set_event_source([](Switch::Report report) {
//     return page.on_visibility([report](bool is_visible) { report(is_visible); });   // a Subscription: ends it
//   });
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "core/query/detail/shared_function.hpp"
#include "core/query/subscription.hpp"

namespace quern::query {

class Switch {
 public:
  using Report = SharedFunction<void(bool is_on)>;
  // Begins to listen to the platform, and goes on until the Subscription it answers is ended. May report at once.
  using EventSource = SharedFunction<Subscription(Report report)>;

  Switch();
  bool is_on() const { return state_->is_on; }
  void set(std::optional<bool> by_hand);  // nothing: as the platform says
  void report(bool is_on);                // the platform says so
  // Begun with the first listener, ended with the last, begun again with the next. A new one ends the old; none ends it.
  void set_event_source(EventSource source);
  Subscription subscribe(UniqueFunction<void(bool)> callback);

 private:
  struct State : std::enable_shared_from_this<State> {
    void settle();
    void begin();
    Listeners<bool> listeners;
    std::optional<bool> by_hand;
    bool reported = true;
    bool is_on = true;
    EventSource source;
    Subscription listening;
    std::uint64_t listening_id = 0;  // reports of a source before are nobody's
  };
  std::shared_ptr<State> state_;
};

class FocusManager : public Switch {
 public:
  bool is_focused() const { return is_on(); }
  void set_focused(std::optional<bool> is_focused) { set(is_focused); }
};

class OnlineManager : public Switch {
 public:
  bool is_online() const { return is_on(); }
  void set_online(std::optional<bool> is_online) { set(is_online); }
};

}  // namespace quern::query
