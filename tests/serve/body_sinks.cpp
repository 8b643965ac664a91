#include "tests/serve/body_sinks.hpp"

#include <chrono>

namespace quern::test {

class BodySinks::Sink final : public serve::BodySink {
 public:
  explicit Sink(BodySinks& owner) : owner_(owner) {
    const std::scoped_lock lock{owner_.mutex_};
    ++owner_.living_;
  }
  ~Sink() override {
    const std::scoped_lock lock{owner_.mutex_};
    --owner_.living_;
    owner_.changed_.notify_all();
  }
  std::optional<serve::Response> write(std::string_view bytes) override {
    std::size_t so_far = 0;
    {
      const std::scoped_lock lock{owner_.mutex_};
      so_far = owner_.bytes_ += bytes.size();
      owner_.received_.append(bytes.substr(0, 1'000'000 - std::min<std::size_t>(owner_.received_.size(), 1'000'000)));
      owner_.changed_.notify_all();
    }
    return owner_.on_write ? owner_.on_write(so_far) : std::nullopt;
  }
  std::optional<serve::Response> finish() override {
    const std::scoped_lock lock{owner_.mutex_};
    ++owner_.finished_;
    return std::nullopt;
  }

 private:
  BodySinks& owner_;
};

void BodySinks::handle(serve::Request request, Answer answer) {
  {
    const std::scoped_lock lock{mutex_};
    ++handled_;
  }
  if (request.received && on_received) on_received(request);
  if (request.path() == "/file") return answer({.status = 200, .body = serve::Body{source}});
  answer({.status = 200, .body = std::string{request.path()} + (request.received ? " received" : "")});
}

void BodySinks::open_body(serve::Request head, BodyAnswer answer) {
  if (refusal) return answer({.refusal = refusal});
  if (make_sink) return answer({.sink = make_sink(head), .limit = limit});
  answer({.sink = std::make_shared<Sink>(*this), .limit = limit});
}

template <class Condition>
bool BodySinks::wait(Condition condition) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::chrono::seconds{10}, condition);
}

bool BodySinks::wait_for_bytes(std::size_t count) {
  return wait([&] { return bytes_ >= count; });
}
bool BodySinks::wait_for_sinks_gone() {
  return wait([&] { return living_ == 0; });
}
std::size_t BodySinks::finished() {
  const std::scoped_lock lock{mutex_};
  return finished_;
}
std::size_t BodySinks::handled() {
  const std::scoped_lock lock{mutex_};
  return handled_;
}
std::string BodySinks::received() {
  const std::scoped_lock lock{mutex_};
  return received_;
}

}  // namespace quern::test
