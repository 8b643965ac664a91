// Other people, as everybody here sees them: found by name, never by address.
// Source  contract, section 3, "auth, user": GET /api/users, GET /api/users/:id.
#pragma once

#include "serve/backend/call.hpp"
#include "serve/backend/realtime.hpp"

namespace quern::serve {

class People {
 public:
  People(PersonStore& store, const Realtime& realtime) : store_(store), realtime_(realtime) {}

  Response list(Call& call);
  Response read(Call& call);

 private:
  PersonStore& store_;
  const Realtime& realtime_;
};

}  // namespace quern::serve
