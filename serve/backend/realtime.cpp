#include "serve/backend/realtime.hpp"

#include <algorithm>

#include "core/api/encode.hpp"
#include "serve/backend/event_log.hpp"

namespace quern::serve {
namespace {

std::shared_ptr<const std::string> frame_of(EventName event, std::string_view data) {
  return std::make_shared<const std::string>(format_frame(format_event_name(event), data, std::nullopt));
}

}  // namespace

Realtime::Realtime(Store store, Scheduler& clock, RealtimeOptions options)
    : work_(store.work),
      tokens_(store.tokens),
      chats_(store.chats),
      people_(store.people),
      events_(store.events),
      clock_(clock),
      options_(options) {}

Realtime::~Realtime() {
  clock_.cancel(storing_);
  for (auto& [id, user] : users_) {
    clock_.cancel(user.leaving);
    for (const auto& socket : user.sockets) socket->abandon(close_code::going_away, "the server stops");
  }
}

bool Realtime::is_full(const UserId& user) const {
  const auto found = users_.find(user);
  return found != users_.end() && found->second.sockets.size() >= options_.sockets_per_user;
}

std::shared_ptr<SocketListener> Realtime::connect(const Caller& caller, std::shared_ptr<SocketPeer> peer) {
  auto socket = std::make_shared<LiveSocket>(*this, caller, std::move(peer));
  const bool may_stay = is_signed_in(caller);  // it may have ended while the handshake went on
  if (!may_stay || is_full(caller.user_id)) {
    socket->abandon(close_code::policy, may_stay ? "too many connections" : "the session is over");
    return socket;
  }
  const bool was_online = is_online(caller.user_id);
  auto& user = users_[caller.user_id];
  user.sockets.push_back(socket);
  clock_.cancel(std::exchange(user.leaving, Scheduler::TimerId::none));
  socket->watch();
  note_seen(caller.user_id);
  if (!was_online) tell_presence(caller.user_id, true);
  return socket;
}

void Realtime::disconnected(LiveSocket& socket) {
  const auto id = socket.caller().user_id;
  auto& user = users_[id];
  std::erase_if(user.sockets, [&](const auto& held) { return held.get() == &socket; });
  if (!user.sockets.empty()) return;
  note_seen(id);
  user.leaving = clock_.after(options_.offline_grace, [this, id] { go_offline(id); });
}

void Realtime::go_offline(const UserId& user) {
  const auto id = user;  // the argument lives in the timer
  users_.erase(id);
  tell_presence(id, false);
}

std::size_t Realtime::sockets() const {
  std::size_t count = 0;
  for (const auto& [id, user] : users_) count += user.sockets.size();
  return count;
}

bool Realtime::is_online(const UserId& user) const { return users_.contains(user); }

bool Realtime::is_signed_in(const Caller& caller) {
  const bool is_there = tokens_.owns_family(caller.user_id, caller.family_id);
  return work_.take_failure() ? true : is_there;  // a disk that fails signs nobody out
}

void Realtime::deliver(const std::vector<LoggedEvent>& events) {
  for (const auto& event : events) {
    const auto found = users_.find(event.to);
    if (found == users_.end()) continue;
    for (const auto& socket : found->second.sockets) socket->hear(event);
  }
}

void Realtime::recheck(const UserId& user) {
  const auto found = users_.find(user);
  if (found == users_.end()) return;
  const auto sockets = found->second.sockets;  // closing one takes it out
  for (const auto& socket : sockets) {
    if (!is_signed_in(socket->caller())) socket->close(close_code::policy, "the session is over");
  }
}

void Realtime::stop() {
  for (const auto& [id, user] : users_) {
    if (!user.sockets.empty()) note_seen(id);  // the others were seen when they left
  }
  store_seen();
  const auto users = std::exchange(users_, {});
  for (const auto& [id, user] : users) {
    clock_.cancel(user.leaving);
    for (const auto& socket : user.sockets) socket->abandon(close_code::going_away, "the server stops");
  }
}

void Realtime::tell_presence(const UserId& user, bool is_online) {
  const auto contacts = chats_.contacts(user);
  if (work_.take_failure()) return;  // presence may be lost
  const auto frame = frame_of(EventName::presence, encode(Presence{.user_id = user, .online = is_online}));
  for (const auto& contact : contacts) tell(contact, frame);
}

void Realtime::tell_typing(const UserId& user, const ChatId& chat) {
  const auto viewers = chats_.viewers(chat);
  if (work_.take_failure() || std::ranges::find(viewers, user) == viewers.end()) return;
  const auto frame = frame_of(EventName::typing, encode(Typing{.chat_id = chat, .user_id = user}));
  for (const auto& viewer : viewers) {
    if (viewer != user) tell(viewer, frame);
  }
}

void Realtime::tell_once(const UserId& user, EventName event, std::string_view data) {
  tell(user, frame_of(event, data));
}

void Realtime::tell(const UserId& to, const std::shared_ptr<const std::string>& frame) {
  const auto found = users_.find(to);
  if (found == users_.end()) return;
  for (const auto& socket : found->second.sockets) socket->hear(frame);
}

// Many come and go at once after a restart: one transaction for all of them.
void Realtime::note_seen(const UserId& user) {
  seen_[user] = clock_.wall_now();
  if (storing_ == Scheduler::TimerId::none) {
    storing_ = clock_.after(options_.last_seen_delay, [this] { store_seen(); });
  }
}

void Realtime::store_seen() {
  clock_.cancel(std::exchange(storing_, Scheduler::TimerId::none));
  const auto seen = std::exchange(seen_, {});
  work_.begin();
  for (const auto& [user, at] : seen) people_.set_last_seen(user, at);
  work_.commit();
  work_.take_failure();  // it may be lost
}

}  // namespace quern::serve
