// UTF-8, checked by the letter of the standard: no overlong forms, no surrogates, nothing past U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace quern {

// Length of the well-formed sequence `text` begins with (1 to 4), or 0 where it begins with none.
std::size_t utf8_sequence(std::string_view text);
// Where the first byte that is not UTF-8 stands; text.size() where all is well.
std::size_t find_invalid_utf8(std::string_view text);
// Code points of well-formed text.
std::size_t count_code_points(std::string_view text);

}  // namespace quern
