// Brings the messages of the chats that somebody looks at, and keeps them while their query is cached: one MessageStore a
// chat, made at the first fetch, forgotten when the query is collected.
// Shape   queries::messages() is the handle: its fetch is refresh(); what comes later reaches its data as it comes, at a
//         cost that does not depend on the length of the chat. A message of a chat that nobody reads is let go.
// Gaps    refresh() asks for the newest page and then for those before it, 50 messages each, until it meets what was here
//         before; after 10 pages it leaves a hole. What it got before it failed stays.
// Views   load_older(), fill_hole() and see() may be called each frame: one request at a time for each chat and kind, and
//         after a failure none for 5 s. Their pages repeat 3 times by themselves, refresh()'s by the query's rule.
// Lives   no longer than the client. forget() comes before the end of the HttpClient that the Api speaks through.
// Source  contract, section 5; reliability rules 1 to 4.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/api/api.hpp"
#include "core/app/message_store.hpp"
#include "core/app/rereader.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

enum class LoadState : std::uint8_t { idle, loading, failed };

class HistoryLoader {
 public:
  struct Environment {
    Scheduler& scheduler;
    query::QueryClient& client;
    Rereader& rereader;
    std::function<void()> on_change;  // a LoadState is another
  };
  HistoryLoader(Environment environment, Api api);  // an Api that does not repeat
  ~HistoryLoader();
  HistoryLoader(const HistoryLoader&) = delete;
  HistoryLoader& operator=(const HistoryLoader&) = delete;

  // ---- what comes by itself
  void take(const Message& message);  // of an event, or of a write's answer
  // One of ours that was shown before it was confirmed. Where its chat's first page is not here yet there is no place for
  // it: it is early, and shown after what is here until that page has come.
  void keep_shown(const Message& message);
  void on_resumed();  // all events were had: what failed meanwhile is fetched again
  void on_reset();    // some were not: what is here may be out of date, what is watched is fetched again

  // ---- what views want
  void load_older(const ChatId& chat);
  void fill_hole(const ChatId& chat, NumberRange hole);  // from its newer end
  void see(const ChatId& chat, NumberRange window);      // on screen: read anew where it is stale
  LoadState older_state(const ChatId& chat) const;
  LoadState hole_state(const ChatId& chat) const;

  // ---- the query's
  Task<Result<History>> refresh(ChatId chat, StopToken stop);
  History history(const ChatId& chat) const;                    // as far as it is here
  std::span<const MessageRef> early(const ChatId& chat) const;  // by number; the History of today may have them by now

  void forget();  // the person left

 private:
  enum class Want : std::uint8_t { older, hole, fresh };
  // A page: the newest one, or the one before or around a message that is here.
  struct Ask {
    std::int64_t before = 0, around = 0;
  };
  struct Chat;

  void want(const ChatId& chat, Want what, NumberRange range);
  Task<void> bring(ChatId chat, Want what, NumberRange range, StopToken stop);
  Task<Result<void>> bring_one(const ChatId& chat, Want what, NumberRange range, const StopToken& stop);
  Task<Result<void>> bring_older(ChatId chat, StopToken stop);
  Task<Result<void>> bring_hole(ChatId chat, NumberRange hole, StopToken stop);
  Task<Result<void>> bring_fresh(ChatId chat, NumberRange window, StopToken stop);
  Task<Result<std::int64_t>> read_page(Api api, ChatId chat, Ask ask, StopToken stop);

  static bool is_newest(const Chat& chat, std::int64_t number);
  bool is_fetching(const Chat& chat) const;
  Chat* find(const ChatId& chat) const;
  Chat& ensure(const ChatId& chat);
  void publish(const Chat& chat);
  void set_state(Chat& chat, Want what, LoadState state);
  void forgive();
  void on_query_removed(const query::Key& key);

  Environment environment_;
  Api api_;
  StopSource life_;
  std::vector<std::unique_ptr<Chat>> chats_;
  query::Subscription cache_events_;
};

}  // namespace quern::app
