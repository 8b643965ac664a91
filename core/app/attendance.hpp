// Who is typing and who is online, as the socket says: signs without seq, which may be lost, and so are not believed for
// long.
// Owned by Chats. Typing lasts 5 s after its last sign, or until that person's message comes; what is told of our own is
// told at most every 3 s a chat.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/api/event.hpp"
#include "core/base/scheduler.hpp"

namespace quern::app {

class Attendance {
 public:
  static constexpr Duration typing_life{5'000};
  static constexpr Duration between_signs{3'000};

  Attendance(Scheduler& scheduler, std::function<void()> on_change);
  ~Attendance();
  Attendance(const Attendance&) = delete;
  Attendance& operator=(const Attendance&) = delete;

  void on_typing(const Typing& sign);
  void on_message(const ChatId& chat, const UserId& author);  // who wrote it types no more
  void on_presence(const Presence& presence);

  std::vector<UserId> typing_in(const ChatId& chat) const;
  std::optional<bool> is_online(const UserId& person) const;  // none: no word of it

  bool may_tell(const ChatId& chat);  // that we type; counts as told
  void was_sent(const ChatId& chat);  // the next key is a new sign
  void forget();                      // signs were missed, or the person left

 private:
  void expire();

  Scheduler& scheduler_;
  std::function<void()> on_change_;
  std::map<std::pair<ChatId, UserId>, TimePoint> typing_until_;
  std::map<UserId, bool> online_;
  std::map<ChatId, TimePoint> told_;
  Scheduler::TimerId timer_ = Scheduler::TimerId::none;
};

}  // namespace quern::app
