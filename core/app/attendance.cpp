#include "core/app/attendance.hpp"

#include <algorithm>

namespace quern::app {

Attendance::Attendance(Scheduler& scheduler, std::function<void()> on_change)
    : scheduler_(scheduler),
      on_change_(std::move(on_change)) {}

Attendance::~Attendance() { scheduler_.cancel(timer_); }

void Attendance::on_typing(const Typing& sign) {
  typing_until_[{sign.chat_id, sign.user_id}] = scheduler_.now() + typing_life;
  expire();
}

void Attendance::on_message(const ChatId& chat, const UserId& author) {
  if (typing_until_.erase({chat, author}) > 0) on_change_();
}

void Attendance::on_presence(const Presence& presence) {
  online_[presence.user_id] = presence.online;
  if (!presence.online)
    std::erase_if(typing_until_, [&](const auto& sign) { return sign.first.second == presence.user_id; });
  on_change_();
}

// Drops what is over, and comes back when the next is.
void Attendance::expire() {
  scheduler_.cancel(std::exchange(timer_, Scheduler::TimerId::none));
  const auto now = scheduler_.now();
  std::erase_if(typing_until_, [&](const auto& sign) { return sign.second <= now; });
  if (!typing_until_.empty()) {
    const auto next = std::ranges::min_element(typing_until_, {}, [](const auto& sign) { return sign.second; })->second;
    timer_ = scheduler_.after(next - now, [this] { expire(); });
  }
  on_change_();
}

std::vector<UserId> Attendance::typing_in(const ChatId& chat) const {
  std::vector<UserId> people;
  for (const auto& [sign, until] : typing_until_)
    if (sign.first == chat && until > scheduler_.now()) people.push_back(sign.second);
  return people;
}

std::optional<bool> Attendance::is_online(const UserId& person) const {
  const auto found = online_.find(person);
  return found == online_.end() ? std::nullopt : std::optional{found->second};
}

bool Attendance::may_tell(const ChatId& chat) {
  const auto now = scheduler_.now();
  const auto told = told_.find(chat);
  if (told != told_.end() && now - told->second < between_signs) return false;
  told_[chat] = now;
  return true;
}

void Attendance::was_sent(const ChatId& chat) { told_.erase(chat); }

void Attendance::forget() {
  scheduler_.cancel(std::exchange(timer_, Scheduler::TimerId::none));
  typing_until_.clear();
  online_.clear();
  told_.clear();
  on_change_();
}

}  // namespace quern::app
