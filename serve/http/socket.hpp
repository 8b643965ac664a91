// A two-way channel of text with one browser, free of any transport: WebSocket in the program, a fake network in a
// simulation.
// Shape   the rules decide on the handshake's request: a refusal, or who listens. From then on the peer is spoken to by
//         send(), and speaks by on_text(), one message at a time.
// Rules   Bff::open_socket(Request) → Task<SocketDecision> decides, on the thread of the rules, as Bff::handle() answers:
//         for GET /api/ws with an Upgrade. A handshake without one goes to handle(), which answers 426.
// Threads a SocketPeer may be called from any thread; a SocketListener, and `accept`, are called on the thread of the
//         rules. The listener is let go on it, too, after on_close(). A peer kept longer does nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/unique_function.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

namespace close_code {
inline constexpr int going_away = 1001;     // the server stops
inline constexpr int not_text = 1003;       // a binary message
inline constexpr int without_close = 1006;  // never sent: the connection broke
inline constexpr int policy = 1008;         // the session ended, or too many messages
inline constexpr int too_big = 1009;
inline constexpr int internal = 1011;  // our own fault; may be tried again
inline constexpr int slow = 4008;      // did not read what was sent to it
}  // namespace close_code

// The browser's end.
class SocketPeer {
 public:
  virtual ~SocketPeer() = default;
  // Queued. One that does not read is cut off when its queue is full, without hurting others; it may resume later.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  // Calls `next` once, on the thread of the rules and never inside this call, when all that was sent before has left the
  // queue: whoever has much to say says it in pieces. Dropped, uncalled, when the socket closes first.
  virtual void when_drained(UniqueFunction<void()> next) = 0;
  // What was sent before goes out first; what arrives from now on is not read. The first call counts.
  virtual void close(int code, std::string reason) = 0;
};

// Our end.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  // The next message is read only after `done` was called, or dropped: a peer cannot make work faster than it is done.
  virtual void on_text(std::string text, UniqueFunction<void()> done) = 0;
  virtual void on_close() = 0;  // once and last, whoever closed
};

// What the rules say to a handshake: exactly one of the two is there. `accept` is called once the peer can be sent to; it
// may send and close at once.
struct SocketDecision {
  std::optional<Response> refusal;
  std::function<std::shared_ptr<SocketListener>(std::shared_ptr<SocketPeer>)> accept;
};

}  // namespace quern::serve
