// Brotli and gzip of a whole file, made once at start where the web folder has none.
#pragma once

#include <string>
#include <string_view>

namespace quern::serve {

std::string compress_brotli(std::string_view bytes);
std::string compress_gzip(std::string_view bytes);

}  // namespace quern::serve
