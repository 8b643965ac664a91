// Any bytes as requests of one connection, at once and cut at any place, with bodies held or taken as they come: the same
// requests, and the same end. A body is never read as a request, and never grows past its limit.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "serve/http/request_parser.hpp"

namespace {

using namespace quern::serve;

constexpr ParserLimits limits{.header_bytes = 512, .body_bytes = 256};

// As connection.cpp does it.
std::string read(std::string_view bytes, std::size_t piece, bool is_streamed) {
  const std::vector<std::string> hosts{"h"};
  RequestParser parser{limits, hosts};
  std::string told;
  std::string buffer;
  std::string body;
  bool has_head = false;
  while (true) {
    const auto used = parser.feed(buffer);
    if (used > buffer.size()) std::abort();
    buffer.erase(0, used);
    if (parser.refusal()) return told + "refused";
    if (!has_head && parser.has_head()) {
      has_head = true;
      parser.allow_body(limits.body_bytes);
      if (parser.refusal()) return told + "refused";
    }
    if (is_streamed) body += parser.take_body();
    if (body.size() > limits.body_bytes) std::abort();
    if (parser.is_complete()) {
      if (!has_head) std::abort();
      const bool keeps_alive = parser.keeps_alive();
      auto request = parser.take();
      if (is_streamed && !request.body.empty()) std::abort();
      if (!is_streamed) body = std::move(request.body);
      if (body.size() > limits.body_bytes || !request.target.starts_with('/')) std::abort();
      if (body.size() > 0 && is_safe(request.method)) std::abort();
      told += std::string{format_method(request.method)} + ' ' + request.target + '\n';
      for (const auto& [name, value] : request.headers) {
        if (value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos) std::abort();
        told += name + ':' + value + '\n';
      }
      told += '\n' + std::exchange(body, {}) + '\n';
      has_head = false;
      if (!keeps_alive) return told + "closed";
      continue;
    }
    if (used > 0 && !buffer.empty()) continue;
    if (bytes.empty()) return told + "open";
    buffer += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read(bytes, size + 1, false);
  if (read(bytes, 1, false) != whole || read(bytes, 7, false) != whole) std::abort();
  if (read(bytes, size + 1, true) != whole || read(bytes, 3, true) != whole) std::abort();
  return 0;
}
