// One log of events a person, which their sockets read: what happened to anything they can see, numbered 1, 2, 3 …
// Written  inside the step, in the transaction of the work: no event without its work, no work without its event. What
//          take() gives after the commit goes to who listens; after a rollback there is nothing to give.
// Kept     24 h, and of each person the newest 10,000.
// Data     the table in core/api/event.hpp.
#pragma once

#include <string_view>
#include <vector>

#include "core/api/event.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/chat_store.hpp"

namespace quern::serve {

class EventLog {
 public:
  EventLog(EventStore& store, Scheduler& clock) : store_(store), clock_(clock) {}

  void add(const UserId& to, EventName event, std::string_view data);
  void add(const std::vector<UserId>& to, EventName event, std::string_view data);

  std::vector<LoggedEvent> take();  // those of the step, in the order they were added
  void sweep();

 private:
  EventStore& store_;
  Scheduler& clock_;
  std::vector<LoggedEvent> added_;
};

// "message.created", as frames spell it.
std::string_view format_event_name(EventName event);

}  // namespace quern::serve
