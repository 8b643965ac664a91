// A field's value with parameters: `form-data; name="a b"; filename=c.txt`.
// Source  RFC 9110, section 5.6.6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quern::serve {

struct HeaderParameters {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;  // names lower case

  const std::string* find(std::string_view name) const;
};

// nullopt for what is malformed, or names a parameter twice: two readers would choose differently. In quotes `\"` and `\\`
// are unescaped; another backslash stands for itself, as browsers send it in names of files.
std::optional<HeaderParameters> parse_parameters(std::string_view text);

}  // namespace quern::serve
