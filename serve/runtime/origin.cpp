#include "serve/runtime/origin.hpp"

#include <algorithm>
#include <charconv>

#include "serve/http/headers.hpp"

namespace quern::serve {
namespace {

bool is_host_name(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

bool is_address_in_brackets(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
           return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
         });
}

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535) return std::nullopt;
  return port;
}

}  // namespace

std::optional<std::string> normalize_origin(std::string_view text) {
  const auto whole = to_lower(text);
  const bool is_secure = whole.starts_with("https://");
  if (!is_secure && !whole.starts_with("http://")) return std::nullopt;
  const auto scheme = whole.substr(0, whole.find("//") + 2);
  std::string_view host = std::string_view{whole}.substr(scheme.size());
  if (host.ends_with('/')) host.remove_suffix(1);
  std::optional<int> port;
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    port = parse_port(host.substr(colon + 1));
    if (!port) return std::nullopt;
    host = host.substr(0, colon);
  }
  if (!is_host_name(host) && !is_address_in_brackets(host)) return std::nullopt;
  auto origin = scheme + std::string{host};
  if (port && *port != (is_secure ? 443 : 80)) origin += ':' + std::to_string(*port);
  return origin;
}

std::string host_in_url(std::string_view address) {
  if (address == "0.0.0.0") return "127.0.0.1";
  if (address == "::") return "[::1]";
  if (address.find(':') != std::string_view::npos) return '[' + to_lower(address) + ']';
  return std::string{address};
}

}  // namespace quern::serve
