// A key from text: what Key::to_string() wrote reads back as the same key, whichever it was, and so does a JSON array.
// Bears any bytes. Strings are bytes and need not be UTF-8. Beside JSON it reads NaN, Infinity and 0x1p-1074.
// Errors  `decode` where it is no such text, is nested deeper than 64, or has a number that it would have to round twice:
//         one of more than 15 digits, or beyond 1e37 or 1e-22 (detail/key_number.hpp).
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/query/key.hpp"

namespace quern::query {

Result<Key> parse_key(std::string_view text);

}  // namespace quern::query
