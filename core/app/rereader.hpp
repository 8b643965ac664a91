// Reads anew what is out of date, until it has been read: a query's own repeats end after some seconds, and nothing else
// would notice that what is shown is still old.
// Shape   reread() invalidates all under a prefix; while a read of it fails for a while (network, 5xx), again after 2 s,
//         4 s, … at most 30 s. Asked for while it reads, it reads once more at the end: however many events come, two
//         reads one after the other are enough.
// Owned by App; ends with forget(), or with it.
#pragma once

#include <map>
#include <string>

#include "core/base/scheduler.hpp"
#include "core/base/stop_token.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

class Rereader {
 public:
  Rereader(Scheduler& scheduler, query::QueryClient& client) : scheduler_(scheduler), client_(client) {}
  ~Rereader() { forget(); }
  Rereader(const Rereader&) = delete;
  Rereader& operator=(const Rereader&) = delete;

  void reread(const query::Key& prefix);
  bool is_reading(const query::Key& prefix) const { return running_.contains(prefix.to_string()); }
  void forget();

 private:
  struct Run {
    StopSource stop;
    bool is_reading = true;  // false: it waits after a failure
    bool is_wanted_again = false;
  };
  static Task<void> run(Rereader* self, query::Key prefix, StopToken stop);

  Scheduler& scheduler_;
  query::QueryClient& client_;
  std::map<std::string, Run> running_;  // by the prefix as text
};

}  // namespace quern::app
