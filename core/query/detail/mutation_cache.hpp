// All writes of a client, in the order they were made, and the queue of each scope.
// Settled ones leave their queue at once; the first of a queue is the one whose turn it is.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/query/client_options.hpp"
#include "core/query/filters.hpp"
#include "core/query/mutation.hpp"

namespace quern::query {

// Those of one scope, linked through the mutations. Owned by the cache while somebody is in it.
struct MutationQueue {
  const std::string* scope = nullptr;
  Mutation* first = nullptr;
  Mutation* last = nullptr;
};

// A write of a life before, as it was stored. See MutationCache::restore.
struct RestoredMutation {
  Key key{};            // names the defaults that know how to send it
  AnyData variables{};  // of the defaults' V
  std::string scope{};
  AnyData context{};         // what on_mutate had kept
  TimePoint submitted_at{};  // on this client's clock: before its start where it was made before
  int failure_count = 0;
  SharedError failure_reason{};
  Meta meta{};
};

class MutationCache {
 public:
  enum Callback : std::uint8_t { on_mutate, on_success, on_error, on_settled };

  MutationCache(std::shared_ptr<Runtime> runtime, LayerStack& layers, const MutationCallbacks& callbacks);

  std::shared_ptr<Mutation> add(SharedMutationOptions options, const Data& variables);
  std::vector<std::shared_ptr<Mutation>> find_all(const MutationFilter& filter) const;  // oldest first
  void clear();    // forgets all; those that run end without anybody hearing of it
  void abandon();  // the client ends

  // Lets those go on that wait for a connection, or were restored, and calls `done` when they have settled: at once
  // while there is no connection, and nothing goes on.
  void resume_paused(UniqueFunction<void()> done);

  // Takes up a write that was stored while it was pending. It is pending and paused, its optimistic layer laid, last of
  // its scope; QueryClient::resume_paused_mutations(), the return of the connection or of the focus lets it go on: its
  // function is called with the stored variables and context, then on_success or on_error, and on_settled; on_mutate is
  // not called again.
  //   client.set_mutation_defaults(Key{"messages", "send"}, send_message(api));   // how, at the program's start
  //   client.core()->mutations().restore({.key = …, .variables = {data, codec->type}, .scope = "chat 1", …});
  //   client.resume_paused_mutations();                                           // when all were restored
  // Null, and a line in the log, where the defaults of its key take other variables. Without defaults it is kept; it
  // fails when it is resumed, unless they have been set by then.
  std::shared_ptr<Mutation> restore(RestoredMutation saved);

  SharedMutationOptions completed(SharedMutationOptions options) const;  // with the defaults of their key
  // See QueryClient::set_mutation_defaults.
  void set_defaults(Key prefix, SharedMutationOptions defaults);

 private:
  friend class Mutation;
  void remove(Mutation& mutation);  // one that settled
  void join_scope(Mutation& mutation, std::string scope);
  void leave_scope(Mutation& mutation);
  struct Turns {
    std::vector<std::shared_ptr<Mutation>> waiting;
    bool is_being_given = false;
  };
  static void give_turn(std::shared_ptr<Turns> turns, std::shared_ptr<Mutation> next);
  std::shared_ptr<Mutation> make(SharedMutationOptions options);

  std::shared_ptr<Runtime> runtime_;
  LayerStack& layers_;
  std::array<detail::ErasedCacheCallback, 4> callbacks_;
  std::map<std::uint64_t, std::shared_ptr<Mutation>> mutations_;
  std::map<std::string, MutationQueue> scopes_;
  std::shared_ptr<Turns> turns_ = std::make_shared<Turns>();
  std::uint64_t last_id_ = 0;
  // Fills what options leave open; false where defaults have other types. Null until there are defaults.
  SharedFunction<bool(ErasedMutationOptions&)> complete_;
  std::shared_ptr<class MutationDefaultsTable> defaults_;
};

}  // namespace quern::query
