// Projects of one owner: list, search, create, read, change, delete. Another's project is as good as none: 404.
// What changes goes to the owner's event log: project:updated, of a new one too, and project:deleted.
// Source  contract, section 3, "projects".
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {

class Projects {
 public:
  Projects(ProjectStore& store, EventLog& events, Scheduler& clock, Random& random)
      : store_(store),
        events_(events),
        clock_(clock),
        random_(random) {}

  Response list(Call& call);
  Response create(Call& call);  // 201; 200 with the project there is, when its client_id came before
  Response read(Call& call);
  Response update(Call& call);
  Response remove(Call& call);

 private:
  ProjectStore& store_;
  EventLog& events_;
  Scheduler& clock_;
  Random& random_;
};

}  // namespace quern::serve
