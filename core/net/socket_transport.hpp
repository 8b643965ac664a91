// A two-way channel of text, as core asks the platform for it: WebSocket in the browser, libcurl on the desktop, a
// scripted network in tests.
// Shape   paths are of our own origin and begin with "/"; one message is one whole text.
// Order   on_open() comes first or never, on_close() once and last; nothing is called inside open(), send() or close(),
//         nor after the Socket is destroyed, which may happen inside any of its calls.
// Texts   a view is good for the call alone, and may be gone as soon as the platform is asked for something.
// Errors  a page cannot see why a handshake failed: on_close() without on_open().
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace quern {

class SocketEvents {
 public:
  virtual void on_open() = 0;
  virtual void on_text(std::string_view text) = 0;
  virtual void on_close(int code) = 0;  // RFC 6455; 1006 where the connection was simply lost

 protected:
  ~SocketEvents() = default;
};

// Destroying it closes it, and says nothing more.
class Socket {
 public:
  virtual ~Socket() = default;
  virtual void send(std::string text) = 0;  // dropped while it is not open
};

class SocketTransport {
 public:
  virtual ~SocketTransport() = default;
  // `events` outlives the Socket. Never null: what cannot be opened closes.
  virtual std::unique_ptr<Socket> open(std::string path, SocketEvents& events) = 0;
};

}  // namespace quern
