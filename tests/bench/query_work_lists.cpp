// A list of messages: written before the server has said yes, and answered anew.
#include <immer/vector.hpp>

#include "core/base/sleep.hpp"
#include "tests/bench/query_work.hpp"
#include "tests/bench/query_work_world.hpp"

using namespace quern;
using namespace quern::bench;
using namespace quern::query;

namespace {

using Messages = immer::vector<MessagePointer>;
const Key list_key{"messages"};

MessagePointer message(int number, bool is_edited = false) {
  return std::make_shared<const Message>(number, "person " + std::to_string(number % 100),
                                         "what is said in message " + std::to_string(number), is_edited);
}

// A write that the server refuses: the layer is shown, and lifted.
MutationOptions<int, int> refused() {
  MutationOptions<int, int> edit;
  edit.gc_time = Duration{0};
  edit.fetch = [](int, MutationContext) -> Task<Result<int>> {
    co_await sleep(world->scheduler, Duration{1});  // no server answers in the turn that it was asked in
    co_return fail(ErrorKind::network, "refused");
  };
  edit.optimistic = [](OptimisticPatches& patches, const int& number) {
    patches.update<Messages>(
        list_key,
        [number](const Messages& before) {
          return before.set(static_cast<std::size_t>(number), message(number, true));
        },
        Match::exact);
  };
  return edit;
}

}  // namespace

void query_open_list(int count) {
  query_open(0, -1);
  Messages list;
  for (int i = 0; i < count; ++i) list = std::move(list).push_back(message(i));
  world->client.set_data<Messages>(list_key, std::move(list));
}

// Twice a round, and in the end what was there before.
int query_refuse(int n) {
  const auto before = world->client.get_data<Messages>(list_key);
  QueryObserver<Messages> observer{world->client, {.key = list_key, .enabled = false}};
  int told = 0;
  const auto subscription = observer.subscribe([&](const auto&) { ++told; });
  const auto edit = refused();
  for (int i = 0; i < n; ++i) {
    world->client.mutate(edit, static_cast<int>(before->size() / 2)).detach();
    world->scheduler.advance(Duration{1});
  }
  return world->client.get_data<Messages>(list_key) == before ? told : -1;
}

// Each answer has all messages anew, and one more that is edited than the one before.
void query_open_shared(int count, int answers) {
  query_open(0, -1);
  for (int edited = 0; edited <= answers; ++edited) {
    MessageList list;
    for (int i = 0; i < count; ++i) list.push_back(message(i, i < edited));
    world->answers.push_back(std::make_shared<const MessageList>(std::move(list)));
  }
  world->client.set_data<MessageList>(list_key, world->answers.front());
}

int query_share() {
  const auto first = world->client.get_data<MessageList>(list_key);
  QueryObserver<MessageList> observer{world->client, {.key = list_key, .enabled = false}};
  int told = 0, kept = 0;
  const auto subscription = observer.subscribe([&](const auto&) { ++told; });
  const auto answers = std::exchange(world->answers, {});
  for (std::size_t i = 1; i < answers.size(); ++i) world->client.set_data<MessageList>(list_key, answers[i]);
  const auto last = world->client.get_data<MessageList>(list_key);
  for (std::size_t i = 0; i < first->size(); ++i) kept += (*first)[i] == (*last)[i] ? 1 : 0;
  return static_cast<std::size_t>(told) + 1 == answers.size() ? kept : -1;
}
