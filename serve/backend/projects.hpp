// Projects of one owner: list, search, create, read, change, delete. Another's project is as good as none: 404.
// Source  contract, section 3, "projects".
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"

namespace quern::serve {

class Projects {
 public:
  Projects(ProjectStore& store, Scheduler& clock, Random& random) : store_(store), clock_(clock), random_(random) {}

  Response list(Call& call);
  Response create(Call& call);  // 201; 200 with the project there is, when its client_id came before
  Response read(Call& call);
  Response update(Call& call);
  Response remove(Call& call);

 private:
  ProjectStore& store_;
  Scheduler& clock_;
  Random& random_;
};

}  // namespace quern::serve
