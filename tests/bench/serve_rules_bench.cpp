// The server's rules without a socket: messages written, told to everybody who listens, and told again to who was away.
// Run      build/native-release/tests/bench/serve_rules_bench
// Disk     a file with synchronous=FULL, as it serves: an fsync a message. Memory: what the rules themselves cost.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>

#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

// Reads at once, and keeps nothing.
class CountingPeer final : public serve::SocketPeer {
 public:
  explicit CountingPeer(Scheduler& clock) : clock_(clock) {}
  void send(std::shared_ptr<const std::string> text) override { bytes += text->size(), ++frames; }
  void when_drained(UniqueFunction<void()> next) override { clock_.post(std::move(next)); }
  void close(int, std::string) override {}

  std::size_t bytes = 0, frames = 0;

 private:
  Scheduler& clock_;
};

struct Listener {
  std::shared_ptr<CountingPeer> peer;
  std::shared_ptr<serve::SocketListener> socket;
  void resume(const std::string& op) const {
    socket->on_text(op, [] {});
  }
};

// From an address of their own: so many from one are slowed down.
Somebody join(ChatWorld& world, int number) {
  world.address = "192.0.2." + std::to_string(number);
  return world.join("Somebody");
}

Listener listen(ChatWorld& world, const Somebody& person) {
  world.cookie = person.cookie;
  auto peer = std::make_shared<CountingPeer>(world.clock);
  auto socket = world.decide_socket().accept(peer);
  return {std::move(peer), std::move(socket)};
}

std::string temporary_file() {
  return (std::filesystem::temp_directory_path() / ("quern-serve-bench-" + std::to_string(std::rand()) + ".db"))
      .string();
}

void send_messages(benchmark::State& state, const std::string& path) {
  {
    ChatWorld world{{}, path};
    const auto anna = world.join("Anna"), boris = world.join("Boris");
    const auto chat = world.make_chat(anna, boris).member("id");
    for (auto _ : state) benchmark::DoNotOptimize(world.write(anna, chat, "A short message of forty letters or so."));
    state.SetItemsProcessed(state.iterations());
  }
  for (const auto* end : {"", "-wal", "-shm"}) std::remove((path + end).c_str());
}

void BM_SendMessageInMemory(benchmark::State& state) { send_messages(state, ":memory:"); }
BENCHMARK(BM_SendMessageInMemory)->Unit(benchmark::kMicrosecond);

void BM_SendMessageOnDisk(benchmark::State& state) { send_messages(state, temporary_file()); }
BENCHMARK(BM_SendMessageOnDisk)->Unit(benchmark::kMicrosecond)->UseRealTime();

// A group, everybody listening; items are frames told.
void BM_FanOut(benchmark::State& state) {
  ChatWorld world;
  std::vector<Somebody> people;
  std::vector<Listener> listeners;
  std::string ids;
  for (int i = 0; i < state.range(0); ++i) {
    people.push_back(join(world, i));
    ids += (ids.empty() ? "\"" : ",\"") + people.back().id + '"';
    listeners.push_back(listen(world, people.back()));
    listeners.back().resume(R"({"op":"resume"})");
  }
  const auto chat = world
                        .as(people[0], "POST", "/api/chats",
                            R"({"title":"All","is_group":true,"member_ids":[)" + ids + R"(],"client_id":")" +
                                world.new_uuid() + R"("})")
                        .member("id");
  for (auto _ : state)
    benchmark::DoNotOptimize(world.write(people[0], chat, "A short message of forty letters or so."));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_FanOut)->Arg(2)->Arg(10)->Arg(100)->Unit(benchmark::kMicrosecond);

// Somebody comes back to 10,000 events; items are events.
void BM_Replay(benchmark::State& state) {
  constexpr std::int64_t count = 10'000;
  ChatWorld world;
  const auto anna = world.join("Anna");
  const std::string data = R"({"content":")" + std::string(400, 'x') + R"("})";
  world.store->work.begin();
  for (std::int64_t i = 1; i <= count; ++i) {
    const UserId id{anna.id};
    const auto seq = world.store->events.take_seq(id);
    world.store->events.insert({.to = id, .seq = seq, .frame = format_frame("message.created", data, seq)}, {});
  }
  world.store->work.commit();
  const auto listener = listen(world, anna);
  for (auto _ : state) {
    listener.resume(R"({"op":"resume","since":0})");
    world.clock.settle();
    world.clock.advance(std::chrono::seconds{1});
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(listener.peer->frames));
  state.SetBytesProcessed(static_cast<std::int64_t>(listener.peer->bytes));
}
BENCHMARK(BM_Replay)->Unit(benchmark::kMillisecond);

// The list of 100 chats, each with a message unread.
void BM_ListChats(benchmark::State& state) {
  ChatWorld world;
  const auto anna = join(world, 0);
  for (int i = 0; i < 100; ++i) {
    const auto other = join(world, i + 1);
    world.write(other, world.make_chat(other, anna).member("id"), "Hello");
  }
  for (auto _ : state) benchmark::DoNotOptimize(world.as(anna, "GET", "/api/chats?limit=100"));
}
BENCHMARK(BM_ListChats)->Unit(benchmark::kMicrosecond);

// A page of twenty projects, from the cookie to the JSON, on a file.
void BM_ListProjects(benchmark::State& state) {
  const auto path = temporary_file();
  {
    ChatWorld world{{}, path};
    const auto anna = join(world, 0);
    for (int i = 0; i < 20; ++i) {
      world.as(anna, "POST", "/api/projects", R"({"name":"A project","description":"Some words of it"})");
    }
    for (auto _ : state) benchmark::DoNotOptimize(world.as(anna, "GET", "/api/projects"));
  }
  for (const auto* end : {"", "-wal", "-shm"}) std::remove((path + end).c_str());
}
BENCHMARK(BM_ListProjects)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace quern::test
