// WebSockets to one server by libcurl: the handshake with the session's cookie and our Origin, then whole texts both ways.
// Owned by Desktop; outlived by the network thread it is given, outlives the Sockets it opens.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "core/net/socket_transport.hpp"
#include "native/native_scheduler.hpp"
#include "native/network_thread.hpp"

namespace quern::native {

class CurlSockets final : public SocketTransport {
 public:
  CurlSockets(NetworkThread& network, NativeScheduler& scheduler, std::string origin)
      : network_(network),
        scheduler_(scheduler),
        origin_(std::move(origin)) {}

  std::unique_ptr<Socket> open(std::string path, SocketEvents& events) override;

 private:
  class Connection;
  SocketEvents* find(std::uint64_t id) const;

  NetworkThread& network_;
  NativeScheduler& scheduler_;
  std::string origin_;
  std::unordered_map<std::uint64_t, SocketEvents*> listeners_;
  std::uint64_t last_id_ = 0;
};

}  // namespace quern::native
