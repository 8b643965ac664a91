// Bytes of a text file as UTF-8, whatever it was written in: UTF-8, UTF-16 by its mark or by its zeros, else windows-1251,
// which is what Russian texts that are none of these are. Never fails: what is nothing becomes U+FFFD.
// Line ends become "\n"; other controls but tabs, and marks of order, go.
#pragma once

#include <string>
#include <string_view>

namespace quern::serve {

std::string to_utf8(std::string_view bytes);

}  // namespace quern::serve
