// The languages a resume is written in; both are read everywhere.
#pragma once

#include <cstdint>

namespace quern::serve {

enum class Language : std::uint8_t { russian, english };

}  // namespace quern::serve
