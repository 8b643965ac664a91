// The rules a request's head must keep before a byte of its body is read: what a lenient parser lets through and a
// second reader would see otherwise (request smuggling), and what this server has no use for.
// Source  RFC 9112, sections 3, 6 and 11; notes on malformed input are in docs/decisions/0006-http-server.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/message.hpp"

namespace quern::serve {

struct RequestHead {
  std::string method;
  std::string target;
  int version = 11;  // 10 or 11
  Headers headers;
};

struct Refusal {
  int status = 400;
  std::string reason;  // for the error answer and the log; holds nothing of the request
};

// `hosts` are the names this server goes by, with their port: "localhost:8080", lower case.
std::optional<Refusal> check_head(const RequestHead& head, const std::vector<std::string>& hosts);

}  // namespace quern::serve
