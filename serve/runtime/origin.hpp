// An origin as browsers send it, and the names of an address to listen on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quern::serve {

// "HTTPS://Quern.Example:443/" as "https://quern.example": lower case, no default port, no path. nullopt for what is no
// origin of http or https, or holds more than one.
std::optional<std::string> normalize_origin(std::string_view text);

// How a URL names the address: "0.0.0.0" as "127.0.0.1", which it includes, "::" as "[::1]", "fe80::1" as "[fe80::1]".
std::string host_in_url(std::string_view address);

}  // namespace quern::serve
