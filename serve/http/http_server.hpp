// The listening socket, its connections and their threads. Asio and Beast live behind this line.
// Owner   the program; the handler must outlive stop(). Each connection's work runs on one strand.
// Ends    stop() lets running requests finish with `Connection: close`, closes idle connections and sockets (1001), and
//         after `drain` cuts what is left. Then every thread has ended.
// Slow clients meet deadlines: the whole head, the whole body, each piece written, and an idle connection. A body that is
//         taken as it comes has one for its silence, and a floor on its speed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "serve/http/handler.hpp"
#include "serve/http/request_log.hpp"
#include "serve/http/request_parser.hpp"
#include "serve/http/socket_limits.hpp"
#include "serve/http/speed_floor.hpp"

namespace quern::serve {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  unsigned threads = 2;
  ParserLimits limits;
  SocketLimits sockets;
  Duration head_deadline{10'000};
  Duration body_deadline{30'000};   // of one taken as it comes: between two pieces
  SpeedLimits body_speed{};         // of one taken as it comes
  Duration write_deadline{30'000};  // for each 64 KiB
  Duration idle_deadline{75'000};   // between two requests of a connection
  Duration drain{5'000};
  Duration linger{10'000};               // at most, for who still sends what was refused: else it would lose the answer
  std::size_t max_connections = 10'000;  // sockets too
  std::size_t connections_per_address = 0;   // 0: as many as there are
  bool secure = false;                       // behind https: adds Strict-Transport-Security
  std::vector<std::string> trusted_proxies;  // whose word on their clients is believed (forwarded.hpp)
};

class HttpServer {
 public:
  // Binds and listens. Errors: conflict when the port is taken, validation for an address that is none, else server.
  static Result<std::unique_ptr<HttpServer>> listen(HttpServerOptions options, RequestLog& log);
  virtual ~HttpServer() = default;

  virtual std::uint16_t port() const = 0;
  virtual std::size_t connections() const = 0;  // now, sockets too
  // Begins to answer. `hosts` are the values of Host that are ours.
  virtual void start(Handler& handler, std::vector<std::string> hosts) = 0;
  virtual void stop() = 0;
};

}  // namespace quern::serve
