// What --version and /api/capabilities say.
#pragma once

#include <string_view>

namespace quern::serve {

inline constexpr std::string_view version = "0.1.0";

}  // namespace quern::serve
