#include "tests/serve/echo_sockets.hpp"

#include <chrono>
#include <utility>

namespace quern::test {

class EchoSockets::Listener final : public serve::SocketListener {
 public:
  Listener(EchoSockets& world, std::shared_ptr<serve::SocketPeer> peer) : world_(world), peer_(std::move(peer)) {}

  void on_text(std::string text, UniqueFunction<void()> done) override {
    {
      const std::scoped_lock lock{world_.mutex_};
      world_.texts_.push_back(text);
      if (world_.done_ == Done::held) world_.held_.push_back(std::move(done));
      if (world_.done_ != Done::at_once) done = nullptr;
      world_.changed_.notify_all();
    }
    peer_->send(std::make_shared<const std::string>(std::move(text)));
    if (done) done();
  }
  void on_close() override {
    const std::scoped_lock lock{world_.mutex_};
    ++world_.closed_;
    world_.changed_.notify_all();
  }

 private:
  EchoSockets& world_;
  std::shared_ptr<serve::SocketPeer> peer_;
};

void EchoSockets::open_socket(serve::Request request, SocketAnswer answer) {
  if (request.headers.get("x-refuse") == "yes") {
    return answer({.refusal = serve::error_answer(401, "unauthenticated", "sign in first"), .accept = nullptr});
  }
  const auto accept = [this](std::shared_ptr<serve::SocketPeer> peer) {
    const std::scoped_lock lock{mutex_};
    peers_.push_back(peer);
    changed_.notify_all();
    return std::make_shared<Listener>(*this, std::move(peer));
  };
  std::unique_lock lock{mutex_};
  if (holds_handshakes_) {
    handshakes_.push_back(
        [answer = std::move(answer), accept]() mutable { answer({.refusal = std::nullopt, .accept = accept}); });
    changed_.notify_all();
    return;
  }
  lock.unlock();
  answer({.refusal = std::nullopt, .accept = accept});
}

void EchoSockets::hold_handshakes() {
  const std::scoped_lock lock{mutex_};
  holds_handshakes_ = true;
}

void EchoSockets::answer_handshakes() {
  std::vector<UniqueFunction<void()>> held;
  {
    const std::scoped_lock lock{mutex_};
    holds_handshakes_ = false;
    held = std::exchange(handshakes_, {});
  }
  for (auto& answer : held) answer();
}

void EchoSockets::set_done(Done done) {
  const std::scoped_lock lock{mutex_};
  done_ = done;
}

void EchoSockets::release() {
  std::vector<UniqueFunction<void()>> held;
  {
    const std::scoped_lock lock{mutex_};
    held = std::exchange(held_, {});
  }
  for (auto& done : held) done();
}

template <class Condition>
bool EchoSockets::wait(Condition condition) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::chrono::seconds{10}, condition);
}

std::shared_ptr<serve::SocketPeer> EchoSockets::peer(std::size_t index) {
  if (!wait([&] { return peers_.size() > index; })) return nullptr;
  const std::scoped_lock lock{mutex_};
  return peers_[index];
}

bool EchoSockets::wait_for_handshakes(std::size_t count) {
  return wait([&] { return handshakes_.size() >= count; });
}

bool EchoSockets::wait_for_texts(std::size_t count) {
  return wait([&] { return texts_.size() >= count; });
}

bool EchoSockets::wait_for_closed(std::size_t count) {
  return wait([&] { return closed_ >= count; });
}

std::vector<std::string> EchoSockets::texts() {
  const std::scoped_lock lock{mutex_};
  return texts_;
}

}  // namespace quern::test
