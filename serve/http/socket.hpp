// A two-way channel of text with one browser, free of any transport: WebSocket in the program, a fake network in a
// simulation.
// Shape   the rules decide on the handshake's request: a refusal, or who listens. From then on the peer is spoken to by
//         send(), and speaks by on_text(), one message at a time.
// Threads a SocketPeer may be called from any thread; a SocketListener is called on the thread of the rules.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/unique_function.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

namespace close_code {
inline constexpr int going_away = 1001;  // the server stops
inline constexpr int policy = 1008;      // the session ended, or too many messages
inline constexpr int too_big = 1009;
inline constexpr int slow = 4008;  // did not read what was sent to it
}  // namespace close_code

// The browser's end.
class SocketPeer {
 public:
  virtual ~SocketPeer() = default;
  // Queued. One that does not read is cut off when its queue is full, without hurting others; it may resume later.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  virtual void close(int code, std::string reason) = 0;  // what was sent before goes out first
};

// Our end.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  // The next message is read only after `done` was called: a peer cannot make work faster than it is done.
  virtual void on_text(std::string text, UniqueFunction<void()> done) = 0;
  virtual void on_close() = 0;  // once and last, whoever closed
};

// What the rules say to a handshake: exactly one of the two is there.
struct SocketDecision {
  std::optional<Response> refusal;
  std::function<std::shared_ptr<SocketListener>(std::shared_ptr<SocketPeer>)> accept;
};

}  // namespace quern::serve
