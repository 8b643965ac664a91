// One stream of text to a browser that never ends by itself (text/event-stream), behind the same SocketPeer as a WebSocket.
// What is sent goes out as it is: who sends it gives it the form of events. Of connection.cpp and event_stream.cpp alone.
// Owner   the connection's coroutine. What is handed out (the peer) holds it weakly.
// Threads run() stays on the connection's strand; send(), when_drained(), close(), cut() come from any.
// Limits  the bytes that wait to be written; how long a write may take. A comment goes out when nothing else has for a while:
//         so proxies keep the connection, and a client that vanished is found.
// Ends    with the connection (a client says nothing here: one that goes on talking is cut), a close, or a full queue, which
//         cuts it at once: what it missed it asks for when it comes back. A stop says first when to try again.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "serve/http/open_socket.hpp"
#include "serve/http/socket_limits.hpp"

namespace quern::serve {

class EventStream final : public OpenSocket, public std::enable_shared_from_this<EventStream> {
 public:
  EventStream(boost::beast::tcp_stream stream, SocketLimits limits, Duration write_deadline);

  // Writes the answer's head, and then what is sent until either side ends. Once.
  boost::asio::awaitable<SocketEnd> run(std::string head, SocketDecision decision);

  void send(std::shared_ptr<const std::string> text);
  void when_drained(UniqueFunction<void()> then);
  void close(int code, std::string reason) override;
  void cut() override;

 private:
  class Peer;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;
  struct Outgoing {  // one of the two
    std::shared_ptr<const std::string> text;
    UniqueFunction<void()> then;
  };

  Awaitable<void> write_all();
  Awaitable<bool> write(std::string_view text);
  void watch_client();
  void put(Outgoing outgoing);
  std::optional<Outgoing> take();
  void begin_closing(int code);  // with the lock held
  void end(int code);            // on the strand: nothing more is written
  void wake();
  bool is_closing();

  boost::beast::tcp_stream stream_;
  const boost::asio::any_io_executor executor_;
  const SocketLimits limits_;
  const Duration write_deadline_;

  // The strand's alone.
  boost::asio::steady_timer wake_;
  boost::asio::steady_timer close_deadline_;
  std::array<char, 1024> said_{};
  bool is_ended_ = false;
  SocketEnd end_;

  std::mutex mutex_;
  std::deque<Outgoing> outgoing_;
  std::size_t waiting_bytes_ = 0;
  std::optional<int> closing_;
  bool is_over_ = false;
};

}  // namespace quern::serve
