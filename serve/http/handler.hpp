// Who answers: what the sockets' side asks, and the rules or a test give.
// Threads each may be called on any thread; what it is given to answer with is called once, from any thread, and outlives
//         nothing.
#pragma once

#include <string_view>

#include "core/base/unique_function.hpp"
#include "serve/http/body_sink.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/socket.hpp"

namespace quern::serve {

class Handler {
 public:
  using Answer = UniqueFunction<void(Response)>;
  using BodyAnswer = UniqueFunction<void(BodyDecision)>;
  using SocketAnswer = UniqueFunction<void(SocketDecision)>;

  virtual ~Handler() = default;
  virtual void handle(Request request, Answer answer) = 0;

  // Is the body of such a request taken as it comes? open_body() is then asked with its head.
  virtual bool streams_body(Method, std::string_view) const { return false; }
  virtual void open_body(Request, BodyAnswer answer) {
    answer({.refusal = error_answer(404, "not_found", "there is nothing here"), .sink = nullptr});
  }

  // Is this path one of a socket? A WebSocket handshake there is then asked of open_socket(), once it is well formed.
  // Or one of a stream of events? A GET there is then asked of open_socket(), and what its peer is sent goes out as it is.
  virtual bool has_socket(std::string_view) const { return false; }
  virtual bool has_stream(std::string_view) const { return false; }
  virtual void open_socket(Request, SocketAnswer answer) {
    answer({.refusal = error_answer(404, "not_found", "there is nothing here"), .accept = nullptr});
  }
};

}  // namespace quern::serve
