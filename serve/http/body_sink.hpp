// A body that is taken as it comes, and never held whole: an upload on its way to the disk.
// Shape   the rules decide on the request's head, before a byte of the body is read: a refusal, or who takes it and how
//         much at most. When all of it has come, the same request goes to handle() with the sink in Request::received.
// Ends    a sink that goes without finish() was not given all: a client that left, or one that was too slow. What it
//         wrote it removes, or keeps, if the client may go on later.
// Threads write() and finish() are called on threads for files, one call at a time; they may wait for a disk. The sink
//         itself goes on any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/http/message.hpp"

namespace quern::serve {

class BodySink {
 public:
  virtual ~BodySink() = default;
  // An answer ends the request at once: it is refused, and the rest is not read.
  virtual std::optional<Response> write(std::string_view bytes) = 0;
  // All of it has come; it is on the disk when this returns.
  virtual std::optional<Response> finish() = 0;
  // What a repeat with the same Idempotency-Key must declare as well: name, size and type. After finish().
  virtual std::string declared() const { return {}; }
};

// Exactly one of `refusal` and `sink` is there.
struct BodyDecision {
  std::optional<Response> refusal;
  std::shared_ptr<BodySink> sink;
  std::uint64_t limit = 0;  // bytes; more is 413, before reading where the head says so
};

}  // namespace quern::serve
