#include "serve/backend/event_log.hpp"

#include <utility>

namespace quern::serve {
namespace {

constexpr auto kept_for = std::chrono::hours{24};
constexpr std::int64_t newest_kept = 10'000;

}  // namespace

std::string_view format_event_name(EventName event) {
  return EnumNames<EventName>::names[static_cast<std::size_t>(event)];
}

void EventLog::add(const UserId& to, EventName event, std::string_view data) {
  const auto seq = store_.take_seq(to);
  LoggedEvent logged{.to = to, .seq = seq, .frame = format_frame(format_event_name(event), data, seq)};
  store_.insert(logged, clock_.wall_now());
  added_.push_back(std::move(logged));
}

void EventLog::add(const std::vector<UserId>& to, EventName event, std::string_view data) {
  for (const auto& user : to) add(user, event, data);
}

std::vector<LoggedEvent> EventLog::take() { return std::exchange(added_, {}); }

void EventLog::sweep() { store_.forget(clock_.wall_now() - kept_for, newest_kept); }

}  // namespace quern::serve
