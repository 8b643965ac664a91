// The session cookie: opaque, unreadable to scripts, sent to this origin alone.
#pragma once

#include <optional>
#include <string>

#include "serve/http/headers.hpp"

namespace quern::serve {

class SessionCookie {
 public:
  // Behind https the name has the __Host- prefix, by which browsers refuse a cookie of another path, host or scheme.
  explicit SessionCookie(bool secure) : secure_(secure), name_(secure ? "__Host-quern_session" : "quern_session") {}

  std::optional<std::string> read(const Headers& request) const;
  std::string set(std::string_view value) const;  // Set-Cookie's value
  std::string clear() const;

 private:
  std::string attributes() const;
  bool secure_;
  std::string name_;
};

}  // namespace quern::serve
