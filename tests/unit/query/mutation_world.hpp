// The words of the tests of writes: a server for them, a log of what happened, and places that write.
#pragma once

#include "core/query/mutation_observer.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {

using Log = std::vector<std::string>;
using Options = MutationOptions<std::string, std::string>;
using Calls = MutateCallbacks<std::string, std::string>;

// What a place shows, as text: "idle", "pending a", "pending a paused", "success a saved", "error a no".
inline std::string describe(const MutationResult<std::string, std::string>& result) {
  constexpr const char* names[] = {"idle", "pending", "error", "success"};
  std::string text = names[static_cast<int>(result.status())];
  if (result.variables()) text += " " + *result.variables();
  if (result.is_paused()) text += " paused";
  if (result.data()) text += " " + *result.data();
  if (result.is_error()) text += " " + result.error().message;
  return text;
}

class MutationWorld : public World {
 public:
  using World::World;
  std::vector<std::string> log;
  std::vector<Result<std::string>> answers;  // one a try, the last for ever

  Options save(Options options = {}) {
    options.fetch = [this](std::string variables, MutationContext) { return send(this, std::move(variables)); };
    return options;
  }
  Options logged(Options options = {}) {
    options.on_mutate = [this](const std::string& v, MutationContext&) { log.push_back("mutate " + v); };
    options.on_success = [this](const std::string& answer, const std::string& v, MutationContext&) {
      log.push_back("success " + v + " " + answer);
    };
    options.on_error = [this](const Error& error, const std::string&, MutationContext&) {
      log.push_back("error " + error.message);
    };
    options.on_settled = [this](const Error* error, const std::string& v, MutationContext&) {
      log.push_back(std::string("settled ") + (error ? "badly " : "well ") + v);
    };
    return save(std::move(options));
  }
  // The callbacks of one call, logged after its name.
  Calls calls(const std::string& name) {
    Calls calls;
    calls.on_success = [this, name](const std::string& answer, const std::string& v, MutationContext&) {
      log.push_back(name + ": success " + v + " " + answer);
    };
    calls.on_error = [this, name](const Error& error, const std::string&, MutationContext&) {
      log.push_back(name + ": error " + error.message);
    };
    calls.on_settled = [this, name](const Error* error, const std::string&, MutationContext&) {
      log.push_back(name + ": settled " + (error ? "badly" : "well"));
    };
    return calls;
  }
  std::shared_ptr<Answer> mutate(const Options& options, std::string variables) {
    auto answer = std::make_shared<Answer>();
    remember(client.mutate(options, std::move(variables)), answer).detach();
    return answer;
  }
  const MutationState& state() { return client.find_mutations().back()->state(); }
  Log take_log() { return std::exchange(log, {}); }

  static Task<void> remember(WriteAnswer<std::string> task, std::shared_ptr<Answer> answer) {
    const auto data = co_await task;
    answer->text = data ? *data : "error: " + data.error().message;
  }

 private:
  static Task<Result<std::string>> send(MutationWorld* world, std::string variables) {
    world->log.push_back("send " + variables);
    Result<std::string> answer = "saved";
    if (!world->answers.empty()) answer = world->answers.front();
    if (world->answers.size() > 1) world->answers.erase(world->answers.begin());
    if (auto waited = co_await sleep(world->scheduler, latency); !waited) co_return quern::fail(waited.error());
    co_return answer;
  }
};

// A place in a view that writes.
struct Place {
  explicit Place(MutationWorld& world_) : world(world_), frame(world_.client) {}
  MutationHandle<std::string, std::string> draw(Options options) {
    last = std::move(options);
    return draw();
  }
  MutationHandle<std::string, std::string> draw() {
    frame.begin();
    auto handle = use_mutation(frame, 1, last);
    frame.end();
    return handle;
  }
  void draw_without() {
    frame.begin();
    frame.end();
  }
  MutationWorld& world;
  Frame frame;
  Options last;
};

}  // namespace quern::query
