// One resume a person, in versions: read it, save it, look at older ones. To restore an older one is to save it again.
// Stale   a save says by If-Match which version it was written over; where that is no longer the newest one, it is 409 with
//         the newest version in the answer's ETag and body, and nothing changes. Without If-Match a first resume alone is
//         taken: 400 otherwise.
// Kept    the newest 500 versions. A save that changes nothing makes none.
// Source  contract, section 3, "resume".
#pragma once

#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {

class Resumes {
 public:
  Resumes(ResumeStore& store, EventLog& events, Scheduler& clock) : store_(store), events_(events), clock_(clock) {}

  Response read(Call& call);
  Response save(Call& call);
  Response list(Call& call);
  Response read_version(Call& call);
  // In a step of another: as the next version, whatever the newest is.
  ResumeVersion append(const UserId& owner, const Resume& resume);

 private:
  ResumeStore& store_;
  EventLog& events_;
  Scheduler& clock_;
};

}  // namespace quern::serve
