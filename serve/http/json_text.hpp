// Text as a JSON string, safe in a log and in an answer whatever it holds.
#pragma once

#include <string>
#include <string_view>

namespace quern::serve {

// Appends `text` in quotes. Control characters are escaped; a byte that is not part of UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace quern::serve
