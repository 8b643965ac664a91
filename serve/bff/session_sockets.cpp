#include "serve/bff/session_sockets.hpp"

#include <utility>
#include <vector>

namespace quern::serve {
namespace {
constexpr Duration recheck = std::chrono::seconds{30};
}

class SessionSockets::Socket final : public SocketListener, public std::enable_shared_from_this<Socket> {
 public:
  Socket(SessionSockets& owner, Session session, std::shared_ptr<SocketPeer> peer,
         std::shared_ptr<SocketListener> backend)
      : owner_(&owner),
        session_(std::move(session)),
        peer_(std::move(peer)),
        backend_(std::move(backend)) {}

  void on_text(std::string text, UniqueFunction<void()> done) override {
    if (!owner_) return done();  // what it still says after its end
    backend_->on_text(std::move(text), std::move(done));
  }
  void on_close() override {
    leave();
    backend_->on_close();
  }

  const Session& session() const { return session_; }
  void end() {
    const auto self = shared_from_this();
    const auto peer = peer_;
    leave();
    peer->close(close_code::policy, "the session is over");
  }
  void forget_owner() {
    if (owner_) owner_->clock_.cancel(timer_);
    owner_ = nullptr;
    peer_ = nullptr;
  }
  void watch() {
    timer_ = owner_->clock_.after(recheck, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || !self->owner_) return;
      if (!self->owner_->is_over_(self->session_)) return self->watch();
      self->end();
    });
  }

 private:
  void leave() {
    auto* owner = owner_;
    forget_owner();
    if (owner) owner->remove(*this);
  }

  SessionSockets* owner_;  // nullptr once it is closed
  Session session_;
  std::shared_ptr<SocketPeer> peer_;  // let go with the owner: the two hold each other
  std::shared_ptr<SocketListener> backend_;
  Scheduler::TimerId timer_ = Scheduler::TimerId::none;
};

SessionSockets::~SessionSockets() {
  for (const auto& [key, socket] : sockets_) socket->forget_owner();
}

std::shared_ptr<SocketListener> SessionSockets::add(const Session& session, std::shared_ptr<SocketPeer> peer,
                                                    std::shared_ptr<SocketListener> backend) {
  auto socket = std::make_shared<Socket>(*this, session, std::move(peer), std::move(backend));
  sockets_.emplace(socket.get(), socket);
  if (is_over_(session)) {  // it ended while the handshake went on
    socket->end();
  } else {
    socket->watch();
  }
  return socket;
}

void SessionSockets::end(const std::string& session_id) {
  end_where([&](const Session& session) { return session.id == session_id; });
}

void SessionSockets::end_others(const UserId& user, const std::string& but_session_id) {
  end_where([&](const Session& session) { return session.user_id == user && session.id != but_session_id; });
}

void SessionSockets::end_where(const std::function<bool(const Session&)>& is_meant) {
  std::vector<std::shared_ptr<Socket>> meant;
  for (const auto& [key, socket] : sockets_) {
    if (is_meant(socket->session())) meant.push_back(socket);
  }
  for (const auto& socket : meant) socket->end();
}

void SessionSockets::remove(const Socket& socket) { sockets_.erase(&socket); }

}  // namespace quern::serve
