// What hooks need of a frame: who was used in it. The UI's own frame object carries one.
// A hook belongs to its call site, a 64-bit number (id stack and source location); a site that is passed several times
// in a frame counts its passes. The first use watches; a frame that ends without it lets go.
// Owned by the UI; may outlive the client.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/query/detail/query_observer_core.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

// What stays of a hook from frame to frame.
struct Slot {
  std::shared_ptr<ObserverCore> observer;                // of use()
  std::shared_ptr<class MutationObserverCore> mutation;  // of use_mutation()
  Subscription mutation_watch;
  std::shared_ptr<void> memo;  // of combine()
  std::uint64_t last_frame = 0;
  std::uint64_t epoch = 0;  // ClientCore::epoch() the observer was made in
};

class Frame {
 public:
  explicit Frame(QueryClient& client) : client_(client.core()) {}
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame();

  void begin();
  void end();
  bool is_open() const { return is_open_; }

  ResultBase use(std::uint64_t site, std::shared_ptr<ErasedOptions> options);
  std::shared_ptr<MutationObserverCore> use_mutation(std::uint64_t site, SharedMutationOptions options);
  std::shared_ptr<void>& memo(std::uint64_t site) { return slot(site).memo; }  // good for the frame

 private:
  Slot& slot(std::uint64_t site);

  std::shared_ptr<ClientCore> client_;
  std::unordered_map<std::uint64_t, Slot> slots_;
  std::vector<std::shared_ptr<Query>> held_;  // an observer moved off these in this frame; another may move onto them
  std::uint64_t frame_ = 0;
  bool is_open_ = false;
};

}  // namespace quern::query
