// What a proxy in front says of its client: believed only from addresses that the settings name.
// Source  X-Forwarded-For as nginx and others write it: each hop adds whom it saw, at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/headers.hpp"

namespace quern::serve {

// An IPv4 or IPv6 address as it is compared here: "::1" for "0:0::1", and an IPv4 one in IPv6's clothes as itself.
// nullopt for what is none.
std::optional<std::string> normalize_address(std::string_view text);

struct Sender {
  std::string address;
  std::optional<std::string> request_id;  // what the proxy calls this request, where it has a plain form
};

// Who sent it: `peer`, or, when that is a trusted proxy, the last hop it names that is none. All are normalized.
Sender find_sender(const std::string& peer, const Headers& headers, const std::vector<std::string>& trusted);

}  // namespace quern::serve
