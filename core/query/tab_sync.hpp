// What the clients of one program in several tabs know, kept the same: data, invalidation, reset, removal and clear() travel
// over a channel; BroadcastChannel in a browser, anything that carries bytes elsewhere.
//   TabSync sync{client, channel, codecs, {.tab = random.next(), .scope = user_id}};
// Once a turn, one message: what was asked of the client by filter, and the data that changed, as it is by then. Of data the
// newest counts, in every tab alike. What came from a tab is not sent on; what a listener does because of it is.
//   sent      data of types with a codec, fetched or set by hand; never a pending query, an error, an optimistic layer.
//   received  data of a key that is not in use here stays bytes until it is asked for. A watched query whose
//             invalidation arrives fetches. A removal spares what is watched or fetches here, and what is newer.
//   asked     by a key that gets its first observer here: who has newer data answers. Its own fetch goes on beside.
//   too big   data beyond max_bytes: the others hear that it changed, and fetch it where they watch it.
// A filter that is more than a key travels as the keys it meant here. Mutations do not travel.
// Owned by the program, one a client, and ends before the client: what waits is then sent. Codecs and channel outlive it.
// Another user is another scope: end this one and make another.
// Errors  never answered: a post that fails, a message that cannot be read, are lines in the client's log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/query/codec.hpp"
#include "core/query/query_client.hpp"

namespace quern::query {

// Carries messages between the tabs of one program. A message is any bytes; tabs of other versions may be there too.
class TabChannel {
 public:
  virtual ~TabChannel() = default;
  virtual Result<void> post(std::string message) = 0;  // to all the others
  // In a turn of its own, on the client's thread; never from within post().
  virtual Subscription on_message(UniqueFunction<void(std::string_view)> callback) = 0;
};

struct TabSyncOptions {
  std::uint64_t tab = 0;                          // random, not 0: says who is newer where two write in one millisecond
  std::string scope{};                            // messages of another are not for us: the user's id
  SharedFunction<bool(const Key& key)> filter{};  // all keys; else those where it says yes, both ways
  // What is asked of the client by filter: all; else that where it says yes. No to what every tab does by itself.
  SharedFunction<bool(const ClientCommand&)> tells{};
  std::size_t max_bytes = std::size_t{256} << 10;  // of one query's data
};

class TabSync {
 public:
  TabSync(QueryClient& client, TabChannel& channel, TabSyncOptions options);  // what is asked, and no data
  TabSync(QueryClient& client, TabChannel& channel, const Codecs& codecs, TabSyncOptions options);
  TabSync(const TabSync&) = delete;
  TabSync& operator=(const TabSync&) = delete;
  ~TabSync();

 private:
  struct State;
  struct Data;
  std::shared_ptr<State> state_;
};

}  // namespace quern::query
