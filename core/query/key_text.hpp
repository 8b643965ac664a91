// A key from text: what Key::to_string() wrote reads back as the same key, whichever it was, and so does any JSON array.
// Bears any bytes. Strings are bytes and need not be UTF-8. Beside JSON it reads NaN, and 1e999 as infinity.
// Errors  `decode` where it is no such text, or is nested deeper than 64.
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/query/key.hpp"

namespace quern::query {

Result<Key> parse_key(std::string_view text);

}  // namespace quern::query
