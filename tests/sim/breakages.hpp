// Faults that are put in on purpose, to see that the simulation finds them: each does to what passes the wire, or to the
// server's memory, what a bug in the client or the server would.
#pragma once

#include <array>
#include <string_view>

#include "tests/sim/sim_person.hpp"

namespace quern::test {

enum class Breakage {
  none,
  new_key_each_try,       // a client that makes a new idempotency key and client_id for each try
  lost_event,             // a server that forgets to log some events
  lost_read_marks,        // a server that answers a read mark and does not keep it
  short_page,             // a server whose pages lack a row
  versions_stand_still,   // a server that does not count its changes
  refusal_that_was_done,  // a 5xx that says it is final, though the work was done
};
inline constexpr std::array breakages = {Breakage::new_key_each_try,     Breakage::lost_event,
                                         Breakage::lost_read_marks,      Breakage::short_page,
                                         Breakage::versions_stand_still, Breakage::refusal_that_was_done};
std::string_view name_of(Breakage breakage);

// Lasts as long as the person's wire.
void break_wire(Wire& wire, Breakage breakage, Random& random);

}  // namespace quern::test
