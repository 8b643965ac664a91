// One WebSocket: frames on the wire on one side, SocketPeer and SocketListener on the other. Of connection.cpp and
// web_socket.cpp alone: Beast is here.
// Owner   the connection's coroutine. What is handed out (the peer, `done`) holds it weakly.
// Threads run() and what it calls stay on the connection's strand; send(), when_drained(), close(), cut() come from any.
// Limits  a message read; the bytes that wait to be written; how long it may be silent, pinged half way; how long a
//         close may take. One read, one write and one close run at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "serve/http/open_socket.hpp"
#include "serve/http/socket_limits.hpp"

namespace quern::serve {

class WebSocket final : public OpenSocket, public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(boost::beast::tcp_stream stream, SocketLimits limits);

  // Answers the handshake, which was checked, with 101. False when the browser has gone.
  boost::asio::awaitable<bool> shake_hands(Request handshake);
  // Carries messages until either side ends. Once.
  boost::asio::awaitable<SocketEnd> run(SocketDecision decision);

  void send(std::shared_ptr<const std::string> text);
  void when_drained(UniqueFunction<void()> then);
  void close(int code, std::string reason) override;
  void cut() override;

 private:
  class Peer;
  class Done;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;
  struct Outgoing {  // one of the two
    std::shared_ptr<const std::string> text;
    UniqueFunction<void()> then;
  };
  struct Closing {
    int code;
    std::string reason;
  };

  Awaitable<void> read_messages();
  Awaitable<void> deliver(std::string text);
  void resume_reading();
  void put(Outgoing outgoing);
  void begin_closing(std::unique_lock<std::mutex> lock, Closing closing);
  void wake_writer(std::unique_lock<std::mutex> lock);
  void write_next();
  void write_close(const Closing& closing);
  bool is_closing();
  int end_code(boost::system::error_code error);

  boost::beast::websocket::stream<boost::beast::tcp_stream, false> stream_;
  const boost::asio::any_io_executor executor_;
  const SocketLimits limits_;

  // The strand's alone.
  boost::beast::flat_buffer incoming_;
  std::shared_ptr<SocketListener> listener_;
  boost::asio::steady_timer done_;
  boost::asio::steady_timer close_deadline_;
  bool is_done_ = false;
  bool is_cut_ = false;
  Outgoing writing_;
  SocketEnd end_;

  std::mutex mutex_;
  std::deque<Outgoing> outgoing_;
  std::size_t waiting_bytes_ = 0;
  bool is_writing_ = true;  // the answer to the handshake is first
  bool is_over_ = false;
  std::optional<Closing> closing_;
};

}  // namespace quern::serve
