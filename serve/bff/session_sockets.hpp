// The open sockets of each session, so that one that ends takes its sockets with it: at once where it is ended here, and
// within 30 s where it ran out or was ended by another process.
// Owner  Bff; one thread. A socket outlives it harmlessly.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/base/scheduler.hpp"
#include "serve/bff/session_store.hpp"
#include "serve/http/socket.hpp"

namespace quern::serve {

class SessionSockets {
 public:
  // `is_over` looks the session up again.
  SessionSockets(Scheduler& clock, std::function<bool(const Session&)> is_over)
      : clock_(clock),
        is_over_(std::move(is_over)) {}
  ~SessionSockets();
  SessionSockets(const SessionSockets&) = delete;
  SessionSockets& operator=(const SessionSockets&) = delete;

  // The backend's listener for this peer, which from now on closes with its session.
  std::shared_ptr<SocketListener> add(const Session& session, std::shared_ptr<SocketPeer> peer,
                                      std::shared_ptr<SocketListener> backend);
  void end(const std::string& session_id);
  void end_others(const UserId& user, const std::string& but_session_id);

 private:
  class Socket;
  void remove(const Socket& socket);
  void end_where(const std::function<bool(const Session&)>& is_meant);

  Scheduler& clock_;
  std::function<bool(const Session&)> is_over_;
  std::map<const Socket*, std::shared_ptr<Socket>> sockets_;
};

}  // namespace quern::serve
