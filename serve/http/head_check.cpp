#include "serve/http/head_check.hpp"

#include <algorithm>

namespace quern::serve {
namespace {

bool is_plain_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Refusal> check_request_line(const RequestHead& head) {
  if (head.version != 10 && head.version != 11) return Refusal{400, "the HTTP version is not 1.0 or 1.1"};
  if (!parse_method(head.method)) return Refusal{400, "the method is not one this server has"};
  const std::string_view target = head.target;
  if (!target.starts_with('/') || target.starts_with("//")) return Refusal{400, "the target is not a path"};
  if (target.find('#') != std::string_view::npos) return Refusal{400, "the target holds a fragment"};
  return std::nullopt;
}

// Where the body ends must have one reading: no body, one plain Content-Length, or chunked alone.
std::optional<Refusal> check_framing(const RequestHead& head) {
  const auto lengths = head.headers.count("content-length");
  const auto encodings = head.headers.count("transfer-encoding");
  if (lengths > 1) return Refusal{400, "Content-Length is there twice"};
  if (encodings > 1) return Refusal{400, "Transfer-Encoding is there twice"};
  if (lengths == 1 && !is_plain_number(head.headers.get("content-length"))) {
    return Refusal{400, "Content-Length is not a plain number"};
  }
  if (encodings == 1) {
    if (lengths == 1) return Refusal{400, "Content-Length and Transfer-Encoding together"};
    if (head.version == 10) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    if (!equals_ignoring_case(head.headers.get("transfer-encoding"), "chunked")) {
      return Refusal{400, "Transfer-Encoding is not chunked"};
    }
  }
  const bool has_body = encodings == 1 || (lengths == 1 && head.headers.get("content-length") != "0");
  if (has_body && (head.method == "GET" || head.method == "HEAD")) return Refusal{400, "a body on GET or HEAD"};
  return std::nullopt;
}

std::optional<Refusal> check_host(const RequestHead& head, const std::vector<std::string>& hosts) {
  if (head.headers.count("host") != 1) return Refusal{400, "there must be one Host"};
  const auto host = to_lower(head.headers.get("host"));
  if (std::ranges::find(hosts, host) == hosts.end()) return Refusal{400, "Host is not a name of this server"};
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_head(const RequestHead& head, const std::vector<std::string>& hosts) {
  if (auto refusal = check_request_line(head)) return refusal;
  if (auto refusal = check_framing(head)) return refusal;
  if (auto refusal = check_host(head, hosts)) return refusal;
  if (head.headers.count("expect") > 0 && !equals_ignoring_case(head.headers.get("expect"), "100-continue")) {
    return Refusal{417, "Expect is not 100-continue"};
  }
  return std::nullopt;
}

}  // namespace quern::serve
