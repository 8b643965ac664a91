#include "serve/static/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <cstdint>

namespace quern::serve {
namespace {
constexpr int brotli_quality = 9;     // 11 takes seconds a megabyte; who wants it packs at build time
constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip header
}  // namespace

std::string compress_brotli(std::string_view bytes) {
  std::string out(BrotliEncoderMaxCompressedSize(bytes.size()), '\0');
  std::size_t size = out.size();
  const auto done = BrotliEncoderCompress(brotli_quality, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_GENERIC, bytes.size(),
                                          reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(done == BROTLI_TRUE ? size : 0);
  return out;
}

std::string compress_gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string in{bytes};  // zlib's input pointer is not const
  std::string out(deflateBound(&stream, static_cast<uLong>(in.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(result == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace quern::serve
