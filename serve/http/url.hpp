// Percent-encoding, and the parameters of a query string.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quern::serve {

// Decodes once. nullopt for a broken escape, NUL, or bytes that are not UTF-8.
std::optional<std::string> decode_percent(std::string_view text);

// "a=1&b=%20" in order; "+" is a space. nullopt when a name or value does not decode.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;
std::optional<QueryParameters> parse_query(std::string_view query);

}  // namespace quern::serve
