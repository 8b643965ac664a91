#include "serve/http/socket_handshake.hpp"

#include <algorithm>

#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

// Fields of one name may come in several lines.
bool has_token(const Headers& headers, std::string_view name, std::string_view token) {
  return std::ranges::any_of(headers, [&](const Headers::Field& field) {
    if (field.first != name) return false;
    return std::ranges::any_of(split_list(field.second),
                               [&](std::string_view item) { return equals_ignoring_case(item, token); });
  });
}

// 16 bytes in base64: 22 digits, of which the last holds two bits, and two signs of padding.
bool is_key(std::string_view key) {
  const auto is_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), is_digit) &&
         std::string_view{"AQgw"}.find(key[21]) != std::string_view::npos;
}

Response other_version() {
  auto response = error_answer(426, "bad_request", "the WebSocket version is not 13");
  response.headers.set("connection", "upgrade");
  response.headers.set("upgrade", "websocket");
  response.headers.set("sec-websocket-version", "13");
  return response;
}

}  // namespace

bool is_handshake(const Request& request) {
  return request.method == Method::get && has_token(request.headers, "upgrade", "websocket");
}

std::optional<Response> check_handshake(const Request& request) {
  const auto& headers = request.headers;
  if (!has_token(headers, "connection", "upgrade")) {
    return error_answer(400, "bad_request", "Connection does not say upgrade");
  }
  if (headers.count("sec-websocket-version") != 1 || headers.get("sec-websocket-version") != "13") {
    return other_version();
  }
  if (headers.count("sec-websocket-key") != 1 || !is_key(headers.get("sec-websocket-key"))) {
    return error_answer(400, "bad_request", "Sec-WebSocket-Key is not 16 bytes in base64");
  }
  return std::nullopt;
}

}  // namespace quern::serve
