#include "serve/runtime/loop_socket.hpp"

#include <utility>

namespace quern::serve {
namespace {

// Shared by any thread, destroyed on the loop's: it may hold what only that one may touch.
template <class T>
std::shared_ptr<T> keep_for(LoopThread& loop, T value) {
  return {new T{std::move(value)}, [&loop](T* kept) { loop.post([owned = std::unique_ptr<T>{kept}] {}); }};
}

using Accept = decltype(SocketDecision::accept);

class LoopPeer final : public SocketPeer {
 public:
  LoopPeer(LoopThread& loop, std::shared_ptr<SocketPeer> peer) : loop_(loop), peer_(std::move(peer)) {}
  void send(std::shared_ptr<const std::string> text) override { peer_->send(std::move(text)); }
  void when_drained(UniqueFunction<void()> next) override {
    peer_->when_drained([&loop = loop_, kept = keep_for(loop_, std::move(next))] { loop.post([kept] { (*kept)(); }); });
  }
  void close(int code, std::string reason) override { peer_->close(code, std::move(reason)); }

 private:
  LoopThread& loop_;
  std::shared_ptr<SocketPeer> peer_;
};

class LoopListener final : public SocketListener, public std::enable_shared_from_this<LoopListener> {
 public:
  explicit LoopListener(LoopThread& loop) : loop_(loop) {}

  void start(std::shared_ptr<Accept> accept, std::shared_ptr<SocketPeer> peer) {
    loop_.post([self = shared_from_this(), accept = std::move(accept), peer = std::move(peer)] {
      self->rules_ = (*accept)(peer);
      if (!self->rules_) peer->close(close_code::internal, "nobody listens");
    });
  }
  void on_text(std::string text, UniqueFunction<void()> done) override {
    loop_.post([self = shared_from_this(), text = std::move(text), done = std::move(done)]() mutable {
      if (self->rules_) self->rules_->on_text(std::move(text), std::move(done));
    });
  }
  void on_close() override {
    loop_.post([self = shared_from_this()] {
      if (const auto rules = std::exchange(self->rules_, nullptr)) rules->on_close();
    });
  }

 private:
  LoopThread& loop_;
  std::shared_ptr<SocketListener> rules_;  // the loop's thread alone touches it
};

}  // namespace

SocketDecision on_loop(LoopThread& loop, SocketDecision decision) {
  if (decision.refusal) return decision;
  decision.accept = [&loop, accept = keep_for(loop, std::move(decision.accept))](std::shared_ptr<SocketPeer> peer) {
    auto listener = std::make_shared<LoopListener>(loop);
    listener->start(accept, std::make_shared<LoopPeer>(loop, std::move(peer)));
    return listener;
  };
  return decision;
}

}  // namespace quern::serve
