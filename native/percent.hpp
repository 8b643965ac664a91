// The way back of core/net's percent_encode().
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quern::native {

std::optional<std::string> percent_decode(std::string_view text);  // nullopt where "%" is not followed by two digits

}  // namespace quern::native
