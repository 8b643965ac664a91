// Slows down who keeps failing: after `free_tries` each further one must wait twice as long as the one before.
// Never locks out: the wait ends by itself, and a quiet `memory` forgets it. Holds at most `max_names` names, oldest out.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/time.hpp"

namespace quern::serve {

struct ThrottleOptions {
  int free_tries = 5;
  Duration first_wait{1'000};
  Duration longest_wait{900'000};
  Duration memory{3'600'000};
  std::size_t max_names = 10'000;
};

class Throttle {
 public:
  explicit Throttle(ThrottleOptions options) : options_(options) {}

  // Counts a try as failed until forgive() says otherwise. The wait that is left when it is too early; it then does not count.
  std::optional<Duration> try_now(const std::string& name, TimePoint now);
  void forgive(const std::string& name);  // all of them
  void forgive_one(const std::string& name);

 private:
  struct Entry {
    int tries = 0;
    TimePoint last{};
    TimePoint open_at{};
  };
  void make_room(TimePoint now);
  Duration wait_after(int tries) const;

  ThrottleOptions options_;
  std::map<std::string, Entry> entries_;
};

}  // namespace quern::serve
