// Who is connected: their sockets, what is delivered to them, and who is online.
// Presence  somebody is online while they have a socket, and for a few seconds after the last one closed, so that a
//           reload is no coming and going. Told to the connected people who see them in a chat.
// Ends      a socket's sign-in is looked at again when it may have ended, and every 30 s; then it is closed with 1008.
// Owner     Backend; one thread. A socket outlives it harmlessly: it is cut loose, and closed with 1001.
// Source    contract, section 4.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/live_socket.hpp"

namespace quern::serve {

struct RealtimeOptions {
  std::size_t sockets_per_user = 20;  // one more is refused: closing the oldest would make two tabs take turns
  int ops_per_second = 20;            // of one socket; more is 1008
  std::size_t replay_piece = 128 * 1024;
  Duration recheck = std::chrono::seconds{30};
  Duration offline_grace = std::chrono::seconds{5};
  Duration typing_pause = std::chrono::seconds{2};  // of one socket
  Duration last_seen_delay = std::chrono::seconds{2};
};

class Realtime {
 public:
  Realtime(Store store, Scheduler& clock, RealtimeOptions options);
  ~Realtime();
  Realtime(const Realtime&) = delete;
  Realtime& operator=(const Realtime&) = delete;

  bool is_full(const UserId& user) const;
  std::shared_ptr<SocketListener> connect(const Caller& caller, std::shared_ptr<SocketPeer> peer);
  void deliver(const std::vector<LoggedEvent>& events);  // after their commit
  // To who is connected, without a seq: it may be lost.
  void tell_once(const UserId& user, EventName event, std::string_view data);
  void recheck(const UserId& user);  // a sign-in of theirs may have ended
  bool is_online(const UserId& user) const;
  std::size_t sockets() const;  // now, of all
  // The program ends: all sockets are closed with 1001, and last_seen_at is stored.
  void stop();

 private:
  friend class LiveSocket;
  struct User {
    std::vector<std::shared_ptr<LiveSocket>> sockets;
    Scheduler::TimerId leaving = Scheduler::TimerId::none;  // set while none is left, until the grace is over
  };
  bool is_signed_in(const Caller& caller);
  void disconnected(LiveSocket& socket);
  void go_offline(const UserId& user);
  void tell_presence(const UserId& user, bool is_online);
  void tell_typing(const UserId& user, const ChatId& chat);
  void tell(const UserId& to, const std::shared_ptr<const std::string>& frame);
  void note_seen(const UserId& user);
  void store_seen();

  UnitOfWork& work_;
  TokenStore& tokens_;
  ChatStore& chats_;
  PersonStore& people_;
  EventStore& events_;
  Scheduler& clock_;
  RealtimeOptions options_;
  std::map<UserId, User> users_;
  std::map<UserId, WallTime> seen_;  // not stored yet
  Scheduler::TimerId storing_ = Scheduler::TimerId::none;
};

}  // namespace quern::serve
