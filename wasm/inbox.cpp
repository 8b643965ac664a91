#include "wasm/inbox.hpp"

#include <emscripten/emscripten.h>

#include <vector>

namespace quern::wasm {
namespace {

std::vector<std::uint8_t>& buffer() {
  static std::vector<std::uint8_t> bytes;
  return bytes;
}

constexpr std::size_t kept_capacity = 1 << 20;  // a large answer's memory is given back

}  // namespace

std::uint8_t* Inbox::reserve(std::size_t size) {
  auto& bytes = buffer();
  if (bytes.capacity() > kept_capacity && size <= kept_capacity) std::vector<std::uint8_t>().swap(bytes);
  bytes.resize(size);
  return bytes.data();
}

std::string_view Inbox::text(std::size_t size, std::size_t offset) {
  return {reinterpret_cast<const char*>(buffer().data()) + offset, size};
}

std::string Inbox::take(int size) {
  return size > 0 ? std::string(text(static_cast<std::size_t>(size))) : std::string();
}

}  // namespace quern::wasm

extern "C" EMSCRIPTEN_KEEPALIVE std::uint8_t* quern_inbox(std::size_t size) {
  return quern::wasm::Inbox::reserve(size);
}
