// Queries and paused writes that outlive the program, over a Storage: one record a query, written when it changed.
//   Persister persister{client, codecs, storage};
//   co_await persister.restore();              // what is stored is there, as bytes until somebody asks for it
//   co_await persister.flush();                // the page is about to be frozen
// Saving begins when restore() has ended. Changes are written `throttle` after the first of them, never two writes at
// once, and of several changes of a query the last. Collection from memory deletes nothing from storage; remove(),
// reset() and clear() do, clear() all that is stored. Records that are broken, expired, of another buster, codec or
// version of the library are removed, with a line in the log.
// A write is kept from when it was paused until it settled: one that was sent, and whose answer nobody saw, is sent again.
// Owned by the program. Codecs, storage and the client's scheduler outlive it and what it has begun.
// Errors  never thrown nor answered: status().error is the last one, until all was written well again; also logged.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/storage.hpp"
#include "core/query/codec.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

struct PersistOptions {
  Duration throttle{1000};
  Duration max_age{std::chrono::hours{24}};     // of data; a write does not expire
  std::string buster{};                         // records of another are removed
  SharedFunction<bool(const Query&)> filter{};  // those that succeeded, where it says yes
  std::string prefix = "query/";                // of the names in the storage
  std::string mutation_prefix = "mutation/";
};

struct PersistStatus {
  bool is_restored = false;
  bool is_writing = false;
  std::size_t stored = 0;   // queries
  std::size_t waiting = 0;  // changes not written yet
  std::size_t dropped_for_space = 0;
  std::optional<Error> error{};
};

class Persister {
 public:
  Persister(QueryClient& client, const Codecs& codecs, Storage& storage, PersistOptions options = {});
  Persister(const Persister&) = delete;
  Persister& operator=(const Persister&) = delete;
  ~Persister();  // what waits is not written any more: flush() before

  Task<void> restore();  // once
  Task<void> flush();    // writes what waits; ends when it is stored, or could not be
  PersistStatus status() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace quern::query
