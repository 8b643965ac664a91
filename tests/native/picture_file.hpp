// A picture as a PNG file, for a person to look at: build/native/look.
#pragma once

#include <filesystem>

#include "native/painter.hpp"

namespace quern::test {

void write_png(const std::filesystem::path& path, const native::Picture& picture);

// How much of the picture, 0..1, has this colour (0xRRGGBB), give or take `tolerance` in each channel.
double share_of(const native::Picture& picture, std::uint32_t colour, int tolerance = 2);
std::size_t count_colours(const native::Picture& picture);

}  // namespace quern::test
