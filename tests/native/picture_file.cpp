#include "tests/native/picture_file.hpp"

#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

namespace quern::test {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

void write_chunk(std::ofstream& file, const std::string& name, const std::string& data) {
  const std::string checked = name + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  file << big_endian(static_cast<std::uint32_t>(data.size())) << checked << big_endian(static_cast<std::uint32_t>(sum));
}

}  // namespace

void write_png(const std::filesystem::path& path, const native::Picture& picture) {
  std::filesystem::create_directories(path.parent_path());
  const auto width = static_cast<std::size_t>(picture.width), height = static_cast<std::size_t>(picture.height);
  std::string rows;
  for (std::size_t y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    for (std::size_t x = 0; x < width; ++x) {
      const auto* pixel = picture.rgba.data() + (y * width + x) * 4;
      rows.append(reinterpret_cast<const char*>(pixel), 3);
    }
  }
  auto size = compressBound(rows.size());
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size(),
            6);
  packed.resize(size);
  std::ofstream file(path, std::ios::binary);
  file << "\x89PNG\r\n\x1a\n";
  const std::string kind("\x08\x02\x00\x00\x00", 5);  // 8 bits a channel, RGB
  write_chunk(file, "IHDR",
              big_endian(static_cast<std::uint32_t>(width)) + big_endian(static_cast<std::uint32_t>(height)) + kind);
  write_chunk(file, "IDAT", packed);
  write_chunk(file, "IEND", "");
}

double share_of(const native::Picture& picture, std::uint32_t colour, int tolerance) {
  std::size_t found = 0, pixels = picture.rgba.size() / 4;
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto* pixel = picture.rgba.data() + i * 4;
    const auto is_near = [&](int channel, unsigned shift) {
      return std::abs(pixel[channel] - static_cast<int>(colour >> shift & 0xff)) <= tolerance;
    };
    found += is_near(0, 16) && is_near(1, 8) && is_near(2, 0);
  }
  return pixels == 0 ? 0 : static_cast<double>(found) / static_cast<double>(pixels);
}

std::size_t count_colours(const native::Picture& picture) {
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i + 3 < picture.rgba.size(); i += 4) {
    seen.insert(static_cast<std::uint32_t>(picture.rgba[i] << 16 | picture.rgba[i + 1] << 8 | picture.rgba[i + 2]));
  }
  return seen.size();
}

}  // namespace quern::test
