// How the BFF reaches a backend: by function in this process today, over a network tomorrow; it cannot tell which.
// Errors  an unreachable backend answers 502 upstream_unavailable or 504 upstream_timeout.
#pragma once

#include "core/base/task.hpp"
#include "serve/http/body_sink.hpp"
#include "serve/http/socket.hpp"

namespace quern::serve {

class BackendClient {
 public:
  virtual ~BackendClient() = default;
  // The request carries its own Authorization.
  virtual Task<Response> send(Request request) = 0;
  // Who takes the body of such a request, by its head; the request itself follows by send(), with what was received.
  virtual Task<BodyDecision> open_body(Request head) = 0;
  // Its socket, GET /api/ws, or its stream, GET /api/events; the refusals are its answers.
  virtual Task<SocketDecision> open_socket(Request request) = 0;
};

}  // namespace quern::serve
