// What can go wrong, as a value. Nothing in core throws.
// Source  contract, section 2: the error kinds of the wire, and the four that only a client can meet.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"

namespace quern {

enum class ErrorKind : std::uint8_t {
  authentication,  // 401: no session, or a wrong password
  authorization,   // 403: not yours, or CSRF
  validation,      // 400, 413, 415, 422: `fields` says which, where the server knows
  not_found,       // 404
  conflict,        // 409
  rate_limited,    // 429, or our own limit: `retry_after` says how long
  server,          // 5xx
  network,         // no answer at all
  timeout,         // no answer in time
  cancelled,       // nobody wants the answer any more
  decode,          // an answer that breaks its schema: `fields` holds the path
};

// One field's complaint. `path` is dotted, list places are numbers: "items.3.name".
struct FieldError {
  std::string path;
  std::string message;
  std::string type;
  bool operator==(const FieldError&) const = default;
};

struct Error {
  ErrorKind kind = ErrorKind::server;
  int status = 0;         // HTTP status, 0 where there was no answer
  std::string code{};     // the contract's error_code, "" where there is none
  std::string message{};  // for a person to read, or for a log
  std::vector<FieldError> fields{};
  std::optional<Duration> retry_after{};

  bool is(ErrorKind wanted) const { return kind == wanted; }
  // May the same request succeed if it is simply sent again?
  bool is_transient() const {
    return kind == ErrorKind::network || kind == ErrorKind::timeout || kind == ErrorKind::server;
  }
  bool operator==(const Error&) const = default;

  static Error cancelled() { return {.kind = ErrorKind::cancelled, .message = "cancelled"}; }
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }
inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return std::unexpected<Error>(Error{.kind = kind, .message = std::move(message)});
}

}  // namespace quern
