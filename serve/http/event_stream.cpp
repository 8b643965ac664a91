#include "serve/http/event_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace quern::serve {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t upkeep = 64;              // bytes a queued text costs beside itself
constexpr std::size_t most_said = 16 * 1024;    // by a client, before it is cut
constexpr std::string_view comment = ": \n\n";  // which browsers drop
constexpr std::string_view after_a_stop = "retry: 3000\n\n";

std::size_t cost_of(const std::shared_ptr<const std::string>& text) { return text ? text->size() + upkeep : upkeep; }

}  // namespace

class EventStream::Peer final : public SocketPeer {
 public:
  explicit Peer(std::weak_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  void send(std::shared_ptr<const std::string> text) override {
    if (const auto stream = stream_.lock()) stream->send(std::move(text));
  }
  void when_drained(UniqueFunction<void()> then) override {
    if (const auto stream = stream_.lock()) stream->when_drained(std::move(then));
  }
  void close(int code, std::string reason) override {
    if (const auto stream = stream_.lock()) stream->close(code, std::move(reason));
  }

 private:
  std::weak_ptr<EventStream> stream_;
};

EventStream::EventStream(boost::beast::tcp_stream stream, SocketLimits limits, Duration write_deadline)
    : stream_(std::move(stream)),
      executor_(stream_.get_executor()),
      limits_(limits),
      write_deadline_(write_deadline),
      wake_(executor_),
      close_deadline_(executor_) {}

asio::awaitable<SocketEnd> EventStream::run(std::string head, SocketDecision decision) {
  stream_.expires_never();  // the parked read; each write has a deadline of its own
  watch_client();
  const auto listener = decision.accept(std::make_shared<Peer>(weak_from_this()));
  if (co_await write(head)) co_await write_all();
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.close();
  close_deadline_.cancel();
  std::deque<Outgoing> dropped;
  {
    const std::scoped_lock lock{mutex_};
    is_over_ = true;
    dropped.swap(outgoing_);
    if (closing_) end_.code = *closing_;
  }
  listener->on_close();
  co_return end_;
}

asio::awaitable<void> EventStream::write_all() {
  while (!is_ended_) {
    if (auto next = take()) {
      if (next->then) next->then();
      if (next->text && !co_await write(*next->text)) co_return;
      continue;
    }
    if (is_closing()) break;
    wake_.expires_after(limits_.heartbeat);
    const auto [woken] = co_await wake_.async_wait(waiting);
    if (!woken && !is_ended_ && !co_await write(comment)) co_return;
  }
  if (!is_ended_ && closing_ == close_code::going_away) co_await write(after_a_stop);
}

asio::awaitable<bool> EventStream::write(std::string_view text) {
  stream_.expires_after(write_deadline_);
  const auto [error, count] = co_await asio::async_write(stream_, asio::buffer(text), waiting);
  end_.bytes_sent += count;
  co_return !error && !is_ended_;
}

// Parked: it tells at once when the client has gone.
void EventStream::watch_client() {
  stream_.async_read_some(asio::buffer(said_), [self = shared_from_this()](error_code error, std::size_t count) {
    self->end_.bytes_received += count;
    if (error || self->end_.bytes_received > most_said) return self->end(close_code::without_close);
    self->watch_client();
  });
}

void EventStream::end(int code) {
  if (std::exchange(is_ended_, true)) return;
  end_.code = code;
  stream_.close();
  wake_.cancel();
}

void EventStream::send(std::shared_ptr<const std::string> text) { put({.text = std::move(text), .then = nullptr}); }

void EventStream::when_drained(UniqueFunction<void()> then) { put({.text = nullptr, .then = std::move(then)}); }

void EventStream::put(Outgoing outgoing) {
  std::deque<Outgoing> dropped;
  const std::scoped_lock lock{mutex_};
  if (closing_ || is_over_) return;
  const auto cost = cost_of(outgoing.text);
  if (waiting_bytes_ + cost > limits_.queue_bytes) {
    dropped.swap(outgoing_);  // it will not be read
    closing_ = close_code::slow;
    return cut();
  }
  waiting_bytes_ += cost;
  outgoing_.push_back(std::move(outgoing));
  wake();
}

std::optional<EventStream::Outgoing> EventStream::take() {
  const std::scoped_lock lock{mutex_};
  if (outgoing_.empty()) return std::nullopt;
  auto next = std::move(outgoing_.front());
  outgoing_.pop_front();
  waiting_bytes_ -= cost_of(next.text);
  return next;
}

void EventStream::close(int code, std::string) {
  const std::scoped_lock lock{mutex_};
  if (closing_ || is_over_) return;
  closing_ = code;
  asio::post(executor_, [self = shared_from_this()] {
    self->close_deadline_.expires_after(self->limits_.close);
    self->close_deadline_.async_wait([weak = self->weak_from_this()](error_code error) {
      if (const auto stream = weak.lock(); stream && !error) stream->end(close_code::slow);
    });
    self->wake_.cancel();
  });
}

void EventStream::cut() {
  asio::post(executor_, [self = shared_from_this()] { self->end(close_code::without_close); });
}

void EventStream::wake() {
  asio::post(executor_, [self = shared_from_this()] { self->wake_.cancel(); });
}

bool EventStream::is_closing() {
  const std::scoped_lock lock{mutex_};
  return closing_.has_value();
}

}  // namespace quern::serve
