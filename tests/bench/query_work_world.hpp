// The client that the work of query_work.hpp is done on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/query/hydration.hpp"
#include "core/query/queries_observer.hpp"
#include "core/query/query_observer.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::bench {

struct Message {
  int number;
  std::string author;
  std::string text;
  bool is_edited = false;
  bool operator==(const Message&) const = default;
};
using MessagePointer = std::shared_ptr<const Message>;
using MessageList = std::vector<MessagePointer>;

inline query::Key key_of(int number) { return {"projects", "group " + std::to_string(number / 10), number % 10}; }

struct World {
  explicit World(Duration gc_time) : client{scheduler, {.defaults = {.gc_time = gc_time}}} {}
  test::FakeScheduler scheduler;
  query::QueryClient client;
  int size = 0;
  int told = 0;
  std::vector<std::unique_ptr<query::QueryObserver<int>>> observers;
  std::unique_ptr<query::QueriesObserver<int, int, int>> sum;
  std::vector<query::Subscription> subscriptions;
  query::Codecs codecs;
  query::DehydratedState state;
  std::vector<std::shared_ptr<const MessageList>> answers;  // what a server says, one after another
};

inline std::unique_ptr<World> world;

}  // namespace quern::bench
