// Sockets by the page's WebSocket: same origin, ws or wss as the page itself; the session's cookie goes with the handshake.
// Owned by Page. A message is copied once, into the inbox, and is there until the page is asked for something else.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "core/net/socket_transport.hpp"

namespace quern::wasm {

class BrowserSockets final : public SocketTransport {
 public:
  std::unique_ptr<Socket> open(std::string path, SocketEvents& events) override;

  void on_open(std::uint32_t id);
  void on_text(std::uint32_t id, std::size_t size);  // in the inbox
  void on_close(std::uint32_t id, int code);

 private:
  class Connection;
  SocketEvents* find(std::uint32_t id) const;

  std::unordered_map<std::uint32_t, SocketEvents*> listeners_;
  std::uint32_t last_id_ = 0;
};

}  // namespace quern::wasm
