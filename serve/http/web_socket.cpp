#include "serve/http/web_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <utility>

namespace quern::serve {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kept_buffer = 4 * 1024;  // what an idle socket may hold on to
constexpr std::size_t upkeep = 64;             // bytes a queued message costs beside its text

std::size_t cost_of(const std::shared_ptr<const std::string>& text) { return text ? text->size() + upkeep : upkeep; }

// The first is for either handshake: the opening, and later the closing.
websocket::stream_base::timeout timeouts(Duration handshake, Duration silence) {
  return {.handshake_timeout = handshake, .idle_timeout = silence, .keep_alive_pings = true};
}

}  // namespace

class WebSocket::Peer final : public SocketPeer {
 public:
  explicit Peer(std::weak_ptr<WebSocket> socket) : socket_(std::move(socket)) {}
  void send(std::shared_ptr<const std::string> text) override {
    if (const auto socket = socket_.lock()) socket->send(std::move(text));
  }
  void when_drained(UniqueFunction<void()> then) override {
    if (const auto socket = socket_.lock()) socket->when_drained(std::move(then));
  }
  void close(int code, std::string reason) override {
    if (const auto socket = socket_.lock()) socket->close(code, std::move(reason));
  }

 private:
  std::weak_ptr<WebSocket> socket_;
};

// Says that a message was dealt with when it is called, or else when it goes.
class WebSocket::Done {
 public:
  explicit Done(std::weak_ptr<WebSocket> socket) : socket_(std::move(socket)) {}
  Done(Done&&) noexcept = default;
  Done& operator=(Done&&) = delete;
  ~Done() { (*this)(); }
  void operator()() {
    if (const auto socket = std::exchange(socket_, {}).lock()) socket->resume_reading();
  }

 private:
  std::weak_ptr<WebSocket> socket_;
};

WebSocket::WebSocket(boost::beast::tcp_stream stream, SocketLimits limits)
    : stream_(std::move(stream)),
      executor_(stream_.get_executor()),
      limits_(limits),
      done_(executor_),
      close_deadline_(executor_) {
  stream_.next_layer().expires_never();  // the WebSocket's own deadlines hold from here
  stream_.set_option(timeouts(limits_.handshake, limits_.silence));
  stream_.set_option(websocket::stream_base::decorator(
      [](websocket::response_type& response) { response.set(http::field::server, "quern"); }));
  stream_.read_message_max(limits_.message_bytes);
  stream_.auto_fragment(false);
  stream_.text(true);
}

asio::awaitable<bool> WebSocket::shake_hands(Request handshake) {
  http::request<http::empty_body> head{http::verb::get, handshake.target, 11};
  for (const auto* name : {"host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version"}) {
    head.set(name, handshake.headers.get(name));
  }
  head.set("connection", "upgrade");
  const auto [error] = co_await stream_.async_accept(head, waiting);
  stream_.set_option(timeouts(limits_.close, limits_.silence));
  co_return !error;
}

asio::awaitable<SocketEnd> WebSocket::run(SocketDecision decision) {
  listener_ = decision.accept(std::make_shared<Peer>(weak_from_this()));
  write_next();
  co_await read_messages();
  stream_.next_layer().close();
  close_deadline_.cancel();
  std::deque<Outgoing> dropped;
  {
    const std::scoped_lock lock{mutex_};
    is_over_ = true;
    dropped.swap(outgoing_);
  }
  listener_->on_close();
  listener_.reset();
  co_return end_;
}

asio::awaitable<void> WebSocket::read_messages() {
  while (!is_cut_) {
    const auto [error, count] = co_await stream_.async_read(incoming_, waiting);
    if (error) {
      end_.code = end_code(error);
      co_return;
    }
    end_.bytes_received += count;
    auto text = boost::beast::buffers_to_string(incoming_.data());
    incoming_.clear();
    if (incoming_.capacity() > kept_buffer) incoming_.shrink_to_fit();
    if (is_closing()) continue;
    if (!stream_.got_text()) {
      close(close_code::not_text, "text only");
      continue;
    }
    co_await deliver(std::move(text));
  }
  end_.code = end_code(asio::error::operation_aborted);
}

asio::awaitable<void> WebSocket::deliver(std::string text) {
  is_done_ = false;
  done_.expires_at(asio::steady_timer::time_point::max());
  listener_->on_text(std::move(text), Done{weak_from_this()});
  while (!is_done_ && !is_cut_) co_await done_.async_wait(waiting);
}

void WebSocket::resume_reading() {
  asio::post(executor_, [self = shared_from_this()] {
    self->is_done_ = true;
    self->done_.cancel();
  });
}

void WebSocket::send(std::shared_ptr<const std::string> text) { put({.text = std::move(text), .then = nullptr}); }

void WebSocket::when_drained(UniqueFunction<void()> then) { put({.text = nullptr, .then = std::move(then)}); }

void WebSocket::put(Outgoing outgoing) {
  std::unique_lock lock{mutex_};
  if (closing_ || is_over_) return;
  const auto cost = cost_of(outgoing.text);
  if (waiting_bytes_ + cost > limits_.queue_bytes) {
    const auto dropped = std::exchange(outgoing_, {});  // it will not be read; what is being written goes on
    return begin_closing(std::move(lock), {close_code::slow, "too much unread"});
  }
  waiting_bytes_ += cost;
  outgoing_.push_back(std::move(outgoing));
  wake_writer(std::move(lock));
}

void WebSocket::close(int code, std::string reason) {
  std::unique_lock lock{mutex_};
  if (closing_ || is_over_) return;
  reason.resize(std::min<std::size_t>(reason.size(), 123));  // a close frame has no room for more
  begin_closing(std::move(lock), {code, std::move(reason)});
}

// A browser that does not read will not see the close either, so the deadline runs from now.
void WebSocket::begin_closing(std::unique_lock<std::mutex> lock, Closing closing) {
  closing_ = std::move(closing);
  asio::post(executor_, [self = shared_from_this()] {
    self->close_deadline_.expires_after(self->limits_.close);
    self->close_deadline_.async_wait([weak = self->weak_from_this()](error_code error) {
      if (const auto socket = weak.lock(); socket && !error) socket->cut();
    });
  });
  wake_writer(std::move(lock));
}

void WebSocket::wake_writer(std::unique_lock<std::mutex> lock) {
  const bool was_writing = std::exchange(is_writing_, true);
  lock.unlock();
  if (!was_writing) asio::post(executor_, [self = shared_from_this()] { self->write_next(); });
}

void WebSocket::cut() {
  asio::post(executor_, [self = shared_from_this()] {
    self->is_cut_ = true;
    self->stream_.next_layer().close();
    self->done_.cancel();
  });
}

void WebSocket::write_next() {
  std::unique_lock lock{mutex_};
  waiting_bytes_ -= writing_.text ? cost_of(writing_.text) : 0;
  writing_ = {};
  while (!outgoing_.empty()) {
    writing_ = std::move(outgoing_.front());
    outgoing_.pop_front();
    if (writing_.text) break;
    waiting_bytes_ -= upkeep;
    lock.unlock();
    writing_.then();
    lock.lock();
  }
  if (writing_.text) {
    lock.unlock();
    return stream_.async_write(asio::buffer(*writing_.text),
                               [self = shared_from_this()](error_code error, std::size_t count) {
                                 self->end_.bytes_sent += count;
                                 if (!error) self->write_next();
                               });
  }
  if (closing_ && !is_over_) return write_close(*closing_);  // and nothing after it: a writer is said to be at work
  is_writing_ = false;
}

void WebSocket::write_close(const Closing& closing) {
  websocket::close_reason reason{closing.reason};
  reason.code = static_cast<std::uint16_t>(closing.code);
  stream_.async_close(reason, [self = shared_from_this()](error_code) {});
}

bool WebSocket::is_closing() {
  const std::scoped_lock lock{mutex_};
  return closing_.has_value();
}

// Ours when we wanted to close; else the browser's, or what we failed it for.
int WebSocket::end_code(error_code error) {
  {
    const std::scoped_lock lock{mutex_};
    if (closing_) return closing_->code;
  }
  if (error == websocket::error::closed) {
    const auto code = stream_.reason().code;
    return code == websocket::close_code::none ? 1005 : code;
  }
  if (error == websocket::error::message_too_big) return close_code::too_big;
  if (error == websocket::error::bad_frame_payload) return websocket::close_code::bad_payload;
  if (error == websocket::condition::protocol_violation) return websocket::close_code::protocol_error;
  return close_code::without_close;
}

}  // namespace quern::serve
