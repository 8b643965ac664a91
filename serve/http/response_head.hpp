// An answer's status line and fields as bytes, and the fields that go on every answer.
#pragma once

#include <string>

#include "core/base/time.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

struct HeadOptions {
  int version = 11;
  bool keep_alive = true;
  bool has_length = true;  // else the body ends with the connection
};

// Content-Length is the body's size unless a field says it already (the answer to HEAD). 204 and 304 have none.
std::string format_head(const Response& response, HeadOptions options);

// "Sun, 15 Mar 2026 10:20:30 GMT"
std::string format_http_date(WallTime time);

// The policy every answer carries. A page's (text/html) says what it may load, who may frame it and what it may ask of the
// browser; anything else, opened as if it were a page, may do nothing. (Eight answers come before the first frame.)
void add_security_headers(Response& response, bool secure);

}  // namespace quern::serve
