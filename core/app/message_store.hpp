// One chat's messages, as they come: by event, by answer, by page, in any order, again and again. What is shown of them
// is a snapshot().
// Order   the server's numbers, nothing else. Numbers that follow each other are one segment; between segments is a hole.
// News    the newer version of a message stays, whatever came first. One for which there is no place yet (before the first
//         page; amid a hole; before what is here) is remembered, the last 256 of them, until its place is reached.
// Stale   what may have changed without our hearing of it: a page that was asked for later makes it good again.
// Cost    flat in the length of what is here, as long as the holes are few.
// Owned by HistoryLoader, while the chat's query is cached. Source: reliability rules 1 to 7 and 15.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/app/history.hpp"
#include "core/app/message_tree.hpp"
#include "core/app/number_ranges.hpp"

namespace quern::app {

class AuthorNames;

class MessageStore {
 public:
  MessageStore();
  ~MessageStore();
  MessageStore(const MessageStore&) = delete;
  MessageStore& operator=(const MessageStore&) = delete;

  // What an event told, or a write's answer. True if there is something new to show.
  bool take(const Message& message);

  // What is asked for, said before it is: the newest page, the page before a message, or one around it.
  struct Request {
    std::int64_t before = 0;  // the number the page ends before; 0: the newest, or one around a message
    std::uint32_t marks = 0;  // times that all was marked stale before it was asked
  };
  Request request(std::int64_t before = 0) const { return {.before = before, .marks = marks_}; }
  bool take_page(const MessagePage& page, const Request& request);

  // Nothing is before what is here, whatever the server says: it had nothing new to give.
  void end_at_oldest();

  History snapshot() const;  // the same until something changes
  const StoredMessage* find(std::int64_t number) const { return messages_.find(number); }
  std::span<const NumberRange> segments() const { return held_.runs(); }
  bool has_older() const;

  void mark_stale();  // all that is here, or on its way in a page
  std::optional<NumberRange> stale_within(NumberRange range) const { return stale_.last_within(range); }
  std::uint32_t marks() const { return marks_; }

  void clear();

 private:
  bool put(const Message& message);
  bool is_in_place(std::int64_t number) const;
  void remember(const Message& message);
  MessageRef take_remembered(std::int64_t number);
  bool reach_remembered();
  MessageRef row(const Message& message);
  void changed() { snapshot_.reset(); }

  MessageTree messages_;
  NumberRanges held_;
  NumberRanges stale_;
  std::vector<MessageRef> remembered_;  // oldest first
  std::int64_t beginning_ = 1;          // the number of the chat's first message
  bool has_begun_ = false;              // a page has come
  std::uint32_t marks_ = 0;
  std::shared_ptr<AuthorNames> authors_;
  mutable std::optional<History> snapshot_;
};

}  // namespace quern::app
