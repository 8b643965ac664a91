#include "serve/http/forwarded.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace quern::serve {
namespace {

constexpr std::size_t longest_id = 64;

// It goes into the log and into an answer's field as it is.
std::optional<std::string> plain_id(std::string_view text) {
  const bool is_plain = !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
  return is_plain ? std::optional{std::string{text}} : std::nullopt;
}

}  // namespace

std::optional<std::string> normalize_address(std::string_view text) {
  constexpr std::string_view mapped = "::ffff:";
  const std::string whole{text};
  std::array<char, INET6_ADDRSTRLEN> out{};
  in_addr four{};
  if (inet_pton(AF_INET, whole.c_str(), &four) == 1) return inet_ntop(AF_INET, &four, out.data(), out.size());
  in6_addr six{};
  if (inet_pton(AF_INET6, whole.c_str(), &six) != 1) return std::nullopt;
  std::string address = inet_ntop(AF_INET6, &six, out.data(), out.size());
  if (IN6_IS_ADDR_V4MAPPED(&six)) address.erase(0, mapped.size());
  return address;
}

Sender find_sender(const std::string& peer, const Headers& headers, const std::vector<std::string>& trusted) {
  const auto is_trusted = [&](const std::string& address) {
    return std::ranges::find(trusted, address) != trusted.end();
  };
  Sender sender{.address = peer, .request_id = std::nullopt};
  if (trusted.empty() || !is_trusted(peer)) return sender;
  sender.request_id = plain_id(headers.get("x-request-id"));
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : headers) {
    if (name != "x-forwarded-for") continue;
    const auto more = split_list(value);
    hops.insert(hops.end(), more.begin(), more.end());
  }
  for (const auto hop : hops | std::views::reverse) {
    auto address = normalize_address(trim(hop));
    if (!address) break;  // nobody beyond it can be believed
    sender.address = *std::move(address);
    if (!is_trusted(sender.address)) break;
  }
  return sender;
}

}  // namespace quern::serve
